import { describe, expect, test } from "@jest/globals";
import { displayText } from "../../../src/policy/text-value.ts";
import { readCloudFormation } from "../../../src/sources/cloudformation/read-cloudformation.ts";
import { templateUsers } from "../../../src/sources/cloudformation/template-users.ts";
import { readSources } from "../../../src/sources/read-sources.ts";
import { plain } from "../node-rendering.ts";
import { filesOf, render, slice } from "../rendering.ts";

const policy = (resource: string) =>
  `{ Type: AWS::IAM::Policy, Properties: { PolicyDocument: { Statement: { Resource: ${resource} } } } }`;

describe("loops", () => {
  test.each([
    {
      name: "over a list that is written there",
      loop: `[Name, [a, b-c], { "P&{Name}": ${policy('!Sub "${Name}/*"')} }]`,
      expected: ["t.yml#Pa a/*", "t.yml#Pbc b-c/*"],
    },
    {
      name: "over the default of a parameter",
      loop: `[Name, !Ref Names, { "P\${Name}": ${policy("!Ref Name")} }]`,
      expected: ["t.yml#Px x", "t.yml#Py y"],
    },
    {
      name: "in a loop",
      loop: `[A, [a, b], { "Fn::ForEach::Inner": [B, [c], { "P\${A}\${B}": ${policy('!Sub "${A}-${B}"')} }] }]`,
      expected: ["t.yml#Pac a-c", "t.yml#Pbc b-c"],
    },
    {
      name: "over a map",
      loop: `[A, !FindInMap [Map, a, list], { "P\${A}": ${policy('!Join ["", [x, "${A}"]]')} }]`,
      expected: ["t.yml#Pm xm"],
    },
    {
      name: "over a list that is not known",
      loop: `[A, !Ref Unknown, { "P\${A}": ${policy("a")} }]`,
      expected: [
        "`Fn::ForEach::Loop` makes resources when the template is deployed: they are not judged",
      ],
    },
    {
      name: "of the wrong form",
      loop: "[A, [a], 'Type: AWS::X::Y']",
      expected: [
        "`Fn::ForEach::Loop` makes resources when the template is deployed: they are not judged",
      ],
    },
  ])("$name", ({ loop, expected }) => {
    const text = `Transform: AWS::LanguageExtensions
Parameters: { Names: { Type: CommaDelimitedList, Default: "x, y" }, Unknown: { Type: CommaDelimitedList } }
Mappings: { Map: { a: { list: [m] } } }
Resources:
  Fn::ForEach::Loop: ${loop}
`;
    const result = readCloudFormation("t.yml", text);
    const found = result?.policies.map(({ address, document }) => {
      const [resource] = document.statements[0]?.resource?.values ?? [];
      return `${address.replace("/PolicyDocument", "")} ${resource && displayText(resource)}`;
    });
    expect([...(found ?? []), ...(result?.notJudged ?? []).map(({ reason }) => reason)]).toEqual(
      expected,
    );
  });

  test("in the properties of a resource, and in conditions", () => {
    const text = `Resources:
  P:
    Type: AWS::IAM::Policy
    Condition: IsA
    Properties:
      PolicyDocument:
        Statement:
          Condition:
            Fn::ForEach::Keys: [Key, [a, b], { "StringLike\${Key}": { "k\${Key}": "*" } }]
Conditions:
  Fn::ForEach::All: [X, [A, B], { "Is\${X}": !Equals [same, same] }]
`;
    const [found] = readCloudFormation("t.yml", text)?.policies ?? [];
    expect(plain(found?.document.node)).toEqual({
      Statement: { Condition: { StringLikea: { ka: "*" }, StringLikeb: { kb: "*" } } },
    });
  });

  test("each value stands where its identifier is written", () => {
    const text = `Resources:
  Fn::ForEach::L: [N, [aa], { "P\${N}": ${policy('"x-${N}-y"')} }]
`;
    const [found] = readCloudFormation("t.yml", text)?.policies ?? [];
    const [resource] = found?.document.statements[0]?.resource?.values ?? [];
    expect(resource?.parts.map(({ at }) => slice(text, at))).toEqual(["x-", "${N}", "-y"]);
  });
});

