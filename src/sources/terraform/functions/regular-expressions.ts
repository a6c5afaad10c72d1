import { RE2JS } from "re2js";
import { knownText, sliceText, type TextValue } from "../../../policy/text-value.ts";
import { itemsMax } from "../budget.ts";
import { toText } from "../json-text.ts";
import { concatTexts, type Entry, listValue, stringValue, textual, type Value } from "../value.ts";
import type { Call, TerraformFunction } from "./function.ts";

/** Longer patterns, and texts to match, are left open. */
const patternLengthMax = 1_000;
const textLengthMax = 20_000;
/** Characters of the text times those of the pattern, for a step of evaluation. */
const workPerStep = 500;
/** Steps that the compilation of a pattern counts for, whatever its length. */
const stepsPerPattern = 25;

/**
 * Functions that match patterns. The patterns come from strangers and are RE2's: they run in linear
 * time, and never as regular expressions of this language.
 */
export const regularExpressionFunctions: Readonly<Record<string, TerraformFunction>> = {
  regex: {
    min: 2,
    max: 2,
    compute: (args, call) => {
      const found = matches(args, call);
      if (!found) return undefined;
      if (found === "refused") return call.refuse();
      const [first] = found;
      return first ? resultOf(first, call) : call.refuse();
    },
  },
  regexall: {
    min: 2,
    max: 2,
    compute: (args, call) => {
      const found = matches(args, call);
      if (!found) return undefined;
      if (found === "refused") return call.refuse();
      return listValue(
        found.map((match) => resultOf(match, call)),
        call.range,
        "list",
      );
    },
  },
};

interface Match {
  readonly text: TextValue;
  /** Start and end of the whole and of every group; `undefined` for a group without a match. */
  readonly groups: readonly (readonly [number, number] | undefined)[];
  readonly names: ReadonlyMap<string, number>;
}

/** `undefined`: it depends on what is not known, or is too much work. */
function matches(args: readonly Value[], call: Call): Match[] | "refused" | undefined {
  const [pattern, text] = args.map((arg) => toText(arg, call.world.budget));
  const known = pattern && knownText(pattern);
  return text && known !== undefined ? matchesOf(known, text, call) : undefined;
}

function matchesOf(pattern: string, text: TextValue, call: Call): Match[] | "refused" | undefined {
  const known = knownText(text);
  if (known === undefined || known.length > textLengthMax) return undefined;
  if (pattern.length > patternLengthMax) return undefined;
  const work = Math.ceil(((known.length + 1) * (pattern.length + 1)) / workPerStep);
  if (!call.world.budget.spend(work + stepsPerPattern)) return undefined;
  const compiled = compile(pattern);
  if (!compiled) return "refused";
  const names = namesOf(compiled);
  const matcher = compiled.matcher(known);
  const found: Match[] = [];
  let end = -1;
  while (matcher.find()) {
    // An empty match right behind another one does not count.
    const isRepeated = matcher.start() === matcher.end() && matcher.end() === end;
    end = matcher.end();
    if (isRepeated) continue;
    if (found.length > itemsMax) return undefined;
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, index) => {
      const start = matcher.start(index);
      return start < 0 ? undefined : ([start, matcher.end(index)] as const);
    });
    found.push({ text, groups, names });
  }
  return found;
}

function compile(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    // The library tells a mistake in the pattern, or one that is too large, by throwing.
    return undefined;
  }
}

function namesOf(compiled: RE2JS): ReadonlyMap<string, number> {
  const named = compiled.namedGroups();
  return new Map(Object.entries(named).map(([name, index]) => [name, Number(index)]));
}

/** The text, or its groups as a list, or by their names as an object. */
function resultOf({ text, groups, names }: Match, { range }: Call): Value {
  const value = (span: readonly [number, number] | undefined): Value => {
    if (!span) return { kind: "null", range };
    const [start, end] = span;
    return start === end ? stringValue("", range) : textual(sliceText(text, start, end));
  };
  const [whole, ...others] = groups;
  if (others.length === 0) return value(whole);
  if (names.size === 0) return listValue(others.map(value), range);
  const entries = [...names].map(
    ([name, index]): Entry => ({
      key: { parts: [{ kind: "literal", text: name, at: range }], range },
      value: value(groups[index]),
    }),
  );
  return { kind: "object", entries, range };
}

/**
 * `replace` with a pattern between slashes. In the replacement `$1`, `${name}` and `$name` stand for
 * groups, and `$$` for a dollar sign.
 */
export function replacePattern(
  text: TextValue,
  pattern: string,
  replacement: TextValue,
  call: Call,
): Value | undefined {
  const template = knownText(replacement);
  if (template === undefined) return undefined;
  const found = matchesOf(pattern, text, call);
  if (!found) return undefined;
  if (found === "refused") return call.refuse();
  const pieces: TextValue[] = [];
  let from = 0;
  for (const match of found) {
    const [whole] = match.groups;
    if (!whole) continue;
    pieces.push(sliceText(text, from, whole[0]), ...expanded(template, replacement, match));
    from = whole[1];
  }
  pieces.push(sliceText(text, from, knownText(text)?.length ?? 0));
  return textual(concatTexts(pieces, text.range));
}

function expanded(template: string, replacement: TextValue, match: Match): TextValue[] {
  const pieces: TextValue[] = [];
  let from = 0;
  for (const found of template.matchAll(
    /\$(?:\$|\{([A-Za-z0-9_]{1,64})\}|([A-Za-z0-9_]{1,64}))/g,
  )) {
    const name = found[1] ?? found[2];
    pieces.push(sliceText(replacement, from, found.index + (name === undefined ? 1 : 0)));
    from = found.index + found[0].length;
    if (name === undefined) continue;
    const index = /^\d+$/.test(name) ? Number(name) : match.names.get(name);
    const span = index === undefined ? undefined : match.groups[index];
    if (span) pieces.push(sliceText(match.text, span[0], span[1]));
  }
  pieces.push(sliceText(replacement, from, template.length));
  return pieces;
}
