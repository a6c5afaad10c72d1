import { knownText } from "../../policy/text-value.ts";
import { mapArms } from "./choice.ts";
import { evaluate } from "./evaluate.ts";
import { toSet } from "./functions/sets.ts";
import type { Expression } from "./hcl/ast.ts";
import { toText } from "./json-text.ts";
import { canonicalNumber } from "./nodes.ts";
import { knownBoolean, unify } from "./operators.ts";
import type { Scope } from "./scope.ts";
import { type Entry, knownString, listValue, textual, type Value } from "./value.ts";

const depthMax = 32;

/**
 * Converts the value of a variable to its declared type, as Terraform does: `list(string)` makes
 * texts of numbers, `object({…})` drops what it does not name and fills in `optional` defaults. What
 * does not fit stays as it is.
 */
export function convert(value: Value, type: Expression, scope: Scope, depth = 0): Value {
  if (depth > depthMax || !scope.world.budget.spend()) return value;
  return mapArms(value, (arm) => convertOne(arm, type, scope, depth));
}

function convertOne(value: Value, type: Expression, scope: Scope, depth: number): Value {
  if (value.kind === "null" || value.kind === "unknown" || value.kind === "error") return value;
  if (type.kind === "variable") return convertPrimitive(value, type.name, scope);
  if (type.kind !== "call") return value;
  const [argument] = type.args;
  if (!argument) return value;
  const inner = (item: Value): Value => convert(item, argument, scope, depth + 1);
  const isAny = argument.kind === "variable" && argument.name === "any";
  switch (type.name) {
    case "list": {
      if (value.kind !== "list") return value;
      const items = value.items.map(inner);
      return listValue(isAny ? ofOneType(items) : items, value.range, "list");
    }
    case "set":
      return value.kind === "list" ? toSet(value.items.map(inner), { range: value.range }) : value;
    case "map":
      if (value.kind !== "object") return value;
      return {
        ...value,
        isMap: true,
        entries: value.entries.map((entry) => ({ key: entry.key, value: inner(entry.value) })),
      };
    case "tuple": {
      if (value.kind !== "list" || argument.kind !== "tuple") return value;
      const items = value.items.map((item, index) => {
        const itemType = argument.items[index];
        return itemType ? convert(item, itemType, scope, depth + 1) : item;
      });
      return listValue(items, value.range);
    }
    case "object":
      return argument.kind === "object" ? convertObject(value, argument, scope, depth) : value;
    default:
      return value;
  }
}

/** Numbers and booleans beside a text become texts. */
function ofOneType(items: readonly Value[]): readonly Value[] {
  const text = items.find(({ kind }) => kind === "string");
  return text ? items.map((item) => unify(item, text)) : items;
}

function convertPrimitive(value: Value, type: string, scope: Scope): Value {
  switch (type) {
    case "string": {
      if (value.kind !== "number" && value.kind !== "boolean") return value;
      const text = toText(value, scope.world.budget);
      return text ? textual(text) : value;
    }
    case "number": {
      const number =
        value.kind === "string" ? canonicalNumber(knownString(value) ?? "") : undefined;
      return number === undefined ? value : { kind: "number", text: number, range: value.range };
    }
    case "bool": {
      const known = knownBoolean(value);
      return known === undefined ? value : { kind: "boolean", value: known, range: value.range };
    }
    default:
      return value;
  }
}

function convertObject(
  value: Value,
  type: Extract<Expression, { kind: "object" }>,
  scope: Scope,
  depth: number,
): Value {
  if (value.kind !== "object") return value;
  const entries = type.items.flatMap((item): Entry[] => {
    const name = nameOf(item.key);
    if (name === undefined) return [];
    const found = value.entries.findLast((entry) => knownText(entry.key) === name);
    const optional = item.value.kind === "call" && item.value.name === "optional";
    const [declared, fallback] =
      item.value.kind === "call" && optional ? item.value.args : [item.value];
    if (!declared) return [];
    if (found && found.value.kind !== "null") {
      return [{ key: found.key, value: convert(found.value, declared, scope, depth + 1) }];
    }
    const key = found?.key ?? {
      parts: [{ kind: "literal" as const, text: name, at: value.range }],
      range: value.range,
    };
    const filled: Value = fallback
      ? convert(evaluate(fallback, scope), declared, scope, depth + 1)
      : { kind: "null", range: value.range };
    return optional || found ? [{ key, value: filled }] : [];
  });
  return { ...value, entries };
}

function nameOf(key: Expression): string | undefined {
  const [part] = key.kind === "template" ? key.parts : [];
  return part?.kind === "text" ? part.text : undefined;
}
