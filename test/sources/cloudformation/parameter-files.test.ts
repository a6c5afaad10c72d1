import { describe, expect, test } from "@jest/globals";
import { readCloudFormation } from "../../../src/sources/cloudformation/read-cloudformation.ts";
import { readSources } from "../../../src/sources/read-sources.ts";
import { type ConfiguredInputs, noInputs } from "../../../src/sources/source.ts";
import { filesOf, render, slice } from "../rendering.ts";

const template = `
Parameters:
  Env: { Type: String, Default: dev }
  Actions: { Type: CommaDelimitedList }
  Image: { Type: 'AWS::SSM::Parameter::Value<String>' }
Conditions: { IsProd: !Equals [!Ref Env, prod] }
Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Sub app-\${Env}
      Policies:
      - PolicyName: p
        PolicyDocument:
          Statement:
          - { Effect: Allow, Action: !Ref Actions, Resource: !Ref Image }
          - !If [IsProd, { Effect: Deny, Action: 's3:*', Resource: '*' }, !Ref AWS::NoValue]`;

/** What is made of the template with these texts of parameter files, in this order. */
function read(texts: readonly (string | undefined)[], names = texts.map((_, n) => `p${n}.json`)) {
  const files = filesOf(Object.fromEntries(names.map((name, index) => [name, texts[index]])));
  return readCloudFormation("t.yml", template, files, [names]);
}

const dev = {
  plain: "t.yml#R: AWS::IAM::Role called app-dev",
  prod: "t.yml#R: AWS::IAM::Role called app-prod",
};

describe("the forms of parameter files", () => {
  const expected = [
    't.yml#R/Policies/0: identity of t.yml#R: {"Statement":[{"Effect":"Allow","Action":["s3:Get*","s3:Put*"],"Resource":{"unknown":"!Ref Image"}},{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}',
    dev.prod,
  ];
  test.each([
    [
      "the list of the AWS CLI",
      `[{"ParameterKey":"Env","ParameterValue":"prod"},
        {"ParameterKey":"Actions","ParameterValue":"s3:Get*, s3:Put*"},
        {"ParameterKey":"Image","ParameterValue":"/images/latest"}]`,
    ],
    ["assignments", '["Env=prod","Actions=s3:Get*,s3:Put*","Image=/a=b"]'],
    ["names and values", '{"Env":"prod","Actions":["s3:Get*","s3:Put*"],"Image":"/i"}'],
    [
      "a template configuration of CodePipeline",
      '{"Parameters":{"Env":"prod","Actions":"s3:Get*,s3:Put*","Image":"/i"},"Tags":{"a":"b"}}',
    ],
    [
      "the input of `create-stack`",
      '{"StackName":"s","Parameters":[{"ParameterKey":"Env","ParameterValue":"prod"},{"ParameterKey":"Actions","ParameterValue":"s3:Get*,s3:Put*"},{"ParameterKey":"Image","ParameterValue":"i"}]}',
    ],
    ["YAML: names and values", "Env: prod\nActions: [s3:Get*, s3:Put*]\nImage: /i\n"],
    ["YAML: `Parameters`", "Parameters:\n  Env: prod\n  Actions: s3:Get*,s3:Put*\n  Image: /i\n"],
    [
      "YAML: the list of the AWS CLI",
      "- ParameterKey: Env\n  ParameterValue: prod\n- { ParameterKey: Actions, ParameterValue: 's3:Get*,s3:Put*' }\n- { ParameterKey: Image, ParameterValue: i }\n",
    ],
  ])("%s", (name, text) => {
    const file = name.startsWith("YAML") ? "p.yml" : "p.json";
    expect(render(read([text], [file]), template)).toEqual(expected);
  });
});

test("later files stand over earlier ones", () => {
  const result = read(['{"Env":"prod","Actions":"a:b","Image":"i"}', '{"Env":"dev"}']);
  expect(render(result, template)).toContain(dev.plain);
});

test("a value is annotated where it is written", () => {
  const text = '[{"ParameterKey":"Actions","ParameterValue":"iam:*"}]';
  const action = read([text])?.policies[0]?.document.statements[0]?.action?.values[0];
  expect(slice(text, action?.parts[0]?.at)).toBe("iam:*");
  expect(action?.parts[0]?.at.file).toBe("p0.json");
});

test.each([
  ["a file that is not there", [undefined], ["gone.json"], /is not there: the template is judged/],
  ["broken JSON", ['{"Env": "prod"'], ["p.json"], /is broken: the template is judged without it/],
  ["another form", ['{"Env": {"Value": "prod"}}'], ["p.json"], /in a form that is known/],
  ["a scalar", ['"prod"'], ["p.json"], /in a form that is known/],
  ["entries without a name", ['[{"ParameterValue":"prod"}]'], ["p.json"], /in a form that is/],
  ["nothing", [""], ["p.yml"], /in a form that is known/],
  ["a very long file", [" ".repeat(2_000_000)], ["p.json"], /is too large/],
])("%s is reported, and the defaults stay", (_, texts, names, reason) => {
  const files = filesOf(names[0] === "gone.json" ? {} : { [names[0] ?? ""]: texts[0] });
  const result = readCloudFormation("t.yml", template, files, [names]);
  expect(result?.notJudged).toEqual([
    expect.objectContaining({ unread: true, reason: expect.stringMatching(reason) }),
  ]);
  expect(render(result, template)).toContain(dev.plain);
});

