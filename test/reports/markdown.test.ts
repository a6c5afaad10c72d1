import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { fencedCode, inlineCode, link, prose } from "../../src/reports/markdown.ts";

/** What GitHub must not make anything of, and how it shows as code and inside prose. */
const hostile: readonly { name: string; text: string; code: string; words: string }[] = [
  { name: "a mention", text: "@octocat", code: "`@octocat`", words: "`@octocat`" },
  {
    name: "a team",
    text: "@octo-org/admins",
    code: "`@octo-org/admins`",
    words: "`@octo-org/admins`",
  },
  { name: "an issue", text: "#123", code: "`#123`", words: "`#123`" },
  {
    name: "an issue elsewhere",
    text: "octo/repo#1",
    code: "`octo/repo#1`",
    words: "`octo/repo#1`",
  },
  { name: "an issue by prefix", text: "GH-12", code: "`GH-12`", words: "`GH-12`" },
  { name: "a commit id", text: "deadbeef1", code: "`deadbeef1`", words: "`deadbeef1`" },
  {
    name: "a link",
    text: "[ok](https://evil.example)",
    code: "`[ok](https://evil.example)`",
    words: "`[ok](https://evil.example)`",
  },
  {
    name: "an image",
    text: "![x](https://evil.example/a.png)",
    code: "`![x](https://evil.example/a.png)`",
    words: "`![x](https://evil.example/a.png)`",
  },
  {
    name: "a bare address",
    text: "https://evil.example",
    code: "`https://evil.example`",
    words: "`https://evil.example`",
  },
  {
    name: "an address without scheme",
    text: "www.evil.example",
    code: "`www.evil.example`",
    words: "`www.evil.example`",
  },
  { name: "HTML", text: "<img/src=x>", code: "`<img/src=x>`", words: "`<img/src=x>`" },
  { name: "the end of a fold", text: "</details>", code: "`</details>`", words: "`</details>`" },
  { name: "a comment", text: "<!--", code: "`<!--`", words: "`<!--`" },
  { name: "an entity", text: "&#64;octocat", code: "`&#64;octocat`", words: "`&#64;octocat`" },
  { name: "emphasis", text: "**x**", code: "`**x**`", words: "`**x**`" },
  { name: "mathematics", text: "$\\sqrt$", code: "`$\\sqrt$`", words: "`$\\sqrt$`" },
  { name: "an emoji", text: ":tada:", code: "`:tada:`", words: "`:tada:`" },
  { name: "a backtick", text: "`", code: "`` ` ``", words: "`` ` ``" },
  {
    name: "a fence",
    text: "```suggestion",
    code: "```` ```suggestion ````",
    words: "```` ```suggestion ````",
  },
  { name: "line breaks", text: "a\r\n\r\n# b", code: "`a\\r\\n\\r\\n# b`", words: "a `#` b" },
  {
    name: "a closing of the span",
    text: "a` @octocat `b",
    code: "``a` @octocat `b``",
    words: "a`@octocat`b",
  },
  { name: "a direction mark", text: "a\u202eb", code: "`a\\u{202e}b`", words: "`a\\u{202e}b`" },
  { name: "a zero-width space", text: "a\u200bb", code: "`a\\u{200b}b`", words: "`a\\u{200b}b`" },
  {
    name: "a filler that shows as nothing",
    text: "a\u3164",
    code: "`a\\u{3164}`",
    words: "`a\\u{3164}`",
  },
  { name: "ESC", text: "\u001b[31m", code: "`\\u{1b}[31m`", words: "`\\u{1b}[31m`" },
  { name: "half a character", text: "\ud800", code: "`\\u{d800}`", words: "`\\u{d800}`" },
  { name: "nothing", text: "", code: "` `", words: "" },
  { name: "blanks at both ends", text: " a ", code: "`  a  `", words: "a" },
];

