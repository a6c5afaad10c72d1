import { isSymbol } from "./symbols.ts";

/**
 * A pattern as a row of codes: a UTF-16 unit, `star` or `one`. The wildcards of the text are codes
 * of their own, so that the value of a policy variable and the escapes `${*}`, `${?}` and `${$}`
 * count as plain characters.
 */
export type Codes = readonly number[];
export const star = -1;
export const one = -2;

/** The value of a policy variable; `undefined` when its key has no single value in the request. */
export type VariableValue = (key: string) => string | undefined;

/** Whether `*` and `?` stand for other characters, and what `${…}` stands for (absent: itself). */
export interface Reading {
  readonly wildcards: boolean;
  readonly variables?: VariableValue;
}

/**
 * Reads a value of a policy. `undefined` when a variable has neither value nor default: then the
 * text matches nothing.
 *
 * IAM User Guide, "IAM policy elements: Variables and tags".
 */
export function readPattern(text: string, reading: Reading): Codes | undefined {
  if (reading.variables && text.includes("${")) return readCodes(text, reading);
  const kept = reading.wildcards ? keptPatterns : keptTexts;
  let codes = kept.get(text);
  if (!codes) {
    codes = readCodes(text, { wildcards: reading.wildcards }) ?? [];
    if (kept.size >= keptMax) kept.clear();
    kept.set(text, codes);
  }
  return codes;
}

/** Patterns without variables that were read before: the same ones are asked for again and again. */
const keptPatterns = new Map<string, Codes>();
const keptTexts = new Map<string, Codes>();
const keptMax = 10_000;

function readCodes(text: string, reading: Reading): Codes | undefined {
  const codes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const end = reading.variables && text.startsWith("${", at) ? text.indexOf("}", at) : -1;
    if (end > 0) {
      const value = variableText(text.slice(at + 2, end), reading.variables as VariableValue);
      if (value === undefined) return undefined;
      for (let index = 0; index < value.length; index++) codes.push(value.charCodeAt(index));
      at = end;
      continue;
    }
    const character = text[at];
    if (reading.wildcards && character === "*") {
      if (codes.at(-1) !== star) codes.push(star);
    } else if (reading.wildcards && character === "?") codes.push(one);
    else codes.push(text.charCodeAt(at));
  }
  return codes;
}

/** `aws:username`, `aws:username, 'default'`, or an escaped `*`, `?` or `$`. */
function variableText(inside: string, value: VariableValue): string | undefined {
  if (inside === "*" || inside === "?" || inside === "$") return inside;
  const comma = inside.indexOf(",");
  const key = (comma < 0 ? inside : inside.slice(0, comma)).trim().toLowerCase();
  const found = value(key);
  if (found !== undefined || comma < 0) return found;
  const rest = inside.slice(comma + 1).trim();
  return /^'[^']*'$/.test(rest) ? rest.slice(1, -1) : undefined;
}

/** Whether the whole text matches, with at most |codes| × |text| steps. `one` takes no symbol. */
export function matchesCodes(codes: Codes, text: string): boolean {
  let at = 0;
  let index = 0;
  let retryAt = -1;
  let retryIndex = 0;
  while (index < text.length) {
    const expected = codes[at];
    const code = text.charCodeAt(index);
    if (expected === star) {
      retryAt = ++at;
      retryIndex = index;
    } else if (expected === code || (expected === one && !isSymbol(code))) {
      at++;
      index++;
    } else if (retryAt >= 0) {
      at = retryAt;
      index = ++retryIndex;
    } else return false;
  }
  while (codes[at] === star) at++;
  return at === codes.length;
}

/**
 * Matches an ARN component by component: both are split at their first five colons. The sixth
 * component is the rest, colons included; in a pattern of fewer components the last one is.
 *
 * IAM User Guide, "IAM JSON policy elements: Resource" and "Amazon Resource Name (ARN) condition
 * operators": `*` inside a component does not supply the colons between components.
 */
export function matchesArn(codes: Codes, text: string): boolean {
  const patterns = splitCodes(codes);
  const parts = splitText(text, patterns.length);
  if (parts.length !== patterns.length) return false;
  return patterns.every((pattern, index) => matchesCodes(pattern, parts[index] ?? ""));
}

/** At most six components. */
export function splitCodes(codes: Codes): readonly Codes[] {
  let components = keptComponents.get(codes);
  if (!components) {
    components = split(codes);
    if (keptComponents.size >= keptComponentsMax) keptComponents.clear();
    keptComponents.set(codes, components);
  }
  return components;
}

/** No `WeakMap`: what hangs on its keys outlives them until the whole heap is collected. */
const keptComponents = new Map<Codes, readonly Codes[]>();
const keptComponentsMax = 2_000;

function split(codes: Codes): readonly Codes[] {
  const components: Codes[] = [];
  let start = 0;
  while (components.length < 5) {
    const colon = codes.indexOf(colonCode, start);
    if (colon < 0) break;
    components.push(codes.slice(start, colon));
    start = colon + 1;
  }
  return [...components, codes.slice(start)];
}

function splitText(text: string, count: number): string[] {
  const parts = text.split(":");
  if (parts.length <= count) return parts;
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(":")];
}

/** A text with a character that no pattern names in place of every wildcard. */
export function fillWildcards(pattern: string): string {
  return pattern.replace(/[*?]/g, "\u0001");
}

const colonCode = 58;
