import { expect } from "@jest/globals";
import { type FakeGitHub, startFakeGitHub } from "../../demo/fake-github/fake-github.ts";
import type {
  CheckRun,
  PullRequest,
  Repository,
  ReviewComment,
} from "../../demo/fake-github/model.ts";
import { analyse } from "../../src/review/analyse.ts";
import { webhookPath } from "../../src/server/http-front.ts";
import { createLog } from "../../src/server/log.ts";
import { type Service, type ServiceOptions, startService } from "../../src/server/service.ts";
import { ManualClock, settle } from "../support/manual-clock.ts";
import { patienceMs } from "../support/patience.ts";

export interface Harness {
  readonly github: FakeGitHub;
  readonly service: Service;
  /** Starts another server, as after the end of the process. What the first one holds is lost. */
  restart(): Promise<void>;
  /** The time of the app, which stands still. */
  readonly clock: ManualClock;
  /** Puts GitHub's time forward; it is that of the machine else. */
  githubLater(ms: number): void;
  /** The lines of the log. */
  readonly log: readonly string[];
  /** Resolves when all webhooks are answered and nothing is left to do before time passes. */
  settled(): Promise<void>;
  /** Sends a delivery with a signature of one's own making. */
  post(
    body: string | Uint8Array<ArrayBuffer>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>;
  close(): Promise<void>;
}

/** The real app against the fake GitHub. Analyses run in this process. */
export async function startHarness(options: Partial<ServiceOptions> = {}): Promise<Harness> {
  const clock = new ManualClock(Date.now());
  let githubAhead = 0;
  const github = await startFakeGitHub({
    now: () => Date.now() + githubAhead,
    // An analysis in this process keeps the answers back, on a busy machine for long.
    answerTimeoutMs: patienceMs,
  });
  const log: string[] = [];
  const start = () =>
    startService({
      appId: github.app.id,
      privateKey: github.app.privateKey,
      webhookSecret: github.app.webhookSecret,
      host: "127.0.0.1",
      port: 0,
      apiUrl: github.apiUrl,
      logLevel: "trace",
      version: "0.1.0",
      log: createLog({
        level: "trace",
        write: (line) => log.push(line),
        now: () => new Date(clock.now()),
      }),
      analyse,
      clock,
      throttled: false,
      retryAfterMs: 1,
      sweeps: false,
      ...options,
    });
  const services = [await start()];
  const current = (): Service => {
    const service = services.at(-1);
    if (!service) throw new Error("no service");
    return service;
  };
  github.setWebhookUrl(current().url + webhookPath);
  return {
    github,
    get service() {
      return current();
    },
    clock,
    githubLater(ms) {
      githubAhead += ms;
    },
    log,
    async restart() {
      services.push(await start());
      github.setWebhookUrl(current().url + webhookPath);
    },
    async settled() {
      for (let idle = 0; idle < 2; ) {
        await github.deliveriesSettled();
        await settle();
        const { waiting, running } = await current().queue.state();
        idle = waiting + running === 0 ? idle + 1 : 0;
        // Git and the network are waited for: whoever spins takes the processor from them.
        if (idle === 0) await new Promise((resolve) => setTimeout(resolve, 2));
      }
    },
    post: (body, headers = {}) =>
      fetch(current().url + webhookPath, {
        method: "POST",
        body,
        headers: { "content-type": "application/json", ...headers },
      }),
    async close() {
      await Promise.all(services.map((service) => service.stop()));
      await github.close();
    },
  };
}

/** An installation of its own for each test; the log of requests begins anew. */
export async function newRepository({ github }: Harness): Promise<Repository> {
  const owner = `acme-${++repositories}`;
  const repository = await github.driver.createRepository({ owner, name: "infra" });
  await github.deliveriesSettled();
  github.requests.clear();
  return repository;
}

let repositories = 0;

/** Pushes files to a branch and opens a pull request from it. */
export async function openPull(
  { github, settled }: Harness,
  repository: Repository,
  files: Readonly<Record<string, string | null>>,
  options: { readonly branch?: string; readonly base?: string; readonly draft?: boolean } = {},
): Promise<PullRequest> {
  const { branch = "change", ...rest } = options;
  await github.driver.push(repository, { branch, files });
  const pull = await github.driver.openPullRequest(repository, { head: branch, ...rest });
  await settled();
  return pull;
}

/** The newest run of ours on the head of a pull request. */
export function latestRun({ github }: Harness, pull: PullRequest): CheckRun {
  const [run, ...more] = github.driver.latestCheckRuns(pull);
  if (!run || more.length > 0) throw new Error(`${more.length + (run ? 1 : 0)} runs of a name`);
  return run;
}

/** The inline comments of the app. */
export function ownComments(pull: PullRequest): readonly ReviewComment[] {
  return pull.reviewComments.filter(({ author }) => author.login === "leastwise[bot]");
}

/** A policy with one statement, in several lines. */
export function policyText(action: string, resource: string): string {
  const statement = { Sid: "One", Effect: "Allow", Action: action, Resource: resource };
  return `${JSON.stringify({ Version: "2012-10-17", Statement: [statement] }, null, 2)}\n`;
}

/** Everything is allowed: there are findings, one of them at least on a line of its own. */
export const adminPolicy = policyText("*", "*");
export const harmlessPolicy = policyText("s3:GetObject", "arn:aws:s3:::logs/*");

/**
 * What has to hold after every test: GitHub's description was kept, every blob was read once, and the
 * log gives nothing away.
 */
export function expectClean(harness: Harness): void {
  expectKept(harness);
  const { github } = harness;
  const blobs = github.requests.entries
    .filter(({ route, status }) => status === 200 && route?.includes("/git/blobs/"))
    .map(({ path }) => path);
  expect(blobs).toEqual([...new Set(blobs)]);
}

/** Likewise where reviews run at once or a server is started anew: both read blobs once more. */
export function expectKept({ github, log }: Harness): void {
  expect(github.violations).toEqual([]);
  const secrets = [
    github.app.webhookSecret,
    "ghs_",
    "PRIVATE KEY",
    // Words of policies and of comments.
    "Statement",
    "ADMINISTRATOR_ACCESS",
  ];
  expect(log.filter((line) => secrets.some((secret) => line.includes(secret)))).toEqual([]);
}
