import type { UnknownPart } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { describe } from "./describe.ts";
import {
  type ChoiceValue,
  type ListValue,
  type ObjectValue,
  type UnknownValue,
  unknownValue,
  type Value,
} from "./value.ts";

/** So many arms are followed where choices meet in one value; past them the value is unknown. */
export const armsMax = 32;

/** One of two values. Arms that ask the same condition again are cut to the answer. */
export function choose(
  condition: UnknownPart,
  then: Value | undefined,
  otherwise: Value | undefined,
  range: Range,
  many = false,
): ChoiceValue {
  const yes = then && assume(then, condition, true);
  const no = otherwise && assume(otherwise, condition, false);
  return {
    kind: "choice",
    condition,
    range,
    // biome-ignore lint/suspicious/noThenProperty: the name of an arm
    ...(yes && { then: yes }),
    ...(no && { otherwise: no }),
    ...((many || isMany(yes) || isMany(no)) && { many: true as const }),
  };
}

/** The value in a world where the condition is known to hold (or not to). */
function assume(value: Value, condition: UnknownPart, holds: boolean): Value | undefined {
  let current: Value | undefined = value;
  while (current?.kind === "choice" && current.condition.reference === condition.reference) {
    current = holds ? current.then : current.otherwise;
  }
  return current;
}

/**
 * Computes a result for every combination of arms of the values that are choices. A missing arm
 * counts as null.
 */
export function distribute(
  values: readonly Value[],
  range: Range,
  compute: (values: readonly Value[]) => Value,
  arms = 1,
): Value {
  const choice = values.find((value) => value.kind === "choice");
  if (choice?.kind !== "choice") return compute(values);
  if (arms >= armsMax) return compute(values.map(collapse));
  const arm = (holds: boolean): Value =>
    distribute(
      values.map((value) => assume(value, choice.condition, holds) ?? { kind: "null", range }),
      range,
      compute,
      arms * 2,
    );
  return choose(choice.condition, arm(true), arm(false), range);
}

/** Applies a function to what an element of a list may be; what is missing stays missing. */
export function mapArms(value: Value, compute: (value: Value) => Value): Value {
  return hasTooManyArms(value) ? compute(collapse(value)) : mapFewArms(value, compute);
}

function mapFewArms(value: Value, compute: (value: Value) => Value): Value {
  if (value.kind !== "choice") return compute(value);
  const then = value.then && mapFewArms(value.then, compute);
  const otherwise = value.otherwise && mapFewArms(value.otherwise, compute);
  return choose(value.condition, then, otherwise, value.range, value.many);
}

/** True for a choice between more values, or more choices in choices, than are followed. */
export function hasTooManyArms(value: Value): boolean {
  return value.kind === "choice" && walkArms(value).tooMany;
}

/** The values that a choice can end in, or some of them when there are too many. */
export function armsOf(value: Value): readonly Value[] {
  return walkArms(value).arms;
}

function walkArms(value: Value): { arms: readonly Value[]; tooMany: boolean } {
  const arms: Value[] = [];
  const pending: Value[] = [value];
  let visited = 0;
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (++visited > 2 * armsMax) return { arms, tooMany: true };
    if (next.kind !== "choice") {
      arms.push(next);
      continue;
    }
    if (next.otherwise) pending.push(next.otherwise);
    if (next.then) pending.push(next.then);
  }
  return { arms, tooMany: arms.length > armsMax };
}

/** An element that is there only if the condition holds (or does not). */
export function onlyIf(
  condition: UnknownPart,
  holds: boolean,
  value: Value,
  many = false,
): ChoiceValue {
  return holds
    ? choose(condition, value, undefined, value.range, many)
    : choose(condition, undefined, value, value.range, many);
}

/** One unknown value in place of a choice. */
export function collapse(value: Value): Value {
  return value.kind === "choice" ? collapsed(value) : value;
}

function collapsed(value: ChoiceValue): UnknownValue {
  return unknownValue(describe(value), value.condition.reason, value.range);
}

/**
 * The elements of a list, of both arms of a choice between lists, or of an unknown list; those
 * that may be absent are marked. `undefined`: no list.
 */
export function spreadItems(value: Value): readonly Value[] | undefined {
  switch (value.kind) {
    case "list":
      return value.items;
    case "unknown":
      return [{ ...value, many: true }];
    case "choice": {
      if (hasTooManyArms(value)) return [{ ...collapsed(value), many: true }];
      const arms = [
        { arm: value.then, holds: true },
        { arm: value.otherwise, holds: false },
      ];
      return arms.flatMap(({ arm, holds }) =>
        (arm ? (spreadItems(arm) ?? []) : []).map((item) =>
          onlyIf(value.condition, holds, item, isMany(item)),
        ),
      );
    }
    default:
      return undefined;
  }
}

/** The entries of an object, of both arms of a choice between objects, or of an unknown object. */
export function spreadEntries(value: Value): ObjectValue["entries"] | undefined {
  switch (value.kind) {
    case "object":
      return value.entries;
    case "unknown":
      return [
        {
          key: {
            parts: [{ ...value.unknown, reference: `keys(${value.unknown.reference})[*]` }],
            range: value.range,
          },
          value: {
            ...value,
            unknown: { ...value.unknown, reference: `${value.unknown.reference}[*]` },
            many: true,
          },
        },
      ];
    case "choice": {
      if (hasTooManyArms(value)) return spreadEntries(collapsed(value));
      const arms = [
        { arm: value.then, holds: true },
        { arm: value.otherwise, holds: false },
      ];
      return arms.flatMap(({ arm, holds }) =>
        (arm ? (spreadEntries(arm) ?? []) : []).map((entry) => ({
          key: entry.key,
          value: onlyIf(value.condition, holds, entry.value, isMany(entry.value)),
        })),
      );
    }
    default:
      return undefined;
  }
}

/** A choice between lists as one list, so that its elements can be gone through. */
export function asCollection(value: Value): ListValue | ObjectValue | undefined {
  if (value.kind === "list" || value.kind === "object") return value;
  if (value.kind !== "choice") return undefined;
  const kinds = new Set(armsOf(value).map((arm) => arm.kind));
  if (kinds.has("object") && !kinds.has("list")) {
    return { kind: "object", entries: spreadEntries(value) ?? [], range: value.range };
  }
  if (!kinds.has("list")) return undefined;
  return { kind: "list", type: "tuple", items: spreadItems(value) ?? [], range: value.range };
}

function isMany(value: Value | undefined): boolean {
  return (value?.kind === "unknown" || value?.kind === "choice") && value.many === true;
}
