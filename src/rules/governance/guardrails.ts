import { accessDifference, type SubjectDifference } from "../../access/access-difference.ts";
import { canonicalStatements } from "../../access/canonical-statement.ts";
import { compareAccess, newAccess } from "../../access/compare-access.ts";
import type { GrantLine } from "../../access/grant-lines.ts";
import { closest, dependsOn } from "../../access/widest.ts";
import type { Inventory } from "../../policy/inventory.ts";
import { holdersOf, type Policy } from "../../policy/policy.ts";
import type { PolicyDocument } from "../../policy/policy-document.ts";
import { displayText } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import type { AddressedProblem, Rule } from "../rule.ts";
import { quoted } from "../wording.ts";
import { placeAtHead } from "./place-at-head.ts";

/** Lines of a difference that a message names. */
const namedMax = 3;

const controls = [
  "NIST 800-53 AC-3 (own judgement)",
  "NIST 800-53 CM-3 (own judgement)",
  "NIST 800-53 CM-6 (own judgement)",
  "ISO 27001 A.5.15 (own judgement)",
  "ISO 27001 A.8.32 (own judgement)",
];

/** A policy that caps what others grant lets something through that it did not let through before. */
export const guardrailWeakened: Rule = {
  issueCode: "GUARDRAIL_WEAKENED",
  findingType: "SECURITY_WARNING",
  summary: "a service or resource control policy or a boundary lets more through than before",
  controls,

  *change(base, head) {
    for (const entry of accessDifference(base, head).entries) {
      const noun = guardrails[entry.kind];
      const lines = entry.granted.lines.filter(({ practical }) => practical);
      if (noun === undefined || lines.length === 0) continue;
      const what =
        entry.state === "gone"
          ? `This change removes a ${noun} that kept back ${named(lines)}`
          : `This ${noun} now lets through ${named(lines)}`;
      const problem = {
        address: entry.address,
        at: placeOf(entry, base, head),
        subject: subjectOf(lines),
        details: `${what}. Everybody below it whose own policies allow that has it from now on.`,
      };
      const of = (side: Inventory): readonly Policy[] =>
        side.policies.filter(({ address, owner }) => [address, owner].includes(entry.address));
      const reason = mayStillDeny(of(base).flatMap(deniedBy), of(head));
      yield reason === undefined ? problem : uncertain(problem, named(lines), reason);
    }
    yield* widenedBoundaries(base, head);
  },
};

/**
 * Boundaries of the repository's own principals are compared as they stand: in the access difference
 * they are part of what the principal may do, which has nothing of what only later policies allow.
 */
function* widenedBoundaries(base: Inventory, head: Inventory): Iterable<AddressedProblem> {
  const inUse = new Set(head.owners.flatMap(({ boundaryPolicy }) => boundaryPolicy ?? []));
  const before = new Map(base.policies.map((policy) => [policy.address, policy.document]));
  for (const { address, document } of head.policies) {
    const was = inUse.has(address) ? before.get(address) : undefined;
    if (!was || isSame([was], [document])) continue;
    const { granted } = compareAccess({ grants: [was] }, { grants: [document] });
    const lines = granted.lines.filter(({ practical }) => practical);
    if (lines.length === 0) continue;
    yield {
      address,
      at: document.statementKey ?? document.range,
      subject: subjectOf(lines),
      details: `This permissions boundary now lets through ${named(lines)}. Whatever is attached to its principals, now or later, counts up to there.`,
    };
  }
}

function subjectOf(lines: readonly { readonly actions: readonly string[] }[]): string {
  return `lets through ${lines.map(({ actions }) => actions.join()).join(";")}`;
}

const guardrails: Readonly<Record<string, string>> = {
  scp: "service control policy",
  rcp: "resource control policy",
  boundary: "permissions boundary",
};

/** A principal that had a permissions boundary has none. */
export const permissionsBoundaryRemoved: Rule = {
  issueCode: "PERMISSIONS_BOUNDARY_REMOVED",
  findingType: "SECURITY_WARNING",
  summary: "a role or user loses its permissions boundary",
  controls,

  *change(base, head) {
    const before = new Map(base.owners.map((owner) => [owner.address, owner]));
    for (const { address, range, permissionsBoundary } of head.owners) {
      const had = before.get(address)?.permissionsBoundary;
      if (!had || permissionsBoundary) continue;
      yield {
        address,
        at: range,
        subject: "boundary removed",
        details: `This had the permissions boundary ${quoted(displayText(had))}, and loses it with this change. Whatever is attached to it counts in full from now on.`,
      };
    }
  },
};

/**
 * A Deny of an identity, trust or resource policy forbids less than before, or is gone, though what it
 * belongs to stays. Judged by meaning over all Denies of the principal or resource: one that moved to
 * another of its policies is not removed. Reported also when no Allow of the repository uses what is
 * open now: Allows come from elsewhere, too.
 */
export const denyRemoved: Rule = {
  issueCode: "DENY_REMOVED",
  findingType: "SECURITY_WARNING",
  summary: "a Deny forbids less than before, or is removed",
  controls,

  *change(base, head) {
    const after = bySubject(head);
    const owners = new Set(head.owners.map(({ address }) => address));
    for (const [subject, policies] of bySubject(base)) {
      // Its last policy may be what is gone.
      const isThere = owners.has(subject.slice(subject.indexOf(" ") + 1));
      const now = after.get(subject) ?? (isThere ? [] : undefined);
      const denied = policies.flatMap(deniedBy);
      if (denied.length === 0 || !now) continue;
      const stillDenied = now.flatMap(deniedBy);
      if (isSame(denied, stillDenied)) continue;
      const { lines: open } = newAccess({ grants: stillDenied }, { grants: denied });
      const lines = open.filter(({ practical }) => practical);
      const [first] = lines;
      if (!first) continue;
      const problem = lessDenied(policies, now, head, first.policy, named(lines));
      const reason = mayStillDeny(denied, now);
      yield reason === undefined ? problem : uncertain(problem, named(lines), reason);
    }
  },
};

