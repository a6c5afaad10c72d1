/**
 * How fast the offline validation is: `npm run build` and then `node bench/validation.mjs [FILE]`. The
 * file has one request a line, as `leastwise validate --jsonl` takes them. Prints policies per second
 * in one process, memory, the time that broken policies take, and the time of the command for one
 * small policy from start to end. Each part runs in a process of its own; the best of a few runs
 * counts, since other work only slows down.
 */

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
// biome-ignore lint/correctness/useImportExtensions: the declaration file beside it confuses the rule.
import { mutatedPolicies } from "./mutations.mjs";

const runs = 5;
const mutations = 10_000;
const seed = 20_261_124;
const here = fileURLToPath(import.meta.url);
const command = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
const corpus =
  process.argv[3] ??
  process.argv[2] ??
  fileURLToPath(new URL("../../shared/corpus/validate-policy.jsonl", import.meta.url));
const small =
  '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*" }] }';

if (process.argv[2] === "--one") await measure();
else if (process.argv[2] === "--broken") await measureBroken();
else main();

function main() {
  if (existsSync(corpus)) {
    const results = Array.from({ length: runs }, () =>
      execFileSync(process.execPath, [here, "--one", corpus], { encoding: "utf8" }),
    );
    const [best = ""] = results.sort((a, b) => milliseconds(a) - milliseconds(b));
    process.stdout.write(best);
  } else process.stderr.write(`${corpus} is not there: only the command is measured.\n`);
  process.stdout.write(execFileSync(process.execPath, [here, "--broken"], { encoding: "utf8" }));
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    const args = [command, "validate", "-", "--policy-type", "IDENTITY_POLICY"];
    execFileSync(process.execPath, args, { input: small });
    return performance.now() - start;
  });
  process.stdout.write(
    `one small policy through the command: ${Math.min(...times).toFixed(0)} ms\n`,
  );
}

/** @param {string} line */
function milliseconds(line) {
  return Number(/in (\d+) ms/.exec(line)?.[1] ?? Number.POSITIVE_INFINITY);
}

async function measure() {
  const begin = performance.now();
  const { validatePolicy } = await import("../dist/cli/validate-policy.js");
  const loaded = performance.now();
  const requests = readFileSync(corpus, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line));
  const start = performance.now();
  let findings = 0;
  let longest = 0;
  for (const { text, policyType, resourceType } of requests) {
    const from = performance.now();
    findings += validatePolicy({ file: "policy.json", text, policyType, resourceType }).apiFindings
      .length;
    longest = Math.max(longest, performance.now() - from);
  }
  const elapsed = performance.now() - start;
  const memory = Math.round(process.memoryUsage().rss / 1024 / 1024);
  process.stdout.write(
    `${requests.length} policies in ${elapsed.toFixed(0)} ms (${Math.round((requests.length / elapsed) * 1000)} a second, the longest ${longest.toFixed(0)} ms), ${findings} findings, ${memory} MiB; loading ${(loaded - begin).toFixed(0)} ms\n`,
  );
}

/** Each of the broken policies by itself; one that took long is tried again, since other work may be why. */
async function measureBroken() {
  const { validatePolicy } = await import("../dist/cli/validate-policy.js");
  let total = 0;
  let longest = 0;
  for (const policy of mutatedPolicies(mutations, seed)) {
    const time = () => {
      const from = performance.now();
      validatePolicy({ file: "policy.json", ...policy });
      return performance.now() - from;
    };
    const first = time();
    total += first;
    longest = Math.max(longest, first > longest ? Math.min(first, time()) : first);
  }
  process.stdout.write(
    `${mutations} broken policies in ${total.toFixed(0)} ms, the longest ${longest.toFixed(0)} ms\n`,
  );
}
