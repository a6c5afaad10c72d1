import { code, identifierEnd, lineEnd } from "./characters.ts";
import { heredocOpening } from "./heredocs.ts";
import type { Scanner } from "./scanner.ts";

/**
 * Where reading goes on after a mistake: the next line after the item's first that starts, in its
 * first column, like a block (or, when no block was broken, like an argument). Heredocs and
 * comments of the broken item are passed over, so that nothing is read that only looks like code.
 *
 * @param itemStart Where the broken item begins.
 * @param earliest The line of this offset is the first that may be taken.
 * @returns The offset of the line, or the end of the text.
 */
export function nextItem(scanner: Scanner, itemStart: number, earliest: number): number {
  const { text } = scanner;
  const attributesToo = !startsItem(text, itemStart, false);
  let line = itemStart;
  while (line < text.length) {
    const next = nextLine(scanner, line);
    scanner.spend(next - line);
    line = next;
    const lastLine = lineEnd(text, line);
    if (lastLine < earliest) continue;
    if (startsItem(text, line, attributesToo)) return line;
  }
  return text.length;
}

/** The line after the one at the offset, or after the heredoc or comment that begins in it. */
function nextLine(scanner: Scanner, start: number): number {
  const { text } = scanner;
  const end = lineEnd(text, start);
  let at = start;
  while (at < end) {
    const unit = text.charCodeAt(at);
    const next = text.charCodeAt(at + 1);
    if (unit === code.hash || (unit === code.slash && next === code.slash)) break;
    if (unit === code.quote) at = quoteEnd(text, at, end);
    else if (unit === code.slash && next === code.star) {
      const close = scanner.commentEnd(at);
      if (close === undefined) break;
      if (close > end) return afterLine(text, close);
      at = close;
    } else if (unit === code.less && next === code.less) {
      const opening = heredocOpening(text, at);
      const heredocEnd = opening && scanner.markerLines.endAfter(opening.marker, opening.end);
      if (heredocEnd !== undefined) return afterLine(text, heredocEnd);
      at += 2;
    } else at++;
  }
  return afterLine(text, end);
}

function afterLine(text: string, at: number): number {
  const feed = text.indexOf("\n", at);
  return feed < 0 ? text.length : feed + 1;
}

/** The offset behind the string that begins at the offset, or the end of its line. */
function quoteEnd(text: string, start: number, lineEnd: number): number {
  for (let at = start + 1; at < lineEnd; at++) {
    const unit = text.charCodeAt(at);
    if (unit === code.quote) return at + 1;
    if (unit === code.backslash) at++;
  }
  return lineEnd;
}

/** `type "label" name {` or, where arguments are wanted too, `name =`. */
function startsItem(text: string, start: number, attributesToo: boolean): boolean {
  const end = lineEnd(text, start);
  let at = identifierEnd(text, start);
  if (at === start) return false;
  for (;;) {
    while (text.charCodeAt(at) === code.space || text.charCodeAt(at) === code.tab) at++;
    if (at >= end) return false;
    const unit = text.charCodeAt(at);
    if (unit === code.openBrace) return true;
    if (unit === code.equals) return attributesToo && text.charCodeAt(at + 1) !== code.equals;
    if (unit === code.quote) {
      const close = quoteEnd(text, at, end);
      if (text.charCodeAt(close - 1) !== code.quote) return false;
      at = close;
    } else {
      const name = identifierEnd(text, at);
      if (name === at) return false;
      at = name;
    }
  }
}
