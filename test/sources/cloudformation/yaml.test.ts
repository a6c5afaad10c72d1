import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Document, parseDocument } from "yaml";
import type { Node } from "../../../src/policy/node.ts";
import { knownText, rangeOf, type TextValue } from "../../../src/policy/text-value.ts";
import { parseYaml } from "../../../src/sources/cloudformation/yaml.ts";
import { problemsMax } from "../../../src/sources/cloudformation/yaml-problems.ts";
import { misplaced, plain, rangesOf } from "../node-rendering.ts";
import { slice } from "../rendering.ts";

const file = "t.yml";

describe("YAML as a tree", () => {
  test.each([
    [
      "mappings and lists",
      "a:\n  b: [c, {d: e}]\n  f:\n  - g\n  - h\n",
      { a: { b: ["c", { d: "e" }], f: ["g", "h"] } },
    ],
    [
      "scalars stay text",
      "a: [012345678901, 1.10, 2012-10-17, yes, 'null']",
      { a: ["012345678901", "1.10", "2012-10-17", "yes", "null"] },
    ],
    ["nothing is null", "a:\nb: ~\nc: null", { a: null, b: null, c: null }],
    [
      "short tags",
      "a: !Ref B\nb: !GetAtt C.D\nc: !Sub\n  - x\n  - y: z",
      { a: { Ref: "B" }, b: { "Fn::GetAtt": "C.D" }, c: { "Fn::Sub": ["x", { y: "z" }] } },
    ],
    ["tags of YAML", "a: !!str 1\nb: ! x", { a: "1", b: "x" }],
    [
      "tags in tags",
      "a: !Select [0, !Split [',', !Ref B]]",
      { a: { "Fn::Select": ["0", { "Fn::Split": [",", { Ref: "B" }] }] } },
    ],
    ["aliases", "a: &x [b]\nc: *x", { a: ["b"], c: ["b"] }],
    [
      "merge keys",
      "a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3",
      { a: { b: "1", c: "2" }, d: { c: "3", b: "1" } },
    ],
    [
      "a byte order mark and line ends of Windows",
      "\u{FEFF}a: b\r\nc: |\r\n  d\r\n  e\r\n",
      { a: "b", c: "d\ne\n" },
    ],
  ])("%s", (_, text, expected) => {
    const { node, problems } = parseYaml(file, text);
    expect(problems).toEqual([]);
    expect(plain(node)).toEqual(expected);
  });

  test("a tag belongs to the range of its function", () => {
    const text = "a: !Sub  'x'\nb:\n  !Ref\n    C";
    const values = members(parseYaml(file, text).node);
    expect(values.map(({ range }) => slice(text, range))).toEqual(["!Sub  'x'", "!Ref\n    C"]);
  });

  test("a mapping ends with its last value", () => {
    const text = "a:\n  b: c\n  d: # why\n    - e\n\n# end\nf: {g: h}\n";
    const values = members(parseYaml(file, text).node);
    expect(values.map(({ range }) => slice(text, range))).toEqual([
      "b: c\n  d: # why\n    - e",
      "{g: h}",
    ]);
  });
});

