// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of Terraform
import { describe, expect, test } from "@jest/globals";
import { plain } from "../node-rendering.ts";
import { read, statements } from "./terraform-rendering.ts";

/** The document of the data source `p`, used by a policy. */
function document(text: string): unknown {
  const use = 'resource "aws_iam_policy" "p" { policy = data.aws_iam_policy_document.p.json }';
  const { policies } = read(`${text}\n${use}`);
  return plain(policies[0]?.document.node);
}

function statement(body: string): unknown {
  const text = `data "aws_iam_policy_document" "p" {\n  statement {\n${body}\n  }\n}`;
  return (document(text) as { Statement: unknown[] }).Statement[0];
}

describe("the provider's rendering", () => {
  test.each([
    {
      name: "the effect is Allow by default; a set of one is a text",
      body: 'actions = ["s3:GetObject"]\nresources = ["*"]',
      expected: { Effect: "Allow", Action: "s3:GetObject", Resource: "*" },
    },
    {
      name: "sets are in falling order and free of repeats; an empty sid is left out",
      body: 'sid = ""\neffect = "Deny"\nnot_actions = ["a:B", "c:D", "a:B"]\nnot_resources = ["x", "y"]',
      expected: { Effect: "Deny", NotAction: ["c:D", "a:B"], NotResource: ["y", "x"] },
    },
    {
      name: "&{ is a policy variable in resources, principals and conditions, not in actions",
      body: `actions = ["s3:&{x}"]
resources = ["arn:aws:s3:::b/&{aws:username}/*"]
principals {
  type = "AWS"
  identifiers = ["&{a}"]
}
condition {
  test = "StringLike"
  variable = "s3:prefix"
  values = ["&{aws:username}/*", "x"]
}`,
      expected: {
        Effect: "Allow",
        Action: "s3:&{x}",
        Resource: "arn:aws:s3:::b/${aws:username}/*",
        Principal: { AWS: "${a}" },
        Condition: { StringLike: { "s3:prefix": ["${aws:username}/*", "x"] } },
      },
    },
    {
      name: "everyone, in both ways",
      body: 'principals {\n  type = "*"\n  identifiers = ["*"]\n}\nnot_principals {\n  type = "AWS"\n  identifiers = ["*"]\n}',
      expected: { Effect: "Allow", Principal: "*", NotPrincipal: { AWS: "*" } },
    },
    {
      name: "principals of one type are joined",
      body: 'principals {\n  type = "AWS"\n  identifiers = ["1"]\n}\nprincipals {\n  type = "Service"\n  identifiers = ["s"]\n}\nprincipals {\n  type = "AWS"\n  identifiers = ["2"]\n}',
      expected: { Effect: "Allow", Principal: { AWS: ["2", "1"], Service: "s" } },
    },
    {
      name: "conditions of one test and variable are joined, values keep their order",
      body: 'condition {\n  test = "T"\n  variable = "v"\n  values = ["b", "a"]\n}\ncondition {\n  test = "T"\n  variable = "v"\n  values = ["c"]\n}\ncondition {\n  test = "T"\n  variable = "w"\n  values = ["d"]\n}',
      expected: { Effect: "Allow", Condition: { T: { v: ["b", "a", "c"], w: "d" } } },
    },
    {
      name: "a set of unknown elements stays open",
      body: "actions = var.undeclared",
      expected: { Effect: "Allow", Action: { unknown: "var.undeclared" } },
    },
  ])("$name", ({ body, expected }) => {
    expect(statement(body)).toEqual(expected);
  });

  test("version and id", () => {
    expect(document('data "aws_iam_policy_document" "p" {\n  policy_id = "x"\n}')).toEqual({
      Version: "2012-10-17",
      Id: "x",
    });
    const old = 'data "aws_iam_policy_document" "p" {\n  version = "2008-10-17"\n}';
    expect(document(old)).toEqual({ Version: "2008-10-17" });
  });
});

describe("dynamic blocks", () => {
  test("one block for each element, with an iterator of its own name", () => {
    const text = `
data "aws_iam_policy_document" "p" {
  dynamic "statement" {
    for_each = { a = ["s3:Get*"], b = ["s3:Put*"] }
    iterator = each_one
    content {
      sid     = each_one.key
      actions = each_one.value
      dynamic "principals" {
        for_each = ["AWS"]
        content {
          type        = principals.value
          identifiers = ["\${each_one.key}-\${principals.key}"]
        }
      }
    }
  }
}
resource "aws_iam_policy" "p" { policy = data.aws_iam_policy_document.p.json }`;
    expect(statements(text)).toEqual([
      { Sid: "a", Effect: "Allow", Action: "s3:Get*", Principal: { AWS: "a-0" } },
      { Sid: "b", Effect: "Allow", Action: "s3:Put*", Principal: { AWS: "b-0" } },
    ]);
  });

  test("what an unknown decides is there only under its condition", () => {
    const text = `
variable "admin" {}
variable "orgs" {}
data "aws_iam_policy_document" "p" {
  dynamic "statement" {
    for_each = var.admin ? [1] : []
    content {
      actions = ["*"]
    }
  }
  statement {
    actions = ["s3:GetObject"]
    dynamic "condition" {
      for_each = var.orgs
      content {
        test     = "StringEquals"
        variable = "aws:PrincipalOrgID"
        values   = [condition.value]
      }
    }
  }
}
resource "aws_iam_policy" "p" { policy = data.aws_iam_policy_document.p.json }`;
    expect(statements(text)).toEqual([
      { if: "var.admin", holds: { Effect: "Allow", Action: "*" } },
      {
        Effect: "Allow",
        Action: "s3:GetObject",
        Condition: {
          StringEquals: {
            "aws:PrincipalOrgID": [
              { if: "length(var.orgs) > 0", holds: { unknown: "var.orgs[*]" } },
            ],
          },
        },
      },
    ]);
  });
});