/**
 * Why everything that was denied may be denied still, by Denies of which not all is known; `undefined`
 * where something is surely open.
 */
function mayStillDeny(
  denied: readonly PolicyDocument[],
  now: readonly Policy[],
): string | undefined {
  const left = now.map(({ document }): PolicyDocument => {
    const statements = document.statements.flatMap((statement) => {
      if (statement.effect === "Allow") return [];
      return statement.effect === "Deny" ? [{ ...statement, effect: "Allow" as const }] : statement;
    });
    return { ...document, statements };
  });
  const { set, references } = closest({ grants: left }, { grants: denied });
  if (references.length === 0) return undefined;
  const { lines, undecided } = newAccess(set, { grants: denied });
  const isOpen = lines.some(({ practical }) => practical) || undecided.length > 0;
  return isOpen ? undefined : dependsOn(references);
}

/** Nobody knows whether it is open, but nothing keeps it closed for certain: said, without failing a check. */
function uncertain(problem: AddressedProblem, what: string, reason: string): AddressedProblem {
  return {
    ...problem,
    findingType: "WARNING",
    confidence: "likely",
    details: `${what} was forbidden here for certain, and is so no longer: ${reason}. Where it turns out to be open, whatever allows it, here or elsewhere, counts.`,
  };
}

function lessDenied(
  before: readonly Policy[],
  now: readonly Policy[],
  head: Inventory,
  index: number,
  what: string,
): AddressedProblem {
  const denying = before.filter((policy) => deniedBy(policy).length > 0);
  const was = denying[index] ?? denying[0];
  const same = now.find(({ address }) => address === was?.address) ?? now[0];
  const range = same?.document.statementKey ?? same?.document.range;
  return {
    address: same?.address ?? was?.address ?? "",
    at: range ?? placeAtHead(was?.range ?? { file: "", start: 0, end: 0 }, was?.owner, head),
    subject: `no longer denied: ${what}`,
    details: `This change takes a Deny away, in whole or in part: ${what} is no longer forbidden here. Whatever allows it, here or elsewhere, counts from now on.`,
  };
}

/** Policies by what they are judged together for: all of a principal, all of a resource. */
function bySubject({ policies }: Inventory): Map<string, Policy[]> {
  const subjects = new Map<string, Policy[]>();
  for (const policy of policies) {
    const group = groups[policy.kind];
    if (group === undefined) continue;
    const holders = holdersOf(policy);
    for (const holder of holders.length > 0 ? holders : [policy.address]) {
      const key = `${group} ${holder}`;
      subjects.set(key, [...(subjects.get(key) ?? []), policy]);
    }
  }
  return subjects;
}

const groups: Readonly<Record<string, string>> = {
  identity: "principal",
  "permission-set": "principal",
  trust: "trust",
  resource: "resource",
};

/** What the Denies of a policy forbid, as if it were allowed. Those that are not certain do not count. */
function deniedBy({ document }: Policy): PolicyDocument[] {
  const statements = document.statements.flatMap((statement) =>
    statement.effect === "Deny" && statement.when.length === 0
      ? [{ ...statement, effect: "Allow" as const }]
      : [],
  );
  return statements.length > 0 ? [{ ...document, statements }] : [];
}

/** The common case: nothing was touched. */
function isSame(before: readonly PolicyDocument[], after: readonly PolicyDocument[]): boolean {
  const texts = (documents: readonly PolicyDocument[]): string =>
    documents.flatMap(canonicalStatements).sort().join("\n");
  return texts(before) === texts(after);
}

type NamedLine = Pick<
  GrantLine,
  "actions" | "actionsExcept" | "resources" | "resourcesExcept" | "conditions"
>;

function named(lines: readonly NamedLine[]): string {
  const shown = lines.slice(0, namedMax).map(lineText);
  const rest = lines.length > namedMax ? `, and ${lines.length - namedMax} more` : "";
  return `${shown.join("; ")}${rest}`;
}

function lineText({
  actions,
  actionsExcept,
  resources,
  resourcesExcept,
  conditions,
}: NamedLine): string {
  const isAll = resources.length === 0 || resources.includes("*");
  return [
    listed(actions),
    ...except(actionsExcept),
    ...(isAll ? [] : [`on ${listed(resources)}`]),
    ...except(resourcesExcept),
    ...(conditions.length > 0 ? [`if ${conditions.map(quoted).join(" and ")}`] : []),
  ].join(" ");
}

function except(texts: readonly string[]): string[] {
  return texts.length > 0 ? [`except ${listed(texts)}`] : [];
}

function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, namedMax).map(quoted).join(", ");
  return texts.length > namedMax ? `${shown} and ${texts.length - namedMax} more` : shown;
}

function placeOf({ address, state }: SubjectDifference, base: Inventory, head: Inventory): Range {
  if (state !== "gone") {
    const policy = head.policies.find((each) => each.address === address || each.owner === address);
    if (policy) return policy.document.statementKey ?? policy.document.range;
  }
  const was = base.policies.find((each) => each.address === address || each.owner === address);
  return placeAtHead(was?.range ?? { file: "", start: 0, end: 0 }, undefined, head);
}