describe("places inside scalars", () => {
  test.each([
    { name: "plain", text: "a: bcd", value: "bcd", at: "c", source: "c" },
    { name: "plain over lines", text: "a: bc\n   de", value: "bc de", at: "de", source: "de" },
    {
      name: "double quoted with escapes",
      text: 'a: "b\\x41\\"c"',
      value: 'bA"c',
      at: "A",
      source: "\\x41",
    },
    {
      name: "double quoted over lines",
      text: 'a: "b \n\n  \\\n  c"',
      value: "b\nc",
      at: "c",
      source: "c",
    },
    { name: "single quoted", text: "a: 'it''s x'", value: "it's x", at: "x", source: "x" },
    {
      name: "a literal block",
      text: "a: |\n    b\n      c\n\n    d\n",
      value: "b\n  c\n\nd\n",
      at: "c",
      source: "c",
    },
    {
      name: "a folded block",
      text: "a: >-\n  b\n  c\n\n  d\n",
      value: "b c\nd",
      at: "d",
      source: "d",
    },
    {
      name: "a folded block with deeper lines",
      text: "a: >\n  b\n    c\n  d\n",
      value: "b\n  c\nd\n",
      at: "d",
      source: "d",
    },
    {
      name: "a block with an indentation of its own",
      text: "a: |1\n   b\n c\n",
      value: "  b\nc\n",
      at: "c",
      source: "c",
    },
    {
      name: "a block with line ends of Windows",
      text: "a: |\r\n  b\r\n  cd\r\n",
      value: "b\ncd\n",
      at: "cd",
      source: "cd",
    },
  ])("$name", ({ text, value, at, source }) => {
    const found = textOf(members(parseYaml(file, text).node)[0]);
    expect(knownText(found)).toBe(value);
    const start = value.indexOf(at);
    const range = rangeOf(found, start, start + at.length);
    expect(text.slice(range.start, range.end)).toBe(source);
    expect(range.end - range.start).toBe(source.length);
  });

  test("every character of every scalar that the yaml package writes has its place", () => {
    const texts = fc.string({ unit: fc.constantFrom(..."ab '\"\\\n\t:#-é😀"), maxLength: 40 });
    const styles = fc.constantFrom(
      "PLAIN",
      "QUOTE_SINGLE",
      "QUOTE_DOUBLE",
      "BLOCK_LITERAL",
      "BLOCK_FOLDED",
    );
    fc.assert(
      fc.property(texts, styles, (wanted, style) => {
        const document = new Document({ a: { b: wanted } });
        const scalar = document.getIn(["a", "b"], true) as { type: string };
        scalar.type = style;
        const text = document.toString({ lineWidth: 20, minContentWidth: 5 });
        // The package does not always write what it would read again.
        const read = parseDocument(text, { schema: "failsafe" });
        fc.pre(read.errors.length === 0);
        const value = String(read.getIn(["a", "b"]));
        const found = textOf(members(members(parseYaml(file, text).node)[0])[0]);
        expect(knownText(found)).toBe(value);
        // Letters stand for themselves in every style.
        for (const [index, letter] of [...value].entries()) {
          if (letter !== "a" && letter !== "b") continue;
          const at = [...value].slice(0, index).join("").length;
          const range = rangeOf(found, at, at + 1);
          expect(text[range.start]).toBe(letter);
        }
      }),
      { seed: 30, numRuns: 500 },
    );
  });
});

describe("what is wrong with YAML", () => {
  test.each([
    [
      "a tab in the indentation",
      "a:\n\tb: c",
      "a tab stands in the indentation: YAML takes spaces only",
    ],
    [
      "two colons in a line",
      "a: b: c",
      "a nested mapping starts here in the line of another key: it belongs on a line of its own",
    ],
    ["a repeated key", "a: 1\na: 2", "the key `a` stands twice in this mapping"],
    [
      "a second document",
      "a: 1\n---\nb: 2",
      "a template is a single YAML document: what stands from here on is not read",
    ],
    ["an alias without an anchor", "a: *b", "no anchor has this name: it is not read"],
    [
      "an alias that leads back to itself",
      "a: &b [*b]",
      "an alias leads back to itself: it is not read",
    ],
  ])("%s", (_, text, details) => {
    expect(parseYaml(file, text).problems.map((problem) => problem.details)).toContain(details);
  });

  test("a mistake is one message, and what stands before it is read", () => {
    const { node, problems } = parseYaml(file, 'a: 1\nb: "c\nd: 2\n');
    expect(problems).toHaveLength(1);
    expect(plain(node)).toMatchObject({ a: "1" });
  });
});

describe("hostile YAML", () => {
  const bomb = `a0: &a0 [${"x,".repeat(9)}]\n${Array.from({ length: 30 }, (_, index) => {
    return `a${index + 1}: &a${index + 1} [${`*a${index},`.repeat(9)}]\n`;
  }).join("")}`;
  test.each([
    ["an alias bomb", bomb],
    ["lists in lists", `a: ${"[".repeat(100_000)}`],
    ["mappings in mappings", `a: ${"{b: ".repeat(100_000)}`],
    ["lists of lists in one line", "- ".repeat(100_000)],
    ["keys of keys", "? ".repeat(100_000)],
  ])("%s ends in a message", (_, text) => {
    const { problems } = parseYaml(file, text);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(problemsMax);
  });

  test("repeated keys in great number are told a few times", () => {
    expect(parseYaml(file, "a: 1\n".repeat(100_000)).problems).toHaveLength(problemsMax);
  });

  test("never throws, and every place is inside the text", () => {
    const pieces = [
      ..."ab:-?#&*!|>'\"%@`{}[], \n\t\\",
      "  ",
      "\r\n",
      "---",
      "<<: ",
      "&a ",
      "*a",
      "!Ref ",
      "- ",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), (chosen) => {
        const text = chosen.join("");
        const { node, problems } = parseYaml(file, text);
        const ranges = [...problems.map(({ at }) => at), ...rangesOf(node)];
        expect(misplaced(ranges, text.length)).toEqual([]);
      }),
      { seed: 31, numRuns: 2000 },
    );
  });
});

function members(node: Node | undefined): readonly Node[] {
  return node?.kind === "object" ? node.members.map(({ value }) => value) : [];
}

function textOf(node: Node | undefined): TextValue {
  if (node?.kind !== "string") throw new Error("no text there");
  return node.value;
}
