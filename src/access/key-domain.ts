import type { Automata } from "./automata.ts";
import { parseDate, parseNumber, valueHolds } from "./conditions.ts";
import { formatAddress, parseIpBlock } from "./ip-block.ts";
import type { Budget } from "./limits.ts";
import { searchProduct } from "./product-search.ts";
import type { ContextValue } from "./request.ts";
import type { Condition } from "./statement.ts";

/** A value of a key that stands for all values by which the conditions hold alike. */
interface DomainValue {
  /** Absent: the key is not in the request. */
  readonly value?: ContextValue;
  /** For each condition on the key, in the order given, whether it holds. */
  readonly holds: readonly boolean[];
}

export interface KeyDomain {
  readonly values: readonly DomainValue[];
  /** Why values may be missing; absent when every value is stood for. */
  readonly incomplete?: string;
}

/**
 * The values of one key, up to what its conditions can tell apart.
 *
 * @throws LimitReached
 */
export function keyDomain(
  conditions: readonly Condition[],
  automata: Automata,
  budget: Budget,
): KeyDomain {
  const { texts, incomplete } = singleValues(conditions, automata, budget);
  budget.step(texts.length * conditions.length);
  const holdsFor = (value: ContextValue | undefined): boolean[] =>
    conditions.map((condition) => valueHolds(condition, value, undefined));

  // An absent key stands for itself, even where a value says the same: not every key can be absent.
  const isAssumption = conditions[0]?.key.startsWith("\u0000");
  const absent: DomainValue[] = isAssumption ? [] : [{ holds: holdsFor(undefined) }];
  const present = new Map<string, DomainValue>();
  const add = (value: ContextValue): void => {
    const holds = holdsFor(value);
    const key = holds.map(Number).join("");
    if (!present.has(key)) present.set(key, { value, holds });
  };
  if (!conditions.some(({ operator }) => operator.set)) {
    for (const text of texts) add(text);
    return { values: [...absent, ...present.values()], ...(incomplete && { incomplete }) };
  }

  const classes = distinctValues(conditions, texts);
  for (const text of classes) add(text);
  const limit = budget.limits.setClassesMax;
  const sets = classes.length <= limit ? subsets(classes) : pairs(classes);
  for (const set of sets) {
    budget.conditionStep();
    add(set);
  }
  const cut = classes.length > limit ? `setClassesMax = ${limit}` : incomplete;
  return { values: [...absent, ...present.values()], ...(cut && { incomplete: cut }) };
}

/** Single values, told apart by what each value of each condition says about them. */
function distinctValues(conditions: readonly Condition[], texts: readonly string[]): string[] {
  const classes = new Map<string, string>();
  const singles = conditions.map((condition) => ({
    ...condition,
    operator: { ...condition.operator, set: "any" as const, ifExists: false },
  }));
  for (const text of texts) {
    const key = singles.map((each) => Number(valueHolds(each, [text], undefined))).join("");
    if (!classes.has(key)) classes.set(key, text);
  }
  return [...classes.values()];
}

function subsets(classes: readonly string[]): string[][] {
  const result: string[][] = [];
  for (let mask = 1; mask < 1 << classes.length; mask++) {
    result.push(classes.filter((_, index) => mask & (1 << index)));
  }
  return result.sort((a, b) => a.length - b.length);
}

function pairs(classes: readonly string[]): string[][] {
  const two = classes
    .slice(0, 64)
    .flatMap((first, at) => classes.slice(at + 1, 64).map((second) => [first, second]));
  return [...classes.map((each) => [each]), ...two, [...classes]];
}

interface SingleValues {
  readonly texts: readonly string[];
  readonly incomplete?: string;
}

