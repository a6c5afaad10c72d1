import { describe, expect, test } from "@jest/globals";
import { readCloudFormation } from "../../../src/sources/cloudformation/read-cloudformation.ts";
import { plain } from "../node-rendering.ts";

/** Values that a policy may have, in YAML and in JSON, and what they come to. */
const values = [
  { yaml: "!Ref Env", json: { Ref: "Env" }, is: "dev" },
  { yaml: "!Ref Name", json: { Ref: "Name" }, is: { unknown: "!Ref Name" } },
  {
    yaml: "!GetAtt Bucket.Arn",
    json: { "Fn::GetAtt": ["Bucket", "Arn"] },
    is: "arn:${AWS::Partition}:s3:::${!Ref Bucket}",
  },
  {
    yaml: '!Sub "${Env}-${AWS::Region}"',
    json: { "Fn::Sub": "${Env}-${AWS::Region}" },
    is: "dev-${AWS::Region}",
  },
  {
    yaml: '!Sub ["${a}/*", { a: !GetAtt Bucket.Arn }]',
    json: { "Fn::Sub": ["${a}/*", { a: { "Fn::GetAtt": "Bucket.Arn" } }] },
    is: "arn:${AWS::Partition}:s3:::${!Ref Bucket}/*",
  },
  {
    yaml: '!Join [":", [a, !Ref Env]]',
    json: { "Fn::Join": [":", ["a", { Ref: "Env" }]] },
    is: "a:dev",
  },
  {
    yaml: '!Select [1, !Split [",", "a,b"]]',
    json: { "Fn::Select": ["1", { "Fn::Split": [",", "a,b"] }] },
    is: "b",
  },
  {
    yaml: "!FindInMap [Map, !Ref Env, id]",
    json: { "Fn::FindInMap": ["Map", { Ref: "Env" }, "id"] },
    is: "111111111111",
  },
  {
    yaml: "!If [IsProd, a, !Ref Env]",
    json: { "Fn::If": ["IsProd", "a", { Ref: "Env" }] },
    is: { if: "Env is prod", holds: "a", else: "dev" },
  },
  { yaml: "!If [Sure, a, b]", json: { "Fn::If": ["Sure", "a", "b"] }, is: "a" },
  {
    yaml: "!ImportValue x",
    json: { "Fn::ImportValue": "x" },
    is: { unknown: "!ImportValue x" },
  },
  { yaml: "!Base64 abc", json: { "Fn::Base64": "abc" }, is: "YWJj" },
  { yaml: "!Length [a, b]", json: { "Fn::Length": ["a", "b"] }, is: "2" },
  {
    yaml: "!Select [0, !Cidr [10.0.0.0/24, 1, 4]]",
    json: { "Fn::Select": ["0", { "Fn::Cidr": ["10.0.0.0/24", "1", "4"] }] },
    is: "10.0.0.0/28",
  },
  {
    yaml: '"{{resolve:ssm:/x}}"',
    json: "{{resolve:ssm:/x}}",
    is: "${{{resolve:ssm:/x}}}",
  },
];

/** Places in a policy document for one text. */
const places = [
  { name: "an action", statement: (value: unknown) => ({ Action: value }) },
  { name: "an action in a list", statement: (value: unknown) => ({ Action: ["a", value] }) },
  { name: "a resource", statement: (value: unknown) => ({ NotResource: value }) },
  { name: "a principal", statement: (value: unknown) => ({ Principal: { AWS: value } }) },
  {
    name: "the value of a condition",
    statement: (value: unknown) => ({ Condition: { StringLike: { k: [value] } } }),
  },
  { name: "an effect", statement: (value: unknown) => ({ Effect: value }) },
];

const sections = {
  Parameters: { Env: { Type: "String", Default: "dev" }, Name: { Type: "String" } },
  Mappings: { Map: { dev: { id: "111111111111" } } },
  Conditions: {
    IsProd: { "Fn::Equals": [{ Ref: "Env" }, "prod"] },
    Sure: { "Fn::Equals": ["a", "a"] },
  },
};

describe.each(places)("$name", ({ statement }) => {
  test.each(values)("$yaml", ({ yaml, json, is }) => {
    const expected = { Statement: [statement(is)] };
    const placeholder = "\u0001";
    const inJson = JSON.stringify(template({ Statement: [statement(json)] }));
    const inYaml = JSON.stringify(template({ Statement: [statement(placeholder)] })).replace(
      JSON.stringify(placeholder),
      // A tag in a flow mapping ends with a blank.
      () => `${yaml} `,
    );
    expect(document("t.json", inJson)).toEqual(expected);
    expect(document("t.yml", inYaml)).toEqual(expected);
  });
});