test("a file that is not loaded yet is asked for, and reported when it does not come", () => {
  const result = read([undefined]);
  expect(result?.reads).toEqual(["p0.json"]);
  expect(result?.notJudged[0]?.reason).toMatch(/could not be read/);
});

test("`UsePreviousValue` is the value of the deployed stack", () => {
  const result = read(['[{"ParameterKey":"Env","UsePreviousValue":true}]']);
  expect(render(result, template)).toContain("t.yml#R: AWS::IAM::Role called app-${!Ref Env}");
});

describe("several lists are variants", () => {
  const files = filesOf({
    "dev.json": '{"Env":"dev","Actions":"s3:GetObject"}',
    "prod.json": '{"Env":"prod","Actions":"s3:GetObject"}',
    "same.json": '{"Actions":"s3:GetObject"}',
  });
  const variants = (...names: string[]) =>
    render(
      readCloudFormation(
        "t.yml",
        template,
        files,
        names.map((name) => [name]),
      ),
      template,
    );

  test("what differs has the file in its address", () => {
    expect(variants("dev.json", "prod.json").map((line) => line.split(":")[0])).toEqual([
      "t.yml#R/Policies/0",
      "t.yml (prod.json)#R/Policies/0",
      "t.yml#R",
      "t.yml (prod.json)#R",
    ]);
  });

  test("what is the same stands there once", () => {
    expect(variants("dev.json", "dev.json")).toEqual(variants("dev.json"));
  });

  test("a policy of an owner that differs stays with it", () => {
    const text = `
Parameters: { Name: { Type: String } }
Resources:
  R: { Type: AWS::IAM::Role, Properties: { ManagedPolicyArns: [!Ref Name] } }
  P: { Type: AWS::IAM::Policy, Properties: { Roles: [!Ref R], PolicyDocument: { Statement: { Effect: Allow } } } }
  Q: { Type: AWS::SQS::QueuePolicy, Properties: { PolicyDocument: { Statement: { Effect: Deny } } } }`;
    const names = filesOf({ "a.json": '{"Name":"a"}', "b.json": '{"Name":"b"}' });
    const result = readCloudFormation("t.yml", text, names, [["a.json"], ["b.json"]]);
    expect(result?.policies.map(({ address, owner }) => [address, owner])).toEqual([
      ["t.yml#P/PolicyDocument", "t.yml#R"],
      ["t.yml#Q/PolicyDocument", undefined],
      ["t.yml (b.json)#P/PolicyDocument", "t.yml (b.json)#R"],
    ]);
    expect(result?.policies[2]?.variantOf).toBe("t.yml#P/PolicyDocument");
    expect(result?.owners.map(({ variantOf }) => variantOf)).toEqual([undefined, "t.yml#R"]);
  });

  test("there are not too many of them", () => {
    const result = readCloudFormation("t.yml", template, files, Array(9).fill(["same.json"]));
    expect(render(result, template)).toContain(
      "t.yml: unread: more than 8 lists of parameter files: those past it are not judged",
    );
  });
});

test("loops run over what is given", () => {
  const text = `
Transform: AWS::LanguageExtensions
Parameters: { Names: { Type: CommaDelimitedList } }
Resources:
  Fn::ForEach::All:
  - Name
  - !Ref Names
  - Role\${Name}: { Type: AWS::IAM::Role }`;
  const files = filesOf({ "p.json": '{"Names":"A,B"}' });
  expect(render(readCloudFormation("t.yml", text, files, [["p.json"]]), text)).toEqual([
    "t.yml#RoleA: AWS::IAM::Role",
    "t.yml#RoleB: AWS::IAM::Role",
  ]);
});

describe("the reach of a change", () => {
  const inputs: ConfiguredInputs = {
    ...noInputs,
    cloudFormation: [{ template: "t.yml", parameterFiles: ["params/p.json"] }],
  };
  const read = (texts: Record<string, string>, focus: readonly string[], given = inputs) =>
    readSources(filesOf(texts), focus, () => undefined, given).owners.map(({ address }) => address);
  const texts = { "t.yml": template, "params/p.json": '{"Env":"prod"}', "o.yml": "a: b" };

  test("a parameter file leads to its template", () => {
    expect(read(texts, ["params/p.json"])).toEqual(["t.yml#R"]);
  });
  test("so does one that is gone", () => {
    expect(read({ "t.yml": template }, ["params/p.json"])).toEqual(["t.yml#R"]);
  });
  test("a template that is not there is named, where its files are", () => {
    const notJudged = (given: Record<string, string>) =>
      readSources(filesOf(given), Object.keys(given), () => undefined, inputs).notJudged.map(
        ({ range, address, reason }) => `${range.file} ${address}: ${reason}`,
      );
    expect(notJudged({ "params/p.json": '{"Env":"prod"}' })).toEqual([
      "params/p.json t.yml: The configuration of Leastwise names parameter files for `t.yml`, which is not there.",
    ]);
    expect(notJudged({ "o.yml": "a: b" })).toEqual([]);
    expect(notJudged(texts)).toEqual([]);
  });
  test("other files do not, nor does a file that is not configured", () => {
    expect(read(texts, ["o.yml"])).toEqual([]);
    expect(read(texts, ["params/p.json"], noInputs)).toEqual([]);
  });
  test("a nested template with parameters of its own is judged for itself too", () => {
    const parent = `Resources:\n  N: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: t.yml } }`;
    expect(read({ ...texts, "parent.yml": parent }, ["t.yml", "parent.yml"])).toEqual([
      "parent.yml#N#R",
      "t.yml#R",
    ]);
  });
});
