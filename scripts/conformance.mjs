/**
 * Holds the offline validation against AWS's own answers: precision and recall of every issue code,
 * with and without the exact paths and spans, and every difference. `npm run conformance [FILE]`.
 */

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { catalogSource } from "../dist/catalog/catalog.js";
import { validatePolicy } from "../dist/cli/validate-policy.js";
// biome-ignore lint/correctness/useImportExtensions: the declaration file beside it confuses the rule.
import { compare, readCases } from "./conformance-figures.mjs";

const corpus =
  process.argv[2] ??
  fileURLToPath(new URL("../../shared/corpus/validate-policy.jsonl", import.meta.url));
if (!existsSync(corpus)) {
  process.stderr.write(`${corpus} is not there: nothing to compare with.\n`);
  process.exit(2);
}

const cases = readCases(readFileSync(corpus, "utf8"));
const start = performance.now();
const { codes, differences } = compare(cases, ({ name, text, policyType, resourceType }) => {
  const request = { file: name, text, policyType, resourceType };
  return validatePolicy(/** @type {any} */ (request)).apiFindings;
});
const elapsedMs = performance.now() - start;

const rows = [...codes, /** @type {const} */ (["all", total()])].map(
  ([code, { aws, ours, both, exact }]) => [
    code,
    String(aws),
    String(ours),
    share(both, ours),
    share(both, aws),
    share(exact, ours),
    share(exact, aws),
  ],
);
print([
  ["issue code", "AWS", "ours", "precision", "recall", "precision, exact", "recall, exact"],
  ...rows,
]);

process.stdout.write(
  `\n${cases.length} policies in ${elapsedMs.toFixed(0)} ms; catalogue of ${catalogSource.date}.\n`,
);
report(
  "Differences",
  differences.filter(({ byCatalogue }) => !byCatalogue),
);
report(
  `Names that AWS and the catalogue of ${catalogSource.date} judge differently`,
  differences.filter(({ byCatalogue }) => byCatalogue),
);

function total() {
  const sum = { aws: 0, ours: 0, both: 0, exact: 0 };
  for (const { aws, ours, both, exact } of codes.values()) {
    sum.aws += aws;
    sum.ours += ours;
    sum.both += both;
    sum.exact += exact;
  }
  return sum;
}

/** @param {number} part @param {number} whole */
function share(part, whole) {
  return whole === 0 ? "–" : (part / whole).toFixed(3);
}

/** @param {string[][]} lines */
function print(lines) {
  const [first = []] = lines;
  const widths = first.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  for (const line of lines) {
    const cells = line.map((cell, at) =>
      at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
    );
    process.stdout.write(`${cells.join("  ")}\n`);
  }
}

/** @param {string} title @param {typeof differences} found */
function report(title, found) {
  process.stdout.write(`\n${title}: ${found.length}\n`);
  for (const { policy, issueCode, kind, at, instead } of found) {
    process.stdout.write(`  ${policy}: ${issueCode} ${kind}\n`);
    for (const place of at) process.stdout.write(`      ${place}\n`);
    for (const place of instead) process.stdout.write(`      ours: ${place}\n`);
  }
}
