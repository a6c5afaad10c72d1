import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createClient } from "@redis/client";
import fc from "fast-check";
import type { RedisConnection } from "../../src/queue/redis-connection.ts";
import { readTaken, readTarget } from "../../src/queue/redis-values.ts";
import { type ReviewTarget, targetKey } from "../../src/queue/review-queue.ts";
import {
  connectTo,
  describeWithRedis,
  type RedisServer,
  startRedisServer,
} from "../support/redis-server.ts";
import { redisQueueUnderTest } from "./redis-queue-under-test.ts";

const place = { installationId: 1, repositoryId: 7, owner: "octo", repo: "infra" };
const sha = "0123456789abcdef0123456789abcdef01234567";

describe("a target that was kept as JSON", () => {
  test.each<ReviewTarget["subject"]>([
    { kind: "pull request", number: 1 },
    { kind: "merge group", base: sha, head: sha },
    { kind: "merge group", base: sha, head: sha, number: 3 },
    { kind: "command", number: 1, comment: 2 ** 40 },
    { kind: "command", number: 1, comment: 2 ** 40, body: "0123456789abcdef" },
    { kind: "acceptance", number: 1, head: sha, findings: "0123456789ab", by: "octo-cat" },
    { kind: "acceptance", number: 1, head: sha, findings: "0123456789ab", by: "app[bot]" },
    { kind: "commit", sha },
  ])("is read again: $kind", (subject) => {
    const target = { ...place, owner: "Octo_acme-1", repo: ".github", subject };
    expect(readTarget(JSON.stringify(target), targetKey(target))).toEqual(target);
  });

  const pull = { ...place, subject: { kind: "pull request", number: 1 } };
  test.each<{ name: string; value: unknown; key?: string }>([
    { name: "no JSON", value: undefined },
    { name: "no object", value: [pull] },
    { name: "nothing", value: null },
    { name: "an owner that leads elsewhere", value: { ...pull, owner: ".." } },
    { name: "a repository with a path", value: { ...pull, repo: "infra/../../user" } },
    { name: "a repository with a query", value: { ...pull, repo: "infra?a=b" } },
    { name: "a line break", value: { ...pull, repo: "infra\n" } },
    { name: "a number as text", value: { ...pull, installationId: "1" } },
    { name: "a number that is none", value: { ...pull, repositoryId: 1e300 } },
    { name: "a fraction", value: { ...pull, repositoryId: 7.5 } },
    {
      name: "a pull request below one",
      value: { ...pull, subject: { ...pull.subject, number: 0 } },
    },
    { name: "another kind", value: { ...pull, subject: { kind: "everything" } } },
    { name: "the name of a method", value: { ...pull, subject: { kind: "constructor" } } },
    {
      name: "a command with a text of its own",
      value: { ...place, subject: { kind: "command", number: 1, comment: 2, body: "a b" } },
      key: "1/7/command/2",
    },
    { name: "no subject", value: { ...pull, subject: undefined } },
    { name: "a head with a path", value: { ...place, subject: { kind: "commit", sha: "../x" } } },
    { name: "the name of another target", value: pull, key: "1/7/pull/2" },
    { name: "the name of another installation", value: pull, key: "2/7/pull/1" },
  ])("is refused with $name", ({ value, key = "1/7/pull/1" }) => {
    expect(readTarget(JSON.stringify(value) ?? "{", key)).toBeUndefined();
  });

  test("keeps nothing but what belongs to it", () => {
    const more = { ...pull, __proto__: null, more: "text", subject: { ...pull.subject, more: 1 } };
    expect(readTarget(JSON.stringify(more), "1/7/pull/1")).toEqual(pull);
  });

  test("is not looked at when it is too long", () => {
    const long = JSON.stringify(pull) + " ".repeat(5_000);
    expect(readTarget(long, "1/7/pull/1")).toBeUndefined();
  });
});

test.each([[undefined], [1], [[]], [[1, 2, 3, [[]], [], [], 0]], [["1", -1, 0, [], [], [], 0]]])(
  "an answer that is none of ours: %j",
  (reply) => {
    expect(() => readTaken(reply)).toThrow(TypeError);
  },
);

