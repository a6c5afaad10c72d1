import { once } from "node:events";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { systemClock } from "../../src/queue/clock.ts";
import type { RedisConnection } from "../../src/queue/redis-connection.ts";
import { RedisQueue } from "../../src/queue/redis-queue.ts";
import {
  QueueRefusedError,
  type ReviewJob,
  type ReviewTarget,
  RunAgainError,
  targetKey,
} from "../../src/queue/review-queue.ts";
import { compileQueue } from "../support/compiled-queue.ts";
import type { ManualClock } from "../support/manual-clock.ts";
import { patienceMs } from "../support/patience.ts";
import {
  connectTo,
  describeWithRedis,
  type RedisServer,
  startRedisServer,
} from "../support/redis-server.ts";
import { until } from "../support/until.ts";
import { redisQueueUnderTest } from "./redis-queue-under-test.ts";
import { contractOptions } from "./review-queue-contract.ts";

describeWithRedis("servers that share a queue on Redis", () => {
  let server: RedisServer;
  let redis: RedisConnection;
  let key: string;
  let keys = 0;

  beforeAll(async () => {
    server = await startRedisServer();
    redis = await connectTo(server);
  });
  beforeEach(() => {
    key = `{several:${++keys}}`;
  });
  afterAll(async () => {
    redis.close();
    await server.remove();
  });

  describe("in real time", () => {
    const queues: RedisQueue[] = [];
    const lost: string[] = [];
    afterEach(async () => {
      await Promise.all(queues.splice(0).map((queue) => queue.drain()));
      expect(lost.splice(0)).toEqual([]);
    });

    function start(): RedisQueue {
      const queue = new RedisQueue({
        ...contractOptions,
        clock: systemClock,
        redis,
        key,
        leaseMs: patienceMs,
        pollMs: 10,
        answerTimeoutMs: patienceMs,
        onLost: (job) => lost.push(targetKey(job.target)),
        onRefused: () => {},
        onInstallationDropped: () => {},
        onBack: () => {},
      });
      queues.push(queue);
      return queue;
    }

    test("no target runs twice at once, no installation beyond its share, no mark is forgotten", async () => {
      const running: string[] = [];
      const faults: string[] = [];
      const owed = new Set<string>();
      // The first jobs wait for each other: more at once than one server alone would do.
      let together = () => {};
      const manyAtOnce = new Promise<void>((resolve) => {
        together = resolve;
      });
      const servers = [start(), start(), start()];
      for (const queue of servers) {
        queue.work(async ({ target, attempt }) => {
          const name = targetKey(target);
          if (running.includes(name)) faults.push(`${name} runs twice`);
          owed.delete(name);
          running.push(name);
          if (running.length > contractOptions.concurrency) together();
          const share = running.filter((other) => other.startsWith(`${target.installationId}/`));
          if (share.length > contractOptions.concurrencyPerInstallation) {
            faults.push(`installation ${target.installationId} has ${share.length}`);
          }
          await manyAtOnce;
          await new Promise((resolve) => setTimeout(resolve, 5));
          running.splice(running.indexOf(name), 1);
          if (name.endsWith("/1") && attempt < contractOptions.attemptsMax) {
            throw new RunAgainError("again", { at: 0 });
          }
        });
      }
      for (let mark = 0; mark < 200; mark++) {
        const target = pull((mark % 2) + 1, (mark % 4) + 1);
        owed.add(targetKey(target));
        await servers[mark % 3]?.markDirty(target, "changed");
      }
      await until(async () => {
        const { waiting, running, delayed } = await (servers[0] as RedisQueue).state();
        return waiting + running + delayed === 0;
      });
      expect(faults).toEqual([]);
      expect([...owed]).toEqual([]);
    });

    test("a mark on a server that is busy is done by one that is not", async () => {
      const [busy, free] = [start(), start()];
      const begun: string[] = [];
      let end = () => {};
      const held = new Promise<void>((resolve) => {
        end = resolve;
      });
      busy.work(() => held);
      for (const installation of [1, 2, 3]) await busy.markDirty(pull(1, installation), "changed");
      await until(async () => (await busy.state()).running === 3);
      free.work(async ({ target }) => {
        begun.push(targetKey(target));
      });
      await busy.markDirty(pull(1, 4), "changed");
      await until(() => begun.length > 0);
      expect(begun).toEqual(["4/7/pull/1"]);
      end();
    });

    test("a full queue is full for all of them", async () => {
      const [one, other] = [start(), start()];
      for (let number = 1; number <= contractOptions.targetsMax; number++) {
        await one.markDirty(pull(number), "changed");
      }
      expect((await other.state()).accepts).toBe(false);
      await expect(other.markDirty(pull(99), "changed")).rejects.toThrow(QueueRefusedError);
      await other.markDirty(pull(1), "changed");
    });

    test("what a killed server was doing is done by another", async () => {
      const compiled = compileQueue();
      try {
        const time = new SharedTime(compiled.folder);
        const begun: string[] = [];
        const bounds = {
          ...contractOptions,
          leaseMs: 600,
          pollMs: 20,
          answerTimeoutMs: patienceMs,
        };
        const child = compiled.start(
          `
          import { readFileSync } from "node:fs";
          import { systemClock } from "./clock.mjs";
          import { connectRedis } from "./redis-connection.mjs";
          import { RedisQueue } from "./redis-queue.mjs";
          const nothing = () => {};
          const redis = await connectRedis({
            url: process.env.REDIS_URL, startTimeoutMs: ${patienceMs},
            onDown: nothing, onUp: nothing, onWarning: nothing,
          });
          const queue = new RedisQueue({
            ...JSON.parse(process.env.OPTIONS), clock: systemClock, redis, key: process.env.KEY,
            now: () => Number(readFileSync(process.env.TIME_FILE, "utf8")),
            onLost: nothing, onRefused: nothing, onInstallationDropped: nothing, onBack: nothing,
          });
          queue.work(({ target, attempt }) => {
            console.log(target.subject.number + " " + attempt);
            return new Promise(nothing);
          });
          `,
          {
            REDIS_URL: server.url,
            KEY: key,
            OPTIONS: JSON.stringify(bounds),
            TIME_FILE: time.file,
          },
          (line) => begun.push(`child ${line}`),
        );
        const ended = once(child, "exit");
        // It polls, and so the other one can tell a server that is gone from a Redis that was.
        const queue = new RedisQueue({
          ...bounds,
          clock: systemClock,
          now: () => time.now,
          redis,
          key,
          onLost: () => {},
          onRefused: () => {},
          onInstallationDropped: () => {},
          onBack: () => {},
        });
        queues.push(queue);
        await queue.markDirty(pull(1), "asked");
        await until(() => begun.length > 0);
        const jobs: ReviewJob[] = [];
        queue.work(async (job) => {
          jobs.push(job);
        });
        const kept = (lua: string) => redis.run({ name: "look", lua }, key, []);
        const asked = async () =>
          Number(await kept("return redis.call('GET', KEYS[1] .. ':asked')"));
        const leased = async () =>
          Number(
            await kept("return redis.call('ZRANGE', KEYS[1] .. ':running', 0, 0, 'WITHSCORES')[2]"),
          );
        const stepMs = bounds.leaseMs / 4;
        // For longer than a lease: it is renewed, and nobody takes what it does.
        for (let step = 0; step < 6; step++) {
          time.pass(stepMs);
          await until(async () => (await leased()) === time.now + bounds.leaseMs);
          await until(async () => (await asked()) === time.now);
        }
        expect(jobs).toEqual([]);
        child.kill("SIGKILL");
        await ended;
        for (let step = 0; step < 6 && jobs.length === 0; step++) {
          time.pass(stepMs);
          await until(async () => (await asked()) === time.now);
        }
        await until(() => jobs.length > 0);
        expect(begun).toEqual(["child 1 1"]);
        expect(jobs).toMatchObject([{ target: pull(1), reasons: ["asked"], attempt: 2 }]);
        await until(async () => (await queue.state()).running === 0);
        expect(await queue.state()).toMatchObject({ waiting: 0, running: 0, delayed: 0 });
      } finally {
        compiled.remove();
      }
    });
  });

  describe("when the time of a lease has passed", () => {
    test("the job is done again, and what the first server says of it does not count", async () => {
      const { gone, other, clock } = await withLostServer();
      await other.advance(29_999);
      expect(other.begun).toEqual([]);
      await other.advance(1);
      expect(other.begun).toEqual([{ name: "1/7/pull/1", attempt: 2, reasons: ["asked"] }]);
      await gone.queue.markDirty(pull(1), "changed");
      gone.end();
      await gone.settle();
      // It is running on the other server still, and is done once more when that has ended.
      expect(await other.queue.state()).toMatchObject({ running: 1, waiting: 0 });
      other.end();
      await other.settle();
      expect(other.begun.slice(1)).toEqual([
        { name: "1/7/pull/1", attempt: 1, reasons: ["changed"] },
      ]);
      expect(clock.now()).toBe(other.now());
    });

    test("after the last attempt it is given up", async () => {
      const { other } = await withLostServer({ attemptsMax: 1 });
      await other.advance(30_000);
      expect(other.begun).toEqual([]);
      expect(other.lost).toMatchObject([{ job: { target: pull(1), attempt: 1, last: true } }]);
      expect(await other.queue.state()).toMatchObject({ waiting: 0, running: 0, delayed: 0 });
    });

    test("it begins anew when something new happened", async () => {
      const { other } = await withLostServer();
      await other.queue.markDirty(pull(1), "changed");
      await other.advance(30_000);
      expect(other.begun).toEqual([
        { name: "1/7/pull/1", attempt: 1, reasons: ["changed", "asked"] },
      ]);
    });

    test("what was dropped is not done again", async () => {
      const { other } = await withLostServer();
      await other.queue.drop(pull(1));
      await other.advance(30_000);
      expect(other.begun).toEqual([]);
      expect(await other.queue.state()).toMatchObject({ waiting: 0, running: 0, delayed: 0 });
    });

    test("but Redis was away: whoever lives has the time to say so", async () => {
      const { gone, other } = await withLostServer();
      // For more than a lease nobody reaches Redis.
      gone.cut(true);
      other.cut(true);
      await other.advance(60_000);
      other.cut(false);
      gone.cut(false);
      await other.advance(10_000);
      expect(other.begun).toEqual([]);
      gone.end();
      await gone.settle();
      expect(await other.queue.state()).toMatchObject({ waiting: 0, running: 0, delayed: 0 });
    });

    /** Two servers on one clock; the first has begun a job and is cut off from Redis. */
    async function withLostServer(options: { attemptsMax?: number } = {}) {
      const first = cuttable(redis);
      const gone = record(redisQueueUnderTest(first.redis, { key, ...options }));
      await gone.queue.markDirty(pull(1), "asked");
      await gone.settle();
      first.cut(true);
      const second = cuttable(redis);
      const clock = gone.clock;
      const under = redisQueueUnderTest(second.redis, {
        key,
        clock,
        now: () => clock.now(),
        pollMs: 1_000,
        ...options,
      });
      const other = record(onClock(under, clock));
      await other.settle();
      // The first one is heard of again only to be told that it is late.
      first.cut(false, "end", "mark");
      return { gone: { ...gone, cut: first.cut }, other: { ...other, cut: second.cut }, clock };
    }
  });

  test("an installation that is removed is forgotten by all of them", async () => {
    const dropped: number[] = [];
    const one = redisQueueUnderTest(redis, { key });
    const other = redisQueueUnderTest(redis, {
      key,
      clock: one.clock,
      now: () => one.clock.now(),
      onInstallationDropped: (id) => dropped.push(id),
    });
    for (const { queue } of [one, other]) queue.work(async () => {});
    await other.settle();
    await one.queue.dropInstallation(5);
    await one.advance(10_000);
    await other.settle();
    expect([...new Set(dropped)]).toEqual([5]);
  });
});

