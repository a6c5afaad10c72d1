import type { Expression, Label, Template, TemplatePart } from "./ast.ts";
import { code, newlineLength } from "./characters.ts";
import { readEscape } from "./escapes.ts";
import type { ReadExpression, Scanner } from "./scanner.ts";
import {
  buildTemplate,
  type SequenceToken,
  type TemplateToken,
  trimmedEnd,
  trimmedStart,
} from "./template-tokens.ts";
import { PieceBuilder } from "./text-pieces.ts";

/** A quoted string; the scanner stands at its opening quote. */
export function readQuoted(scanner: Scanner, readExpression: ReadExpression): Template {
  const start = scanner.position;
  scanner.enter();
  scanner.moveTo(start + 1);
  const tokens = new TokenList();
  for (;;) {
    const next = readQuotedText(scanner, tokens, start);
    if (next === "end") break;
    readSequenceInto(scanner, tokens, readExpression);
  }
  const template = templateNode(scanner, tokens.take(), start, scanner.position);
  scanner.leave();
  return template;
}

/** A whole text as a template, as `templatefile` reads its file. */
export function readBareTemplate(
  scanner: Scanner,
  readExpression: ReadExpression,
): readonly TemplatePart[] {
  scanner.enter();
  const tokens = new TokenList();
  while (scanner.position < scanner.text.length) {
    const next = readLineText(scanner, tokens);
    if (next === "sequence") readSequenceInto(scanner, tokens, readExpression);
    else if (next === "carriage return") readRest(scanner, tokens);
  }
  const parts = buildTemplate(scanner, tokens.take());
  scanner.leave();
  return parts;
}

/** A quoted label of a block: a text without sequences. */
export function readLabelText(scanner: Scanner): Label {
  const start = scanner.position;
  scanner.moveTo(start + 1);
  const tokens = new TokenList();
  if (readQuotedText(scanner, tokens, start) === "sequence") {
    scanner.fail("A label of a block is a plain text: `${` and `%{` are not possible in it.", {
      start: scanner.position,
      end: scanner.position + 2,
    });
  }
  return { text: tokens.builder.take()?.text ?? "", span: { start, end: scanner.position } };
}

export function templateNode(
  scanner: Scanner,
  tokens: readonly TemplateToken[],
  start: number,
  end: number,
): Template {
  const parts = buildTemplate(scanner, tokens);
  const inside: Expression[] = [];
  for (const token of tokens) {
    if (token.kind === "interpolation") inside.push(token.expression);
    else if (token.kind === "if") inside.push(token.condition);
    else if (token.kind === "for") inside.push(token.collection);
  }
  return scanner.grown({ kind: "template", parts, span: { start, end } }, inside);
}

/** The tokens of a template; strip markers take effect as they come. */
export class TokenList {
  readonly builder = new PieceBuilder();
  private readonly tokens: TemplateToken[] = [];
  private trimNext = false;

  /** Ends the text token that is being built. */
  endText(): void {
    const piece = this.builder.take();
    if (!piece) return;
    this.tokens.push(this.trimNext ? trimmedStart(piece) : piece);
    this.trimNext = false;
  }

  sequence(token: SequenceToken, trimBefore: boolean, trimAfter: boolean): void {
    this.endText();
    const before = this.tokens.at(-1);
    if (trimBefore && before?.kind === "text") {
      this.tokens[this.tokens.length - 1] = trimmedEnd(before);
    }
    this.tokens.push(token);
    this.trimNext = trimAfter;
  }

  take(): readonly TemplateToken[] {
    this.endText();
    return this.tokens;
  }
}

/**
 * The literal text of one line of a heredoc or a bare template, with its line end, up to a
 * sequence or a carriage return without a line feed. Backslashes are plain text.
 */
export function readLineText(
  scanner: Scanner,
  tokens: TokenList,
): "line" | "sequence" | "carriage return" {
  const { text } = scanner;
  for (;;) {
    const at = scanner.position;
    const run = runEnd(lineRun, text, at);
    if (run > at) tokens.builder.add(text.slice(at, run), at, run);
    scanner.moveTo(run);
    const newline = newlineLength(text, run);
    if (newline > 0) {
      tokens.builder.add(text.slice(run, run + newline), run, run + newline);
      scanner.moveTo(run + newline);
      tokens.endText();
      return "line";
    }
    if (run === text.length) {
      tokens.endText();
      return "line";
    }
    if (text.charCodeAt(run) === code.carriageReturn) return "carriage return";
    if (!readDollar(scanner, tokens.builder)) return "sequence";
  }
}

/**
 * From a carriage return without a line feed on, a bare template is plain text to its end: Terraform
 * finds no sequences there. Marks are taken in pairs, and a pair before a brace is an escape.
 */
