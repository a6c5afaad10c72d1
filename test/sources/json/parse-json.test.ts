import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Node } from "../../../src/policy/node.ts";
import {
  displayText,
  knownText,
  rangeOf,
  type TextValue,
  type UnknownPart,
} from "../../../src/policy/text-value.ts";
import {
  depthMax,
  parseFile,
  parseJson,
  problemsMax,
} from "../../../src/sources/json/parse-json.ts";
import { misplaced, plain, rangesOf } from "../node-rendering.ts";

const file = "policy.json";

describe("JSON that is right", () => {
  test.each([
    ["an object", '{ "a": { "b": ["c", 1, -1.5e3, true, false, null] } }'],
    ["text at the top", '"x"'],
    ["escapes", '{ "a": "\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u00e9 \\ud83d\\ude00" }'],
    ["line ends of any kind", '{\r\n"a":\r1\n}'],
    ["an empty object and list", '{ "a": {}, "b": [] }'],
    ["the longest nesting that is read", "[".repeat(depthMax) + "]".repeat(depthMax)],
  ])("%s", (_, text) => {
    const { node, problems } = parseFile(file, text);
    expect(problems).toEqual([]);
    expect(plain(node)).toEqual(JSON.parse(text));
  });

  test("a byte order mark is skipped and counted", () => {
    const { node, problems } = parseFile(file, '\u{FEFF}"a"');
    expect(problems).toEqual([]);
    expect(node?.range).toEqual({ file, start: 1, end: 4 });
  });

  test("a repeated name stays, each with its value", () => {
    const { node, problems } = parseFile(file, '{ "a": 1, "a": 2 }');
    expect(problems).toEqual([]);
    expect(node?.kind === "object" && node.members.map(({ key }) => displayText(key))).toEqual([
      "a",
      "a",
    ]);
  });

  test("reads what JSON.parse reads, at any text that it takes", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.nat({ max: 3 }), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const { node, problems } = parseFile(file, text);
        expect(problems).toEqual([]);
        expect(JSON.stringify(plain(node))).toBe(JSON.stringify(JSON.parse(text)));
      }),
      { seed: 20, numRuns: 300 },
    );
  });
});

