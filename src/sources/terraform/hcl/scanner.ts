import type { Expression, Span } from "./ast.ts";
import { code, identifierEnd, lineEnd, newlineLength } from "./characters.ts";
import { MarkerLines } from "./marker-lines.ts";

/** Blocks, expressions, signs, templates and template directives that stand inside each other. */
export const depthMax = 128;
/** Steps from the root of an expression's tree to its leaves: long chains of operators count too. */
export const heightMax = 256;
/** Characters that may be looked at, as a multiple of the text's length. */
const workPerCharacterMax = 4;

/** How the readers of templates, collections and traversals reach the expressions inside them. */
export type ReadExpression = (scanner: Scanner) => Expression;

/**
 * Ends the reading of the item that contains a mistake. Thrown by the readers, caught where the
 * item began, and never seen outside this folder.
 */
export class Mistake extends Error {
  readonly span: Span;
  /** Nothing more is read after it. */
  readonly final: boolean;
  /** Where the next item may begin at the earliest, when that is not where the mistake is. */
  readonly resumeAt: number;

  constructor(message: string, span: Span, options: { final?: boolean; resumeAt?: number } = {}) {
    super(message);
    this.span = span;
    this.final = options.final ?? false;
    this.resumeAt = options.resumeAt ?? span.start;
  }
}

/** A position in a text, with the counters that bound what may be done there. */
export class Scanner {
  readonly text: string;
  position = 0;
  /** A newline ends something (in bodies and objects); it is a blank everywhere else. */
  newlinesCount = true;

  private depth = 0;
  private workLeft: number;
  private readonly heights = new Map<Expression, number>();
  /** From here on there is no end of a comment. */
  private commentEndsBefore = Number.POSITIVE_INFINITY;
  private markers: MarkerLines | undefined;

  constructor(text: string) {
    this.text = text;
    this.workLeft = text.length * workPerCharacterMax;
  }

  /** Skips blanks and comments; the code of the character there, or -1 at the end. */
  peek(): number {
    this.skipBlanks();
    return this.position < this.text.length ? this.text.charCodeAt(this.position) : -1;
  }

  /** The code of a character after the position, or -1. */
  ahead(count: number): number {
    const at = this.position + count;
    return at < this.text.length ? this.text.charCodeAt(at) : -1;
  }

  moveTo(position: number): void {
    this.spend(position - this.position);
    this.position = position;
  }

  /** After blanks and comments: takes the token when it stands there. */
  accept(token: string): boolean {
    this.skipBlanks();
    if (!this.text.startsWith(token, this.position)) return false;
    this.moveTo(this.position + token.length);
    return true;
  }

  /** After blanks and comments: takes the token, or says what it is for. Returns its end. */
  expect(token: string, purpose: string): number {
    if (!this.accept(token)) this.fail(`Expected \`${token}\` ${purpose}, found ${this.found()}.`);
    return this.position;
  }

  /** After blanks and comments: an identifier and its end, without taking it. */
  peekIdentifier(): { name: string; end: number } | undefined {
    this.skipBlanks();
    const end = identifierEnd(this.text, this.position);
    if (end === this.position) return undefined;
    return { name: this.text.slice(this.position, end), end };
  }

  takeIdentifier(purpose: string): { name: string; span: Span } {
    const identifier = this.peekIdentifier();
    if (!identifier) this.fail(`Expected ${purpose}, found ${this.found()}.`);
    const span = { start: this.position, end: identifier.end };
    this.moveTo(identifier.end);
    return { name: identifier.name, span };
  }

  acceptKeyword(keyword: string): boolean {
    const identifier = this.peekIdentifier();
    if (identifier?.name !== keyword) return false;
    this.moveTo(identifier.end);
    return true;
  }

  skipBlanks(): void {
    const { text } = this;
    let at = this.position;
    for (;;) {
      const unit = text.charCodeAt(at);
      if (unit === code.space || unit === code.tab) at++;
      else if (!this.newlinesCount && newlineLength(text, at) > 0) at += newlineLength(text, at);
      else if (unit === code.hash) at = lineEnd(text, at);
      else if (unit !== code.slash) break;
      else if (text.charCodeAt(at + 1) === code.slash) at = lineEnd(text, at);
      else if (text.charCodeAt(at + 1) === code.star) at = this.closedComment(at);
      else break;
    }
    this.moveTo(at);
  }

