/**
 * A GitHub for tests and for the demonstration: an HTTP server in this process, over real git
 * repositories. It answers the routes that the App uses as GitHub does, limits and refusals
 * included, and checks every request, answer and webhook against GitHub's own description.
 *
 *   const github = await startFakeGitHub({ webhookUrl });
 *   const repository = await github.driver.createRepository({ owner: "acme", name: "infra" });
 *   await github.driver.push(repository, { branch: "change", files: { "policy.json": text } });
 *   const pull = await github.driver.openPullRequest(repository, { head: "change" });
 *   await github.deliveriesSettled();
 *   github.driver.latestCheckRuns(pull);
 *   pull.reviewComments;
 *   expect(github.violations).toEqual([]);
 *   await github.close();
 */
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Access } from "./access.ts";
import { ApiDescription, type Violation } from "./api-description.ts";
import { Driver } from "./driver.ts";
import { Faults } from "./faults.ts";
import type { Permissions, PullRequest } from "./model.ts";
import { Platform } from "./platform.ts";
import { pullPage } from "./present/pulls.ts";
import { RateLimit } from "./rate-limit.ts";
import { RequestLog } from "./request-log.ts";
import { Router } from "./router.ts";
import { appRoutes } from "./routes/app.ts";
import { checkRoutes } from "./routes/checks.ts";
import { issueCommentRoutes } from "./routes/issue-comments.ts";
import { issueEventRoutes } from "./routes/issue-events.ts";
import { pullRoutes } from "./routes/pulls.ts";
import { repositoryRoutes, treeEntriesMax } from "./routes/repositories.ts";
import { reviewRoutes } from "./routes/reviews.ts";
import { FakeServer } from "./server.ts";
import { Webhooks } from "./webhooks.ts";

export interface FakeGitHubOptions {
  /** Where the App listens; can be set later with `setWebhookUrl`. */
  readonly webhookUrl?: string;
  readonly webhookSecret?: string;
  readonly appSlug?: string;
  readonly appName?: string;
  /** What the App is granted; default: what app.yml asks for. `metadata: read` is always there. */
  readonly permissions?: Permissions;
  /** The webhook events that the App subscribes to. */
  readonly events?: readonly string[];
  /** Default: a free port. */
  readonly port?: number;
  /** Milliseconds since 1970; default: the clock of the machine. */
  readonly now?: () => number;
  /** Default: one hour, as on GitHub. */
  readonly tokenLifetimeMs?: number;
  /** For how long a webhook waits for its answer. Default: ten seconds, as on GitHub. */
  readonly answerTimeoutMs?: number;
}

/** What the App needs to know to run against this GitHub. */
interface AppCredentials {
  readonly id: number;
  readonly clientId: string;
  readonly slug: string;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** The login and id under which the App comments. */
  readonly botLogin: string;
  readonly botId: number;
}

export interface FakeGitHub {
  /** Without a slash at the end. Pages of pull requests are below it. */
  readonly url: string;
  /** The base URL of the REST API, `…/api/v3`; the API answers below `url` as well. */
  readonly apiUrl: string;
  readonly app: AppCredentials;
  /** What people do: repositories, pushes, pull requests, comments, buttons; and what they see. */
  readonly driver: Driver;
  readonly webhooks: Webhooks;
  readonly faults: Faults;
  readonly requests: RequestLog;
  /** Everything that GitHub's description does not allow. Tests expect it to be empty. */
  readonly violations: readonly Violation[];
  setWebhookUrl(url: string | undefined): void;
  /** Resolves when all webhooks have been answered. Work that the App goes on with is its own. */
  deliveriesSettled(): Promise<void>;
  /** The page that shows a pull request. */
  pageUrl(pull: PullRequest): string;
  /** Stops listening and deletes the git repositories. */
  close(): Promise<void>;
}

const defaultPermissions: Permissions = {
  contents: "read",
  pull_requests: "write",
  checks: "write",
  issues: "read",
  merge_queues: "read",
};

const defaultEvents = ["check_run", "check_suite", "issue_comment", "merge_group", "pull_request"];
const defaultTokenLifetimeMs = 60 * 60 * 1000;
const defaultAnswerTimeoutMs = 10_000;

/** Made once for all fakes of a process: it takes a while. */
let keys: ReturnType<typeof makeKeys> | undefined;

export async function startFakeGitHub(options: FakeGitHubOptions = {}): Promise<FakeGitHub> {
  const folder = await mkdtemp(join(tmpdir(), "fake-github-"));
  const now = options.now ?? Date.now;
  const secret = options.webhookSecret ?? "a-secret-that-only-this-fake-github-knows";
  keys ??= makeKeys();

  const description = new ApiDescription();
  const faults = new Faults(now);
  const log = new RequestLog();
  const rateLimit = new RateLimit(now);
  const platform: Platform = new Platform({
    folder,
    now,
    app: {
      slug: options.appSlug ?? "leastwise",
      name: options.appName ?? "Leastwise",
      permissions: { metadata: "read", ...(options.permissions ?? defaultPermissions) },
      events: options.events ?? defaultEvents,
    },
    emit: (event) => webhooks.emit(event),
  });
  const webhooks: Webhooks = new Webhooks({
    secret,
    answerTimeoutMs: options.answerTimeoutMs ?? defaultAnswerTimeoutMs,
    now,
    nextId: () => platform.nextId(),
    app: () => platform.app,
    installationFor: (event) =>
      event.installation ?? (event.repository && platform.installationOf(event.repository)),
    urls: () => ({ api: `${server.origin}/api/v3`, html: server.origin }),
    description,
  });
  webhooks.url = options.webhookUrl;
  const access = new Access(
    platform,
    keys.publicKey,
    options.tokenLifetimeMs ?? defaultTokenLifetimeMs,
  );
  const routes = [
    ...appRoutes(platform, access, webhooks, rateLimit),
    ...repositoryRoutes(platform, () => faults.treeEntriesMax ?? treeEntriesMax),
    ...pullRoutes(),
    ...checkRoutes(platform),
    ...reviewRoutes(platform),
    ...issueCommentRoutes(platform),
    ...issueEventRoutes(),
  ];
  for (const { route } of routes) {
    if (!description.describes(route)) throw new Error(`the description has no ${route}`);
  }
  const server = new FakeServer({
    platform,
    access,
    router: new Router(routes),
    description,
    faults,
    log,
    rateLimit,
  });
  await server.listen(options.port ?? 0);

  return {
    url: server.origin,
    apiUrl: `${server.origin}/api/v3`,
    app: {
      id: platform.app.id,
      clientId: platform.app.clientId,
      slug: platform.app.slug,
      privateKey: keys.privateKey,
      webhookSecret: secret,
      botLogin: platform.app.bot.login,
      botId: platform.app.bot.id,
    },
    driver: new Driver(platform, access),
    webhooks,
    faults,
    requests: log,
    violations: description.violations,
    setWebhookUrl(url) {
      webhooks.url = url;
    },
    deliveriesSettled: () => webhooks.settled(),
    pageUrl: (pull) => pullPage({ api: server.origin, html: server.origin }, pull),
    async close() {
      await server.close();
      await webhooks.settled();
      await platform.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function makeKeys() {
  return generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
}
