import { describe, expect, test } from "@jest/globals";
import { readSources } from "../../src/sources/read-sources.ts";
import { readYaml } from "../../src/sources/read-yaml.ts";
import { filesOf, render } from "./rendering.ts";

const statement = '{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}';
const document = `{"Statement":[${statement}]}`;
const otherTool =
  "p.yml: not judged: a policy document in a file of another tool: it is not judged";
const serverless =
  "p.yml: not judged: the Serverless Framework makes a policy of this: it is not judged";

describe("a YAML file that is no template", () => {
  test.each([
    {
      name: "a policy document",
      text: "Statement:\n  - Effect: Allow\n    Action: s3:GetObject\n    Resource: '*'\n",
      expected: [`p.yml: identity: ${document}`],
    },
    {
      name: "what an API takes",
      text: `AssumeRolePolicyDocument:\n  Statement: [${statement}]\n`,
      expected: [`p.yml#/AssumeRolePolicyDocument: trust AWS::IAM::Role: ${document}`],
    },
    {
      name: "several documents",
      text: `Statement: [${statement}]\n---\na: b\n---\nStatement: [${statement}]\n`,
      expected: [`p.yml#1: identity: ${document}`, `p.yml#3: identity: ${document}`],
    },
    {
      name: "a manifest of a controller of AWS",
      text: `apiVersion: iam.services.k8s.aws/v1alpha1
kind: Role
metadata: { name: app }
spec:
  assumeRolePolicyDocument: |
    {"Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}
  inlinePolicies:
    s3: '${document}'
`,
      expected: [
        'p.yml#app/spec/assumeRolePolicyDocument: trust AWS::IAM::Role: {"Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}',
        `p.yml#app/spec/inlinePolicies/s3: identity: ${document}`,
      ],
    },
    {
      name: "a manifest of Crossplane",
      text: `apiVersion: s3.aws.m.upbound.io/v1beta1\nmetadata: { name: b }\nspec: { forProvider: { policy: '${document}' } }\n`,
      expected: [`p.yml#b/spec/forProvider/policy: identity: ${document}`],
    },
    {
      name: "a broken text in such a manifest: what could be read, and where it breaks",
      text: `apiVersion: iam.aws.upbound.io/v1beta1\nspec: { policy: '{"Statement":[${statement},]}' }\n`,
      expected: [
        `p.yml#/spec/policy: identity: ${document}`,
        'json at ",": a comma before `]` is not allowed in JSON',
      ],
    },
    {
      name: "a manifest of somebody else",
      text: `apiVersion: example.com/v1\nspec: { policy: '${document}' }\n`,
      expected: [otherTool],
    },
    {
      name: "a playbook",
      text: `- tasks:\n    - iam_policy: { policy: { Statement: [${statement}] } }\n    - x: '${document}'\n`,
      expected: [otherTool, otherTool],
    },
    {
      name: "a part of a template",
      text: "Statement:\n  - Effect: Allow\n    Action: '*'\n    Resource: !Sub '${B}/*'\n",
      expected: [otherTool],
    },
    {
      name: "a part of a file of the Serverless Framework",
      text: "Statement:\n  - Effect: Allow\n    Action: '*'\n    Resource: ${self:custom.arn}\n",
      expected: [otherTool],
    },
    {
      name: "a variable of a policy is no function",
      text: `Statement: { Effect: Allow, Action: "s3:*", Resource: "arn:aws:s3:::b/\${aws:username}" }\n`,
      expected: [
        'p.yml: identity: {"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${aws:username}"}}',
      ],
    },
    {
      name: "a broken document",
      text: "Statement:\n  - Effect: Allow\n\tAction: '*'\n",
      expected: [
        'p.yml: identity: {"Statement":[{"Effect":"Allow"}],"Action":"*"}',
        'yaml at "\t": a tab stands in the indentation: YAML takes spaces only',
      ],
    },
    {
      name: "a template of Helm",
      text: `{{- if .Values.on }}\napiVersion: iam.services.k8s.aws/v1alpha1\nspec:\n  policyDocument: |\n    ${document}\n{{- end }}\n`,
      expected: [
        "p.yml: not judged: this speaks of policies, and its YAML is broken: no policy document could be read",
      ],
    },
    {
      name: "something else that has such words",
      text: "Statement: of account\nEffect: none\n",
      expected: ["left alone"],
    },
    { name: "nothing of the kind", text: "on: push\njobs: {}\n", expected: ["left alone"] },
  ])("$name", ({ text, expected }) => {
    expect(render(readYaml("p.yml", text), text)).toEqual(expected);
  });

  test("of another name it is left alone", () => {
    expect(readYaml("p.txt", `Statement: [${statement}]\n`)).toBeUndefined();
  });

  test("as it is declared", () => {
    const text = `Statement: [${statement}]\n`;
    const result = readYaml("p.yml", text, { kind: "scp" });
    expect(result?.policies.map(({ kind }) => kind)).toEqual(["scp"]);
    const none = readYaml("p.yml", "- a\n", { kind: "scp" });
    expect(render(none, "")).toEqual([
      "p.yml: unread: the configuration says that this is a policy document, but it is none",
    ]);
  });

  test("more documents than are read are reported", () => {
    const text = `Statement: [${statement}]\n---\n`.repeat(150);
    const result = readYaml("p.yml", text);
    expect(result?.policies.length).toBe(100);
    expect(result?.notJudged.map(({ unread }) => unread)).toEqual([true]);
  });

  test("more policies than are judged are reported", () => {
    const specs = Array.from({ length: 150 }, (_, index) => `  p${index}: '${document}'\n`);
    const text = `apiVersion: iam.services.k8s.aws/v1\nspec:\n${specs.join("")}`;
    const result = readYaml("p.yml", text);
    expect(result?.policies.length).toBe(100);
    expect(result?.notJudged.map(({ unread }) => unread)).toEqual([true]);
  });

  test("aliases that stand for too much come to an end", () => {
    const levels = Array.from({ length: 30 }, (_, n) => `l${n}: &l${n} [*l${n + 1}, *l${n + 1}]`);
    const text = `l30: &l30 x\n${levels.reverse().join("\n")}\nStatement:\n  Effect: *l0\n  Action: "s3:*"\n`;
    const result = readYaml("p.yml", text);
    expect(result?.syntaxProblems.map(({ language }) => language)).toContain("yaml");
  });
});

