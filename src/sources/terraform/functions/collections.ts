import { displayText, knownText } from "../../../policy/text-value.ts";
import { member } from "../access.ts";
import { depthMax, itemsMax } from "../budget.ts";
import { armsOf, choose, mapArms, spreadEntries, spreadItems } from "../choice.ts";
import { equals, knownBoolean, unify } from "../operators.ts";
import {
  booleanValue,
  type Entry,
  isExact,
  isUncertain,
  knownInteger,
  knownString,
  type ListValue,
  listValue,
  numberValue,
  type ObjectValue,
  sortedEntries,
  textual,
  unknownPart,
  type Value,
} from "../value.ts";
import type { Call, TerraformFunction } from "./function.ts";

/** Functions over lists, maps and objects. */
export const collectionFunctions: Readonly<Record<string, TerraformFunction>> = {
  alltrue: { min: 1, max: 1, compute: ([list], call) => quantify(list, false, call) },
  anytrue: { min: 1, max: 1, compute: ([list], call) => quantify(list, true, call) },
  coalesce: { min: 1, compute: coalesce },
  coalescelist: {
    min: 1,
    compute: (args) => {
      for (const arg of args) {
        if (arg.kind !== "list" && arg.kind !== "null") return undefined;
        if (arg.kind === "list" && arg.items.length > 0) return isExact(arg) ? arg : undefined;
      }
      return undefined;
    },
  },
  compact: { min: 1, max: 1, seesChoices: true, compute: compact },
  concat: { min: 1, seesChoices: true, compute: concat },
  contains: { min: 2, max: 2, compute: contains },
  element: { min: 2, max: 2, compute: element },
  flatten: {
    min: 1,
    max: 1,
    seesChoices: true,
    compute: ([list], call) => {
      const items = list && spreadItems(list);
      return items ? bounded(flattened(items), call) : undefined;
    },
  },
  chunklist: {
    min: 2,
    max: 2,
    compute: ([list, size], call) => {
      const count = size && knownInteger(size);
      if (list?.kind !== "list" || !isExact(list) || count === undefined) return undefined;
      if (count < 0) return call.refuse();
      const step = count === 0 ? Math.max(list.items.length, 1) : count;
      const chunks: Value[] = [];
      for (let at = 0; at < list.items.length; at += step) {
        chunks.push({ ...list, items: list.items.slice(at, at + step) });
      }
      return listValue(chunks, call.range, "list");
    },
  },
  index: {
    min: 2,
    max: 2,
    compute: ([list, wanted], call) => {
      if (list?.kind !== "list" || !wanted) return undefined;
      for (const [index, item] of list.items.entries()) {
        const equal = isUncertain(item) ? undefined : equals(item, wanted);
        if (equal) return numberValue(index, call.range);
        if (equal === undefined) return undefined;
      }
      return call.refuse();
    },
  },
  matchkeys: {
    min: 3,
    max: 3,
    compute: ([values, keys, wanted], call) => {
      if (values?.kind !== "list" || keys?.kind !== "list" || wanted?.kind !== "list")
        return undefined;
      const names = isExact(values) ? knownTexts(keys) : undefined;
      const searched = knownTexts(wanted);
      if (!names || !searched || !isExact(keys) || !isExact(wanted)) return undefined;
      if (names.length !== values.items.length) return call.refuse();
      const items = values.items.filter((_, index) => searched.includes(names[index] ?? ""));
      return listValue(items, call.range, "list");
    },
  },
  setproduct: { min: 2, compute: setProduct },
  transpose: { min: 1, max: 1, compute: transpose },
  keys: {
    min: 1,
    max: 1,
    compute: ([object], { range }) =>
      object?.kind === "object"
        ? listValue(
            sortedEntries(object).map((entry) => mapArms(entry.value, () => textual(entry.key))),
            range,
          )
        : undefined,
  },
  length: { min: 1, max: 1, compute: length },
  lookup: { min: 2, max: 3, compute: lookup },
  merge: { min: 0, seesChoices: true, compute: merge },
  one: { min: 1, max: 1, compute: one },
  range: { min: 1, max: 3, compute: rangeOf },
  reverse: {
    min: 1,
    max: 1,
    compute: ([list]) =>
      list?.kind === "list" ? { ...list, items: list.items.toReversed() } : undefined,
  },
  slice: {
    min: 3,
    max: 3,
    compute: ([list, from, to], call) => {
      const start = from && knownInteger(from);
      const end = to && knownInteger(to);
      if (list?.kind !== "list" || !isExact(list)) return undefined;
      if (start === undefined || end === undefined) return undefined;
      if (start < 0 || start > end || end > list.items.length) return call.refuse();
      return { ...list, items: list.items.slice(start, end) };
    },
  },
  tolist: {
    min: 1,
    max: 1,
    compute: ([list], { range }) => {
      if (list?.kind !== "list") return list?.kind === "unknown" ? list : undefined;
      const example = list.items.find((item) => item.kind === "string");
      const items = example ? list.items.map((item) => unify(item, example)) : list.items;
      return listValue(items, range, "list");
    },
  },
  tomap: {
    min: 1,
    max: 1,
    compute: ([object]) => {
      if (object?.kind !== "object") return object?.kind === "unknown" ? object : undefined;
      const example = object.entries.find((entry) => entry.value.kind === "string")?.value;
      if (!example) return { ...object, isMap: true };
      const entries = object.entries.map((entry) => ({
        ...entry,
        value: unify(entry.value, example),
      }));
      return { ...object, isMap: true, entries };
    },
  },
  values: {
    min: 1,
    max: 1,
    compute: ([object], { range }) =>
      object?.kind === "object"
        ? listValue(
            sortedEntries(object).map((entry) => entry.value),
            range,
          )
        : undefined,
  },
  zipmap: {
    min: 2,
    max: 2,
    compute: ([keys, values], call) => {
      if (keys?.kind !== "list" || values?.kind !== "list") return undefined;
      if (!isExact(keys) || !isExact(values)) return undefined;
      if (keys.items.length !== values.items.length) return call.refuse();
      const entries = keys.items.flatMap((key, index): Entry[] => {
        const value = values.items[index];
        return key.kind === "string" && value ? [{ key: key.text, value }] : [];
      });
      if (entries.length !== keys.items.length) return undefined;
      return { kind: "object", entries, range: call.range };
    },
  },
};

