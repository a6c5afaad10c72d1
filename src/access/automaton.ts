import type { Budget } from "./limits.ts";
import { type Codes, one, splitCodes, star } from "./pattern-text.ts";
import { isSymbol } from "./symbols.ts";

/**
 * A pattern as an automaton whose states are made when they are first reached. A state is the set of
 * positions in the pattern at which a reader can stand.
 */
export class Automaton {
  /** Tokens: a UTF-16 unit, or one of the codes below. */
  private readonly tokens: readonly number[];
  private readonly ignoresCase: boolean;
  /** Every character that the pattern names anywhere, in both cases where case does not count. */
  readonly alphabet: ReadonlySet<number>;
  private readonly positions: (readonly number[])[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly steps: Map<number, number>[] = [];
  private readonly characterLists: (readonly number[] | undefined)[] = [];

  constructor(tokens: readonly number[], ignoresCase: boolean) {
    this.tokens = tokens;
    this.ignoresCase = ignoresCase;
    const named = tokens.filter((token) => token >= 0);
    this.alphabet = new Set(ignoresCase ? [...named, ...named.map(upperCase)] : named);
    this.number(this.closure([0]));
  }

  get start(): number {
    return 0;
  }

  /** How many states there are so far. */
  get size(): number {
    return this.positions.length;
  }

  accepts(state: number): boolean {
    return state >= 0 && (this.positions[state]?.at(-1) ?? -1) === this.tokens.length;
  }

  /** Whether everything that may follow is accepted: a star at the very end has been reached. */
  isUniversal(state: number): boolean {
    const last = this.tokens.length - 1;
    return state >= 0 && this.tokens[last] === starAll && this.positions[state]?.[0] === last;
  }

  /**
   * The next state, or `dead`. The budget pays as for a state that is reached for the first time: what it
   * buys must not depend on what was asked before.
   */
  step(state: number, code: number, budget?: Budget): number {
    if (state < 0) return dead;
    budget?.step((this.positions[state]?.length ?? 0) >> 3);
    const known = this.steps[state]?.get(code);
    if (known !== undefined) return known;
    const next: number[] = [];
    for (const position of this.positions[state] ?? []) {
      const token = this.tokens[position];
      if (token === undefined) continue;
      if (token >= 0) {
        if (token === code || (this.ignoresCase && token === lowerCase(code))) {
          next.push(position + 1);
        }
      } else if (takes(token, code)) {
        next.push(stars.has(token) ? position : position + 1);
      }
    }
    const result = next.length === 0 ? dead : this.number(this.closure(next));
    this.steps[state]?.set(code, result);
    return result;
  }

  /** Whether a character that the pattern does not name can follow. */
  isOpen(state: number): boolean {
    return (this.positions[state] ?? []).some((position) => (this.tokens[position] ?? 0) < 0);
  }

  /** The characters that the pattern names next. */
  characters(state: number): readonly number[] {
    const known = this.characterLists[state];
    if (known) return known;
    const list = new Set<number>();
    for (const position of this.positions[state] ?? []) {
      const token = this.tokens[position];
      if (token === undefined || token < 0) continue;
      list.add(token);
      if (this.ignoresCase) list.add(upperCase(token));
    }
    const result = [...list];
    this.characterLists[state] = result;
    return result;
  }

  matches(text: string): boolean {
    let state = this.start;
    for (let at = 0; at < text.length && state >= 0; at++) {
      state = this.step(state, text.charCodeAt(at));
    }
    return this.accepts(state);
  }

  /** Adds what can be reached without a character; a star at the very end swallows everything. */
  private closure(positions: readonly number[]): readonly number[] {
    const reached = new Set<number>();
    for (const first of positions) {
      for (let at = first; !reached.has(at); at++) {
        reached.add(at);
        if (!stars.has(this.tokens[at] ?? 0)) break;
      }
    }
    const last = this.tokens.length - 1;
    if (reached.has(last) && this.tokens[last] === starAll) return [last, last + 1];
    return [...reached].sort((a, b) => a - b);
  }

  private number(positions: readonly number[]): number {
    const key = positions.join(",");
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.positions.length;
    this.numbers.set(key, number);
    this.positions.push(positions);
    this.steps.push(new Map());
    return number;
  }
}

/** The state from which nothing is accepted any more. */
export const dead = -1;

/** `*` and `?` inside a component of an ARN: no colon. */
const starSegment = -1;
const oneSegment = -2;
const starAll = -3;
const oneAll = -4;
/** One character or symbol, for placeholders in ARN formats. */
const someSegment = -5;
const someAll = -6;
/** The same for the name of a bucket, which has no slash: what has one is the ARN of an object. */
const starName = -7;
const someName = -8;
const stars: ReadonlySet<number> = new Set([starSegment, starAll, starName]);

function takes(token: number, code: number): boolean {
  switch (token) {
    case starSegment:
    case someSegment:
      return code !== colonCode;
    case starName:
    case someName:
      return code !== colonCode && code !== slashCode;
    case oneSegment:
      return code !== colonCode && !isSymbol(code);
    case oneAll:
      return !isSymbol(code);
    default:
      return true;
  }
}

/** The whole text is matched: `StringLike`, actions. */
export function textTokens(codes: Codes): number[] {
  return codes.map((code) => (code === star ? starAll : code === one ? oneAll : code));
}

/** Component by component: resources, `ArnLike`. */
export function arnTokens(codes: Codes): number[] {
  const components = splitCodes(codes);
  const tokens: number[] = [];
  components.forEach((component, index) => {
    if (index > 0) tokens.push(colonCode);
    const isRest = index === components.length - 1;
    for (const code of component) {
      if (code === star) tokens.push(isRest ? starAll : starSegment);
      else if (code === one) tokens.push(isRest ? oneAll : oneSegment);
      else tokens.push(code);
    }
  });
  return tokens;
}

/** An ARN format of the catalogue: every placeholder is one character or more. */
export function formatTokens(format: string): number[] {
  const tokens: number[] = [];
  let colons = 0;
  for (let at = 0; at < format.length; at++) {
    const end = format.startsWith("${", at) ? format.indexOf("}", at) : -1;
    const isRest = colons >= 5;
    if (end > 0 && format.startsWith(bucketName, at)) {
      tokens.push(someName, starName);
      at = end;
    } else if (end > 0) {
      tokens.push(isRest ? someAll : someSegment, isRest ? starAll : starSegment);
      at = end;
    } else if (format[at] === "*") {
      tokens.push(isRest ? starAll : starSegment);
    } else {
      if (format[at] === ":") colons++;
      tokens.push(format.charCodeAt(at));
    }
  }
  return tokens;
}

const bucketName = `\${BucketName}`;
const colonCode = 58;
const slashCode = 47;

function lowerCase(code: number): number {
  return String.fromCharCode(code).toLowerCase().charCodeAt(0);
}

function upperCase(code: number): number {
  return String.fromCharCode(code).toUpperCase().charCodeAt(0);
}
