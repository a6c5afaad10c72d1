import { run } from "probot";
import type { Variables } from "./environment.ts";

/**
 * Serves Probot's page that creates the GitHub App from `app.yml` and writes `APP_ID`,
 * `PRIVATE_KEY` and `WEBHOOK_SECRET` to `.env`. On this machine only: whoever reaches the page can
 * set the key.
 */
export async function runSetup(variables: Variables): Promise<void> {
  // Probot reads these from the environment of the process. Smee is a relay of strangers.
  process.env.NODE_ENV = "development";
  process.env.NO_SMEE_SETUP = "true";
  const env = { ...variables, APP_ID: "", PRIVATE_KEY: "", WEBHOOK_PROXY_URL: "" };
  // With REDIS_URL Probot would install a package while it runs, and its page needs none.
  await run(() => {}, { env: { ...env, REDIS_URL: "", HOST: "localhost" } });
}
