import { principalsOf } from "../access/principals.ts";
import type { Finding } from "../findings/finding.ts";
import type { Inventory } from "../policy/inventory.ts";
import type { Policy } from "../policy/policy.ts";
import type { Range } from "../text/range.ts";
import { rules } from "./index.ts";
import { inferredCodes } from "./inferred-codes.ts";
import type { AddressedProblem, Problem, Rule, SyntaxProblem } from "./rule.ts";
import { defaultRuleParameters, type RuleContext, type RuleParameters } from "./rule-context.ts";

/**
 * Runs every rule over the policies and owners of one side of a change, and passes on its syntax
 * errors. The findings come by policy, then in the order of the registry.
 *
 * @param options `asAccessAnalyzer` leaves out what Access Analyzer does not report though the code
 * is one of its own, and keeps what it reports though another finding says the same.
 */
export function runRules(
  inventory: Inventory,
  syntaxProblems: readonly SyntaxProblem[],
  selected: readonly Rule[] = rules,
  {
    asAccessAnalyzer = false,
    parameters = defaultRuleParameters,
  }: { readonly asAccessAnalyzer?: boolean; readonly parameters?: RuleParameters } = {},
): Finding[] {
  const context: RuleContext = { ...parameters, inventory };
  const findings = syntaxProblems.flatMap((problem) => syntaxFindings(problem, selected));
  for (const policy of inventory.policies) {
    const found: Finding[] = [];
    for (const rule of rulesFor(policy, selected)) {
      const add = (problems: Iterable<Problem>): void => {
        for (const problem of problems) {
          if (asAccessAnalyzer && problem.beyondAccessAnalyzer) continue;
          found.push(toFinding(rule, policy.address, problem));
        }
      };
      if (rule.document) add(rule.document(policy.document, policy, context));
      if (!rule.statement) continue;
      for (const statement of policy.document.statements) {
        if (rule.conditionsOnly && statement.conditions.length === 0) continue;
        add(rule.statement(statement, policy, context));
      }
    }
    for (const finding of withoutRepetition(found, asAccessAnalyzer ? [] : selected)) {
      findings.push(withCalls(policy.isDerived ? withoutSuggestion(finding) : finding, policy));
    }
  }
  for (const owner of inventory.owners) {
    for (const rule of selected) {
      for (const problem of rule.owner?.(owner, context) ?? []) {
        findings.push(toFinding(rule, owner.address, problem));
      }
    }
  }
  findings.push(...principalFindings(context, selected));
  return findings;
}

/** What only the change shows. See `Rule.change`. */
export function runChangeRules(
  base: Inventory,
  head: Inventory,
  parameters: RuleParameters = defaultRuleParameters,
  selected: readonly Rule[] = rules,
): Finding[] {
  const context: RuleContext = { ...parameters, inventory: head };
  return selected.flatMap((rule) => addressed(rule, rule.change?.(base, head, context) ?? []));
}

function principalFindings(context: RuleContext, selected: readonly Rule[]): Finding[] {
  const interested = selected.filter(({ principal }) => principal);
  if (interested.length === 0) return [];
  return principalsOf(context.inventory).flatMap((principal) =>
    interested.flatMap((rule) => addressed(rule, rule.principal?.(principal, context) ?? [])),
  );
}

function addressed(rule: Rule, problems: Iterable<AddressedProblem>): Finding[] {
  return [...problems].map((problem) => toFinding(rule, problem.address, problem));
}

/** What is wrong in a module is shown with the places that use the module. */
function withCalls(finding: Finding, { calls = [] }: Policy): Finding {
  if (calls.length === 0) return finding;
  const places = calls.map((range) => ({ range, message: "the module is called here" }));
  return { ...finding, related: [...finding.related, ...places] };
}

/** The form of a document that nobody wrote is nobody's mistake; what it allows still matters. */
function rulesFor(policy: Policy, selected: readonly Rule[]): readonly Rule[] {
  if (!policy.isDerived) return selected;
  return selected.filter(({ findingType }) => findingType === "SECURITY_WARNING");
}

/** Its places are those of other properties: an edit there would destroy them. */
function withoutSuggestion({ suggestion: _, ...finding }: Finding): Finding {
  return finding;
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
    ...(problem.locations && { locations: problem.locations }),
    ...(inferredCodes.has(rule.issueCode) && { isInferred: true }),
  };
}

/**
 * Leaves out what another finding of the policy already says at the same place, and what a rule says
 * twice there, as of a statement that is read once for each effect that it may have.
 */
function withoutRepetition(findings: readonly Finding[], selected: readonly Rule[]): Finding[] {
  if (findings.length < 2) return [...findings];
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
