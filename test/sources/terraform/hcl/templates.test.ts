// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL writes `${…}` too.
import { describe, expect, test } from "@jest/globals";
import {
  parseExpression,
  parseHcl,
  parseTemplate,
} from "../../../../src/sources/terraform/hcl/parse-hcl.ts";
import { renderBody, renderExpression, renderTemplate } from "./support/render.ts";

/** The tree of an expression, or the mistake with the text that it points to. */
function read(text: string): string {
  const { expression, problems } = parseExpression(text);
  return expression ? renderExpression(expression) : mistake(text, problems);
}

function readTemplate(text: string): string {
  const { parts, problems } = parseTemplate(text);
  return problems.length === 0 ? renderTemplate(parts) : mistake(text, problems);
}

function readHeredoc(text: string): string {
  const { body, problems } = parseHcl(`a = ${text}\n`);
  return problems.length === 0 ? renderBody(body).slice("a=".length) : (problems[0]?.message ?? "");
}

function mistake(text: string, problems: ReturnType<typeof parseTemplate>["problems"]): string {
  const [problem] = problems;
  return `${text.slice(problem?.span.start, problem?.span.end)}: ${problem?.message}`;
}

describe("quoted strings", () => {
  test.each([
    [String.raw`"\n\r\t\"\\"`, JSON.stringify('\n\r\t"\\')],
    [String.raw`"\u00e9\U0001F600"`, '"é😀"'],
    ['"a\0b\tc"', JSON.stringify("a\0b\tc")],
    ['"$${aws:username}"', '"${aws:username}"'],
    ['"%%{x}"', '"%{x}"'],
    ['"$$${x}"', '"$${x}"'],
    ['"$ $$ % %% $x %x {x}"', '"$ $$ % %% $x %x {x}"'],
    ['"%%%{"', '"%%{"'],
    ['"${x}"', "<${x}>"],
    ['"a${x}b"', '<"a" ${x} "b">'],
    ['"${x}${y}"', "<${x} ${y}>"],
    ['"%${x}"', '<"%" ${x}>'],
    ['"${\nx\n}"', "<${x}>"],
    ['"${"a${"b"}"}"', '<${<"a" ${"b"}>}>'],
    ['"${ {\na = 1\nb = 2\n} }"', '<${{"a"=1 "b"=2}}>'],
    // Strip markers also take decoded line ends.
    [String.raw`"a \n ${"${~ x ~}"} \t b"`, '<"a" ${x} "b">'],
    // The text is gone, but the value is still made a text.
    ['"${x ~}  "', '<${x} "">'],
    ['"  ${~ x}"', '<"" ${x}>'],
    ['"%{ if a }b%{ else }c%{ endif }"', '<%if(a, "b", "c")>'],
    ['"%{if a}${b}%{endif}"', '<%if(a, <${b}>, "")>'],
    ['"x%{ for k, v in m ~} ${k} %{~ endfor }y"', '<"x" %for(k,v in m, <${k}>) "y">'],
    ['"%{ for v in m }%{ if v }a%{ endif }%{ endfor }"', '<%for(v in m, <%if(v, "a", "")>)>'],
    // Values are in normal form C.
    ['"e\u0301"', '"é"'],
  ])("%s", (text, tree) => {
    expect(read(text)).toBe(tree);
  });

  test.each([
    ['"a', '"a: This string is not closed: end it with `"` on the same line.'],
    ['"a\nb"', '"a: This string is not closed: end it with `"` on the same line.'],
    ['"a\rb"', '"a: This string is not closed: end it with `"` on the same line.'],
    [
      String.raw`"\d"`,
      String.raw`\d: This is no escape: write ${'`\\n`, `\\r`, `\\t`, `\\"`, `\\\\`, `\\uXXXX` or `\\UXXXXXXXX`'}; for a backslash itself, ${"`\\\\`"}.`,
    ],
    [String.raw`"\u12x4"`, String.raw`\u12: ${"`\\u`"} must be followed by 4 hexadecimal digits.`],
    [
      String.raw`"\ud83d\ude00"`,
      String.raw`\ud83d: There is no such character: write one beyond U+FFFF as ${"`\\UXXXXXXXX`"}.`,
    ],
    ['"${}"', "}: Expected a value, found `}`."],
    ['"${x"', '": Expected `}` to close this `${`, found `"`.'],
    ['"${x y}"', "y: Expected `}` to close this `${`, found `y`."],
    ['"%{ x }"', "x: Expected `if`, `else`, `endif`, `for` or `endfor` after `%{`, found `x`."],
    ['"%{ if a }b"', "%{ if a }: This `%{ if }` has no `%{ endif }`."],
    ['"b%{ endfor }"', "%{ endfor }: This `%{ endfor }` closes no `%{ for }`."],
    ['"%{ if a }%{ endfor }"', "%{ endfor }: This `%{ endfor }` closes no `%{ for }`."],
    ['"%{ else }"', "%{ else }: This `%{ else }` belongs to no `%{ if }`."],
    [
      '"%{ if a }%{ else }%{ else }%{ endif }"',
      "%{ else }: This `%{ if }` has a second `%{ else }`.",
    ],
    ['"%{ if a }%{ else if b }%{ endif }"', "if: Expected `}` to close this `%{`, found `if`."],
  ])("refuses %j", (text, message) => {
    expect(read(text)).toBe(message);
  });
});

