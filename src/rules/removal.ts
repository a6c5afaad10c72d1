import type { Suggestion } from "../findings/finding.ts";
import { type Member, member, type ObjectNode } from "../policy/node.ts";
import type {
  ConditionEntry,
  Principal,
  PrincipalElement,
  Statement,
} from "../policy/policy-document.ts";
import type { Edit } from "../text/edit.ts";
import { join, type Range } from "../text/range.ts";

/**
 * A suggestion that takes entries out of a list, with what separates them: a comma in JSON and HCL, a
 * line of its own in YAML. `undefined` when the entries do not stand one after the other in one file,
 * or when none would be left: an empty list means something else.
 *
 * @param entries all entries of the list, in its order.
 * @param title with code in backticks.
 */
export function removal(
  entries: readonly Range[],
  isRemoved: (index: number) => boolean,
  title: string,
): Suggestion | undefined {
  const firstKept = entries.findIndex((_, index) => !isRemoved(index));
  if (firstKept < 0 || firstKept === entries.length || !standInOrder(entries)) return undefined;
  const edits = entries.flatMap((entry, index): Edit[] => {
    if (!isRemoved(index)) return [];
    const { file } = entry;
    const previous = entries[index - 1];
    const next = entries[index + 1];
    if (index < firstKept && next) {
      return [{ range: { file, start: entry.start, end: next.start }, newText: "" }];
    }
    return previous ? [{ range: { file, start: previous.end, end: entry.end }, newText: "" }] : [];
  });
  const between = edits.flatMap(({ range }) => gaps(range, entries));
  return edits.length > 0 ? { title, edits, between } : undefined;
}

/** What a range has before, between and behind entries. */
function gaps(range: Range, entries: readonly Range[]): Range[] {
  const { file } = range;
  const inside = entries.filter(({ start, end }) => range.start <= start && end <= range.end);
  const starts = [range.start, ...inside.map(({ end }) => end)];
  const ends = [...inside.map(({ start }) => start), range.end];
  return starts.flatMap((start, index) => {
    const end = ends[index] ?? start;
    return end > start ? [{ file, start, end }] : [];
  });
}

/**
 * A suggestion that takes a member out of an object, with what separates it from the others.
 * `undefined` when it is the only one, or they do not stand one after the other in one file.
 */
export function memberRemoval(
  { members }: ObjectNode,
  isRemoved: (member: Member) => boolean,
  title: string,
): Suggestion | undefined {
  return removal(
    members.map(({ key, value }) => join(key.range, value.range)),
    (index) => {
      const member = members[index];
      return member !== undefined && isRemoved(member);
    },
    title,
  );
}

/**
 * A suggestion that takes one key of a condition out, with its operator where that has no other, and
 * with `Condition` where that has no other operator.
 */
export function conditionRemoval(
  { node }: Statement,
  { operator, key }: ConditionEntry,
  title: string,
): Suggestion | undefined {
  const condition = node.kind === "object" ? member(node, "Condition") : undefined;
  if (node.kind !== "object" || condition?.value.kind !== "object") return undefined;
  const of = condition.value.members.find((each) => each.key === operator);
  if (of?.value.kind !== "object") return undefined;
  if (of.value.members.length > 1) {
    return memberRemoval(of.value, (each) => each.key === key, title);
  }
  return condition.value.members.length > 1
    ? memberRemoval(condition.value, (each) => each === of, title)
    : memberRemoval(node, (each) => each === condition, title);
}

/** A suggestion that takes a principal out of its list; `undefined` when it is alone there. */
export function principalRemoval(
  element: PrincipalElement | undefined,
  removed: Principal,
  title: string,
): Suggestion | undefined {
  const { file, start } = removed.typeRange;
  const list = (element?.principals ?? []).filter(
    ({ typeRange }) => typeRange.file === file && typeRange.start === start,
  );
  return removal(
    list.map(({ value }) => value.range),
    (index) => list[index] === removed,
    title,
  );
}

function standInOrder(entries: readonly Range[]): boolean {
  return entries.every((entry, index) => {
    const previous = entries[index - 1];
    return !previous || (previous.file === entry.file && previous.end <= entry.start);
  });
}
