import type { Inventory } from "../policy/inventory.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { StatementNumbers } from "./canonical-statement.ts";
import { compareParts, isEmpty, type PartDifference } from "./compare-parts.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { type Pair, pairSubjects } from "./pair-subjects.ts";
import type { PolicySet } from "./policy-set.ts";
import type { DocumentSource } from "./principals.ts";
import {
  type Part,
  policySubjects,
  type Subject,
  type SubjectKind,
  subjectsOf,
} from "./subjects.ts";
import { Unseen } from "./unseen.ts";

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
  /**
   * Comparisons by meaning. What differs in the same way is compared once, so that a policy that a
   * thousand roles hold is one of them.
   */
  readonly comparisonsMax: number;
  /** Principals, resources and limits whose difference is told. */
  readonly entriesMax: number;
  /** All of them together spend this many times what one may spend. */
  readonly sharesMax: number;
  /** Of one comparison. */
  readonly each: Limits;
}

const defaultDifferenceLimits: DifferenceLimits = {
  comparisonsMax: 500,
  entriesMax: 5_000,
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
  const unseen = base && { atHead: new Unseen(base, head), atBase: new Unseen(head, base) };
  return compareAll(candidatesIn(base, head), limits, unseen);
}

/**
 * The difference as far as it is about what `within` allows, a document without principals: what
 * principals can newly do of it, and others with resources.
 */
export function differenceWithin(
  base: Inventory,
  head: Inventory,
  within: PolicyDocument,
  limits: DifferenceLimits = defaultDifferenceLimits,
): AccessDifference {
  const limited = (part: Part | undefined): Part | undefined =>
    part && { ...part, set: { ...part.set, limits: [...(part.set.limits ?? []), [within]] } };
  const candidates = candidatesIn(base, head)
    .filter(({ kind }) => kind === "identity" || kind === "resource")
    .map((each) => ({ ...each, base: limited(each.base), head: limited(each.head) }));
  return compareAll(candidates, limits);
}

function compareAll(
  candidates: readonly Candidate[],
  limits: DifferenceLimits,
  unseen?: UnseenSides,
): AccessDifference {
  const keys = new Set<string>();
  const compared: Candidate[] = [];
  const left: Candidate[] = [];
  for (const candidate of candidates) {
    const fits = keys.has(candidate.key) || keys.size < limits.comparisonsMax;
    if (!fits || compared.length >= limits.entriesMax) {
      left.push(candidate);
      continue;
    }
    keys.add(candidate.key);
    compared.push(candidate);
  }
  const share = shareOf(limits, keys.size);
  const known = new Map<string, PartDifference>();
  const entries = compared.flatMap((candidate): SubjectDifference[] => {
    const { kind, base: before, head: after, key } = candidate;
    const found = known.get(key) ?? compareParts(kind, before, after, share);
    known.set(key, found);
    const entry = entryOf(candidate, found);
    if (!unseen) return entry;
    return entry.map((each) =>
      withUnseen(withUnseenBefore(each, candidate, unseen), candidate, unseen),
    );
  });
  return {
    entries: entries.sort(byAddress),
    notCompared: left.map(({ pair }) => addressOf(pair)),
  };
}

function candidatesIn(base: Inventory | undefined, head: Inventory): Candidate[] {
  const numbers = new StatementNumbers();
  return pairsOf(base, head, numbers).flatMap((pair) => candidatesOf(pair, numbers));
}

function pairsOf(
  base: Inventory | undefined,
  head: Inventory,
  numbers: StatementNumbers,
): readonly Pair[] {
  const atHead = subjectsOf(head, numbers);
  if (!base) return pairSubjects([], atHead);
  const atBase = subjectsOf(base, numbers);
  return pairSubjects(
    [...atBase, ...counterparts(atHead, atBase, base, numbers)],
    [...atHead, ...counterparts(atBase, atHead, head, numbers)],
  );
}

/**
 * A policy stays the same one when somebody in the repository gets it or loses it: what stands alone on
 * one side is compared with the policy of the other.
 */
function counterparts(
  subjects: readonly Subject[],
  others: readonly Subject[],
  inventory: Inventory,
  numbers: StatementNumbers,
): Subject[] {
  const isPolicy = ({ group }: Subject): boolean => group === "policy";
  const there = new Set(others.filter(isPolicy).map(({ address }) => address));
  const lacking = subjects.filter((each) => isPolicy(each) && !there.has(each.address));
  if (lacking.length === 0) return [];
  const policies = policySubjects(inventory, numbers);
  return lacking.flatMap(({ address }) => policies.get(address) ?? []);
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

function candidatesOf(pair: Pair, numbers: StatementNumbers): Candidate[] {
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
    const parts = [before, after].map((part) => part && [part.content, orderOf(part.set, numbers)]);
    return [{ pair, kind, base: before, head: after, key: JSON.stringify([kind, parts]) }];
  });
}

