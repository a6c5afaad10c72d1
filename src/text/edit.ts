import type { Range } from "./range.ts";

/** Replaces the text of a range. */
export interface Edit {
  readonly range: Range;
  readonly newText: string;
}

/**
 * The text after all edits, whose ranges are offsets into the unchanged text; `undefined` when two
 * of them overlap or one reaches past the text. The files of the ranges are not looked at.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string | undefined {
  let result = "";
  let offset = 0;
  for (const { range, newText } of edits.toSorted((a, b) => a.range.start - b.range.start)) {
    if (range.start < offset || range.end < range.start || range.end > text.length) {
      return undefined;
    }
    result += text.slice(offset, range.start) + newText;
    offset = range.end;
  }
  return result + text.slice(offset);
}
