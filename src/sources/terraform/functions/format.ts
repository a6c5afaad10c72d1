import { knownText, literalText, sliceText, type TextValue } from "../../../policy/text-value.ts";
import { itemsMax } from "../budget.ts";
import { asCollection, distribute, mapArms, onlyIf, spreadItems } from "../choice.ts";
import { jsonText, toText } from "../json-text.ts";
import { canonicalNumber } from "../nodes.ts";
import { knownBoolean } from "../operators.ts";
import { hasElements } from "../steps.ts";
import {
  concatTexts,
  isExact,
  knownInteger,
  knownString,
  listValue,
  stringValue,
  textual,
  unknownValue,
  type Value,
} from "../value.ts";
import type { Call, TerraformFunction } from "./function.ts";

/** `format` and `formatlist`: unknown arguments become unknown parts of the text. */
export const formatFunctions: Readonly<Record<string, TerraformFunction>> = {
  format: { min: 1, compute: ([pattern, ...args], call) => formatted(pattern, args, call) },
  formatlist: { min: 1, seesChoices: true, compute: formatList },
};

/** Verbs with a plain form; every other one (`%x`, `%6.2f`, …) leaves the text open. */
const verb = /%(?:\[(\d{1,3})\])?(0?)(\d{0,3})([%a-zA-Z#+\- .*])/g;

function formatted(
  pattern: Value | undefined,
  args: readonly Value[],
  call: Call,
): Value | undefined {
  const text = pattern && toText(pattern, call.world.budget);
  const known = text && knownText(text);
  if (!text || known === undefined) return undefined;
  const pieces: TextValue[] = [];
  let from = 0;
  let next = 0;
  for (const match of known.matchAll(verb)) {
    const [whole, position, zero, width, letter] = match;
    pieces.push(sliceText(text, from, match.index));
    from = match.index + whole.length;
    if (letter === "%") {
      if (whole !== "%%") return undefined;
      pieces.push(sliceText(text, from - 1, from));
      continue;
    }
    const index = position ? Number(position) - 1 : next;
    next = index + 1;
    const arg = args[index];
    if (!arg) return call.refuse();
    if (letter === "d" && arg.kind === "string" && isNoNumber(arg)) return call.refuse();
    const piece = formatOne(letter ?? "", zero === "0", Number(width || "0"), arg, call);
    if (!piece) return undefined;
    pieces.push(piece);
  }
  if (known.indexOf("%", from) >= 0) return undefined;
  pieces.push(sliceText(text, from, known.length));
  return textual(concatTexts(pieces, call.range));
}

function isNoNumber(arg: Value): boolean {
  const text = knownString(arg);
  return text !== undefined && canonicalNumber(text) === undefined;
}

function formatOne(
  letter: string,
  zero: boolean,
  width: number,
  arg: Value,
  { world }: Call,
): TextValue | undefined {
  // Nothing can be written for it, but by `%v`.
  if (arg.kind === "null" && letter !== "v") return undefined;
  const isWhole = arg.kind === "unknown" || arg.kind === "string";
  switch (letter) {
    case "s":
    case "v": {
      if (width > 0) return undefined;
      if (arg.kind === "null" && letter === "v") return literalText("null", arg.range);
      if (letter === "v" && (arg.kind === "list" || arg.kind === "object")) {
        return jsonText(arg, world.budget);
      }
      return toText(arg, world.budget);
    }
    case "d": {
      const number = knownInteger(arg);
      if (number === undefined)
        return isWhole && width === 0 ? toText(arg, world.budget) : undefined;
      const sign = number < 0 ? "-" : "";
      const digits = String(Math.abs(number));
      const padded = zero
        ? sign + digits.padStart(width - sign.length, "0")
        : (sign + digits).padStart(width, " ");
      return { parts: [{ kind: "literal", text: padded, at: arg.range }], range: arg.range };
    }
    case "t":
      return width === 0 && knownBoolean(arg) !== undefined ? toText(arg, world.budget) : undefined;
    case "q":
      return width === 0 && arg.kind === "string" ? jsonText(arg, world.budget) : undefined;
    default:
      return undefined;
  }
}

function formatList(args: readonly Value[], call: Call): Value | undefined {
  const lists = args.map((arg, index) => {
    if (arg.kind === "unknown") return index === 0 ? undefined : arg;
    return asCollection(arg)?.kind === "list" ? arg : undefined;
  });
  const spread = args.map((_, index) => {
    const list = lists[index];
    return list && spreadItems(list);
  });
  const known = spread.filter((items) => items !== undefined);
  if (known.length === 0) {
    return distribute(args, call.range, ([pattern, ...rest]) => {
      const text = formatted(pattern, rest, call);
      return text
        ? listValue([text], call.range, "list")
        : unknownValue("formatlist(…)", "not supported", call.range);
    });
  }
  const length = known[0]?.length ?? 0;
  const exact = lists.every((list) => !list || (list.kind === "list" && isExact(list)));
  if (known.length > 1 && (!exact || known.some((items) => items.length !== length))) {
    return exact ? call.refuse() : undefined;
  }
  if (length > itemsMax || !call.world.budget.spend(length)) return undefined;
  const items: Value[] = [];
  for (let row = 0; row < length; row++) {
    const values = args.map((arg, index) => spread[index]?.[row] ?? arg);
    const item = formatRow(values, spread, call);
    if (!item) return undefined;
    items.push(item);
  }
  return listValue(items, call.range, "list");
}

/** One row. Where its element may be absent, so may the text. */
function formatRow(
  values: readonly Value[],
  spread: readonly (readonly Value[] | undefined)[],
  call: Call,
): Value | undefined {
  const position = spread.findIndex((items) => items !== undefined);
  const element = values[position];
  if (!element) return undefined;
  let failed = false;
  const item = mapArms(element, (arm) => {
    const row = values.map((value, index) => (index === position ? arm : value));
    return distribute(row, call.range, ([pattern, ...args]) => {
      const text = formatted(pattern, args.map(single), call);
      failed ||= !text;
      return text ?? stringValue("", call.range);
    });
  });
  return failed
    ? undefined
    : element.kind === "unknown" && element.many
      ? onlyIf(hasElements(element.unknown), true, item, true)
      : item;
}

/** One of the many elements that an unknown list has. */
function single(value: Value): Value {
  if (value.kind !== "unknown" || !value.many) return value;
  return unknownValue(`${value.unknown.reference}[*]`, value.unknown.reason, value.range);
}
