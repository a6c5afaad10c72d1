import { type Escalation, escalationsIn } from "../../access/escalation/escalations.ts";
import { pathSeverities } from "../../access/escalation/path.ts";
import { pipelineIssuerOf } from "../../access/escalation/trust.ts";
import { type AccessPrincipal, principalsOf } from "../../access/principals.ts";
import type { Confidence } from "../../findings/finding.ts";
import type { Inventory } from "../../policy/inventory.ts";
import { coversAction } from "../../policy/pattern.ts";
import type { Range } from "../../text/range.ts";
import type { AddressedProblem } from "../rule.ts";
import { onlyIf, quoted } from "../wording.ts";
import { administratorAttachments, administratorStatements } from "./administrator.ts";
import { heldManaged } from "./held-documents.ts";

/**
 * The open paths of a principal as decisions: those that one statement opens are one. Each decision is
 * reported by one rule alone, the one that can say best what to do.
 */

export type EscalationRule =
  | "path"
  | "through-role"
  | "creation"
  | "boundary"
  | "stronger-role"
  | "pipeline";

export interface EscalationGroup {
  readonly rule: EscalationRule;
  readonly principal: AccessPrincipal;
  /** The worst path. */
  readonly lead: Escalation;
  readonly others: readonly Escalation[];
  /** Further principals that hold the same statement, and so have the same path. */
  readonly alike: number;
}

/** Decisions of one principal that are reported one by one; the last one counts those left out. */
const groupsMax = 5;

/**
 * What rules of their own report: access to data and credentials on every resource, resource
 * policies, and tokens in trust policies.
 */
const reportedElsewhere: ReadonlySet<string> = new Set([
  "credential-access",
  "resource-policy-takeover",
]);

/** The decisions that the rule is to report for the principal. */
export function* escalationGroups(
  rule: EscalationRule,
  principal: AccessPrincipal,
  inventory: Inventory,
): Iterable<EscalationGroup> {
  for (const group of groupsIn(inventory).get(principal.address) ?? []) {
    if (group.rule === rule) yield group;
  }
}

const groupsByInventory = new WeakMap<Inventory, ReadonlyMap<string, EscalationGroup[]>>();

function groupsIn(inventory: Inventory): ReadonlyMap<string, EscalationGroup[]> {
  let groups = groupsByInventory.get(inventory);
  if (!groups) {
    groups = readGroups(inventory);
    groupsByInventory.set(inventory, groups);
  }
  return groups;
}

function readGroups(inventory: Inventory): Map<string, EscalationGroup[]> {
  const byPrincipal = new Map<string, Escalation[]>();
  for (const escalation of escalationsIn(inventory).escalations) {
    if (
      reportedElsewhere.has(escalation.category) ||
      escalation.id.startsWith("sts-assume-role-")
    ) {
      continue;
    }
    const own = byPrincipal.get(escalation.principal);
    if (own) own.push(escalation);
    else byPrincipal.set(escalation.principal, [escalation]);
  }
  const seen = new Map<string, { group: EscalationGroup; index: number }>();
  const result = new Map<string, EscalationGroup[]>();
  for (const principal of principalsOf(inventory)) {
    const own = byPrincipal.get(principal.address) ?? [];
    if (own.length === 0 || isAdministrator(principal)) continue;
    const groups: EscalationGroup[] = [];
    for (const paths of byDecision(own)) {
      const [lead, ...others] = paths;
      if (!lead) continue;
      const rule = ruleFor(lead, paths, principal);
      const key = decisionKey(rule, lead);
      const before = seen.get(key);
      if (before) {
        const list = result.get(before.group.principal.address) ?? groups;
        const counted = { ...before.group, alike: before.group.alike + 1 };
        list[before.index] = counted;
        seen.set(key, { ...before, group: counted });
        continue;
      }
      const group = { rule, principal, lead, others, alike: 0 };
      if (lead.decisive.policy) seen.set(key, { group, index: groups.length });
      groups.push(group);
    }
    result.set(principal.address, groups);
  }
  return result;
}

function isAdministrator(principal: AccessPrincipal): boolean {
  return (
    administratorStatements(principal).length > 0 || administratorAttachments(principal).length > 0
  );
}

function byDecision(escalations: readonly Escalation[]): Escalation[][] {
  const groups = new Map<string, Escalation[]>();
  for (const escalation of escalations) {
    const { policy, managed, statement } = escalation.decisive;
    const key = JSON.stringify([policy?.address ?? managed, statement?.index]);
    const group = groups.get(key);
    if (group) group.push(escalation);
    else if (groups.size < groupsMax) groups.set(key, [escalation]);
    else [...groups.values()].at(-1)?.push(escalation);
  }
  return [...groups.values()].map((group) => group.toSorted((a, b) => weight(a) - weight(b)));
}

/**
 * The worst first; among equals, what makes a principal before what changes one by the same right, and
 * what is less sure at the end.
 */
function weight({ severity, id, category, isConditional }: Escalation): number {
  const isVariant = /-(?:assume|key|trust)$/.test(id);
  const isLast = isVariant || isConditional || ofTheOrganization.test(id) || rarelyOpen.has(id);
  const within = category === "self-escalation" ? 0 : creations.has(id) ? 1 : isLast ? 3 : 2;
  return 4 * pathSeverities.indexOf(severity) + within;
}

function decisionKey(
  rule: EscalationRule,
  { id, reach, decisive: { policy, statement } }: Escalation,
): string {
  return JSON.stringify([rule, policy?.address, statement?.index, id, reach]);
}

