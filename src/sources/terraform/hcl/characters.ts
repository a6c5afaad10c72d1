/** Codes of the ASCII characters that the grammar names. */
export const code = {
  tab: 9,
  lineFeed: 10,
  carriageReturn: 13,
  space: 32,
  exclamation: 33,
  quote: 34,
  hash: 35,
  dollar: 36,
  percent: 37,
  ampersand: 38,
  openParenthesis: 40,
  closeParenthesis: 41,
  star: 42,
  plus: 43,
  comma: 44,
  minus: 45,
  dot: 46,
  slash: 47,
  colon: 58,
  less: 60,
  equals: 61,
  greater: 62,
  question: 63,
  openBracket: 91,
  backslash: 92,
  closeBracket: 93,
  underscore: 95,
  openBrace: 123,
  bar: 124,
  closeBrace: 125,
  tilde: 126,
} as const;

export const byteOrderMark = "\u{FEFF}";

/** What Unicode calls white space, as strip markers, indents and heredoc markers understand it. */
export function isSpace(unit: number): boolean {
  if (unit <= code.space) return unit === code.space || (unit >= 9 && unit <= 13);
  if (unit < 0x1680) return unit === 0x85 || unit === 0xa0;
  return (
    unit === 0x1680 ||
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000
  );
}

export function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

/** The end of an identifier that starts at the offset; the offset itself when none does. */
export function identifierEnd(text: string, start: number): number {
  let at = start;
  for (;;) {
    const unit = text.charCodeAt(at);
    if (unit >= 128) return unicodeIdentifierEnd(text, start);
    const letter = (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90);
    const later = at > start && (isDigit(unit) || unit === code.minus);
    if (!letter && !later && unit !== code.underscore) return at;
    at++;
  }
}

function unicodeIdentifierEnd(text: string, start: number): number {
  const pattern = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : start;
}

/**
 * The end of the number that starts with the digit at the offset: digits, dots and exponents as
 * far as they go, but never with a dot at the end.
 */
export function numberEnd(text: string, start: number): number {
  let at = start;
  let end = start;
  for (;;) {
    const unit = text.charCodeAt(at);
    if (unit === code.dot) {
      at++;
      continue;
    }
    if (isDigit(unit)) at++;
    else if (unit === 69 || unit === 101) {
      const sign = text.charCodeAt(at + 1);
      const digit = sign === code.plus || sign === code.minus ? at + 2 : at + 1;
      if (!isDigit(text.charCodeAt(digit))) return end;
      at = digit + 1;
    } else return end;
    end = at;
  }
}

/** The length of the line end at the offset: 1 for LF, 2 for CRLF, 0 when there is none. */
export function newlineLength(text: string, at: number): 0 | 1 | 2 {
  const unit = text.charCodeAt(at);
  if (unit === code.lineFeed) return 1;
  return unit === code.carriageReturn && text.charCodeAt(at + 1) === code.lineFeed ? 2 : 0;
}

/** The offset of the line end (LF or CRLF) at or after the offset, or the end of the text. */
export function lineEnd(text: string, at: number): number {
  const feed = text.indexOf("\n", at);
  if (feed < 0) return text.length;
  return feed > at && text.charCodeAt(feed - 1) === code.carriageReturn ? feed - 1 : feed;
}
