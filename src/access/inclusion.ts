import type { Automata } from "./automata.ts";
import type { ConditionSearch } from "./condition-search.ts";
import type { Budget } from "./limits.ts";
import { fillWildcards } from "./pattern-text.ts";
import type { PreparedStatement } from "./prepare.ts";
import { searchProduct } from "./product-search.ts";
import { hasSymbol } from "./symbols.ts";

/** What a statement is in a comparison. */
export type Role = "head" | "headLayer" | "headDeny" | "baseLayer" | "baseDeny";

export interface Entry {
  readonly statement: PreparedStatement;
  readonly role: Role;
  readonly layer: number;
  readonly patterns: readonly string[];
  readonly patternSet: ReadonlySet<string>;
  readonly edges: readonly Edges[];
  /** `NotResource`, or (with no pattern) no resource at all. */
  readonly complement: boolean;
}

export function entryOf(statement: PreparedStatement, role: Role, layer: number): Entry {
  const { resources } = statement;
  const patterns = resources?.patterns ?? [];
  const complement = !resources || resources.negated;
  return {
    statement,
    role,
    layer,
    patterns,
    patternSet: new Set(patterns),
    edges: patterns.map(edgesOf),
    complement,
  };
}

export function patternsOf({ complement, patterns }: Entry): readonly string[] {
  return complement ? ["*"] : patterns;
}

/**
 * Whether one statement plainly includes another, seen without any search for values. Never wrongly
 * true; false says nothing.
 */
export class Inclusion {
  private readonly automata: Automata;
  private readonly budget: Budget;
  private readonly conditions: ConditionSearch;
  private readonly symbolsMayBeAnything: boolean;
  private readonly overlapping = new Map<string, boolean>();
  private readonly edgesByPattern = new Map<string, Edges>();

  /** @param symbols whether what holds has to hold for any value of them. */
  constructor(
    automata: Automata,
    budget: Budget,
    conditions: ConditionSearch,
    symbols: "fresh values" | "any value",
  ) {
    this.automata = automata;
    this.budget = budget;
    this.conditions = conditions;
    this.symbolsMayBeAnything = symbols === "any value";
  }

  /** Whether `outer` plainly applies wherever `inner` does within the pattern. Never wrongly true. */
  covers(outer: Entry, inner: Entry, pattern: string): boolean {
    return (
      this.conditions.covers(outer.statement.conditions, inner.statement.conditions) &&
      coversPrincipals(outer.statement, inner.statement) &&
      this.coversResource(outer, inner, pattern)
    );
  }

  coversActions(outer: Entry, inner: Entry): boolean {
    const { actions } = inner.statement;
    const patterns = actions.negated ? ["*"] : actions.patterns;
    return patterns.every((within) => this.includesActions(outer, inner, within));
  }

  /** Whether `outer` includes every action of a pattern of `inner`. Never wrongly true. */
  includesActions(outer: Entry, inner: Entry, within: string): boolean {
    const [ours, theirs] = [outer.statement.actions, inner.statement.actions];
    if (ours.negated) {
      if (theirs.negated) return ours.patterns.every((text) => theirs.patterns.includes(text));
      return ours.patterns.every((text) => !this.overlaps("like", text, within));
    }
    this.budget.step(ours.patterns.length >> 1);
    const filled = fillWildcards(within);
    return ours.patterns.some(
      (text) =>
        text === within ||
        (this.mayOverlap(text, within) &&
          !text.includes("?") &&
          this.automata.of("like", text).matches(filled)),
    );
  }

  /** False when the statement cannot match anything in the pattern. */
  matters(entry: Entry, pattern: string): boolean {
    if (entry.complement || pattern === "*") return true;
    const edges = this.edges(pattern);
    return entry.patterns.some((text, at) => {
      const own = entry.edges[at];
      const mayMeet = this.symbolsMayBeAnything || !own || edgesMeet(own, edges);
      return mayMeet && this.overlaps("arn", text, pattern);
    });
  }

  overlaps(kind: "arn" | "like", first: string, second: string): boolean {
    if (first === second || first === "*" || second === "*") return true;
    if (this.symbolsMayBeAnything && (hasSymbol(first) || hasSymbol(second))) return true;
    if (!this.mayOverlap(first, second)) return false;
    const key = `${kind} ${first} ${second}`;
    const known = this.overlapping.get(key);
    if (known !== undefined) return known;
    let found = false;
    if (!/[*?]/.test(second)) found = this.automata.of(kind, first).matches(second);
    else if (!/[*?]/.test(first)) found = this.automata.of(kind, second).matches(first);
    else {
      const pair = [this.automata.of(kind, first), this.automata.of(kind, second)];
      searchProduct(pair, [], this.budget, () => {
        found = true;
        return true;
      });
    }
    this.overlapping.set(key, found);
    return found;
  }

  private coversResource(outer: Entry, inner: Entry, pattern: string): boolean {
    if (outer.complement) {
      if (outer.patterns.length === 0) return true;
      if (!inner.complement)
        return outer.patterns.every((text) => !this.overlaps("arn", text, pattern));
      return outer.patterns.every((text) => inner.patternSet.has(text));
    }
    if (outer.patternSet.has("*") || outer.patternSet.has(pattern)) return true;
    const edges = this.edges(pattern);
    return outer.patterns.some((text, at) => {
      const own = outer.edges[at];
      if (own && !edgesMeet(own, edges)) return false;
      return !text.includes("?") && this.automata.of("arn", text).matches(fillWildcards(pattern));
    });
  }

  /** False when the literal beginnings or ends already differ. */
  private mayOverlap(first: string, second: string): boolean {
    return edgesMeet(this.edges(first), this.edges(second));
  }

  private edges(pattern: string): Edges {
    let known = this.edgesByPattern.get(pattern);
    if (!known) {
      known = edgesOf(pattern);
      this.edgesByPattern.set(pattern, known);
    }
    return known;
  }
}

function coversPrincipals(outer: PreparedStatement, inner: PreparedStatement): boolean {
  const [ours, theirs] = [outer.principals, inner.principals];
  if (!ours) return true;
  if (!ours.negated && ours.principals.some(({ type }) => type === "*")) return true;
  if (!theirs || ours.negated !== theirs.negated) return false;
  const texts = (list: typeof ours.principals): string[] =>
    list.map(({ type, value }) => `${type} ${value}`);
  const [outerTexts, innerTexts] = [texts(ours.principals), texts(theirs.principals)];
  return ours.negated
    ? outerTexts.every((text) => innerTexts.includes(text))
    : innerTexts.every((text) => outerTexts.includes(text));
}

/** The literal texts before the first and behind the last wildcard. */
interface Edges {
  readonly start: string;
  readonly end: string;
}

function edgesMeet(ours: Edges, theirs: Edges): boolean {
  return (
    (ours.start.startsWith(theirs.start) || theirs.start.startsWith(ours.start)) &&
    (ours.end.endsWith(theirs.end) || theirs.end.endsWith(ours.end))
  );
}

function edgesOf(pattern: string): Edges {
  const first = pattern.search(/[*?]/);
  if (first < 0) return { start: pattern, end: pattern };
  const last = Math.max(pattern.lastIndexOf("*"), pattern.lastIndexOf("?"));
  return { start: pattern.slice(0, first), end: pattern.slice(last + 1) };
}
