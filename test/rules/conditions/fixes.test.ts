import { describe, expect, test } from "@jest/globals";
import { diffed, suggested } from "../../support/suggested.ts";

/** A statement of an identity policy, in three styles; lines with a sign are what a suggestion changes. */
const json = (lines: string) => `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
${lines}
    }
  ]
}
`;

describe("in JSON", () => {
  test.each<readonly [code: string, kind: string, lines: string]>([
    [
      "FORALLVALUES_MET_WITHOUT_KEY",
      "identity",
      `      "Action": "dynamodb:GetItem",
      "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
      "Condition": {
        "ForAllValues:StringEquals": {
          "aws:CalledVia": ["athena.amazonaws.com"]
-        }
+        },
+        "Null": {
+          "aws:CalledVia": "false"
+        }
      }`,
    ],
    [
      "NEGATED_CONDITION_MET_WITHOUT_KEY",
      "identity",
      `      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::invoices/*",
      "Condition": {
        "NotIpAddress": {
          "aws:SourceIp": "198.51.100.0/24"
-        }
+        },
+        "Null": {
+          "aws:SourceIp": "false"
+        }
      }`,
    ],
    [
      "FORANYVALUE_WITH_NEGATED_OPERATOR",
      "identity",
      `      "Action": "ec2:CreateTags",
      "Resource": "arn:aws:ec2:eu-west-1:111122223333:instance/*",
      "Condition": {
-        "ForAnyValue:StringNotEquals": {
+        "ForAllValues:StringNotEquals": {
          "aws:TagKeys": ["team", "owner"]
-        }
+        },
+        "Null": {
+          "aws:TagKeys": "false"
+        }
      }`,
    ],
  ])("%s", async (code, kind, lines) => {
    const { before, after } = diffed(json(lines));
    const configuration = `policies: [{ path: policy.json, kind: ${kind} }]`;
    expect(await suggested(code, { "policy.json": before }, configuration)).toBe(after);
  });
});

test("in a block of HCL, a Deny is widened by IfExists", async () => {
  const { before, after } = diffed(`data "aws_iam_policy_document" "bucket" {
  statement {
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = ["arn:aws:s3:::invoices/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
-      test     = "ForAnyValue:StringNotLike"
+      test     = "ForAnyValue:StringNotLikeIfExists"
      variable = "aws:PrincipalOrgPaths"
      values   = ["o-a1b2c3d4e5/*"]
    }
  }
}
resource "aws_s3_bucket_policy" "invoices" {
  bucket = "invoices"
  policy = data.aws_iam_policy_document.bucket.json
}
`);
  const code = "FORANYVALUE_WITH_NEGATED_OPERATOR";
  expect(await suggested(code, { "main.tf": before })).toBe(after);
});

test("in an object of HCL", async () => {
  const { before, after } = diffed(`resource "aws_iam_role_policy" "app" {
  role   = "app"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::invoices/*"
-      Condition = { NotIpAddress = { "aws:SourceIp" = "198.51.100.0/24" } }
+      Condition = { NotIpAddress = { "aws:SourceIp" = "198.51.100.0/24" }, Null = { "aws:SourceIp" = "false" } }
    }]
  })
}
`);
  const code = "NEGATED_CONDITION_MET_WITHOUT_KEY";
  expect(await suggested(code, { "main.tf": before })).toBe(after);
});

test.each([
  ["template.yml", "", ""],
  ["with a quote", '"', '"'],
])("in a template in YAML, %s", async (_, open, close) => {
  const { before, after } = diffed(`Resources:
  Read:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Condition:
              NotIpAddress:
                ${open}aws:SourceIp${close}: 198.51.100.0/24
+              Null:
+                aws:SourceIp: "false"
            Action: s3:GetObject
            Resource: arn:aws:s3:::invoices/*
`);
  const code = "NEGATED_CONDITION_MET_WITHOUT_KEY";
  expect(await suggested(code, { "template.yml": before })).toBe(after);
});

