import { expect, test } from "@jest/globals";
import { inWholeLines } from "../../../src/sources/additions/whole-lines.ts";
import { applyEdits } from "../../../src/text/edit.ts";

/** Removes what stands between `«` and `»`. */
function without(marked: string): string | undefined {
  const text = marked.replaceAll(/[«»]/g, "");
  const range = { file: "f", start: marked.indexOf("«"), end: marked.indexOf("»") - 1 };
  return applyEdits(text, [inWholeLines({ range, newText: "" }, text)]);
}

test.each<readonly [name: string, marked: string, after: string]>([
  [
    "an item of YAML with its comments",
    "- a # of a\n# of b\n- b # of b\n- c\n".replace("a #", "a« #").replace("- b", "- b»"),
    "- a # of a\n- c\n",
  ],
  ["a comment of the one before alone", "  - a« # of a\n  - b»\n", "  - a # of a\n"],
  [
    "an item of HCL, whose comma stands before the comment",
    '  "a"«, # of a\n  "b"», // of b\n]\n',
    '  "a", # of a\n]\n',
  ],
  ["with CRLF", "- a« # of a\r\n- b» # of b\r\n- c\r\n", "- a # of a\r\n- c\r\n"],
  ["at the end of a file without a line end", "- a« # of a\n- b» # of b", "- a # of a"],
  [
    "a block with a comment behind it",
    "  }« # one\n  # two\n  statement {\n  }» # two\n}\n",
    "  } # one\n}\n",
  ],
  [
    "the first one: what stands above the next one is about that",
    "  # of a\n  «a = 1 # of a\n  # of b\n  »b = 2\n",
    "  # of a\n  # of b\n  b = 2\n",
  ],
  ["the first item of YAML", "- «a\n# of b\n- »b\n", "# of b\n- b\n"],
  ["no comments", '"a"«,\n  "b"»\n]', '"a"\n]'],
  ["the first of an item: the dash stays", "- «Sid: x # none\n  # of b\n  »b: 1\n", "- b: 1\n"],
  ["on one line", '["a"«, "b"»] # both\n', '["a"] # both\n'],
  ["something follows", "[a«, # of a\n b»] # both\n", "[a] # both\n"],
  ["a sign in a text", 'a: "x"«\nb: "# y"»\n', 'a: "x"\n'],
])("%s", (_, marked, after) => {
  expect(without(marked)).toBe(after);
});
