import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { RedisConnection } from "../../src/queue/redis-connection.ts";
import { RedisTurns } from "../../src/queue/redis-turns.ts";
import { patienceMs } from "../support/patience.ts";
import {
  connectTo,
  describeWithRedis,
  type RedisServer,
  startRedisServer,
} from "../support/redis-server.ts";
import { until } from "../support/until.ts";

describeWithRedis("what only one of several servers may do at a time", () => {
  let server: RedisServer;
  let redis: RedisConnection;
  let key: string;
  let missed: string[];
  let keys = 0;

  beforeAll(async () => {
    server = await startRedisServer();
    redis = await connectTo(server);
  });
  beforeEach(() => {
    key = `{turns:${++keys}}`;
    missed = [];
  });
  afterAll(async () => {
    redis.close();
    await server.remove();
  });

  function turns(
    options: { waitMs?: number; leaseMs?: number; redis?: RedisConnection } = {},
  ): RedisTurns {
    return new RedisTurns({
      redis,
      key,
      leaseMs: patienceMs,
      pollMs: 10,
      waitMs: patienceMs,
      answerTimeoutMs: patienceMs,
      onMissed: (kind) => missed.push(kind),
      ...options,
    });
  }

  /** For how many milliseconds a turn is taken; not positive when it is free. */
  async function leaseOf(name: string): Promise<number> {
    const ttl = { name: "lease", lua: "return redis.call('PTTL', KEYS[1])" };
    return Number(await redis.run(ttl, `${key}:${name}`, []));
  }

  test("is done by one after the other", async () => {
    const events: string[] = [];
    const work = (name: string) => async () => {
      events.push(`${name} begins`);
      await pause(30);
      events.push(`${name} ends`);
      return name;
    };
    const results = await Promise.all([
      turns().alone("head/7/abc", work("first")),
      turns().alone("head/7/abc", work("second")),
      turns().alone("head/7/abc", work("third")),
    ]);
    expect(results).toEqual(["first", "second", "third"]);
    for (let index = 0; index < events.length; index += 2) {
      expect(events[index]?.replace("begins", "ends")).toBe(events[index + 1]);
    }
    expect(missed).toEqual([]);
  });

  test("has nothing to do with other work", async () => {
    let end = () => {};
    const long = turns().alone("head/7/abc", () => new Promise<void>((resolve) => (end = resolve)));
    expect(await turns({ waitMs: 0 }).alone("head/7/def", async () => 1)).toBe(1);
    expect(missed).toEqual([]);
    end();
    await long;
  });

  test("lasts for as long as the work, and no longer when its server has gone", async () => {
    const gone: RedisConnection = {
      ...redis,
      run: (script, ...rest) =>
        script.name === "begin turn"
          ? redis.run(script, ...rest)
          : Promise.reject(new Error("cut")),
    };
    void turns({ redis: gone, leaseMs: 300 }).alone("a", () => new Promise<void>(() => {}));
    let long = true;
    void turns({ leaseMs: 6_000 }).alone("b", () => until(() => !long));
    await until(async () => (await leaseOf("b")) > 0);
    const done: string[] = [];
    const both = [
      turns().alone("a", async () => done.push("a")),
      turns().alone("b", async () => done.push("b")),
    ];
    await until(() => done.length > 0);
    // Renewed: there is more left of it than there was.
    let before = await leaseOf("b");
    await until(async () => {
      const left = await leaseOf("b");
      const isMore = left > before;
      before = left;
      return isMore;
    });
    expect(done).toEqual(["a"]);
    long = false;
    await Promise.all(both);
  });

  test("is done all the same when the turn does not come, or Redis is away", async () => {
    let end = () => {};
    const long = turns().alone("head/7/abc", () => new Promise<void>((resolve) => (end = resolve)));
    await until(async () => (await leaseOf("head/7/abc")) > 0);
    expect(await turns({ waitMs: 20 }).alone("head/7/abc", async () => 1)).toBe(1);
    const away = { ...redis, run: () => Promise.reject(new Error("away")) };
    expect(await turns({ redis: away }).alone("head/7/def", async () => 2)).toBe(2);
    expect(missed).toEqual(["head", "head"]);
    end();
    await long;
  });

  test("ends when the work fails", async () => {
    await expect(
      turns().alone("a", async () => {
        throw new TypeError("a mistake");
      }),
    ).rejects.toThrow("a mistake");
    expect(await turns({ waitMs: 0 }).alone("a", async () => 1)).toBe(1);
    expect(missed).toEqual([]);
  });

  test("a sweep is left out while there is another, and for a while after it", async () => {
    let end = () => {};
    const first = turns().unlessDone(
      "sweep",
      60_000,
      () => new Promise((resolve) => (end = resolve)),
    );
    await until(async () => (await leaseOf("sweep")) > 0);
    const swept: string[] = [];
    const sweep = (gapMs: number) =>
      turns().unlessDone("sweep", gapMs, async () => {
        swept.push(`after ${gapMs}`);
      });
    expect(await sweep(0)).toBe(false);
    end();
    expect(await first).toBe(true);
    expect(await sweep(60_000)).toBe(false);
    await pause(20);
    expect(await sweep(10)).toBe(true);
    expect(swept).toEqual(["after 10"]);
  });

  test("what one of them remembers is known to all, within bounds", async () => {
    const [one, other] = [turns(), turns()].map((each) => each.memory("seen", 60_000, 2));
    expect(await one?.has("a")).toBe(false);
    for (const text of ["a", "b"]) {
      await one?.add(text);
      await pause(5);
    }
    expect([await other?.has("a"), await other?.has("b")]).toEqual([true, true]);
    await other?.add("c");
    const known = await Promise.all(["a", "b", "c"].map((text) => one?.has(text)));
    expect(known).toEqual([false, true, true]);
    await pause(20);
    expect(await turns().memory("seen", 10, 2).has("b")).toBe(false);
  });
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