describeWithRedis("what others wrote to Redis", () => {
  let server: RedisServer;
  let redis: RedisConnection;
  let other: ReturnType<typeof createClient>;
  let key: string;

  beforeAll(async () => {
    server = await startRedisServer();
    redis = await connectTo(server);
    other = createClient({ url: server.url });
    await other.connect();
  });
  afterAll(async () => {
    other.destroy();
    redis.close();
    await server.remove();
  });

  const entry = (change: object) =>
    JSON.stringify({
      target: JSON.stringify(pull(1)),
      reasons: "asked",
      ran: "",
      state: "waiting",
      since: 0,
      attempt: 1,
      holds: 0,
      token: 0,
      again: false,
      dropped: false,
      ...change,
    });
  const waits = [
    ["SADD", ":of:1", "1/7/pull/1"],
    ["ZADD", ":turns", "0", "1"],
    ["ZADD", ":waiting:1", "0", "1/7/pull/1"],
  ];

  test("counts like what we wrote when it is the same", async () => {
    const { begun, refused } = await work([
      ["HSET", ":entries", "1/7/pull/1", entry({})],
      ...waits,
    ]);
    expect({ begun, refused }).toEqual({ begun: ["1/7/pull/1", "1/7/pull/2"], refused: 0 });
  });

  test.each<{ name: string; commands: string[][]; refused: number }>([
    { name: "no JSON", commands: [["HSET", ":entries", "1/7/pull/1", "{"], ...waits], refused: 1 },
    {
      name: "no object",
      commands: [["HSET", ":entries", "1/7/pull/1", "1"], ...waits],
      refused: 1,
    },
    {
      name: "deeply nested",
      commands: [["HSET", ":entries", "1/7/pull/1", "[".repeat(100_000)], ...waits],
      refused: 1,
    },
    {
      name: "a text for a number",
      commands: [["HSET", ":entries", "1/7/pull/1", entry({ attempt: "x" })], ...waits],
      refused: 1,
    },
    {
      name: "another state",
      commands: [["HSET", ":entries", "1/7/pull/1", entry({ state: "done" })], ...waits],
      refused: 1,
    },
    {
      name: "a target that leads elsewhere",
      commands: [
        [
          "HSET",
          ":entries",
          "1/7/pull/1",
          entry({ target: JSON.stringify({ ...pull(1), repo: "../secret" }) }),
        ],
        ...waits,
      ],
      refused: 1,
    },
    {
      name: "the target of another installation",
      commands: [
        ["HSET", ":entries", "2/7/pull/1", entry({})],
        ["ZADD", ":turns", "0", "2"],
        ["ZADD", ":waiting:2", "0", "2/7/pull/1"],
      ],
      refused: 1,
    },
    {
      name: "an entry without an installation",
      commands: [
        ["HSET", ":entries", "rubbish", entry({})],
        ["ZADD", ":delayed", "0", "rubbish"],
        ["ZADD", ":running", "0", "rubbish"],
      ],
      refused: 1,
    },
    { name: "a name without an entry", commands: waits, refused: 0 },
    {
      name: "names without entries everywhere",
      commands: [
        ["ZADD", ":turns", "0", "rubbish"],
        ["ZADD", ":running", "0", "1/7/pull/9"],
        ["ZADD", ":delayed", "0", "1/7/pull/9"],
        ["ZADD", ":held", "0", "rubbish"],
        ["ZADD", ":gone", "0", "rubbish"],
        ["SET", ":asked", "rubbish"],
      ],
      refused: 0,
    },
  ])("is thrown away and holds nothing up: $name", async ({ commands, refused }) => {
    const result = await work(commands);
    expect(result).toMatchObject({ begun: ["1/7/pull/2"], refused });
    expect(await other.sendCommand(["HLEN", `${key}:entries`])).toBe(0);
    expect(await other.sendCommand(["ZCARD", `${key}:running`])).toBe(0);
    expect(await other.sendCommand(["ZCARD", `${key}:delayed`])).toBe(0);
  });

  test("a place that was lost is found again by the next mark", async () => {
    const under = fresh();
    for (const number of [1, 2]) await under.queue.markDirty(pull(number), "changed");
    await other.sendCommand(["DEL", `${key}:waiting:1`, `${key}:turns`, `${key}:of:1`]);
    const begun = begin(under);
    await under.settle();
    expect(begun).toEqual([]);
    await under.queue.markDirty(pull(1), "asked");
    await under.settle();
    expect(begun).toEqual(["1/7/pull/1"]);
    await under.close();
  });

  test("of ours all keys begin as they should, and few are left when all is done", async () => {
    const under = fresh();
    begin(under);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 5 }),
        async (i, n) => {
          await under.queue.markDirty({ ...pull(n), installationId: i }, "changed");
          await under.settle();
        },
      ),
      { seed: 20260301, numRuns: 50 },
    );
    const all = (await other.sendCommand(["KEYS", "*"])) as unknown as string[];
    expect(all.filter((name) => !name.startsWith("{test"))).toEqual([]);
    expect(all.filter((name) => name.startsWith(key)).sort()).toEqual([
      `${key}:asked`,
      `${key}:seq`,
    ]);
    await under.close();
  });

  let queues = 0;
  function fresh(options: { onRefused?: (values: number) => void } = {}) {
    key = `{test-values:${++queues}}`;
    return redisQueueUnderTest(redis, { key, ...options });
  }

  /** What is begun, and how many values are refused, when these commands came before a mark of ours. */
  async function work(commands: readonly (readonly string[])[]) {
    let refused = 0;
    const under = fresh({
      onRefused: (values) => {
        refused += values;
      },
    });
    for (const [command = "", name = "", ...rest] of commands) {
      await other.sendCommand([command, key + name, ...rest]);
    }
    await under.queue.markDirty(pull(2), "changed");
    const begun = begin(under);
    await under.settle();
    await under.advance(100_000);
    await under.close();
    return { begun, refused };
  }

  function begin({ queue }: ReturnType<typeof fresh>): string[] {
    const begun: string[] = [];
    queue.work(async ({ target }) => {
      begun.push(targetKey(target));
    });
    return begun;
  }
});

function pull(number: number): ReviewTarget {
  return { ...place, subject: { kind: "pull request", number } };
}
