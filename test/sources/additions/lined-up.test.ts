import { describe, expect, test } from "@jest/globals";
import { linedUp } from "../../../src/sources/additions/lined-up.ts";
import { applyEdits } from "../../../src/text/edit.ts";

/** The text with lines added where `|` stands. */
function added(text: string, lines: string): string | undefined {
  const start = text.indexOf("|");
  const plain = text.replace("|", "");
  const range = { file: "main.tf", start, end: start };
  return applyEdits(plain, [linedUp({ range, newText: lines }, plain)]);
}

describe("equals signs of neighbouring lines stand in one column", () => {
  test.each([
    {
      name: "a shorter name is padded",
      before: '{\n  max_length = 1\n  name       = "a"|\n}\n',
      lines: '\n  tag = "b"',
      after: '{\n  max_length = 1\n  name       = "a"\n  tag        = "b"\n}\n',
    },
    {
      name: "a longer one moves those above",
      before: '{\n  for  = 1\n  name = "a"|\n}\n',
      lines: "\n  max_length = 3",
      after: '{\n  for        = 1\n  name       = "a"\n  max_length = 3\n}\n',
    },
    {
      name: "as far as the next empty line",
      before: '{\n  id = 1\n\n  name = "a"|\n}\n',
      lines: "\n  max_length = 3",
      after: '{\n  id = 1\n\n  name       = "a"\n  max_length = 3\n}\n',
    },
    {
      name: "or the next value of several lines",
      before: '{\n  policy = jsonencode({\n    A = 1\n  })\n  name = "a"|\n}\n',
      lines: "\n  max_length = 3",
      after:
        '{\n  policy = jsonencode({\n    A = 1\n  })\n  name       = "a"\n  max_length = 3\n}\n',
    },
    {
      name: "with a comment behind one of them",
      before: '{\n  id   = 1 # why\n  name = "a"|\n}\n',
      lines: "\n  max_length = 3",
      after: '{\n  id         = 1 # why\n  name       = "a"\n  max_length = 3\n}\n',
    },
    {
      name: "several that are added",
      before: '{\n  a = "{"|\n}\n',
      lines: '\n  "b:c" = "d"\n  e = "f"',
      after: '{\n  a     = "{"\n  "b:c" = "d"\n  e     = "f"\n}\n',
    },
    {
      name: "several below something else",
      before: "{\n  a {\n  }|\n}\n",
      lines: '\n  bb = "d"\n  e = "f"',
      after: '{\n  a {\n  }\n  bb = "d"\n  e  = "f"\n}\n',
    },
  ])("$name", ({ before, lines, after }) => {
    expect(added(before, lines)).toBe(after);
  });
});

describe("an addition stays as it is", () => {
  test.each([
    ["below lines in no common column", '{\n  longer = 1\n  name = "a"|\n}\n', "\n  b = 3"],
    ["below lines with more space", '{\n  name   = "a"|\n}\n', "\n  b = 3"],
    [
      "below lines with comments",
      '{\n  id   = 1   # why\n  name = "a" # who|\n}\n',
      "\n  longer = 3",
    ],
    ["below a list", "{\n  names = [\n    1,\n  ]|\n}\n", "\n  b = 3"],
    ["below a heredoc", "{\n  text = <<EOF\na = 1\nEOF|\n}\n", "\n  longer = 3"],
    ["that has several lines itself", "{\n  name = 1|\n}\n", "\n\n  tags = {\n    a = 1\n  }"],
    ["on the same line", "{ name = 1| }", ", longer = 3"],
    ["behind a comma", '{\n  name = "a"|\n}\n', ",\n  longer = 3"],
    ["with other ends of lines", "{\r\n  name = 1|\r\n}\r\n", "\r\n  longer = 3"],
    ["that is no value", "{\n  name = 1|\n}\n", "\n  longer == 3"],
  ])("%s", (_, before, lines) => {
    expect(added(before, lines)).toBe(before.replace("|", lines));
  });
});
