import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Node } from "../../src/policy/node.ts";
import { literalText, type UnknownPart, unknownText } from "../../src/policy/text-value.ts";
import { documentData } from "../../src/review/document-data.ts";
import { parseFile } from "../../src/sources/json/parse-json.ts";

const at = { file: "main.tf", start: 0, end: 0 };
const text = (value: string): Node => ({
  kind: "string",
  value: literalText(value, at),
  range: at,
});
const list = (...items: readonly Node[]): Node => ({ kind: "array", items, range: at });
const object = (members: Readonly<Record<string, Node>>): Node => ({
  kind: "object",
  members: Object.entries(members).map(([key, value]) => ({ key: literalText(key, at), value })),
  range: at,
});
const unknown = (reference: string): UnknownPart => ({
  kind: "unknown",
  reference,
  reason: "input without a value",
  at,
});
const choice = (reference: string, then?: Node, otherwise?: Node): Node => ({
  kind: "choice",
  condition: unknown(reference),
  ...(then && { then }),
  ...(otherwise && { otherwise }),
  range: at,
});

describe("a document as a JSON value", () => {
  const nested = choice("var.a", choice("var.b", text("x"), text("y")), text("z"));
  test.each<[string, Node, unknown, readonly string[]]>([
    ["a value", object({ A: text("x") }), { A: "x" }, []],
    [
      "an unknown value",
      object({ A: { kind: "unknown", unknown: unknown("var.x"), range: at } }),
      { A: "${var.x}" },
      [],
    ],
    [
      "an unknown part of a text",
      {
        kind: "string",
        value: {
          parts: [...literalText("arn:", at).parts, ...unknownText(unknown("v")).parts],
          range: at,
        },
        range: at,
      },
      "arn:${v}",
      [],
    ],
    [
      "a member of a list that may be missing",
      object({ Statement: list(text("a"), choice("var.on", text("b"))) }),
      { Statement: ["a", "b"] },
      ["/Statement/1 if var.on"],
    ],
    [
      "two sides of a choice within a list",
      list(choice("var.on", text("a"), text("b")), text("c")),
      ["a", "b", "c"],
      ["/0 if var.on", "/1 unless var.on"],
    ],
    [
      "lists as the sides of a choice",
      list(choice("var.on", list(text("a"), text("b")), list()), text("c")),
      ["a", "b", "c"],
      ["/0 if var.on", "/1 if var.on"],
    ],
    [
      "two sides where one value stands",
      object({ Effect: choice("var.on", text("Allow"), text("Deny")) }),
      { Effect: ["Allow", "Deny"] },
      ["/Effect/0 if var.on", "/Effect/1 unless var.on"],
    ],
    [
      "one side where one value stands",
      object({ Condition: choice("var.on", undefined, text("a")) }),
      { Condition: "a" },
      ["/Condition unless var.on"],
    ],
    [
      "choices in choices",
      object({ A: nested }),
      { A: ["x", "y", "z"] },
      ["/A/0 if var.a", "/A/0 if var.b", "/A/1 if var.a", "/A/1 unless var.b", "/A/2 unless var.a"],
    ],
    ["a choice of nothing", object({ A: choice("var.a") }), { A: null }, []],
    ["the whole document", choice("var.a", object({ A: text("x") })), { A: "x" }, [" if var.a"]],
    [
      "names that a JSON Pointer escapes",
      object({ "a/b~c": choice("var.a", text("x")) }),
      { "a/b~c": "x" },
      ["/a~1b~0c if var.a"],
    ],
  ])("%s", (_, node, value, conditions) => {
    const { document, conditional } = documentData(node);
    expect(document).toEqual(value);
    expect(
      conditional.map(
        ({ path, holds, condition }) => `${path} ${holds ? "if" : "unless"} ${condition.reference}`,
      ),
    ).toEqual(conditions);
  });

  test("numbers keep their digits", () => {
    const numbers = ["1", "1.5", "12345678901234567890", "1e999"];
    const nodes = numbers.map((each): Node => ({ kind: "number", text: each, range: at }));
    expect(documentData(list(...nodes)).document).toEqual([
      1,
      1.5,
      "12345678901234567890",
      "1e999",
    ]);
  });

  test("what is known is what a JSON parser reads", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const { node } = parseFile("a.json", JSON.stringify(value));
        if (!node) return;
        expect(JSON.parse(JSON.stringify(documentData(node).document))).toEqual(
          JSON.parse(JSON.stringify(value)),
        );
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});