function bounded(items: readonly Value[], { range, world }: Call): Value | undefined {
  if (items.length > itemsMax || !world.budget.spend(items.length)) {
    world.budget.exceed(`a list of more than ${itemsMax} elements`);
    return undefined;
  }
  return listValue(items, range);
}

function concat(args: readonly Value[], call: Call): Value | undefined {
  const items: Value[] = [];
  for (const arg of args) {
    const spread = spreadItems(arg);
    if (!spread) return call.refuse();
    if (items.length + spread.length > itemsMax) return bounded([...items, ...spread], call);
    for (const item of spread) items.push(item);
  }
  const lists = args.every((arg) => arg.kind === "list" && arg.type === "list");
  const result = bounded(items, call);
  return lists && result?.kind === "list" ? { ...result, type: "list" } : result;
}

/** All elements at any depth; one more than are allowed where there are too many. */
function flattened(items: readonly Value[]): readonly Value[] {
  const result: Value[] = [];
  const visit = (item: Value, depth: number): void => {
    if (result.length > itemsMax) return;
    const inner = item.kind === "list" || isListChoice(item) ? spreadItems(item) : undefined;
    if (!inner || depth > depthMax) result.push(item);
    else for (const one of inner) visit(one, depth + 1);
  };
  for (const item of items) visit(item, 0);
  return result;
}

function isListChoice(item: Value): boolean {
  return item.kind === "choice" && armsOf(item).some(({ kind }) => kind === "list");
}

