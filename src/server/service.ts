import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Probot } from "probot";
import type { AwsOptions } from "../aws/aws-environment.ts";
import { Blobs } from "../github/blobs.ts";
import { type Client, clientClass, fetchWithin } from "../github/client.ts";
import { InstallationClients } from "../github/installation-clients.ts";
import { OwnerConfiguration } from "../github/owner-configuration.ts";
import { Heads } from "../github/shared-heads.ts";
import { type Clock, systemClock } from "../queue/clock.ts";
import { InProcessQueue, type InProcessQueueOptions } from "../queue/in-process-queue.ts";
import { QueueRefusedError, type ReviewQueue } from "../queue/review-queue.ts";
import type { PolicyValidator } from "../review/policy-validator.ts";
import { type Analyse, reviewChange } from "../review/review-change.ts";
import { fileLengthMax } from "../sources/source.ts";
import { AnalysisProcesses } from "./analysis-process.ts";
import { AppIdentity } from "./app-identity.ts";
import type { Environment } from "./environment.ts";
import { eventNames, leastwise } from "./events.ts";
import { httpFront } from "./http-front.ts";
import type { Log } from "./log.ts";
import { Metrics } from "./metrics.ts";
import type { SharedQueue } from "./shared-queue.ts";
import { StartError } from "./start-error.ts";
import { deliveryAgeMsMax, rememberedMax, Sweep, type SweepOptions } from "./sweep.ts";
import { Sweeps } from "./sweeps.ts";
import { countedFetch, countedFront, countedWorker, metricsFront } from "./watched.ts";
import { reviewWorker } from "./worker.ts";

/** Every bound of the server. Those of GitHub's API stand where the API is used. */
const bounds = {
  /** Reviews that run at once, in all and for one installation. */
  reviews: 4,
  reviewsPerInstallation: 2,
  /** Pull requests that may wait; deliveries of further ones are refused with 503. */
  targetsMax: 10_000,
  attemptsMax: 5,
  backOffMs: [5_000, 30_000, 2 * 60_000, 5 * 60_000],
  /** How often a rate limit may put a review off, up to an hour each time. */
  holdsMax: 24,

  analysisProcesses: 2,
  analysisTimeoutMs: 60_000,
  /** In MiB, for each process. */
  analysisMemoryMax: 1024,

  /** Of one request to GitHub. */
  requestTimeoutMs: 30_000,
  /** Blobs that one review reads at once; Octokit's throttle lets ten requests through. */
  blobsAtOnce: 8,
  /** Text of blobs that is kept between reviews, in UTF-16 units. */
  blobCacheLengthMax: 64 * 1024 * 1024,

  headersTimeoutMs: 10_000,
  bodyTimeoutMs: 30_000,
  connectionsMax: 500,
  /** Docker and Kubernetes send SIGKILL after 10 and 30 seconds. */
  drainTimeoutMs: 25_000,
  /** For answers that are under way when no review runs any more. */
  closeTimeoutMs: 1_000,

  sweeps: {
    everyMs: 60 * 60_000,
    /** Where servers share a queue: none of them sweeps so shortly after another. */
    gapMs: 48 * 60_000,
    gapAtStartMs: 60_000,
  },
  /** Where servers share a queue. A review whose server ended begins again after the lease. */
  redis: {
    /** Of one installation, on all servers: GitHub answers a hundred requests of it at once. */
    reviewsPerInstallation: 8,
    startTimeoutMs: 10_000,
    /** GitHub waits ten seconds for the answer to a webhook. */
    answerTimeoutMs: 4_000,
    leaseMs: 30_000,
    pollMs: 1_000,
    turnWaitMs: 60_000,
  },
} as const;

export interface ServiceOptions extends Environment {
  readonly version: string;
  readonly log: Log;
  /** The analysis; absent: in processes of its own. */
  readonly analyse?: Analyse;
  /** Who is asked about policies besides; absent: AWS, where `aws` is there. */
  readonly validator?: PolicyValidator;
  readonly clock?: Clock;
  /** False only in tests: see `ClientOptions`. */
  readonly throttled?: boolean;
  readonly retryAfterMs?: number;
  readonly backOffMs?: readonly number[];
  /** False: nothing is swept at the start, only when asked for. */
  readonly sweeps?: boolean;
}

/** The running server. */
export interface Service {
  readonly url: string;
  readonly queue: ReviewQueue;
  readonly sweep: Sweep;
  /** Takes nothing more, lets reviews come to their end for a while, and stops. */
  stop(): Promise<void>;
}

