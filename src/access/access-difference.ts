import type { Inventory } from "../policy/inventory.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { canonicalStatements } from "./canonical-statement.ts";
import { compareParts, isEmpty, type PartDifference } from "./compare-parts.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { type Pair, pairSubjects } from "./pair-subjects.ts";
import type { DocumentSource } from "./principals.ts";
import {
  type Part,
  policySubjects,
  type Subject,
  type SubjectKind,
  subjectsOf,
} from "./subjects.ts";

/** The access that a change gives and takes: the *rich* view, over all policies that bear on it. */
export interface AccessDifference {
  /** Only those whose access differs, or may differ; in the order of the addresses. */
  readonly entries: readonly SubjectDifference[];
  /** Addresses of those that differ and were not compared, since there are too many. */
  readonly notCompared: readonly string[];
}

/** What differs for one principal, resource or limit. */
export interface SubjectDifference extends Omit<PartDifference, "grantedFrom" | "removedFrom"> {
  /** At head, or at base when it is gone. */
  readonly address: string;
  readonly kind: SubjectKind;
  readonly type?: string;
  readonly state: "new" | "changed" | "gone";
  /** Its address at base, when that was another one. */
  readonly renamedFrom?: string;
  /** The side whose documents the statements behind the lines stand in. */
  readonly sides: { readonly granted: "base" | "head"; readonly removed: "base" | "head" };
  /** What `policy` in the lines and reasons counts. */
  readonly grantedFrom: readonly DocumentSource[];
  readonly removedFrom: readonly DocumentSource[];
}

/** What all comparisons of one review may spend: counts, so that the answer is always the same. */
export interface DifferenceLimits {
  /** Principals, resources and limits that are compared by meaning. */
  readonly comparisonsMax: number;
  /** All of them together spend this many times what one may spend. */
  readonly sharesMax: number;
  /** Of one comparison. */
  readonly each: Limits;
}

export const defaultDifferenceLimits: DifferenceLimits = {
  comparisonsMax: 500,
  sharesMax: 4,
  each: defaultLimits,
};

/**
 * What everyone whom a change touches can newly do, and no longer can. Without a base everything is
 * new. What says the same on both sides costs next to nothing.
 */
export function accessDifference(
  base: Inventory | undefined,
  head: Inventory,
  limits: DifferenceLimits = defaultDifferenceLimits,
): AccessDifference {
  const known = limits === defaultDifferenceLimits ? differencesByHead.get(head) : undefined;
  if (known && known.base === base) return known.difference;
  const difference = findDifference(base, head, limits);
  if (limits === defaultDifferenceLimits) differencesByHead.set(head, { base, difference });
  return difference;
}

/** Reports and rules ask for the same one. */
const differencesByHead = new WeakMap<
  Inventory,
  { readonly base: Inventory | undefined; readonly difference: AccessDifference }
>();

function findDifference(
  base: Inventory | undefined,
  head: Inventory,
  limits: DifferenceLimits,
): AccessDifference {
  const candidates = pairsOf(base, head).flatMap(candidatesOf);
  const compared = candidates.slice(0, limits.comparisonsMax);
  const share = shareOf(limits, new Set(compared.map(({ key }) => key)).size);
  const known = new Map<string, PartDifference>();
  const entries = compared.flatMap((candidate): SubjectDifference[] => {
    const { kind, base: before, head: after, key } = candidate;
    const found = known.get(key) ?? compareParts(kind, before, after, share);
    known.set(key, found);
    return entryOf(candidate, found);
  });
  return {
    entries: entries.sort(byAddress),
    notCompared: candidates.slice(limits.comparisonsMax).map(({ pair }) => addressOf(pair)),
  };
}

function pairsOf(base: Inventory | undefined, head: Inventory): readonly Pair[] {
  const atHead = subjectsOf(head);
  if (!base) return pairSubjects([], atHead);
  const atBase = subjectsOf(base);
  // A policy stays the same one when somebody in the repository gets it or loses it.
  const known = new Set(
    atBase.flatMap(({ group, address }) => (group === "policy" ? address : [])),
  );
  const policiesAtBase = policySubjects(base);
  const policiesAtHead = policySubjects(head);
  const detached = atHead.flatMap(({ group, address }) =>
    group === "policy" && !known.has(address) ? (policiesAtBase.get(address) ?? []) : [],
  );
  const alone = new Set(
    atHead.flatMap(({ group, address }) => (group === "policy" ? address : [])),
  );
  const isAttached = ({ group, address }: Subject): boolean =>
    group === "policy" && !alone.has(address) && policiesAtHead.has(address);
  return pairSubjects([...atBase.filter((subject) => !isAttached(subject)), ...detached], atHead);
}

