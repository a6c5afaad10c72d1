import { ActionIndex } from "./action-index.ts";
import type { Automata } from "./automata.ts";
import { ConditionSearch } from "./condition-search.ts";
import type { Side } from "./difference-search.ts";
import { type Entry, entryOf, Inclusion, patternsOf } from "./inclusion.ts";
import type { Budget } from "./limits.ts";
import type { PreparedStatement } from "./prepare.ts";

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
    this.layers = base.layers.map((layer) => ({
      entries: layer.map((each) => entryOf(each, "baseLayer", 0)),
      index: new ActionIndex(layer.map(({ actions }) => actions)),
    }));
    const own = new Set(head.denies.map(textOf));
    this.denies = base.denies
      .filter((each) => !own.has(textOf(each)))
      .map((each) => entryOf(each, "baseDeny", 0));
    this.denied = new ActionIndex(this.denies.map(({ statement }) => statement.actions));
  }

  /** What is left of an Allow of head: one statement for each list of resources that is. */
  left(statement: PreparedStatement): PreparedStatement[] {
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
      for (const [layer, { entries, index }] of this.layers.entries()) {
        let open = patterns;
        for (const at of this.including(entries, index, inner, within)) {
          const still = new Set(uncovered[layer]?.(at));
          open = open.filter((pattern) => still.has(pattern));
          if (open.length === 0) break;
        }
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

  /** Positions of the entries that plainly include every action of `within`. */
  private including(
    entries: readonly Entry[],
    index: ActionIndex,
    inner: Entry,
    within: string,
  ): Iterable<number> {
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
}

/** Statements with the same text deny the same. */
function textOf({ actions, resources, principals, conditions }: PreparedStatement): string {
  return JSON.stringify([actions, resources, principals, conditions]);
}
