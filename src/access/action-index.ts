import { fillWildcards, matchesCodes, readPattern } from "./pattern-text.ts";
import type { Values } from "./statement.ts";
import { hasSymbol } from "./symbols.ts";

/**
 * Finds which of many action elements include an action, without looking at those of other
 * services: a role is asked hundreds of questions, and most have nothing to do with it.
 */
export class ActionIndex {
  private readonly elements: readonly Values[];
  /** By the text of their patterns. */
  private readonly texts = new Map<string, Set<number>>();
  private readonly globs = new Map<string, Glob[]>();
  /** Patterns whose service is not one name. */
  private readonly anywhere: Glob[] = [];
  private readonly negated: readonly number[];
  /** Positions of the elements with a part that is not known: they may include any action. */
  readonly open: readonly number[];

  constructor(elements: readonly Values[]) {
    this.elements = elements;
    this.negated = elements.flatMap((element, at) => (element.negated ? [at] : []));
    this.open = elements.flatMap(({ patterns }, at) => (patterns.some(hasSymbol) ? [at] : []));
    for (const [at, { patterns }] of elements.entries()) {
      for (const pattern of patterns) this.add(pattern, at);
    }
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
    const found = new Set(this.texts.get(within));
    const filled = fillWildcards(within);
    const service = within.slice(0, Math.max(0, within.indexOf(":")));
    for (const list of [this.globs.get(service), this.anywhere]) {
      for (const { at, codes, hasOne } of list ?? []) {
        if (!found.has(at) && !hasOne && matchesCodes(codes, filled)) found.add(at);
      }
    }
    for (const at of this.negated) found.delete(at);
    return found;
  }

  private including(action: string): ReadonlySet<number> {
    const service = action.slice(0, action.indexOf(":"));
    const listed = new Set(this.texts.get(action));
    for (const list of [this.globs.get(service), this.anywhere]) {
      for (const { at, codes } of list ?? []) {
        if (!listed.has(at) && matchesCodes(codes, action)) listed.add(at);
      }
    }
    if (this.negated.length === 0) return listed;
    const result = new Set<number>();
    for (const at of listed) if (!this.elements[at]?.negated) result.add(at);
    for (const at of this.negated) if (!listed.has(at)) result.add(at);
    return result;
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

  private add(pattern: string, at: number): void {
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
}

interface Glob {
  readonly at: number;
  readonly codes: readonly number[];
  /** Whether it has a `?`. */
  readonly hasOne: boolean;
}
