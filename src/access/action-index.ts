import { fillWildcards, matchesCodes, readPattern } from "./pattern-text.ts";
import type { Values } from "./statement.ts";
import { hasSymbol } from "./symbols.ts";

/**
 * Finds which of many action elements include an action, without looking at those of other
 * services: a role is asked hundreds of questions, and most have nothing to do with it.
 */
export class ActionIndex {
  private readonly elements: readonly Values[];
  /** The patterns of all elements but the long ones. */
  private readonly shortOnes = new PatternTable();
  /** Each with its own table: a policy that AWS manages is in a hundred sets, and is read once. */
  private readonly longOnes: { readonly at: number; readonly table: PatternTable }[] = [];
  private readonly negated: readonly number[];
  /** Positions of the elements with a part that is not known: they may include any action. */
  readonly open: readonly number[];

  constructor(elements: readonly Values[]) {
    this.elements = elements;
    this.negated = elements.flatMap((element, at) => (element.negated ? [at] : []));
    const open: number[] = [];
    for (const [at, element] of elements.entries()) {
      const { patterns } = element;
      if (patterns.length > shortMax) {
        const table = ownTable(element);
        this.longOnes.push({ at, table });
        if (table.hasSymbols) open.push(at);
        continue;
      }
      for (const pattern of patterns) this.shortOnes.add(pattern, at);
      if (patterns.some(hasSymbol)) open.push(at);
    }
    this.open = open;
  }

  /**
   * Positions of the elements that include the action, or for a pattern at least all those that
   * include an action of it. A part that is not known counts as a fresh value; see `open`.
   *
   * @param asked an action or a pattern of actions, in lower case.
   */
  matching(asked: string): ReadonlySet<number> {
    const first = asked.search(/[*?]/);
    return first < 0 ? this.including(asked) : this.meeting(asked, first);
  }

  /**
   * Positions of the elements that plainly include every action of a pattern: by the same pattern, or
   * by one that has no `?` and takes the pattern as a text. Those with `NotAction` are not among them.
   */
  covering(within: string): ReadonlySet<number> {
    const filled = fillWildcards(within);
    const found = this.found((table) => table.covering(within, filled));
    for (const at of this.negated) found.delete(at);
    return found;
  }

  private including(action: string): ReadonlySet<number> {
    const listed = this.found((table) => table.matching(action));
    if (this.negated.length === 0) return listed;
    const result = new Set<number>();
    for (const at of listed) if (!this.elements[at]?.negated) result.add(at);
    for (const at of this.negated) if (!listed.has(at)) result.add(at);
    return result;
  }

  private found(search: (table: PatternTable) => Set<number>): Set<number> {
    const found = search(this.shortOnes);
    for (const { at, table } of this.longOnes) if (search(table).size > 0) found.add(at);
    return found;
  }

  private meeting(asked: string, firstWildcard: number): ReadonlySet<number> {
    const start = asked.slice(0, firstWildcard);
    const codes = readPattern(asked, { wildcards: true }) ?? [];
    const result = new Set(this.negated);
    for (const [at, { negated, patterns }] of this.elements.entries()) {
      if (negated) continue;
      const meets = patterns.some((pattern) => {
        const own = pattern.search(/[*?]/);
        if (own < 0) return pattern.startsWith(start) && matchesCodes(codes, pattern);
        return own < start.length
          ? start.startsWith(pattern.slice(0, own))
          : pattern.startsWith(start);
      });
      if (meets) result.add(at);
    }
    return result;
  }
}

/** Patterns of an element that is read for each set anew. */
const shortMax = 20;

/** The table of one element alone; its position there is 0. */
function ownTable(element: Values): PatternTable {
  let table = ownTables.get(element);
  if (!table) {
    table = new PatternTable();
    for (const pattern of element.patterns) table.add(pattern, 0);
    ownTables.set(element, table);
  }
  return table;
}

const ownTables = new WeakMap<Values, PatternTable>();

/** Patterns of actions, with the positions of the elements that have them. */
class PatternTable {
  /** By the text of the pattern. */
  private readonly texts = new Map<string, Set<number>>();
  private readonly globs = new Map<string, Glob[]>();
  /** Patterns whose service is not one name. */
  private readonly anywhere: Glob[] = [];
  hasSymbols = false;

  add(pattern: string, at: number): void {
    this.hasSymbols ||= hasSymbol(pattern);
    const same = this.texts.get(pattern);
    if (same) same.add(at);
    else this.texts.set(pattern, new Set([at]));
    if (!/[*?]/.test(pattern)) return;
    const codes = readPattern(pattern, { wildcards: true }) ?? [];
    const glob: Glob = { at, codes, hasOne: pattern.includes("?") };
    const service = pattern.slice(0, Math.max(0, pattern.indexOf(":")));
    if (service === "" || /[*?]/.test(service)) {
      this.anywhere.push(glob);
      return;
    }
    const known = this.globs.get(service);
    if (known) known.push(glob);
    else this.globs.set(service, [glob]);
  }

  matching(action: string): Set<number> {
    const found = new Set(this.texts.get(action));
    for (const list of this.globsFor(action)) {
      for (const { at, codes } of list) {
        if (!found.has(at) && matchesCodes(codes, action)) found.add(at);
      }
    }
    return found;
  }

  /** @param filled the pattern with its wildcards filled in. */
  covering(within: string, filled: string): Set<number> {
    const found = new Set(this.texts.get(within));
    for (const list of this.globsFor(within)) {
      for (const { at, codes, hasOne } of list) {
        if (!found.has(at) && !hasOne && matchesCodes(codes, filled)) found.add(at);
      }
    }
    return found;
  }

  private globsFor(text: string): readonly (readonly Glob[])[] {
    const service = text.slice(0, Math.max(0, text.indexOf(":")));
    return [this.globs.get(service) ?? [], this.anywhere];
  }
}

interface Glob {
  readonly at: number;
  readonly codes: readonly number[];
  /** Whether it has a `?`. */
  readonly hasOne: boolean;
}
