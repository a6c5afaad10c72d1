import {
  knownText,
  placeholderText,
  sliceText,
  type TextPart,
  type TextValue,
  unknownText,
} from "../../../policy/text-value.ts";
import { itemsMax } from "../budget.ts";
import { distribute, spreadItems } from "../choice.ts";
import { describeCall } from "../describe.ts";
import { toText } from "../json-text.ts";
import { canonicalNumber } from "../nodes.ts";
import { knownBoolean } from "../operators.ts";
import {
  booleanValue,
  concatTexts,
  knownInteger,
  knownString,
  listValue,
  stringValue,
  textual,
  type Value,
} from "../value.ts";
import { graphemes, graphemesMax } from "./collections.ts";
import type { Call, TerraformFunction } from "./function.ts";
import { replacePattern } from "./regular-expressions.ts";

/** Blanks that are put before a line. */
const indentMax = 256;

/** Functions over texts. Unknown parts stay where they are, as far as the result allows. */
export const textFunctions: Readonly<Record<string, TerraformFunction>> = {
  chomp: onKnown((text, value) => {
    let end = text.length;
    while (end > 0 && "\r\n".includes(text.charAt(end - 1))) end--;
    return textual(sliceText(value, 0, end));
  }),
  endswith: {
    min: 2,
    max: 2,
    compute: ([text, end], call) => edge(text, end, "end", call),
  },
  indent: {
    min: 2,
    max: 2,
    compute: ([count, value], call) => {
      const spaces = count && knownInteger(count);
      if (spaces === undefined || !value || spaces < 0 || spaces > indentMax) return undefined;
      const line = stringValue("\n", call.range);
      return replace([value, line, stringValue(`\n${" ".repeat(spaces)}`, call.range)], call);
    },
  },
  issensitive: { min: 1, max: 1, compute: (_, { range }) => booleanValue(false, range) },
  join: { min: 2, seesChoices: true, compute: join },
  lower: { min: 1, max: 1, compute: ([text], call) => mapCase(text, "lower", call) },
  nonsensitive: { min: 1, max: 1, seesChoices: true, compute: ([value]) => value },
  replace: { min: 3, max: 3, compute: replace },
  sensitive: { min: 1, max: 1, seesChoices: true, compute: ([value]) => value },
  split: { min: 2, max: 2, compute: split },
  startswith: {
    min: 2,
    max: 2,
    compute: ([text, start], call) => edge(text, start, "start", call),
  },
  strcontains: {
    min: 2,
    max: 2,
    compute: ([text, part], { range }) => {
      const whole = text && knownString(text);
      const wanted = part && knownString(part);
      if (whole === undefined || wanted === undefined) return undefined;
      return booleanValue(whole.includes(wanted), range);
    },
  },
  strrev: {
    min: 1,
    max: 1,
    compute: ([value], { range }) => {
      const text = value && knownString(value);
      if (text === undefined || text.length > graphemesMax) return undefined;
      return stringValue(graphemes(text).toReversed().join(""), range);
    },
  },
  substr: { min: 3, max: 3, compute: substr },
  title: onKnown((text, value) => {
    const titled = titleCase(text);
    if (titled.length !== text.length) return stringValue(titled, value.range);
    let offset = 0;
    const parts = value.parts.map((part): TextPart => {
      if (part.kind === "unknown") return part;
      const start = offset;
      offset += part.text.length;
      return { ...part, text: titled.slice(start, offset) };
    });
    return textual({ parts, range: value.range });
  }),
  tobool: {
    min: 1,
    max: 1,
    compute: ([value], { range, refuse }) => {
      const known = value && knownBoolean(value);
      if (known !== undefined) return booleanValue(known, range);
      return value && knownString(value) !== undefined ? refuse() : value;
    },
  },
  tonumber: {
    min: 1,
    max: 1,
    compute: ([value], call) => {
      const text = value && knownString(value);
      if (text === undefined) return value;
      const number = canonicalNumber(text);
      return number === undefined
        ? call.refuse()
        : { kind: "number", text: number, range: value?.range ?? call.range };
    },
  },
  tostring: {
    min: 1,
    max: 1,
    compute: ([value], { world }) => {
      if (!value || value.kind === "null" || value.kind === "json" || value.kind === "string")
        return value;
      const text = toText(value, world.budget);
      return text && textual(text);
    },
  },
  trim: { min: 2, max: 2, compute: trim },
  trimprefix: {
    min: 2,
    max: 2,
    compute: ([text, edgeText], call) => trimEdge(text, edgeText, "start", call),
  },
  trimspace: onKnown((text, value) => {
    const start = text.length - text.trimStart().length;
    return textual(sliceText(value, start, Math.max(start, text.trimEnd().length)));
  }),
  trimsuffix: {
    min: 2,
    max: 2,
    compute: ([text, edgeText], call) => trimEdge(text, edgeText, "end", call),
  },
  upper: { min: 1, max: 1, compute: ([text], call) => mapCase(text, "upper", call) },
};

