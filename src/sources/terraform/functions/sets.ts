import { displayText } from "../../../policy/text-value.ts";
import { spreadItems } from "../choice.ts";
import { equals } from "../operators.ts";
import { compareBytes, isExact, knownString, listValue, textual, type Value } from "../value.ts";
import { knownTexts } from "./collections.ts";
import type { Call, TerraformFunction } from "./function.ts";

/** Functions that take repeats out or put elements in order. */
export const setFunctions: Readonly<Record<string, TerraformFunction>> = {
  distinct: {
    min: 1,
    max: 1,
    seesChoices: true,
    compute: ([list], { range }) => {
      const items = list && spreadItems(list);
      return items ? listValue(withoutRepeats(items), range) : undefined;
    },
  },
  setintersection: {
    min: 1,
    compute: (args, call) =>
      combine(args, call, (kept, other) => kept.filter((text) => other.has(text))),
  },
  setsubtract: {
    min: 2,
    max: 2,
    compute: (args, call) =>
      combine(args, call, (kept, other) => kept.filter((text) => !other.has(text))),
  },
  setunion: {
    min: 1,
    seesChoices: true,
    compute: (args, call) => {
      const items = args.flatMap((arg) => spreadItems(arg) ?? []);
      return toSet(items, call);
    },
  },
  sort: {
    min: 1,
    max: 1,
    compute: ([list], { range }) => {
      if (list?.kind !== "list") return undefined;
      if (!isExact(list) || !knownTexts(list)) return { ...list, type: "set", range };
      return listValue(list.items.toSorted(byText), range, "list");
    },
  },
  toset: {
    min: 1,
    max: 1,
    seesChoices: true,
    compute: ([list], call) => {
      if (list?.kind === "unknown") return list;
      const items = list && spreadItems(list);
      return items ? toSet(items, call) : undefined;
    },
  },
};

/** A set of texts, in the order of their bytes as far as they are known. */
export function toSet(items: readonly Value[], { range }: Pick<Call, "range">): Value {
  const texts = items.map((item) => {
    if (item.kind !== "number" && item.kind !== "boolean") return item;
    return textual({
      parts: [{ kind: "literal", text: knownString(item) ?? "", at: item.range }],
      range: item.range,
    });
  });
  return listValue(withoutRepeats(texts).toSorted(byText), range, "set");
}

/** Leaves out what is surely equal to an earlier element that is surely there. */
function withoutRepeats(items: readonly Value[]): Value[] {
  const seen = new Set<string>();
  const others: Value[] = [];
  return items.filter((item) => {
    if (item.kind === "string") {
      const text = displayText(item.text);
      if (seen.has(text)) return false;
      seen.add(text);
      return true;
    }
    // Only a few elements are compared one by one.
    const repeated = others.slice(0, 64).some((other) => equals(other, item) === true);
    if (!repeated && item.kind !== "choice" && item.kind !== "unknown") others.push(item);
    return !repeated;
  });
}

function byText(left: Value, right: Value): number {
  return compareBytes(sortKey(left), sortKey(right));
}

function sortKey(value: Value): string {
  if (value.kind === "string") return displayText(value.text);
  return knownString(value) ?? "\u{10FFFF}";
}

function combine(
  args: readonly Value[],
  { range }: Call,
  keep: (kept: readonly string[], other: ReadonlySet<string>) => string[],
): Value | undefined {
  const lists = args.map((arg) =>
    arg.kind === "list" && isExact(arg) ? knownTexts(arg) : undefined,
  );
  const [first, ...others] = lists;
  const [origin] = args;
  if (!first || origin?.kind !== "list") return undefined;
  let kept: readonly string[] = first;
  for (const other of others) {
    if (!other) return undefined;
    kept = keep(kept, new Set(other));
  }
  const left = new Set(kept);
  return toSet(
    origin.items.filter((item) => left.has(knownString(item) ?? "")),
    { range },
  );
}
