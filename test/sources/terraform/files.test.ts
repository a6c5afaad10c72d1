// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of Terraform
import { describe, expect, test } from "@jest/globals";
import { resolvePath } from "../../../src/sources/terraform/file-paths.ts";
import { read, renderPolicies } from "./terraform-rendering.ts";

const document = '{ "Statement": { "Effect": "Allow", "Action": "a:B" } }';
const found = ['identity aws_iam_policy.p: {"Statement":{"Effect":"Allow","Action":"a:B"}}'];

function policy(expression: string, files: Record<string, string>, directory = ""): string[] {
  const prefix = directory === "" ? "" : `${directory}/`;
  const main = { [`${prefix}main.tf`]: `resource "aws_iam_policy" "p" { policy = ${expression} }` };
  return renderPolicies(read({ ...main, ...files }, [directory])).map((line) =>
    line.replace(prefix, ""),
  );
}

describe("files are found from the directory of the module, inside of the repository", () => {
  test.each([
    ['file("x.json")', "", "x.json"],
    ['file("${path.module}/x.json")', "", "x.json"],
    ['file("${path.module}/policies/x.json")', "app", "app/policies/x.json"],
    ['file("../shared/x.json")', "app", "shared/x.json"],
    ['file("./a/../x.json")', "", "x.json"],
    ['templatefile("x.json", {})', "", "x.json"],
    ['try(file("missing.json"), file("x.json"))', "", "x.json"],
    ['fileexists("x.json") ? file("x.json") : ""', "", "x.json"],
  ])("%s in %p", (expression, directory, path) => {
    expect(policy(expression, { [path]: document }, directory)).toEqual(found);
  });

  test.each([
    ["/etc/passwd", undefined],
    ["~/x", undefined],
    ["../x", undefined],
    ["a/../../x", undefined],
    ["a\\x", undefined],
    ["a\0b", undefined],
    ["a/../b//./c", "b/c"],
    ["", ""],
  ])("%j leads to %j", (path, expected) => {
    expect(resolvePath("", path)).toBe(expected);
  });
});

describe("a file that cannot be had", () => {
  test.each([
    ['file("missing.json")', 'file("missing.json")', "comes from outside the repository"],
    ['file("../x.json")', 'file("../x.json")', "comes from outside the repository"],
    ["file(var.path)", "file(var.path)", "is an input without a value here"],
  ])("%s", (expression, reference, why) => {
    const { policies, notJudged } = read(
      `variable "path" {}\nresource "aws_iam_policy" "p" { policy = ${expression} }`,
    );
    expect(policies).toEqual([]);
    expect(notJudged.map(({ reason }) => reason)).toEqual([
      `The policy is \`${reference}\`, which ${why}: it is not judged.`,
    ]);
  });
});

describe("template files", () => {
  test("see their own variables only", () => {
    expect(
      policy('templatefile("x.tpl", { action = "a:B" })', {
        "x.tpl": '{ "Statement": { "Effect": "Allow", "Action": "${action}" } }',
      }),
    ).toEqual(found);
    expect(
      policy('templatefile("x.tpl", {})', {
        "x.tpl": '{ "Statement": { "Effect": "Allow", "Action": "${local.action}" } }',
        "locals.tf": 'locals { action = "a:B" }',
      }),
    ).toEqual([
      'identity aws_iam_policy.p: {"Statement":{"Effect":"Allow","Action":"${local.action}"}}',
    ]);
  });

  test("through the old data source", () => {
    const files = { "x.tpl": '{ "Statement": { "Effect": "Allow", "Action": "${action}" } }' };
    const data =
      'data "template_file" "t" {\n  template = file("x.tpl")\n  vars = { action = "a:B" }\n}';
    expect(policy("data.template_file.t.rendered", { ...files, "data.tf": data })).toEqual(found);
  });

  test("keep both arms of an unknown condition", () => {
    const text =
      '{ "Statement": { "Effect": "Allow", "Action": "%{ if all }*%{ else }a:B%{ endif }" } }';
    const files = { "x.tpl": text, "v.tf": 'variable "all" {}' };
    expect(policy('templatefile("x.tpl", { all = var.all })', files)).toEqual([
      'identity aws_iam_policy.p: {"Statement":{"if":"var.all","holds":{"Effect":"Allow","Action":"*"},"else":{"Effect":"Allow","Action":"a:B"}}}',
    ]);
  });

  test("that are broken are told", () => {
    const { syntaxProblems, notJudged } = read({
      "main.tf": 'resource "aws_iam_policy" "p" { policy = templatefile("x.tpl", {}) }',
      "x.tpl": "${",
    });
    expect(syntaxProblems.map(({ language, at }) => [language, at.file])).toEqual([
      ["hcl", "x.tpl"],
    ]);
    expect(notJudged).toHaveLength(1);
  });
});