function merge(args: readonly Value[], call: Call): Value | undefined {
  const merged = new Map<string, Entry>();
  for (const arg of args) {
    if (arg.kind === "null") continue;
    const entries = spreadEntries(arg);
    if (!entries) return call.refuse();
    if (!call.world.budget.spend(entries.length) || merged.size > itemsMax) return undefined;
    for (const entry of entries) {
      const name = knownText(entry.key) ?? `\${${displayText(entry.key)}}`;
      const earlier = merged.get(name);
      merged.set(
        name,
        earlier ? { key: entry.key, value: over(earlier.value, entry.value) } : entry,
      );
    }
  }
  return { kind: "object", entries: [...merged.values()], range: call.range };
}

/** The later value, or the earlier one where the later is absent. */
function over(earlier: Value, later: Value): Value {
  if (later.kind !== "choice") return later;
  return choose(later.condition, later.then ?? earlier, later.otherwise ?? earlier, later.range);
}

function coalesce(
  args: readonly Value[],
  { range, refuse }: Pick<Call, "range"> & Partial<Call>,
): Value | undefined {
  for (const [index, arg] of args.entries()) {
    if (arg.kind === "null" || knownString(arg) === "") continue;
    if (arg.kind === "unknown" && arg.unknown.reason !== "known after deployment") {
      // Whether the input is null or empty is not known: it or what comes next.
      const rest = coalesce(args.slice(index + 1), { range });
      if (!rest) return arg;
      const part = unknownPart(`${arg.unknown.reference} == null`, arg.unknown.reason, arg.range);
      return choose(part, rest, arg, range);
    }
    const text = args.find((other) => other.kind === "string");
    return text ? unify(arg, text) : arg;
  }
  // Nothing is left over: Terraform refuses that.
  return args.length > 0 && refuse ? refuse() : undefined;
}

/** Leaves out null and empty texts, also those that only one arm of a choice has. */
function compact([list]: readonly Value[], call: Call): Value | undefined {
  const items = list && spreadItems(list);
  if (!items) return undefined;
  return bounded(
    items.flatMap((item) => withoutEmpty(item) ?? []),
    call,
  );
}

function withoutEmpty(item: Value): Value | undefined {
  if (item.kind === "choice") {
    const then = item.then && withoutEmpty(item.then);
    const otherwise = item.otherwise && withoutEmpty(item.otherwise);
    if (!then && !otherwise) return undefined;
    return choose(item.condition, then, otherwise, item.range, item.many);
  }
  return item.kind === "null" || knownString(item) === "" ? undefined : item;
}

function contains([list, wanted]: readonly Value[], { range }: Call): Value | undefined {
  if (list?.kind !== "list" || !wanted) return undefined;
  let certain = isExact(list);
  for (const item of list.items) {
    const equal = isUncertain(item) ? undefined : equals(item, wanted);
    if (equal) return booleanValue(true, range);
    if (equal === undefined) certain = false;
  }
  return certain ? booleanValue(false, range) : undefined;
}

function element([list, index]: readonly Value[], call: Call): Value | undefined {
  const position = index && knownInteger(index);
  if (list?.kind !== "list" || position === undefined || position < 0) return undefined;
  if (list.items.length === 0) return call.refuse();
  if (!isExact(list)) {
    const [only] = list.items;
    if (list.items.length !== 1 || only?.kind !== "choice" || only.many) return undefined;
    return only.then ?? only.otherwise;
  }
  return list.items[position % list.items.length];
}

function length([value]: readonly Value[], { range }: Call): Value | undefined {
  switch (value?.kind) {
    case "list":
      return isExact(value) ? numberValue(value.items.length, range) : undefined;
    case "object":
      return hasKnownKeys(value) ? numberValue(value.entries.length, range) : undefined;
    case "string": {
      const text = knownText(value.text);
      if (text === undefined || text.length > graphemesMax) return undefined;
      return numberValue(graphemes(text).length, range);
    }
    default:
      return undefined;
  }
}

/** Longer texts are not taken apart. */
export const graphemesMax = 10_000;

/** A text as people count it, in grapheme clusters. */
export function graphemes(text: string): string[] {
  const segments = new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text);
  return [...segments].map(({ segment }) => segment);
}

