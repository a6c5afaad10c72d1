import { rangeOf, sliceText, type TextValue } from "../../policy/text-value.ts";
import { TextBuilder } from "../text-builder.ts";
import type { Token } from "./json-tokens.ts";

/** Called for a mistake inside a string: offsets into the placeholder text. */
type Report = (start: number, end: number, details: string) => void;

/**
 * Decodes a string of JSON. Unknown parts stay unknown parts, and every character keeps the place
 * where it, or its escape, is written.
 *
 * `text` is the placeholder text of `source`, `token` the string in it with its quotes. An escape
 * that JSON does not have is reported and read as the escaped character alone.
 */
export function decodeString(
  source: TextValue,
  text: string,
  token: Token,
  report: Report,
): TextValue {
  const range = rangeOf(source, token.start, token.end);
  const from = token.start + 1;
  const to = isClosed(text, token) ? token.end - 1 : token.end;
  reportControlCharacter(text, from, to, report);
  const first = text.indexOf("\\", from);
  if (first < 0 || first >= to) return { parts: sliceText(source, from, to).parts, range };

  const builder = new TextBuilder();
  const copy = (start: number, end: number) => {
    for (const part of sliceText(source, start, end).parts) builder.append(part);
  };
  let offset = from;
  for (let at = first; at >= 0 && at < to; at = text.indexOf("\\", offset)) {
    copy(offset, at);
    const sequence = readEscape(text, at, to);
    if (sequence.text === undefined) {
      report(at, sequence.end, `\`${text.slice(at, sequence.end)}\` is not an escape of JSON`);
      // The backslash is dropped. A second backslash is part of a valid escape, so this advances.
      copy(at + 1, sequence.end);
    } else {
      const place = rangeOf(source, at, sequence.end);
      builder.append({
        kind: "literal",
        text: sequence.text,
        at: place,
        anchors: [[0, place.start]],
      });
    }
    offset = sequence.end;
  }
  copy(offset, to);
  return { parts: builder.finish(), range };
}

/** Whether the closing quote is there: it is the last character, and no escape. */
export function isClosed(text: string, token: Token): boolean {
  if (token.end - token.start < 2 || text[token.end - 1] !== '"') return false;
  let backslashes = 0;
  for (let at = token.end - 2; at > token.start && text[at] === "\\"; at--) backslashes++;
  return backslashes % 2 === 0;
}

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

function readEscape(text: string, at: number, to: number): { text?: string; end: number } {
  const character = text[at + 1];
  if (character === undefined || at + 1 >= to) return { end: at + 1 };
  const simple = simpleEscapes.get(character);
  if (simple !== undefined) return { text: simple, end: at + 2 };
  if (character === "u") {
    const digits = text.slice(at + 2, Math.min(at + 6, to));
    if (/^[0-9A-Fa-f]{4}$/.test(digits)) {
      return { text: String.fromCharCode(Number.parseInt(digits, 16)), end: at + 6 };
    }
  }
  return { end: at + 2 };
}

function reportControlCharacter(text: string, from: number, to: number, report: Report): void {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x20) continue;
    const written = code === 9 ? "\\t" : `\\u${code.toString(16).padStart(4, "0")}`;
    report(at, at + 1, `a control character must be written as an escape in JSON: \`${written}\``);
    return;
  }
}
