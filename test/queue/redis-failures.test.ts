import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createClient } from "@redis/client";
import { systemClock } from "../../src/queue/clock.ts";
import {
  connectRedis,
  type RedisConnection,
  RedisUnavailableError,
  redisPlace,
} from "../../src/queue/redis-connection.ts";
import { RedisQueue } from "../../src/queue/redis-queue.ts";
import { QueueRefusedError, type ReviewTarget, targetKey } from "../../src/queue/review-queue.ts";
import { compileQueue } from "../support/compiled-queue.ts";
import { patienceMs } from "../support/patience.ts";
import {
  describeWithRedis,
  programPath,
  type RedisServer,
  startRedisServer,
} from "../support/redis-server.ts";
import { until } from "../support/until.ts";
import { redisQueueUnderTest } from "./redis-queue-under-test.ts";
import { contractOptions } from "./review-queue-contract.ts";

const password = "correct-horse";
const sources = new URL("../../src/queue/", import.meta.url);

describe("the place that is named for people", () => {
  test.each([
    ["redis://localhost", "redis://localhost:6379"],
    [`rediss://app:${password}@redis.acme.example:6380/2`, "rediss://redis.acme.example:6380/2"],
    [`redis://:${password}@[::1]:7000/${password}?${password}`, "redis://[::1]:7000"],
  ])("%s", (url, place) => {
    expect(redisPlace(url)).toBe(place);
  });
});