describe("heredocs", () => {
  test.each([
    ["<<E\nE", '""'],
    ["<<E\na\n  b\nE", '"a\\n  b\\n"'],
    ["<<E\r\na\r\nE\r", '"a\\r\\n"'],
    ["<<ÉOF\na\nÉOF", '"a\\n"'],
    [`<<${"A".repeat(200)}\na\n${"A".repeat(200)}`, '"a\\n"'],
    ["<<E-F\na\nE\nE-F", '"a\\nE\\n"'],
    // The marker closes after trimming, at the start of a line only.
    ["<<E\na\n \t E \t", '"a\\n"'],
    ["<<E\nE${x}\nE", '<"E" ${x} "\\n">'],
    ["<<E\n${x}E\nE", '<${x} "E\\n">'],
    ["<<E\n${x\n}E\nE", '<${x} "E\\n">'],
    ["<<E\nE E\nEE\nE", '"E E\\nEE\\n"'],
    // Backslashes are plain.
    ['<<E\n\\n "\\"\nE', '"\\\\n \\"\\\\\\"\\n"'],
    ["<<E\n$${a} %%{b} $ %\nE", '"${a} %{b} $ %\\n"'],
    // The indent of `<<-`.
    ["<<-E\n    a\n      b\n    E", '"a\\n  b\\n"'],
    ["<<-E\n    a\n  \n\n    b\n  E", '"a\\n  \\n\\nb\\n"'],
    ["<<-E\n    a\n   ${x}\n    b\n  E", '<" a\\n" ${x} "\\n b\\n">'],
    ["<<-E\n    a\n${x}\n  E", '<"    a\\n" ${x} "\\n">'],
    ["<<-E\n\t\ta\n b\n  E", '"\\ta\\nb\\n"'],
    ["<<-E\r\n  a\r\n   b\r\n  E\r", '"a\\r\\n b\\r\\n"'],
    ["<<-E\n  \n  E", '"  \\n"'],
    ["<<-E\n  %{ if a }\n  b\n  %{ endif }\n  E", '<%if(a, "\\nb\\n", "") "\\n">'],
    // Strip markers work on one line.
    ["<<E\n${x ~}  \n  b\nE", '<${x} "  b\\n">'],
    ["<<E\na  \n  ${~ x}\nE", '<"a  \\n" ${x} "\\n">'],
    ["<<E\na  \n${~ x}\nE", '<"a" ${x} "\\n">'],
    ["<<E\n${x ~}\nE", '<${x} "">'],
    ["<<E\n%{ for a in b ~}\n  ${a}\n%{ endfor ~}\nE", '<%for(a in b, <"  " ${a} "\\n">)>'],
    // A line whose beginning a strip marker joined to the one before has no indent to lose.
    ["<<-E\n  ${x ~}\n     a\n  b\n  E", '<${x} "     a\\nb\\n">'],
    // A heredoc inside another.
    ["<<A\n${<<B\nb\nB\n}\nA", '<${"b\\n"} "\\n">'],
    ["[<<E\na\nE\n, 1]", '["a\\n" 1]'],
    ["f(<<E\na\nE\n)", '(call f "a\\n")'],
  ])("%j", (text, tree) => {
    expect(readHeredoc(text)).toBe(tree);
  });

  test.each([
    ["<<E \na\nE", "A heredoc begins with `<<` or `<<-`, its marker and the end of the line."],
    ["<< E\na\nE", "A heredoc begins with `<<` or `<<-`, its marker and the end of the line."],
    ["<<E\na\nF", "This heredoc is not closed: end it with `E` alone on a line."],
    ["<<E\n${a b\nF", "This heredoc is not closed: end it with `E` alone on a line."],
    ["<<E\na\rb\nE", "A carriage return must be followed by a line feed here."],
    ["<<E\n${a\nE", "Expected `}` to close this `${`, found `E`."],
  ])("refuses %j", (text, message) => {
    expect(readHeredoc(text)).toBe(message);
  });

  test("refuses a closing marker without a line end", () => {
    const message = "This heredoc is not closed: end it with `E` alone on a line.";
    expect(parseHcl("a = <<E\nb\nE").problems).toEqual([{ span: { start: 4, end: 7 }, message }]);
  });
});

describe("whole texts", () => {
  test.each([
    ["", '""'],
    ['a "b" \\n', '"a \\"b\\" \\\\n"'],
    ["${x}", "<${x}>"],
    ["${x}\n", '<${x} "\\n">'],
    ["a\r\n${x ~}\r\n b", '<"a\\r\\n" ${x} " b">'],
    ["$", '"$"'],
    ["a$$", '"a$$"'],
    ["$${", '"${"'],
    ["\ufeffa", '"a"'],
    ["<<E\n${x}\nE\n", '<"<<E\\n" ${x} "\\nE\\n">'],
    ["%{ if a }\nb\n%{ else }\nc\n%{ endif }\n", '<%if(a, "\\nb\\n", "\\nc\\n") "\\n">'],
    // Behind a lone carriage return there are no sequences.
    ["${x}\r${y}$${z}$$${z}\n${w}", '<${x} "\\r${y}${z}$$${z}\\n${w}">'],
  ])("%j", (text, tree) => {
    expect(readTemplate(text)).toBe(tree);
  });

  test.each([
    ["${", ": Expected a value, found the end of the text."],
    ["a\n%{ if x }b", "%{ if x }: This `%{ if }` has no `%{ endif }`."],
    ["${x}}${y", ": Expected `}` to close this `${`, found the end of the text."],
  ])("refuses %j", (text, message) => {
    expect(readTemplate(text)).toBe(message);
  });
});
