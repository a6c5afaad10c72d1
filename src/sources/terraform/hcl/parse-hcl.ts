import { fileLengthMax } from "../../source.ts";
import type { Body, Expression, HclProblem, TemplatePart } from "./ast.ts";
import { BodyBuilder, readItem } from "./body.ts";
import { byteOrderMark, code } from "./characters.ts";
import { readExpression } from "./expressions.ts";
import { nextItem } from "./recovery.ts";
import { Mistake, Scanner, shown } from "./scanner.ts";
import { readBareTemplate } from "./templates.ts";

/** Mistakes that are told of one text. At that many, reading stops, and one more problem says so. */
export const problemsMax = 25;

/**
 * Reads a file of HCL's native syntax (`.tf`, `.tfvars`) as Terraform does. Never throws.
 *
 * A block or argument at the top level that contains a mistake is told as one problem and left
 * out of the body; the others are read. Where an argument is set twice, the first stands.
 *
 * Source: the HCL native syntax specification, and comparison with Terraform 1.11.
 */
export function parseHcl(text: string): { body: Body; problems: HclProblem[] } {
  const span = { start: 0, end: text.length };
  const tooLong = lengthProblem(text);
  if (tooLong) return { body: { attributes: [], blocks: [], span }, problems: [tooLong] };
  const problems: HclProblem[] = [];
  const builder = new BodyBuilder(({ name, nameSpan }) => {
    const message = `The argument \`${shown(name)}\` is set twice here: leave one of the two.`;
    addProblem(problems, { span: nameSpan, message });
  });
  try {
    readItems(scannerAfterMark(text), builder, problems);
  } catch (error) {
    problems.push(problemOf(error));
  }
  return { body: builder.body(span), problems };
}

/**
 * Reads a whole text as a template: a file for `templatefile`, or a string of a `.tf.json` file.
 * Never throws. With a mistake there are no parts and one problem.
 */
export function parseTemplate(text: string): { parts: TemplatePart[]; problems: HclProblem[] } {
  const { result, problems } = parseWhole(text, (scanner) =>
    readBareTemplate(scanner, readExpression),
  );
  return { parts: [...(result ?? [])], problems };
}

/** Reads a whole text as one expression. Never throws. With a mistake there is no expression. */
export function parseExpression(text: string): { expression?: Expression; problems: HclProblem[] } {
  const { result, problems } = parseWhole(text, (scanner) => {
    scanner.newlinesCount = false;
    const expression = readExpression(scanner);
    if (scanner.peek() !== -1) {
      scanner.fail(`Expected the end of this expression, found ${scanner.found()}.`);
    }
    return expression;
  });
  return { ...(result && { expression: result }), problems };
}

/** Reads to the end of the text. Throws the mistake that ends the reading of the whole file. */
function readItems(scanner: Scanner, builder: BodyBuilder, problems: HclProblem[]): void {
  let start = scanner.position;
  for (;;) {
    try {
      if (!skipToItem(scanner)) return;
      start = scanner.position;
      builder.add(readItem(scanner, builder.repeated));
      start = scanner.position;
    } catch (error) {
      if (!(error instanceof Mistake) || error.final) throw error;
      addProblem(problems, problemOf(error));
      scanner.reset();
      scanner.position = nextItem(scanner, start, error.resumeAt);
    }
  }
}

/** Skips empty lines and comments; false at the end of the text. */
function skipToItem(scanner: Scanner): boolean {
  scanner.newlinesCount = false;
  const next = scanner.peek();
  scanner.newlinesCount = true;
  if (next === code.closeBrace) scanner.fail("This `}` closes no block: leave it out.");
  return next !== -1;
}

/** What a broken block contains can be read twice, and is told once. */
function addProblem(problems: HclProblem[], problem: HclProblem): void {
  const { message, span } = problem;
  if (problems.some((other) => other.message === message && other.span.start === span.start)) {
    return;
  }
  if (problems.length >= problemsMax) {
    const message = `Reading stopped here: this text has more than ${problemsMax} mistakes.`;
    throw new Mistake(message, problem.span, { final: true });
  }
  problems.push(problem);
}

/** Anything but a mistake of the text is one of ours, and not to be hidden. */
function problemOf(error: unknown): HclProblem {
  if (!(error instanceof Mistake)) throw error;
  return { span: error.span, message: error.message };
}

function parseWhole<T>(
  text: string,
  read: (scanner: Scanner) => T,
): { result?: T; problems: HclProblem[] } {
  const tooLong = lengthProblem(text);
  if (tooLong) return { problems: [tooLong] };
  try {
    return { result: read(scannerAfterMark(text)), problems: [] };
  } catch (error) {
    return { problems: [problemOf(error)] };
  }
}

/** A byte order mark at the start is not part of the language. */
function scannerAfterMark(text: string): Scanner {
  const scanner = new Scanner(text);
  if (text.startsWith(byteOrderMark)) scanner.moveTo(byteOrderMark.length);
  return scanner;
}

function lengthProblem(text: string): HclProblem | undefined {
  if (text.length <= fileLengthMax) return undefined;
  const message = `This text has ${text.length} characters; no more than ${fileLengthMax} are read.`;
  return { span: { start: 0, end: 0 }, message };
}