/** Starts the server. Rejects with a `StartError` when it cannot listen, or lacks its Redis. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { appId, log, clock = systemClock } = options;
  const now = () => clock.now();
  const metrics = new Metrics(options.version, now);
  const probot = new Probot({
    appId,
    privateKey: options.privateKey,
    secret: options.webhookSecret,
    baseUrl: options.apiUrl,
    // Probot asks for the logger of pino and calls the methods that this one has.
    log: log as never,
    Octokit: clientClass({
      throttled: options.throttled ?? true,
      retryAfterMs: options.retryAfterMs ?? 1000,
    }),
    request: { fetch: countedFetch(fetchWithin(bounds.requestTimeoutMs, fetch), metrics) },
  });
  const app = (): Promise<Client> => probot.auth();
  const clients = new InstallationClients({ app, now });
  const ownerConfiguration = new OwnerConfiguration({ clients, now });
  const blobs = new Blobs({
    fileBytesMax: fileLengthMax,
    cacheLengthMax: bounds.blobCacheLengthMax,
    concurrency: bounds.blobsAtOnce,
  });
  const onInstallationGone = (id: number) => {
    clients.forgetInstallation(id);
    blobs.forgetInstallation(id);
    ownerConfiguration.forgetInstallation(id);
  };
  const queueOptions: InProcessQueueOptions = {
    clock,
    concurrency: bounds.reviews,
    concurrencyPerInstallation: bounds.reviewsPerInstallation,
    targetsMax: bounds.targetsMax,
    attemptsMax: bounds.attemptsMax,
    holdsMax: bounds.holdsMax,
    backOffMs: options.backOffMs ?? bounds.backOffMs,
    onLost: (job, error) => {
      const { owner, repo, subject } = job.target;
      metrics.jobEnded(subject.kind, "lost");
      const about = { repository: `${owner}/${repo}`, subject: subject.kind };
      log.error({ err: error, ...about, attempt: job.attempt }, "A review was given up.");
    },
  };
  const shared = await sharedQueue(options, queueOptions, onInstallationGone);
  const queue = shared?.queue ?? new InProcessQueue(queueOptions);
  const identity = new AppIdentity(app, now);
  const sweep = new Sweep({ app, appId, clients, queue, eventNames, now, log, ...memory(shared) });
  const sweeps = new Sweeps({ sweep, turns: shared?.turns, clock, log, ...bounds.sweeps });
  const processes = options.analyse ? undefined : startProcesses();
  const validator = options.validator ?? (options.aws && (await accessAnalyzer(options.aws, log)));
  const analyse = options.analyse ?? ((input) => startedProcesses(processes).analyse(input));

  await probot.load(
    leastwise({
      appId,
      queue,
      log,
      onInstallationGone,
      onRepositoriesCame: () => {
        if (options.sweeps !== false) sweeps.now();
      },
    }),
  );
  const worker = reviewWorker({
    clients,
    queue,
    log,
    review: {
      appId,
      botLogin: () => identity.botLogin(),
      version: options.version,
      review: (change, accepted) =>
        reviewChange(change, analyse, validator, today(now()), accepted),
      blobs,
      ownerConfiguration,
      heads: new Heads(shared && ((name, work) => shared.turns.alone(name, work))),
      now: () => new Date(now()),
      onFailure: (error) => {
        metrics.reviewFailed();
        log.error(error, "A review ended without a verdict.");
      },
    },
  });
  queue.work(countedWorker(worker, metrics, now));

  const hooks = httpFront({
    appId,
    webhookSecret: options.webhookSecret,
    eventNames,
    // Not through Probot's own receiver: it has no limit for bodies and answers with errors' texts.
    receive: (delivery) => probot.webhooks.receive(delivery as never),
    readiness: () => readiness(queue, identity),
    log,
  });
  const front = countedFront(hooks, metrics);
  const server = boundedServer(front);
  server.on("checkContinue", front);
  const servers = [server];
  const listening = async (): Promise<string> => {
    if (options.metricsPort !== undefined) {
      const text = () => metricsText(metrics, queue);
      const watched = boundedServer(metricsFront(text));
      const metricsUrl = await listen(watched, options.host, options.metricsPort);
      servers.push(watched);
      log.info({ url: `${metricsUrl}/metrics` }, "Metrics can be read.");
    }
    return listen(server, options.host, options.port);
  };
  const url = await listening().catch(async (error: unknown) => {
    for (const each of servers) each.close();
    await queue.drain();
    shared?.close();
    processes?.stop();
    throw error;
  });
  log.info({ url, version: options.version, github: options.apiUrl }, "Leastwise listens.");
  // Asked now, the first review need not wait for it; what fails here is asked again there.
  void identity.problem().then((problem) => {
    if (problem !== undefined) log.error({ problem }, "Leastwise cannot work yet.");
  });

  if (options.sweeps !== false) {
    shared?.onBack((forgot) => {
      if (forgot) void sweep.lookBack();
      // While it was away deliveries were refused.
      sweeps.now();
    });
    sweeps.start();
  }
  return {
    url,
    queue,
    sweep,
    stop: async () => {
      sweeps.stop();
      // Connections that are kept open without a request are closed, the others answered.
      const closed = Promise.all(servers.map(close));
      await within(bounds.drainTimeoutMs, queue.drain());
      // One that was opened ahead of a request counts as busy, and would hold the process up.
      await within(bounds.closeTimeoutMs, closed);
      for (const each of servers) each.closeAllConnections();
      shared?.close();
      processes?.stop();
    },
  };
}

/** The day in UTC; exceptions end by it. */
function today(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}

