import { principalsOf } from "../access/principals.ts";
import { type Finding, lessSevere, lessSure } from "../findings/finding.ts";
import type { Inventory } from "../policy/inventory.ts";
import type { Policy } from "../policy/policy.ts";
import type { Statement } from "../policy/policy-document.ts";
import type { Range } from "../text/range.ts";
import { confidenceOf } from "./confidence.ts";
import { isCustomCode } from "./custom/custom-rule.ts";
import { rules } from "./index.ts";
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
  const selection = selectionOf(selected);
  const yieldsTo = asAccessAnalyzer ? nothingYields : selection.yieldsTo;
  const findings = syntaxProblems.flatMap((problem) => syntaxFindings(problem, selected));
  const ofPrincipals = principalFindings(context, selected);
  for (const policy of inventory.policies) {
    const found: Finding[] = [];
    const add = (rule: Rule, problems: Iterable<Problem>): void => {
      for (const problem of problems) {
        if (asAccessAnalyzer && problem.beyondAccessAnalyzer) continue;
        found.push(toFinding(rule, policy.address, problem));
      }
    };
    const { statements } = policy.document;
    const shown: Shown = {
      all: statements,
      withConditions: statements.filter(({ conditions }) => conditions.length > 0),
      withPrincipals: statements.filter(({ principal, notPrincipal }) => principal ?? notPrincipal),
    };
    for (const rule of rulesFor(policy, selection)) {
      if (rule.document) add(rule, rule.document(policy.document, policy, context));
      if (!rule.statement) continue;
      for (const statement of statementsFor(rule, shown)) {
        add(rule, rule.statement(statement, policy, context));
      }
    }
    const ofPrincipal = ofPrincipals.get(policy.address);
    if (ofPrincipal) {
      ofPrincipals.delete(policy.address);
      found.push(...withoutForm(policy, ofPrincipal));
      const orderOf = ({ issueCode }: Finding): number => selection.order.get(issueCode) ?? -1;
      found.sort((first, second) => orderOf(first) - orderOf(second));
    }
    for (const finding of withoutRepetition(found, yieldsTo)) {
      findings.push(withCalls(policy.isDerived ? withoutSuggestion(finding) : finding, policy));
    }
  }
  for (const owner of inventory.owners) {
    for (const rule of selected) {
      for (const problem of rule.owner?.(owner, context) ?? []) {
        findings.push(withCalls(toFinding(rule, owner.address, problem), owner));
      }
    }
  }
  for (const guard of inventory.guards ?? []) {
    for (const rule of selected) {
      for (const problem of rule.guard?.(guard, context) ?? []) {
        findings.push(toFinding(rule, guard.address, problem));
      }
    }
  }
  const owners = new Map(inventory.owners.map((owner) => [owner.address, owner]));
  for (const [address, ofOwner] of ofPrincipals) {
    const owner = owners.get(address);
    for (const finding of withoutRepetition(ofOwner, yieldsTo)) {
      findings.push(owner ? withCalls(finding, owner) : finding);
    }
  }
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

/** By the address that they are about: of a policy, or of an owner. */
function principalFindings(
  context: RuleContext,
  selected: readonly Rule[],
): Map<string, Finding[]> {
  const interested = selected.filter(({ principal }) => principal);
  const byAddress = new Map<string, Finding[]>();
  if (interested.length === 0) return byAddress;
  for (const principal of principalsOf(context.inventory)) {
    for (const rule of interested) {
      for (const finding of addressed(rule, rule.principal?.(principal, context) ?? [])) {
        const { address = "" } = finding;
        byAddress.set(address, [...(byAddress.get(address) ?? []), finding]);
      }
    }
  }
  return byAddress;
}

function addressed(rule: Rule, problems: Iterable<AddressedProblem>): Finding[] {
  return [...problems].map((problem) => toFinding(rule, problem.address, problem));
}

/** What is wrong in a module or a nested stack is shown with the places that use it. */
function withCalls(finding: Finding, { calls = [] }: Pick<Policy, "calls">): Finding {
  if (calls.length === 0) return finding;
  const places = calls.map((range) => {
    const isModule = /\.(?:tf|tofu)(?:\.json)?$|\.hcl$/.test(range.file);
    return { range, message: isModule ? "the module is called here" : "the stack is made here" };
  });
  return { ...finding, related: [...finding.related, ...places] };
}