function onKnown(compute: (text: string, value: TextValue) => Value): TerraformFunction {
  return {
    min: 1,
    max: 1,
    compute: ([value], { world }) => {
      const text = value && toText(value, world.budget);
      const known = text && knownText(text);
      return text && known !== undefined ? compute(known, text) : undefined;
    },
  };
}

function mapCase(
  value: Value | undefined,
  to: "lower" | "upper",
  { world }: Call,
): Value | undefined {
  const text = value && toText(value, world.budget);
  if (!text) return undefined;
  const parts = text.parts.map((part): TextPart => {
    if (part.kind === "unknown") return { ...part, reference: `${to}(${part.reference})` };
    const mapped = to === "lower" ? part.text.toLowerCase() : simpleUpper(part.text);
    if (mapped.length === part.text.length) return { ...part, text: mapped };
    return { kind: "literal", text: mapped, at: part.at };
  });
  return textual({ parts, range: text.range });
}

/** The first letter of every word in upper case; what ends a word is no letter, digit or `_`. */
function titleCase(text: string): string {
  let result = "";
  let isInside = false;
  for (const character of text) {
    result += isInside ? character : simpleUpper(character);
    // Outside of ASCII only blanks end a word.
    isInside = character < "\u0080" ? /\w/.test(character) : !/\s/.test(character);
  }
  return result;
}

/** Character by character, as Terraform does: `ß` has no single upper-case character and stays. */
function simpleUpper(text: string): string {
  const whole = text.toUpperCase();
  if (whole.length === text.length) return whole;
  return Array.from(text, (character) => {
    const upper = character.toUpperCase();
    return upper.length === character.length ? upper : character;
  }).join("");
}

function join([separator, ...lists]: readonly Value[], call: Call): Value | undefined {
  const items: Value[] = [];
  for (const list of lists) {
    const spread = spreadItems(list);
    if (!spread) return call.refuse();
    for (const item of spread) items.push(item);
  }
  const isMany = (item: Value) => (item.kind === "unknown" || item.kind === "choice") && item.many;
  if (!separator || items.length > itemsMax || items.some(isMany)) return undefined;
  if (!call.world.budget.spend(items.length)) return undefined;
  return distribute([separator, ...items], call.range, ([between, ...values]) => {
    const glue = between && toText(between, call.world.budget);
    const texts: TextValue[] = [];
    // An element that is absent in this arm is null.
    const present = values.filter(({ kind }) => kind !== "null");
    const [only] = present;
    if (present.length === 1 && (only?.kind === "string" || only?.kind === "unknown")) return only;
    for (const value of present) {
      const text = toText(value, call.world.budget);
      if (!text || !glue) return call.refuse();
      if (texts.length > 0) texts.push(glue);
      texts.push(text);
    }
    return textual(concatTexts(texts, call.range));
  });
}

