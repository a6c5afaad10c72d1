import type { ReviewFinding } from "../review/review.ts";
import { columns, type Paint, type Style } from "./terminal-style.ts";
import { visibleText } from "./visible-text.ts";
import { lastLine } from "./wording.ts";

const linesMax = 6;
const tabColumns = 4;

/**
 * The source of a finding with line numbers, the place underlined; a place of several lines is
 * underlined in its first and marked in the others. No lines when the finding has no excerpt.
 *
 * @param width columns of the terminal; a longer line shows the part around the place.
 */
export function excerptLines(
  finding: ReviewFinding,
  { paint, style, width }: { paint: Paint; style: Style; width: number },
): string[] {
  const { start, end, excerpt } = finding;
  const last = lastLine(finding);
  const shown = excerpt.slice(0, linesMax);
  const gutter = String(start.line + shown.length - 1).length;
  const room = Math.max(20, width - gutter - 6);
  const lines: string[] = [];
  shown.forEach((text, index) => {
    const number = start.line + index;
    const from = index === 0 ? start.column - 1 : 0;
    const to = number === end.line ? end.column - 1 : text.length;
    const view = lineView(text, from, to, room);
    const mark = last > start.line ? paint(style, ">") : " ";
    const bar = paint("dim", "|");
    lines.push(
      `${mark} ${paint("dim", String(number).padStart(gutter))} ${bar} ${view.text}`.trimEnd(),
    );
    if (index === 0) {
      const carets = paint(style, "^".repeat(view.length));
      lines.push(`  ${" ".repeat(gutter)} ${bar} ${" ".repeat(view.start)}${carets}`);
    }
  });
  const rest = last - start.line + 1 - shown.length;
  if (shown.length > 0 && rest > 0) {
    lines.push(`  ${" ".repeat(gutter)} ${paint("dim", `… ${rest} more`)}`);
  }
  return lines;
}

interface LineView {
  readonly text: string;
  /** Where the underline starts and how long it is, in columns of `text`. */
  readonly start: number;
  readonly length: number;
}

interface Cell {
  readonly text: string;
  readonly column: number;
  readonly width: number;
}

/** @param from, to offsets of the underline in the text (UTF-16 units, from 0, end exclusive). */
function lineView(text: string, from: number, to: number, room: number): LineView {
  const cells: Cell[] = [];
  let start: number | undefined;
  let end: number | undefined;
  let column = 0;
  let offset = 0;
  for (const character of text) {
    if (start === undefined && offset + character.length > from) start = column;
    if (end === undefined && offset >= to) end = column;
    const shown =
      character === "\t" ? " ".repeat(tabColumns - (column % tabColumns)) : visibleText(character);
    const width = columns(shown);
    cells.push({ text: shown, column, width });
    column += width;
    offset += character.length;
  }
  start ??= column;
  end = Math.max(end ?? column, start + 1);
  return windowOf(cells, { start, end, total: column }, room);
}

/** The part of a long line in which the underline starts, cut ends shown as `…`. */
function windowOf(
  cells: readonly Cell[],
  { start, end, total }: { start: number; end: number; total: number },
  room: number,
): LineView {
  if (total <= room) {
    return { text: cells.map((cell) => cell.text).join(""), start, length: end - start };
  }
  const first = start < room - 10 ? 0 : start - Math.floor(room / 3);
  const inside = cells.filter(
    (cell) => cell.column >= first && cell.column + cell.width <= first + room - 2,
  );
  const left = inside[0]?.column ?? first;
  const head = left > 0 ? "…" : "";
  const shownEnd = inside.at(-1);
  const right = shownEnd ? shownEnd.column + shownEnd.width : left;
  return {
    text: `${head}${inside.map((cell) => cell.text).join("")}${right < total ? "…" : ""}`,
    start: start - left + head.length,
    length: Math.max(1, Math.min(end, right) - start),
  };
}
