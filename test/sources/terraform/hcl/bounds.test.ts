// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL writes `${…}` too.
import { expect, test } from "@jest/globals";
import { fileLengthMax } from "../../../../src/sources/source.ts";
import {
  parseExpression,
  parseHcl,
  parseTemplate,
  problemsMax,
} from "../../../../src/sources/terraform/hcl/parse-hcl.ts";
import { depthMax, heightMax } from "../../../../src/sources/terraform/hcl/scanner.ts";

const tooDeep = `This is nested deeper than ${depthMax} levels, which is not read.`;
const tooHigh = `This expression has more than ${heightMax} steps, which is not read.`;
const tooMany = `Reading stopped here: this text has more than ${problemsMax} mistakes.`;

/** The first and the last message. */
function messages(text: string): readonly (string | undefined)[] {
  const { problems } = parseHcl(text);
  expect(problems.length).toBeLessThanOrEqual(problemsMax + 1);
  return [...new Set([problems[0]?.message, problems.at(-1)?.message])];
}

test.each([
  { name: "parentheses", text: `a = ${"(".repeat(100_000)}`, expected: [tooDeep] },
  { name: "brackets", text: `a = ${"[".repeat(100_000)}`, expected: [tooDeep] },
  { name: "objects", text: `a = ${"{a=".repeat(100_000)}`, expected: [tooDeep] },
  { name: "calls", text: `a = ${"f(".repeat(100_000)}`, expected: [tooDeep] },
  { name: "indexes", text: `a = ${"b[".repeat(100_000)}`, expected: [tooDeep] },
  { name: "for expressions", text: `a = ${"[for x in ".repeat(100_000)}`, expected: [tooDeep] },
  { name: "templates", text: `a = ${'"${'.repeat(100_000)}`, expected: [tooDeep] },
  { name: "not", text: `a = ${"!".repeat(1_000_000)}b`, expected: [tooDeep] },
  { name: "minus", text: `a = ${"- ".repeat(500_000)}b`, expected: [tooDeep] },
  { name: "chained conditionals", text: `a = ${"b?c:".repeat(200_000)}d`, expected: [tooDeep] },
  {
    name: "directives",
    text: `a = "${"%{if a}".repeat(100_000)}${"%{endif}".repeat(4)}"`,
    expected: [tooDeep],
  },
  {
    name: "blocks",
    text: "a {\n".repeat(10_000) + "}\n".repeat(10_000),
    expected: [tooDeep, tooMany],
  },
  { name: "sums", text: `a = ${"b + ".repeat(200_000)}b`, expected: [tooHigh] },
  { name: "attributes", text: `a = b${".c".repeat(500_000)}`, expected: [tooHigh] },
  { name: "splats", text: `a = b${"[*]".repeat(300_000)}`, expected: [tooHigh] },
])("refuses endless $name", ({ text, expected }) => {
  expect(messages(text)).toEqual(expected);
});

test.each([
  {
    name: "parentheses",
    text: `${"(".repeat(127)}a${")".repeat(127)}`,
    over: `(${"(".repeat(127)}a${")".repeat(127)})`,
  },
  { name: "signs", text: `${"!".repeat(127)}a`, over: `${"!".repeat(128)}a` },
  { name: "conditionals", text: `${"a?b:".repeat(127)}c`, over: `${"a?b:".repeat(128)}c` },
  { name: "sums", text: `${"a+".repeat(255)}a`, over: `${"a+".repeat(256)}a` },
])("reads $name up to the bound", ({ text, over }) => {
  expect(parseExpression(text).problems).toEqual([]);
  expect(parseExpression(over).problems).toHaveLength(1);
});

test("depth is not used up by what stands side by side", () => {
  const { body, problems } = parseHcl('a = [((b)), "${c}", -d, { e = f }]\ng {\n}\n');
  expect(problems).toEqual([]);
  expect(body.blocks).toHaveLength(1);
  const many = Array.from(
    { length: 500 },
    (_, i) => `b {\n  a${i} = [-(!c), "\${d}", <<E\nf\nE\n]\n}\n`,
  );
  expect(parseHcl(many.join("")).problems).toEqual([]);
});

test.each([
  {
    name: "comments",
    text: 'a "b" {\n/*\n',
    message: "This comment is not closed: end it with `*/`.",
  },
  {
    name: "heredocs",
    text: 'a "b" {\n  c = <<E\n',
    message: "This heredoc is not closed: end it with `E` alone on a line.",
  },
  {
    name: "strings",
    text: 'a "b" {\n  c = "\n',
    message: 'This string is not closed: end it with `"` on the same line.',
  },
])("stops at many open $name", ({ text, message }) => {
  expect(messages(text.repeat(fileLengthMax / 20))).toEqual([message, tooMany]);
});

test("stops when mistakes make it read the same text again and again", () => {
  const open = 'a "b" {\n  c = 1\n'.repeat(100);
  expect(messages(open + "# x\n".repeat(20_000))).toEqual([
    "This block is not closed: end it with `}`.",
    "Reading stopped here: mistakes make this text too costly to read on.",
  ]);
});

test.each([
  { name: "dollars", text: `a = "${"$".repeat(500_000)}"\n` },
  { name: "escapes", text: `a = "${"\\n".repeat(250_000)}"\n` },
  { name: "marks", text: `a = "${"e\u0301".repeat(250_000)}"\n` },
  { name: "lines", text: `a = <<-E\n${"  x\n".repeat(120_000)}E\n` },
  { name: "blanks", text: `a = <<-E\n${" ".repeat(500_000)}\nE\n` },
  { name: "elements", text: `a = [${'"b", '.repeat(100_000)}]\n` },
  { name: "items", text: `a = {${"b = 1, ".repeat(70_000)}}\n` },
  { name: "newlines", text: "\n".repeat(500_000) },
  { name: "arguments", text: Array.from({ length: 50_000 }, (_, i) => `a${i} = 1\n`).join("") },
  { name: "interpolations", text: `a = "${"  ${~x~}  ".repeat(50_000)}"\n` },
])("reads half a megabyte of $name", ({ text }) => {
  expect(parseHcl(text).problems).toEqual([]);
  expect(parseTemplate(text).problems).toEqual([]);
});

test("refuses a text of more than a mebibyte as a whole", () => {
  const text = "#".repeat(fileLengthMax + 1);
  const message = "This text has 1048577 characters; no more than 1048576 are read.";
  const problems = [{ span: { start: 0, end: 0 }, message }];
  expect(parseHcl(text).problems).toEqual(problems);
  expect(parseTemplate(text)).toEqual({ parts: [], problems });
  expect(parseExpression(text)).toEqual({ problems });
  expect(parseHcl(text.slice(1)).problems).toEqual([]);
});

test("cuts long names in messages", () => {
  const [message] = messages(`${"é".repeat(100_000)} 1`);
  expect(message).toBe(
    `Expected \`=\` for an argument or \`{\` for a block after \`${"é".repeat(40)}…\`, found \`1\`.`,
  );
});
