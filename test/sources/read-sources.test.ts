import { expect, test } from "@jest/globals";
import { readSources } from "../../src/sources/read-sources.ts";
import type { DeclaredUse } from "../../src/sources/source.ts";
import { filesOf, render } from "./rendering.ts";

const policy = '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}';
const template = `AWSTemplateFormatVersion: 2010-09-09
Resources:
  P: { Type: AWS::IAM::Policy, Properties: { PolicyDocument: ${policy} } }
`;
const module = `resource "aws_iam_policy" "p" {
  policy = file("\${path.module}/used.json")
}
`;

test("every file by its content, Terraform by its directory", () => {
  const texts = { "a/main.tf": module, "a/used.json": policy, "b/t.yml": template, c: policy };
  const result = readSources(filesOf(texts), ["c", "b/t.yml", "a/main.tf"], undeclared);
  expect(result.policies.map(({ address }) => address)).toEqual([
    "a/aws_iam_policy.p",
    "b/t.yml#P/PolicyDocument",
    "c",
  ]);
  expect(result.syntaxProblems).toEqual([]);
});

test("a file that Terraform reads is judged by its use there, once", () => {
  const texts = { "main.tf": module, "used.json": policy };
  const result = readSources(filesOf(texts), ["main.tf", "used.json"], undeclared);
  expect(result.policies.map(({ address }) => address)).toEqual(["aws_iam_policy.p"]);
});

test("what is not in focus, gone or not loaded gives nothing", () => {
  const files = filesOf({ "a.json": policy, "b.json": undefined });
  const result = readSources(files, ["b.json", "gone.json"], undeclared);
  expect(render(result, "")).toEqual([]);
});

test("a declared file is read as it is declared, whatever it looks like", () => {
  const use: DeclaredUse = { kind: "rcp" };
  const result = readSources(filesOf({ "t.tpl": policy }), ["t.tpl"], () => use);
  expect(result.policies.map(({ kind }) => kind)).toEqual(["rcp"]);
});

test("a policy in a text template is listed, not guessed at", () => {
  const text = '{"Statement": [{% for x in y %} {"Effect": "Allow"} {% endfor %}]}';
  const result = readSources(
    filesOf({ "p.json.j2": text, "x.tpl": "{}" }),
    ["p.json.j2", "x.tpl"],
    undeclared,
  );
  expect(render(result, text)).toEqual([
    "p.json.j2: not judged: a policy in a text template: it is judged only where a Terraform configuration fills it in",
  ]);
});

function undeclared(): undefined {
  return undefined;
}
