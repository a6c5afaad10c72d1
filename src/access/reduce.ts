import { grouped } from "../text/grouped.ts";
import { ActionIndex } from "./action-index.ts";
import type { Automata } from "./automata.ts";
import { ConditionSearch } from "./condition-search.ts";
import type { Side } from "./difference-search.ts";
import { type Entry, entryOf, Inclusion, patternsOf } from "./inclusion.ts";
import type { Budget } from "./limits.ts";
import type { PreparedStatement } from "./prepare.ts";
import type { Condition, Values } from "./statement.ts";

/**
 * The side without what the other one plainly allows as well: of each Allow only the actions, and of
 * those only the resource patterns, for which some layer of `base` has no statement that includes
 * them. Most of what two versions of a policy say is the same; what is left is what the search
 * has to look at. It changes no answer, whatever the values of the symbols are.
 *
 * @throws LimitReached
 */
export function withoutPlainlyAllowed(
  head: Side,
  base: Side,
  automata: Automata,
  budget: Budget,
): Side {
  const [grants = [], ...others] = head.layers;
  const reduction = new Reduction(head, base, automata, budget);
  return {
    layers: [grants.flatMap((each) => reduction.left(each)), ...others],
    denies: head.denies,
  };
}

class Reduction {
  private readonly inclusion: Inclusion;
  private readonly layers: readonly Layer[];
  private readonly denies: Denies;

  constructor(head: Side, base: Side, automata: Automata, budget: Budget) {
    const conditions = new ConditionSearch(automata, budget);
    this.inclusion = new Inclusion(automata, budget, conditions, "any value");
    this.layers = base.layers.map((layer) => new Layer(layer));
    const own = new Set(head.denies.map(textOf));
    const entries = base.denies
      .filter((each) => !own.has(textOf(each)))
      .map((each) => entryOf(each, "baseDeny", 0));
    const index = new ActionIndex(entries.map(({ statement }) => statement.actions));
    this.denies = { entries, index };
  }

  /** What is left of an Allow of head: one statement for each list of resources that is. */
  left(statement: PreparedStatement): PreparedStatement[] {
    const isThere = ({ statements }: Layer): boolean => hasSame(statements, statement);
    if (this.denies.entries.length === 0 && this.layers.every(isThere)) return [];
    if (this.layers.some(({ isEmpty }) => isEmpty)) return [statement];
    const inner = entryOf(statement, "head", 0);
    const { actions, resources } = statement;
    const remainder = new Remainder(inner, this.layers, this.denies, this.inclusion);
    if (actions.negated) return remainder.of("*").length > 0 ? [statement] : [];
    const all = patternsOf(inner);
    const groups = new Map<string, { left: readonly string[]; actions: string[] }>();
    for (const within of actions.patterns) {
      const left = remainder.of(within);
      if (left.length === 0) continue;
      const key = left === all ? "" : left.join("\n");
      const group = groups.get(key);
      if (group) group.actions.push(within);
      else groups.set(key, { left, actions: [within] });
    }
    return [...groups.values()].map((group) => {
      if (group.left === all && group.actions.length === actions.patterns.length) {
        return statement;
      }
      return {
        ...statement,
        actions: { negated: false, patterns: group.actions },
        ...(resources &&
          !resources.negated && {
            resources: { negated: false, patterns: group.left },
          }),
      };
    });
  }
}

const nothing: readonly string[] = [];

/** Denies that only base has. */
interface Denies {
  readonly entries: readonly Entry[];
  readonly index: ActionIndex;
}

/** What base leaves open of one Allow of head, action by action. */
class Remainder {
  private readonly patterns: readonly string[];
  private readonly gaps: readonly Gap[];
  private readonly denies: Denies;
  private readonly inclusion: Inclusion;
  private readonly concernedDenies = new Map<number, boolean>();

  constructor(inner: Entry, layers: readonly Layer[], denies: Denies, inclusion: Inclusion) {
    this.patterns = patternsOf(inner);
    this.gaps = layers.map(({ read }) => new Gap(inner, read, inclusion));
    this.denies = denies;
    this.inclusion = inclusion;
  }

  /**
   * The resource patterns of the Allow in which base may not allow everything that `within` includes;
   * the very list of the Allow when it is all of them.
   */
  of(within: string): readonly string[] {
    if (this.isDenied(within)) return this.patterns;
    let left = nothing;
    for (const gap of this.gaps) {
      const open = gap.of(within);
      if (open === this.patterns) return open;
      if (left.length === 0) left = open;
      else if (open.length > 0) {
        const either = new Set([...left, ...open]);
        left = this.patterns.filter((pattern) => either.has(pattern));
      }
    }
    return left.length === this.patterns.length ? this.patterns : left;
  }

  /** Whether a Deny that only base has may take something of it away. */
  private isDenied(within: string): boolean {
    const { entries, index } = this.denies;
    if (entries.length === 0) return false;
    const isConcerned = (at: number): boolean => this.isConcerned(at);
    return index.open.some(isConcerned) || index.matching(within).some(isConcerned);
  }

  private isConcerned(at: number): boolean {
    let known = this.concernedDenies.get(at);
    if (known === undefined) {
      const deny = this.denies.entries[at];
      known =
        deny !== undefined &&
        this.patterns.some((pattern) => this.inclusion.matters(deny, pattern));
      this.concernedDenies.set(at, known);
    }
    return known;
  }
}

/** The same of one layer. */
class Gap {
  private readonly inner: Entry;
  private readonly patterns: readonly string[];
  private readonly layer: ReadLayer;
  private readonly inclusion: Inclusion;
  /** A few entries with the same resource: mostly one of them is what the Allow was before. */
  private readonly alike: readonly number[];
  /** By entry, the patterns in which it does not plainly apply wherever the Allow does. */
  private readonly uncovered = new Map<number, ReadonlySet<string>>();