/** The statements of a policy, by what rules want to see. */
interface Shown {
  readonly all: readonly Statement[];
  readonly withConditions: readonly Statement[];
  readonly withPrincipals: readonly Statement[];
}

function statementsFor(
  { conditionsOnly, principalsOnly }: Rule,
  shown: Shown,
): readonly Statement[] {
  if (conditionsOnly && principalsOnly) {
    return shown.withPrincipals.filter((statement) => shown.withConditions.includes(statement));
  }
  if (conditionsOnly) return shown.withConditions;
  return principalsOnly ? shown.withPrincipals : shown.all;
}

/**
 * The rules that judge policies of that kind. The form of a document that nobody wrote is nobody's
 * mistake; what it allows still matters.
 */
function rulesFor(
  { kind, isDerived = false }: Policy,
  { rules: selected, byKind }: Selection,
): readonly Rule[] {
  const key = `${kind} ${isDerived}`;
  const found =
    byKind.get(key) ??
    selected.filter(
      (rule) =>
        (rule.document ?? rule.statement) &&
        (rule.kinds?.includes(kind) ?? true) &&
        (!isDerived || isAboutAccess(rule)),
    );
  byKind.set(key, found);
  return found;
}

/** A list of rules with what follows from it alone. */
interface Selection {
  readonly rules: readonly Rule[];
  /** Filled as policies come. */
  readonly byKind: Map<string, readonly Rule[]>;
  readonly yieldsTo: ReadonlyMap<string, readonly string[]>;
  readonly order: ReadonlyMap<string, number>;
}

const nothingYields: Selection["yieldsTo"] = new Map();

function selectionOf(selected: readonly Rule[]): Selection {
  const known = selections.get(selected);
  if (known) return known;
  const selection: Selection = {
    rules: selected,
    byKind: new Map(),
    yieldsTo: new Map(selected.map((rule) => [rule.issueCode, rule.yieldsTo ?? []])),
    order: new Map(selected.map(({ issueCode }, index) => [issueCode, index])),
  };
  selections.set(selected, selection);
  return selection;
}

/** Remembered by the list itself: a bulk of policies is judged by the same one. */
const selections = new WeakMap<readonly Rule[], Selection>();

function withoutForm(policy: Policy, findings: readonly Finding[]): readonly Finding[] {
  if (!policy.isDerived) return findings;
  return findings.filter(isAboutAccess);
}

/** Of the team's own rules each is, whatever type the team gave it. */
function isAboutAccess({ issueCode, findingType }: Pick<Finding, "issueCode" | "findingType">) {
  return findingType === "SECURITY_WARNING" || isCustomCode(issueCode);
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
  const confidence = lessSure(confidenceOf(rule), problem.confidence);
  return {
    issueCode: rule.issueCode,
    findingType: lessSevere(rule.findingType, problem.findingType),
    at: problem.at,
    related: problem.related ?? [],
    details: problem.details,
    subject: problem.subject,
    controls: rule.controls ?? [],
    ...(address !== undefined && { address }),
    ...(problem.suggestion && { suggestion: problem.suggestion }),
    ...(problem.locations && { locations: problem.locations }),
    ...(confidence !== "certain" && { confidence }),
  };
}

/**
 * Leaves out what another finding of the policy already says at the same place, and what a rule says
 * twice there, as of a statement that is read once for each effect that it may have. What is only a
 * hint, and so not shown as a rule, takes nothing else's place.
 */
function withoutRepetition(
  findings: readonly Finding[],
  yieldsTo: Selection["yieldsTo"],
): Finding[] {
  if (findings.length < 2) return [...findings];
  const placeOf = ({ issueCode, at }: Finding): string => place(issueCode, at);
  const certain = new Set(findings.filter((finding) => !isHint(finding)).map(placeOf));
  const all = new Set(findings.map(placeOf));
  const said = new Set<string>();
  return findings.filter((finding) => {
    const codes = yieldsTo.get(finding.issueCode) ?? [];
    const places = isHint(finding) ? all : certain;
    if (codes.some((code) => places.has(place(code, finding.at)))) return false;
    const key = `${placeOf(finding)}\n${finding.subject}`;
    if (said.has(key)) return false;
    said.add(key);
    return true;
  });
}

function isHint({ confidence }: Finding): boolean {
  return confidence === "hint";
}

function place(issueCode: string, at: Range): string {
  return [issueCode, at.start, at.end, at.file].join(" ");
}
