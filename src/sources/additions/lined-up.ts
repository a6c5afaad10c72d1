import type { Edit } from "../../text/edit.ts";

/** Lines above an addition that are looked at. */
const linesMax = 100;

/**
 * An edit that adds lines to a block or object of HCL, with the equals signs of neighbouring lines in
 * one column, as `terraform fmt` has them. Left as it is where the lines above are not written so
 * themselves, or several end in comments, which have a column of their own.
 *
 * Source: the formatter of `hashicorp/hcl`, hclwrite/format.go.
 */
export function linedUp(edit: Edit, text: string): Edit {
  const { range, newText } = edit;
  if (range.start !== range.end || newText.includes("\r")) return edit;
  const [end = "", ...lines] = newText.split("\n");
  const added = leadingRows(lines);
  const above = end === "" ? rowsAbove(text, range.start) : [];
  const rows = [...above, ...added];
  if (added.length === 0 || rows.length < 2 || !isOneColumn(above)) return edit;
  if (rows.filter(({ hasComment }) => hasComment).length > 1) return edit;
  if (rows.some(({ indent }) => indent !== added[0]?.indent)) return edit;
  const width = Math.max(...rows.map(({ name }) => name.length));
  const written = ({ indent, name, value }: Row) => `${indent}${name.padEnd(width)} = ${value}`;
  const rest = lines.slice(added.length);
  const isMoved = above.some((row) => written(row) !== row.line);
  if (!isMoved) return { range, newText: [end, ...added.map(written), ...rest].join("\n") };
  const length = above.reduce((sum, { line }) => sum + line.length + 1, -1);
  return {
    range: { ...range, start: range.start - length },
    newText: [...rows.map(written), ...rest].join("\n"),
  };
}

/** A line with a name and a whole value. */
interface Row {
  readonly line: string;
  readonly indent: string;
  readonly name: string;
  readonly value: string;
  readonly hasComment: boolean;
}

function leadingRows(lines: readonly string[]): Row[] {
  const rows: Row[] = [];
  for (const line of lines) {
    const row = rowOf(line);
    if (!row) break;
    rows.push(row);
  }
  return rows;
}

/** The lines that end at an offset, without a break. */
function rowsAbove(text: string, offset: number): Row[] {
  const rows: Row[] = [];
  for (let end = offset; rows.length < linesMax; ) {
    const start = text.lastIndexOf("\n", end - 1) + 1;
    const row = rowOf(text.slice(start, end));
    if (!row) break;
    rows.unshift(row);
    if (start === 0) break;
    end = start - 1;
  }
  return rows;
}

/** Whether a line is a name and a whole value, whose sign stands in line with those of its neighbours. */
export function isRow(line: string): boolean {
  return rowOf(line) !== undefined;
}

function rowOf(line: string): Row | undefined {
  const found = /^([ \t]*)([\w-]+|"[^"\\${}]*")[ ]+=[ ](?![ =])(.*)$/.exec(line);
  if (!found || line.length > lineLengthMax) return undefined;
  const [, indent = "", name = "", value = ""] = found;
  const code = value.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
  if (/^<</.test(code) || !isBalanced(code)) return undefined;
  return { line, indent, name, value, hasComment: /#|\/\/|\/\*/.test(code) };
}

const lineLengthMax = 1000;

function isBalanced(code: string): boolean {
  const count = (pattern: RegExp) => code.match(pattern)?.length ?? 0;
  return count(/[([{]/g) === count(/[)\]}]/g);
}

function isOneColumn(rows: readonly Row[]): boolean {
  const width = Math.max(0, ...rows.map(({ name }) => name.length));
  return rows.every(
    ({ line, indent }) => line.indexOf("= ", indent.length) === indent.length + width + 1,
  );
}
