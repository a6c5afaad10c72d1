import { readdirSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { rules } from "../../src/rules/index.ts";
import { pageName } from "../../src/rules/learn-more-link.ts";
import type { Rule } from "../../src/rules/rule.ts";
import type { RuleParameters } from "../../src/rules/rule-context.ts";
import { parseSettings } from "../../src/settings/parse-settings.ts";
import { settingsPath } from "../../src/settings/settings.ts";
import { writeAdditions } from "../../src/sources/additions/write-additions.ts";
import type { Edit } from "../../src/text/edit.ts";
import { annotateLike, findingsIn, stripCarets, withoutHints } from "../support/annotate.ts";
import { examplesOf, pageOf, pages } from "../support/rule-pages.ts";

test("every rule has a page and every page a rule", () => {
  const names = readdirSync(pages).filter((name) => !["README.md", "coverage.md"].includes(name));
  expect(names.sort()).toEqual(rules.map((rule) => `${pageName(rule.issueCode)}.md`).sort());
});

test("issue codes occur once and have Access Analyzer's form", () => {
  const codes = rules.map((rule) => rule.issueCode);
  expect(new Set(codes).size).toBe(codes.length);
  for (const code of codes) expect(code).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
});

describe.each(rules.map((rule) => [rule.issueCode, rule] as const))("%s", (issueCode, rule) => {
  const page = pageOf(issueCode);
  const examples = examplesOf(page);
  const parameters = parametersOf(page);

  test("the page names code, finding type and controls", () => {
    expect(page).toMatch(new RegExp(`^# ${issueCode}\n`));
    expect(page).toContain(`Finding type: \`${rule.findingType}\`.`);
    expect(controlsOf(page)).toEqual(rule.controls ?? []);
  });

  test("the page shows what is reported and what is not", () => {
    const reported = examples.filter(({ text }) => text.includes(`^ ${issueCode}`));
    expect(reported.length).toBeGreaterThan(0);
    expect(examples.length).toBeGreaterThan(reported.length);
  });

  test.each(examples)("example in line $line", ({ text, language, declared, base }) => {
    expect(annotateLike(text, language, declared, page, parameters, base)).toBe(text);
  });

  test.each(examples)(
    "suggestions of the example in line $line remove their finding",
    (example) => {
      const { language, declared } = example;
      const text = stripCarets(example.text);
      const findings = findingsIn(text, language, declared, withoutHints(issueCode));
      for (const { suggestion, issueCode, subject, at } of findings) {
        const written = suggestion && writeAdditions(suggestion, new Map([[at.file, text]]));
        if (!written) continue;
        const fixed = applyEdits(text, written.edits);
        const left = findingsIn(fixed, language, declared, withoutHints(rule.issueCode));
        expect(left.length).toBeLessThan(findings.length);
        expect(left).not.toContainEqual(expect.objectContaining({ issueCode, subject }));
      }
    },
  );
});

/** What the examples of a page are judged by: its block of settings, or what holds without one. */
function parametersOf(page: string): RuleParameters {
  const [, text = ""] = /^```yaml settings\n([\s\S]*?)\n```$/m.exec(page) ?? [];
  const { settings, problems } = parseSettings(text, settingsPath);
  expect(problems).toEqual([]);
  return settings.parameters;
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((first, second) => second.range.start - first.range.start)
    .reduce(
      (result, { range, newText }) =>
        result.slice(0, range.start) + newText + result.slice(range.end),
      text,
    );
}

/** The list under the heading `Controls`. */
function controlsOf(page: string): Rule["controls"] {
  const [, section = ""] = page.split(/^## Controls$/m);
  return [...section.matchAll(/^- (.*)$/gm)].map(([, control = ""]) => control);
}
