// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL writes `${…}` too.
import { expect, test } from "@jest/globals";
import { parseHcl } from "../../../../src/sources/terraform/hcl/parse-hcl.ts";

const good = 'resource "x" "good" {\n  name = "y"\n}\n';

/** What was read of a text, by name, and where its mistakes are. */
function read(text: string): { read: string; mistakes: readonly string[] } {
  const { body, problems } = parseHcl(text);
  const names = [
    ...body.attributes.map(({ name }) => name),
    ...body.blocks.map(({ type, labels }) => [type, ...labels.map((l) => l.text)].join(".")),
  ];
  const mistakes = problems.map(({ span }) => text.slice(span.start, span.end));
  return { read: names.join(" "), mistakes };
}

test.each([
  {
    name: "a block without its end",
    broken: 'data "a" "b" {\n  x = 1\n',
    mistakes: ['data "a" "b"'],
  },
  {
    name: "an inner block without its end",
    broken: 'data "a" "b" {\n  s {\n    x = 1\n}\n',
    mistakes: ['data "a" "b"'],
  },
  { name: "a list without its end", broken: 'data "a" "b" {\n  x = [1,\n}\n', mistakes: ["}"] },
  {
    name: "a list that runs into the next block",
    broken: 'data "a" "b" {\n  x = [1,\n',
    mistakes: ['"'],
  },
  {
    name: "a call without its end",
    broken: 'data "a" "b" {\n  x = f({\n    a = 1\n  }\n}\n',
    mistakes: ["}"],
  },
  { name: "a string without its end", broken: 'data "a" "b" {\n  x = "c\n}\n', mistakes: ['"c'] },
  {
    name: "a sequence without its end",
    broken: 'data "a" "b" {\n  x = "c${d"\n}\n',
    mistakes: ['"'],
  },
  {
    name: "a heredoc without its end",
    broken: 'data "a" "b" {\n  x = <<EOT\nc\n}\n',
    mistakes: ["<<EOT"],
  },
  { name: "a comment without its end", broken: "/*\n", mistakes: ["/*"] },
  { name: "a broken header", broken: 'data "a" b" {\n  x = 1\n}\n', mistakes: ['" {'] },
  {
    name: "a brace on a line of its own",
    broken: 'data "a" "b"\n{\n  x = 1\n}\n',
    mistakes: ["\n"],
  },
  { name: "an unknown escape", broken: 'data "a" "b" {\n  x = "\\d"\n}\n', mistakes: ["\\d"] },
  { name: "a line of something else", broken: "=======\n", mistakes: ["="] },
  { name: "braces in the text of a broken line", broken: "data a b c\n} } {\n", mistakes: ["\n"] },
])("reads on after $name", ({ broken, mistakes }) => {
  expect(read(broken + good)).toEqual({ read: "resource.x.good", mistakes });
  expect(read(good + broken + good)).toEqual({ read: "resource.x.good resource.x.good", mistakes });
});

test("tells each of several broken blocks once", () => {
  const broken = 'data "a" "b" {\n  x = f(1 2)\n  y = "\\d"\n}\n';
  expect(read(`${broken}${good}${broken}${good}`)).toEqual({
    read: "resource.x.good resource.x.good",
    mistakes: ["2", "2"],
  });
});

test("tells several blocks without their end, and reads those between", () => {
  const open = 'data "a" "b" {\n  s {\n    x = 1\n';
  expect(read(`${open}${good}${open.replace("b", "c")}${good}`)).toEqual({
    read: "resource.x.good resource.x.good",
    mistakes: ['data "a" "b"', 'data "a" "c"'],
  });
});

test("tells what stands in a block that is read twice once", () => {
  const text = `data "a" "b" {\n${good.replace("}", '  name = "z"\n}')}`;
  expect(read(text)).toEqual({ read: "resource.x.good", mistakes: ["name", 'data "a" "b"'] });
});

test.each([
  { name: "a heredoc", text: `data "a" "b" {\n  x = (\n  y = <<EOT\n${good}EOT\n}\n` },
  { name: "a comment", text: `data "a" "b" {\n  x = ;\n  /*\n${good}*/\n}\n` },
  {
    name: "a heredoc with the mistake in it",
    text: `data "a" "b" {\n  y = <<EOT\n\${;}\n${good}EOT\n}\n`,
  },
])("reads nothing that only looks like code, in $name", ({ text }) => {
  expect(read(text + good).read).toBe("resource.x.good");
});

test("a heredoc marker in a string or a comment is none", () => {
  const broken = 'data "a" "b" {\n  x = ;\n  y = "<<EOT"\n  # <<EOT\n}\n';
  expect(read(`${broken}${good}EOT = 1\n`).read).toBe("EOT resource.x.good");
});

test("reads on with the next argument where arguments stand at the top", () => {
  expect(read("a = [1\nb = 2\nc = \nd = 3\n")).toEqual({ read: "b d", mistakes: ["b", "\n"] });
});

test("does not take what follows a broken block on its first column for an argument", () => {
  expect(read('data "a" "b" {\nx = ;\ny = 1\n}\n').read).toBe("");
});

test("stops after 25 mistakes and says so", () => {
  const { body, problems } = parseHcl("data {\n  ;\n}\n".repeat(40) + good);
  expect(body.blocks).toEqual([]);
  expect(problems).toHaveLength(26);
  expect(problems.at(-1)?.message).toBe(
    "Reading stopped here: this text has more than 25 mistakes.",
  );
});

test("reads exactly 25 mistakes to the end", () => {
  const { body, problems } = parseHcl("data {\n  ;\n}\n".repeat(25) + good);
  expect(body.blocks).toHaveLength(1);
  expect(problems).toHaveLength(25);
});
