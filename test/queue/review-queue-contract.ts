import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  QueueRefusedError,
  type ReviewJob,
  type ReviewQueue,
  type ReviewTarget,
  RunAgainError,
} from "../../src/queue/review-queue.ts";

/** What a test of the contract needs of an adapter. */
export interface QueueUnderTest {
  readonly queue: ReviewQueue;
  /** Time for the queue; it stands still in between. */
  now(): number;
  advance(ms: number): Promise<void>;
  /** Resolves when the queue has done everything that it can do without time passing. */
  settle(): Promise<void>;
  /** Jobs that the queue gave up. */
  readonly lost: readonly { readonly job: ReviewJob; readonly error: unknown }[];
  close(): Promise<void>;
}

/** The bounds that the tests are written for. */
export const contractOptions = {
  concurrency: 3,
  concurrencyPerInstallation: 2,
  targetsMax: 8,
  attemptsMax: 3,
  holdsMax: 2,
  backOffMs: [1_000, 10_000],
} as const;

/** What every adapter of `ReviewQueue` has to keep. */
export function describeReviewQueue(name: string, create: () => Promise<QueueUnderTest>): void {
  describe(name, () => {
    let under: QueueUnderTest;
    let worker: TestWorker;

    beforeEach(async () => {
      under = await create();
      worker = new TestWorker(under);
    });
    afterEach(async () => {
      worker.endAll();
      await under.close();
    });

    test("a target that is marked often while it waits is done once, with every reason", async () => {
      await under.queue.markDirty(pull(1), "changed");
      await under.queue.markDirty(pull(1), "asked");
      await under.queue.markDirty(pull(1), "changed");
      await worker.start();
      expect(worker.begun).toEqual(["1/7/pull/1"]);
      expect(worker.jobs[0]?.reasons).toEqual(["changed", "asked"]);
      await worker.finish("1/7/pull/1");
      expect(worker.begun).toHaveLength(1);
      expect(await under.queue.state()).toMatchObject({ waiting: 0, running: 0, delayed: 0 });
    });

    test("a target that is marked while it runs is done once more, and never twice at once", async () => {
      await worker.start();
      await under.queue.markDirty(pull(1), "asked");
      await under.settle();
      await under.queue.markDirty(pull(1), "changed");
      await under.queue.markDirty(pull(1), "changed");
      await under.settle();
      expect(worker.begun).toEqual(["1/7/pull/1"]);
      await worker.finish("1/7/pull/1");
      expect(worker.begun).toEqual(["1/7/pull/1", "1/7/pull/1"]);
      expect(worker.jobs[1]?.reasons).toEqual(["changed"]);
      await worker.finish("1/7/pull/1");
      expect(worker.begun).toHaveLength(2);
    });

    test("a renamed repository is the same target under its newest name", async () => {
      await under.queue.markDirty(pull(1), "changed");
      await under.queue.markDirty({ ...pull(1), owner: "new", repo: "name" }, "changed");
      await worker.start();
      expect(worker.jobs.map(({ target }) => `${target.owner}/${target.repo}`)).toEqual([
        "new/name",
      ]);
    });

    test("pull requests, merge groups and commits are different targets", async () => {
      const subjects: ReviewTarget["subject"][] = [
        { kind: "pull request", number: 1 },
        { kind: "merge group", base: "b1", head: "h" },
        { kind: "commit", sha: "h" },
      ];
      for (const [index, subject] of subjects.entries()) {
        const target = { ...pull(1), installationId: index + 1, subject };
        await under.queue.markDirty(target, "changed");
      }
      await worker.start();
      expect(worker.begun).toEqual(["1/7/pull/1", "2/7/merge-group/b1/h", "3/7/commit/h"]);
    });

    test("installations take turns, and none has more than its share at once", async () => {
      for (const number of [1, 2, 3, 4]) await under.queue.markDirty(pull(number, 1), "changed");
      for (const number of [5, 6]) await under.queue.markDirty(pull(number, 2), "changed");
      await worker.start();
      expect(worker.begun).toEqual(["1/7/pull/1", "2/7/pull/5", "1/7/pull/2"]);
      await worker.finish("2/7/pull/5");
      // Installation 1 has its two; the free place goes to installation 2.
      expect(worker.begun.slice(3)).toEqual(["2/7/pull/6"]);
      await worker.finish("2/7/pull/6");
      expect(worker.begun.slice(4)).toEqual([]);
      await worker.finish("1/7/pull/1");
      expect(worker.begun.slice(4)).toEqual(["1/7/pull/3"]);
    });

    test("a failed attempt runs again after the back-off, until the last", async () => {
      await worker.start();
      await under.queue.markDirty(pull(1), "asked");
      await under.settle();
      await worker.fail("1/7/pull/1", new RunAgainError("GitHub is down"));
      expect(await under.queue.state()).toMatchObject({ waiting: 0, running: 0, delayed: 1 });
      await under.advance(999);
      expect(worker.begun).toHaveLength(1);
      await under.advance(1);
      await worker.fail("1/7/pull/1", new RunAgainError("GitHub is down"));
      await under.advance(10_000);
      expect(worker.jobs.map(({ attempt, last }) => ({ attempt, last }))).toEqual([
        { attempt: 1, last: false },
        { attempt: 2, last: false },
        { attempt: 3, last: true },
      ]);
      expect(worker.jobs[2]?.reasons).toEqual(["asked"]);
      await worker.fail("1/7/pull/1", new RunAgainError("GitHub is down"));
      await under.advance(1_000_000);
      expect(worker.begun).toHaveLength(3);
      expect(under.lost.map(({ job }) => job.attempt)).toEqual([3]);
      expect(await under.queue.state()).toMatchObject({ waiting: 0, running: 0, delayed: 0 });
    });

    test("a job runs again at the time that the worker names", async () => {
      await worker.start();
      await under.queue.markDirty(pull(1), "changed");
      await under.settle();
      const at = under.now() + 60_000;
      await worker.fail("1/7/pull/1", new RunAgainError("later", { at }));
      await under.advance(59_999);
      expect(worker.begun).toHaveLength(1);
      await under.advance(1);
      expect(worker.begun).toHaveLength(2);
    });

    test("a new mark does not wait for the back-off of failed attempts", async () => {
      await worker.start();
      await under.queue.markDirty(pull(1), "changed");
      await under.settle();
      await worker.fail("1/7/pull/1", new RunAgainError("GitHub is down"));
      await under.queue.markDirty(pull(1), "changed");
      await under.settle();
      expect(worker.jobs.map(({ attempt }) => attempt)).toEqual([1, 1]);
      await worker.finish("1/7/pull/1");
      await under.advance(1_000_000);
      expect(worker.begun).toHaveLength(2);
    });

    test("a mark during an attempt that fails runs at once", async () => {
      await worker.start();
      await under.queue.markDirty(pull(1), "asked");
      await under.settle();
      await under.queue.markDirty(pull(1), "changed");
      await worker.fail("1/7/pull/1", new RunAgainError("GitHub is down"));
      expect(worker.jobs.map(({ attempt }) => attempt)).toEqual([1, 1]);
      expect(new Set(worker.jobs[1]?.reasons)).toEqual(new Set(["asked", "changed"]));
    });

    test("a rate limit holds its installation alone, also against new marks", async () => {
      await worker.start();
      await under.queue.markDirty(pull(1, 1), "changed");
      await under.settle();
      const at = under.now() + 60_000;
      await worker.fail("1/7/pull/1", new RunAgainError("limit", { at, holds: "installation" }));
      await under.queue.markDirty(pull(1, 1), "changed");
      await under.queue.markDirty(pull(2, 1), "changed");
      await under.queue.markDirty(pull(3, 2), "changed");
      await under.settle();
      expect(worker.begun).toEqual(["1/7/pull/1", "2/7/pull/3"]);
      await under.advance(60_000);
      expect(worker.begun.slice(2).sort()).toEqual(["1/7/pull/1", "1/7/pull/2"]);
      // To be put off is no failed attempt.
      expect(worker.jobs.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1]);
    });

    test("rate limits put a job off so often and no further", async () => {
      await worker.start();
      await under.queue.markDirty(pull(1), "changed");
      await under.settle();
      for (let hold = 0; hold < contractOptions.holdsMax; hold++) {
        const at = under.now() + 1_000;
        await worker.fail("1/7/pull/1", new RunAgainError("limit", { at, holds: "installation" }));
        await under.advance(1_000);
      }
      expect(worker.jobs.map(({ last }) => last)).toEqual([false, false, true]);
      const at = under.now() + 1_000;
      await worker.fail("1/7/pull/1", new RunAgainError("limit", { at, holds: "installation" }));
      await under.advance(1_000_000);
      expect(worker.begun).toHaveLength(3);
      expect(under.lost).toHaveLength(1);
    });

    test("an unexpected error loses the job and nothing else", async () => {
      await worker.start();
      await under.queue.markDirty(pull(1), "changed");
      await under.settle();
      const error = new TypeError("a mistake");
      await worker.fail("1/7/pull/1", error);
      expect(under.lost).toMatchObject([{ error }]);
      await under.queue.markDirty(pull(1), "changed");
      await under.settle();
      expect(worker.begun).toHaveLength(2);
    });

    test("a dropped target is forgotten while it waits, and not done again when it runs", async () => {
      await under.queue.markDirty(pull(1), "changed");
      await under.queue.markDirty(pull(2), "changed");
      await under.queue.drop(pull(1));
      await worker.start();
      expect(worker.begun).toEqual(["1/7/pull/2"]);
      await under.queue.markDirty(pull(2), "changed");
      await under.queue.drop(pull(2));
      await worker.fail("1/7/pull/2", new RunAgainError("GitHub is down"));
      await under.advance(1_000_000);
      expect(worker.begun).toHaveLength(1);
      // Reopened.
      await under.queue.markDirty(pull(2), "changed");
      await under.settle();
      expect(worker.begun).toHaveLength(2);
    });

    test("nothing of a removed installation is left", async () => {
      await under.queue.markDirty(pull(1, 1), "changed");
      await under.queue.markDirty(pull(2, 2), "changed");
      await under.queue.dropInstallation(1);
      await worker.start();
      expect(worker.begun).toEqual(["2/7/pull/2"]);
    });

    test("a full queue refuses new targets and takes further marks of known ones", async () => {
      for (let number = 1; number <= contractOptions.targetsMax; number++) {
        await under.queue.markDirty(pull(number), "changed");
      }
      expect((await under.queue.state()).accepts).toBe(false);
      await expect(under.queue.markDirty(pull(99), "changed")).rejects.toThrow(QueueRefusedError);
      await under.queue.markDirty(pull(1), "changed");
    });

    test("draining refuses marks, starts nothing and waits for what runs", async () => {
      await worker.start();
      for (const number of [1, 2, 3]) await under.queue.markDirty(pull(number), "changed");
      await under.settle();
      expect(worker.begun).toHaveLength(2);
      let drained = false;
      const draining = under.queue.drain().then(() => {
        drained = true;
      });
      await expect(under.queue.markDirty(pull(4), "changed")).rejects.toThrow(QueueRefusedError);
      await worker.finish("1/7/pull/1");
      expect(drained).toBe(false);
      await worker.fail("1/7/pull/2", new RunAgainError("GitHub is down"));
      await draining;
      await under.advance(1_000_000);
      expect(worker.begun).toHaveLength(2);
    });

    test("the state tells how much waits, and for how long", async () => {
      await under.queue.markDirty(pull(1), "changed");
      await under.advance(5_000);
      await under.queue.markDirty(pull(2), "changed");
      await under.advance(1_000);
      expect(await under.queue.state()).toEqual({
        accepts: true,
        waiting: 2,
        running: 0,
        delayed: 0,
        oldestMs: 6_000,
      });
    });
  });
}

