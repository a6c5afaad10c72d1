import { createScanner } from "jsonc-parser";

export type TokenKind =
  | "{"
  | "}"
  | "["
  | "]"
  | ","
  | ":"
  | "string"
  | "number"
  | "null"
  | "true"
  | "false"
  | "comment"
  /** Anything that is not JSON, up to the next delimiter: a bare word, a quote of the wrong kind. */
  | "other"
  | "end";

/** Offsets in UTF-16 units, from 0; `end` is exclusive. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

/** jsonc-parser's `SyntaxKind`, whose own enum cannot be imported when files are compiled alone. */
const kinds: Readonly<Record<number, TokenKind>> = {
  1: "{",
  2: "}",
  3: "[",
  4: "]",
  5: ",",
  6: ":",
  7: "null",
  8: "true",
  9: "false",
  10: "string",
  11: "number",
  12: "comment",
  13: "comment",
  16: "other",
  17: "end",
};

/**
 * The tokens of a text, one at a time, without white space. A byte order mark at the start is
 * skipped. After the last token `next` keeps returning `end`.
 */
export class JsonTokens {
  private readonly scanner;

  constructor(text: string) {
    this.scanner = createScanner(text, false);
    if (text.startsWith("\u{FEFF}")) this.scanner.setPosition(1);
  }

  next(): Token {
    for (;;) {
      const kind = kinds[this.scanner.scan()];
      if (!kind) continue;
      const start = this.scanner.getTokenOffset();
      return { kind, start, end: start + this.scanner.getTokenLength() };
    }
  }
}
