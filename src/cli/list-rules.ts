import { UsageError } from "../git/usage-error.ts";
import { type RuleDescription, rulesJson, rulesTerminal, ruleTerminal } from "../reports/rules.ts";
import { confidenceOf } from "../rules/confidence.ts";
import { nearest } from "../rules/edit-distance.ts";
import { rules } from "../rules/index.ts";
import { learnMoreLink } from "../rules/learn-more-link.ts";
import type { Rule } from "../rules/rule.ts";
import { type ExitStatus, exitStatus } from "./exit-status.ts";
import { type Io, terminalOptions } from "./io.ts";

/** How far a mistyped issue code may be from the one that is meant. */
const distanceMax = 8;

/** `leastwise rules`: all rules, or the one with the code, whatever its case and separators. */
export function listRules(
  code: string | undefined,
  { format }: { readonly format: "terminal" | "json" },
  io: Io,
): ExitStatus {
  const shown = code === undefined ? rules.map(description) : [description(named(code))];
  const [first] = shown;
  const options = terminalOptions(io);
  if (format === "json") io.stdout.write(rulesJson(shown));
  else if (code !== undefined && first) io.stdout.write(ruleTerminal(first, options));
  else io.stdout.write(rulesTerminal(shown, options));
  return exitStatus.clean;
}

function named(code: string): Rule {
  const wanted = code.toUpperCase().replaceAll("-", "_");
  const rule = rules.find(({ issueCode }) => issueCode === wanted);
  if (rule) return rule;
  const codes = rules.map(({ issueCode }) => issueCode);
  const meant =
    codes.find((candidate) => candidate.startsWith(wanted)) ?? nearest(wanted, codes, distanceMax);
  throw new UsageError(
    `there is no rule ${code}${meant === undefined ? "" : `; did you mean ${meant}?`}`,
  );
}

function description(rule: Rule): RuleDescription {
  const { issueCode, findingType, summary, controls = [] } = rule;
  return {
    issueCode,
    findingType,
    confidence: confidenceOf(rule),
    summary,
    controls,
    learnMoreLink: learnMoreLink(issueCode),
  };
}