describe("inlineCode", () => {
  test.each(hostile)("$name", ({ text, code }) => {
    expect(inlineCode(text)).toBe(code);
  });

  test("long text is cut, and says so", () => {
    expect(inlineCode("a".repeat(5000), 10)).toBe("`aaaaaaaaaa` … (cut, 5000 characters)");
  });

  test("a character of two units is not cut in half", () => {
    expect(inlineCode("aa😀aa", 3)).toBe("`aa` … (cut, 6 characters)");
  });

  test("a run of backticks that is too long for GitHub's parser is told by its number", () => {
    expect(inlineCode(`a${"`".repeat(90)}@b`)).toBe("`a[90 backticks]@b`");
  });

  test("any text is one code span and nothing else", () => {
    fc.assert(
      fc.property(foreign(), (text) => {
        expect(outsideCode(inlineCode(text, 10_000))).toBe("");
      }),
      { seed: 1, numRuns: 1000 },
    );
  });
});

describe("prose", () => {
  test.each(hostile)("$name", ({ text, words }) => {
    expect(prose(text)).toBe(words);
  });

  test("sentences of ours stay as they are", () => {
    const details =
      'The action `iam:PassRole` (and "more") isn’t limited: it is allowed on every role, e.g. `*`. 3 of 4 (as of 2026-09-26) — done!';
    expect(prose(details)).toBe(details);
  });

  test("foreign text that leaks out of its backticks stays inert", () => {
    expect(prose("The action `x` @octocat `y` is unknown.")).toBe(
      "The action `x` `@octocat` `y` is unknown.",
    );
    expect(prose("The action `x`` @octocat ` is unknown.")).toBe(
      "The action ```x`` @octocat ``` is unknown.",
    );
  });

  test("punctuation stays outside of the code", () => {
    expect(prose('Ask (@octocat), "#1". Or GH-1?')).toBe('Ask (`@octocat`), "`#1`". Or `GH-1`?');
  });

  test("code spans side by side do not melt", () => {
    expect(prose("`a`=`b`")).toBe("`a` `=` `b`");
  });

  test("long text is cut, and says so", () => {
    expect(prose("word ".repeat(1000), 12)).toBe("word word wo … (cut, 5000 characters)");
  });

  test("of any text, only words and plain punctuation stand outside code", () => {
    fc.assert(
      fc.property(foreign(), (text) => {
        const outside = outsideCode(prose(text));
        expect(outside).toMatch(/^[\p{L}\p{M}\p{N} .,;:?!'"’“”()/%…–—-]*$/u);
        expect(outside).not.toMatch(/www\.|:\/\/|[0-9a-f]{7}/i);
      }),
      { seed: 2, numRuns: 2000 },
    );
  });
});

describe("fencedCode", () => {
  test("the fence is longer than any fence in the text", () => {
    expect(fencedCode("a\n````\nb", "suggestion")).toBe("`````suggestion\na\n````\nb\n`````");
  });
});

describe("link", () => {
  test.each([
    [
      "https://docs.aws.amazon.com/a.html#b-c",
      "[Learn more](https://docs.aws.amazon.com/a.html#b-c)",
    ],
    ["javascript:alert(1)", "`javascript:alert(1)`"],
    ["https://a.example/) [x](https://b.example", "`https://a.example/) [x](https://b.example`"],
  ])("%s", (address, markdown) => {
    expect(link("Learn more", address)).toBe(markdown);
  });
});

/** Texts made of what matters to Markdown. */
function foreign(): fc.Arbitrary<string> {
  const piece = fc.constantFrom(
    "`",
    "``",
    "```",
    " ",
    "\n",
    "\t",
    "@a",
    "#1",
    "<b>",
    "](x)",
    "www.",
    "://",
    "\\",
    "word",
    "a:b",
    "-1",
    "1.",
    "- ",
    "deadbeef",
    "&lt;",
    "*",
    "_",
    "\u202e",
    "~~",
    "|",
    "$",
    "\ud83d",
    "é",
    "(",
    "/",
  );
  return fc
    .array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 30 })
    .map((all) => all.join(""));
}

/**
 * What is left of one line of Markdown without its code spans, found as CommonMark finds them: a run
 * of backticks up to the next run of the same length. A backslash before a run would undo it.
 */
function outsideCode(markdown: string): string {
  expect(markdown).not.toMatch(/[\r\n]/);
  let outside = "";
  let rest = markdown;
  for (;;) {
    const open = /`+/.exec(rest);
    if (!open) return outside + rest;
    outside += rest.slice(0, open.index);
    expect(outside).not.toMatch(/\\$/);
    const after = rest.slice(open.index + open[0].length);
    const close = [...after.matchAll(/`+/g)].find(([run]) => run.length === open[0].length);
    expect(close).toBeDefined();
    rest = after.slice((close?.index ?? 0) + open[0].length);
  }
}