describe("included files", () => {
  const include = (location: string) =>
    `Fn::Transform: { Name: AWS::Include, Parameters: { Location: ${location} } }`;
  const template = `Transform: { Name: AWS::Include, Parameters: { Location: parts/root.yml } }
Resources:
  P:
    Type: AWS::IAM::Policy
    Properties:
      ${include("./parts/properties.yml")}
      PolicyName: p
  Q: { Type: AWS::IAM::Policy, Properties: { PolicyDocument: { Statement: [{ ${include("parts/st.json")} }] } } }
  R: { Type: AWS::IAM::Policy, Properties: { PolicyDocument: { ${include("s3://bucket/x")} } } }
`;
  const texts = {
    "app/t.yml": template,
    "app/parts/root.yml": "Resources: { U: { Type: AWS::IAM::User } }\n",
    "app/parts/properties.yml": "PolicyDocument: { Statement: { Effect: Allow } }\n",
    "app/parts/st.json": '{"Effect":"Deny"}',
  };

  test("they stand where they are included, with places of their own", () => {
    const result = readCloudFormation("app/t.yml", template, filesOf(texts));
    const lines = render(result, template);
    expect(lines).toContain(
      'app/t.yml#P/PolicyDocument: identity: {"Statement":{"Effect":"Allow"}}',
    );
    expect(lines).toContain(
      'app/t.yml#Q/PolicyDocument: identity: {"Statement":[{"Effect":"Deny"}]}',
    );
    expect(lines).toContain("app/t.yml#U: AWS::IAM::User");
    const [first] = result?.policies ?? [];
    expect(first?.document.range.file).toBe("app/parts/properties.yml");
    expect(result?.reads).toEqual([
      "app/parts/root.yml",
      "app/parts/properties.yml",
      "app/parts/st.json",
    ]);
    expect(result?.notJudged.map(({ address }) => address)).toEqual([
      "app/t.yml#R",
      "app/t.yml#R/PolicyDocument",
    ]);
  });

  test("a file that includes itself is included once", () => {
    const text = `Resources:\n  P: { ${include("t.yml")} }\n  R: { Type: AWS::IAM::Role }\n`;
    const result = readCloudFormation("t.yml", text, filesOf({ "t.yml": text }));
    expect(result?.owners).toHaveLength(1);
  });
});

