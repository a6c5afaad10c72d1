import { describe, expect, test } from "@jest/globals";
import { readCloudFormation } from "../../../src/sources/cloudformation/read-cloudformation.ts";
import { readSources } from "../../../src/sources/read-sources.ts";
import { fileLengthMax } from "../../../src/sources/source.ts";
import { filesOf, render } from "../rendering.ts";

const role = "R: { Type: AWS::IAM::Role }";
const times = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join("");
const json = (resources: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  JSON.stringify({ Resources: { R: { Type: "AWS::IAM::Role" }, ...resources }, ...more });
const policy = (document: unknown, more: Record<string, unknown> = {}) => ({
  P: { Type: "AWS::IAM::ManagedPolicy", Properties: { PolicyDocument: document, ...more } },
});
const statement = (resource: unknown) => ({ Statement: { Effect: "Allow", Resource: resource } });
const stackSet = (body: unknown, more: Record<string, unknown> = {}) => ({
  S: { Type: "AWS::CloudFormation::StackSet", Properties: { TemplateBody: body, ...more } },
});
const samFunction = (properties: Record<string, unknown>) => ({
  F: { Type: "AWS::Serverless::Function", Properties: properties },
});

/** A template and the files around it, `p.json` being its parameter file. */
const inputs: readonly (readonly [
  name: string,
  text: string,
  said: RegExp,
  others?: Readonly<Record<string, string>>,
])[] = [
  ["a parameter file of lists in lists", json({}), /is broken/, { "p.json": "[".repeat(100_000) }],
  [
    "a parameter file of 20,000 entries",
    json({}),
    /#R/,
    {
      "p.json": `[${times(20_000, (n) => `{"ParameterKey":"P${n}","ParameterValue":"v"},`)}{"ParameterKey":"Q","ParameterValue":"v"}]`,
    },
  ],
  [
    "a parameter of many values",
    json(policy(statement({ Ref: "L" })), { Parameters: { L: { Type: "CommaDelimitedList" } } }),
    /#P/,
    { "p.json": JSON.stringify({ L: ",".repeat(100_000) }) },
  ],
  [
    "a long parameter, again and again",
    json(
      policy(
        statement(
          Array.from({ length: 3000 }, () => ({ "Fn::Join": ["", [{ Ref: "L" }, { Ref: "L" }]] })),
        ),
      ),
      { Parameters: { L: { Type: "String" } } },
    ),
    /grow too large/,
    { "p.json": JSON.stringify({ L: "x".repeat(100_000) }) },
  ],
  [
    "parameters that are dynamic references",
    json(policy(statement({ Ref: "L" })), { Parameters: { L: { Type: "String" } } }),
    /#P/,
    { "p.json": JSON.stringify({ L: "{{resolve:ssm:".repeat(20_000) }) },
  ],
  [
    "a parameter file of functions",
    json({}),
    /in a form that is known/,
    { "p.json": '{"A":{"Ref":"AWS::Region"}}' },
  ],
  [
    "names of JavaScript as parameters",
    json(policy(statement({ Ref: "__proto__" })), {
      Parameters: { constructor: { Type: "String" }, toString: { Type: "String" } },
    }),
    /#P/,
    { "p.json": '{"__proto__":"a","constructor":"b","toString":"c","hasOwnProperty":"d"}' },
  ],
  ["a parameter file of zeros", json({}), /is broken/, { "p.json": "\0".repeat(10_000) }],
  [
    "assignments without end",
    json({}),
    /#R/,
    { "p.json": JSON.stringify(["=".repeat(200_000), "A=b", "=c"]) },
  ],
  [
    "a parameter file that is the template",
    json(stackSet("x")),
    /in a form that is known/,
    { "p.json": json({}) },
  ],
  ["a stack set of brackets", json(stackSet("[".repeat(60_000))), /deeper than/],
  ["a stack set of braces", json(stackSet(`{"a":${"{".repeat(60_000)}`)), /#S/],
  ["a stack set of tabs", json(stackSet(`Resources:\n${"\t".repeat(50_000)}x: y`)), /#S/],
  [
    "a stack set of aliases",
    json(
      stackSet(
        `a0: &a0 [x]\n${times(25, (n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]\n`)}Resources: { U: { Type: AWS::IAM::User, Properties: { Tags: *a25 } } }`,
      ),
    ),
    /stand for too much/,
  ],
  [
    "a stack set with a hole in every place",
    json(
      stackSet({
        "Fn::Sub":
          'Resources:\n  U${A}:\n    Type: AWS::IAM::User\n    Properties: { UserName: "x\\\n ${A}y", Tags: [{ Key: ${A}, Value: !Ref "${A}" }] }\n',
      }),
    ),
    /#S#U/,
  ],
  [
    "a stack set of parts",
    json(stackSet({ "Fn::Join": ["\n", Array.from({ length: 20_000 }, () => "Resources:")] })),
    /#S/,
  ],
  [
    "a stack set in each of 400 places",
    json(
      Object.fromEntries(
        Array.from({ length: 400 }, (_, n) => [
          `S${n}`,
          stackSet("Resources: { U: { Type: AWS::IAM::User } }").S,
        ]),
      ),
    ),
    /more nested stacks than are followed/,
  ],
  [
    "a stack set that loops",
    json(
      stackSet(
        `Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::A: [X, [${times(2000, (n) => `a${n},`)}], { "R\${X}": { Type: AWS::IAM::Role } }]`,
      ),
    ),
    /#S#Ra1999/,
  ],
  [
    "parameters of a stack set that lead to themselves",
    json(
      stackSet("Parameters: { A: { Type: String } }\nResources: { U: { Type: AWS::IAM::User } }", {
        Parameters: [{ ParameterKey: "A", ParameterValue: { "Fn::GetAtt": ["S", "Outputs.A"] } }],
      }),
    ),
    /#S#U/,
  ],
  [
    "a construct path of marks",
    json({
      U: { Type: "AWS::IAM::User", Metadata: { "aws:cdk:path": "`\u202e\n".repeat(50_000) } },
    }),
    /#U/,
  ],
  [
    "metadata of the wrong form",
    json({
      A: { Type: "AWS::IAM::User", Metadata: [] },
      B: { Type: "AWS::IAM::User", Metadata: { "aws:cdk:path": { "Fn::Sub": [] } } },
      C: { Type: "AWS::CloudFormation::Stack", Metadata: { "aws:asset:path": ["x"] } },
    }),
    /#B/,
  ],
  [
    "assets that lead around in a circle",
    json({
      S: {
        Type: "AWS::CloudFormation::Stack",
        Properties: { TemplateURL: { Ref: "AWS::Region" } },
        Metadata: { "aws:asset:path": "a.json", "aws:asset:property": "TemplateURL" },
      },
    }),
    /leads back to itself/,
    {
      "a.json": json({
        S: {
          Type: "AWS::CloudFormation::Stack",
          Properties: { TemplateURL: { Ref: "X" } },
          Metadata: { "aws:asset:path": "t.yml" },
        },
      }),
    },
  ],
  [
    "assets outside of the repository",
    json({
      S: {
        Type: "AWS::CloudFormation::Stack",
        Properties: { TemplateURL: { Ref: "X" } },
        Metadata: { "aws:asset:path": "/etc/passwd" },
      },
      T: {
        Type: "AWS::CloudFormation::Stack",
        Properties: { TemplateURL: { Ref: "X" } },
        Metadata: { "aws:asset:path": "../../x" },
      },
    }),
    /elsewhere/,
  ],
  [
    "an alias of braces",
    json(samFunction({ AutoPublishAlias: "{name}{account}${x}", Events: { E: { Type: "SNS" } } })),
    /#F\/Events\/E/,
  ],
  [
    "an alias that names itself",
    json(samFunction({ AutoPublishAlias: { Ref: "F.Alias" }, Events: { E: { Type: "SNS" } } })),
    /#F\/Events\/E/,
  ],
  [
    "aliases of aliases",
    json({
      ...samFunction({
        FunctionName: { Ref: "F.Alias" },
        AutoPublishAlias: { "Fn::Sub": "${F.Alias}" },
      }),
      ...policy(statement({ Ref: "FAliasAliasAliasAlias" })),
    }),
    /#P/,
  ],
  ["names of aliases without end", json(policy(statement({ Ref: "Alias".repeat(30_000) }))), /#P/],
  [
    "sources of the wrong form",
    json(
      samFunction({
        Events: Object.fromEntries(
          ["MQ", "MSK", "SelfManagedKafka", "DocumentDB", "SQS"].flatMap((type) => [
            [`${type}1`, { Type: type, Properties: { SourceAccessConfigurations: { A: 1 } } }],
            [`${type}2`, { Type: type, Properties: { SourceAccessConfigurations: [[], null, 1] } }],
            [`${type}3`, { Type: type, Properties: [], DestinationConfig: [] }],
            [`${type}4`, { Type: type, Properties: { DestinationConfig: { OnFailure: [1] } } }],
          ]),
        ),
      }),
    ),
    /the event `MQ` needs/,
  ],
  [
    "a source with 20,000 secrets",
    json(
      samFunction({
        Events: {
          E: {
            Type: "MQ",
            Properties: {
              SourceAccessConfigurations: Array.from({ length: 20_000 }, () => ({
                Type: "BASIC_AUTH",
                URI: "a",
              })),
            },
          },
        },
      }),
    ),
    /#F\/Events\/E/,
  ],
  [
    "conditions of Q Business of the wrong form",
    json({
      Q: {
        Type: "AWS::QBusiness::Permission",
        Properties: { ApplicationId: "a", Principal: "p", Actions: ["a:b"], Conditions: [[1]] },
      },
    }),
    /#Q.*in a form of its own/,
  ],
  [
    "the same condition of Q Business twice",
    json({
      Q: {
        Type: "AWS::QBusiness::Permission",
        Properties: {
          ApplicationId: "a",
          Principal: "p",
          Actions: ["a:b"],
          Conditions: Array.from({ length: 2 }, () => ({
            ConditionOperator: "StringEquals",
            ConditionKey: "k",
            ConditionValues: ["v"],
          })),
        },
      },
    }),
    /#Q.*in a form of its own/,
  ],
  [
    "actions of a certificate authority of all forms",
    json({
      C: {
        Type: "AWS::ACMPCA::Permission",
        Properties: {
          CertificateAuthorityArn: { Ref: "X" },
          Principal: "acm.amazonaws.com",
          Actions: [["a", [{ Ref: "X" }]], { a: 1 }, null, 1, "acm-pca:b"],
        },
      },
    }),
    /acm-pca:a/,
  ],
  [
    "carriage returns alone",
    `Resources:\r  ${role}\r  U: { Type: AWS::IAM::User }\r`.repeat(2000),
    /./,
  ],
  [
    "separators of lines that are none",
    `Resources: { ${role}, "a\u2028b\u0085c": { Type: AWS::IAM::User } }`,
    /IAM::User/,
  ],
  [
    "half a character",
    json({ "\ud800": { Type: "AWS::IAM::User", Properties: { UserName: "\udc00" } } }),
    /IAM::User/,
  ],
];

describe("hostile parts of templates", () => {
  test.each(inputs)("%s", (_, text, said, others = {}) => {
    const files = filesOf({ "t.yml": text, ...others });
    const lists = "p.json" in others ? [["p.json"], ["p.json", "p.json"]] : [];
    const result = readCloudFormation("t.yml", text, files, lists);
    const lines = render(result, text);
    expect(lines.join("\n")).toMatch(said);
    expect(result?.policies.length).toBeLessThan(20_000);
    expect(result?.notJudged.length).toBeLessThan(5000);
    expect(result?.syntaxProblems.length).toBeLessThan(500);
    expect(lines.reduce((sum, line) => sum + line.length, 0)).toBeLessThan(20 * fileLengthMax);
  });

  test("5,000 configured templates are looked for, not read", () => {
    const read: string[] = [];
    const paths = new Set(Array.from({ length: 5000 }, (_, n) => `t${n}.yml`));
    const files = {
      paths,
      text: (path: string) => {
        read.push(path);
        return undefined;
      },
    };
    const cloudFormation = [...paths].map((template) => ({ template, parameterFiles: ["p.json"] }));
    const result = readSources(files, ["t1.yml"], () => undefined, {
      terraform: [],
      cloudFormation,
    });
    expect(result.policies).toEqual([]);
    expect(new Set(read)).toEqual(new Set(["t1.yml"]));
  });
});