/** One part of a pair that has to be compared. */
interface Candidate {
  readonly pair: Pair;
  readonly kind: SubjectKind;
  readonly base: Part | undefined;
  readonly head: Part | undefined;
  /** Equal for comparisons whose answers are the same. */
  readonly key: string;
}

function candidatesOf(pair: Pair): Candidate[] {
  const { base, head } = pair;
  const kinds = new Set([...(head?.parts.keys() ?? []), ...(base?.parts.keys() ?? [])]);
  return [...kinds].flatMap((kind): Candidate[] => {
    const [before, after] = [base?.parts.get(kind), head?.parts.get(kind)];
    if (limitsAlone(kind, pair)) return [];
    if (before?.content === after?.content && !isRename(pair, kind)) return [];
    // A Deny that is new with its subject, or gone with it, takes nothing from anybody.
    if (kind === "deny" && (!base || !head)) return [];
    // Of a principal it matters beside policies whose content is not known, on both sides.
    if (kind === "deny" && head?.group === "principal" && (!before || !after)) return [];
    return [{ pair, kind, base: before, head: after, key: keyOf(kind, before, after) }];
  });
}

/** Nobody has more or less by a limit that is new together with what it limits, or gone with it. */
function limitsAlone(kind: SubjectKind, { base, head }: Pair): boolean {
  return (kind === "boundary" || kind === "session" || kind === "vpc-endpoint") && (!base || !head);
}

/** By order, so that positions mean the same: `policy` and `statementIndex` in the lines. */
function keyOf(kind: SubjectKind, ...parts: readonly (Part | undefined)[]): string {
  const texts = parts.map(
    (part) =>
      part && [
        part.content,
        part.set.grants.map(orderOf),
        part.set.limits?.map((each) => each.map(orderOf)),
      ],
  );
  return JSON.stringify([kind, texts]);
}

function orderOf(document: PolicyDocument): readonly string[] {
  return document.statements
    .map(({ index }) => String(index))
    .concat(canonicalStatements(document));
}

function isRename({ base, head, by }: Pair, kind: SubjectKind): boolean {
  return (
    by === "content" && kind === "identity" && base?.group === "principal" && head !== undefined
  );
}

function entryOf(candidate: Candidate, found: PartDifference): SubjectDifference[] {
  const { pair, kind } = candidate;
  if (isEmpty(found) && !isRename(pair, kind)) return [];
  const { grantedFrom, removedFrom, ...difference } = found;
  const type = (pair.head ?? pair.base)?.type;
  const renamedFrom = pair.by === undefined ? undefined : pair.base?.address;
  return [
    {
      address: addressOf(pair),
      kind,
      ...(type !== undefined && { type }),
      state: stateOf(candidate),
      ...(renamedFrom !== undefined && { renamedFrom }),
      ...difference,
      sides: { granted: grantedFrom, removed: removedFrom },
      grantedFrom: candidate[grantedFrom]?.sources ?? [],
      removedFrom: candidate[removedFrom]?.sources ?? [],
    },
  ];
}

function stateOf({ pair }: Candidate): SubjectDifference["state"] {
  if (!pair.base) return "new";
  return pair.head ? "changed" : "gone";
}

function addressOf({ base, head }: Pair): string {
  return (head ?? base)?.address ?? "";
}

function byAddress(a: SubjectDifference, b: SubjectDifference): number {
  return a.address < b.address ? -1 : a.address > b.address ? 1 : 0;
}

/** Few comparisons have the limits of one that stands alone; many share. */
function shareOf({ sharesMax, each }: DifferenceLimits, comparisons: number): Limits {
  const share = (max: number): number =>
    Math.ceil(Math.min(max, (max * sharesMax) / Math.max(1, comparisons)));
  return {
    ...each,
    stepsMax: share(each.stepsMax),
    conditionStepsTotalMax: share(each.conditionStepsTotalMax),
    confirmationsMax: share(each.confirmationsMax),
    questionsMax: share(each.questionsMax),
  };
}
