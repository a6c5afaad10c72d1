import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { describe } from "@jest/globals";
import { connectRedis, type RedisConnection } from "../../src/queue/redis-connection.ts";
import { patienceMs } from "./patience.ts";

/** A Redis of our own, on a free port of loopback and with its files in a folder of its own. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  readonly directory: string;
  readonly pid: number;
  /** Ends the process and waits for its end. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again, at the same place and over the same files. */
  start(): Promise<void>;
  /** Stops it for good and removes its files. */
  remove(): Promise<void>;
}

/** The path of a program, where it is in PATH. */
export function programPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

const binary = programPath("redis-server") ?? programPath("valkey-server");

/** `describe`, where there is a Redis to start; else the tests are skipped, and their name says why. */
export function describeWithRedis(name: string, tests: () => void): void {
  if (binary === undefined) describe.skip(`${name} (no redis-server in PATH)`, tests);
  else describe(name, tests);
}

/** @param settings of the server, as on its command line. */
export async function startRedisServer(settings: readonly string[] = []): Promise<RedisServer> {
  if (binary === undefined) throw new Error("there is no redis-server in PATH");
  const path = binary;
  const directory = mkdtempSync(join(tmpdir(), "leastwise-redis-"));
  const port = await freePort();
  let child: ChildProcess | undefined;
  const tls = settings.includes("--tls-cert-file");
  const start = async () => {
    const common = ["--dir", directory, "--bind", "127.0.0.1", "--save", ""];
    const ports = tls ? ["--port", "0", "--tls-port", String(port)] : ["--port", String(port)];
    child = spawn(path, [...common, ...ports, ...settings], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    await untilReady(child);
  };
  const stop = async (signal: NodeJS.Signals = "SIGTERM") => {
    const stopping = child;
    if (!stopping || stopping.exitCode !== null || stopping.signalCode !== null) return;
    const ended = new Promise((resolve) => stopping.once("exit", resolve));
    stopping.kill(signal);
    // A process that was stopped has to go on to end.
    if (signal !== "SIGSTOP") await ended;
  };
  await start();
  return {
    port,
    url: `${tls ? "rediss" : "redis"}://127.0.0.1:${port}`,
    directory,
    get pid() {
      return child?.pid ?? 0;
    },
    stop,
    start,
    async remove() {
      await stop("SIGKILL");
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A connection, whose start may take as long as it does on a busy machine. */
export function connectTo({ url }: { readonly url: string }): Promise<RedisConnection> {
  const nothing = () => {};
  const events = { onDown: nothing, onUp: nothing, onWarning: nothing };
  return connectRedis({ url, startTimeoutMs: patienceMs, ...events });
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = "";
    child.once("exit", () => reject(new Error(`redis-server ended: ${output.slice(-500)}`)));
    child.stdout?.on("data", (data: Buffer) => {
      output = (output + data.toString("utf8")).slice(-5_000);
      if (/ready to accept connections/i.test(output)) resolve();
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
