import type { Expression, Span, TemplatePart } from "./ast.ts";
import { code, isSpace } from "./characters.ts";
import type { Scanner } from "./scanner.ts";
import { joinPieces, slicePiece, type TextPiece } from "./text-pieces.ts";

/**
 * What a template is made of before it becomes a tree. A text token of a heredoc or of a bare
 * template never reaches over a line end, since strip markers and indents work line by line.
 */
export type TemplateToken = TextPiece | SequenceToken;

export type SequenceToken = Interpolation | IfToken | ForToken | EndToken;

interface Interpolation {
  readonly kind: "interpolation";
  readonly expression: Expression;
  readonly span: Span;
}

interface IfToken {
  readonly kind: "if";
  readonly condition: Expression;
  readonly span: Span;
}

interface ForToken {
  readonly kind: "for";
  readonly keyName?: string;
  readonly valueName: string;
  readonly collection: Expression;
  readonly span: Span;
}

interface EndToken {
  readonly kind: "else" | "endif" | "endfor";
  readonly span: Span;
}

/** What a strip marker (`~`) leaves of the token beside it. */
export function trimmedStart(piece: TextPiece): TextPiece {
  return slicePiece(piece, leadingSpaces(piece.text), piece.text.length);
}

export function trimmedEnd(piece: TextPiece): TextPiece {
  let end = piece.text.length;
  while (end > 0 && isSpace(piece.text.charCodeAt(end - 1))) end--;
  return slicePiece(piece, 0, end);
}

/**
 * Removes the indent of a `<<-` heredoc: the least number of leading blanks of its lines. Lines of
 * blanks only do not count and stay as they are; a line that starts with a sequence has none. What
 * a strip marker took off the end of a line joins that line with the next.
 */
export function withoutIndent(tokens: readonly TemplateToken[]): readonly TemplateToken[] {
  const starts = new Set<TemplateToken>();
  let indent = Number.POSITIVE_INFINITY;
  let lineStart = true;
  for (const token of tokens) {
    if (lineStart) {
      lineStart = false;
      const spaces = token.kind === "text" ? leadingSpaces(token.text) : 0;
      const blank = token.kind === "text" && spaces === token.text.length;
      if (!(blank && token.text.endsWith("\n"))) {
        indent = Math.min(indent, spaces);
        starts.add(token);
      }
    }
    if (token.kind === "text" && token.text.endsWith("\n")) lineStart = true;
  }
  if (indent === 0) return tokens;
  return tokens.map((token) => {
    if (token.kind !== "text" || !starts.has(token)) return token;
    return slicePiece(token, indentEnd(token.text, indent), token.text.length);
  });
}

/** The tree of the directives, with the text between them joined, decoded and in place. */
export function buildTemplate(
  scanner: Scanner,
  tokens: readonly TemplateToken[],
): readonly TemplatePart[] {
  const root: Frame = { parts: [], pieces: [] };
  const open: OpenFrame[] = [];
  let frame: Frame = root;
  for (const token of tokens) {
    if (token.kind === "text") {
      frame.pieces.push(token);
      continue;
    }
    flush(frame);
    if (token.kind === "interpolation") frame.parts.push(token);
    else if (token.kind === "if" || token.kind === "for") {
      scanner.enter();
      const opened: OpenFrame = { parts: [], pieces: [], token };
      open.push(opened);
      frame = opened;
    } else if (token.kind === "else") startElse(scanner, token, open.at(-1));
    else {
      const part = closed(scanner, token, open.pop());
      scanner.leave();
      frame = open.at(-1) ?? root;
      frame.parts.push(part);
    }
  }
  const unclosed = open.at(-1)?.token;
  if (unclosed) {
    const end = `\`%{ end${unclosed.kind} }\``;
    scanner.fail(`This \`%{ ${unclosed.kind} }\` has no ${end}.`, unclosed.span);
  }
  flush(root);
  return withEmptyText(tokens, root.parts);
}

interface Frame {
  parts: TemplatePart[];
  pieces: TextPiece[];
}

interface OpenFrame extends Frame {
  readonly token: IfToken | ForToken;
  /** The parts before the `%{ else }`, once it is reached. */
  before?: readonly TemplatePart[];
}

/**
 * Exactly one interpolation passes its value on with its type; where a strip marker left nothing of
 * the text beside it, the template still makes a text of it. An empty text part tells the two apart.
 */
function withEmptyText(
  tokens: readonly TemplateToken[],
  parts: readonly TemplatePart[],
): readonly TemplatePart[] {
  const only = parts.length === 1 && parts[0]?.kind === "interpolation" ? parts[0] : undefined;
  const beside = only && tokens.find((token) => token.kind === "text");
  if (!beside) return parts;
  const { start, end } = beside;
  const text: TemplatePart = {
    kind: "text",
    text: "",
    anchors: [[0, start]],
    span: { start, end },
  };
  return start < only.span.start ? [text, only] : [only, text];
}

function startElse(scanner: Scanner, token: EndToken, frame: OpenFrame | undefined): void {
  if (frame?.token.kind !== "if") {
    scanner.fail("This `%{ else }` belongs to no `%{ if }`.", token.span);
  }
  if (frame.before) scanner.fail("This `%{ if }` has a second `%{ else }`.", token.span);
  frame.before = frame.parts;
  frame.parts = [];
}

function closed(scanner: Scanner, token: EndToken, frame: OpenFrame | undefined): TemplatePart {
  const kind = token.kind === "endif" ? "if" : "for";
  if (frame?.token.kind !== kind) {
    scanner.fail(`This \`%{ ${token.kind} }\` closes no \`%{ ${kind} }\`.`, token.span);
  }
  const opener = frame.token;
  const span = { start: opener.span.start, end: token.span.end };
  if (opener.kind === "for") return { ...opener, body: frame.parts, span };
  const then = frame.before ?? frame.parts;
  const otherwise = frame.before ? frame.parts : [];
  return { kind: "if", condition: opener.condition, then, otherwise, span };
}

function flush(frame: Frame): void {
  if (frame.pieces.length === 0) return;
  const part = joinPieces(frame.pieces);
  frame.pieces = [];
  if (part) frame.parts.push(part);
}

function leadingSpaces(text: string): number {
  let count = 0;
  while (count < text.length && isSpace(text.charCodeAt(count))) count++;
  return count;
}

/** A blank takes the marks with it that combine with it. */
function indentEnd(text: string, indent: number): number {
  if (text.charCodeAt(indent) < 128 || indent > text.length) return Math.min(indent, text.length);
  if (text.charCodeAt(indent - 1) === code.lineFeed) return indent;
  const marks = /[\p{Grapheme_Extend}\p{Mc}\u200d]*/uy;
  marks.lastIndex = indent;
  marks.test(text);
  return marks.lastIndex;
}
