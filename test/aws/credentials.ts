import { afterEach, beforeEach } from "@jest/globals";

export const region = "eu-central-1";

/** What must never be seen in a log. */
export const credentials = {
  AWS_ACCESS_KEY_ID: "AKIAEXAMPLEEXAMPLE00",
  AWS_SECRET_ACCESS_KEY: "secretsecretsecretsecretsecretsecretsecr",
  AWS_SESSION_TOKEN: "tokentokentokentoken",
};

/** Credentials in the environment, as an operator may set them, and nothing else of AWS. */
export function withCredentials(): void {
  let before: NodeJS.ProcessEnv;
  beforeEach(() => {
    before = { ...process.env };
    for (const name of Object.keys(process.env)) {
      if (name.startsWith("AWS_")) delete process.env[name];
    }
    Object.assign(process.env, credentials, { AWS_EC2_METADATA_DISABLED: "true" });
  });
  afterEach(() => {
    process.env = before;
  });
}
