// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of Terraform
import { describe, expect, test } from "@jest/globals";
import { read, renderPolicies, slice } from "./terraform-rendering.ts";

describe("Terraform's JSON syntax", () => {
  test("resources, nested blocks, dynamic blocks and comments", () => {
    const files = {
      "main.tf.json": JSON.stringify({
        "//": "a comment",
        resource: {
          aws_iam_role: {
            r: {
              "//": "another",
              name: "deploy-${var.env}",
              inline_policy: [
                { name: "a", policy: '${jsonencode({ Statement = { Action = "a:B" } })}' },
                { name: "b", policy: '{"Statement":{"Action":"c:${var.env}"}}' },
              ],
            },
          },
        },
        data: {
          aws_iam_policy_document: {
            d: [
              {
                statement: { actions: ["s3:Get*"], resources: ["${aws_iam_role.r.arn}"] },
                dynamic: {
                  statement: {
                    for_each: ["x:Y"],
                    iterator: "each_action",
                    content: { actions: ["${each_action.value}"], resources: ["*"] },
                  },
                },
              },
            ],
          },
        },
        variable: { env: { default: "prod", type: "string" } },
      }),
    };
    expect(renderPolicies(read(files))).toEqual([
      'identity aws_iam_role.r inline "a" (aws_iam_role.r): {"Statement":{"Action":"a:B"}}',
      'identity aws_iam_role.r inline "b" (aws_iam_role.r): {"Statement":{"Action":"c:prod"}}',
      'identity data.aws_iam_policy_document.d: {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:${aws_partition}:iam::${aws_account}:role/deploy-prod"},{"Effect":"Allow","Action":"x:Y","Resource":"*"}]}',
    ]);
  });

  test("an element is placed where it is written, through both languages", () => {
    const files = {
      "main.tf.json":
        '{ "resource": { "aws_iam_policy": { "p": { "policy": "${jsonencode({ Statement = { Action = [\\"a:B\\", \\"\\u0063:D\\"], Resource = var.x } })}" } } } }',
    };
    const { policies, syntaxProblems } = read(files);
    expect(syntaxProblems).toEqual([]);
    const [statement] = policies[0]?.document.statements ?? [];
    expect(statement?.action?.values.map(({ range }) => slice(files, range))).toEqual([
      '\\"a:B\\"',
      '\\"\\u0063:D\\"',
    ]);
    expect(
      statement?.action?.values.map(({ parts }) => parts[0] && slice(files, parts[0].at)),
    ).toEqual(["a:B", "\\u0063:D"]);
    expect(policies[0]?.document.unknowns.map(({ at }) => slice(files, at))).toEqual(["var.x"]);
  });

  test("mistakes of either language are told where they are", () => {
    const files = { "main.tf.json": '{ "locals": { "a": "${1 +}", "b": 1, } }' };
    expect(
      read(files).syntaxProblems.map(({ language, at }) => [language, slice(files, at)]),
    ).toEqual([
      ["json", expect.any(String)],
      ["hcl", "}"],
    ]);
  });

  test.each([
    "",
    "null",
    "[]",
    "{",
    '{"resource": 1}',
    '{"resource": {"a": [1, {"b": null}]}}',
    "[".repeat(10_000),
  ])("%s", (text) => {
    expect(read({ "main.tf.json": text }).policies).toEqual([]);
  });
});
