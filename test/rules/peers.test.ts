import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { rules } from "../../src/rules/index.ts";
import { pages } from "../support/rule-pages.ts";

interface Row {
  readonly family: string;
  readonly codes: readonly string[];
  readonly remark: string;
}

/** The tables under the heading: family, issue codes, remark. */
function rowsOf(page: string): Row[] {
  const [, section = ""] = page.split(/^## What peers check$/m);
  const [own = ""] = section.split(/^## /m);
  return [...own.matchAll(/^\| `([a-z.-]+)` \|([^|]*)\|([^|]*)\|$/gm)].map(
    ([, family = "", codes = "", remark = ""]) => ({
      family,
      codes: [...codes.matchAll(/`([A-Z0-9_]+)`/g)].map(([, code = ""]) => code),
      remark: remark.trim(),
    }),
  );
}

const rows = rowsOf(readFileSync(new URL("coverage.md", pages), "utf8"));

test("a family of the peers' rules stands there once, with rules of ours or the reason why not", () => {
  expect(rows.length).toBeGreaterThan(90);
  expect(new Set(rows.map(({ family }) => family)).size).toBe(rows.length);
  const bare = rows.filter(({ codes, remark }) => codes.length === 0 && remark.length < 20);
  expect(bare).toEqual([]);
});

test("the rules that are named there are rules", () => {
  const known = new Set(rules.map(({ issueCode }) => issueCode));
  const unknown = rows.flatMap(({ codes }) => codes.filter((code) => !known.has(code)));
  expect(unknown).toEqual([]);
});

/** What was found out about peers is kept beside the repository, where the project is worked on. */
const facts = new URL("../../../shared/facts/peer-rules.json", import.meta.url);
const withFacts = existsSync(facts) ? test : test.skip;

withFacts("no family is missing", () => {
  const { families } = JSON.parse(readFileSync(facts, "utf8")) as {
    families: readonly { family: string }[];
  };
  expect(rows.map(({ family }) => family).sort()).toEqual(
    families.map(({ family }) => family).sort(),
  );
});