describe("nested stacks", () => {
  const child = `Parameters:
  Who: { Type: String, Default: nobody }
  Kind: { Type: String }
  List: { Type: CommaDelimitedList }
Conditions:
  IsA: !Equals [!Ref Kind, a]
Resources:
  R: { Type: AWS::IAM::Role, Condition: IsA, Properties: { RoleName: !Sub "r-\${Who}" } }
  P: { Type: AWS::IAM::Policy, Properties: { Roles: [!Ref R], PolicyDocument: { Statement: { Resource: [!Ref Who, !Ref List, !Ref B, !Ref AWS::StackName, !Ref AWS::Region] } } } }
  B: { Type: AWS::S3::Bucket }
Outputs:
  Role: { Value: !GetAtt R.Arn }
`;
  const parent = `Parameters: { Env: { Type: String, Default: dev } }
Resources:
  One: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./nested/child.yml, Parameters: { Who: !Sub "\${Env}-x", Kind: a, List: "a,b" } } }
  Two: { Type: AWS::Serverless::Application, Properties: { Location: nested/child.yml, Parameters: { Kind: b } } }
  T: { Type: AWS::IAM::Policy, Properties: { PolicyDocument: { Statement: { Resource: [!GetAtt One.Outputs.Role, !GetAtt One.Outputs.None] } } } }
`;
  const files = filesOf({ "app/t.yml": parent, "app/nested/child.yml": child });

  test("are evaluated with their parameters", () => {
    const lines = render(readCloudFormation("app/t.yml", parent, files), parent);
    expect(lines).toEqual([
      'app/t.yml#T/PolicyDocument: identity: {"Statement":{"Resource":["arn:${AWS::Partition}:iam::${AWS::AccountId}:role/r-dev-x",{"unknown":"!GetAtt One.Outputs.None"}]}}',
      'app/t.yml#One#P/PolicyDocument: identity of app/t.yml#One#R: {"Statement":{"Resource":["dev-x",["a","b"],"${One.!Ref B}","${One.AWS::StackName}","${AWS::Region}"]}}',
      'app/t.yml#Two#P/PolicyDocument: identity of app/t.yml#Two#R: {"Statement":{"Resource":["nobody",{"unknown":"Two.!Ref List"},"${Two.!Ref B}","${Two.AWS::StackName}","${AWS::Region}"]}}',
      "app/t.yml#One#R: AWS::IAM::Role called r-dev-x",
      "app/t.yml#One#B: AWS::S3::Bucket",
      "app/t.yml#Two#R: AWS::IAM::Role called r-nobody",
      "app/t.yml#Two#B: AWS::S3::Bucket",
    ]);
  });

  test("know where they are called", () => {
    const result = readCloudFormation("app/t.yml", parent, files);
    const nested = result?.policies.find(({ address }) => address.startsWith("app/t.yml#One#"));
    expect(nested?.calls?.map((range) => slice(parent, range))).toEqual(["TemplateURL"]);
  });

  test.each([
    [
      "a URL",
      "https://example.com/x.yml",
      "whose template is elsewhere, `https://example.com/x.yml`",
    ],
    ["outside the repository", "../../x.yml", "whose template is elsewhere, `../../x.yml`"],
    ["an absolute path", "/x.yml", "whose template is elsewhere, `/x.yml`"],
    ["what is not known", "!Ref Url", "whose template is elsewhere, `!Ref Url`"],
    ["nothing there", "x.yml", "`app/x.yml` of this nested stack is not in the repository"],
    ["not loaded", "late.yml", "`app/late.yml` of this nested stack could not be read"],
    ["broken", "broken.yml", "`app/broken.yml` of this nested stack could not be read"],
    ["no template", "other.yml", "`app/other.yml` is no template"],
    ["itself", "t.yml", "`app/t.yml` leads back to itself"],
    ["a circle", "circle.yml", "`app/t.yml` leads back to itself"],
  ])("%s", (_, location, reason) => {
    const text = `Resources:\n  S: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ${location} } }\n`;
    const result = readCloudFormation(
      "app/t.yml",
      text,
      filesOf({
        "app/t.yml": text,
        "app/late.yml": undefined,
        "app/broken.yml": "Resources: [",
        "app/other.yml": "a: b\n",
        "app/circle.yml": text.replace("circle.yml", "t.yml"),
      }),
    );
    expect(result?.notJudged.map((entry) => entry.reason)).toEqual([
      expect.stringContaining(reason),
    ]);
  });

  test("a template that is taken in is not judged by itself as well", () => {
    const all = filesOf({ "app/t.yml": parent, "app/nested/child.yml": child });
    const both = readSources(all, ["app/t.yml", "app/nested/child.yml"], () => undefined);
    const childOnly = readSources(all, ["app/nested/child.yml"], () => undefined);
    const addresses = both.policies.map(({ address }) => address);
    expect(addresses).toEqual([
      "app/t.yml#T/PolicyDocument",
      "app/t.yml#One#P/PolicyDocument",
      "app/t.yml#Two#P/PolicyDocument",
    ]);
    expect(childOnly.policies.map(({ address }) => address)).toEqual(addresses);
  });

  test("two templates that take each other in are both judged", () => {
    const text = (other: string) =>
      `Resources:\n  S: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ${other} } }\n  R: { Type: AWS::IAM::Role }\n`;
    const all = filesOf({ "a.yml": text("b.yml"), "b.yml": text("a.yml") });
    const result = readSources(all, ["a.yml", "b.yml"], () => undefined);
    expect(result.owners.map(({ address }) => address)).toEqual([
      "a.yml#R",
      "a.yml#S#R",
      "b.yml#R",
      "b.yml#S#R",
    ]);
  });

  test("a document in YAML that a template takes in leads to the template", () => {
    const all = filesOf({
      "t.yml": `AWSTemplateFormatVersion: x
Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Fn::Transform: { Name: AWS::Include, Parameters: { Location: parts/trust.yml } }
`,
      "parts/trust.yml":
        'Version: "2012-10-17"\nStatement: [{ Effect: Allow, Principal: "*", Action: sts:AssumeRole }]\n',
    });
    const result = readSources(all, ["parts/trust.yml"], () => undefined);
    expect(result.policies.map(({ address, kind }) => [address, kind])).toEqual([
      ["t.yml#R/AssumeRolePolicyDocument", "trust"],
    ]);
  });

  test("a template beside it that only mentions it stays out", () => {
    const all = filesOf({
      "child.yml": "Resources: { R: { Type: AWS::IAM::Role } }\n",
      "note.yml":
        "AWSTemplateFormatVersion: x # child.yml\nResources: { U: { Type: AWS::IAM::User } }\n",
    });
    expect(templateUsers(all, ["child.yml"])).toEqual(["note.yml"]);
    const result = readSources(all, ["child.yml"], () => undefined);
    expect(result.owners.map(({ address }) => address)).toEqual(["child.yml#R"]);
  });
});
