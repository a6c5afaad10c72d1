import { describe, expect, test } from "@jest/globals";
import { readCloudFormation } from "../../../src/sources/cloudformation/read-cloudformation.ts";
import { filesOf, render, slice } from "../rendering.ts";

const file = "t.yml";
const stackSet = (properties: string) => `
Parameters: { Team: { Type: String, Default: a } }
Resources:
  Set:
    Type: AWS::CloudFormation::StackSet
    Properties:
      StackSetName: s
      Parameters:
      - { ParameterKey: Name, ParameterValue: !Sub "app-\${Team}" }
${properties}`;

const body = (marker: string) => `      TemplateBody: ${marker}
        Parameters:
          Name: { Type: String }
        Resources:
          R:
            Type: AWS::IAM::Role
            Properties:
              RoleName: !Ref Name
              AssumeRolePolicyDocument:
                Statement:
                - Effect: Allow
                  Principal: { AWS: !Sub "arn:aws:iam::\${AWS::AccountId}:root" }
                  Action: sts:AssumeRole
                  Resource: '\${AWS::Region}'
`;
const read = (text: string, texts: Record<string, string> = {}) =>
  readCloudFormation(file, text, filesOf(texts));

describe("the template in a stack set", () => {
  test("is judged with its parameters, in accounts of its own", () => {
    const text = stackSet(body("|"));
    expect(render(read(text), text)).toEqual([
      't.yml#Set#R/AssumeRolePolicyDocument: trust AWS::IAM::Role of t.yml#Set#R: {"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::${Set.AWS::AccountId}:root"},"Action":"sts:AssumeRole","Resource":"${AWS::Region}"}]}',
      "t.yml#Set#R: AWS::IAM::Role called app-a",
    ]);
  });

  test("keeps the places of its values", () => {
    const text = stackSet(body("|"));
    const statement = read(text)?.policies[0]?.document.statements[0];
    const places = [statement?.action?.values[0]?.range, statement?.action?.key, statement?.range];
    expect(places.slice(0, 2).map((range) => slice(text, range))).toEqual([
      "sts:AssumeRole",
      "Action",
    ]);
    expect(slice(text, places[2])).toMatch(/^Effect: Allow[\s\S]*AWS::Region\}'$/);
    expect(slice(text, read(text)?.owners[0]?.range)).toBe("R");
  });

  test("may be put together by the template around it", () => {
    const text = stackSet(body("!Sub |").replace("Region}", "StackName}"));
    expect(render(read(text), text)[0]).toContain(
      '{"AWS":"arn:aws:iam::${AWS::AccountId}:root"},"Action":"sts:AssumeRole","Resource":"${AWS::StackName}"}',
    );
  });

  test("may be JSON", () => {
    const json = JSON.stringify({
      Resources: {
        U: { Type: "AWS::IAM::User", Properties: { UserName: { Ref: "AWS::Region" } } },
      },
    });
    const text = stackSet(`      TemplateBody: '${json}'`);
    expect(render(read(text), text)).toEqual([
      "t.yml#Set#U: AWS::IAM::User called ${Set.AWS::Region}",
    ]);
  });

  test.each([
    ["TemplateBody: !Ref Team", "Set/TemplateBody: not judged: no template could be read here"],
    [
      "TemplateBody: [a]",
      "Set/TemplateBody: not judged: the template of this stack set is not known",
    ],
    ["TemplateBody: !Foo x", "Set/TemplateBody: not judged: the template of this stack set is not"],
    [
      "TemplateURL: https://x/y.yml",
      "Set/TemplateURL: not judged: a nested stack whose template is",
    ],
    ["TemplateURL: gone.yml", "Set/TemplateURL: not judged: the template `gone.yml`"],
    ["TemplateURL: t.yml", "Set/TemplateURL: not judged: the nested stack `t.yml` leads back"],
  ])("%s is listed", (property, reason) => {
    const text = stackSet(`      ${property}`);
    expect(render(read(text, { "t.yml": text }), text)[0]).toContain(reason);
  });

  test("a local file is followed", () => {
    const text = stackSet("      TemplateURL: child.yml");
    const child = "Resources: { U: { Type: AWS::IAM::User } }";
    expect(render(read(text, { "child.yml": child }), text)).toEqual([
      "t.yml#Set#U: AWS::IAM::User",
    ]);
  });

  test("broken YAML is said, at its place", () => {
    const text = stackSet(`${body("|")}          X: [\n`);
    const problem = read(text)?.syntaxProblems[0];
    expect(problem?.at.start).toBeGreaterThan(text.indexOf("TemplateBody"));
  });

  test("stack sets in stack sets end", () => {
    let inner = "Resources: { U: { Type: AWS::IAM::User } }";
    for (let depth = 0; depth < 9; depth++) {
      inner = JSON.stringify({
        Resources: {
          S: { Type: "AWS::CloudFormation::StackSet", Properties: { TemplateBody: inner } },
        },
      });
    }
    const reasons = readCloudFormation("t.json", inner)?.notJudged.map(({ reason }) => reason);
    expect(reasons).toEqual(["more nested stacks than are followed: not judged"]);
  });
});
