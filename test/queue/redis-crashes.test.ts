import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { RedisConnection } from "../../src/queue/redis-connection.ts";
import { type ReviewTarget, RunAgainError, targetKey } from "../../src/queue/review-queue.ts";
import { ManualClock } from "../support/manual-clock.ts";
import {
  connectTo,
  describeWithRedis,
  type RedisServer,
  startRedisServer,
} from "../support/redis-server.ts";
import { redisQueueUnderTest } from "./redis-queue-under-test.ts";
import { contractOptions } from "./review-queue-contract.ts";

const server = fc.nat(1);
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("mark" as const),
      server,
      installation: fc.integer({ min: 1, max: 2 }),
      number: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom("finish" as const, "retry" as const),
      server,
      index: fc.nat(2),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("crash" as const), server }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      ms: fc.integer({ min: 0, max: 40_000 }),
    }),
  },
);

describeWithRedis("servers that share a queue and crash", () => {
  let redisServer: RedisServer;
  let redis: RedisConnection;
  let keys = 0;

  beforeAll(async () => {
    redisServer = await startRedisServer();
    redis = await connectTo(redisServer);
  });
  afterAll(async () => {
    redis.close();
    await redisServer.remove();
  });

  test("every mark is followed by a run that ends, within the bounds, and nothing is left behind", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 50 }), async (steps) => {
        const fleet = new Fleet(redis, `{crashes:${++keys}}`);
        for (const action of steps) {
          if (action.do === "mark") {
            await fleet.mark(action.server, pull(action.installation, action.number));
          } else if (action.do === "wait") await fleet.advance(action.ms);
          else if (action.do === "crash") fleet.crash(action.server);
          else fleet.end(action.server, action.index, action.do === "retry");
          await fleet.settle();
          fleet.expectBounds();
        }
        for (let turn = 0; turn < 20; turn++) {
          for (const each of [0, 1]) fleet.end(each, 0, false);
          await fleet.advance(10_000);
          fleet.expectBounds();
        }
        expect([...fleet.owed]).toEqual([]);
        expect(await fleet.state()).toMatchObject({ waiting: 0, running: 0, delayed: 0 });
        await fleet.close();
      }),
      { seed: 20260301, numRuns: 6 },
    );
  });
});

interface Server {
  readonly under: ReturnType<typeof redisQueueUnderTest>;
  readonly running: { name: string; end: (error?: unknown) => void }[];
  crash(): void;
}

/** Two servers; one that crashes is replaced at once. */
class Fleet {
  /** Targets that were marked, or lost with their server, and that no run has begun after yet. */
  readonly owed = new Set<string>();
  private readonly clock = new ManualClock();
  private readonly redis: RedisConnection;
  private readonly key: string;
  private readonly servers: Server[];

  constructor(redis: RedisConnection, key: string) {
    this.redis = redis;
    this.key = key;
    this.servers = [this.start(), this.start()];
  }

  async mark(index: number, target: ReviewTarget): Promise<void> {
    this.owed.add(targetKey(target));
    await this.at(index).under.queue.markDirty(target, "changed");
  }

  end(index: number, job: number, retry: boolean): void {
    this.at(index).running[job]?.end(retry ? new RunAgainError("again") : undefined);
  }

  /** The process is gone: it asks for nothing more, and what it did never ends. */
  crash(index: number): void {
    const crashed = this.at(index);
    for (const { name } of crashed.running) this.owed.add(name);
    crashed.crash();
    this.servers[index] = this.start();
  }

  async advance(ms: number): Promise<void> {
    const until = this.clock.now() + ms;
    do {
      const next = Math.min(this.clock.next ?? until, until);
      await this.clock.advance(Math.max(0, next - this.clock.now()));
      await this.settle();
    } while (this.clock.now() < until);
  }

  async settle(): Promise<void> {
    for (const { under } of this.servers) await under.settle();
  }

  state() {
    return this.at(0).under.queue.state();
  }

  expectBounds(): void {
    const names = this.servers.flatMap(({ running }) => running.map(({ name }) => name));
    expect(names).toEqual([...new Set(names)]);
    for (const { running } of this.servers) {
      expect(running.length).toBeLessThanOrEqual(contractOptions.concurrency);
    }
    for (const installation of [1, 2]) {
      const share = names.filter((name) => name.startsWith(`${installation}/`));
      expect(share.length).toBeLessThanOrEqual(contractOptions.concurrencyPerInstallation);
    }
  }

  async close(): Promise<void> {
    for (const { under } of this.servers) await under.close();
  }

  private at(index: number): Server {
    const found = this.servers[index];
    if (!found) throw new Error("no such server");
    return found;
  }

  private start(): Server {
    let crashed = false;
    const never = new Promise<never>(() => {});
    const under = redisQueueUnderTest(
      {
        ...this.redis,
        run: (...call) => (crashed ? never : this.redis.run(...call)),
      },
      {
        key: this.key,
        clock: this.clock,
        now: () => this.clock.now(),
        pollMs: 1_000,
        attemptsMax: 1_000,
        onLost: (_job, error) => {
          throw error;
        },
      },
    );
    const running: Server["running"] = [];
    under.queue.work(({ target }) => {
      const name = targetKey(target);
      this.owed.delete(name);
      return new Promise((resolve, reject) => {
        const entry = {
          name,
          end: (error?: unknown) => {
            running.splice(running.indexOf(entry), 1);
            if (error === undefined) resolve();
            else reject(error);
          },
        };
        running.push(entry);
      });
    });
    return {
      under,
      running,
      crash: () => {
        crashed = true;
      },
    };
  }
}

function pull(installationId: number, number: number): ReviewTarget {
  return {
    installationId,
    repositoryId: 7,
    owner: "octo",
    repo: "infra",
    subject: { kind: "pull request", number },
  };
}