/** What an unknown part holds may be replaced too: that part then names the call. */
function replace(args: readonly Value[], call: Call): Value | undefined {
  const [first] = args;
  if (first?.kind === "json") {
    const replaced = replaceInJson(first.content, args, call, 0);
    if (replaced) return { ...first, content: replaced };
  }
  const [text, pattern, replacement] = args.map((arg) => toText(arg, call.world.budget));
  const wanted = pattern && knownText(pattern);
  if (!text || !wanted || !replacement) return undefined;
  if (wanted.length > 1 && wanted.startsWith("/") && wanted.endsWith("/")) {
    return replacePattern(text, wanted.slice(1, -1), replacement, call);
  }
  if (knownText(text) === undefined && mayStraddle(text, wanted)) return undefined;
  const pieces: TextValue[] = [];
  let offset = 0;
  for (const part of text.parts) {
    if (part.kind === "unknown") {
      const reference = describeCall("replace", [textual(unknownText(part)), ...args.slice(1)]);
      pieces.push(unknownText({ ...part, reference }));
      offset += 1;
      continue;
    }
    let from = 0;
    for (let at = part.text.indexOf(wanted); at >= 0; at = part.text.indexOf(wanted, from)) {
      if (pieces.length > itemsMax) return undefined;
      pieces.push(sliceText(text, offset + from, offset + at), replacement);
      from = at + wanted.length;
    }
    pieces.push(sliceText(text, offset + from, offset + part.text.length));
    offset += part.text.length;
  }
  return textual(concatTexts(pieces, text.range));
}

/** Nesting of a document that is followed; the grammar of policies needs six levels. */
const jsonDepthMax = 32;

/**
 * The same in every text of a JSON document, whose other values may stand there only perhaps. Right
 * as long as the pattern can lie within texts only, and the replacement needs no escapes.
 */
function replaceInJson(
  value: Value,
  args: readonly Value[],
  call: Call,
  depth: number,
): Value | undefined {
  if (depth > jsonDepthMax || !isPlainReplacement(args, call)) return undefined;
  switch (value.kind) {
    case "string":
      return replace([value, ...args.slice(1)], call);
    case "number":
    case "boolean":
    case "null":
      return value;
    case "list": {
      const items = value.items.map((item) => replaceInJson(item, args, call, depth + 1));
      return items.every((item) => item !== undefined) ? { ...value, items } : undefined;
    }
    case "object": {
      const entries = value.entries.flatMap((entry) => {
        const key = replace([textual(entry.key), ...args.slice(1)], call);
        const inner = replaceInJson(entry.value, args, call, depth + 1);
        return key?.kind === "string" && inner ? [{ ...entry, key: key.text, value: inner }] : [];
      });
      return entries.length === value.entries.length ? { ...value, entries } : undefined;
    }
    case "choice": {
      const then = value.then && replaceInJson(value.then, args, call, depth + 1);
      const otherwise = value.otherwise && replaceInJson(value.otherwise, args, call, depth + 1);
      if ((value.then && !then) || (value.otherwise && !otherwise)) return undefined;
      return { ...value, ...(then && { then }), ...(otherwise && { otherwise }) };
    }
    case "unknown": {
      const reference = describeCall("replace", [value, ...args.slice(1)]);
      return { ...value, unknown: { ...value.unknown, reference } };
    }
    default:
      return undefined;
  }
}

function isPlainReplacement([, pattern, replacement]: readonly Value[], call: Call): boolean {
  const wanted = pattern && knownString(pattern);
  const text = replacement && toText(replacement, call.world.budget);
  if (wanted === undefined || !text || !/^\w*[A-Za-z_]\w*$/.test(wanted)) return false;
  if (["true", "false", "null"].some((word) => word.includes(wanted))) return false;
  return text.parts.every(
    (part) => part.kind === "unknown" || /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/.test(part.text),
  );
}

/** True when a literal part ends like the pattern starts, or starts like it ends. */
function mayStraddle(text: TextValue, wanted: string): boolean {
  for (let length = 1; length < wanted.length; length++) {
    const start = wanted.slice(0, length);
    const end = wanted.slice(-length);
    const touches = text.parts.some(
      (part) => part.kind === "literal" && (part.text.endsWith(start) || part.text.startsWith(end)),
    );
    if (touches || length > 64) return true;
  }
  return false;
}

