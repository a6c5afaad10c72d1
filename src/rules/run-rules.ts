import type { Finding } from "../findings/finding.ts";
import type { Inventory } from "../policy/inventory.ts";
import type { Range } from "../text/range.ts";
import { rules } from "./index.ts";
import type { Problem, Rule, SyntaxProblem } from "./rule.ts";

/**
 * Runs every rule over the policies and owners of one side of a change, and passes on its syntax
 * errors. The findings come by policy, then in the order of the registry.
 */
export function runRules(
  inventory: Inventory,
  syntaxProblems: readonly SyntaxProblem[],
  selected: readonly Rule[] = rules,
): Finding[] {
  return [
    ...syntaxProblems.flatMap((problem) => syntaxFindings(problem, selected)),
    ...inventory.policies.flatMap((policy) => {
      const { document } = policy;
      const found = selected.flatMap((rule) => [
        ...problems(rule, policy.address, rule.document?.(document, policy)),
        ...document.statements.flatMap((statement) =>
          problems(rule, policy.address, rule.statement?.(statement, policy)),
        ),
      ]);
      return withoutRepetition(found, selected);
    }),
    ...inventory.owners.flatMap((owner) =>
      selected.flatMap((rule) => problems(rule, owner.address, rule.owner?.(owner))),
    ),
  ];
}

function syntaxFindings(problem: SyntaxProblem, selected: readonly Rule[]): Finding[] {
  const { at, details } = problem;
  return selected
    .filter((rule) => rule.syntax === problem.language)
    .map((rule) =>
      toFinding(rule, undefined, { at, details: sentence(details), subject: details }),
    );
}

/** Parsers speak in clauses: `a comma is missing`. */
function sentence(clause: string): string {
  const text = clause.charAt(0).toUpperCase() + clause.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function problems(
  rule: Rule,
  address: string,
  found: Iterable<Problem> | undefined,
): readonly Finding[] {
  return [...(found ?? [])].map((problem) => toFinding(rule, address, problem));
}

function toFinding(rule: Rule, address: string | undefined, problem: Problem): Finding {
  return {
    issueCode: rule.issueCode,
    findingType: rule.findingType,
    at: problem.at,
    related: problem.related ?? [],
    details: problem.details,
    subject: problem.subject,
    controls: rule.controls ?? [],
    ...(address !== undefined && { address }),
    ...(problem.suggestion && { suggestion: problem.suggestion }),
  };
}

/**
 * Leaves out what another finding of the policy already says at the same place, and what a rule says
 * twice there, as of a statement that is read once for each effect that it may have.
 */
function withoutRepetition(findings: readonly Finding[], selected: readonly Rule[]): Finding[] {
  const stronger = new Map(selected.map((rule) => [rule.issueCode, rule.yieldsTo ?? []]));
  const places = new Set(findings.map((finding) => place(finding.issueCode, finding.at)));
  const said = new Set<string>();
  return findings.filter((finding) => {
    const codes = stronger.get(finding.issueCode) ?? [];
    if (codes.some((code) => places.has(place(code, finding.at)))) return false;
    const key = `${place(finding.issueCode, finding.at)}\n${finding.subject}`;
    if (said.has(key)) return false;
    said.add(key);
    return true;
  });
}

function place(issueCode: string, at: Range): string {
  return [issueCode, at.start, at.end, at.file].join(" ");
}