describe("one message for one mistake", () => {
  test.each([
    {
      name: "a missing comma",
      text: '{ "a": 1 "b": 2, "c": 3 }',
      at: '"b"',
      details: 'a comma is missing before `"b"`',
      read: { a: 1, b: 2, c: 3 },
    },
    {
      name: "a comma behind the last member",
      text: '{ "a": [1, 2,], "b": 3 }',
      at: ",",
      details: "a comma before `]` is not allowed in JSON",
      read: { a: [1, 2], b: 3 },
    },
    {
      name: "a comma too many",
      text: '{ "a": 1,, "b": 3 }',
      at: ",",
      details: '`"Name": value` is expected here, not `,`',
      read: { a: 1, b: 3 },
    },
    {
      name: "a missing colon",
      text: '{ "a" 1, "b": 3 }',
      at: "1",
      details: '`:` is missing behind `"a"`',
      read: { a: 1, b: 3 },
    },
    {
      name: "a missing value",
      text: '{ "a": , "b": 3 }',
      at: ",",
      details: "a value is expected here, not `,`",
      read: { b: 3 },
    },
    {
      name: "a name without quotes",
      text: '{ a: 1, "b": 3 }',
      at: "a",
      details: "a name stands in double quotes: `a` does not",
      read: { a: 1, b: 3 },
    },
    {
      name: "text in single quotes",
      text: '{ "a": \'x\', "b": 3 }',
      at: "'x'",
      details: "`'x'` is not JSON: text stands in double quotes",
      read: { a: "x", b: 3 },
    },
    {
      name: "a text that is not closed",
      text: '{ "a": "x\n, "b": 3 }',
      at: '"x',
      details: 'a text is not closed: `"` is missing at its end',
      read: { a: "x", b: 3 },
    },
    {
      name: "a text that swallowed the comma",
      text: '{ "a": "x,\n "b": 3 }',
      at: '"x,',
      details: 'a text is not closed: `"` is missing at its end',
      read: { a: "x,", b: 3 },
    },
    {
      name: "a missing brace at the end",
      text: '{ "a": {\n "b": [1, 2]',
      at: "]",
      details: "`}` is missing: it closes `{` of line 1",
      read: { a: { b: [1, 2] } },
    },
    {
      name: "a missing brace inside",
      text: '{ "a": [\n{ "b": 1 ], "c": 2 }',
      at: "]",
      details: "`}` is missing before `]`: it closes `{` of line 2",
      read: { a: [{ b: 1 }], c: 2 },
    },
    {
      name: "a missing bracket inside",
      text: '{ "a": [1, 2 }',
      at: "}",
      details: "`]` is missing before `}`: it closes `[` of line 1",
      read: { a: [1, 2] },
    },
    {
      name: "a comment",
      text: '{ // why\n "a": 1 }',
      at: "// why",
      details: "comments are not allowed in JSON",
      read: { a: 1 },
    },
    {
      name: "an escape that JSON does not have",
      text: '{ "a": "x\\dy" }',
      at: "\\d",
      details: "`\\d` is not an escape of JSON",
      read: { a: "xdy" },
    },
    {
      name: "a tab in a text",
      text: '{ "a": "x\ty" }',
      at: "\t",
      details: "a control character must be written as an escape in JSON: `\\t`",
      read: { a: "x\ty" },
    },
    {
      name: "a number with a leading zero",
      text: '{ "a": 012 }',
      at: "012",
      details: "`012` is not a number of JSON",
      read: { a: 12 },
    },
    {
      name: "text behind the document",
      text: '{ "a": 1 } }',
      at: "}",
      last: true,
      details: "the JSON value ends before `}`: nothing may follow it",
      read: { a: 1 },
    },
  ])("$name", ({ text, at, last, details, read }) => {
    const { node, problems } = parseFile(file, text);
    expect(problems.map((problem) => problem.details)).toEqual([details]);
    const [problem] = problems;
    expect(text.slice(problem?.at.start, problem?.at.end)).toBe(at);
    if (last) expect(problem?.at.start).toBe(text.lastIndexOf(at));
    expect(plain(node)).toEqual(read);
  });

  test("an empty text", () => {
    expect(parseFile(file, " \n").problems.map(({ details }) => details)).toEqual([
      "the document is empty: JSON is expected",
    ]);
  });

  test("two mistakes far apart are two", () => {
    const { problems } = parseFile(file, '{ "a": 1 "b": [1 2] }');
    expect(problems).toHaveLength(2);
  });
});

describe("places inside texts", () => {
  test("a part of a text with escapes", () => {
    const text = '{ "a": "x\\"\\u0079z" }';
    const { node } = parseFile(file, text);
    const value = firstValue(node);
    expect(knownText(value)).toBe('x"yz');
    expect([0, 1, 2, 3].map((at) => slice(text, value, at, at + 1))).toEqual([
      "x",
      '\\"',
      "\\u0079",
      "z",
    ]);
    expect(slice(text, value, 1, 3)).toBe('\\"\\u0079');
  });

  test("JSON inside a text of JSON", () => {
    const inner = '{"Action": "s3:\\u0047et", "Resource": ["*"]}';
    const text = `{ "Policy": ${JSON.stringify(inner)} }`;
    const { node, problems } = parseJson(firstValue(parseFile(file, text).node));
    expect(problems).toEqual([]);
    expect(plain(node)).toEqual({ Action: "s3:Get", Resource: ["*"] });
    const action = firstValue(node);
    expect(text.slice(action.range.start, action.range.end)).toBe('\\"s3:\\\\u0047et\\"');
    expect(slice(text, action, 3, 4)).toBe("\\\\u0047");
    expect(slice(text, action, 3, 6)).toBe("\\\\u0047et");
  });
});

describe("unknown parts", () => {
  test.each([
    ["inside a text", ['{ "a": "x', "v", 'y" }'], { a: "x${v}y" }],
    ["as a value", ['{ "a": ', "v", ', "b": 1 }'], { a: { unknown: "v" }, b: 1 }],
    ["as an item", ["[1, ", "v", "]"], [1, { unknown: "v" }]],
    ["with a comma of its own", ['[{"a": 1} ', "v", "]"], [{ a: 1 }, { unknown: "v" }]],
    ["as members", ['{ "a": 1 ', "v", "}"], { a: 1, "${v}": { unknown: "v" } }],
    ["as a name", ["{ ", "v", ": 1 }"], { "${v}": 1 }],
    ["as a part of a number", ['{ "a": 1', "v", " }"], { a: { unknown: "v" } }],
    ["as the whole document", ["", "v", ""], { unknown: "v" }],
  ])("%s", (_, [before = "", name = "", after = ""], read) => {
    const { node, problems } = parseJson(withUnknown(before, name, after));
    expect(problems).toEqual([]);
    expect(plain(node)).toEqual(read);
  });

  test("the placeholder's character in the file itself is text", () => {
    const { node, problems } = parseJson(withUnknown('{ "a\u{E000}": "\u{E000}', "v", '" }'));
    expect(problems).toEqual([]);
    expect(plain(node)).toEqual({ "a\u{E000}": "\u{E000}${v}" });
    expect(parseFile(file, "\u{E000}").problems).toHaveLength(1);
  });
});

