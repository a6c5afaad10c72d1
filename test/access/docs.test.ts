import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { compareDocuments } from "../../src/access/compare-documents.ts";
import { defaultLimits } from "../../src/access/limits.ts";
import { comparisonTerminal } from "../../src/reports/comparison.ts";
import { documentOf } from "../support/access.ts";

const page = readFileSync(new URL("../../docs/access-diff.md", import.meta.url), "utf8");
const examples = [
  ...page.matchAll(/```json\n([\s\S]*?)```\s*```json\n([\s\S]*?)```\s*```\n([\s\S]*?)```/g),
].map(([, base = "", head = "", said = ""]) => ({ base, head, said }));

test("the page has examples", () => {
  expect(examples).toHaveLength(3);
});

test.each(examples)("an example of the page: $head", ({ base, head, said }) => {
  const comparison = compareDocuments(documentOf(JSON.parse(base)), documentOf(JSON.parse(head)));
  expect(comparisonTerminal(comparison, { color: false, width: 100 })).toBe(said);
});

test("the limits that the page names exist", () => {
  const named = [...page.matchAll(/`(\w+Max)`/g)].map(([, name = ""]) => name);
  expect(named.length).toBeGreaterThan(3);
  for (const name of named)
    expect([...Object.keys(defaultLimits), "patternLengthMax"]).toContain(name);
});
