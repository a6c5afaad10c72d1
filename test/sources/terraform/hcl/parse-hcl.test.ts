// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL writes `${…}` too.
import { expect, test } from "@jest/globals";
import { parseHcl } from "../../../../src/sources/terraform/hcl/parse-hcl.ts";
import { everyNode, placedBody } from "./support/places.ts";
import { renderBody } from "./support/render.ts";

/** The tree of a body, or the mistake with the text that it points to. */
function read(text: string): string {
  const { body, problems } = parseHcl(text);
  const [problem] = problems;
  if (!problem) return renderBody(body);
  return `${text.slice(problem.span.start, problem.span.end)}: ${problem.message}`;
}

test.each([
  ["", ""],
  ["\n \t\n# only a comment", ""],
  ["a = 1", "a=1"],
  ["a=1\r\n\r\nb = 2\r\n", "a=1; b=2"],
  ["a = 1e5\nb { }\n", "a=1e5; b {}"],
  ["a = 1 # b\nc = 2 // d\ne = /* f\n */ 3\n", "a=1; c=2; e=3"],
  ["for = 1\nif = 2\nnull = 3\ntrue {\n}\n", "for=1; if=2; null=3; true {}"],
  ["\ufeffa = 1\n", "a=1"],
  ["b {}", "b {}"],
  ["b { a = 1 }\n", "b { a=1 }"],
  ["b { # comment\n  a = 1\n}\n", "b { a=1 }"],
  ['resource "aws_x" "y" {\n}\n', 'resource "aws_x" "y" {}'],
  ["b c d-e {\n}\n", 'b "c" "d-e" {}'],
  ['b "a$${b}\\u00e9" {\n}\n', 'b "a${b}é" {}'],
  ["b {\n  c {\n    d = 1\n  }\n\n  c {\n    d = 2\n  }\n}\n", "b { c { d=1 }; c { d=2 } }"],
  ["a = 1\na {\n}\n", "a=1; a {}"],
  ["a = {\n  b = 1\n}\nc = [\n  1,\n]\n", 'a={"b"=1}; c=[1]'],
  ["a = <<E\nb\nE\nc = 1\n", 'a="b\\n"; c=1'],
  ["a = {b = <<E\nx\nE\nc = 1}\n", 'a={"b"="x\\n" "c"=1}'],
  ['a = "$$${x}"\nb = "${y}"\n', 'a="$${x}"; b=<${y}>'],
])("%j", (text, tree) => {
  expect(read(text)).toBe(tree);
});

test.each([
  ["a", ": Expected `=` for an argument or `{` for a block after `a`, found the end of the text."],
  [
    "a\n= 1\n",
    "\n: Expected `=` for an argument or `{` for a block after `a`, found the end of the line.",
  ],
  ["a == 1\n", "=: Expected `=` for an argument or `{` for a block after `a`, found `=`."],
  ["a: 1\n", ":: Expected `=` for an argument or `{` for a block after `a`, found `:`."],
  ["a =\n1\n", "\n: Expected a value, found the end of the line."],
  ["a = 1 +\n2\n", "\n: Expected a value, found the end of the line."],
  ["a = b ?\nc : d\n", "\n: Expected a value, found the end of the line."],
  ["a = b = c\n", "=: Expected a new line after this argument, found `=`."],
  ["a = foo\n(1)\n", "(: Expected the name of an argument or the type of a block, found `(`."],
  ["a = 1, b = 2\n", ",: Expected a new line after this argument, found `,`."],
  ["a = 1;\n", ";: Expected a new line after this argument, found `;`."],
  ["a = 1\rb = 2\n", "\r: Expected a new line after this argument, found the character U+000D."],
  ["a =\f1\n", "\f: Expected a value, found the character U+000C."],
  ["a =\u00a01\n", "\u00a0: Expected a value, found the character U+00A0."],
  ["a = `b`\n", "`: Expected a value, found a backtick."],
  ["a = 1\na = 2\n", "a: The argument `a` is set twice here: leave one of the two."],
  ["b {\n  a = 1\n  a = 2\n}\n", "a: The argument `a` is set twice here: leave one of the two."],
  ["b {\n  a = 1 }\n", "}: Expected a new line after this argument, found `}`."],
  [
    "b { a = 1, c = 2 }\n",
    ",: A block on one line holds one argument and its `}`; found `,`. Write more on lines of their own.",
  ],
  [
    "b { a = 1\n}\n",
    "\n: A block on one line holds one argument and its `}`; found the end of the line. Write more on lines of their own.",
  ],
  ["b { c {} }\n", "{: Expected `=` after the name of this argument, found `{`."],
  ["b {} c {}\n", "c: Expected a new line after this block, found `c`."],
  [
    "b\n{\n}\n",
    "\n: Expected `=` for an argument or `{` for a block after `b`, found the end of the line.",
  ],
  ['b "c"\n{\n}\n', "\n: Expected `{` or a label of this block, found the end of the line."],
  [
    'b "${c}" {\n}\n',
    "${: A label of a block is a plain text: `${` and `%{` are not possible in it.",
  ],
  ["b {\n", "b: This block is not closed: end it with `}`."],
  ['"a" = 1\n', '": Expected the name of an argument or the type of a block, found `"`.'],
  ["}\n", "}: This `}` closes no block: leave it out."],
  ["a = 1 /* b\n", "/*: This comment is not closed: end it with `*/`."],
])("refuses %j", (text, mistake) => {
  expect(read(text)).toBe(mistake);
});

test("keeps the first of two arguments of one name", () => {
  expect(renderBody(parseHcl("a = 1\na = 2\nb = 3\n").body)).toBe("a=1; b=3");
});

test("knows the place of everything", () => {
  const text = `# é
resource "aws_iam_policy" "p" {
  policy = jsonencode({ Action = "s3:\${var.x}" })
}
`;
  const places = everyNode(placedBody(parseHcl(text).body)).map(
    ({ kind, span }) => `${kind}: ${text.slice(span.start, span.end).replaceAll("\n", "⏎")}`,
  );
  expect(places).toEqual([
    `body: ${text.replaceAll("\n", "⏎")}`,
    `block: ${text.slice(4, -1).replaceAll("\n", "⏎")}`,
    'header: resource "aws_iam_policy" "p"',
    "header word: resource",
    'header word: "aws_iam_policy"',
    'header word: "p"',
    'body: {⏎  policy = jsonencode({ Action = "s3:${var.x}" })⏎}',
    'argument: policy = jsonencode({ Action = "s3:${var.x}" })',
    "name: policy",
    'call: jsonencode({ Action = "s3:${var.x}" })',
    'object: { Action = "s3:${var.x}" }',
    "template: Action",
    "text: Action",
    'template: "s3:${var.x}"',
    "text: s3:",
    "interpolation: ${var.x}",
    "attribute: var.x",
    "variable: var",
  ]);
});
