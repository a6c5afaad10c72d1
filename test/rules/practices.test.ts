import { expect, test } from "@jest/globals";
import { rules } from "../../src/rules/index.ts";
import { practiceOf, practices } from "../../src/rules/practices.ts";
import type { Rule } from "../../src/rules/rule.ts";

/**
 * About the form of a policy: syntax, and what Access Analyzer reports and does not count as a risk.
 * Credentials in the source are found in the mere text, and a risk all the same.
 */
function isAboutForm({ syntax, accessAnalyzer, findingType }: Rule): boolean {
  if (syntax !== undefined) return syntax !== "credentials";
  return accessAnalyzer === true && findingType !== "SECURITY_WARNING";
}

test("every rule that is about more than the form of a policy has a practice", () => {
  const without = rules.filter((rule) => !isAboutForm(rule) && !practiceOf(rule.issueCode));
  expect(without.map(({ issueCode }) => issueCode)).toEqual([]);
});

test("a practice names rules that there are, each once", () => {
  const named = practices.flatMap(({ issueCodes }) => issueCodes);
  const known = new Set(rules.map(({ issueCode }) => issueCode));
  expect(named.filter((code) => !known.has(code))).toEqual([]);
  expect(new Set(named).size).toBe(named.length);
  expect(practices.map(({ id }) => id)).toEqual([...new Set(practices.map(({ id }) => id))]);
});
