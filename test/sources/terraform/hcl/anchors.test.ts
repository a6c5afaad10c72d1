// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL writes `${…}` too.
import { expect, test } from "@jest/globals";
import { fileOffset } from "../../../../src/policy/text-value.ts";
import { parseHcl, parseTemplate } from "../../../../src/sources/terraform/hcl/parse-hcl.ts";
import { placedBody, placedParts, textParts } from "./support/places.ts";

type Parts = ReturnType<typeof textParts>;

/** For each text: its place in the source, and the source character of each of its characters. */
function mapped(text: string, parts: Parts): readonly (readonly [string, string])[] {
  return parts.map(({ text: value, anchors, span }) => {
    let characters = "";
    for (let at = 0; at < value.length; at++) {
      characters += text.charAt(fileOffset(anchors, at));
    }
    return [text.slice(span.start, span.end), characters];
  });
}

test.each([
  { name: "plain text", text: 'a = "bcd"', expected: [["bcd", "bcd"]] },
  {
    name: "escapes lead to their backslash",
    text: '"x\\ny\\u00e9z"',
    expected: [["x\\ny\\u00e9z", "x\\y\\z"]],
  },
  {
    name: "both halves of an escaped character",
    text: '"\\U0001F600a"',
    expected: [["\\U0001F600a", "\\Ua"]],
  },
  {
    name: "the escape of a sequence",
    text: '"a$${b}%%{c}"',
    expected: [["a$${b}%%{c}", "a${b}%{c}"]],
  },
  {
    name: "around an interpolation",
    text: '"a\\tb${x}\\"c"',
    expected: [
      ["a\\tb", "a\\b"],
      ['\\"c', "\\c"],
    ],
  },
  {
    name: "what a strip marker leaves",
    text: '"a  ${~ x ~}  b\\n"',
    expected: [
      ["a", "a"],
      ["b\\n", "b\\"],
    ],
  },
  {
    name: "a heredoc with its line ends",
    text: "<<E\r\na\r\n  b\r\nE\r\n",
    expected: [["a\r\n  b\r\n", "a\r\n  b\r\n"]],
  },
  {
    name: "a heredoc without its indent",
    text: "<<-E\n    a\n      b\n\n    c\n  E\n",
    expected: [["a\n      b\n\n    c\n", "a\n  b\n\nc\n"]],
  },
  {
    name: "an indent before a sequence",
    text: "<<-E\n    a\n      ${x} b\n  E\n",
    expected: [
      ["a\n      ", "a\n  "],
      [" b\n", " b\n"],
    ],
  },
  {
    name: "characters beyond the basic plane",
    text: '"😀a${x}😀"',
    expected: [
      ["😀a", "😀a"],
      ["😀", "😀"],
    ],
  },
  { name: "text in normal form already", text: '"é\\né"', expected: [["é\\né", "é\\é"]] },
  {
    name: "a letter with its mark",
    text: '"ae\u0301b\\ncd\u0323\u0301e"',
    expected: [["ae\u0301b\\ncd\u0323\u0301e", "aeb\\cdde"]],
  },
  { name: "a mark that is an escape", text: '"xe\\u0301y"', expected: [["xe\\u0301y", "xey"]] },
  { name: "a bare key", text: "{ab = 1}", expected: [["ab", "ab"]] },
])("$name", ({ text, expected }) => {
  const source = text.startsWith("a = ") ? text : `a = ${text}`;
  const { body, problems } = parseHcl(source);
  expect(problems).toEqual([]);
  expect(mapped(source, textParts(placedBody(body)))).toEqual(expected);
});

test("a bare template behind a byte order mark", () => {
  const text = "\ufeffa\n$${b}${x}\n";
  const parts = placedParts(parseTemplate(text).parts).flatMap(textParts);
  expect(mapped(text, parts)).toEqual([
    ["a\n$${b}", "a\n${b}"],
    ["\n", "\n"],
  ]);
});

test("a text that runs in step with the source has one anchor, however many lines it has", () => {
  const { body } = parseHcl(`a = <<E\n${"some text\n".repeat(1000)}E\n`);
  expect(textParts(placedBody(body)).map((part) => part.anchors)).toEqual([[[0, 8]]]);
});