  /** Runs the reader with newlines as blanks or not, as the construct around it demands. */
  withNewlines<T>(count: boolean, read: () => T): T {
    const before = this.newlinesCount;
    this.newlinesCount = count;
    const result = read();
    this.newlinesCount = before;
    return result;
  }

  /** One level deeper. Every recursion of the readers passes here. */
  enter(): void {
    this.depth++;
    if (this.depth > depthMax) {
      this.fail(`This is nested deeper than ${depthMax} levels, which is not read.`);
    }
  }

  leave(levels = 1): void {
    this.depth -= levels;
  }

  /** Back to the outside after a mistake. */
  reset(): void {
    this.depth = 0;
    this.newlinesCount = true;
  }

  /** The node, noted as one step higher than its children, so that no tree grows too high. */
  grown<T extends Expression>(node: T, children: readonly Expression[]): T {
    if (children.length === 0) return node;
    let height = 2;
    for (const child of children) height = Math.max(height, 1 + (this.heights.get(child) ?? 1));
    if (height > heightMax) {
      const message = `This expression has more than ${heightMax} steps, which is not read.`;
      throw new Mistake(message, node.span, { resumeAt: this.position });
    }
    this.heights.set(node, height);
    return node;
  }

  /** Where heredocs can end; found once, when the first heredoc is met. */
  get markerLines(): MarkerLines {
    if (!this.markers) {
      this.spend(this.text.length);
      this.markers = new MarkerLines(this.text);
    }
    return this.markers;
  }

  /** Counts characters that are looked at without moving there. */
  spend(characters: number): void {
    this.workLeft -= characters;
    if (this.workLeft >= 0) return;
    const message = "Reading stopped here: mistakes make this text too costly to read on.";
    const end = Math.min(this.position, this.text.length);
    throw new Mistake(message, { start: end, end }, { final: true });
  }

  /** The offset behind the comment that begins at the offset with a slash and a star. */
  commentEnd(start: number): number | undefined {
    if (start >= this.commentEndsBefore) return undefined;
    const close = this.text.indexOf("*/", start + 2);
    if (close >= 0) return close + 2;
    this.commentEndsBefore = start;
    return undefined;
  }

  fail(message: string, span: Span = this.foundSpan()): never {
    throw new Mistake(message, span);
  }

  /** What stands at the position, for a message. */
  found(): string {
    const { start, end } = this.foundSpan();
    if (start >= this.text.length) return "the end of the text";
    if (newlineLength(this.text, start) > 0) return "the end of the line";
    const token = shown(this.text.slice(start, end));
    if (token === "`") return "a backtick";
    if (/^[\p{L}\p{N}\p{P}\p{S}]/u.test(token)) return `\`${token}\``;
    const point = this.text.codePointAt(start) ?? 0;
    return `the character U+${point.toString(16).toUpperCase().padStart(4, "0")}`;
  }

  private closedComment(start: number): number {
    const end = this.commentEnd(start);
    if (end !== undefined) return end;
    this.position = start;
    return this.fail("This comment is not closed: end it with `*/`.", { start, end: start + 2 });
  }

  private foundSpan(): Span {
    const start = this.position;
    if (start >= this.text.length) return { start, end: start };
    const newline = newlineLength(this.text, start);
    if (newline > 0) return { start, end: start + newline };
    const name = identifierEnd(this.text, start);
    if (name > start) return { start, end: name };
    const point = this.text.codePointAt(start) ?? 0;
    return { start, end: start + (point > 0xffff ? 2 : 1) };
  }
}

/** A name of the text for a message: cut when it is long. */
export function shown(name: string): string {
  return name.length > shownLengthMax ? `${name.slice(0, shownLengthMax)}…` : name;
}

const shownLengthMax = 40;
