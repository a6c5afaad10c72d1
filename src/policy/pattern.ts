import { knownText, literalText, placeholder, type TextValue } from "./text-value.ts";

/** An answer about texts that may not be wholly known. */
export type Answer = "yes" | "no" | "unknown";

/** Longest pattern that is compared with another one; AWS allows 2,048 characters in an ARN. */
export const patternLengthMax = 2048;

/**
 * A pattern as a row of symbols: a UTF-16 unit, `any`, `one`, or a number below them for an unknown
 * part (the same number for the same reference). An unknown part contains no wildcard.
 */
type Symbols = readonly number[];
const any = -1;
const one = -2;

/**
 * True when the pattern matches the text: `*` stands for any run of characters, `?` for one.
 * Case counts. Takes at most as many steps as the product of both lengths, and no step when the
 * pattern is the longer one.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  let at = 0;
  let index = 0;
  /** Where to go on when the last `*` has to take one more character. */
  let retry: { pattern: number; text: number } | undefined;
  while (index < text.length) {
    const expected = pattern[at];
    if (expected === "*") {
      retry = { pattern: at + 1, text: index };
      at++;
    } else if (expected !== undefined && (expected === "?" || expected === text[index])) {
      at++;
      index++;
    } else if (retry) {
      retry.text++;
      at = retry.pattern;
      index = retry.text;
    } else {
      return false;
    }
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}

/** `matchesGlob` for actions and condition keys, whose case does not count. */
export function matchesGlobIgnoringCase(pattern: string, text: string): boolean {
  return matchesGlob(pattern.toLowerCase(), text.toLowerCase());
}

/** Whether an action pattern (`iam:Pass*`) includes the action, whatever the case of both. */
export function coversAction(pattern: TextValue, action: string): Answer {
  return coversActions(pattern, literalText(action, pattern.range));
}

/** Whether an action pattern includes everything that another one includes. */
export function coversActions(outer: TextValue, inner: TextValue): Answer {
  return covers(outer, inner, (text) => text.toLowerCase());
}

/**
 * Whether every text that `inner` stands for is matched by `outer`, case counting. `unknown` when it
 * depends on a part that is not known, when the patterns are too long, and in some cases with `?` in
 * `outer`, which would need a search that can explode.
 */
export function coversPattern(outer: TextValue, inner: TextValue): Answer {
  return covers(outer, inner, (text) => text);
}

/** Whether there is a text that both patterns match. Case counts; an unknown part can be anything. */
export function overlaps(first: TextValue, second: TextValue): boolean {
  const numbers = new Map<string, number>();
  const left = toSymbols(first, numbers, (text) => text);
  const right = toSymbols(second, numbers, (text) => text);
  if (!left || !right) return true;
  return reaches(left, right, (ours, theirs) => ours === theirs || ours === one || theirs === one, {
    ours: (symbol) => symbol === any || symbol < one,
    theirs: (symbol) => symbol === any || symbol < one,
  });
}

/** True when the text is wholly known and consists of nothing but `*`. */
export function isStar(value: TextValue): boolean {
  return (
    value.parts.length > 0 &&
    value.parts.every((part) => part.kind === "literal" && /^\**$/.test(part.text)) &&
    value.parts.some((part) => part.kind === "literal" && part.text !== "")
  );
}

/** True when a literal part has a wildcard. Unknown parts have none. */
export function hasWildcard(value: TextValue): boolean {
  return value.parts.some((part) => part.kind === "literal" && /[*?]/.test(part.text));
}

function covers(outer: TextValue, inner: TextValue, fold: (text: string) => string): Answer {
  if (isStar(outer)) return "yes";
  const quick = coversKnown(outer, inner, fold);
  if (quick) return quick;
  const numbers = new Map<string, number>();
  const left = toSymbols(outer, numbers, fold);
  const right = toSymbols(inner, numbers, fold);
  if (!left || !right) return "unknown";

  if (coversSurely(left, right)) return "yes";
  return coversPerhaps(left, right) ? "unknown" : "no";
}