describe("merged documents", () => {
  const base = `
data "aws_iam_policy_document" "base" {
  statement {
    sid     = "One"
    actions = ["base:One"]
  }
  statement {
    actions = ["base:Anon"]
  }
}`;

  test("sources, own statements and overrides, by Sid", () => {
    const text = `${base}
data "aws_iam_policy_document" "p" {
  source_policy_documents   = [data.aws_iam_policy_document.base.json]
  override_policy_documents = [jsonencode({ Version = "2008-10-17", Id = "o", Statement = [{ Sid = "Two", Effect = "Deny", Action = "o:Two" }] })]
  statement {
    sid     = "One"
    actions = ["own:One"]
  }
  statement {
    sid     = "Two"
    actions = ["own:Two"]
  }
}`;
    expect(document(text)).toEqual({
      Version: "2012-10-17",
      Id: "o",
      Statement: [
        { Sid: "One", Effect: "Allow", Action: "own:One" },
        { Effect: "Allow", Action: "base:Anon" },
        { Sid: "Two", Effect: "Deny", Action: "o:Two" },
      ],
    });
  });

  test("documents as text keep what the provider's decoder knows", () => {
    const text = `
data "aws_iam_policy_document" "p" {
  source_policy_documents = [<<EOF
{ "Statement": [{ "effect": "Allow", "Comment": "x", "Action": "a:B", "Principal": "anyone",
  "Condition": { "NumericLessThan": { "n": 3 }, "Bool": { "b": true } } }] }
EOF
  ]
}`;
    expect((document(text) as { Statement: unknown }).Statement).toEqual([
      { Effect: "Allow", Action: "a:B", Principal: "*", Condition: { Bool: { b: true } } },
    ]);
  });

  test("an unknown document stays as an unknown statement; an uncertain one is marked", () => {
    const text = `${base}
variable "extra" {}
variable "on" {}
data "aws_iam_policy_document" "p" {
  source_policy_documents   = concat([var.extra], var.on ? [data.aws_iam_policy_document.base.json] : [])
  override_policy_documents = [var.on ? jsonencode({ Statement = [{ Sid = "One", Effect = "Deny", Action = "x:One" }] }) : ""]
}`;
    expect((document(text) as { Statement: unknown }).Statement).toEqual([
      { unknown: "var.extra" },
      {
        if: "var.on",
        holds: { Sid: "One", Effect: "Deny", Action: "x:One" },
      },
      { if: "var.on", holds: { Effect: "Allow", Action: "base:Anon" } },
    ]);
  });

  test("a document that contains itself is cut and reported", () => {
    const { policies, notJudged } = read(`
data "aws_iam_policy_document" "p" {
  source_policy_documents = [data.aws_iam_policy_document.p.json]
  statement {
    actions = ["a:B"]
  }
}
resource "aws_iam_policy" "p" { policy = data.aws_iam_policy_document.p.json }`);
    expect(policies.map(({ document }) => document.statements.length)).toEqual([1]);
    expect(notJudged.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("is needed to compute itself"),
    ]);
  });
});

describe("a document that no policy uses is judged by its content", () => {
  const documentOf = (body: string) =>
    read(`data "aws_iam_policy_document" "p" {\n  statement {\n${body}\n  }\n}`).policies.map(
      ({ kind, address }) => `${kind} ${address}`,
    );

  test.each([
    ["identity", 'actions = ["s3:*"]'],
    ["resource", 'actions = ["s3:*"]\nprincipals {\n  type = "*"\n  identifiers = ["*"]\n}'],
    ["trust", 'actions = ["sts:AssumeRole"]\nprincipals {\n  type = "*"\n  identifiers = ["*"]\n}'],
  ])("as %s", (kind, body) => {
    expect(documentOf(body)).toEqual([`${kind} data.aws_iam_policy_document.p`]);
  });

  test("nothing is judged of one that says nothing, or has no instance", () => {
    expect(read('data "aws_iam_policy_document" "p" {}').policies).toEqual([]);
    const none = 'data "aws_iam_policy_document" "p" {\n  count = 0\n  statement {}\n}';
    expect(read(none).policies).toEqual([]);
  });

  test("one that is merged into another is part of that one", () => {
    const { policies } = read(`
data "aws_iam_policy_document" "a" {
  statement {
    actions = ["a:B"]
  }
}
data "aws_iam_policy_document" "b" {
  source_policy_documents = [data.aws_iam_policy_document.a.json]
}`);
    expect(policies.map(({ address }) => address)).toEqual(["data.aws_iam_policy_document.b"]);
  });
});
