import type { Cancel } from "./clock.ts";
import type { InProcessQueueOptions } from "./in-process-queue.ts";
import {
  type RedisConnection,
  type RedisScript,
  RedisUnavailableError,
} from "./redis-connection.ts";
import {
  dropInstallationScript,
  dropScript,
  endScript,
  markScript,
  renewScript,
  stateScript,
  takeScript,
} from "./redis-scripts.ts";
import { readNumbers, readTaken, type TakenJob } from "./redis-values.ts";
import {
  QueueRefusedError,
  type QueueState,
  type ReviewJob,
  type ReviewQueue,
  type ReviewReason,
  type ReviewTarget,
  type ReviewWorker,
  RunAgainError,
  targetKey,
} from "./review-queue.ts";

/** `concurrency` is that of one server, all other bounds are those of all servers together. */
export interface RedisQueueOptions extends InProcessQueueOptions {
  readonly redis: RedisConnection;
  /** What the names of its keys begin with. Servers with the same name share one queue. */
  readonly key: string;
  /**
   * For how long a job belongs to the server that took it. It is renewed as long as the server
   * lives; when it ends, another server does the job again.
   */
  readonly leaseMs: number;
  /** How often Redis is asked whether there is something to do that another server was told of. */
  readonly pollMs: number;
  /** For how long a mark waits for Redis before it is refused. */
  readonly answerTimeoutMs: number;
  /** Values in Redis that none of us wrote were thrown away. */
  readonly onRefused: (values: number) => void;
  /** Another server was told that an installation was removed. */
  readonly onInstallationDropped: (installationId: number) => void;
  /**
   * Redis can be reached again. `forgot`: it was empty, which one of the servers is told: the first
   * that comes, also at its start.
   */
  readonly onBack: (forgot: boolean) => void;
  /** The time that the scripts go by; absent: that of Redis. */
  readonly now?: () => number;
}

/**
 * The queue that several servers share. It behaves as the queue of a single process, turns of the
 * installations included; all of it is kept in Redis, and what happens to it happens in scripts
 * there.
 *
 * A job may be run twice at once only when its server is cut off from Redis, or stands still, for
 * longer than a lease, or when Redis forgets. What is reviewed twice is published once more.
 */
export class RedisQueue implements ReviewQueue {
  private readonly options: RedisQueueOptions;
  private worker: ReviewWorker | undefined;
  private readonly running = new Set<TakenJob>();
  /** By name: the end of the job that runs here. */
  private readonly ends = new Map<string, Promise<void>>();
  private asking: Promise<void> | undefined;
  private askAgain = false;
  private goneSince: number | undefined;
  private away = false;
  private looking: Promise<QueueState> | undefined;
  private draining = false;
  private drained: (() => void)[] = [];
  private cancelPoll: Cancel | undefined;
  private cancelRenewal: Cancel | undefined;

  constructor(options: RedisQueueOptions) {
    this.options = options;
  }

  async markDirty(target: ReviewTarget, reason: ReviewReason): Promise<void> {
    if (this.draining) throw new QueueRefusedError("the queue is being drained");
    const { targetsMax } = this.options;
    const mark = [targetKey(target), JSON.stringify(target), reason, String(targetsMax)];
    const [kept, refused = 0] = readNumbers(await this.told(markScript, mark));
    this.noteRefused(refused);
    if (kept !== 1) throw new QueueRefusedError(`the queue holds ${targetsMax} targets already`);
    this.ask();
  }

  async drop(target: ReviewTarget): Promise<void> {
    await this.told(dropScript, [targetKey(target)]);
  }

  async dropInstallation(installationId: number): Promise<void> {
    await this.told(dropInstallationScript, [String(installationId)]);
  }

  work(worker: ReviewWorker): void {
    this.worker = worker;
    this.renewOften();
    this.ask();
  }

  async drain(): Promise<void> {
    this.draining = true;
    this.cancelPoll?.();
    await this.asking;
    if (this.running.size > 0) {
      await new Promise<void>((resolve) => this.drained.push(resolve));
    }
    this.cancelRenewal?.();
  }

