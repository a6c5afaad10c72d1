import type { TextPart } from "../../policy/text-value.ts";
import { TextBuilder } from "../text-builder.ts";

/** How a scalar is written, in the words of the `yaml` package. */
export interface WrittenScalar {
  readonly style: "PLAIN" | "QUOTE_SINGLE" | "QUOTE_DOUBLE" | "BLOCK_LITERAL" | "BLOCK_FOLDED";
  /** The decoded value. */
  readonly value: string;
  /** Offsets into the file, the quotes or the block's header included. */
  readonly start: number;
  readonly end: number;
}

/**
 * The text of a YAML scalar with the place of every character. YAML only ever takes indentation,
 * quotes and escapes away and folds line ends, so that value and source can be walked side by side.
 *
 * Where the two do not agree, the whole text stands for the whole range.
 */
export function scalarParts(
  file: string,
  source: string,
  scalar: WrittenScalar,
): readonly TextPart[] {
  const { style, value, start, end } = scalar;
  if (value === "") return [];
  const isBlock = style === "BLOCK_LITERAL" || style === "BLOCK_FOLDED";
  const quotes = style === "PLAIN" ? 0 : 1;
  const inside = { file, start: start + quotes, end: end - quotes };
  const isPlain = !isBlock && inside.end - inside.start === value.length;
  // Most scalars stand there as they are.
  if (isPlain && source.startsWith(value, inside.start)) {
    return [{ kind: "literal", text: value, at: inside }];
  }
  const aligned = isBlock ? alignBlock(source, scalar) : alignFlow(source, scalar);
  if (!aligned) return [{ kind: "literal", text: value, at: { file, start, end } }];
  const builder = new TextBuilder();
  for (const piece of aligned) {
    const at = { file, start: piece.start, end: piece.end };
    builder.append({ kind: "literal", text: piece.text, at, anchors: [[0, piece.start]] });
  }
  return builder.finish();
}

/** Offset behind the last character of a scalar that is not white space. */
export function scalarEnd(source: string, scalar: WrittenScalar): number {
  let end = scalar.end;
  while (end > scalar.start + 1 && isSpace(source.charCodeAt(end - 1))) end--;
  return end;
}

/** White space of YAML, and what else `\s` stands for in ASCII. */
function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Plain and quoted scalars: their line ends fold, double quoted ones have escapes. */
function alignFlow(source: string, scalar: WrittenScalar): Piece[] | undefined {
  const { style, value } = scalar;
  const quoted = style !== "PLAIN";
  const end = quoted ? scalar.end - 1 : scalar.end;
  const pieces: Piece[] = [];
  let length = 0;
  let at = quoted ? scalar.start + 1 : scalar.start;
  const add = (text: string, to: number): boolean => {
    const fits = value.startsWith(text, length);
    if (fits && text !== "") pieces.push({ text, start: at, end: to });
    length += text.length;
    at = to;
    return fits;
  };
  while (at < end) {
    const next = nextSpecial(source, at, end, style);
    if (next > at && !add(source.slice(at, next), next)) return undefined;
    if (at >= end) break;
    const character = source[at];
    if (character === "\\" && style === "QUOTE_DOUBLE") {
      const escaped = readEscape(source, at, end);
      if (!add(escaped.text, escaped.end)) return undefined;
    } else if (character === "'" && style === "QUOTE_SINGLE") {
      if (!add("'", Math.min(at + 2, end))) return undefined;
    } else {
      const gap = readWhiteSpace(source, at, end);
      const text = gap.lineEnds === 0 ? source.slice(at, gap.end) : folded(gap.lineEnds);
      if (!add(text, gap.end)) return undefined;
    }
  }
  return length === value.length ? pieces : undefined;
}

/** The next character that does not simply stand for itself. */
function nextSpecial(
  source: string,
  from: number,
  end: number,
  style: WrittenScalar["style"],
): number {
  for (let at = from; at < end; at++) {
    const character = source[at];
    if (character === " " || character === "\t" || character === "\n" || character === "\r") {
      return at;
    }
    if (character === "\\" && style === "QUOTE_DOUBLE") return at;
    if (character === "'" && style === "QUOTE_SINGLE") return at;
  }
  return end;
}

