/**
 * The demonstration: the app as it runs in production reviews a pull request on an embedded GitHub.
 *
 *   npm run demo              reviews, serves the page of the pull request, and waits for a key
 *   npm run demo -- --once    reviews, prints the result, and ends
 *   npm run demo -- --aws     asks AWS as well: an endpoint on this machine that plays it
 */
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline/promises";
import { createLog } from "../src/server/log.ts";
import { type Service, startService } from "../src/server/service.ts";
import { type FakeAccessAnalyzer, startFakeAccessAnalyzer } from "./fake-access-analyzer.ts";
import { type FakeGitHub, startFakeGitHub } from "./fake-github/fake-github.ts";
import type { PullRequest } from "./fake-github/model.ts";
import { printReview } from "./print-review.ts";
import { sampleFiles } from "./sample-repository.ts";

/** A review of the sample takes seconds; past this the demonstration has failed. */
const reviewTimeoutMs = 60_000;
const pollEveryMs = 50;

const once = process.argv.includes("--once");
const aws = process.argv.includes("--aws") ? await startFakeAccessAnalyzer() : undefined;
const github = await startFakeGitHub({ webhookSecret: randomBytes(32).toString("hex") });
const app = await startApp(github);
github.setWebhookUrl(`${app.url}/api/github/webhooks`);

let failed = false;
try {
  await demonstrate();
} catch (error) {
  failed = true;
  say(`The demonstration failed: ${error instanceof Error ? error.message : String(error)}`);
} finally {
  await app.stop();
  await aws?.close();
  await github.close();
}
process.exitCode = failed ? 1 : 0;

async function demonstrate(): Promise<void> {
  say("A repository with Terraform, CloudFormation and raw policies, and a pull request on it.\n");
  const repository = await github.driver.createRepository({
    owner: "example",
    name: "shop-infrastructure",
    files: sampleFiles("base"),
  });
  await github.driver.push(repository, {
    branch: "reports-and-backups",
    files: sampleFiles("change"),
    message: "Share reports, take backups, deploy the new service",
  });
  const pull = await github.driver.openPullRequest(repository, {
    head: "reports-and-backups",
    title: "Share reports, take backups, deploy the new service",
    body: "Needed for the launch on Monday.",
  });
  await reviewed(pull);
  say(printReview(pull, github.driver.latestCheckRuns(pull)));
  if (github.violations.length > 0) {
    throw new Error(`GitHub would have refused: ${JSON.stringify(github.violations[0])}`);
  }
  if (once) return;

  say(`The pull request: ${github.pageUrl(pull)}\n`);
  if (await confirmed("Press Enter to push a fix to it, Ctrl-C to end. ")) {
    await github.driver.push(repository, {
      branch: "reports-and-backups",
      files: sampleFiles("fix"),
      message: "Least privilege",
    });
    await reviewed(pull);
    say(printReview(pull, github.driver.latestCheckRuns(pull)));
    say(`The pull request: ${github.pageUrl(pull)}\n`);
    await confirmed("Press Enter to end. ");
  }
}

/** Nothing of AWS that this machine has is used: neither credentials nor settings. */
function useFakeAws({ url }: FakeAccessAnalyzer): void {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith("AWS_")) delete process.env[name];
  }
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_ACCESSANALYZER: url,
    AWS_ACCESS_KEY_ID: "demonstration",
    AWS_SECRET_ACCESS_KEY: "demonstration",
  });
}

function startApp({
  apiUrl,
  app: { id, privateKey, webhookSecret },
}: FakeGitHub): Promise<Service> {
  if (aws) useFakeAws(aws);
  return startService({
    ...(aws && { aws: { region: "eu-central-1", paidChecksMax: 0 } }),
    appId: id,
    privateKey,
    webhookSecret,
    apiUrl,
    host: "127.0.0.1",
    port: 0,
    logLevel: "warn",
    version: "demo",
    sweeps: false,
    log: createLog({
      level: "warn",
      write: (line) => process.stderr.write(line),
      now: () => new Date(),
    }),
  });
}

/** Resolves when the newest head of the pull request has a verdict and its comments are written. */
async function reviewed(pull: PullRequest): Promise<void> {
  const deadline = Date.now() + reviewTimeoutMs;
  await github.deliveriesSettled();
  while (!isCompleted(pull) || !(await isIdle())) {
    if (Date.now() > deadline) throw new Error("there was no verdict within a minute");
    await new Promise((resolve) => setTimeout(resolve, pollEveryMs));
  }
}

function isCompleted(pull: PullRequest): boolean {
  const runs = github.driver.latestCheckRuns(pull);
  return runs.length > 0 && runs.every(({ status }) => status === "completed");
}

async function isIdle(): Promise<boolean> {
  const { waiting, running } = await app.queue.state();
  return waiting + running === 0;
}

async function confirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    // Nobody can press a key: the page is served until the process is ended.
    await new Promise<void>((resolve) => {
      process.once("SIGINT", resolve);
      process.once("SIGTERM", resolve);
    });
    return false;
  }
  const input = createInterface({ input: process.stdin, output: process.stdout });
  const ended = new Promise<boolean>((resolve) => input.once("close", () => resolve(false)));
  const answered = input.question(question).then(() => true);
  const result = await Promise.race([answered, ended]);
  input.close();
  return result;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
