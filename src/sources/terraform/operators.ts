import { displayText, knownText } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { mayEqual, reasonOf } from "./access.ts";
import { describe, shortened } from "./describe.ts";
import { canonicalNumber } from "./nodes.ts";
import {
  booleanValue,
  errorValue,
  isExact,
  knownString,
  sortedEntries,
  unknownValue,
  type Value,
} from "./value.ts";
import { calculate, compareNumbers, type Operator } from "./wide-number.ts";

/** An operator between two values that are no choices. */
export function applyBinary(operator: string, left: Value, right: Value, range: Range): Value {
  switch (operator) {
    case "==":
      return equality(left, right, range);
    case "!=":
      return applyNot(equality(left, right, range), range);
    case "&&":
    case "||":
      return logic(operator, left, right, range);
    default:
      return arithmetic(operator, left, right, range);
  }
}

export function applyNot(value: Value, range: Range): Value {
  const known = knownBoolean(value);
  if (known !== undefined) return booleanValue(!known, range);
  if (value.kind === "unknown") {
    const { reference, reason } = value.unknown;
    return unknownValue(
      reference.startsWith("!") ? reference.slice(1) : `!${reference}`,
      reason,
      range,
    );
  }
  return undecided(`!${describe(value)}`, [value], range);
}

export function negate(value: Value, range: Range): Value {
  const text = knownString(value);
  const number = text === undefined ? undefined : canonicalNumber(text);
  if (number === undefined) return undecided(`-${describe(value)}`, [value], range);
  const negated = number.startsWith("-") ? number.slice(1) : `-${number}`;
  return { kind: "number", text: negated, range };
}

export function knownBoolean(value: Value): boolean | undefined {
  if (value.kind === "boolean") return value.value;
  const text = value.kind === "string" ? knownText(value.text) : undefined;
  return text === "true" ? true : text === "false" ? false : undefined;
}

function equality(left: Value, right: Value, range: Range): Value {
  const equal = equals(left, right);
  if (equal !== undefined) return booleanValue(equal, range);
  return undecided(`${describe(left)} == ${describe(right)}`, [left, right], range);
}

/** So many pairs of values are compared for one answer. */
const comparisonsMax = 1_000;

/** `undefined`: it depends on what is not known. Values of different types are not equal. */
export function equals(
  left: Value,
  right: Value,
  budget = { left: comparisonsMax },
): boolean | undefined {
  if (left === right && left.kind !== "error") return true;
  if (--budget.left < 0) return undefined;
  if (left.kind === "null" || right.kind === "null") {
    if (left.kind === right.kind) return true;
    const other = left.kind === "null" ? right : left;
    // An input can be null; what a resource will have after deployment is taken to be there.
    if (other.kind === "unknown" && other.unknown.reason !== "known after deployment")
      return undefined;
    return other.kind === "choice" || other.kind === "error" ? undefined : false;
  }
  if (isSymbolic(left) || isSymbolic(right)) {
    return describe(left) === describe(right) && left.kind === right.kind ? true : undefined;
  }
  if (left.kind === "json" && right.kind === "json")
    return equals(left.content, right.content, budget);
  if (left.kind !== right.kind)
    return left.kind === "json" || right.kind === "json" ? undefined : false;
  if (left.kind === "string" && right.kind === "string") return equalTexts(left, right);
  if (left.kind === "list" && right.kind === "list") {
    // A list is never equal to a set, nor to what is written in brackets; not every list tells.
    if (left.type !== right.type) return undefined;
    if (!isExact(left) || !isExact(right)) return undefined;
    if (left.items.length !== right.items.length) return false;
    return all(left.items.map((item, index) => pairEquals(item, right.items[index], budget)));
  }
  if (left.kind === "object" && right.kind === "object") {
    if (left.isMap !== right.isMap) return undefined;
    const ours = sortedEntries(left);
    const theirs = sortedEntries(right);
    if ([...ours, ...theirs].some((entry) => knownText(entry.key) === undefined)) return undefined;
    if (ours.length !== theirs.length) return false;
    return all(
      ours.map((entry, index) => {
        const other = theirs[index];
        if (!other || displayText(entry.key) !== displayText(other.key)) return false;
        return pairEquals(entry.value, other.value, budget);
      }),
    );
  }
  return knownString(left) === knownString(right);
}

