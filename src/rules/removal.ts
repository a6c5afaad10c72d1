import type { Suggestion } from "../findings/finding.ts";
import type { Edit } from "../text/edit.ts";
import type { Range } from "../text/range.ts";

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
  return edits.length > 0 ? { title, edits } : undefined;
}

function standInOrder(entries: readonly Range[]): boolean {
  return entries.every((entry, index) => {
    const previous = entries[index - 1];
    return !previous || (previous.file === entry.file && previous.end <= entry.start);
  });
}