describeWithRedis("a Redis that is not as it should be", () => {
  let opened: { close(): unknown }[];
  const lost: string[] = [];
  beforeEach(() => {
    opened = [];
  });
  afterEach(async () => {
    for (const each of opened.reverse()) await each.close();
    expect(lost.splice(0)).toEqual([]);
  });

  async function startServer(...settings: string[]): Promise<RedisServer> {
    const server = await startRedisServer(settings);
    opened.push({ close: () => server.remove() });
    return server;
  }

  async function connect(
    url: string,
    heard: string[] = [],
    startTimeoutMs = patienceMs,
  ): Promise<RedisConnection> {
    const redis = await connectRedis({
      url,
      startTimeoutMs,
      onDown: (error) => heard.push(`down: ${error.message}`),
      onUp: () => heard.push("up"),
      onWarning: (warning) => heard.push(warning),
    });
    opened.push(redis);
    return redis;
  }

  /** For what does not answer as it should: it is given up soon. */
  const briefly = (url: string) => connect(url, [], 500);

  function startQueue(
    redis: RedisConnection,
    backs: boolean[] = [],
    answerTimeoutMs = patienceMs,
  ): RedisQueue {
    const queue = new RedisQueue({
      ...contractOptions,
      clock: systemClock,
      redis,
      key: "{failures}",
      leaseMs: patienceMs,
      pollMs: 20,
      answerTimeoutMs,
      onLost: (job) => lost.push(targetKey(job.target)),
      onRefused: () => {},
      onInstallationDropped: () => {},
      onBack: (forgot) => backs.push(forgot),
    });
    opened.push({ close: () => queue.drain() });
    return queue;
  }

  test("is named at the start, with what to do, and without the password", async () => {
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, "127.0.0.1", resolve));
    const { port } = free.address() as { port: number };
    await new Promise((resolve) => free.close(resolve));
    const message = await reason(connect(`redis://app:${password}@127.0.0.1:${port}`, [], 3_000));
    expect(message).toBe(
      `Redis at redis://127.0.0.1:${port} cannot be reached (ECONNREFUSED). Look at REDIS_URL, and whether Redis runs, can be reached from here, and speaks TLS exactly where the address begins with rediss://.`,
    );
  });

  test("that answers nothing at all is given up as well", async () => {
    const silent = createServer((socket) => opened.push({ close: () => socket.destroy() }));
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    opened.push({ close: () => silent.close() });
    const { port } = silent.address() as { port: number };
    expect(await reason(briefly(`redis://127.0.0.1:${port}`))).toMatch(/cannot be reached/);
    expect(await reason(briefly(`rediss://127.0.0.1:${port}`))).toMatch(/cannot be reached/);
  });

  test("that wants another password is not asked again and again", async () => {
    const server = await startServer("--requirepass", "another");
    const wrong = `redis://:${password}@127.0.0.1:${server.port}`;
    for (const url of [wrong, server.url]) {
      const message = await reason(connect(url));
      expect(message).toMatch(/ does not let us in\. Look at the user name, the password/);
      expect(message).not.toContain(password);
    }
    await connect(`redis://:another@127.0.0.1:${server.port}`);
  });

  test("a user of its own with the permissions of the documentation is enough", async () => {
    const server = await startServer();
    const page = readFileSync(new URL("../../docs/administrators.md", import.meta.url), "utf8");
    const [, rules = ""] = /^ +ACL SETUSER leastwise (.*)$/m.exec(page) ?? [];
    const admin = createClient({ url: server.url });
    await admin.connect();
    const written = rules.replace("><password>", ">secret").split(" ");
    await admin.sendCommand(["ACL", "SETUSER", "leastwise", ...written]);
    admin.destroy();
    const redis = await connect(`redis://leastwise:secret@127.0.0.1:${server.port}`);
    const scripts = readdirSync(sources)
      .filter((file) => file.startsWith("redis-"))
      .map((file) => readFileSync(new URL(file, sources), "utf8"));
    const used = [...scripts.join("\n").matchAll(/redis\.call\('([A-Z]+)'/g)];
    for (const [, command = ""] of used) expect(written).toContain(`+${command.toLowerCase()}`);
    const allowed = redisQueueUnderTest(redis, { key: "leastwise:{1}:1:queue" });
    const begun: string[] = [];
    allowed.queue.work(async ({ target }) => {
      begun.push(targetKey(target));
    });
    await allowed.queue.markDirty(pull(1), "changed");
    await allowed.queue.dropInstallation(3);
    await allowed.settle();
    expect(begun).toEqual(["1/7/pull/1"]);
    await allowed.close();
    const denied = redisQueueUnderTest(redis, { key: "elsewhere" });
    await expect(denied.queue.state()).rejects.toMatchObject({
      name: "QueueRefusedError",
      cause: { message: 'Redis did not do "state" (NOPERM)' },
    });
  });

  test("that throws keys away is warned of", async () => {
    const server = await startServer("--maxmemory-policy", "allkeys-lru");
    const heard: string[] = [];
    await connect(server.url, heard);
    expect(heard).toEqual([expect.stringMatching(/maxmemory-policy allkeys-lru\): marks may/)]);
  });

  test("that is full refuses marks", async () => {
    const server = await startServer("--maxmemory", "1");
    const queue = startQueue(await connect(server.url));
    await expect(queue.markDirty(pull(1), "changed")).rejects.toThrow(QueueRefusedError);
    expect(await queue.state()).toMatchObject({ waiting: 0 });
  });

  test("that has become full lets the work go on", async () => {
    const server = await startServer();
    const queue = startQueue(await connect(server.url));
    for (const number of [1, 2, 3]) await queue.markDirty(pull(number), "changed");
    const admin = createClient({ url: server.url });
    await admin.connect();
    await admin.sendCommand(["CONFIG", "SET", "maxmemory", "1"]);
    admin.destroy();
    const begun: string[] = [];
    queue.work(async ({ target }) => {
      begun.push(targetKey(target));
    });
    await until(() => begun.length === 3);
    await expect(queue.markDirty(pull(4), "changed")).rejects.toThrow(QueueRefusedError);
    await queue.drop(pull(4));
  });

  test("that stands still refuses marks, in time for the answer to GitHub", async () => {
    const server = await startServer();
    const queue = startQueue(await connect(server.url), [], 300);
    const begun: string[] = [];
    queue.work(async ({ target }) => {
      begun.push(targetKey(target));
    });
    process.kill(server.pid, "SIGSTOP");
    await expect(queue.markDirty(pull(1), "changed")).rejects.toThrow(QueueRefusedError);
    await expect(queue.state()).rejects.toThrow(QueueRefusedError);
    process.kill(server.pid, "SIGCONT");
    // The refused mark was kept after all: a review more than is needed.
    await until(() => begun.length > 0);
    await until(() => isKept(queue.markDirty(pull(2), "changed")));
    await until(() => begun.includes("1/7/pull/2"));
  });

  test("that is no primary any more is left, and looked for again", async () => {
    const server = await startServer();
    const heard: string[] = [];
    const queue = startQueue(await connect(server.url, heard));
    queue.work(async () => {});
    await queue.markDirty(pull(1), "changed");
    const admin = createClient({ url: server.url });
    await admin.connect();
    opened.push({ close: () => admin.destroy() });
    const ids = async () => {
      const list = String(await admin.sendCommand(["CLIENT", "LIST"]));
      return [...list.matchAll(/^id=(\d+) .* name=leastwise-/gm)].map(([, id]) => id);
    };
    const before = await ids();
    await admin.sendCommand(["REPLICAOF", "127.0.0.1", "1"]);
    await expect(queue.markDirty(pull(2), "changed")).rejects.toThrow(QueueRefusedError);
    await until(async () => heard.length > 0 && (await ids()).join() !== before.join());
    await admin.sendCommand(["REPLICAOF", "NO", "ONE"]);
    await until(() => heard.length > 1);
    expect(heard).toEqual([expect.stringMatching(/ is out of reach \(READONLY\)$/), "up"]);
    await queue.markDirty(pull(2), "changed");
  });

  describe("that starts again", () => {
    test("has what was marked before, with an append-only file; meanwhile marks are refused", async () => {
      const server = await startServer("--appendonly", "yes", "--appendfsync", "always");
      const heard: string[] = [];
      const backs: boolean[] = [];
      const queue = startQueue(await connect(server.url, heard), backs);
      const begun: string[] = [];
      const ends: (() => void)[] = [];
      queue.work(({ target }) => {
        begun.push(targetKey(target));
        return new Promise<void>((resolve) => ends.push(resolve));
      });
      await queue.markDirty(pull(1), "changed");
      await until(() => begun.length === 1);
      await queue.markDirty(pull(1), "asked");
      await queue.markDirty(pull(2, 2), "changed");
      await until(() => begun.length === 2);
      await server.stop("SIGKILL");
      await until(() => heard.length > 0);
      await expect(queue.markDirty(pull(3, 3), "changed")).rejects.toThrow(QueueRefusedError);
      await expect(queue.drop(pull(1))).rejects.toThrow(QueueRefusedError);
      await expect(queue.dropInstallation(1)).rejects.toThrow(QueueRefusedError);
      await expect(queue.state()).rejects.toThrow(QueueRefusedError);
      // This job ends while Redis is away.
      ends[1]?.();
      await server.start();
      await until(() => heard.length > 1);
      expect(heard).toEqual([
        expect.stringMatching(
          /^down: Redis at redis:\/\/127\.0\.0\.1:\d+ is out of reach \(\w+\)$/,
        ),
        "up",
      ]);
      await until(async () => (await queue.state()).running === 1);
      await queue.markDirty(pull(3, 3), "changed");
      await until(() => begun.length === 3);
      ends[0]?.();
      await until(() => begun.length === 4);
      expect(backs).toEqual([true, false]);
      expect(begun).toEqual(["1/7/pull/1", "2/7/pull/2", "3/7/pull/3", "1/7/pull/1"]);
      for (const end of ends) end();
    });

    test("empty has lost the marks and takes new ones", async () => {
      const server = await startServer();
      const backs: boolean[] = [];
      const queue = startQueue(await connect(server.url), backs);
      const begun: string[] = [];
      let end = () => {};
      queue.work(({ target }) => {
        begun.push(targetKey(target));
        return new Promise<void>((resolve) => {
          end = resolve;
        });
      });
      await queue.markDirty(pull(1), "changed");
      await until(() => begun.length === 1);
      await server.stop("SIGKILL");
      await server.start();
      await until(() => isKept(queue.markDirty(pull(1), "changed")));
      // In one process a target never runs twice at once, whatever Redis has forgotten.
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(begun).toHaveLength(1);
      end();
      await until(() => begun.length === 2);
      end();
      await until(async () => (await queue.state()).running === 0);
      // Once at the start, and once more.
      expect(backs).toEqual([true, true]);
    });
  });

  const describeWithOpenssl = programPath("openssl") ? describe : describe.skip;
  describeWithOpenssl("over TLS", () => {
    let folder: string;
    let certificate: string;
    let secure: RedisServer;
    let url: string;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "leastwise-tls-"));
      certificate = join(folder, "certificate.pem");
      const key = join(folder, "key.pem");
      const kind = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
      const of = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
      const files = ["-nodes", "-days", "2", "-keyout", key, "-out", certificate];
      execFileSync("openssl", [...kind, ...of, ...files], { stdio: "ignore" });
      const own = ["--tls-cert-file", certificate, "--tls-key-file", key];
      secure = await startRedisServer([
        ...own,
        "--tls-ca-cert-file",
        certificate,
        "--tls-auth-clients",
        "no",
      ]);
      url = secure.url;
    });
    afterAll(async () => {
      await secure.remove();
      rmSync(folder, { recursive: true });
    });

    test("a certificate that nobody vouches for is refused", async () => {
      const message = await reason(connect(url));
      expect(message).toMatch(/ shows a certificate that is not trusted \(DEPTH_ZERO_SELF_SIGNED/);
      expect(message).toMatch(/NODE_EXTRA_CA_CERTS/);
    });

    test("one of an authority that is trusted is taken", async () => {
      const compiled = compileQueue();
      opened.push({ close: () => compiled.remove() });
      const lines: string[] = [];
      const child = compiled.start(
        `
        import { connectRedis } from "./redis-connection.mjs";
        for (const url of [process.env.REDIS_URL, process.env.REDIS_URL.replace("127.0.0.1", "localhost")]) {
          const nothing = () => {};
          const redis = await connectRedis({ url, startTimeoutMs: ${patienceMs}, onDown: nothing, onUp: nothing, onWarning: nothing });
          console.log(await redis.run({ name: "one", lua: "return 1" }, "key", []));
          redis.close();
        }
        `,
        { REDIS_URL: url, NODE_EXTRA_CA_CERTS: certificate },
        (line) => lines.push(line),
      );
      await once(child, "exit");
      expect(lines).toEqual(["1", "1"]);
    });

    test("a connection without TLS is refused, and one with TLS where there is none", async () => {
      const plain = await startServer();
      expect(await reason(briefly(url.replace("rediss:", "redis:")))).toMatch(/speaks TLS exactly/);
      expect(await reason(briefly(plain.url.replace("redis:", "rediss:")))).toMatch(
        /cannot be reached.*speaks TLS exactly/,
      );
    });
  });
});

function isKept(mark: Promise<void>): Promise<boolean> {
  return mark.then(
    () => true,
    () => false,
  );
}

async function reason(connecting: Promise<unknown>): Promise<string> {
  const error = await connecting.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(RedisUnavailableError);
  return (error as Error).message;
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