function hasKnownKeys(object: ObjectValue): boolean {
  return object.entries.every(
    (entry) => knownText(entry.key) !== undefined && !isUncertain(entry.value),
  );
}

function lookup([object, key, fallback]: readonly Value[], call: Call): Value | undefined {
  const name = key && knownString(key);
  if (object?.kind !== "object" || name === undefined) return undefined;
  return member(object, name, call.range) ?? fallback ?? call.refuse();
}

function one([list]: readonly Value[], call: Call): Value | undefined {
  if (list?.kind === "null") return list;
  if (list?.kind !== "list") return undefined;
  const [only] = list.items;
  if (!only) return { kind: "null", range: call.range };
  if (isExact(list)) return list.items.length === 1 ? only : call.refuse();
  if (list.items.length > 1 || only.kind !== "choice" || only.many) return undefined;
  const nothing: Value = { kind: "null", range: call.range };
  return choose(only.condition, only.then ?? nothing, only.otherwise ?? nothing, only.range);
}

function rangeOf(args: readonly Value[], call: Call): Value | undefined {
  const numbers = args.map(knownInteger);
  const [first, second, third] = numbers;
  if (first === undefined || numbers.includes(undefined)) return undefined;
  const start = second === undefined ? 0 : first;
  const limit = second ?? first;
  const step = third ?? (limit < start ? -1 : 1);
  // Terraform itself stops at 1024 elements.
  if (step === 0 || (limit - start) / step > 1024) return call.refuse();
  const items: Value[] = [];
  for (let at = start; step > 0 ? at < limit : at > limit; at += step) {
    items.push(numberValue(at, call.range));
  }
  return listValue(items, call.range, "list");
}

/** Every combination; the first argument varies slowest. */
function setProduct(args: readonly Value[], call: Call): Value | undefined {
  let rows: Value[][] = [[]];
  for (const arg of args) {
    if (arg.kind !== "list" || !isExact(arg)) return undefined;
    if (rows.length * arg.items.length > itemsMax) return bounded([...Array(itemsMax + 1)], call);
    if (!call.world.budget.spend(rows.length * arg.items.length)) return undefined;
    rows = rows.flatMap((row) => arg.items.map((item) => [...row, item]));
  }
  const isSet = args.every((arg) => arg.kind === "list" && arg.type === "set");
  const items = rows.map((row) => listValue(row, call.range));
  return listValue(items, call.range, isSet ? "set" : "list");
}

/** A map of lists of texts, turned round: from each text to the keys that had it. */
function transpose([object]: readonly Value[], { range }: Call): Value | undefined {
  if (object?.kind !== "object" || !hasKnownKeys(object)) return undefined;
  const lists = new Map<string, { key: Entry["key"]; items: Value[] }>();
  for (const { key, value } of sortedEntries(object)) {
    if (value.kind !== "list" || !isExact(value) || !knownTexts(value)) return undefined;
    for (const item of value.items) {
      if (item.kind !== "string") return undefined;
      const name = displayText(item.text);
      const found = lists.get(name) ?? { key: item.text, items: [] };
      found.items.push(textual(key));
      lists.set(name, found);
    }
  }
  const entries = [...lists.values()].map(({ key, items }) => ({
    key,
    value: listValue(items, range, "list"),
  }));
  return { kind: "object", entries, range };
}

function quantify(list: Value | undefined, decisive: boolean, { range }: Call): Value | undefined {
  if (list?.kind !== "list") return undefined;
  const answers = list.items.map((item) => (isUncertain(item) ? undefined : knownBoolean(item)));
  if (answers.includes(decisive)) return booleanValue(decisive, range);
  return answers.includes(undefined) ? undefined : booleanValue(!decisive, range);
}

/** The elements as known texts. `undefined`: not all of them are. */
export function knownTexts(list: ListValue): string[] | undefined {
  const texts = list.items.map((item) => (item.kind === "choice" ? undefined : knownString(item)));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}
