import { describe, expect, test } from "@jest/globals";
import type { Node } from "../../src/policy/node.ts";
import type { PolicyDocument } from "../../src/policy/policy-document.ts";
import { readPolicyDocument } from "../../src/policy/read-policy-document.ts";
import { displayText, literalText, type UnknownPart } from "../../src/policy/text-value.ts";
import { parseFile } from "../../src/sources/json/parse-json.ts";

const file = "policy.json";

test("every element keeps its place", () => {
  const text = `{
    "Version": "2012-10-17",
    "Id": "x",
    "Statement": [{
      "Sid": "One",
      "Effect": "Allow",
      "Principal": { "AWS": ["111122223333", "*"], "Service": "ec2.amazonaws.com" },
      "Action": ["s3:GetObject", "s3:PutObject"],
      "Resource": "arn:aws:s3:::b/*",
      "Condition": { "Bool": { "aws:SecureTransport": true }, "NumericLessThan": { "s3:max-keys": 10 } }
    }]
  }`;
  const document = read(text);
  const [statement] = document.statements;
  const source = (range: { start: number; end: number } | undefined) =>
    range && text.slice(range.start, range.end);
  expect(source(document.version?.range)).toBe('"2012-10-17"');
  expect(source(document.statementKey)).toBe('"Statement"');
  expect(source(statement?.action?.key)).toBe('"Action"');
  expect(source(statement?.action?.range)).toBe('["s3:GetObject", "s3:PutObject"]');
  expect(statement?.action?.values.map(({ range }) => source(range))).toEqual([
    '"s3:GetObject"',
    '"s3:PutObject"',
  ]);
  expect(source(statement?.resource?.values[0]?.range)).toBe('"arn:aws:s3:::b/*"');
  expect(
    statement?.principal?.principals.map(({ type, typeRange, value }) => [
      type,
      source(typeRange),
      source(value.range),
    ]),
  ).toEqual([
    ["AWS", '"AWS"', '"111122223333"'],
    ["AWS", '"AWS"', '"*"'],
    ["Service", '"Service"', '"ec2.amazonaws.com"'],
  ]);
  expect(
    statement?.conditions.map(({ operator, key, values }) => [
      displayText(operator),
      displayText(key),
      values.map(displayText),
    ]),
  ).toEqual([
    ["Bool", "aws:SecureTransport", ["true"]],
    ["NumericLessThan", "s3:max-keys", ["10"]],
  ]);
});

test("a single statement without a list", () => {
  const document = read('{ "Statement": { "Effect": "Deny", "NotAction": "iam:*" } }');
  expect(document.statements).toHaveLength(1);
  expect(document.statements[0]).toMatchObject({ index: 0, effect: "Deny" });
  expect(document.statements[0]?.notAction?.values.map(displayText)).toEqual(["iam:*"]);
});

describe("what is missing or wrong is absent", () => {
  test.each([
    { name: "a text for the document", text: '"x"', statements: 0 },
    { name: "no statement", text: "{}", statements: 0 },
    { name: "a text for the statement", text: '{ "Statement": "x" }', statements: 0 },
    {
      name: "only the objects of a list",
      text: '{ "Statement": [1, {}, null, [{}]] }',
      statements: 2,
    },
  ])("$name", ({ text, statements }) => {
    expect(read(text).statements).toHaveLength(statements);
  });

  test("a misspelt effect is no effect, and keeps its text", () => {
    const [statement] = read('{ "Statement": { "Effect": "allow" } }').statements;
    expect(statement?.effect).toBeUndefined();
    expect(statement?.effectValue && displayText(statement.effectValue)).toBe("allow");
  });

  test('"Principal": "*" is everyone, another bare text is of no type', () => {
    const principals = (text: string) =>
      read(`{ "Statement": { "Principal": ${text} } }`).statements[0]?.principal?.principals.map(
        ({ type }) => type,
      );
    expect(principals('"*"')).toEqual(["*"]);
    expect(principals('"111122223333"')).toEqual([""]);
    expect(principals("{}")).toEqual([]);
  });
});

