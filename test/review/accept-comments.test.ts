import { describe, expect, test } from "@jest/globals";
import { readAcceptComments } from "../../src/review/accept-comments.ts";

const accept = 'leastwise:accept ADMINISTRATOR_ACCESS reason="why" until=2026-12-31';

/** `line: first-last` of every exception. */
function reaches(file: string, text: string): string[] {
  const { comments, problems } = readAcceptComments(file, text);
  expect(problems).toEqual([]);
  return comments.map(({ line, firstLine, lastLine }) => `${line}: ${firstLine}-${lastLine}`);
}

describe("what a comment is about", () => {
  test.each([
    [
      "a block of Terraform",
      "a.tf",
      `# ${accept}\nresource "a" "b" {\n  c = 1\n}\nd = 2\n`,
      "1: 2-3",
    ],
    ["with slashes", "a.tf", `// ${accept}\nresource "a" "b" {\n  c = 1\n}\n`, "1: 2-3"],
    ["a line", "a.tf", `a = 1 # ${accept}\nb = 2\n`, "1: 1-1"],
    ["a line after a string with a hash", "a.tf", `a = "#" # ${accept}\nb = 2\n`, "1: 1-1"],
    [
      "a statement",
      "a.tf",
      `a = [\n  # ${accept}\n  {\n    b = 1\n  },\n  { c = 2 },\n]\n`,
      "2: 3-4",
    ],
    ["several comments on each other", "a.tf", `# ${accept}\n# note\n\n// note\na = 1\n`, "1: 5-5"],
    [
      "a block with a heredoc at the margin",
      "a.tf",
      `# ${accept}\nresource "a" "b" {\n  c = <<EOF\n{\n  "x": 1\n}\nEOF\n  d = 1\n}\n`,
      "1: 2-8",
    ],
    ["within an interpolation", "a.tf", `a = "\${\n  # ${accept}\n  b\n}"\n`, "2: 3-4"],
    ["values of variables", "a.tfvars", `# ${accept}\na = ["*"]\n`, "1: 2-2"],
    ["an entry of YAML", "a.yml", `a:\n  # ${accept}\n  - b: 1\n    c: 2\n  - d\n`, "2: 3-4"],
    ["a line of YAML", "a.yml", `a:\n  - "*" # ${accept}\n  - b\n`, "2: 2-2"],
    ["a file with CRLF", "a.tf", `# ${accept}\r\na "b" {\r\n  c = 1\r\n}\r\n`, "1: 2-3"],
    ["the end of the file", "a.tf", `# ${accept}`, "1: 2-2"],
    ["a template of any name", "stack", `Resources:\n  # ${accept}\n  A:\n    b: 1\n`, "2: 3-4"],
    ["a template of its extension", "a.template", `# ${accept}\na:\n  b: 1\n`, "1: 2-3"],
  ])("%s", (_, file, text, expected) => {
    expect(reaches(file, text)).toEqual([expected]);
  });
});

describe("the same words count for nothing in", () => {
  test.each([
    ["a string", "a.tf", `a = "# ${accept.replaceAll('"', "'")}"\n`],
    ["a string with escaped quotes", "a.tf", `a = "# ${accept.replaceAll('"', '\\"')}"\n`],
    ["a heredoc", "a.tf", `a = <<EOF\n# ${accept}\n*\nEOF\n`],
    ["an indented heredoc", "a.tf", `a = <<-EOF\n  # ${accept}\n  *\n  EOF\n`],
    ["a heredoc within a call", "a.tf", `a {\n  b = f({ c = <<EOF\n// ${accept}\nEOF\n  })\n}\n`],
    ["a label", "a.tf", `a "# ${accept.replaceAll('"', "'")}" {}\n`],
    ["a literal block of YAML", "a.yml", `a: |\n  # ${accept}\n  b\n`],
    ["a folded block of YAML", "a.yml", `a: >-\n  # ${accept}\n  b\n`],
    ["a quoted text of YAML", "a.yml", `a: '# ${accept}'\n`],
    ["a quoted text over lines", "a.yml", `a: "b\n  # leastwise:accept\n  c"\n`],
    ["a plain text of YAML", "a.yml", `a: b#${accept}\n`],
    ["YAML, which has no such comment", "a.yml", `a: b // ${accept}\n`],
    ["JSON", "a.json", `{ "a": "# leastwise:accept" }`],
    ["JSON of another extension", "a.template", `\n { "a": "b # leastwise:accept" }`],
    ["JSON of Terraform", "a.tf.json", `{ "a": "# leastwise:accept" }`],
    ["a text", "notes.txt", `# ${accept}\n# leastwise:accept\n`],
    ["a script", "deploy", `#!/bin/sh\n# ${accept}\n`],
    ["a sentence", "a.tf", `# see leastwise:accept in the manual\na = 1\n`],
    ["a longer word", "a.tf", `# leastwise:acceptance\na = 1\n`],
  ])("%s", (_, file, text) => {
    expect(readAcceptComments(file, text)).toEqual({ comments: [], problems: [] });
  });
});

test("at most 200 exceptions of a file count, and more are said", () => {
  const { comments, problems } = readAcceptComments("a.tf", `# ${accept}\na = 1\n`.repeat(300));
  expect(comments).toHaveLength(200);
  expect(problems).toMatchObject([{ details: "The file has more than 200 exceptions." }]);
});

test.each(["a.tf", "a.yml", "a.json"])("no text makes it fail: %s", (file) => {
  for (const text of [
    `# ${accept}`,
    `"# ${accept}`,
    `a = <<EOF\n# ${accept}`,
    `${"[".repeat(20_000)}\n# ${accept}`,
    `${"a: ".repeat(20_000)}\n# ${accept}`,
    `\u0000\ud800 # ${accept}\n`,
    `/* # ${accept}`,
  ]) {
    expect(() => readAcceptComments(file, text)).not.toThrow();
  }
});
