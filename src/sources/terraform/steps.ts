import type { UnknownPart } from "../../policy/text-value.ts";
import { reasonOf } from "./access.ts";
import { asCollection } from "./choice.ts";
import { describe } from "./describe.ts";
import {
  isUncertain,
  numberValue,
  sortedEntries,
  textual,
  unknownValue,
  type Value,
} from "./value.ts";

/** One element of what a `for`, a `for_each` or a dynamic block goes through. */
export interface Step {
  readonly key: Value;
  readonly value: Value;
  /** What has to hold for the element to be there. */
  readonly when: readonly Condition[];
  readonly many: boolean;
}

export interface Condition {
  readonly condition: UnknownPart;
  readonly holds: boolean;
}

/** The elements of a collection, one by one. `undefined`: it is none. */
export function stepsOf(value: Value, range: Value["range"]): Step[] | undefined {
  const collection = asCollection(value) ?? value;
  switch (collection.kind) {
    case "list": {
      let certain = true;
      return collection.items.map((item, index) => {
        certain &&= !isUncertain(item);
        const key = certain
          ? numberValue(index, item.range)
          : unknownValue(`index in ${describe(collection)}`, reasonOf(item), item.range);
        const step = stepOf(item);
        return { ...step, key: collection.type === "set" ? step.value : key };
      });
    }
    case "object":
      return sortedEntries(collection).map((entry) => ({
        ...stepOf(entry.value),
        key: textual(entry.key),
      }));
    case "unknown": {
      const { reference, reason } = collection.unknown;
      return [
        {
          key: unknownValue(`keys(${reference})[*]`, reason, range),
          value: unknownValue(`${reference}[*]`, reason, range),
          when: [{ condition: hasElements(collection.unknown), holds: true }],
          many: true,
        },
      ];
    }
    default:
      return undefined;
  }
}

/** Takes an element out of the choice that says whether it is there. */
function stepOf(item: Value): Omit<Step, "key"> {
  const when: Condition[] = [];
  let many = false;
  let value = item;
  while (value.kind === "choice" && (!value.then || !value.otherwise)) {
    const arm: Value | undefined = value.then ?? value.otherwise;
    if (!arm) break;
    when.push({ condition: value.condition, holds: value.then !== undefined });
    many ||= value.many === true;
    value = arm;
  }
  if (value.kind === "unknown" && value.many) {
    many = true;
    const { reference, reason, at } = value.unknown;
    when.push({ condition: hasElements(value.unknown), holds: true });
    value = unknownValue(`${reference}[*]`, reason, at);
  }
  return { value, when, many };
}

/** What has to hold for an unknown collection to give an element. */
export function hasElements(collection: UnknownPart): UnknownPart {
  return { ...collection, reference: `length(${collection.reference}) > 0` };
}