/** A time that two processes go by, and that passes when a test says so. In a file. */
class SharedTime {
  readonly file: string;
  now = Date.parse("2026-03-01T12:00:00Z");

  constructor(folder: string) {
    this.file = join(folder, "time");
    this.pass(0);
  }

  pass(ms: number): void {
    this.now += ms;
    // At once: whoever reads meanwhile reads the old time.
    writeFileSync(`${this.file}.new`, String(this.now));
    renameSync(`${this.file}.new`, this.file);
  }
}

type UnderTest = ReturnType<typeof redisQueueUnderTest>;

/** A queue under test that goes by the clock of another one. */
function onClock(under: UnderTest, clock: ManualClock): UnderTest {
  return {
    ...under,
    clock,
    now: () => clock.now(),
    async advance(ms) {
      const end = clock.now() + ms;
      do {
        const next = Math.min(clock.next ?? end, end);
        await clock.advance(Math.max(0, next - clock.now()));
        await under.settle();
      } while (clock.now() < end);
    },
  };
}

/** Lets a queue work, and writes down what it begins. Its jobs end when a test says so. */
function record<T extends UnderTest>(under: T) {
  const begun: unknown[] = [];
  let end = () => {};
  under.queue.work(({ target, attempt, reasons }) => {
    begun.push({ name: targetKey(target), attempt, reasons });
    return new Promise<void>((resolve) => {
      end = resolve;
    });
  });
  return { ...under, begun, end: () => end() };
}

/** A connection that can be cut, but for scripts of some names. */
function cuttable(redis: RedisConnection) {
  let isCut = false;
  let through: readonly string[] = [];
  const cut = (now: boolean, ...names: string[]) => {
    isCut = now || names.length > 0;
    through = names;
  };
  const wrapped: RedisConnection = {
    ...redis,
    run(script, ...rest) {
      if (isCut && !through.includes(script.name)) return Promise.reject(new Error("cut"));
      return redis.run(script, ...rest);
    },
  };
  return { redis: wrapped, cut };
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
