import { describe, expect, test } from "@jest/globals";
import { hunksOf, isShown } from "../../src/github/diff-lines.ts";

describe("hunksOf", () => {
  test.each([
    {
      name: "several hunks, with text behind the header",
      patch: "@@ -1,3 +1,4 @@\n a\n+b\n c\n d\n@@ -10,2 +11,3 @@ resource {\n e\n+f\n g",
      hunks: [
        { startLine: 1, endLine: 4 },
        { startLine: 11, endLine: 13 },
      ],
    },
    {
      name: "a single line has no count",
      patch: "@@ -0,0 +1 @@\n+a\n\\ No newline at end of file",
      hunks: [{ startLine: 1, endLine: 1 }],
    },
    { name: "a removed file has no lines", patch: "@@ -1,2 +0,0 @@\n-a\n-b", hunks: [] },
    {
      name: "a line of the file that looks like a header",
      patch: "@@ -1 +1,2 @@\n a\n+@@ -1 +500,9 @@",
      hunks: [{ startLine: 1, endLine: 2 }],
    },
    { name: "no diff", patch: "", hunks: [] },
  ])("$name", ({ patch, hunks }) => {
    expect(hunksOf(patch)).toEqual(hunks);
  });
});

describe("isShown", () => {
  const hunks = [
    { startLine: 1, endLine: 4 },
    { startLine: 5, endLine: 8 },
  ];

  test.each([
    { lines: [1, 4], shown: true },
    { lines: [6, 6], shown: true },
    { lines: [4, 5], shown: false },
    { lines: [8, 9], shown: false },
    { lines: [20, 20], shown: false },
  ])("lines $lines: $shown", ({ lines: [start = 0, end = 0], shown }) => {
    expect(isShown(hunks, start, end)).toBe(shown);
  });
});