/** Path ids by which a principal gives itself more, whatever else there is. */
const changesItself: ReadonlySet<string> = new Set([
  "iam-attach-role-policy",
  "iam-create-policy-version",
  "iam-put-role-policy",
  "iam-set-default-policy-version",
  "iam-update-assume-role-policy",
]);

const creations: ReadonlySet<string> = new Set([
  "iam-create-role-attach",
  "iam-create-user-attach",
]);

function ruleFor(
  lead: Escalation,
  paths: readonly Escalation[],
  principal: AccessPrincipal,
): EscalationRule {
  const changes = paths.some(
    ({ id, reachKind }) => changesItself.has(id) && reachKind !== "boundary",
  );
  if (changes && pipelineIssuerOf(principal.trust)) {
    return "pipeline";
  }
  if (lead.reachKind === "one") {
    if (lead.id === "sts-assume-role") return "through-role";
    if (lead.category === "new-passrole") return "stronger-role";
  }
  if (creations.has(lead.id)) return "creation";
  if (lead.reachKind === "boundary") return "boundary";
  if (lead.category === "guardrail-removal" && lead.reachKind === "itself") return "boundary";
  return "path";
}

/** Where the decisive permission stands: the action, else what there is. */
function placeOfDecision({ lead, principal }: EscalationGroup): {
  readonly address: string;
  readonly at: Range;
} {
  const { policy, statement, action } = lead.decisive;
  if (!policy || !statement) {
    const attached = heldManaged(principal).find(({ name }) => name === lead.decisive.managed);
    const range = attached?.value.range ?? principal.owner?.range ?? noPlace;
    return { address: principal.address, at: range };
  }
  const values = statement.action?.values ?? [];
  const value =
    values.find((each) => coversAction(each, action) === "yes") ??
    values.find((each) => coversAction(each, action) === "unknown");
  const at = value?.range ?? statement.notAction?.range ?? statement.range;
  return { address: policy.address, at };
}

const noPlace: Range = { file: "", start: 0, end: 0 };

/** Names of further paths that are listed. */
const namesMax = 3;

/** The problem of one decision. `remedy`: what would be right, in whole sentences. */
export function escalationProblem(
  group: EscalationGroup,
  opening: string,
  remedy: string,
): AddressedProblem {
  const { lead, others, alike, principal } = group;
  const { statement, managed } = lead.decisive;
  const confidence = confidenceOf(group);
  return {
    ...placeOfDecision(group),
    subject: `${lead.id} ${lead.reach}`,
    details: [
      `${opening}: ${inWords(lead.path)}.`,
      furtherPaths(others),
      managed === undefined ? "" : `The permission comes from ${quoted(managed)}.`,
      alike > 0
        ? `The same goes for ${alike === 1 ? "another principal" : `${alike} other principals`} with this policy.`
        : "",
      limitOf(principal),
      `${remedy}${statement ? onlyIf(statement) : ""}`,
    ]
      .filter((sentence) => sentence !== "")
      .join(" "),
    ...(confidence && { confidence }),
  };
}

/** `deploy → iam:PutRolePolicy on itself → the role may do what the caller wrote`. */
function inWords([principal = "", ...steps]: readonly string[]): string {
  return [quoted(principal), ...steps.map(stepInWords)].join(" → ");
}

/** What comes of the steps is a clause, and no code. */
function stepInWords(step: string): string {
  return action.test(step) ? quoted(step) : quoted(step).slice(1, -1);
}

/** `iam:PassRole …`, `as admin: iam:PassRole …`. */
const action = /^(?:as [^:]*: )?[a-z0-9-]+:[A-Za-z]/;

function furtherPaths(others: readonly Escalation[]): string {
  if (others.length === 0) return "";
  const names = others.slice(0, namesMax - 1).map(({ name }) => lowerFirst(name));
  const left = others.length - names.length;
  const count = left > 0 ? [`${left} more`] : [];
  return `Other ways with this permission: ${[...names, ...count].join("; ")}.`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function limitOf({ hasUnknownBoundary }: AccessPrincipal): string {
  if (!hasUnknownBoundary) return "";
  return "Its boundary is not in the repository, and may stop this.";
}

/** Paths that are open in the account of the organization's management alone, or one that stands for it. */
const ofTheOrganization = /^(?:identitystore|org|sso)-/;

/** Paths through something that has to hold what it leads to, so that mostly it leads nowhere. */
const rarelyOpen: ReadonlySet<string> = new Set(["s3-poison-artifacts"]);

/**
 * A hint is what leads to data rather than to rights; what leads through something that exists, when
 * that would have to be of a special kind; and what AWS's own policies bring along, as far as AWS
 * prescribes them for a service or `BROAD_MANAGED_POLICY` speaks of them. Other paths through something
 * that exists, or with a precondition that policies do not show, are likely.
 */
function confidenceOf({ lead, principal }: EscalationGroup): Confidence | undefined {
  const { severity, category, isConditional, id, decisive } = lead;
  const isExisting = category === "existing-passrole";
  if (severity === "medium" || severity === "low") return "hint";
  if (isExisting && (isConditional || rarelyOpen.has(id))) return "hint";
  const { managed } = decisive;
  if (managed !== undefined && (isExisting || managed.startsWith("service-role/"))) return "hint";
  const isUnsure = isExisting || isConditional || ofTheOrganization.test(id);
  return isUnsure || principal.hasUnknownBoundary ? "likely" : undefined;
}