  constructor(inner: Entry, layer: ReadLayer, inclusion: Inclusion) {
    this.inner = inner;
    this.patterns = patternsOf(inner);
    this.layer = layer;
    this.inclusion = inclusion;
    const { entries, byResource: positions } = layer;
    const same = entries.length > fewMax ? (positions.get(this.patterns[0] ?? "") ?? []) : [];
    this.alike = same
      .slice(0, alikeMax)
      .filter((at) => (entries[at]?.statement.actions.patterns.length ?? 0) <= fewMax);
  }

  of(within: string): readonly string[] {
    let open = this.patterns;
    for (const at of this.alike) {
      const entry = this.layer.entries[at];
      if (entry && this.inclusion.includesActions(entry, this.inner, within)) {
        open = this.without(open, at);
        if (open.length === 0) return open;
      }
    }
    for (const at of this.including(within)) {
      open = this.without(open, at);
      if (open.length === 0) return open;
    }
    return open;
  }

  private without(open: readonly string[], at: number): readonly string[] {
    const left = this.uncoveredBy(at);
    if (left.size === 0) return nothing;
    const still = open.filter((pattern) => left.has(pattern));
    return still.length === open.length ? open : still;
  }

  private uncoveredBy(at: number): ReadonlySet<string> {
    let found = this.uncovered.get(at);
    if (!found) {
      const outer = this.layer.entries[at];
      found = new Set(
        this.patterns.filter(
          (pattern) => !outer || !this.inclusion.covers(outer, this.inner, pattern),
        ),
      );
      this.uncovered.set(at, found);
    }
    return found;
  }

  /** Positions of the entries that plainly include every action of `within`. */
  private including(within: string): Iterable<number> {
    const { entries, index } = this.layer;
    const isNegated = this.inner.statement.actions.negated;
    if (!isNegated && !/[*?]/.test(within)) return index.matching(within);
    const found = new Set(index.covering(isNegated ? "*" : within));
    for (const [at, entry] of entries.entries()) {
      if (!entry.statement.actions.negated) continue;
      const isIncluded = isNegated
        ? this.inclusion.coversActions(entry, this.inner)
        : this.inclusion.includesActions(entry, this.inner, within);
      if (isIncluded) found.add(at);
    }
    return found;
  }
}

/** One layer of base. */
class Layer {
  readonly isEmpty: boolean;
  readonly statements: ReadonlyMap<string, readonly PreparedStatement[]>;
  private readonly list: readonly PreparedStatement[];
  private known: ReadLayer | undefined;

  constructor(list: readonly PreparedStatement[]) {
    this.list = list;
    this.isEmpty = list.length === 0;
    this.statements = grouped(list, actionsKey);
  }

  /** Made when it is first needed: mostly the very same statements stand on both sides. */
  get read(): ReadLayer {
    if (!this.known) {
      const entries = this.list.map((each) => entryOf(each, "baseLayer", 0));
      const index = new ActionIndex(this.list.map(({ actions }) => actions));
      this.known = { entries, index, byResource: byResource(entries) };
    }
    return this.known;
  }
}

interface ReadLayer {
  readonly entries: readonly Entry[];
  readonly index: ActionIndex;
  /** Positions by each of their patterns. */
  readonly byResource: ReadonlyMap<string, readonly number[]>;
}

/** Costs little and is the same for the same statements. */
function actionsKey({ actions: { patterns } }: PreparedStatement): string {
  return `${patterns.length} ${patterns[0]} ${patterns.at(-1)}`;
}

/** Whether the very same statement is among them: by far the most common case. */
function hasSame(
  statements: ReadonlyMap<string, readonly PreparedStatement[]>,
  statement: PreparedStatement,
): boolean {
  const alike = (statements.get(actionsKey(statement)) ?? []).slice(0, alikeMax);
  return alike.some((each) => each === statement || isSame(each, statement));
}

function isSame(first: PreparedStatement, second: PreparedStatement): boolean {
  return (
    isSameElement(first.actions, second.actions) &&
    isSameElement(first.resources, second.resources) &&
    isSameList(first.conditions, second.conditions, isSameCondition) &&
    JSON.stringify(first.principals) === JSON.stringify(second.principals)
  );
}

function isSameElement(first: Values | undefined, second: Values | undefined): boolean {
  if (!first || !second) return first === second;
  return first.negated === second.negated && isSameList(first.patterns, second.patterns);
}

function isSameCondition(first: Condition, second: Condition): boolean {
  return (
    first.operatorText === second.operatorText &&
    first.keyText === second.keyText &&
    isSameList(first.values, second.values)
  );
}

function isSameList<T>(
  first: readonly T[],
  second: readonly T[],
  isSameItem: (item: T, other: T) => boolean = Object.is,
): boolean {
  return (
    first.length === second.length && first.every((item, at) => isSameItem(item, second[at] as T))
  );
}

/** Entries with the same resource that are looked at before all others. */
const alikeMax = 4;
/** Among so few entries, and in lists of more actions, the index is the shorter way. */
const fewMax = 20;

function byResource(entries: readonly Entry[]): ReadonlyMap<string, readonly number[]> {
  const positions = new Map<string, number[]>();
  for (const [at, entry] of entries.entries()) {
    for (const pattern of patternsOf(entry)) {
      const same = positions.get(pattern);
      if (same) same.push(at);
      else positions.set(pattern, [at]);
    }
  }
  return positions;
}

/** Statements with the same text deny the same. */
function textOf({ actions, resources, principals, conditions }: PreparedStatement): string {
  return JSON.stringify([actions, resources, principals, conditions]);
}