function pairEquals(
  left: Value,
  right: Value | undefined,
  budget: { left: number },
): boolean | undefined {
  return right ? equals(left, right, budget) : false;
}

function all(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

function isSymbolic(value: Value): boolean {
  return ["unknown", "error", "choice", "instance", "namespace"].includes(value.kind);
}

function equalTexts(
  left: Value & { kind: "string" },
  right: Value & { kind: "string" },
): boolean | undefined {
  const ours = knownText(left.text);
  const theirs = knownText(right.text);
  if (ours !== undefined && theirs !== undefined) return ours === theirs;
  if (displayText(left.text) === displayText(right.text)) return true;
  if (theirs !== undefined) return mayEqual(left.text, theirs) ? undefined : false;
  if (ours !== undefined) return mayEqual(right.text, ours) ? undefined : false;
  return undefined;
}

function logic(operator: "&&" | "||", left: Value, right: Value, range: Range): Value {
  const decisive = operator === "||";
  const a = knownBoolean(left);
  const b = knownBoolean(right);
  if (a === decisive || b === decisive) return booleanValue(decisive, range);
  if (a !== undefined && b !== undefined) return booleanValue(!decisive, range);
  if (a !== undefined) return right;
  if (b !== undefined) return left;
  return undecided(`${describe(left)} ${operator} ${describe(right)}`, [left, right], range);
}

function arithmetic(operator: string, left: Value, right: Value, range: Range): Value {
  const a = numberOf(left);
  const b = numberOf(right);
  const name = `${describe(left)} ${operator} ${describe(right)}`;
  if (a === undefined || b === undefined) return undecided(name, [left, right], range);
  const order = compareNumbers(a, b) ?? 0;
  switch (operator) {
    case "<":
      return booleanValue(order < 0, range);
    case "<=":
      return booleanValue(order <= 0, range);
    case ">":
      return booleanValue(order > 0, range);
    case ">=":
      return booleanValue(order >= 0, range);
    case "%":
      if (compareNumbers(b, "0") === 0) return errorValue(name, range);
      return counted("%");
    case "+":
    case "-":
    case "*":
    case "/":
      return counted(operator);
    default:
      return undecided(name, [left, right], range);
  }

  /** A division by zero is infinite, which has no use here. */
  function counted(by: Operator): Value {
    const text = calculate(by, a ?? "", b ?? "");
    return text === undefined
      ? unknownValue(shortened(name), "not supported", range)
      : { kind: "number", text, range };
  }
}

/** A number, or a text that is one, within bounds. */
function numberOf(value: Value): string | undefined {
  const text = value.kind === "number" || value.kind === "string" ? knownString(value) : undefined;
  return text === undefined || compareNumbers(text, "0") === undefined ? undefined : text;
}

/** Both arms of a conditional have one type: a number or boolean beside a text becomes text. */
export function unify(value: Value, other: Value): Value {
  if ((value.kind === "number" || value.kind === "boolean") && other.kind === "string") {
    const text = value.kind === "number" ? value.text : String(value.value);
    return {
      kind: "string",
      text: { parts: [{ kind: "literal", text, at: value.range }], range: value.range },
      range: value.range,
    };
  }
  if (value.kind === "list" && other.kind === "list") {
    const example = [...value.items, ...other.items].find((item) => item.kind === "string");
    if (!example) return value;
    return { ...value, items: value.items.map((item) => unify(item, example)) };
  }
  return value;
}

function undecided(reference: string, values: readonly Value[], range: Range): Value {
  const error = values.find((value) => value.kind === "error");
  const unknown = values.find((value) => isSymbolic(value) || value.kind === "string") ?? values[0];
  const name = shortened(reference);
  if (error) return errorValue(name, range, reasonOf(error));
  const symbolic = values.some(
    (value) =>
      isSymbolic(value) ||
      (value.kind === "string" && knownText(value.text) === undefined) ||
      value.kind === "list" ||
      value.kind === "object",
  );
  if (!symbolic) return errorValue(name, range);
  return unknownValue(name, unknown ? reasonOf(unknown) : "not supported", range);
}