/** Nobody has more or less by a limit that is new together with what it limits, or gone with it. */
function limitsAlone(kind: SubjectKind, { base, head }: Pair): boolean {
  return (kind === "boundary" || kind === "session" || kind === "vpc-endpoint") && (!base || !head);
}

/** By order, so that positions mean the same: `policy` and `statementIndex` in the lines. */
function orderOf({ grants, limits = [] }: PolicySet, numbers: StatementNumbers): unknown {
  const indexed = (document: PolicyDocument): unknown => [
    document.statements.map(({ index }) => index),
    numbers.of(document),
  ];
  return [grants.map(indexed), limits.map((layer) => layer.map(indexed))];
}

/** One that is known by its name is only named where it may be in another account now. */
function isRename(pair: Pair, kind: SubjectKind): boolean {
  if (kind !== "identity" || pair.base?.group !== "principal" || !pair.head) return false;
  return pair.by === "content" || isElsewhere(pair, kind);
}

function isElsewhere({ base, head, by }: Pair, kind: SubjectKind): boolean {
  if (by === undefined || !base || !head || base.group === "policy") return false;
  return (kind === "identity" || kind === "resource") && base.directory !== head.directory;
}

function entryOf(candidate: Candidate, found: PartDifference): SubjectDifference[] {
  const { pair, kind } = candidate;
  if (isEmpty(found) && !isRename(pair, kind)) return [];
  const { grantedFrom, removedFrom, ...difference } = found;
  const type = (pair.head ?? pair.base)?.type;
  const renamedFrom = pair.by === undefined ? undefined : pair.base?.address;
  const { granted } = found;
  const undecided = isElsewhere(pair, kind) ? [...granted.undecided, movedAway] : granted.undecided;
  return [
    {
      address: addressOf(pair),
      kind,
      ...(type !== undefined && { type }),
      state: stateOf(candidate),
      ...(renamedFrom !== undefined && { renamedFrom }),
      ...difference,
      granted: { ...granted, undecided },
      sides: { granted: grantedFrom, removed: removedFrom },
      grantedFrom: candidate[grantedFrom]?.sources ?? [],
      removedFrom: candidate[removedFrom]?.sources ?? [],
    },
  ];
}

/** What base has and head does not show, and the reverse. */
interface UnseenSides {
  readonly atHead: Unseen;
  readonly atBase: Unseen;
}

function unseenReasons(
  part: Part | undefined,
  address = "",
  hasCounterpart: boolean,
  unseen: Unseen,
): string[] {
  const policies = (part?.sources ?? []).flatMap((each) => ("policy" in each ? each.policy : []));
  const files = policies.flatMap(({ range, document }) => [range.file, document.range.file]);
  const reasons = [
    ...(hasCounterpart ? [] : [unseen.reasonFor(address, files)]),
    ...policies.map((policy) => unseen.reasonForPolicy(policy, address)),
  ];
  return [...new Set(reasons.flatMap((reason) => reason ?? []))];
}

/** Where base could not be judged, what is new may have been there. */
function withUnseenBefore(
  entry: SubjectDifference,
  { pair, head }: Candidate,
  { atBase }: UnseenSides,
): SubjectDifference {
  if (entry.granted.lines.length === 0) return entry;
  const [reason] = unseenReasons(head, pair.head?.address, pair.base !== undefined, atBase);
  return reason === undefined ? entry : { ...entry, unknownBefore: reason };
}

/**
 * Where a policy of base is there no longer to be judged, it may allow and deny anything: what it said is
 * not gone, and what is new besides is not known.
 */
function withUnseen(
  entry: SubjectDifference,
  { pair, kind, base }: Candidate,
  { atHead }: UnseenSides,
): SubjectDifference {
  const own = unseenReasons(base, pair.base?.address, pair.head !== undefined, atHead);
  const isLess = entry.removed.lines.length > 0 && kind !== "trust";
  const other = isLess && pair.head ? atHead.reasonForHolder(pair.head.address) : undefined;
  const reasons = own.length === 0 && other !== undefined ? [other] : own;
  const open = reasons.map((reason) => ({ reason }));
  if (open.length === 0) return entry;
  const { granted, removed } = entry;
  const allows = kind === "identity" || kind === "trust" || kind === "resource";
  const isLimit = !allows && kind !== "deny";
  return {
    ...entry,
    state: entry.state === "gone" ? "changed" : entry.state,
    granted: {
      lines: allows ? granted.lines : [],
      undecided: [...granted.undecided, ...open],
    },
    removed: {
      lines: allows || isLimit ? [] : removed.lines,
      undecided: [...removed.undecided, ...open],
    },
  };
}

const movedAway = {
  reason: "it moved to another directory, and nothing here tells whether that is another account",
};

function stateOf({ pair }: Candidate): SubjectDifference["state"] {
  if ((pair.head ?? pair.base)?.isElsewhere) return "changed";
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
