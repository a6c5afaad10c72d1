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
  matching(asked: string): readonly number[] {
    const first = asked.search(/[*?]/);
    return first < 0 ? this.including(asked) : this.meeting(asked, first);
  }

  /**
   * Positions of the elements that plainly include every action of a pattern: by the same pattern, or
   * by one that has no `?` and takes the pattern as a text. Those with `NotAction` are not among them.
   */
  covering(within: string): ReadonlySet<number> {
    const filled = fillWildcards(within);
    const found = this.shortOnes.covering(within, filled);
    for (const { at, table } of this.longOnes) if (table.covers(within, filled)) found.add(at);
    for (const at of this.negated) found.delete(at);
    return found;
  }

  private including(action: string): readonly number[] {
    const listed = this.listing(action);
    if (this.negated.length === 0) return listed;
    const isListed = new Set(listed);
    return [
      ...listed.filter((at) => !this.elements[at]?.negated),
      ...this.negated.filter((at) => !isListed.has(at)),
    ];
  }

  private listing(action: string): readonly number[] {
    const short = this.shortOnes.matching(action);
    const long = this.longOnes.filter(({ table }) => table.includes(action));
    return long.length === 0 ? short : [...short, ...long.map(({ at }) => at)];
  }

  private meeting(asked: string, firstWildcard: number): readonly number[] {
    const start = asked.slice(0, firstWildcard);
    const codes = readPattern(asked, { wildcards: true }) ?? [];
    const result = [...this.negated];
    for (const [at, { negated, patterns }] of this.elements.entries()) {
      if (negated) continue;
      const meets = patterns.some((pattern) => {
        const own = pattern.search(/[*?]/);
        if (own < 0) return pattern.startsWith(start) && matchesCodes(codes, pattern);
        return own < start.length
          ? start.startsWith(pattern.slice(0, own))
          : pattern.startsWith(start);
      });
      if (meets) result.push(at);
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
  private readonly texts = new Map<string, number[]>();
  private readonly globs = new Map<string, Glob[]>();
  /** Patterns whose service is not one name. */
  private readonly anywhere: Glob[] = [];
  hasSymbols = false;

  add(pattern: string, at: number): void {
    this.hasSymbols ||= hasSymbol(pattern);
    const same = this.texts.get(pattern);
    if (same) same.push(at);
    else this.texts.set(pattern, [at]);
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

  /** Positions of the elements that include the action, each once. */
  matching(action: string): readonly number[] {
    const listed = this.texts.get(action) ?? none;
    const globs = this.globsOf(action);
    if (globs.length === 0 && this.anywhere.length === 0) return listed;
    const found = new Set(listed);
    for (const list of [globs, this.anywhere]) {
      for (const { at, codes } of list) {
        if (!found.has(at) && matchesCodes(codes, action)) found.add(at);
      }
    }
    return [...found];
  }

  /** Whether any of the patterns matches the action. */
  includes(action: string): boolean {
    return this.texts.has(action) || this.matching(action).length > 0;
  }

  /** @param filled the pattern with its wildcards filled in. */
  covering(within: string, filled: string): Set<number> {
    const found = new Set(this.texts.get(within));
    for (const list of [this.globsOf(within), this.anywhere]) {
      for (const glob of list) if (!found.has(glob.at) && covers(glob, filled)) found.add(glob.at);
    }
    return found;
  }

  /** Whether any of the patterns covers the pattern. */
  covers(within: string, filled: string): boolean {
    return this.texts.has(within) || this.covering(within, filled).size > 0;
  }

  private globsOf(text: string): readonly Glob[] {
    if (this.globs.size === 0) return none;
    return this.globs.get(text.slice(0, Math.max(0, text.indexOf(":")))) ?? none;
  }
}

const none: readonly never[] = [];

function covers({ codes, hasOne }: Glob, filled: string): boolean {
  return !hasOne && matchesCodes(codes, filled);
}

interface Glob {
  readonly at: number;
  readonly codes: readonly number[];
  /** Whether it has a `?`. */
  readonly hasOne: boolean;
}
