import type { Finding } from "../../src/findings/finding.ts";
import { mergePlaces } from "../../src/review/merge-same.ts";
import { confidenceOf } from "../../src/rules/confidence.ts";
import { rules } from "../../src/rules/index.ts";
import type { Rule } from "../../src/rules/rule.ts";
import { defaultRuleParameters, type RuleParameters } from "../../src/rules/rule-context.ts";
import { runChangeRules, runRules } from "../../src/rules/run-rules.ts";
import { parseSettings } from "../../src/settings/parse-settings.ts";
import { settingsPath } from "../../src/settings/settings.ts";
import { readSources } from "../../src/sources/read-sources.ts";
import type { DeclaredUse, SourceResult } from "../../src/sources/source.ts";
import { writtenCredentials } from "../../src/sources/written-credentials.ts";
import { LineIndex } from "../../src/text/line-index.ts";

export type Language = "json" | "hcl" | "yaml";

/** A line of carets and an issue code, as `annotate` writes it. */
const caretLine = /^ *\^+ [A-Z0-9_]+$/;

/** The text without its lines of carets. */
export function stripCarets(text: string): string {
  return text
    .split("\n")
    .filter((line) => !caretLine.test(line))
    .join("\n");
}

/**
 * Runs every rule (or the selected ones) but those that give hints over the text and writes each finding under the line where
 * it begins: carets under the range (as far as it reaches on that line), then the issue code. A text
 * that comes out of `stripCarets` and back as it was has exactly the findings that it shows.
 */
export function annotate(
  text: string,
  language: Language = "json",
  declared?: DeclaredUse,
  selected: readonly Rule[] = withoutHints(),
): string {
  return written(text, findingsIn(text, language, declared, selected));
}

const accessAnalyzerCodes = rules
  .filter(({ accessAnalyzer }) => accessAnalyzer)
  .map(({ issueCode }) => issueCode);

/**
 * What `annotate` makes of an expected text, showing the codes that the text names and Access
 * Analyzer's, whether they are named or not: an example of one thing need not be free of all others.
 */
export function annotateLike(
  expected: string,
  language: Language = "json",
  declared?: DeclaredUse,
  named: string = expected,
  parameters?: RuleParameters,
  base?: string,
): string {
  const text = stripCarets(expected);
  const shown = new Set([
    ...accessAnalyzerCodes,
    ...(named.match(/[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+/g) ?? []),
  ]);
  const findings = [
    ...findingsIn(text, language, declared, rules, parameters),
    ...(base === undefined ? [] : changeFindings(base, text, language, declared, parameters)),
  ];
  return written(
    text,
    findings.filter(({ issueCode }) => shown.has(issueCode)),
  );
}

function written(text: string, findings: readonly Finding[]): string {
  const index = new LineIndex(text);
  const notes = new Map<number, string[]>();
  // What a rule finds at one place a review shows once.
  const ordered = mergePlaces(findings).toSorted(
    (first, second) =>
      first.at.start - second.at.start || (first.issueCode < second.issueCode ? -1 : 1),
  );
  for (const { at, issueCode } of ordered) {
    const { line, column } = index.position(at.start);
    const end = index.position(at.end);
    const endColumn = end.line === line ? end.column : index.line(line).length + 1;
    const carets = "^".repeat(Math.max(1, endColumn - column));
    const note = `${" ".repeat(column - 1)}${carets} ${issueCode}`;
    notes.set(line, [...(notes.get(line) ?? []), note]);
  }
  return text
    .split("\n")
    .flatMap((line, number) => [line, ...(notes.get(number + 1) ?? [])])
    .join("\n");
}

/** Every rule but those that are off by default; `shown` is one of them that is wanted nevertheless. */
export function withoutHints(shown?: string): readonly Rule[] {
  return rules.filter((rule) => confidenceOf(rule) !== "hint" || rule.issueCode === shown);
}

/**
 * The findings of all rules (or the selected ones) in one file that stands alone, without hints that
 * a rule gives besides its findings.
 */
export function findingsIn(
  text: string,
  language: Language = "json",
  declared?: DeclaredUse,
  selected: readonly Rule[] = withoutHints(),
  parameters: RuleParameters = defaultRuleParameters,
): Finding[] {
  // A page says so in the place of a kind of policy.
  if ((declared?.kind as string | undefined) === "configuration")
    return configurationFindings(text);
  const result = read(text, language, declared);
  const credentials = writtenCredentials(paths[language], text);
  return runRules(result, [...result.syntaxProblems, ...credentials], selected, { parameters });
}

/** What only the change from one text to the other shows. */
export function changeFindings(
  base: string,
  head: string,
  language: Language = "hcl",
  declared?: DeclaredUse,
  parameters?: RuleParameters,
): Finding[] {
  return runChangeRules(read(base, language, declared), read(head, language, declared), parameters);
}

/** What is wrong with a text as the configuration file. */
function configurationFindings(text: string): Finding[] {
  const { problems } = parseSettings(text, settingsPath);
  return runRules(
    { policies: [], owners: [], notJudged: [] },
    problems.map((problem) => ({ language: "configuration", ...problem })),
  );
}

const paths: Readonly<Record<Language, string>> = {
  json: "policy.json",
  hcl: "main.tf",
  yaml: "template.yml",
};

function read(text: string, language: Language, declared?: DeclaredUse): SourceResult {
  const path = paths[language];
  const files = { paths: new Set([path]), text: () => text };
  const result = readSources(files, [path], () => declared);
  const { policies, owners, elsewhere = [], guards = [], syntaxProblems } = result;
  if ([policies, owners, elsewhere, guards, syntaxProblems].every(({ length }) => length === 0)) {
    throw new Error(`nothing was recognised in this ${language}:\n${text}`);
  }
  return result;
}