describe("the Serverless Framework", () => {
  test.each([
    {
      name: "statements for the role of all functions",
      text: "provider:\n  name: aws\n  iam: { role: { statements: [], managedPolicies: [] } }\n",
      expected: [serverless, serverless],
    },
    {
      name: "as they were written before, and for a single function",
      text: "provider:\n  name: aws\n  iamRoleStatements: []\nfunctions:\n  f: { iamRoleStatements: [] }\n",
      expected: [serverless, serverless],
    },
    {
      name: "functions in a list",
      text: "provider: { name: aws }\nfunctions:\n  - f: { iamRoleStatements: [] }\n",
      expected: [serverless],
    },
    {
      name: "another provider",
      text: "provider:\n  name: google\n  iamRoleStatements: []\n",
      expected: ["left alone"],
    },
    {
      name: "a role of one's own",
      text: "provider:\n  name: aws\n  iam: { role: arn:aws:iam::111122223333:role/x }\n",
      expected: ["left alone"],
    },
  ])("$name", ({ text, expected }) => {
    expect(render(readYaml("p.yml", text), text)).toEqual(expected);
  });

  test("beside resources of CloudFormation", () => {
    const text = `provider:
  name: aws
  iam: { role: { statements: [] } }
resources:
  Resources: { Q: { Type: AWS::SQS::Queue } }
`;
    const result = readSources(filesOf({ "p.yml": text }), ["p.yml"], () => undefined);
    expect(render(result, text)).toEqual([
      serverless,
      "p.yml: not judged: the template below `resources` belongs to another tool: it is not judged",
    ]);
  });
});
