import type { Finding } from "../../../src/findings/finding.ts";
import type { PolicyKind } from "../../../src/policy/policy.ts";
import { rules } from "../../../src/rules/index.ts";
import { runRules } from "../../../src/rules/run-rules.ts";
import { readSources } from "../../../src/sources/read-sources.ts";

/** The findings of all rules in one file, hints included. */
export function findingsIn(path: string, text: string, kind?: PolicyKind): Finding[] {
  const files = { paths: new Set([path]), text: () => text };
  const result = readSources(files, [path], () => kind && { kind });
  return runRules(result, result.syntaxProblems, rules);
}

/** The text of a policy with these statements. */
export function policyOf(statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements }, null, 2);
}

/** The findings of all rules in a policy, hints included. */
export function findingsOf(statements: readonly object[], kind: PolicyKind): Finding[] {
  return findingsIn("policy.json", policyOf(statements), kind);
}
