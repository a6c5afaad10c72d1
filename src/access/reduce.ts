import { ActionIndex } from "./action-index.ts";
import type { Automata } from "./automata.ts";
import { ConditionSearch } from "./condition-search.ts";
import type { Side } from "./difference-search.ts";
import { type Entry, entryOf, Inclusion, patternsOf } from "./inclusion.ts";
import type { Budget } from "./limits.ts";
import type { PreparedStatement } from "./prepare.ts";
import type { Values } from "./statement.ts";

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
  private readonly denies: readonly Entry[];
  private readonly denied: ActionIndex;

  constructor(head: Side, base: Side, automata: Automata, budget: Budget) {
    const conditions = new ConditionSearch(automata, budget);
    this.inclusion = new Inclusion(automata, budget, conditions, "any value");
    this.layers = base.layers.map((layer) => {
      const entries = layer.map((each) => entryOf(each, "baseLayer", 0));
      return {
        entries,
        index: new ActionIndex(layer.map(({ actions }) => actions)),
        byResource: byResource(entries),
        statements: byActions(layer),
      };
    });
    const own = new Set(head.denies.map(textOf));
    this.denies = base.denies
      .filter((each) => !own.has(textOf(each)))
      .map((each) => entryOf(each, "baseDeny", 0));
    this.denied = new ActionIndex(this.denies.map(({ statement }) => statement.actions));
  }

  /** What is left of an Allow of head: one statement for each list of resources that is. */
  left(statement: PreparedStatement): PreparedStatement[] {
    const isThere = ({ statements }: Layer): boolean => hasSame(statements, statement);
    if (this.denies.length === 0 && this.layers.every(isThere)) return [];
    if (this.layers.some(({ entries }) => entries.length === 0)) return [statement];
    const inner = entryOf(statement, "head", 0);
    const patterns = patternsOf(inner);
    const { actions, resources } = statement;
    const uncovered = this.layers.map(({ entries }) => {
      const known = new Map<number, readonly string[]>();
      /** Of the patterns, those in which the entry does not plainly apply wherever the Allow does. */
      return (at: number): readonly string[] => {
        let found = known.get(at);
        const outer = entries[at];
        if (!found && outer) {
          found = patterns.filter((each) => !this.inclusion.covers(outer, inner, each));
          known.set(at, found);
        }
        return found ?? patterns;
      };
    });
    const leftOf = (within: string): readonly string[] => {
      if (this.isDenied(inner, within)) return patterns;
      const left = new Set<string>();
      for (const [number, layer] of this.layers.entries()) {
        let open = patterns;
        const take = (positions: Iterable<number>): void => {
          for (const at of positions) {
            if (open.length === 0) return;
            const still = uncovered[number]?.(at) ?? patterns;
            if (still.length === patterns.length) continue;
            const uncoveredHere = new Set(still);
            open = open.filter((pattern) => uncoveredHere.has(pattern));
          }
        };
        take(this.alike(layer, inner, within));
        if (open.length > 0) take(this.including(layer, inner, within));
        for (const pattern of open) left.add(pattern);
      }
      return left.size === patterns.length ? patterns : patterns.filter((each) => left.has(each));
    };

    if (actions.negated) return leftOf("*").length > 0 ? [statement] : [];
    const groups = new Map<string, { left: readonly string[]; actions: string[] }>();
    for (const within of actions.patterns) {
      const left = leftOf(within);
      if (left.length === 0) continue;
      const key = left === patterns ? "" : left.join("\n");
      const group = groups.get(key);
      if (group) group.actions.push(within);
      else groups.set(key, { left, actions: [within] });
    }
    return [...groups.values()].map((group) => {
      if (group.left === patterns && group.actions.length === actions.patterns.length) {
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

  /** Of those, a few with the same resource: mostly one of them is what the statement was before. */
  private *alike(
    { entries, byResource: positions }: Layer,
    inner: Entry,
    within: string,
  ): Iterable<number> {
    if (entries.length <= fewMax) return;
    const [pattern = ""] = patternsOf(inner);
    for (const at of (positions.get(pattern) ?? []).slice(0, alikeMax)) {
      const entry = entries[at];
      if (!entry || entry.statement.actions.patterns.length > fewMax) continue;
      if (this.inclusion.includesActions(entry, inner, within)) yield at;
    }
  }

  /** Positions of the entries that plainly include every action of `within`. */
  private including({ entries, index }: Layer, inner: Entry, within: string): Iterable<number> {
    const isNegated = inner.statement.actions.negated;
    if (!isNegated && !/[*?]/.test(within)) return index.matching(within);
    const found = new Set(index.covering(isNegated ? "*" : within));
    for (const [at, entry] of entries.entries()) {
      if (!entry.statement.actions.negated) continue;
      const isIncluded = isNegated
        ? this.inclusion.coversActions(entry, inner)
        : this.inclusion.includesActions(entry, inner, within);
      if (isIncluded) found.add(at);
    }
    return found;
  }

  /** Whether a Deny that only base has may take something of it away. */
  private isDenied(inner: Entry, within: string): boolean {
    const concerned = [...this.denied.open, ...this.denied.matching(within)];
    return concerned.some((at) => {
      const deny = this.denies[at];
      return deny && patternsOf(inner).some((pattern) => this.inclusion.matters(deny, pattern));
    });
  }
}

interface Layer {
  readonly entries: readonly Entry[];
  readonly index: ActionIndex;
  /** Positions by each of their patterns. */
  readonly byResource: ReadonlyMap<string, readonly number[]>;
  readonly statements: ReadonlyMap<string, readonly PreparedStatement[]>;
}

/** By something that costs little and is the same for the same statements. */
function byActions(
  statements: readonly PreparedStatement[],
): ReadonlyMap<string, readonly PreparedStatement[]> {
  const found = new Map<string, PreparedStatement[]>();
  for (const statement of statements) {
    const key = actionsKey(statement);
    const same = found.get(key);
    if (same) same.push(statement);
    else found.set(key, [statement]);
  }
  return found;
}

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
  const rest = ({ principals, conditions }: PreparedStatement): string =>
    principals || conditions.length > 0 ? JSON.stringify([principals, conditions]) : "";
  return (
    isSameList(first.actions, second.actions) &&
    isSameList(first.resources, second.resources) &&
    rest(first) === rest(second)
  );
}

function isSameList(first: Values | undefined, second: Values | undefined): boolean {
  if (!first || !second) return first === second;
  const { patterns, negated } = second;
  return (
    first.negated === negated &&
    first.patterns.length === patterns.length &&
    first.patterns.every((text, at) => text === patterns[at])
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
