import type { Finding } from "../../src/findings/finding.ts";
import type { RuleParameters } from "../../src/rules/rule-context.ts";
import { defaultRuleParameters } from "../../src/rules/rule-context.ts";
import { runRules } from "../../src/rules/run-rules.ts";
import { readSources } from "../../src/sources/read-sources.ts";
import type { DeclaredUse } from "../../src/sources/source.ts";

/** Statements as objects, for tables of policies that are built from one another. */
export type Statements = readonly object[];

/** `CODE "text"` for each finding that a review shows under default settings, in order. */
export function shown(
  statements: Statements,
  declared: DeclaredUse,
  parameters: Partial<RuleParameters> = {},
): string[] {
  const text = JSON.stringify({ Version: "2012-10-17", Statement: statements }, null, 2);
  return list(text, findings({ "policy.json": text }, declared, parameters), (found) => {
    return found.confidence !== "hint";
  });
}

/** The same for hints, which are off by default. */
export function hints(statements: Statements, declared: DeclaredUse): string[] {
  const text = JSON.stringify({ Version: "2012-10-17", Statement: statements }, null, 2);
  return list(text, findings({ "policy.json": text }, declared), (found) => {
    return found.confidence === "hint" && found.issueCode !== "CONFIRM_AUDIENCE_CLAIM_TYPE";
  });
}

/** The findings of all rules in files that stand together. */
export function findings(
  files: Readonly<Record<string, string>>,
  declared?: DeclaredUse,
  parameters: Partial<RuleParameters> = {},
): Finding[] {
  const paths = Object.keys(files);
  const result = readSources(
    { paths: new Set(paths), text: (path) => files[path] ?? "" },
    paths,
    () => declared,
  );
  return runRules(result, result.syntaxProblems, undefined, {
    parameters: { ...defaultRuleParameters, ...parameters },
  });
}

function list(
  text: string,
  found: readonly Finding[],
  isWanted: (finding: Finding) => boolean,
): string[] {
  return found
    .filter(isWanted)
    .map(({ issueCode, at }) => `${issueCode} ${text.slice(at.start, at.end)}`);
}
