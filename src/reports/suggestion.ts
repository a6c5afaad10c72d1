import type { ReviewFinding, ReviewSuggestion } from "../review/review.ts";
import { LineIndex } from "../text/line-index.ts";
import { hasInvisible } from "./visible-text.ts";
import { lastLine } from "./wording.ts";

/** Longest text of a one-click suggestion, in UTF-16 units; longer ones are described instead. */
const replacementLengthMax = 20_000;

/**
 * The lines of a finding's place after its suggestion, without the last line end: what takes their
 * place when the suggestion is applied with one click. Empty when the lines go.
 *
 * `undefined` when there is no such text: an edit lies outside the lines of the finding, their text
 * is not all there, edits overlap, nothing would change, or the result holds characters that a
 * reader does not see.
 */
export function replacementLines(finding: ReviewFinding): string | undefined {
  if (!finding.suggestion) return undefined;
  const count = lastLine(finding) - finding.start.line + 1;
  if (finding.excerpt.length < count) return undefined;
  const before = finding.excerpt
    .slice(0, count)
    .map((line) => `${line}\n`)
    .join("");
  const after = applyEdits(before, finding, finding.suggestion);
  if (after === undefined || after === before) return undefined;
  if (after !== "" && !after.endsWith("\n")) return undefined;
  const text = after.slice(0, -1);
  const readable = text.split("\n").every((line) => !hasInvisible(line));
  return readable && text.length <= replacementLengthMax ? text : undefined;
}

function applyEdits(
  before: string,
  { file, start }: ReviewFinding,
  { edits }: ReviewSuggestion,
): string | undefined {
  const index = new LineIndex(before);
  const inLines = edits.map((edit) => ({
    file: edit.file,
    start: index.offset({ line: edit.start.line - start.line + 1, column: edit.start.column }),
    end: index.offset({ line: edit.end.line - start.line + 1, column: edit.end.column }),
    newText: edit.newText.replaceAll("\r\n", "\n"),
  }));
  inLines.sort((a, b) => (a.start ?? 0) - (b.start ?? 0));
  let after = "";
  let offset = 0;
  for (const edit of inLines) {
    if (edit.file !== file || edit.start === undefined || edit.end === undefined) return undefined;
    if (edit.start < offset || edit.end < edit.start) return undefined;
    after += before.slice(offset, edit.start) + edit.newText;
    offset = edit.end;
  }
  return after + before.slice(offset);
}