/** Loaded only where servers share a queue. */
async function sharedQueue(
  { redisUrl, appId, apiUrl, log }: ServiceOptions,
  queue: InProcessQueueOptions,
  onInstallationGone: (installationId: number) => void,
): Promise<SharedQueue | undefined> {
  if (redisUrl === undefined) return undefined;
  const { shareQueue } = await import("./shared-queue.ts");
  const app = { appId, apiUrl };
  return shareQueue({ ...app, redisUrl, queue, bounds: bounds.redis, log, onInstallationGone });
}

/** What the sweeps of several servers remember together, and what those of a single one cannot. */
function memory(shared: SharedQueue | undefined): Pick<SweepOptions, "redelivered" | "forgetful"> {
  if (!shared) return { forgetful: true };
  return { redelivered: shared.turns.memory("redelivered", deliveryAgeMsMax, rememberedMax) };
}

/** Loaded only where AWS is asked. */
async function accessAnalyzer(aws: AwsOptions, log: Log): Promise<PolicyValidator> {
  const { AccessAnalyzer } = await import("../aws/access-analyzer.ts");
  return new AccessAnalyzer({
    ...aws,
    onFault: ({ operation, name, status, requestId }) =>
      log.warn({ operation, error: name, status, requestId }, "AWS gave no answer."),
  });
}

function startProcesses(): AnalysisProcesses {
  const processes = new AnalysisProcesses({
    // The extension is that of this module: `.js` where it is compiled.
    entry: new URL(`./analysis-child${import.meta.url.slice(-3)}`, import.meta.url),
    processes: bounds.analysisProcesses,
    timeoutMs: bounds.analysisTimeoutMs,
    memoryMax: bounds.analysisMemoryMax,
  });
  processes.warmUp();
  return processes;
}

function startedProcesses(processes: AnalysisProcesses | undefined): AnalysisProcesses {
  if (!processes) throw new Error("no processes for the analysis");
  return processes;
}

/** The queue tells its state also where its store does not answer. */
async function metricsText(metrics: Metrics, queue: ReviewQueue): Promise<string> {
  const state = await queue.state().catch(() => undefined);
  return metrics.text(state, process.memoryUsage.rss());
}

async function readiness(queue: ReviewQueue, identity: AppIdentity): Promise<readonly string[]> {
  const accepts = await queue.state().then(
    (state) => state.accepts,
    (error: unknown) => {
      if (error instanceof QueueRefusedError) return false;
      throw error;
    },
  );
  const problem = await identity.problem();
  return [...(accepts ? [] : ["the queue refuses"]), ...(problem === undefined ? [] : [problem])];
}

function boundedServer(front: RequestListener): Server {
  const server = createServer(
    {
      headersTimeout: bounds.headersTimeoutMs,
      requestTimeout: bounds.bodyTimeoutMs,
      connectionsCheckingInterval: 5_000,
    },
    front,
  );
  server.maxConnections = bounds.connectionsMax;
  return server;
}

/** Takes no more connections, and resolves when those that are left are closed. */
function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  return closed;
}

function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(listenError(error, host, port)));
    server.listen({ host, port }, () => {
      const { address, family, port: bound } = server.address() as AddressInfo;
      resolve(`http://${family === "IPv6" ? `[${address}]` : address}:${bound}`);
    });
  });
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const reason = listenReasons[error.code ?? ""] ?? error.message;
  return new StartError(`It cannot listen on port ${port} of ${host}: ${reason}.`);
}

const listenReasons: Readonly<Record<string, string>> = {
  EACCES: "it has no permission to; ports below 1024 belong to root",
  EADDRINUSE: "another process does already",
  EADDRNOTAVAIL: "this machine does not have the address",
  ENOTFOUND: "there is no such host",
};

async function within(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([work, timeout]);
  clearTimeout(timer);
}