function split(args: readonly Value[], call: Call): Value | undefined {
  const [separator, text] = args.map((arg) => toText(arg, call.world.budget));
  const known = text && knownText(text);
  const by = separator && knownText(separator);
  if (!text || known === undefined || by === undefined) return undefined;
  if (by === "") {
    if (known.length > itemsMax) return undefined;
    return listValue(
      graphemes(known).map((piece) => stringValue(piece, text.range)),
      call.range,
      "list",
    );
  }
  const pieces: Value[] = [];
  let from = 0;
  for (const piece of known.split(by)) {
    if (pieces.length > itemsMax) return undefined;
    pieces.push(textual(sliceText(text, from, from + piece.length)));
    from += piece.length + by.length;
  }
  return listValue(pieces, call.range, "list");
}

function substr(
  [value, offset, length]: readonly Value[],
  { world, range }: Call,
): Value | undefined {
  const text = value && toText(value, world.budget);
  const known = text && knownText(text);
  const from = offset && knownInteger(offset);
  const count = length && knownInteger(length);
  if (!text || known === undefined || from === undefined || count === undefined) return undefined;
  if (known.length > graphemesMax) return undefined;
  const all = graphemes(known);
  const start = from < 0 ? Math.max(0, all.length + from) : Math.min(from, all.length);
  const end = count < 0 ? all.length : Math.min(start + count, all.length);
  const before = all.slice(0, start).join("").length;
  const inside = all.slice(start, end).join("").length;
  return inside === 0 ? stringValue("", range) : textual(sliceText(text, before, before + inside));
}

function trim(args: readonly Value[], call: Call): Value | undefined {
  const [text, set] = args.map((arg) => toText(arg, call.world.budget));
  const known = text && knownText(text);
  const characters = set && knownText(set);
  if (!text || known === undefined || characters === undefined) return undefined;
  let start = 0;
  let end = known.length;
  while (start < end && characters.includes(known.charAt(start))) start++;
  while (end > start && characters.includes(known.charAt(end - 1))) end--;
  return textual(sliceText(text, start, end));
}

function trimEdge(
  value: Value | undefined,
  wanted: Value | undefined,
  side: "start" | "end",
  { world }: Call,
): Value | undefined {
  const text = value && toText(value, world.budget);
  const known = wanted && knownString(wanted);
  if (!text || known === undefined) return undefined;
  const answer = hasEdge(text, known, side);
  if (answer === undefined) return undefined;
  if (!answer) return textual(text);
  const length = placeholderText(text).length;
  return textual(
    side === "start"
      ? sliceText(text, known.length, length)
      : sliceText(text, 0, length - known.length),
  );
}

function edge(
  value: Value | undefined,
  wanted: Value | undefined,
  side: "start" | "end",
  { world, range }: Call,
): Value | undefined {
  const text = value && toText(value, world.budget);
  const known = wanted && knownString(wanted);
  const answer = text && known !== undefined ? hasEdge(text, known, side) : undefined;
  return answer === undefined ? undefined : booleanValue(answer, range);
}

/** Whether the text starts or ends so; `undefined` when an unknown part decides. */
function hasEdge(text: TextValue, wanted: string, side: "start" | "end"): boolean | undefined {
  const part = side === "start" ? text.parts[0] : text.parts.at(-1);
  const whole = knownText(text);
  if (whole !== undefined)
    return side === "start" ? whole.startsWith(wanted) : whole.endsWith(wanted);
  if (part?.kind !== "literal") return wanted === "" ? true : undefined;
  const has = side === "start" ? part.text.startsWith(wanted) : part.text.endsWith(wanted);
  if (has) return true;
  const long = part.text.length >= wanted.length;
  const clash = side === "start" ? !wanted.startsWith(part.text) : !wanted.endsWith(part.text);
  return long || clash ? false : undefined;
}
