import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createClient } from "@redis/client";
import { Heads } from "../../src/github/shared-heads.ts";
import { systemClock } from "../../src/queue/clock.ts";
import { analyse } from "../../src/review/analyse.ts";
import { createLog } from "../../src/server/log.ts";
import { startService } from "../../src/server/service.ts";
import { StartError } from "../../src/server/start-error.ts";
import { describeWithRedis, type RedisServer, startRedisServer } from "../support/redis-server.ts";
import { until } from "../support/until.ts";
import {
  adminPolicy,
  expectClean,
  expectKept,
  type Harness,
  latestRun,
  newRepository,
  openPull,
  startHarness,
} from "./harness.ts";

describeWithRedis("servers with REDIS_URL", () => {
  let redis: RedisServer;
  let harness: Harness | undefined;

  beforeEach(async () => {
    redis = await startRedisServer();
  });
  afterEach(async () => {
    await harness?.close();
    harness = undefined;
    await redis.remove();
  });

  test("share the work: each head is reviewed once, whichever server is told of it", async () => {
    harness = await startHarness({ redisUrl: redis.url, clock: systemClock });
    const repository = await newRepository(harness);
    const first = harness.service;
    const pulls = [];
    for (let number = 0; number < 4; number++) {
      if (number === 2) await harness.restart();
      const files = { [`policies/${number}.json`]: adminPolicy };
      pulls.push(await openPull(harness, repository, files, { branch: `change-${number}` }));
    }
    expect(harness.service).not.toBe(first);
    for (const pull of pulls) {
      expect(latestRun(harness, pull)).toMatchObject({ conclusion: "failure" });
    }
    expect(harness.github.driver.checkRuns(repository)).toHaveLength(4);
    expect(await first.queue.state()).toEqual(await harness.service.queue.state());
    const keys = await keysOf(redis);
    expect(keys.length).toBeGreaterThan(1);
    const { app, apiUrl } = harness.github;
    const prefix = `leastwise:{${new URL(apiUrl).host}/${app.id}}:1:`;
    expect(keys.filter((key) => !key.startsWith(prefix))).toEqual([]);
    expectKept(harness);
  });

  test("refuse deliveries while Redis is away, and review them when it is back", async () => {
    harness = await startHarness({ redisUrl: redis.url, clock: systemClock });
    const { github, service } = harness;
    const repository = await newRepository(harness);
    const get = async (path: string) => {
      const response = await fetch(service.url + path);
      return { status: response.status, body: await response.text() };
    };
    expect(await get("/readyz")).toMatchObject({ status: 200 });
    await redis.stop();
    await until(async () => (await get("/readyz")).status === 503);
    expect(await get("/readyz")).toEqual({
      status: 503,
      body: '{"ready":false,"problems":["the queue refuses"]}',
    });
    expect(await get("/healthz")).toMatchObject({ status: 200 });

    const { driver } = github;
    await driver.push(repository, { branch: "change", files: { "a.json": adminPolicy } });
    const pull = await driver.openPullRequest(repository, { head: "change" });
    await github.deliveriesSettled();
    const statuses = github.webhooks.deliveries
      .filter(({ event }) => event === "pull_request")
      .map(({ statusCode }) => statusCode);
    expect(statuses).toEqual([503]);

    await redis.start();
    await until(async () => (await get("/readyz")).status === 200);
    await service.sweep.run();
    await harness.settled();
    expect(latestRun(harness, pull)).toMatchObject({ conclusion: "failure" });
    expect(harness.log.filter((line) => line.includes("Redis is out of reach"))).toHaveLength(1);
    expectClean(harness);
  });

  test("sweep in turn", async () => {
    harness = await startHarness({ redisUrl: redis.url, clock: systemClock, sweeps: true });
    const { requests } = harness.github;
    await until(() => requests.count("GET /app/installations") > 0);
    for (let server = 0; server < 2; server++) await harness.restart();
    await harness.settled();
    expect(requests.count("GET /app/installations")).toBe(1);
  });

  test("ask for a failed delivery once, all together", async () => {
    harness = await startHarness({ redisUrl: redis.url, clock: systemClock });
    const attempts = "POST /app/hook/deliveries/{delivery_id}/attempts";
    const repository = await newRepository(harness);
    const first = harness.service;
    await harness.restart();
    harness.github.setWebhookUrl(`${harness.service.url}/elsewhere`);
    const pull = await openPull(harness, repository, { "a.json": adminPolicy });
    harness.github.setWebhookUrl(`${harness.service.url}/api/github/webhooks`);
    await first.sweep.run();
    await harness.settled();
    const asked = harness.github.requests.count(attempts);
    expect(asked).toBeGreaterThan(0);
    await harness.service.sweep.run();
    await harness.settled();
    expect(harness.github.requests.count(attempts)).toBe(asked);
    expect(latestRun(harness, pull)).toMatchObject({ conclusion: "failure" });
  });

  test("do not start without it, and do not tell the password", async () => {
    const password = "correct-horse";
    const log: string[] = [];
    const other = await startRedisServer(["--requirepass", "another"]);
    const starting = startService({
      appId: 1,
      privateKey: "none",
      webhookSecret: "none",
      host: "127.0.0.1",
      port: 0,
      apiUrl: "http://127.0.0.1:1",
      logLevel: "trace",
      version: "0.1.0",
      log: createLog({ level: "trace", write: (line) => log.push(line), now: () => new Date() }),
      redisUrl: other.url.replace("//", `//:${password}@`),
      analyse,
    });
    const error = await starting.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    await other.remove();
    expect(error).toBeInstanceOf(StartError);
    const { message } = error as StartError;
    expect(message).toMatch(/^Redis at redis:\/\/127\.0\.0\.1:\d+ does not let us in\./);
    expect([message, ...log].join("\n")).not.toContain(password);
  });
});

test("the verdicts on one commit are published in the turn of this server", async () => {
  const turns: string[] = [];
  const heads = new Heads((name, work) => {
    turns.push(name);
    return work();
  });
  const repository = { repositoryId: 7 } as Parameters<Heads["alone"]>[0];
  expect(await heads.alone(repository, "abc", async () => 1)).toBe(1);
  expect(turns).toEqual(["head/7/abc"]);
});

test("nothing of Redis is loaded without REDIS_URL", () => {
  const folder = new URL("../../src/server/", import.meta.url);
  const importers = (pattern: RegExp) =>
    readdirSync(folder).filter((file) => pattern.test(readFileSync(new URL(file, folder), "utf8")));
  expect(importers(/^import (?!type)[^;]*from "(?:\.\.\/queue\/redis-|@redis)/m)).toEqual([
    "shared-queue.ts",
  ]);
  expect(importers(/^import (?!type)[^;]*from "\.\/shared-queue\.ts"/m)).toEqual([]);
  expect(importers(/import\("\.\/shared-queue\.ts"\)/)).toEqual(["service.ts"]);
});

async function keysOf({ url }: RedisServer): Promise<readonly string[]> {
  const client = createClient({ url });
  await client.connect();
  const keys = await client.keys("*");
  client.destroy();
  return keys;
}