  /** Throws {@link QueueRefusedError} when Redis does not answer: the numbers are not known then. */
  state(): Promise<QueueState> {
    // Anybody may ask for it, as often as they like: Redis is asked by one at a time.
    this.looking ??= this.look().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  private async look(): Promise<QueueState> {
    const [waiting = 0, running = 0, known = 0, oldestMs = 0] = readNumbers(
      await this.told(stateScript, []),
    );
    return {
      accepts: !this.draining && known < this.options.targetsMax,
      waiting,
      running,
      delayed: Math.max(0, known - waiting - running),
      oldestMs,
    };
  }

  /** Asks for work, now or as soon as the answer to the last question is there. */
  private ask(): void {
    if (!this.worker || this.draining) return;
    this.askAgain = true;
    this.asking ??= this.askWhileWanted(this.worker).finally(() => {
      this.asking = undefined;
    });
  }

  /** Never rejects. */
  private async askWhileWanted(worker: ReviewWorker): Promise<void> {
    const { clock, pollMs } = this.options;
    let waitMs = pollMs;
    while (this.askAgain && !this.draining) {
      this.askAgain = false;
      waitMs = Math.min(pollMs, (await this.take(worker)) ?? pollMs);
    }
    this.cancelPoll?.();
    if (!this.draining) this.cancelPoll = clock.after(waitMs, () => this.ask());
  }

  /**
   * Takes jobs and starts them.
   *
   * @returns in how many milliseconds something becomes due, where that is known.
   */
  private async take(worker: ReviewWorker): Promise<number | undefined> {
    const { concurrency, concurrencyPerInstallation, leaseMs, attemptsMax, holdsMax } =
      this.options;
    const numbers = [
      Math.max(0, concurrency - this.running.size),
      concurrencyPerInstallation,
      leaseMs,
      attemptsMax,
      holdsMax,
      this.goneSince ?? "",
    ];
    try {
      const taken = readTaken(await this.run(takeScript, numbers.map(String)));
      for (const job of taken.jobs) void this.start(worker, job);
      if (this.goneSince !== undefined) taken.gone.forEach(this.options.onInstallationDropped);
      this.goneSince = taken.now;
      if (this.away || taken.empty) this.options.onBack(taken.empty);
      this.away = false;
      this.noteRefused(taken.refused);
      for (const job of taken.lost) {
        if (job.target) this.options.onLost(this.jobOf(job, job.target), new Error(serverLost));
        else this.noteRefused(1);
      }
      return taken.nextMs;
    } catch {
      // Redis is away, which the connection tells of. What waits there is asked for again.
      this.away = true;
      return undefined;
    }
  }

  /** Never rejects. */
  private async start(worker: ReviewWorker, taken: TakenJob): Promise<void> {
    this.running.add(taken);
    const before = this.ends.get(taken.name);
    const end = this.runJob(worker, taken, before);
    this.ends.set(taken.name, end);
    await end;
    if (this.ends.get(taken.name) === end) this.ends.delete(taken.name);
    this.running.delete(taken);
    if (this.draining && this.running.size === 0) for (const resolve of this.drained) resolve();
    this.ask();
  }

  /** Never rejects. `before`: the same target still runs here, and its lease was lost. */
  private async runJob(
    worker: ReviewWorker,
    taken: TakenJob,
    before: Promise<void> | undefined,
  ): Promise<void> {
    if (!taken.target) {
      this.noteRefused(1);
      await this.end(taken, "refused");
      return;
    }
    await before;
    if (this.draining) {
      await this.end(taken, "back");
      return;
    }
    const job = this.jobOf(taken, taken.target);
    const error = await Promise.resolve()
      .then(() => worker(job))
      .then(
        () => undefined,
        (reason: unknown) => reason ?? new Error("the worker failed without a reason"),
      );
    if (error === undefined) await this.end(taken, "done");
    else if (error instanceof RunAgainError && !job.last) await this.runAgain(taken, error);
    else {
      this.options.onLost(job, error);
      await this.end(taken, "done");
    }
  }

  private async runAgain(taken: TakenJob, { at, holds }: RunAgainError): Promise<void> {
    const { clock, backOffMs } = this.options;
    // As a duration: the clocks of this server and of Redis may differ.
    const delayMs = () =>
      at === undefined
        ? (backOffMs[taken.attempt - 1] ?? backOffMs.at(-1) ?? 0)
        : Math.max(0, at - clock.now());
    await this.end(taken, holds === "installation" ? "hold" : "again", delayMs);
  }

  /** Tells Redis how a job ended, and does not leave off before it knows. Never rejects. */
  private async end(taken: TakenJob, outcome: Outcome, delayMs = () => 0): Promise<void> {
    const { clock, pollMs } = this.options;
    for (;;) {
      try {
        const delay = String(Math.ceil(delayMs()));
        await this.run(endScript, [taken.name, String(taken.token), outcome, delay]);
        return;
      } catch {
        // The lease ends by itself, and the job is done again.
        if (this.draining) return;
      }
      await new Promise<void>((resolve) => clock.after(pollMs, resolve));
    }
  }

  private renewOften(): void {
    const { clock, leaseMs } = this.options;
    this.cancelRenewal = clock.after(leaseMs / 3, () => {
      this.renewOften();
      if (this.running.size === 0) return;
      const jobs = [...this.running].flatMap(({ name, token }) => [name, String(token)]);
      // Where it fails it is tried again, three times within a lease.
      this.run(renewScript, [String(leaseMs), ...jobs]).catch(() => {});
    });
  }

  private jobOf({ reasons, attempt, holds }: TakenJob, target: ReviewTarget): ReviewJob {
    const last = attempt >= this.options.attemptsMax || holds >= this.options.holdsMax;
    return { target, reasons, attempt, last };
  }

  private noteRefused(values: number): void {
    if (values > 0) this.options.onRefused(values);
  }

  /** For callers who wait for the answer. Rejects with a {@link QueueRefusedError}. */
  private async told(script: RedisScript, parameters: readonly string[]): Promise<unknown> {
    try {
      return await this.run(script, parameters, this.options.answerTimeoutMs);
    } catch (error) {
      if (!(error instanceof RedisUnavailableError)) throw error;
      throw new QueueRefusedError("Redis does not answer as it should", { cause: error });
    }
  }

  private run(
    script: RedisScript,
    parameters: readonly string[],
    timeoutMs?: number,
  ): Promise<unknown> {
    const { redis, key, now } = this.options;
    return redis.run(script, key, [now ? String(now()) : "", ...parameters], timeoutMs);
  }
}

type Outcome = "done" | "again" | "hold" | "back" | "refused";

const serverLost = "the server that ran the last attempt has disappeared";
