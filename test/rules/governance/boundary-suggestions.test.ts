import { describe, expect, test } from "@jest/globals";
import { diffed, suggested } from "../../support/suggested.ts";

const code = "MISSING_REQUIRED_BOUNDARY";
const arn = "arn:aws:iam::111122223333:policy/boundary";
const configurationOf = (boundary: string) =>
  `principals: { required-boundary: "${boundary}", required-tags: [] }`;

describe("the boundary is set", () => {
  test.each([
    {
      name: "in a block of Terraform",
      path: "main.tf",
      text: `resource "aws_iam_role" "app" {
-  name = "app"
+  name                 = "app"
+  permissions_boundary = "${arn}"
}
`,
    },
    {
      name: "behind nested blocks",
      path: "main.tf",
      text: `resource "aws_iam_role" "app" {
  name = "app"

  inline_policy {
    name   = "read"
    policy = "{}"
  }
+  permissions_boundary = "${arn}"
}
`,
    },
    {
      name: "in Terraform's JSON",
      path: "main.tf.json",
      text: `{
  "resource": {
    "aws_iam_user": {
      "ci": {
-        "name": "ci"
+        "name": "ci",
+        "permissions_boundary": "${arn}"
      }
    }
  }
}
`,
    },
    {
      name: "among the properties of a template",
      path: "template.yml",
      text: `Resources:
  Ci:
    Type: AWS::IAM::User
    Properties:
      UserName: ci
+      PermissionsBoundary: "${arn}"
`,
    },
    {
      name: "among those of a template in JSON",
      path: "template.json",
      text: `{
  "Resources": {
    "Ci": {
      "Type": "AWS::IAM::User",
      "Properties": {
-        "UserName": "ci"
+        "UserName": "ci",
+        "PermissionsBoundary": "${arn}"
      }
    }
  }
}
`,
    },
    {
      name: "in the function that SAM makes a role for",
      path: "template.yml",
      text: `Transform: AWS::Serverless-2016-10-31
Resources:
  App:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
+      PermissionsBoundary: "${arn}"
`,
    },
  ])("$name", async ({ path, text }) => {
    const { before, after } = diffed(text);
    expect(await suggested(code, { [path]: before }, configurationOf(arn))).toBe(after);
  });
});

describe("an account that is left open becomes the own one", () => {
  test.each([
    {
      name: "in Terraform",
      path: "main.tf",
      text: `data "aws_caller_identity" "this" {}
resource "aws_iam_role" "app" {
-  name = "app"
+  name                 = "app"
+  permissions_boundary = "arn:aws:iam::\${data.aws_caller_identity.this.account_id}:policy/boundary"
}
`,
    },
    {
      name: "in YAML",
      path: "template.yml",
      text: `Resources:
  Ci:
    Type: AWS::IAM::User
    Properties:
      UserName: ci
+      PermissionsBoundary: !Sub "arn:aws:iam::\${AWS::AccountId}:policy/boundary"
`,
    },
    {
      name: "in JSON",
      path: "template.json",
      text: `{
  "Resources": {
    "Ci": {
      "Type": "AWS::IAM::User",
      "Properties": {
-        "UserName": "ci"
+        "UserName": "ci",
+        "PermissionsBoundary": { "Fn::Sub": "arn:aws:iam::\${AWS::AccountId}:policy/boundary" }
      }
    }
  }
}
`,
    },
  ])("$name", async ({ path, text }) => {
    const { before, after } = diffed(text);
    const configuration = configurationOf("arn:aws:iam::*:policy/boundary");
    expect(await suggested(code, { [path]: before }, configuration)).toBe(after);
  });
});

describe("no boundary is suggested where", () => {
  const role = (more = "") => `resource "aws_iam_role" "app" {\n  name = "app"\n${more}}\n`;

  test.each([
    "arn:aws:iam::*:policy/bound*",
    "arn:*:iam::111122223333:policy/boundary",
    "arn:*:iam::*:policy/boundary",
    // The module does not say which account it is deployed to.
    "arn:aws:iam::*:policy/boundary",
  ])("the configuration names %s", async (pattern) => {
    const files = { "main.tf": role() };
    expect(await suggested(code, files, configurationOf(pattern))).toBeUndefined();
  });

  test.each([
    ["there is another one", { "main.tf": role(`  permissions_boundary = "${arn}-wide"\n`) }],
    ["the block is on one line", { "main.tf": 'resource "aws_iam_role" "a" { name = "a" }\n' }],
    [
      "a template has no properties",
      { "template.yml": "Resources:\n  Ci:\n    Type: AWS::IAM::User\n" },
    ],
  ])("%s", async (_, files) => {
    expect(await suggested(code, files, configurationOf(arn))).toBeUndefined();
  });
});