function singleValues(
  conditions: readonly Condition[],
  automata: Automata,
  budget: Budget,
): SingleValues {
  const numbers: number[] = [];
  const dates: number[] = [];
  const blocks: string[] = [];
  const strings: Condition[] = [];
  for (const condition of conditions) {
    const { comparison } = condition.operator;
    const family = comparison.startsWith("numeric")
      ? "numeric"
      : comparison.startsWith("date")
        ? "date"
        : comparison;
    if (family === "numeric")
      numbers.push(...condition.values.flatMap((text) => parseNumber(text) ?? []));
    else if (family === "date")
      dates.push(...condition.values.flatMap((text) => parseDate(text) ?? []));
    else if (family === "ipaddress") blocks.push(...condition.values);
    else if (family !== "null") strings.push(condition);
  }
  const families = new Set(
    conditions.map(({ operator: { comparison } }) =>
      comparison.startsWith("numeric") ||
      comparison.startsWith("date") ||
      comparison === "ipaddress"
        ? comparison.slice(0, 4)
        : "",
    ),
  );
  const hasNumbers = conditions.some(({ operator }) => operator.comparison.startsWith("numeric"));
  const hasDates = conditions.some(({ operator }) => operator.comparison.startsWith("date"));
  const hasBlocks = conditions.some(({ operator }) => operator.comparison === "ipaddress");
  const onlyOrdered = (hasNumbers || hasDates || hasBlocks) && strings.length === 0;

  const texts: string[] = [];
  if (hasNumbers) texts.push(...orderedValues(numbers).map(decimal));
  if (hasDates)
    texts.push(...orderedValues(dates).map((time) => new Date(clampTime(time)).toISOString()));
  if (hasBlocks) texts.push(...addresses(blocks));
  if (!onlyOrdered) texts.push(...stringValues(strings, automata, budget));

  families.delete("");
  const patterns = strings.some(({ operator }) => !isExact(operator.comparison));
  const mixed = families.size > 1 || (families.size === 1 && patterns);
  return { texts, ...(mixed && { incomplete: "operators of several kinds on one key" }) };
}

function isExact(comparison: string): boolean {
  return comparison === "stringequals" || comparison === "bool" || comparison === "binaryequals";
}

/** Every end point, and one value in each gap and beyond both ends. */
function orderedValues(ends: readonly number[]): number[] {
  const sorted = [...new Set(ends)].sort((a, b) => a - b);
  const [first = 0] = sorted;
  const values = [first - 1];
  sorted.forEach((end, index) => {
    const next = sorted[index + 1] ?? end + 2;
    values.push(end, (end + next) / 2);
  });
  return values;
}

function decimal(value: number): string {
  const text = String(value);
  return text.includes("e") ? value.toFixed(6) : text;
}

function clampTime(time: number): number {
  return Math.max(-8e15, Math.min(8e15, time));
}

/** The first address of every stretch between the borders of the blocks, in both families. */
function addresses(blocks: readonly string[]): string[] {
  const borders = { 4: new Set<bigint>([0n]), 6: new Set<bigint>([0n]) };
  for (const text of blocks) {
    const block = parseIpBlock(text);
    if (!block) continue;
    borders[block.family].add(block.first);
    const end = block.last + 1n;
    if (end < 1n << (block.family === 4 ? 32n : 128n)) borders[block.family].add(end);
  }
  const sorted = (set: Set<bigint>): bigint[] => [...set].sort((a, b) => (a < b ? -1 : 1));
  return [
    ...sorted(borders[4]).map((value) => formatAddress(4, value)),
    ...sorted(borders[6]).map((value) => formatAddress(6, value)),
  ];
}

function stringValues(
  conditions: readonly Condition[],
  automata: Automata,
  budget: Budget,
): string[] {
  const exact = conditions.every(({ operator }) => isExact(operator.comparison));
  const values = [...new Set(conditions.flatMap((condition) => condition.values))];
  if (exact) {
    const isBool =
      conditions.length > 0 && conditions.every(({ operator }) => operator.comparison === "bool");
    if (isBool) return [...new Set(["true", "false", ...values])];
    return [...values, freshText(values)];
  }
  const others = [
    ...new Set(
      conditions.flatMap(({ operator: { comparison }, values: own }) =>
        own.map((text) => {
          if (comparison === "stringlike") return automata.of("like", text);
          if (comparison.startsWith("arn")) return automata.of("arn", text);
          if (comparison === "stringequalsignorecase" || comparison === "bool") {
            return automata.of("exact-ignoring-case", text);
          }
          return automata.of("exact", text);
        }),
      ),
    ),
  ];
  const found: string[] = [];
  searchProduct([automata.of("like", "?*")], others, budget, (_, text) => {
    found.push(text);
    return false;
  });
  // Binary values match without their padding; each stands for itself.
  return [...found, ...values.filter((text) => !/[*?]/.test(text)), ""];
}

/** A text that differs from all others in every case. */
function freshText(others: readonly string[]): string {
  const taken = new Set(others.map((text) => text.toLowerCase()));
  for (let number = 0; ; number++) {
    const text = number === 0 ? "other" : `other${number}`;
    if (!taken.has(text)) return text;
  }
}
