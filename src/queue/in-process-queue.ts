import type { Cancel, Clock } from "./clock.ts";
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

export interface InProcessQueueOptions {
  readonly clock: Clock;
  /** How many reviews run at once in all. */
  readonly concurrency: number;
  /** How many of them may belong to one installation. */
  readonly concurrencyPerInstallation: number;
  /** How many targets may be known at once; marks of further ones are refused. */
  readonly targetsMax: number;
  readonly attemptsMax: number;
  /** How often a target may be put off by a rate limit. */
  readonly holdsMax: number;
  /** The delay after the first, second, … failed attempt; the last one stands for all further. */
  readonly backOffMs: readonly number[];
  /** A job that was given up, or that threw something unexpected. Must not throw. */
  readonly onLost: (job: ReviewJob, error: unknown) => void;
}

/**
 * The queue of a single process. It keeps nothing over a restart: GitHub knows which pull requests
 * lack a verdict, and a sweep marks them again.
 *
 * The next job comes from the installation whose turn it is, and within it from the target that has
 * waited longest.
 */
export class InProcessQueue implements ReviewQueue {
  private readonly options: InProcessQueueOptions;
  private readonly entries = new Map<string, Entry>();
  /** In the order of their turns; an installation without entries is not in it. */
  private readonly installations = new Map<number, Installation>();
  private worker: ReviewWorker | undefined;
  private running = 0;
  private draining = false;
  private drained: (() => void)[] = [];

  constructor(options: InProcessQueueOptions) {
    this.options = options;
  }

  async markDirty(target: ReviewTarget, reason: ReviewReason): Promise<void> {
    if (this.draining) throw new QueueRefusedError("the queue is being drained");
    const key = targetKey(target);
    const known = this.entries.get(key);
    if (!known && this.entries.size >= this.options.targetsMax) {
      throw new QueueRefusedError(`the queue holds ${this.options.targetsMax} targets already`);
    }
    const entry = known ?? this.add(key, target);
    entry.target = target;
    entry.reasons.add(reason);
    delete entry.dropped;
    if (entry.state === "running") entry.again = true;
    else if (entry.state === "delayed") {
      // Something new happened, which the failed attempts say nothing about.
      entry.attempt = 1;
      this.wait(entry);
    }
    this.startJobs();
  }

  async drop(target: ReviewTarget): Promise<void> {
    const entry = this.entries.get(targetKey(target));
    if (entry) this.forget(entry);
  }

  async dropInstallation(installationId: number): Promise<void> {
    for (const entry of [...this.entries.values()]) {
      if (entry.target.installationId === installationId) this.forget(entry);
    }
  }

  work(worker: ReviewWorker): void {
    this.worker = worker;
    this.startJobs();
  }

  async drain(): Promise<void> {
    this.draining = true;
    for (const entry of this.entries.values()) entry.cancelDelay?.();
    for (const installation of this.installations.values()) installation.cancelHold?.();
    if (this.running === 0) return;
    await new Promise<void>((resolve) => this.drained.push(resolve));
  }

  async state(): Promise<QueueState> {
    const waiting = [...this.entries.values()].filter(
      (entry) => entry.state === "waiting" && !this.installationOf(entry).cancelHold,
    );
    const since = Math.min(...waiting.map(({ since }) => since));
    return {
      accepts: !this.draining && this.entries.size < this.options.targetsMax,
      waiting: waiting.length,
      running: this.running,
      delayed: this.entries.size - waiting.length - this.running,
      oldestMs: waiting.length === 0 ? 0 : Math.max(0, this.options.clock.now() - since),
    };
  }

  private add(key: string, target: ReviewTarget): Entry {
    const entry: Entry = {
      key,
      target,
      reasons: new Set(),
      state: "waiting",
      since: this.options.clock.now(),
      attempt: 1,
      holds: 0,
      again: false,
    };
    this.entries.set(key, entry);
    const { installationId } = target;
    const installation = this.installations.get(installationId);
    if (installation) {
      installation.entries++;
      installation.waiting.add(entry);
    } else {
      const waiting = new Set([entry]);
      this.installations.set(installationId, { entries: 1, waiting, running: 0 });
    }
    return entry;
  }

  private startJobs(): void {
    const { worker } = this;
    if (!worker) return;
    while (!this.draining && this.running < this.options.concurrency) {
      const entry = this.next();
      if (!entry) return;
      void this.run(worker, entry);
    }
  }

  /** Takes the next entry, and puts its installation at the end of the turn. */
  private next(): Entry | undefined {
    const { concurrencyPerInstallation } = this.options;
    for (const [id, installation] of this.installations) {
      if (installation.cancelHold || installation.running >= concurrencyPerInstallation) continue;
      const [entry] = installation.waiting;
      if (!entry) continue;
      installation.waiting.delete(entry);
      this.installations.delete(id);
      this.installations.set(id, installation);
      return entry;
    }
    return undefined;
  }

