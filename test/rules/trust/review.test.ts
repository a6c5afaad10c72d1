import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { reviewChange } from "../../../src/review/review-change.ts";
import { rules } from "../../../src/rules/index.ts";
import { pageName } from "../../../src/rules/learn-more-link.ts";
import { stripCarets } from "../../support/annotate.ts";
import { fakeChange } from "../../support/fake-change.ts";

/**
 * The examples of the pages in the review of a pull request under default settings: as a file that is
 * new they are introduced, beside the same file they were there before.
 */
const source = new URL("../../../src/rules/trust/", import.meta.url);
const pages = new URL("../../../docs/rules/", import.meta.url);
const texts = readdirSync(source).map((name) => readFileSync(new URL(name, source), "utf8"));
const codes = texts
  .flatMap((text) => [...text.matchAll(/issueCode: "([A-Z0-9_]+)"/g)].map(([, code = ""]) => code))
  .filter((code) => rules.some((rule) => rule.issueCode === code && rule.confidence !== "hint"));

const files: Readonly<Record<string, string>> = { hcl: "main.tf", yaml: "template.yml" };

describe.each(codes)("%s", (code) => {
  const page = readFileSync(new URL(`${pageName(code)}.md`, pages), "utf8");
  // JSON says neither what kind of policy it is nor what it belongs to; a file of Terraform does.
  const fences = [...page.matchAll(/^```(hcl|yaml)\n([\s\S]*?)\n```$/gm)];

  test.each(fences.map(([, language = "", text = ""], index) => ({ index, language, text })))(
    "example $index in $language",
    async ({ language, text }) => {
      const name = files[language] ?? "";
      const head = { [name]: stripCarets(text) };
      const introduced = await reviewChange(
        fakeChange({ "README.md": "" }, { "README.md": "", ...head }),
      );
      const states = introduced.findings
        .filter(({ issueCode }) => issueCode === code)
        .map(({ state }) => state);
      const expected = text.split("\n").filter((line) => line.endsWith(`^ ${code}`)).length;
      expect(states).toEqual(Array.from({ length: expected }, () => "introduced"));

      const before = { [name]: `${stripCarets(text)}\n` };
      const kept = await reviewChange(fakeChange(before, head));
      const left = kept.findings.filter(
        ({ issueCode, state }) => issueCode === code && state !== "pre-existing",
      );
      expect(left).toEqual([]);
    },
  );
});

test("there are rules to look at", () => {
  expect(codes.length).toBeGreaterThan(25);
});
