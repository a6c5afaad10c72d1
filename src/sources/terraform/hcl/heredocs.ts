import type { Template } from "./ast.ts";
import { code, identifierEnd, newlineLength } from "./characters.ts";
import { spacesEnd } from "./marker-lines.ts";
import { Mistake, type ReadExpression, type Scanner, shown } from "./scanner.ts";
import { withoutIndent } from "./template-tokens.ts";
import { readLineText, readSequenceInto, TokenList, templateNode } from "./templates.ts";

export interface HeredocOpening {
  readonly marker: string;
  /** `<<-`: the indent is removed. */
  readonly indented: boolean;
  /** Of the opening marker. */
  readonly end: number;
  /** Where the first line of the text begins. */
  readonly textStart: number;
}

/** The opening of a heredoc at the offset: `<<` or `<<-`, a marker and a line end, nothing else. */
export function heredocOpening(text: string, start: number): HeredocOpening | undefined {
  if (!text.startsWith("<<", start)) return undefined;
  const indented = text.charCodeAt(start + 2) === code.minus;
  const markerStart = start + (indented ? 3 : 2);
  const end = identifierEnd(text, markerStart);
  const newline = newlineLength(text, end);
  if (end === markerStart || newline === 0) return undefined;
  return { marker: text.slice(markerStart, end), indented, end, textStart: end + newline };
}

/** A heredoc; the scanner stands at its `<<`. */
export function readHeredoc(scanner: Scanner, readExpression: ReadExpression): Template {
  const start = scanner.position;
  const opening = heredocOpening(scanner.text, start);
  if (!opening) {
    scanner.fail("A heredoc begins with `<<` or `<<-`, its marker and the end of the line.", {
      start,
      end: start + 2,
    });
  }
  // Whatever else is wrong in a heredoc that has no end: the end is what is missing.
  if (scanner.markerLines.endAfter(opening.marker, opening.end) === undefined) {
    throw notClosed(opening, start);
  }
  scanner.enter();
  scanner.moveTo(opening.textStart);
  const tokens = new TokenList();
  const end = readLines(scanner, tokens, opening, start, readExpression);
  const all = tokens.take();
  const kept = opening.indented ? withoutIndent(all) : all;
  const template = templateNode(scanner, kept, start, end);
  scanner.leave();
  return template;
}

/**
 * The end of the closing marker when the line at the offset holds it and nothing else. The line
 * end must be there too, and is not part of it.
 */
function closingMarker(text: string, lineStart: number, marker: string): number | undefined {
  const start = spacesEnd(text, lineStart);
  if (!text.startsWith(marker, start)) return undefined;
  const end = start + marker.length;
  return newlineLength(text, spacesEnd(text, end)) > 0 ? end : undefined;
}

/** Reads up to and with the closing marker; returns its end. */
function readLines(
  scanner: Scanner,
  tokens: TokenList,
  opening: HeredocOpening,
  start: number,
  readExpression: ReadExpression,
): number {
  let lineStart = true;
  while (scanner.position < scanner.text.length) {
    if (lineStart) {
      const end = closingMarker(scanner.text, scanner.position, opening.marker);
      if (end !== undefined) {
        scanner.moveTo(spacesEnd(scanner.text, end));
        return end;
      }
    }
    const next = readLineText(scanner, tokens);
    lineStart = next === "line";
    if (next === "sequence") readSequenceInto(scanner, tokens, readExpression);
    else if (next === "carriage return") {
      scanner.fail("A carriage return must be followed by a line feed here.");
    }
  }
  throw notClosed(opening, start);
}

function notClosed(opening: HeredocOpening, start: number): Mistake {
  const message = `This heredoc is not closed: end it with \`${shown(opening.marker)}\` alone on a line.`;
  return new Mistake(message, { start, end: opening.end });
}
