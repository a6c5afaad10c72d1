import type { RedisConnection } from "../../src/queue/redis-connection.ts";
import { RedisQueue, type RedisQueueOptions } from "../../src/queue/redis-queue.ts";
import type { ReviewJob } from "../../src/queue/review-queue.ts";
import { ManualClock, settle } from "../support/manual-clock.ts";
import { patienceMs } from "../support/patience.ts";
import { contractOptions, type QueueUnderTest } from "./review-queue-contract.ts";

let queues = 0;

/** A queue with keys of its own, whose time stands still. */
export function redisQueueUnderTest(
  redis: RedisConnection,
  options: Partial<RedisQueueOptions> = {},
): QueueUnderTest & { readonly queue: RedisQueue; readonly clock: ManualClock } {
  const clock = new ManualClock();
  const counted = countCalls(redis);
  const lost: { job: ReviewJob; error: unknown }[] = [];
  const queue = new RedisQueue({
    ...contractOptions,
    clock,
    redis: counted.redis,
    key: `{test:${++queues}}`,
    leaseMs: 30_000,
    pollMs: 10_000,
    answerTimeoutMs: patienceMs,
    now: () => clock.now(),
    onLost: (job, error) => lost.push({ job, error }),
    onRefused: (values) => {
      throw new Error(`${values} values were refused`);
    },
    onInstallationDropped: () => {},
    onBack: () => {},
    ...options,
  });
  return {
    queue,
    clock,
    lost,
    now: () => clock.now(),
    // From timer to timer: what one of them asks of Redis is done before the next one rings.
    async advance(ms) {
      const until = clock.now() + ms;
      do {
        const next = Math.min(clock.next ?? until, until);
        await clock.advance(Math.max(0, next - clock.now()));
        await counted.settle();
      } while (clock.now() < until);
    },
    settle: counted.settle,
    close: async () => {
      await queue.drain();
      await counted.settle();
    },
  };
}

/** Knows when all calls have been answered, and what followed from them has happened. */
function countCalls(redis: RedisConnection): {
  readonly redis: RedisConnection;
  settle(): Promise<void>;
} {
  let open = 0;
  return {
    redis: {
      ...redis,
      async run(...call) {
        open++;
        try {
          return await redis.run(...call);
        } finally {
          open--;
        }
      },
    },
    async settle() {
      for (let idle = 0; idle < 2; ) {
        await settle();
        idle = open === 0 ? idle + 1 : 0;
      }
    },
  };
}