describe("what is not known before deployment", () => {
  const at = { file, start: 0, end: 1 };
  const flag: UnknownPart = {
    kind: "unknown",
    reference: "var.admin",
    reason: "input without a value",
    at,
  };
  const text = (value: string): Node => ({
    kind: "string",
    value: literalText(value, at),
    range: at,
  });
  const choice = (then?: Node, otherwise?: Node): Node => ({
    kind: "choice",
    condition: flag,
    range: at,
    ...(then && { then }),
    ...(otherwise && { otherwise }),
  });
  const object = (members: Record<string, Node>): Node => ({
    kind: "object",
    range: at,
    members: Object.entries(members).map(([key, value]) => ({ key: literalText(key, at), value })),
  });
  const list = (...items: Node[]): Node => ({ kind: "array", items, range: at });

  test("both arms of a statement stay, with their condition", () => {
    const node = object({
      Statement: list(
        choice(object({ Effect: text("Allow"), Action: text("*") })),
        object({ Effect: text("Allow"), Action: text("s3:GetObject") }),
      ),
    });
    const document = readPolicyDocument(node);
    expect(document.statements.map(({ when }) => when)).toEqual([
      [{ condition: flag, holds: true }],
      [],
    ]);
    expect(document.unknowns).toEqual([flag]);
  });

  test("both arms of a value stay, with their condition", () => {
    const node = object({
      Statement: object({ Action: choice(text("*"), list(text("a:b"), text("a:c"))) }),
    });
    const [statement] = readPolicyDocument(node).statements;
    expect(
      statement?.action?.values.map((value) => [displayText(value), value.when?.[0]?.holds]),
    ).toEqual([
      ["*", true],
      ["a:b", false],
      ["a:c", false],
    ]);
  });

  test("an effect of two arms gives a statement for each", () => {
    const node = object({ Statement: object({ Effect: choice(text("Allow"), text("Deny")) }) });
    const { statements } = readPolicyDocument(node);
    expect(statements.map(({ index, effect, when }) => [index, effect, when[0]?.holds])).toEqual([
      [0, "Allow", true],
      [0, "Deny", false],
    ]);
  });

  test("a value of which nothing is known is an unknown text", () => {
    const node = object({
      Statement: object({ Action: { kind: "unknown", unknown: flag, range: at } }),
    });
    const [statement] = readPolicyDocument(node).statements;
    expect(statement?.action?.values.map(displayText)).toEqual(["${var.admin}"]);
  });

  describe("hides no statement", () => {
    const unknown: Node = { kind: "unknown", unknown: flag, range: at };
    const unnamed = { key: { parts: [flag], range: at }, value: text("*") };
    const statement = object({ Effect: text("Allow"), Action: text("*") });
    const named = (node: Node): Node =>
      node.kind === "object" ? { ...node, members: [...node.members, unnamed] } : node;

    test.each<[name: string, node: Node, statements: number]>([
      ["all of them", object({ Statement: unknown }), 0],
      ["one beside others", object({ Statement: list(statement, unknown) }), 1],
      ["the name of an element", object({ Statement: named(statement) }), 1],
      ["the name of a member of the document", named(object({})), 0],
    ])("%s", (_, node, count) => {
      const document = readPolicyDocument(node);
      expect(document.statements).toHaveLength(count);
      expect(document.unknownStatements).toEqual([flag]);
    });

    test("and is absent where all is known", () => {
      const document = readPolicyDocument(object({ Statement: list(statement) }));
      expect(document).not.toHaveProperty("unknownStatements");
    });

    test.each([
      ["all conditions", unknown, flag.reference],
      ["the keys of one", object({ StringEquals: unknown }), "StringEquals"],
    ])("nor a condition: %s", (_, condition, operator) => {
      const node = object({ Statement: object({ Effect: text("Deny"), Condition: condition }) });
      const conditions = readPolicyDocument(node).statements[0]?.conditions ?? [];
      expect(conditions.map((entry) => displayText(entry.operator))).toEqual([
        operator === flag.reference ? `\${${operator}}` : operator,
      ]);
      expect(conditions.map(({ key }) => displayText(key))).toEqual(["${var.admin}"]);
    });
  });

  test("choices in choices are followed to a bound, and said to be unknown past it", () => {
    let deep = text("*");
    for (let depth = 0; depth < 10_000; depth++) deep = choice(deep);
    const node = object({ Statement: object({ Effect: text("Allow"), Action: deep }) });
    const document = readPolicyDocument(node);
    const references = document.statements[0]?.action?.values.map(displayText);
    expect(references).toEqual(["${nested too deeply}"]);
    expect(document.unknowns.map(({ reference }) => reference)).toContain("nested too deeply");
  });
});

function read(text: string): PolicyDocument {
  const { node } = parseFile(file, text);
  if (!node) throw new Error("no JSON");
  return readPolicyDocument(node);
}