  /** Runs one job; never rejects. */
  private async run(worker: ReviewWorker, entry: Entry): Promise<void> {
    const { attemptsMax, holdsMax } = this.options;
    const job: ReviewJob = {
      target: entry.target,
      reasons: [...entry.reasons],
      attempt: entry.attempt,
      last: entry.attempt >= attemptsMax || entry.holds >= holdsMax,
    };
    entry.state = "running";
    entry.again = false;
    entry.reasons.clear();
    const installation = this.installationOf(entry);
    this.running++;
    installation.running++;

    // A worker that throws before its first await must not be called from within `markDirty`.
    const error = await Promise.resolve()
      .then(() => worker(job))
      .then(
        () => undefined,
        (reason: unknown) => reason ?? new Error("the worker failed without a reason"),
      );

    this.running--;
    installation.running--;
    if (error === undefined) this.done(entry);
    else if (error instanceof RunAgainError && !job.last) this.runAgain(entry, job, error);
    else {
      this.options.onLost(job, error);
      this.done(entry);
    }
    if (this.draining && this.running === 0) for (const resolve of this.drained) resolve();
    this.startJobs();
  }

  private done(entry: Entry): void {
    entry.attempt = 1;
    entry.holds = 0;
    if (entry.again) this.wait(entry);
    else this.remove(entry);
  }

  private runAgain(entry: Entry, job: ReviewJob, error: RunAgainError): void {
    if (entry.dropped) {
      this.remove(entry);
      return;
    }
    for (const reason of job.reasons) entry.reasons.add(reason);
    const { clock, backOffMs } = this.options;
    const at = error.at ?? clock.now() + (backOffMs[entry.attempt - 1] ?? backOffMs.at(-1) ?? 0);
    if (error.holds === "installation") {
      entry.holds++;
      this.hold(this.installationOf(entry), at);
      this.wait(entry);
    } else if (entry.again) {
      entry.attempt = 1;
      this.wait(entry);
    } else {
      entry.attempt++;
      entry.state = "delayed";
      if (this.draining) return;
      entry.cancelDelay = clock.after(Math.max(0, at - clock.now()), () => {
        this.wait(entry);
        this.startJobs();
      });
    }
  }

  private hold(installation: Installation, at: number): void {
    const { clock } = this.options;
    if (this.draining || (installation.heldUntil ?? 0) > at) return;
    installation.cancelHold?.();
    installation.heldUntil = at;
    installation.cancelHold = clock.after(Math.max(0, at - clock.now()), () => {
      delete installation.cancelHold;
      delete installation.heldUntil;
      this.forgetInstallation(installation);
      this.startJobs();
    });
  }

  private wait(entry: Entry): void {
    entry.cancelDelay?.();
    delete entry.cancelDelay;
    entry.state = "waiting";
    entry.since = this.options.clock.now();
    this.installationOf(entry).waiting.add(entry);
  }

  private forget(entry: Entry): void {
    entry.again = false;
    if (entry.state === "running") entry.dropped = true;
    else this.remove(entry);
  }

  private remove(entry: Entry): void {
    entry.cancelDelay?.();
    this.entries.delete(entry.key);
    const installation = this.installationOf(entry);
    installation.entries--;
    installation.waiting.delete(entry);
    this.forgetInstallation(installation);
  }

  /** A hold outlives its entries, or a new mark would run into the same rate limit. */
  private forgetInstallation(installation: Installation): void {
    if (installation.entries > 0 || installation.cancelHold) return;
    for (const [id, known] of this.installations) {
      if (known === installation) this.installations.delete(id);
    }
  }

  private installationOf({ target }: Entry): Installation {
    const installation = this.installations.get(target.installationId);
    if (!installation) throw new Error("an entry without its installation");
    return installation;
  }
}

interface Entry {
  readonly key: string;
  target: ReviewTarget;
  readonly reasons: Set<ReviewReason>;
  state: "waiting" | "running" | "delayed";
  /** Since when it is in the state `waiting`. */
  since: number;
  attempt: number;
  holds: number;
  /** Marked while it was running. */
  again: boolean;
  /** Dropped while it was running. */
  dropped?: boolean;
  cancelDelay?: Cancel;
}

interface Installation {
  /** How many entries it has, in every state. */
  entries: number;
  /** The one that waits longest first. */
  readonly waiting: Set<Entry>;
  running: number;
  heldUntil?: number;
  cancelHold?: Cancel;
}