/** A worker whose jobs end when a test says so. */
class TestWorker {
  readonly jobs: ReviewJob[] = [];
  private readonly under: QueueUnderTest;
  private readonly open = new Map<string, (error?: unknown) => void>();

  constructor(under: QueueUnderTest) {
    this.under = under;
  }

  get begun(): readonly string[] {
    return this.jobs.map(({ target }) => keyOf(target));
  }

  async start(): Promise<void> {
    this.under.queue.work((job) => {
      const key = keyOf(job.target);
      if (this.open.has(key)) throw new Error(`${key} runs twice at once`);
      this.jobs.push(job);
      return new Promise((resolve, reject) => {
        this.open.set(key, (error) => (error === undefined ? resolve() : reject(error)));
      });
    });
    await this.under.settle();
  }

  endAll(): void {
    for (const end of this.open.values()) end();
  }

  async finish(key: string): Promise<void> {
    await this.fail(key, undefined);
  }

  async fail(key: string, error: unknown): Promise<void> {
    const end = this.open.get(key);
    if (!end) throw new Error(`${key} does not run`);
    this.open.delete(key);
    end(error);
    await this.under.settle();
  }
}

function pull(number: number, installationId = 1): ReviewTarget {
  return {
    installationId,
    repositoryId: 7,
    owner: "octo",
    repo: "infra",
    subject: { kind: "pull request", number },
  };
}

/** Written out here, so that a change of the keys is noticed. */
function keyOf({ installationId, repositoryId, subject }: ReviewTarget): string {
  const place = `${installationId}/${repositoryId}`;
  if (subject.kind === "pull request") return `${place}/pull/${subject.number}`;
  if (subject.kind === "commit") return `${place}/commit/${subject.sha}`;
  if (subject.kind === "command") return `${place}/command/${subject.comment}`;
  if (subject.kind === "acceptance") {
    return `${place}/acceptance/${subject.number}/${subject.head}/${subject.by}`;
  }
  return `${place}/merge-group/${subject.base}/${subject.head}`;
}