describe("a whole document, a statement, a block", () => {
  const document1 = { Statement: [{ Effect: "Allow" }] };
  test.each([
    ["a document by a condition", { "Fn::If": ["Sure", document1, {}] }, document1],
    [
      "a document by a condition that is not known",
      { "Fn::If": ["IsProd", document1, { Ref: "AWS::NoValue" }] },
      { Statement: { if: "Env is prod", holds: [{ Effect: "Allow" }] } },
    ],
    ["a document as JSON", JSON.stringify(document1), document1],
    [
      "a document as JSON with variables",
      { "Fn::Sub": '{"Statement":[{"Effect":"${Effect}","Resource":"${AWS::Region}"}]}' },
      { Statement: [{ Effect: "${!Ref Effect}", Resource: "${AWS::Region}" }] },
    ],
    ["a document made into JSON", { "Fn::ToJsonString": document1 }, document1],
    [
      "JSON that is put together",
      { "Fn::Join": ["", ['{"Statement":[{"Resource":"', { Ref: "Name" }, '"}]}']] },
      { Statement: [{ Resource: "${!Ref Name}" }] },
    ],
    [
      "a statement by a condition",
      { Statement: [{ "Fn::If": ["IsProd", { Effect: "Deny" }, { Ref: "AWS::NoValue" }] }] },
      { Statement: [{ if: "Env is prod", holds: { Effect: "Deny" } }] },
    ],
    [
      "a list of statements from a map",
      { Statement: { "Fn::FindInMap": ["Map", "dev", "id"] } },
      { Statement: "111111111111" },
    ],
    [
      "a block of conditions by a condition",
      { Statement: [{ Condition: { "Fn::If": ["Sure", { Bool: { a: "true" } }, {}] } }] },
      { Statement: [{ Condition: { Bool: { a: "true" } } }] },
    ],
    [
      "a member without a value",
      { Statement: [{ Effect: "Allow", Condition: { Ref: "AWS::NoValue" } }] },
      { Statement: [{ Effect: "Allow" }] },
    ],
    [
      "a function that is not known",
      { Statement: [{ Resource: { "Fn::Mine": "x" } }] },
      { Statement: [{ Resource: { unknown: "!Mine x" } }] },
    ],
    [
      "a function beside something else",
      { Statement: [{ Resource: { "Fn::Sub": "x", a: "b" } }] },
      { Statement: [{ Resource: { unknown: "{Fn::Sub: x, a: b}" } }] },
    ],
  ])("%s", (_, written, expected) => {
    expect(document("t.json", JSON.stringify(template(written)))).toEqual(expected);
  });
});

describe("conditions", () => {
  test.each([
    ["equal texts", { "Fn::Equals": ["a", "a"] }, "yes"],
    ["different texts", { "Fn::Equals": ["a", "b"] }, "no"],
    ["a default decides nothing", { "Fn::Equals": [{ Ref: "Env" }, "dev"] }, "maybe"],
    ["a value that is not allowed", { "Fn::Equals": [{ Ref: "Stage" }, "test"] }, "no"],
    ["a value that is allowed", { "Fn::Equals": ["prod", { Ref: "Stage" }] }, "maybe"],
    ["the only value that is allowed", { "Fn::Equals": [{ Ref: "Only" }, "one"] }, "yes"],
    ["a text that is too short", { "Fn::Equals": [{ Ref: "Long" }, ""] }, "no"],
    ["a rule allows less", { "Fn::Equals": [{ Ref: "Ruled" }, "b"] }, "no"],
    ["the same parameter", { "Fn::Equals": [{ Ref: "Name" }, { Ref: "Name" }] }, "yes"],
    ["two parameters", { "Fn::Equals": [{ Ref: "Name" }, { Ref: "Long" }] }, "maybe"],
    ["not", { "Fn::Not": [{ "Fn::Equals": ["a", "b"] }] }, "yes"],
    ["not of what is not known", { "Fn::Not": [{ Condition: "Maybe" }] }, "maybe"],
    ["and", { "Fn::And": [{ Condition: "Maybe" }, { Condition: "Never" }] }, "no"],
    [
      "and of what is not known",
      { "Fn::And": [{ Condition: "Maybe" }, { Condition: "Always" }] },
      "maybe",
    ],
    ["or", { "Fn::Or": [{ Condition: "Maybe" }, { Condition: "Always" }] }, "yes"],
    [
      "or of what is not known",
      { "Fn::Or": [{ Condition: "Maybe" }, { Condition: "Never" }] },
      "maybe",
    ],
    ["a condition that is not there", { Condition: "Nowhere" }, "maybe"],
    ["a circle", { Condition: "C" }, "maybe"],
    ["a map", { "Fn::Equals": [{ "Fn::FindInMap": ["Map", "dev", "id"] }, "111111111111"] }, "yes"],
    ["no condition at all", "x", "maybe"],
  ])("%s", (_, condition, expected) => {
    const whole = {
      Parameters: {
        ...sections.Parameters,
        Stage: { Type: "String", AllowedValues: ["dev", "prod"], Default: "dev" },
        Only: { Type: "String", AllowedValues: ["one"] },
        Long: { Type: "String", MinLength: 1 },
        Ruled: { Type: "String" },
      },
      Rules: {
        R: { Assertions: [{ Assert: { "Fn::Contains": [["a"], { Ref: "Ruled" }] } }] },
      },
      Mappings: sections.Mappings,
      Conditions: {
        C: condition,
        Maybe: { "Fn::Equals": [{ Ref: "Name" }, "x"] },
        Always: { "Fn::Equals": ["x", "x"] },
        Never: { "Fn::Equals": ["x", "y"] },
      },
      Resources: {
        P: {
          Type: "AWS::IAM::Policy",
          Properties: {
            PolicyDocument: { Statement: { Resource: { "Fn::If": ["C", "yes", "no"] } } },
          },
        },
      },
    };
    const read = document("t.json", JSON.stringify(whole)) as {
      Statement: { Resource: unknown };
    };
    const { Resource } = read.Statement;
    expect(typeof Resource === "string" ? Resource : "maybe").toBe(expected);
  });
});

function template(policyDocument: unknown): unknown {
  return {
    ...sections,
    Resources: {
      Bucket: { Type: "AWS::S3::Bucket" },
      P: { Type: "AWS::IAM::Policy", Properties: { PolicyDocument: policyDocument } },
    },
  };
}

function document(path: string, text: string): unknown {
  const result = readCloudFormation(path, text);
  return plain(result?.policies[0]?.document.node);
}
