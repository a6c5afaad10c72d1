/**
 * How long comparisons of policies take, how many cannot be decided, and in how much memory: `npm run build`
 * and then `node bench/access.mjs [names of policies …]`. Compares every version of every policy that AWS
 * manages with the one before it, and the reverse. The history is fetched once (74 MB)
 * into the system's folder for temporary files. The comparisons run in a process of their own, which
 * gets one pair after the other, so that its memory is theirs.
 */

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { fetchManagedPolicies } from "../scripts/managed-policies-source.mjs";

/** What comparisons may take. Milliseconds, MiB. */
const bars = { p50: 0.5, p95: 10, max: 1000, undecidedShare: 0.001, memory: 256 };

/** Without it V8 lets garbage lie where there is memory enough; the comparisons need less than this. */
const heapLimit = "--max-old-space-size=128";

/**
 * @typedef {{ name: string, older: object, newer: object }} Pair
 * @typedef {{ wall: number, processor: number, isMore: boolean, undecided: string[] }} Direction
 * @typedef {{ name: string, directions: [Direction, Direction], memory: number }} Result
 */

if (process.argv[2] === "--compare") await compareAll();
else report(await measure(process.argv.slice(2)));

/** In the process of the comparisons: a pair a line on standard input, a result a line on standard output. */
async function compareAll() {
  const dist = process.env.LEASTWISE_DIST ?? new URL("../dist", import.meta.url).href;
  const { newAccess } = await import(`${dist}/access/compare-access.js`);
  const { writtenDocument } = await import(`${dist}/policy/written-document.js`);
  for await (const line of createInterface({ input: process.stdin })) {
    /** @type {Pair} */
    const { name, older, newer } = JSON.parse(line, textsOnly);
    const base = { grants: [writtenDocument(older)] };
    const head = { grants: [writtenDocument(newer)] };
    const directions = [
      [base, head],
      [head, base],
    ].map(([from, to]) => {
      const busy = process.cpuUsage();
      const start = performance.now();
      const { lines, undecided } = newAccess(from, to);
      const wall = performance.now() - start;
      const processor = process.cpuUsage(busy).user / 1000;
      const reasons = undecided.map(({ reason }) => reason);
      return { wall, processor, isMore: lines.length > 0, undecided: reasons };
    });
    const result = { name, directions, memory: process.resourceUsage().maxRSS / 1024 };
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
}

/** `true` and `5` in a policy mean the same as texts. @param {string} _ @param {unknown} value */
function textsOnly(_, value) {
  return typeof value === "boolean" || typeof value === "number" ? String(value) : value;
}

/**
 * @param {string[]} names
 * @returns {Promise<Result[]>}
 */
async function measure(names) {
  const script = fileURLToPath(import.meta.url);
  const child = spawn(process.execPath, [heapLimit, script, "--compare"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  /** @type {Result[]} */
  const results = [];
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const all = Object.entries(fetchManagedPolicies().policies);
  for (const [name, { versions }] of all) {
    if (names.length > 0 && !names.includes(name)) continue;
    const sorted = Object.entries(versions).toSorted(
      ([first], [second]) => Number(first.slice(1)) - Number(second.slice(1)),
    );
    for (const [at, [version, { document }]] of sorted.entries()) {
      const older = sorted[at - 1]?.[1].document;
      if (!older) continue;
      const pair = { name: `${name} ${version}`, older, newer: document };
      child.stdin.write(`${JSON.stringify(pair)}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error(`the comparison of ${pair.name} ended the process`);
      results.push(JSON.parse(value));
    }
  }
  child.stdin.end();
  return results;
}

/** @param {Result[]} results */
function report(results) {
  /** @param {boolean} granted @param {boolean} removed */
  const count = (granted, removed) =>
    String(
      results.filter(({ directions: [forth, back] }) => {
        return forth.isMore === granted && back.isMore === removed;
      }).length,
    );
  const all = results.flatMap(({ name, directions: [forth, back] }) => [
    { ...forth, name },
    { ...back, name: `${name}, reverse` },
  ]);
  const undecided = all.filter((direction) => direction.undecided.length > 0);
  const share = undecided.length / all.length;
  const memory = results.at(-1)?.memory ?? 0;
  say("comparisons", `${all.length} of ${results.length} pairs of versions`);
  say("more access", count(true, false));
  say("less access", count(false, true));
  say("both", count(true, true));
  say("the same access", count(false, false));
  say(
    "undecided",
    `${undecided.length} (${(100 * share).toFixed(3)} %)`,
    share < bars.undecidedShare,
  );
  say("peak of memory", `${Math.round(memory)} MiB`, memory < bars.memory);
  for (const clock of /** @type {const} */ (["wall", "processor"])) {
    const times = all.map((direction) => direction[clock]).toSorted((a, b) => a - b);
    /** @param {number} part */
    const at = (part) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
    const total = times.reduce((sum, time) => sum + time, 0);
    say(`${clock} time in all`, `${(total / 1000).toFixed(1)} s`);
    say("  p50", `${at(0.5).toFixed(2)} ms`, at(0.5) < bars.p50);
    say("  p90", `${at(0.9).toFixed(2)} ms`);
    say("  p95", `${at(0.95).toFixed(2)} ms`, at(0.95) < bars.p95);
    say("  p99", `${at(0.99).toFixed(1)} ms`);
    say("  p99.9", `${at(0.999).toFixed(0)} ms`);
    say("  max", `${at(1).toFixed(0)} ms`, at(1) < bars.max);
  }
  for (const { name, undecided: reasons } of undecided.slice(0, 30)) {
    process.stdout.write(`undecided: ${name}: ${[...new Set(reasons)].join("; ")}\n`);
  }
  const slowest = all.toSorted((a, b) => b.processor - a.processor).slice(0, 12);
  for (const { name, wall, processor } of slowest) {
    say(`slow: ${name}`, ` ${wall.toFixed(0)} ms, ${processor.toFixed(0)} ms of processor time`);
  }
}

/** @param {string} label @param {string} figure @param {boolean} [isMet] */
function say(label, figure, isMet) {
  process.stdout.write(`${label.padEnd(24)}${figure}${isMet === false ? "  (missed)" : ""}\n`);
}
