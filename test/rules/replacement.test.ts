import { expect, test } from "@jest/globals";
import { literalText, type TextValue } from "../../src/policy/text-value.ts";
import { replacement } from "../../src/rules/replacement.ts";

const file = "policy.yml";

/** A value whose characters are written one by one from `start` on, the last one taking `lastLength`. */
function anchored(
  text: string,
  anchors: readonly (readonly [number, number])[],
  end: number,
): TextValue {
  const range = { file, start: anchors[0]?.[1] ?? 0, end };
  return { range, parts: [{ kind: "literal", text, at: range, anchors }] };
}

test("a text that stands in the file as it is", () => {
  const value = literalText("s3:GetObjct", { file, start: 100, end: 111 });
  expect(replacement(value, 3, 11, "GetObject")).toEqual({
    title: "Replace with `GetObject`",
    edits: [{ range: { file, start: 103, end: 111 }, newText: "GetObject" }],
  });
});

test.each([
  {
    name: "an escape in front of the stretch moves it",
    value: anchored(
      "a\u00e9bcd",
      [
        [0, 10],
        [1, 11],
        [2, 17],
      ],
      20,
    ),
    expected: { file, start: 17, end: 20 },
    stretch: [2, 5],
  },
  {
    name: "an escape within",
    value: anchored(
      "abcd",
      [
        [0, 10],
        [2, 12],
        [3, 18],
      ],
      19,
    ),
    expected: undefined,
    stretch: [1, 4],
  },
  {
    name: "an escape as the last character of the text",
    value: anchored("abcd", [[0, 10]], 19),
    expected: undefined,
    stretch: [0, 4],
  },
  {
    name: "an escape as the last character of the stretch",
    value: anchored(
      "abcd",
      [
        [0, 10],
        [2, 17],
      ],
      19,
    ),
    expected: undefined,
    stretch: [0, 2],
  },
  {
    name: "an escape behind the stretch",
    value: anchored(
      "abcd",
      [
        [0, 10],
        [2, 12],
        [3, 18],
      ],
      19,
    ),
    expected: { file, start: 10, end: 12 },
    stretch: [0, 2],
  },
  {
    name: "a length that differs without a reason given",
    value: literalText("abcd", { file, start: 10, end: 20 }),
    expected: undefined,
    stretch: [0, 4],
  },
])("$name", ({ value, stretch: [start = 0, end = 0], expected }) => {
  expect(replacement(value, start, end, "x")?.edits[0]?.range).toEqual(expected);
});

test("nothing that could need an escape is put into a file", () => {
  const value = literalText("abcd", { file, start: 10, end: 14 });
  expect(replacement(value, 0, 4, 'x"y')).toBeUndefined();
});
