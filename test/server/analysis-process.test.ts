import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { ReviewFailedError } from "../../src/github/failure.ts";
import type { AnalysisInput } from "../../src/review/analyse.ts";
import {
  AnalysisProcesses,
  type AnalysisProcessesOptions,
} from "../../src/server/analysis-process.ts";
import { patienceMs } from "../support/patience.ts";

/** Stands in for the compiled child: what it does is the label of the head. */
const child = `
import { setTimeout } from "node:timers/promises";
process.on("message", async ({ id, input }) => {
  const [what, argument] = input.head.label.split(" ");
  if (what === "hang") for (;;);
  if (what === "exit") process.exit(1);
  if (what === "memory") { const all = []; for (;;) all.push(new Array(1e5).fill({})); }
  if (what === "throw") return process.send({ id, stack: "    at analyse (analyse.js:1:1)" });
  if (what === "sleep") await setTimeout(Number(argument));
  const keys = [...input.head.texts.keys()];
  const wanted = { base: [String(process.pid), ...Object.keys(process.env)], head: keys };
  process.send({ id, result: { wanted } });
});
`;

let folder: string;
let entry: URL;
let processes: AnalysisProcesses;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "leastwise-"));
  const path = join(folder, "child.mjs");
  writeFileSync(path, child);
  entry = pathToFileURL(path);
});

afterEach(() => processes.stop());
afterAll(() => rmSync(folder, { recursive: true }));

test("an analysis runs in a process that is kept, without the environment of the server", async () => {
  start();
  const first = await run("echo");
  const second = await run("echo");
  expect(first).toEqual({ wanted: { base: [expect.any(String)], head: ["a.json"] } });
  expect(second).toEqual(first);
  expect(first).not.toMatchObject({ wanted: { base: [String(process.pid)] } });
});

test("one that does not end is killed, and the next runs in another process", async () => {
  start({ timeoutMs: 300 });
  await expect(run("hang")).rejects.toThrow(
    new ReviewFailedError("The change could not be analysed: it took longer than 0.3 seconds."),
  );
  start();
  expect(await run("echo")).toMatchObject({ wanted: { head: ["a.json"] } });
});

test("one that ends its process fails, and the next runs in another process", async () => {
  start();
  await expect(run("exit")).rejects.toThrow(/ran out of memory or ended unexpectedly/);
  expect(await run("echo")).toMatchObject({ wanted: { head: ["a.json"] } });
});

test("one that takes too much memory fails", async () => {
  start({ memoryMax: 30 });
  await expect(run("memory")).rejects.toThrow(/ran out of memory or ended unexpectedly/);
  expect(await run("echo")).toMatchObject({ wanted: { head: ["a.json"] } });
});

test("one that throws fails, and its process is kept", async () => {
  start();
  const before = await run("echo");
  const failure = run("throw");
  await expect(failure).rejects.toThrow(/the analysis failed unexpectedly/);
  await expect(failure).rejects.toHaveProperty("cause.stack", "    at analyse (analyse.js:1:1)");
  expect(await run("echo")).toEqual(before);
});

test("a child that cannot start fails every analysis and no more", async () => {
  start({ entry: pathToFileURL(join(folder, "none.mjs")) });
  const failure = run("echo");
  await expect(failure).rejects.toThrow(/ended unexpectedly/);
  await expect(failure).rejects.toHaveProperty(
    "cause.message",
    expect.stringContaining("none.mjs"),
  );
});

test("so many run at once, and the others wait", async () => {
  start({ processes: 2 });
  const results = await Promise.all([1, 2, 3, 4, 5].map(() => run("sleep 20")));
  const pids = results.map((result) => ("wanted" in result ? result.wanted.base[0] : ""));
  expect(new Set(pids).size).toBe(2);
});

test("stopping ends what runs and what waits", async () => {
  start({ processes: 1 });
  const both = [run("hang"), run("echo")];
  processes.stop();
  const results = await Promise.allSettled([...both, run("echo")]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
});

function start(options: Partial<AnalysisProcessesOptions> = {}): void {
  processes?.stop();
  processes = new AnalysisProcesses({
    entry,
    processes: 1,
    timeoutMs: patienceMs,
    memoryMax: 100,
    ...options,
  });
}

function run(what: string): ReturnType<AnalysisProcesses["analyse"]> {
  const side: AnalysisInput["head"] = {
    label: what,
    paths: ["a.json"],
    texts: new Map([["a.json", "{}"]]),
    unreadable: new Map(),
    missing: [],
  };
  return processes.analyse({
    base: undefined,
    head: side,
    focus: ["a.json"],
    configuration: undefined,
    final: true,
  });
}