function readWhiteSpace(
  source: string,
  from: number,
  end: number,
): { end: number; lineEnds: number } {
  let lineEnds = 0;
  let at = from;
  for (; at < end; at++) {
    const character = source[at];
    if (character === "\n") lineEnds++;
    else if (character !== " " && character !== "\t" && character !== "\r") break;
  }
  return { end: at, lineEnds };
}

/** One line end is a space; of more, each but the first is a line end. */
function folded(lineEnds: number): string {
  return lineEnds === 1 ? " " : "\n".repeat(lineEnds - 1);
}

/** YAML 1.2, section 5.7. */
const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ["0", "\0"],
  ["a", "\u0007"],
  ["b", "\b"],
  ["e", "\u001B"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ["N", "\u0085"],
  ["_", "\u00A0"],
  ["L", "\u2028"],
  ["P", "\u2029"],
  [" ", " "],
  ['"', '"'],
  ["/", "/"],
  ["\\", "\\"],
  ["\t", "\t"],
]);

const hexDigits: ReadonlyMap<string, number> = new Map([
  ["x", 2],
  ["u", 4],
  ["U", 8],
]);

function readEscape(source: string, at: number, end: number): { text: string; end: number } {
  const character = source[at + 1] ?? "";
  const simple = simpleEscapes.get(character);
  if (simple !== undefined) return { text: simple, end: at + 2 };
  const digits = hexDigits.get(character);
  if (digits !== undefined) {
    const code = Number.parseInt(source.slice(at + 2, at + 2 + digits), 16);
    const text = code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
    return { text, end: Math.min(at + 2 + digits, end) };
  }
  // An escaped line end takes the indentation of the next line along.
  const gap = readWhiteSpace(source, at + 1, end);
  return { text: "\n".repeat(Math.max(0, gap.lineEnds - 1)), end: Math.max(gap.end, at + 1) };
}

/** Literal and folded blocks: every line loses its indentation, between lines something folds. */
function alignBlock(source: string, scalar: WrittenScalar): Piece[] | undefined {
  const { value } = scalar;
  const headerEnd = source.indexOf("\n", scalar.start);
  if (headerEnd < 0 || headerEnd >= scalar.end) return undefined;
  const lines = contentLines(source, headerEnd + 1, scalar.end);
  const first = lines[0];
  if (!first) return undefined;
  const indent = first.spaces - firstIndent(value);

  const pieces: Piece[] = [];
  let length = 0;
  let at = first.start;
  for (const line of lines) {
    const start = line.start + Math.min(indent, line.spaces);
    const text = source.slice(start, line.end);
    let found = length;
    while (!value.startsWith(text, found)) {
      if (value[found] !== "\n" && value[found] !== " ") return undefined;
      found++;
    }
    if (found > length) pieces.push({ text: value.slice(length, found), start: at, end: start });
    pieces.push({ text, start, end: line.end });
    length = found + text.length;
    at = line.end;
  }
  if (length < value.length) {
    const rest = value.slice(length);
    if (/[^\n ]/.test(rest)) return undefined;
    pieces.push({ text: rest, start: at, end: Math.max(at, scalar.end) });
  }
  return pieces;
}

interface Line {
  readonly start: number;
  /** Without the line end. */
  readonly end: number;
  readonly spaces: number;
}

/** The lines that hold more than spaces. */
function contentLines(source: string, from: number, to: number): Line[] {
  const lines: Line[] = [];
  for (let start = from; start < to; ) {
    const lineEnd = source.indexOf("\n", start);
    const next = lineEnd < 0 || lineEnd >= to ? to : lineEnd;
    const end = source[next - 1] === "\r" && next > start ? next - 1 : next;
    const spaces = leadingSpaces(source, start);
    if (start + spaces < end) lines.push({ start, end, spaces });
    start = next + 1;
  }
  return lines;
}

function leadingSpaces(text: string, from: number): number {
  let count = 0;
  while (text[from + count] === " ") count++;
  return count;
}

/** Spaces in front of the first line that holds more than spaces. */
function firstIndent(text: string): number {
  const first = text.search(/[^\n ]/);
  return first < 0 ? 0 : first - (text.lastIndexOf("\n", first) + 1);
}