test("DATE_CONDITION_IS_OVER: the statement goes", async () => {
  const { before, after } = diffed(`data "aws_iam_policy_document" "app" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::invoices/*"]
-  }
-
-  statement {
-    actions   = ["s3:GetObject"]
-    resources = ["arn:aws:s3:::bills/*"]
-
-    condition {
-      test     = "DateLessThan"
-      variable = "aws:CurrentTime"
-      values   = ["2020-01-01T00:00:00Z"]
-    }
  }
}
resource "aws_iam_policy" "app" {
  name   = "app"
  policy = data.aws_iam_policy_document.app.json
}
`);
  expect(await suggested("DATE_CONDITION_IS_OVER", { "main.tf": before })).toBe(after);
});

describe("BOUNDARY_CONDITION_LEAVES_GAP", () => {
  const policy = (statements: string) => `data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["codebuild.amazonaws.com"]
    }
  }
}
resource "aws_iam_role" "deploy" {
  name               = "deploy"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_role_policy" "deploy" {
  role   = aws_iam_role.deploy.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["iam:CreateRole", "iam:PutRolePolicy"]
        Resource = "arn:aws:iam::111122223333:role/app-*"
        Condition = {
          StringEquals = { "iam:PermissionsBoundary" = "arn:aws:iam::111122223333:policy/app" }
        }
      },
${statements}
    ]
  })
}
`;

  test.each<readonly [name: string, statements: string]>([
    [
      "the action goes from its list",
      `      {
        Effect   = "Allow"
-        Action   = ["iam:GetRole", "iam:DeleteRolePermissionsBoundary"]
+        Action   = ["iam:GetRole"]
        Resource = "arn:aws:iam::111122223333:role/app-*"
      },`,
    ],
    [
      "a Deny takes it away from a pattern",
      `      {
        Effect   = "Allow"
        Action   = ["iam:GetRole", "iam:DeleteRoleP*"]
        Resource = "arn:aws:iam::111122223333:role/app-*"
      },
+      {
+        Effect   = "Deny"
+        Action   = "iam:DeleteRolePermissionsBoundary"
+        Resource = "*"
+      },`,
    ],
  ])("%s", async (_, statements) => {
    const { before, after } = diffed(policy(statements));
    const code = "BOUNDARY_CONDITION_LEAVES_GAP";
    expect(await suggested(code, { "main.tf": before })).toBe(after);
  });
});

describe("nothing is offered", () => {
  test("where a claim may never be sent, or every value is excluded", async () => {
    const code = "NEGATED_CONDITION_MET_WITHOUT_KEY";
    const text = json(`      "Action": "ec2:CreateTags",
      "Resource": "*",
      "Condition": { "StringNotLike": { "aws:RequestTag/owner": "*" } }`);
    const configuration = `policies: [{ path: policy.json, kind: identity }]
rules: { ${code}: WARNING }`;
    expect(await suggested(code, { "policy.json": text }, configuration)).toBeUndefined();
    const claim = "token.actions.githubusercontent.com:event_name";
    const trust =
      json(`      "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/shop:ref:refs/heads/main" },
        "StringNotEquals": { "${claim}": "pull_request" }
      }`);
    const trusted = "policies: [{ path: policy.json, kind: trust }]";
    expect(await suggested(code, { "policy.json": trust }, trusted)).toBeUndefined();
  });

  test("where another key stands under the operator that would be replaced", async () => {
    const { before } = diffed(
      json(`      "Action": "ec2:CreateTags",
      "Resource": "arn:aws:ec2:eu-west-1:111122223333:instance/*",
      "Condition": {
        "ForAnyValue:StringNotEquals": {
          "aws:TagKeys": ["team", "owner"],
          "aws:CalledVia": ["athena.amazonaws.com"]
        }
      }`),
    );
    const code = "FORANYVALUE_WITH_NEGATED_OPERATOR";
    const configuration = "policies: [{ path: policy.json, kind: identity }]";
    expect(await suggested(code, { "policy.json": before }, configuration)).toBeUndefined();
  });
});
