import type { ReviewSuggestion } from "../review/review.ts";
import { LineIndex } from "../text/line-index.ts";
import { hasInvisible } from "./visible-text.ts";

/** Longest text of a one-click suggestion, in UTF-16 units; longer ones are described instead. */
const replacementLengthMax = 20_000;

/** Lines (from 1, both inclusive), and what takes their place, without the last line end. */
export interface LineReplacement {
  readonly startLine: number;
  readonly endLine: number;
  /** Empty when the lines go. */
  readonly text: string;
}

/**
 * The lines of a finding and its suggestion as they are after it: what takes their place when the
 * suggestion is applied with one click.
 *
 * `undefined` when there is no such text: the lines are not all there, edits overlap, nothing would
 * change, or the result holds characters that a reader does not see.
 */
export function lineReplacement({ lines, edits }: ReviewSuggestion): LineReplacement | undefined {
  if (!lines) return undefined;
  const before = lines.texts.map((line) => `${line}\n`).join("");
  const after = applyEdits(before, lines.start, edits);
  if (after === undefined || after === before) return undefined;
  if (after !== "" && !after.endsWith("\n")) return undefined;
  const text = after.slice(0, -1);
  const readable = text.split("\n").every((line) => !hasInvisible(line));
  if (!readable || text.length > replacementLengthMax) return undefined;
  return { startLine: lines.start, endLine: lines.start + lines.texts.length - 1, text };
}

function applyEdits(
  before: string,
  firstLine: number,
  edits: ReviewSuggestion["edits"],
): string | undefined {
  const index = new LineIndex(before);
  const inLines = edits.map((edit) => ({
    start: index.offset({ line: edit.start.line - firstLine + 1, column: edit.start.column }),
    end: index.offset({ line: edit.end.line - firstLine + 1, column: edit.end.column }),
    newText: edit.newText.replaceAll("\r\n", "\n"),
  }));
  inLines.sort((a, b) => (a.start ?? 0) - (b.start ?? 0));
  let after = "";
  let offset = 0;
  for (const edit of inLines) {
    if (edit.start === undefined || edit.end === undefined) return undefined;
    if (edit.start < offset || edit.end < edit.start) return undefined;
    after += before.slice(offset, edit.start) + edit.newText;
    offset = edit.end;
  }
  return after + before.slice(offset);
}
