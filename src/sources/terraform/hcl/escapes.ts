import { code } from "./characters.ts";
import type { Scanner } from "./scanner.ts";
import type { PieceBuilder } from "./text-pieces.ts";

const simple: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  '"': '"',
  "\\": "\\",
};

/** An escape of a quoted string; the scanner stands at its backslash. */
export function readEscape(scanner: Scanner, builder: PieceBuilder): void {
  const start = scanner.position;
  const letter = scanner.text.charAt(start + 1);
  const plain = Object.hasOwn(simple, letter) ? simple[letter] : undefined;
  if (plain !== undefined) {
    builder.add(plain, start, start + 2);
    scanner.moveTo(start + 2);
    return;
  }
  if (letter === "u" || letter === "U") {
    readCodePoint(scanner, builder);
    return;
  }
  const unit = scanner.text.charCodeAt(start + 1);
  const end = unit >= code.space ? start + 1 + pointLength(scanner.text, start + 1) : start + 1;
  const known = '`\\n`, `\\r`, `\\t`, `\\"`, `\\\\`, `\\uXXXX` or `\\UXXXXXXXX`';
  scanner.fail(`This is no escape: write ${known}; for a backslash itself, \`\\\\\`.`, {
    start,
    end,
  });
}

function readCodePoint(scanner: Scanner, builder: PieceBuilder): void {
  const start = scanner.position;
  const long = scanner.text.charAt(start + 1) === "U";
  const count = long ? 8 : 4;
  const digits = scanner.text.slice(start + 2, start + 2 + count);
  const valid = /^[0-9a-fA-F]*/.exec(digits)?.[0].length ?? 0;
  if (valid < count) {
    const name = long ? "\\U" : "\\u";
    const message = `\`${name}\` must be followed by ${count} hexadecimal digits.`;
    scanner.fail(message, { start, end: start + 2 + valid });
  }
  const point = Number.parseInt(digits, 16);
  const end = start + 2 + count;
  if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
    const message = "There is no such character: write one beyond U+FFFF as `\\UXXXXXXXX`.";
    scanner.fail(message, { start, end });
  }
  builder.add(String.fromCodePoint(point), start, end);
  scanner.moveTo(end);
}

function pointLength(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}