function readRest(scanner: Scanner, tokens: TokenList): void {
  const { text } = scanner;
  while (scanner.position < text.length) {
    const at = scanner.position;
    const mark = text.charAt(at);
    const isMark = mark === "$" || mark === "%";
    if (isMark && text.startsWith(`${mark}{`, at + 1)) readDollar(scanner, tokens.builder);
    else {
      const end = isMark ? at + (text.charAt(at + 1) === mark ? 2 : 1) : runEnd(restRun, text, at);
      tokens.builder.add(text.slice(at, end), at, end);
      scanner.moveTo(end);
    }
  }
}

/** The decoded text of a quoted string, up to a sequence or behind the closing quote. */
function readQuotedText(scanner: Scanner, tokens: TokenList, start: number): "end" | "sequence" {
  const { text } = scanner;
  for (;;) {
    const at = scanner.position;
    const run = runEnd(quotedRun, text, at);
    if (run > at) tokens.builder.add(text.slice(at, run), at, run);
    scanner.moveTo(run);
    const unit = text.charCodeAt(run);
    if (unit === code.quote) {
      scanner.moveTo(run + 1);
      return "end";
    }
    if (unit === code.backslash) readEscape(scanner, tokens.builder);
    else if (unit !== code.dollar && unit !== code.percent) {
      const message = 'This string is not closed: end it with `"` on the same line.';
      scanner.fail(message, { start, end: run });
    } else if (!readDollar(scanner, tokens.builder)) return "sequence";
  }
}

/**
 * A `$` or `%`: an escape (`$${`), plain text, or the beginning of a sequence, which is left alone:
 * false.
 */
function readDollar(scanner: Scanner, builder: PieceBuilder): boolean {
  const at = scanner.position;
  const mark = scanner.text.charAt(at);
  if (scanner.text.startsWith(`${mark}{`, at + 1)) {
    builder.add(mark, at, at + 2);
    builder.add("{", at + 2, at + 3);
    scanner.moveTo(at + 3);
    return true;
  }
  if (scanner.ahead(1) === code.openBrace) return false;
  builder.add(mark, at, at + 1);
  scanner.moveTo(at + 1);
  return true;
}

/** `${ … }` or `%{ … }`; the scanner stands at the mark. */
export function readSequenceInto(
  scanner: Scanner,
  tokens: TokenList,
  readExpression: ReadExpression,
): void {
  const start = scanner.position;
  const directive = scanner.text.charCodeAt(start) === code.percent;
  const trimBefore = scanner.ahead(2) === code.tilde;
  scanner.moveTo(start + (trimBefore ? 3 : 2));
  scanner.withNewlines(false, () => {
    const content = directive
      ? readDirective(scanner, readExpression)
      : { kind: "interpolation" as const, expression: readExpression(scanner) };
    const trimAfter = scanner.accept("~}");
    if (!trimAfter) {
      scanner.expect("}", `to close this \`${directive ? "%{" : "${"}\``);
    }
    const span = { start, end: scanner.position };
    tokens.sequence({ ...content, span }, trimBefore, trimAfter);
  });
}

type Directive = SequenceToken extends infer Token
  ? Token extends SequenceToken
    ? Omit<Token, "span">
    : never
  : never;

function readDirective(scanner: Scanner, readExpression: ReadExpression): Directive {
  const expected = "`if`, `else`, `endif`, `for` or `endfor`";
  const keyword = scanner.peekIdentifier();
  switch (keyword?.name) {
    case "if":
      scanner.moveTo(keyword.end);
      return { kind: "if", condition: readExpression(scanner) };
    case "for": {
      scanner.moveTo(keyword.end);
      const names = readForNames(scanner);
      return { kind: "for", ...names, collection: readExpression(scanner) };
    }
    case "else":
    case "endif":
    case "endfor":
      scanner.moveTo(keyword.end);
      return { kind: keyword.name };
    default:
      return scanner.fail(`Expected ${expected} after \`%{\`, found ${scanner.found()}.`);
  }
}

/** The names between `for` and the collection, with the `in`: `v in`, or `k, v in`. */
export function readForNames(scanner: Scanner): { keyName?: string; valueName: string } {
  const first = scanner.takeIdentifier("a name after `for`").name;
  const second = scanner.accept(",")
    ? scanner.takeIdentifier("a second name after the comma").name
    : undefined;
  if (!scanner.acceptKeyword("in")) {
    scanner.fail(`Expected \`in\` after the names of this \`for\`, found ${scanner.found()}.`);
  }
  return second === undefined ? { valueName: first } : { keyName: first, valueName: second };
}

/** Literal characters: in a quoted string, in a line, and where lines no longer matter. */
const quotedRun = /[^"\\$%\r\n]*/y;
const lineRun = /[^$%\r\n]*/y;
const restRun = /[^$%]*/y;

function runEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  pattern.test(text);
  return pattern.lastIndex;
}
