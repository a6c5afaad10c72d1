import { type Anchor, fileOffset } from "../../../policy/text-value.ts";
import type { TemplatePart } from "./ast.ts";

/**
 * Decoded text out of an unbroken stretch of the source. `anchors` lead from offsets in `text` to
 * offsets in the source; the first is always for offset 0.
 */
export interface TextPiece {
  readonly kind: "text";
  readonly text: string;
  readonly anchors: readonly Anchor[];
  readonly start: number;
  readonly end: number;
}

export type TextPart = Extract<TemplatePart, { kind: "text" }>;

/** Collects decoded text together with the places it comes from. */
export class PieceBuilder {
  private text = "";
  private readonly anchors: Anchor[] = [];
  private start = 0;
  private end = 0;

  /** Text that the source between the offsets stands for. */
  add(text: string, start: number, end: number): void {
    if (this.anchors.length === 0) this.start = start;
    const last = this.anchors.at(-1);
    if (!last || last[1] + this.text.length - last[0] !== start) {
      this.anchors.push([this.text.length, start]);
    }
    this.text += text;
    this.end = end;
  }

  /** What was collected; `undefined` when that is nothing. The builder is empty again. */
  take(): TextPiece | undefined {
    if (this.anchors.length === 0) return undefined;
    const { text, start, end } = this;
    const anchors = this.anchors.splice(0);
    this.text = "";
    return { kind: "text", text, anchors, start, end };
  }
}

/** The characters from `start` to before `end`, with the places that they alone come from. */
export function slicePiece(piece: TextPiece, start: number, end: number): TextPiece {
  const { text, anchors } = piece;
  if (start === 0 && end === text.length) return piece;
  const from = start < text.length ? fileOffset(anchors, start) : piece.end;
  const inside = anchors.filter(([value]) => value > start && value < end);
  return {
    kind: "text",
    text: text.slice(start, end),
    anchors: [[0, from], ...inside.map(([value, source]): Anchor => [value - start, source])],
    start: from,
    end: end < text.length ? fileOffset(anchors, end) : piece.end,
  };
}

/** One text part out of pieces that follow each other; `undefined` when they hold no text. */
export function joinPieces(pieces: readonly TextPiece[]): TextPart | undefined {
  const full = pieces.every((piece) => piece.text !== "")
    ? pieces
    : pieces.filter((piece) => piece.text !== "");
  const first = full[0];
  const last = full.at(-1);
  if (!first || !last) return undefined;
  const span = { start: first.start, end: last.end };
  if (full.length === 1) return { kind: "text", ...normalised(first.text, first.anchors), span };
  const anchors: Anchor[] = [];
  let length = 0;
  for (const piece of full) {
    for (const [value, source] of piece.anchors) anchor(anchors, length + value, source);
    length += piece.text.length;
  }
  const text = full.map((piece) => piece.text).join("");
  return { kind: "text", ...normalised(text, anchors), span };
}

/**
 * Values are in Unicode normal form C. Where that changes the text, each character of a changed
 * stretch leads to the start of the stretch. A stretch begins at an ASCII character, since none of
 * them ever merges with what stands before it.
 */
function normalised(
  text: string,
  anchors: readonly Anchor[],
): { text: string; anchors: readonly Anchor[] } {
  if (!/[^\0-\x7f]/.test(text) || text.normalize("NFC") === text) return { text, anchors };
  const result: Anchor[] = [];
  const chunks: string[] = [];
  let length = 0;
  let next = 0;
  // ASCII characters in a row stay as they are; the last before others goes with those.
  for (const match of text.matchAll(/[\0-\x7f]+(?![^\0-\x7f])|[\0-\x7f]?[^\0-\x7f]+/g)) {
    const chunk = match[0].normalize("NFC");
    const source = fileOffset(anchors, match.index);
    if (chunk === match[0]) {
      anchor(result, length, source);
      while ((anchors[next]?.[0] ?? Number.POSITIVE_INFINITY) <= match.index) next++;
      for (; next < anchors.length; next++) {
        const [value, place] = anchors[next] ?? [0, 0];
        if (value >= match.index + chunk.length) break;
        anchor(result, length + value - match.index, place);
      }
    } else {
      for (let at = 0; at < chunk.length; at++) result.push([length + at, source]);
    }
    chunks.push(chunk);
    length += chunk.length;
  }
  return { text: chunks.join(""), anchors: result };
}

/** Adds an anchor unless the one before leads there already. */
function anchor(anchors: Anchor[], value: number, source: number): void {
  const last = anchors.at(-1);
  if (last && last[1] + value - last[0] === source) return;
  anchors.push([value, source]);
}
