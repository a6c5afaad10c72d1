import { accessDifference, type SubjectDifference } from "../access/access-difference.ts";
import type { Undecided } from "../access/compare-access.ts";
import { accessLevels } from "../access/describe-actions.ts";
import type { GrantLine } from "../access/grant-lines.ts";
import type { DocumentSource } from "../access/principals.ts";
import { principalText } from "../access/request.ts";
import type { Witness } from "../access/witness.ts";
import type { Guard, Inventory } from "../policy/inventory.ts";
import type { RuleParameters } from "../rules/rule-context.ts";
import { newExposure } from "./access-exposure.ts";
import type { Places } from "./places.ts";
import type {
  AccessEntry,
  AccessLine,
  AccessStatementPlace,
  AccessWitness,
  ReviewAccess,
  ReviewNotJudged,
  UndecidedAccess,
} from "./review.ts";

/** A side as far as its access matters. */
export interface AccessSide {
  readonly result: Inventory;
  readonly places: Places;
}

/**
 * The access difference of a change, with lines and columns.
 *
 * @param notJudged what could not be judged at head; it may grant anything.
 */
export function reviewAccess(
  base: AccessSide,
  head: AccessSide,
  notJudged: readonly ReviewNotJudged[],
  parameters: RuleParameters,
): ReviewAccess {
  const { entries, notCompared: tooMany } = accessDifference(base.result, head.result);
  const notCompared = [...tooMany, ...changedGuards(base.result, head.result)];
  const shown = entries
    .map((entry) => ({
      ...accessEntry(entry, base.places, head.places),
      exposure: newExposure(entry, base.result, head.result, parameters) ?? null,
    }))
    .sort(byWeight);
  // Of a file with an error in it nobody knows whether all of it was read.
  const broken = (head.result.unread ?? []).length - (base.result.unread ?? []).length;
  const isWhole = notJudged.length === 0 && broken <= 0;
  return { entries: shown, newAccess: newAccess(shown, notCompared, isWhole), notCompared };
}

/**
 * Guards of base that head does not have as they were: what they keep closed is not compared. New ones
 * open nothing.
 */
function changedGuards(base: Inventory, head: Inventory): string[] {
  const kept = new Set((head.guards ?? []).map(contentOfGuard));
  return (base.guards ?? [])
    .filter((guard) => !kept.has(contentOfGuard(guard)))
    .map(({ address }) => address);
}

function contentOfGuard({ type, owner, settings, when = [] }: Guard): string {
  const conditions = when.map(({ condition, holds }) => [condition.reference, holds]);
  return JSON.stringify([type, owner, Object.entries(settings).sort(), conditions]);
}

function newAccess(
  entries: readonly AccessEntry[],
  notCompared: readonly string[],
  isWhole: boolean,
): ReviewAccess["newAccess"] {
  if (entries.some(hasNewAccess)) return "some";
  const isOpen = entries.some(
    ({ undecided, opaque }) =>
      opaque.granted.length > 0 || undecided.some(({ direction }) => direction === "granted"),
  );
  if (isOpen || notCompared.length > 0) return "undecided";
  return isWhole ? "none" : "none judged";
}

/** Whether something is newly allowed that AWS could ever be asked for. */
function hasNewAccess({ granted }: AccessEntry): boolean {
  return granted.some(({ practical }) => practical);
}

/** New access first, then what could not be decided, what is gone, and mere renames. */
function byWeight(a: AccessEntry, b: AccessEntry): number {
  return weight(a) - weight(b) || power(a) - power(b);
}

/** The most powerful access level of what is new: the lower, the more powerful. */
function power({ granted }: AccessEntry): number {
  const levels = granted.flatMap((line) => (line.practical ? line.accessLevels : []));
  const found = accessLevels.findIndex((level) => levels.includes(level));
  return found < 0 ? accessLevels.length : found;
}

function weight(entry: AccessEntry): number {
  if (hasNewAccess(entry)) return 0;
  if (entry.opaque.granted.length > 0) return 1;
  if (entry.undecided.some(({ direction }) => direction === "granted")) return 2;
  if (entry.granted.length + entry.removed.length + entry.undecided.length > 0) return 3;
  return entry.opaque.removed.length > 0 ? 3 : 4;
}

function accessEntry(
  difference: SubjectDifference,
  base: Places,
  head: Places,
): Omit<AccessEntry, "exposure"> {
  const { address, kind, type, state, renamedFrom, opaque, unknownBoundary, sides } = difference;
  const { unknownBefore } = difference;
  const statementsOf = (direction: "granted" | "removed", from: readonly DocumentSource[]) =>
    new Statements(from, sides[direction], sides[direction] === "base" ? base : head);
  const granted = statementsOf("granted", difference.grantedFrom);
  const removed = statementsOf("removed", difference.removedFrom);
  return {
    principal: address,
    type: type ?? null,
    kind,
    state,
    renamedFrom: renamedFrom ?? null,
    granted: difference.granted.lines.map((line) => accessLine(line, granted)),
    removed: difference.removed.lines.map((line) => accessLine(line, removed)),
    undecided: [
      ...difference.granted.undecided.map((each) => undecidedAccess(each, "granted", granted)),
      ...difference.removed.undecided.map((each) => undecidedAccess(each, "removed", removed)),
    ],
    opaque,
    unknownBoundary: unknownBoundary ?? null,
    ...(unknownBefore !== undefined && { unknownBefore }),
  };
}

function accessLine(line: GrantLine, statements: Statements): AccessLine {
  return {
    actions: line.actions,
    actionsExcept: line.actionsExcept,
    resources: line.resources,
    resourcesExcept: line.resourcesExcept,
    principals: line.principals,
    conditions: line.conditions,
    accessLevels: line.accessLevels,
    practical: line.practical,
    statement: statements.place(line.policy, line.statementIndex),
    witness: accessWitness(line.witness),
  };
}

function accessWitness({ request, assumptions }: Witness): AccessWitness {
  // What was assumed travels in the context too, under keys that no policy can name.
  const context = [...request.context].filter(([key]) => !key.startsWith("\u0000"));
  return {
    principal: request.principal ? principalText(request.principal) : null,
    action: request.action,
    resource: request.resource,
    context: Object.fromEntries(context),
    assumptions: Object.fromEntries(assumptions),
  };
}

function undecidedAccess(
  { reason, policy, statementIndex }: Undecided,
  direction: UndecidedAccess["direction"],
  statements: Statements,
): UndecidedAccess {
  const known = policy !== undefined && statementIndex !== undefined;
  return { direction, reason, statement: known ? statements.place(policy, statementIndex) : null };
}

/** Where the statements of one side stand. */
class Statements {
  private readonly sources: readonly DocumentSource[];
  private readonly side: "base" | "head";
  private readonly places: Places;

  constructor(sources: readonly DocumentSource[], side: "base" | "head", places: Places) {
    this.sources = sources;
    this.side = side;
    this.places = places;
  }

  place(policy: number, statementIndex: number): AccessStatementPlace | null {
    const source = this.sources[policy];
    if (!source) return null;
    const { side } = this;
    if ("managed" in source) return { side, policy: source.managed.name, file: null, line: null };
    const { address, document } = source.policy;
    const statement = document.statements.find(({ index }) => index === statementIndex);
    const { file, start } = this.places.place((statement ?? document).range);
    return { side, policy: address, file, line: start.line };
  }
}
