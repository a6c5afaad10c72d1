import { writtenDocument } from "../policy/written-document.ts";
import { canonicalStatements } from "./canonical-statement.ts";
import { compareAccess, type Difference, newAccess } from "./compare-access.ts";
import type { Limits } from "./limits.ts";
import type { PolicySet } from "./policy-set.ts";
import { deniesOf, type Part, type SubjectKind } from "./subjects.ts";
import { dependsOn, type Widest, widest } from "./widest.ts";

/** What differs between the policies of one kind at base and at head. */
export interface PartDifference {
  readonly granted: Difference;
  readonly removed: Difference;
  /** The side whose documents the statements behind the lines stand in. */
  readonly grantedFrom: "base" | "head";
  readonly removedFrom: "base" | "head";
  /** Attached policies whose content is not known, by name. */
  readonly opaque: {
    readonly granted: readonly string[];
    readonly removed: readonly string[];
    readonly unchanged: readonly string[];
  };
  /** The boundary of head, when its content is not known: what it lets through is less. */
  readonly unknownBoundary?: string;
  /** Why base may have allowed what is new, though not for certain: a clause for people. */
  readonly unknownBefore?: string;
}

const noPart: Part = { set: { grants: [] }, sources: [], opaque: [] };
const everything = writtenDocument({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});
const noLimit: Part = { ...noPart, set: { grants: [everything] } };

/** Compares by meaning; an absent part grants nothing and, where it is a limit, limits nothing. */
export function compareParts(
  kind: SubjectKind,
  base: Part | undefined,
  head: Part | undefined,
  limits: Limits,
): PartDifference {
  switch (kind) {
    case "deny":
      return compareForbidden(base ?? noPart, head ?? noPart, limits);
    case "scp":
    case "rcp":
      return compareGuardrails(base, head, limits);
    case "boundary":
    case "session":
    case "vpc-endpoint":
      return asAllowed(base ?? noLimit, head ?? noLimit, limits);
    default:
      return comparePrincipals(base, head, limits);
  }
}

function asAllowed(base: Part, head: Part, limits: Limits): PartDifference {
  const compared = compareForCertain(base.set, head.set, limits);
  return { ...compared, grantedFrom: "head", removedFrom: "base", opaque: noOpaque };
}

/**
 * New is what head may allow and base does not for certain; gone is only what head does not even allow
 * where every value that it does not tell is as wide as can be. What lies between is undecided. Nothing
 * is new, too, where the widest reading brings nothing.
 */
function compareForCertain(
  base: PolicySet,
  head: PolicySet,
  limits: Limits,
): Pick<PartDifference, "granted" | "removed" | "unknownBefore"> {
  const { granted, removed } = compareAccess(base, head, limits);
  const before = granted.lines.length > 0 ? widest(base, head) : noneOpen;
  const surely = before.references.length > 0 ? newAccess(before.set, head, limits) : granted;
  const more = textOfLines(surely) !== textOfLines(granted) && {
    unknownBefore: dependsOn(before.references),
  };
  // What is wider takes less away: where nothing is gone, and nothing open, there is nothing to ask.
  const isOpen =
    !isNothing(removed) || (granted.undecided.length > 0 && granted.lines.length === 0);
  const { set, references } = isOpen ? widest(head, base) : noneOpen;
  if (references.length === 0) return { granted, removed, ...more };
  const atMost = compareAccess(base, set, limits);
  // One cause is said in the same words both ways.
  const isProved = isNothing(atMost.granted) && granted.lines.length === 0;
  const [why, ...others] = isProved ? [] : granted.undecided;
  const reason = why && others.length === 0 ? why.reason : dependsOn(references);
  const mayStay =
    removed.undecided.length > 0 || textOfLines(removed) !== textOfLines(atMost.removed);
  return {
    granted: isProved ? atMost.granted : granted,
    removed: mayStay ? withReason(atMost.removed, reason) : atMost.removed,
    ...more,
  };
}

const noneOpen: Widest = { set: { grants: [] }, references: [] };

function isNothing({ lines, undecided }: Difference): boolean {
  return lines.length + undecided.length === 0;
}

/** What is gone, without the examples. */
function textOfLines({ lines }: Difference): string {
  return JSON.stringify(lines.map(({ witness: _, ...line }) => line));
}

const noOpaque = { granted: [], removed: [], unchanged: [] };

