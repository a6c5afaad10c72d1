// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL writes `${…}` too.
import { describe, expect, test } from "@jest/globals";
import { parseHcl } from "../../../../src/sources/terraform/hcl/parse-hcl.ts";
import { statements } from "../terraform-rendering.ts";
import { renderBody } from "./support/render.ts";

/**
 * What HashiCorp's own suite for the HCL language holds implementations to, in words and values of
 * our own: which expression gives what, and which text is refused where.
 */
function resultOf(expression: string): unknown {
  const { Resource } = statements(`locals {
  value = ${expression}
}
resource "aws_iam_policy" "p" {
  policy = jsonencode({ Statement = { Resource = jsonencode(local.value) } })
}
`) as { Resource: string };
  return JSON.parse(Resource);
}

describe("operators", () => {
  test.each<[string, unknown]>([
    // Equal are values of one type only.
    ['"left" == "left"', true],
    ['"left" == "right"', false],
    ['"7" == 7', false],
    ['"false" == false', false],
    ['"left" != "left"', false],
    ['"left" != "right"', true],
    ['"7" != 7', true],
    ['"false" != false', true],
    ["4 < 9", true],
    ["9 < 4", false],
    ["4 < 4", false],
    ["4 <= 9", true],
    ["9 <= 4", false],
    ["4 <= 4", true],
    ["4 > 9", false],
    ["9 > 4", true],
    ["4 > 4", false],
    ["4 >= 9", false],
    ["9 >= 4", true],
    ["4 >= 4", true],
    ["1 / 3 > 0.33", true],
    ["1 / 3 < 0.34", true],
    ["4 + 1.25", 5.25],
    ["6.75 - 4", 2.75],
    ["4 - 6.75", -2.75],
    ["3 * 1.5", 4.5],
    ["3 / 8", 0.375],
    ["17 % 5", 2],
    ["7.5 % 2", 1.5],
    ["true && true", true],
    ["true && false", false],
    ["false && true", false],
    ["false && false", false],
    ["true || true", true],
    ["true || false", true],
    ["false || true", true],
    ["false || false", false],
    ["!true", false],
    ["!false", true],
    ['true ? "yes" : "no"', "yes"],
    ['false ? "yes" : "no"', "no"],
    // Multiplication binds before addition, that before comparison, equality, && and ||.
    ["2 + 3 * 4", 14],
    ["(2 + 3) * 4", 20],
    ["10 - 4 - 3", 3],
    ["1 + 1 == 2 && 3 < 4 || false", true],
    ["!false && true", true],
    ["-2 + 5", 3],
  ])("%s", (expression, value) => {
    expect(resultOf(expression)).toEqual(value);
  });

  test("numbers keep more digits than a double", () => {
    const digits = "2.71828182845904523536028747135266249775724709369995";
    expect(resultOf(`"n\${${digits} + 1}"`)).toBe(digits.replace("2.", "n3."));
    expect(resultOf(`"n\${${digits}}"`)).toBe(`n${digits}`);
  });
});

describe("literals", () => {
  test.each<[string, unknown]>([
    ["12", 12],
    ["4.75", 4.75],
    ['"plain"', "plain"],
    ['"Щука"', "Щука"],
    ['"🐟 and 👨‍👩‍👧"', "🐟 and 👨‍👩‍👧"],
    // Texts are brought into Unicode's composed form (NFC).
    ['"se\u0303n"', "s\u1ebdn"],
    ["true", true],
    ["false", false],
    ["null", null],
    ['format("%v", null)', "null"],
  ])("%s", (expression, value) => {
    expect(resultOf(expression)).toEqual(value);
  });
});

describe("heredocs", () => {
  const read = (...lines: string[]) => resultOf(lines.join("\n"));
  const inner = '${"in"}';
  test.each<[string, unknown, unknown]>([
    ["as it stands", read("<<X", "one", "two", "X"), "one\ntwo\n"],
    ["the indent stays", read("<<X", "    one", "      two", "  X"), "    one\n      two\n"],
    ["an interpolation", read("<<X", "  one", `  ${inner}`, "  X"), "  one\n  in\n"],
    ["empty lines", read("<<X", "one", "", "two", "X"), "one\n\ntwo\n"],
    ["the marker within a line", read("<<X", "  not X", "  X"), "  not X\n"],
    ["flush: nothing to take away", read("<<-X", "one", "two", "X"), "one\ntwo\n"],
    ["flush: the common indent goes", read("<<-X", "    one", "    two", "  X"), "one\ntwo\n"],
    ["flush: more stays", read("<<-X", "    one", "      two", "  X"), "one\n  two\n"],
    ["flush: the least counts", read("<<-X", "    one", "  two", "  X"), "  one\ntwo\n"],
    ["flush: an interpolation", read("<<-X", "    one", `    ${inner}`, "  X"), "one\nin\n"],
    ["flush: one further in", read("<<-X", "    one", `      ${inner}`, "  X"), "one\n  in\n"],
    // Blanks that an interpolation gives are no indent.
    ["flush: blanks from within", read("<<-X", "    one", '  ${"  two"}', "  X"), "  one\n  two\n"],
    ["flush: a tab counts as one", read("<<-X", "\tone", "  two", "  X"), "one\n two\n"],
    [
      "flush: other spaces count as one",
      read("<<-X", "   \u2003one", "   two", "  X"),
      "\u2003one\ntwo\n",
    ],
  ])("%s", (_, value, expected) => {
    expect(value).toBe(expected);
  });
});

describe("structure", () => {
  test.each([
    ["a hash comment", "# one\na = 1 # two\n", "a=1"],
    ["a slash comment", "// one\na = 1 // two\n", "a=1"],
    ["a comment over lines", "/* one\n two */\na = /* three */ 1\n", "a=1"],
    ["an empty block", "a {\n}\n", "a {  }"],
    ["an empty block in one line", "a {}\n", "a {  }"],
    ["a block in one line", 'a { b = "x" }\n', 'a { b="x" }'],
  ])("%s", (_, text, expected) => {
    const { body, problems } = parseHcl(text);
    expect(problems).toEqual([]);
    expect(renderBody(body)).toBe(
      expected.replace("{  }", renderBody(parseHcl("a {}\n").body).slice(2)),
    );
  });

  test.each([
    ["two arguments in a line", 'a = "x", b = "y"\n'],
    ["two arguments in a block of one line", 'a { b = "x", c = "y" }\n'],
    ["a block of one line that goes on", 'a { b = "x"\n}\n'],
    ["a second argument behind the opening line", 'a { b = "x"\n  c = "y"\n}\n'],
    ["a block within a block of one line", "a { d {} }\n"],
    ["a block that is not closed", "a {\n"],
  ])("refuses %s", (_, text) => {
    expect(parseHcl(text).problems.length).toBeGreaterThan(0);
  });

  test("what is not closed is told of at the block that it opens", () => {
    const [problem] = parseHcl("ab {\n").problems;
    expect(problem?.span).toEqual({ start: 0, end: 2 });
  });
});
