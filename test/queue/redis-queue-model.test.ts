import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { InProcessQueue } from "../../src/queue/in-process-queue.ts";
import type { RedisConnection } from "../../src/queue/redis-connection.ts";
import {
  QueueRefusedError,
  type ReviewJob,
  type ReviewReason,
  type ReviewTarget,
  RunAgainError,
  targetKey,
} from "../../src/queue/review-queue.ts";
import { ManualClock, settle } from "../support/manual-clock.ts";
import {
  connectTo,
  describeWithRedis,
  type RedisServer,
  startRedisServer,
} from "../support/redis-server.ts";
import { redisQueueUnderTest } from "./redis-queue-under-test.ts";
import { contractOptions, type QueueUnderTest } from "./review-queue-contract.ts";

const installation = fc.integer({ min: 1, max: 3 });
const target = fc.record({ installation, number: fc.integer({ min: 1, max: 4 }) });
const index = fc.nat(3);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("mark" as const),
      target,
      reason: fc.constantFrom<ReviewReason>("changed", "asked", "swept"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("drop" as const), target }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("drop all" as const), installation }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom("finish" as const, "retry" as const, "fail" as const),
      index,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("hold" as const),
      index,
      ms: fc.integer({ min: 1, max: 9_000 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      ms: fc.integer({ min: 0, max: 12_000 }),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

describeWithRedis("the queue that several servers share", () => {
  let server: RedisServer;
  let redis: RedisConnection;

  beforeAll(async () => {
    server = await startRedisServer();
    redis = await connectTo(server);
  });
  afterAll(async () => {
    redis.close();
    await server.remove();
  });

  test("does the same as the queue of a single process, whatever happens", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 60 }), async (steps) => {
        const both = [new Run(inProcessQueueUnderTest()), new Run(redisQueueUnderTest(redis))];
        for (const action of steps) {
          const [one, other] = await Promise.all(both.map((run) => run.after(action)));
          expect(other).toEqual(one);
        }
        for (const run of both) await run.end();
        expect(both[1]?.begun).toEqual(both[0]?.begun);
        expect(await both[1]?.under.queue.state()).toMatchObject({
          waiting: 0,
          running: 0,
          delayed: 0,
        });
      }),
      { seed: 20260301, numRuns: 10 },
    );
  });
});

/** One queue, and what its worker was given. */
class Run {
  readonly under: QueueUnderTest;
  readonly begun: unknown[] = [];
  private readonly running: { key: string; end: (error?: unknown) => void }[] = [];

  constructor(under: QueueUnderTest) {
    this.under = under;
    under.queue.work((job) => {
      const key = targetKey(job.target);
      const { reasons, attempt, last } = job;
      this.begun.push({ key, reasons, attempt, last });
      return new Promise((resolve, reject) => {
        const entry = {
          key,
          end: (error?: unknown) => {
            this.running.splice(this.running.indexOf(entry), 1);
            if (error === undefined) resolve();
            else reject(error);
          },
        };
        this.running.push(entry);
      });
    });
  }

  /** Does a step and tells everything that can be seen. */
  async after(action: Step): Promise<unknown> {
    // Two things that become due at the same moment have no order.
    await this.under.advance(1);
    const answer = await this.take(action);
    await this.under.settle();
    const { begun, under } = this;
    return { answer, begun: [...begun], lost: under.lost.length, state: await under.queue.state() };
  }

  async end(): Promise<void> {
    for (let turn = 0; turn < 40; turn++) {
      this.running[0]?.end();
      await this.under.settle();
      await this.under.advance(this.running.length > 0 ? 1 : 10_000);
    }
    await this.under.close();
  }

  private async take(action: Step): Promise<unknown> {
    const { queue } = this.under;
    if (action.do === "mark") {
      return queue.markDirty(pull(action.target), action.reason).catch((error: unknown) => {
        if (error instanceof QueueRefusedError) return "refused";
        throw error;
      });
    }
    if (action.do === "drop") return queue.drop(pull(action.target));
    if (action.do === "drop all") return queue.dropInstallation(action.installation);
    if (action.do === "wait") return this.under.advance(action.ms);
    const running = this.running[action.index];
    if (action.do === "hold") {
      const at = this.under.now() + action.ms;
      running?.end(new RunAgainError("limit", { at, holds: "installation" }));
    } else if (action.do === "finish") running?.end();
    else running?.end(action.do === "retry" ? new RunAgainError("again") : new TypeError("oh"));
    return running?.key;
  }
}

function inProcessQueueUnderTest(): QueueUnderTest {
  const clock = new ManualClock();
  const lost: { job: ReviewJob; error: unknown }[] = [];
  const queue = new InProcessQueue({
    ...contractOptions,
    clock,
    onLost: (job, error) => lost.push({ job, error }),
  });
  const advance = (ms: number) => clock.advance(ms);
  return { queue, lost, now: () => clock.now(), advance, settle, close: () => queue.drain() };
}

function pull({ installation, number }: { installation: number; number: number }): ReviewTarget {
  return {
    installationId: installation,
    repositoryId: 7,
    owner: "octo",
    repo: "infra",
    subject: { kind: "pull request", number },
  };
}
