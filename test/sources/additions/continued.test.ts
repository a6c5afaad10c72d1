import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { continued } from "../../../src/sources/additions/continued.ts";

type Syntax = "json" | "hcl" | "yaml";

/** The text with another ending, where it stands alone in its file. */
function withEnding(
  written: string,
  { path = "main.tf", syntax = "hcl" as Syntax, upTo = written.length, ending = "/*" } = {},
  parts: readonly (string | { reference: string })[] = [{ reference: "r" }],
): string | undefined {
  const before = path.endsWith(".tf") ? "a = " : path === "p.json" ? "" : "Resources:\n  a: ";
  const start = before.length;
  const text = `${before}${written}\n`;
  return continued(
    {
      kind: "continued",
      of: { file: path, start, end: start + written.length },
      ...(upTo < written.length && { upTo: start + upTo }),
      ending,
      parts,
    },
    { syntax },
    { file: path, text, texts: new Map([[path, text]]) },
  );
}

describe("in HCL", () => {
  test.each<readonly [written: string, upTo: number, ending: string, expected: string]>([
    ["aws_s3_bucket.a.arn", 99, "/*", '"${aws_s3_bucket.a.arn}/*"'],
    ["aws_s3_bucket.a.arn", 99, "", "aws_s3_bucket.a.arn"],
    ['"${aws_s3_bucket.a.arn}/*"', 23, "", "aws_s3_bucket.a.arn"],
    ['"${aws_s3_bucket.a.arn}/in/*"', 23, "/*", '"${aws_s3_bucket.a.arn}/*"'],
    ['"arn:aws:s3:::${var.name}"', 99, "/*", '"arn:aws:s3:::${var.name}/*"'],
    ['module.a["b"].arns[0]', 99, "/*", '"${module.a["b"].arns[0]}/*"'],
    ["aws_s3_bucket.a[each.key].arn", 99, "", "aws_s3_bucket.a[each.key].arn"],
    ["each.value", 99, "/*", '"${each.value}/*"'],
  ])("%s up to %d with %j", (written, upTo, ending, expected) => {
    expect(withEnding(written, { ending, upTo })).toBe(expected);
  });

  test.each<readonly [written: string, upTo: number]>([
    ["bucket.arn", 99],
    ["statement.value.arn", 99],
    ['join("", [var.a, "/*"])', 99],
    ['var.a ? "b" : "c"', 99],
    ['"${join("", var.a)}/*"', 18],
    ['"%{ if var.a }b%{ endif }"', 99],
    ['"a\\"b"', 99],
  ])("nothing for %s", (written, upTo) => {
    expect(withEnding(written, { upTo })).toBeUndefined();
  });

  test("a template in JSON stays one", () => {
    const json = { syntax: "json" as const, ending: "" };
    expect(withEnding('"${aws_s3_bucket.a.arn}"', json)).toBe('"${aws_s3_bucket.a.arn}"');
  });
});

describe("in a template", () => {
  const yaml = { path: "t.yml", syntax: "yaml" as const };
  const json = { path: "t.yml", syntax: "json" as const };

  test.each<
    readonly [written: string, more: Parameters<typeof withEnding>[1], expected: string | undefined]
  >([
    ["!GetAtt A.Arn", yaml, '!Sub "${A.Arn}/*"'],
    ["!GetAtt A.Arn", { ...yaml, ending: "" }, "!GetAtt A.Arn"],
    ['!Sub "${A.Arn}/*"', { ...yaml, upTo: 14, ending: "" }, "!GetAtt A.Arn"],
    ["!Sub ${A.Arn}/in/*", { ...yaml, upTo: 13 }, '!Sub "${A.Arn}/*"'],
    ["!Sub 'arn:${AWS::Partition}:s3:::${A}'", yaml, '!Sub "arn:${AWS::Partition}:s3:::${A}/*"'],
    ['{ "Fn::GetAtt": ["A", "Arn"] }', json, '{ "Fn::Sub": "${A.Arn}/*" }'],
    ['{ "Fn::GetAtt": ["A", "Arn"] }', { ...json, ending: "" }, '{ "Fn::GetAtt": ["A", "Arn"] }'],
    ['{ "Fn::Sub": "${A.Arn}" }', json, '{ "Fn::Sub": "${A.Arn}/*" }'],
    ['!Sub ["${B}/*", { B: !GetAtt A.Arn }]', yaml, undefined],
  ])("%s", (written, more, expected) => {
    expect(withEnding(written, more, [{ reference: "odd reference" }])).toBe(expected);
  });

  test("what is put together in another way comes from its parts", () => {
    const parts = ["arn:aws:s3:::", { reference: "!Ref Name" }];
    const joined = '!Join ["", ["arn:aws:s3:::", !Ref Name]]';
    expect(withEnding(joined, yaml, parts)).toBe('!Sub "arn:aws:s3:::${Name}/*"');
    expect(withEnding(joined, json, parts)).toBe('{ "Fn::Sub": "arn:aws:s3:::${Name}/*" }');
    const known = ["arn:aws:s3:::", "a"];
    expect(withEnding("!Ref Known", yaml, known)).toBe('"arn:aws:s3:::a/*"');
    const odd = ["arn:aws:s3:::", { reference: "!Select [0, !Ref Names]" }];
    expect(withEnding(joined, yaml, odd)).toBeUndefined();
  });
});

test("what comes out is one text or reference, whatever stands there", () => {
  const piece = fc.constantFrom(
    ..."\"'${}[]()\\:/*.#%".split(""),
    "${",
    "var.a",
    "!Sub ",
    '"Fn::Sub": ',
    "\n",
    "a",
    " ",
    "${var.a}",
  );
  const written = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
  const place = fc.constantFrom(
    { path: "main.tf", syntax: "hcl" as const },
    { path: "main.tf", syntax: "json" as const },
    { path: "p.json", syntax: "json" as const },
    { path: "t.yml", syntax: "yaml" as const },
    { path: "t.yml", syntax: "json" as const },
  );
  fc.assert(
    fc.property(written, place, fc.nat({ max: 12 }), (text, where, upTo) => {
      const found = withEnding(text, { ...where, upTo: Math.min(upTo, text.length) });
      if (found === undefined) return;
      expect(found).toMatch(
        /^(?:!Sub |\{ "Fn::Sub": )?(?:"(?:[\w:*?./-]|\$\{[\w.:[\]"-]+\})*"|[\w.[\]"-]+)(?: \})?$/,
      );
    }),
    { seed: 8, numRuns: 3000 },
  );
});
