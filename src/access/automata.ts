import { Automaton, arnTokens, formatTokens, textTokens } from "./automaton.ts";
import { type Codes, readPattern } from "./pattern-text.ts";

/** How a text of a policy is matched. */
export type MatchKind = "arn" | "like" | "exact" | "exact-ignoring-case" | "format";

/** States of all automata that are kept; past it they are made anew. */
const keptStatesMax = 20_000;
const keptMax = 5_000;
/** Comparisons between two looks at how many there are. */
const trimEvery = 8;

/** Automata by pattern, kept for the next comparison: the same patterns come again and again. */
export class Automata {
  private kept = new Map<string, Automaton>();
  private uses = 0;

  of(kind: MatchKind, text: string): Automaton {
    const key = `${kind} ${text}`;
    const known = this.kept.get(key);
    if (known) return known;
    if (this.kept.size >= keptMax) this.kept.clear();
    const automaton = new Automaton(tokensOf(kind, text), kind === "exact-ignoring-case");
    this.kept.set(key, automaton);
    return automaton;
  }

  /** Between two comparisons: forgets all when they have grown too large. */
  trim(): void {
    if (this.uses++ % trimEvery > 0) return;
    let states = 0;
    for (const automaton of this.kept.values()) states += automaton.size;
    if (states > keptStatesMax) this.kept = new Map();
  }
}

function tokensOf(kind: MatchKind, text: string): readonly number[] {
  const codes = (wildcards: boolean): Codes => readPattern(text, { wildcards }) ?? [];
  switch (kind) {
    case "arn":
      return arnTokens(codes(true));
    case "like":
      return textTokens(codes(true));
    case "exact":
      return codes(false);
    case "exact-ignoring-case":
      return (readPattern(text.toLowerCase(), { wildcards: false }) ?? []).slice();
    case "format":
      return formatTokens(text);
  }
}