describe("hostile text", () => {
  test.each([
    ["lists", "[".repeat(100_000)],
    ["objects", '{"a":'.repeat(100_000)],
    ["brackets that do not match", "[}".repeat(100_000)],
    ["brackets that do not match, inside an object", `{"a":${"[}{]".repeat(50_000)}`],
  ])("%s without an end", (_, text) => {
    const { problems } = parseFile(file, text);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(problemsMax);
  });

  test("too deep a nesting is one message", () => {
    const { problems } = parseFile(file, "[".repeat(depthMax + 1) + "]".repeat(depthMax + 1));
    expect(problems.map(({ details }) => details)).toEqual([
      `the nesting is deeper than ${depthMax} levels: the rest is not read`,
    ]);
  });

  test.each([
    ["repeated names", `{${'"a":1,'.repeat(100_000)}"a":1}`],
    ["escapes", `"${'\\"'.repeat(200_000)}"`],
    ["an escaped document", JSON.stringify(`[${'"a",'.repeat(50_000)}"a"]`)],
  ])("%s in great number are read", (_, text) => {
    const { node, problems } = parseFile(file, text);
    expect(problems).toEqual([]);
    if (node?.kind === "string") expect(parseJson(node.value).node).toBeDefined();
  });

  test("never throws, and every place is inside the text", () => {
    const pieces = [..."{}[],:\"'\\/ \n\t", "u00", '"a"', "1", "-", "true", "//", "/*", "\u{FEFF}"];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), (chosen) => {
        const text = chosen.join("");
        const { node, problems } = parseFile(file, text);
        const valid = isJson(text.startsWith("\u{FEFF}") ? text.slice(1) : text);
        expect(problems.length === 0).toBe(valid);
        const ranges = [...problems.map(({ at }) => at), ...rangesOf(node)];
        expect(misplaced(ranges, text.length)).toEqual([]);
      }),
      { seed: 21, numRuns: 3000 },
    );
  });
});

function firstValue(node: Node | undefined): TextValue {
  const value = node?.kind === "object" ? node.members[0]?.value : undefined;
  if (value?.kind !== "string") throw new Error("no text there");
  return value.value;
}

function slice(text: string, value: TextValue, start: number, end: number): string {
  const range = rangeOf(value, start, end);
  return text.slice(range.start, range.end);
}

/** As if `before`, `${name}` and `after` stood in a file. */
function withUnknown(before: string, name: string, after: string): TextValue {
  const middle = before.length + name.length + 3;
  const unknown: UnknownPart = {
    kind: "unknown",
    reference: name,
    reason: "known after deployment",
    at: { file, start: before.length, end: middle },
  };
  const length = middle + after.length;
  return {
    parts: [
      { kind: "literal", text: before, at: { file, start: 0, end: before.length } },
      unknown,
      { kind: "literal", text: after, at: { file, start: middle, end: length } },
    ],
    range: { file, start: 0, end: length },
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test.each([
  ["p.jsonc", '// why\n{ "a": [1, /* two */ 2,], }', []],
  ["p.json5", '{ "a": [1, 2,], } // why', []],
  ["p.jsonc", "{ 'a': [1, 2] }", ["a name stands in double quotes: `'a'` does not"]],
  ["p.json", '{ "a": [1, 2,] }', ["a comma before `]` is not allowed in JSON"]],
  ["jsonc", '{ "a": [1, 2] /* x */ }', ["comments are not allowed in JSON"]],
])("comments and trailing commas in %s", (path, text, expected) => {
  const { node, problems } = parseFile(path, text);
  expect(plain(node)).toEqual({ a: [1, 2] });
  expect(problems.map(({ details }) => details)).toEqual(expected);
});
