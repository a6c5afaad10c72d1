import { expect, test } from "@jest/globals";
import { readJsonPolicy } from "../../../src/sources/json/read-json.ts";
import { render } from "../rendering.ts";

const statement = '{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}';
const document = `{"Version":"2012-10-17","Statement":[${statement}]}`;

test.each([
  {
    name: "a policy document, in a file of any name",
    path: "policies/reader",
    text: document,
    expected: [`policies/reader: identity: ${document}`],
  },
  {
    name: "one statement without a list",
    text: `{"Statement":${statement}}`,
    expected: [`p.json: identity: {"Statement":${statement}}`],
  },
  {
    name: "a document in the input or output of an API",
    text: `{"PolicyDocument":${document}}`,
    expected: [`p.json#/PolicyDocument: identity: ${document}`],
  },
  {
    name: "a version of a managed policy",
    text: `{"PolicyVersion":{"VersionId":"v1","Document":${document}}}`,
    expected: [`p.json#/PolicyVersion/Document: identity: ${document}`],
  },
  {
    name: "a document in a text",
    text: `{"Policy":${JSON.stringify(document)}}`,
    expected: [`p.json#/Policy: identity: ${document}`],
  },
  {
    name: "a trust policy by the member that holds it",
    text: `{"RoleName":"r","AssumeRolePolicyDocument":${document}}`,
    expected: [`p.json#/AssumeRolePolicyDocument: trust AWS::IAM::Role: ${document}`],
  },
  {
    name: "a trust policy by its actions",
    text: '{"Statement":{"Effect":"Allow","Principal":"*","Action":["sts:AssumeRole","STS:TagSession"]}}',
    expected: [
      'p.json: trust AWS::IAM::Role: {"Statement":{"Effect":"Allow","Principal":"*","Action":["sts:AssumeRole","STS:TagSession"]}}',
    ],
  },
  {
    name: "a resource policy by its principals",
    text: '{"Statement":{"Effect":"Allow","Principal":"*","Action":["sts:AssumeRole","s3:*"]}}',
    expected: [
      'p.json: resource: {"Statement":{"Effect":"Allow","Principal":"*","Action":["sts:AssumeRole","s3:*"]}}',
    ],
  },
  {
    name: "a document that lacks its effects",
    text: '{"Statement":[{"Action":"s3:GetObject"}]}',
    expected: ['p.json: identity: {"Statement":[{"Action":"s3:GetObject"}]}'],
  },
  {
    name: "a document of a single element, by what stands in it",
    text: '{"Statement":{"Resource":"*"}}',
    expected: ['p.json: identity: {"Statement":{"Resource":"*"}}'],
  },
  {
    name: "a statement of another kind, which has something called as an element is",
    text: '{"Statement":[{"Date":"2012-10-17","Amount":3,"Action":"Deposit"}]}',
    expected: ["left alone"],
  },
  {
    name: "a template of Helm, whatever its name",
    path: "p.yaml",
    text: `{{- if .Values.on }}\npolicy: |\n  ${document}\n{{- end }}\n`,
    expected: ["left alone"],
  },
  {
    name: "a document whose statements are called something like it",
    text: '{"Version":"2012-10-17","statement":[]}',
    expected: ['p.json: identity: {"Version":"2012-10-17","statement":[]}'],
  },
  {
    name: "a byte order mark and line ends of Windows",
    text: `\u{FEFF}\r\n${document}\r\n`,
    expected: [`p.json: identity: ${document}`],
  },
  {
    name: "a broken document: what could be read, and where it breaks",
    text: '{"Statement":[{"Effect":"Allow" "Action":"*"}]}',
    expected: [
      'p.json: identity: {"Statement":[{"Effect":"Allow","Action":"*"}]}',
      'json at ""Action"": a comma is missing before `"Action"`',
    ],
  },
  {
    name: "a broken document in a text",
    text: '{"Policy": "{\\"Statement\\": {\\"Effect\\": \\"Allow\\",}}"}',
    expected: [
      'p.json#/Policy: identity: {"Statement":{"Effect":"Allow"}}',
      'json at ",": a comma before `}` is not allowed in JSON',
    ],
  },
  { name: "other JSON", text: '{"name":"x","version":"2012-10-17"}', expected: ["left alone"] },
  {
    name: "other JSON with statements",
    text: '{"Statement":[{"Query":"SELECT 1"}]}',
    expected: ["left alone"],
  },
  { name: "a list", text: `[${document}]`, expected: ["left alone"] },
  { name: "broken JSON that is no policy", text: '{"Statement": ', expected: ["left alone"] },
  { name: "binary content", text: "\0\u{1}\u{FFFD}Statement\u{2}", expected: ["left alone"] },
  {
    name: "a policy inside other text",
    path: "notes",
    text: `A policy:\n${document}`,
    expected: ["left alone"],
  },
])("$name", ({ path = "p.json", text, expected }) => {
  expect(render(readJsonPolicy(path, text), text)).toEqual(expected);
});

test("the configuration says what a file is", () => {
  const declared = { kind: "scp" } as const;
  expect(render(readJsonPolicy("p.json", document, declared), document)).toEqual([
    `p.json: scp: ${document}`,
  ]);
  const bucket = { kind: "resource", resourceType: "AWS::S3::Bucket" } as const;
  expect(render(readJsonPolicy("p.json", "{}", bucket), "{}")).toEqual([
    "p.json: resource AWS::S3::Bucket: {}",
  ]);
});

test.each([
  ["{", 'json at "{": `}` is missing: it closes `{` of line 1'],
  [
    "[]",
    "p.json: unread: the configuration says that this is a policy document, but it is no JSON object",
  ],
  ["", "p.json: unread: the JSON is broken: no policy document could be read"],
])("a declared file that holds %j", (text, line) => {
  expect(render(readJsonPolicy("p.json", text, { kind: "identity" }), text)).toContain(line);
});

const deny = '{"Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}';
const everybody = '{"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}}';

test.each([
  ["scps/a.json", deny, "scp"],
  ["org/Service_Control_Policies/root/a.json", deny, "scp"],
  ["RCP/a.json", everybody, "rcp"],
  ["iam/permissions-boundaries/a.json", deny, "boundary"],
  ["vpc-endpoint-policies/a.json", everybody, "vpc-endpoint"],
  ["scps/rcps/a.json", everybody, "rcp"],
  ["scps/a.json", everybody, "resource"],
  ["rcps/a.json", deny, "identity"],
  ["scps.json", deny, "identity"],
  ["my-scps/a.json", deny, "identity"],
])("by its folder: %s", (path, text, kind) => {
  expect(readJsonPolicy(path, text)?.policies.map((policy) => policy.kind)).toEqual([kind]);
});

test("what the configuration says counts before the folder", () => {
  const [policy] = readJsonPolicy("scps/a.json", deny, { kind: "session" })?.policies ?? [];
  expect(policy?.kind).toBe("session");
});