/** What is forbidden no longer may be new access; the statement that forbade it is gone. */
function compareForbidden(base: Part, head: Part, limits: Limits): PartDifference {
  const forbidden = compareAccess(base.set, head.set, limits);
  return {
    granted: forbidden.removed,
    removed: forbidden.granted,
    grantedFrom: "base",
    removedFrom: "head",
    opaque: noOpaque,
  };
}

/**
 * An SCP or RCP that only denies works beside one that allows everything, which AWS attaches by
 * itself: what it forbids is compared. One with an Allow of its own is compared by what it allows.
 */
function compareGuardrails(
  base: Part | undefined,
  head: Part | undefined,
  limits: Limits,
): PartDifference {
  if ([base, head].every((part) => !part || onlyDenies(part))) {
    const denies = (part: Part | undefined): Part =>
      part ? deniesOf(part.set.grants, part.sources) : noPart;
    return compareForbidden(denies(base), denies(head), limits);
  }
  const limit = (part: Part | undefined): Part => {
    if (!part) return noLimit;
    if (!onlyDenies(part)) return part;
    return { ...part, set: { grants: [...part.set.grants, everything] } };
  };
  return asAllowed(limit(base), limit(head), limits);
}

const allowsEverything = new Set(canonicalStatements(everything));

function onlyDenies({ set }: Part): boolean {
  return set.grants.every((document) => {
    const texts = canonicalStatements(document);
    return document.statements.every(
      ({ effect }, index) => effect === "Deny" || allowsEverything.has(texts[index] ?? ""),
    );
  });
}

/**
 * A boundary whose content is not known limits nothing for "what may head allow". Where it is another
 * one than at base, what it changes cannot be told, and the policies are compared without either.
 */
function comparePrincipals(
  base: Part | undefined,
  head: Part | undefined,
  limits: Limits,
): PartDifference {
  const opaque = opaqueDifference(base?.opaque ?? [], head?.opaque ?? []);
  const [before, after] = [base?.unknownBoundary, head?.unknownBoundary];
  const more = { opaque, ...(after !== undefined && { unknownBoundary: after }) };
  if (!base || !head || before === after) {
    const { removed, ...rest } = asAllowed(base ?? noPart, head ?? noPart, limits);
    return { ...rest, removed: withoutUnknown(removed, opaque.granted), ...more };
  }
  const unlimited = ({ set, ...part }: Part): Part => ({ ...part, set: { grants: set.grants } });
  const { granted, removed, ...rest } = asAllowed(unlimited(base), unlimited(head), limits);
  return {
    ...rest,
    granted: withReason(granted, hasBoundary(base) ? boundaryReason(base, head) : undefined),
    removed: withReason(removed, hasBoundary(head) ? boundaryReason(base, head) : undefined),
    ...more,
  };
}

/** Of an attached policy not even the name is known: it may be the one that is gone. */
function withoutUnknown(removed: Difference, attached: readonly string[]): Difference {
  const open = attached.filter((name) => name.includes("${"));
  if (open.length === 0 || removed.lines.length === 0) return removed;
  const reason = `what ${open.map((name) => `\`${name}\``).join(" and ")} allows is not known here`;
  return withReason({ ...removed, lines: [] }, reason);
}

function hasBoundary({ set, unknownBoundary }: Part): boolean {
  return unknownBoundary !== undefined || (set.limits ?? []).length > 0;
}

function boundaryReason(base: Part, head: Part): string {
  const unknown = [base, head].flatMap(({ unknownBoundary }) => unknownBoundary ?? []);
  const what = hasBoundary(base)
    ? hasBoundary(head)
      ? "another permissions boundary is set"
      : "the permissions boundary is gone"
    : "a permissions boundary is set";
  return `${what}, and what ${unknown.map((name) => `\`${name}\``).join(" and ")} allows is not known here`;
}

function withReason(difference: Difference, reason: string | undefined): Difference {
  if (reason === undefined) return difference;
  return { ...difference, undecided: [...difference.undecided, { reason }] };
}

function opaqueDifference(
  base: readonly string[],
  head: readonly string[],
): PartDifference["opaque"] {
  return {
    granted: head.filter((name) => !base.includes(name)),
    removed: base.filter((name) => !head.includes(name)),
    unchanged: head.filter((name) => base.includes(name)),
  };
}

export function isEmpty({ granted, removed, opaque }: PartDifference): boolean {
  const parts = [granted, removed].flatMap(({ lines, undecided }) => [lines, undecided]);
  return [...parts, opaque.granted, opaque.removed].every((list) => list.length === 0);
}
