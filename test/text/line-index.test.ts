import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { LineIndex } from "../../src/text/line-index.ts";

test.each([
  { name: "the start", text: "ab\ncd", offset: 0, line: 1, column: 1 },
  { name: "the line end belongs to its line", text: "ab\ncd", offset: 2, line: 1, column: 3 },
  { name: "after LF", text: "ab\ncd", offset: 3, line: 2, column: 1 },
  { name: "after CRLF", text: "ab\r\ncd", offset: 4, line: 2, column: 1 },
  { name: "between CR and LF", text: "ab\r\ncd", offset: 3, line: 1, column: 4 },
  { name: "after a lone CR", text: "ab\rcd", offset: 3, line: 2, column: 1 },
  { name: "an empty last line", text: "ab\n", offset: 3, line: 2, column: 1 },
  { name: "past the end", text: "ab", offset: 99, line: 1, column: 3 },
  { name: "before the start", text: "ab", offset: -1, line: 1, column: 1 },
  { name: "UTF-16 units", text: "🙂x", offset: 2, line: 1, column: 3 },
  { name: "an empty text", text: "", offset: 0, line: 1, column: 1 },
])("position: $name", ({ text, offset, line, column }) => {
  expect(new LineIndex(text).position(offset)).toEqual({ line, column });
});

test("a line comes without its end, and is empty when there is none", () => {
  const lines = new LineIndex("a\r\nb\n\nc");
  expect([1, 2, 3, 4, 5].map((number) => lines.line(number))).toEqual(["a", "b", "", "c", ""]);
});

test("offset and position are inverse, for every text and offset", () => {
  const texts = fc.string({ unit: fc.constantFrom("a", "\n", "\r", "é", "🙂"), maxLength: 40 });
  fc.assert(
    fc.property(texts, fc.nat(80), (text, offset) => {
      const lines = new LineIndex(text);
      const bounded = Math.min(offset, text.length);
      expect(lines.offset(lines.position(offset))).toBe(bounded);
    }),
    { seed: 1, numRuns: 2_000 },
  );
});

test("a line that does not exist has no offset", () => {
  expect(new LineIndex("a\nb").offset({ line: 3, column: 1 })).toBeUndefined();
});