/**
 * The common case, exact: everything is known, and `outer` has no `?`. A character that `outer` does
 * not name, put in place of every wildcard of `inner`, can only be matched by a `*` of `outer`,
 * which then matches whatever else may stand there. `undefined` in any other case.
 */
function coversKnown(
  outer: TextValue,
  inner: TextValue,
  fold: (text: string) => string,
): Answer | undefined {
  const pattern = knownText(outer);
  const subject = knownText(inner);
  if (pattern === undefined || subject === undefined) return undefined;
  if (pattern.length > patternLengthMax || subject.length > patternLengthMax) return undefined;
  if (pattern.includes("?") || pattern.includes(placeholder)) return undefined;
  const filled = fold(subject).replace(/[*?]/g, placeholder);
  return matchesGlob(fold(pattern), filled) ? "yes" : "no";
}

/** Unknown parts as symbols of their own. */
function coversSurely(outer: Symbols, inner: Symbols): boolean {
  return reaches(outer, inner, (ours, theirs) => ours === theirs || (ours === one && theirs >= 0), {
    ours: (symbol) => symbol === any,
    theirs: () => false,
  });
}

/** False only when no value of the unknown parts can make `outer` cover `inner`. */
function coversPerhaps(outer: Symbols, inner: Symbols): boolean {
  return reaches(
    outer,
    inner,
    (ours, theirs) => ours === theirs || ours === one || (theirs < one && ours >= 0),
    {
      // An unknown part is one fixed text: it takes no wildcard of `inner`, which stands for many.
      ours: (symbol, taken) => symbol === any || (symbol < one && taken !== any && taken !== one),
      theirs: (symbol, taken) => symbol < one || (symbol === any && taken === one),
    },
  );
}

interface Takers {
  /** Whether a symbol of the first row may take (a run of) the given symbol of the second row. */
  ours(symbol: number, taken: number): boolean;
  theirs(symbol: number, taken: number): boolean;
}

/**
 * Walks two rows side by side: both advance where `pairs` allows it, one alone where a symbol of
 * the other takes what is passed (`*` takes any run, also an empty one).
 */
function reaches(
  first: Symbols,
  second: Symbols,
  pairs: (ours: number, theirs: number) => boolean,
  takes: Takers,
): boolean {
  const empty = Number.NaN;
  let current = new Uint8Array(second.length + 1);
  current[0] = 1;
  for (let i = 0; i <= first.length; i++) {
    const ours = first[i];
    const next = new Uint8Array(second.length + 1);
    let alive = false;
    for (let j = 0; j <= second.length; j++) {
      if (!current[j]) continue;
      const theirs = second[j];
      if (ours === undefined && theirs === undefined) return true;
      if (ours !== undefined && takes.ours(ours, empty)) next[j] = 1;
      if (theirs !== undefined && takes.theirs(theirs, empty)) current[j + 1] = 1;
      if (ours !== undefined && theirs !== undefined) {
        if (takes.ours(ours, theirs)) current[j + 1] = 1;
        if (takes.theirs(theirs, ours)) next[j] = 1;
        if (pairs(ours, theirs)) next[j + 1] = 1;
      }
      alive = true;
    }
    if (!alive) return false;
    current = next;
  }
  return false;
}

/** `undefined` when the pattern is too long. Runs of wildcards take their shortest form: `?` first, one `*`. */
function toSymbols(
  value: TextValue,
  numbers: Map<string, number>,
  fold: (text: string) => string,
): Symbols | undefined {
  const symbols: number[] = [];
  for (const part of value.parts) {
    if (part.kind === "unknown") {
      const number = numbers.get(part.reference) ?? one - 1 - numbers.size;
      numbers.set(part.reference, number);
      symbols.push(number);
    } else {
      for (const character of fold(part.text).split("")) push(symbols, character);
    }
    if (symbols.length > patternLengthMax) return undefined;
  }
  return symbols;
}

function push(symbols: number[], character: string): void {
  const afterStar = symbols.at(-1) === any;
  if (character === "*") {
    if (!afterStar) symbols.push(any);
  } else if (character === "?" && afterStar) {
    symbols.splice(-1, 1, one, any);
  } else {
    symbols.push(character === "?" ? one : character.charCodeAt(0));
  }
}
