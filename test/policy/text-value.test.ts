import { describe, expect, test } from "@jest/globals";
import {
  displayText,
  knownText,
  placeholderText,
  rangeOf,
  sliceText,
  type TextValue,
  type UnknownPart,
} from "../../src/policy/text-value.ts";

const bucket: UnknownPart = {
  kind: "unknown",
  reference: "aws_s3_bucket.logs.arn",
  reason: "known after deployment",
  at: { file: "main.tf", start: 12, end: 37 },
};

/** `"arn:x/\n${aws_s3_bucket.logs.arn}/*"` with an escape in its first literal part. */
const value: TextValue = {
  parts: [
    {
      kind: "literal",
      text: "arn/\nx",
      at: { file: "main.tf", start: 5, end: 12 },
      anchors: [
        [0, 5],
        [5, 11],
      ],
    },
    bucket,
    { kind: "literal", text: "/*", at: { file: "main.tf", start: 37, end: 39 } },
  ],
  range: { file: "main.tf", start: 4, end: 40 },
};

test("a text with an unknown part is not known, and shows its reference", () => {
  expect(knownText(value)).toBeUndefined();
  expect(displayText(value)).toBe("arn/\nx${aws_s3_bucket.logs.arn}/*");
  expect(placeholderText(value)).toBe("arn/\nx\u{E000}/*");
});

describe("the place of a stretch", () => {
  test.each([
    { name: "plain characters", start: 0, end: 3, place: [5, 8] },
    { name: "an escape of two characters", start: 4, end: 5, place: [9, 11] },
    { name: "behind the escape", start: 5, end: 6, place: [11, 12] },
    { name: "the unknown part", start: 6, end: 7, place: [12, 37] },
    { name: "across parts", start: 3, end: 8, place: [8, 38] },
    { name: "all of it", start: 0, end: 9, place: [5, 39] },
    { name: "nothing, at the end", start: 9, end: 9, place: [39, 39] },
  ])("$name", ({ start, end, place: [from, to] }) => {
    expect(rangeOf(value, start, end)).toEqual({ file: "main.tf", start: from, end: to });
  });

  test("is the whole value when its ends stand in two files", () => {
    const mixed: TextValue = {
      parts: [
        { kind: "literal", text: "ab", at: { file: "a.tf", start: 0, end: 2 } },
        { kind: "literal", text: "cd", at: { file: "b.tf", start: 7, end: 9 } },
      ],
      range: { file: "a.tf", start: 0, end: 12 },
    };
    expect(rangeOf(mixed, 1, 3)).toEqual(mixed.range);
    expect(rangeOf(mixed, 2, 4)).toEqual({ file: "b.tf", start: 7, end: 9 });
  });

  test("of a computed text is where the computation stands", () => {
    const at = { file: "a.tf", start: 3, end: 20 };
    const computed: TextValue = { parts: [{ kind: "literal", text: "abcdef", at }], range: at };
    expect(rangeOf(computed, 1, 2)).toEqual(at);
  });
});

test("a slice keeps parts and places", () => {
  const slice = sliceText(value, 4, 8);
  expect(placeholderText(slice)).toBe("\nx\u{E000}/");
  for (let index = 0; index < 4; index++) {
    expect(rangeOf(slice, index, index + 1)).toEqual(rangeOf(value, index + 4, index + 5));
  }
});
