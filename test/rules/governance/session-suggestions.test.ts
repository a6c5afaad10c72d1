import { describe, expect, test } from "@jest/globals";
import { diffed, suggested } from "../../support/suggested.ts";

const trust = `AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: ec2.amazonaws.com }
            Action: sts:AssumeRole`;

const administrators = `resource "aws_ssoadmin_managed_policy_attachment" "admins" {
  instance_arn       = "arn:aws:sso:::instance/ssoins-1234567890abcdef"
  permission_set_arn = aws_ssoadmin_permission_set.admins.arn
  managed_policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
`;

describe("a duration that is too long becomes the longest that is right", () => {
  test.each<{ name: string; code: string; path: string; text: string; configured?: string }>([
    {
      name: "a number of Terraform, with what stands behind it",
      code: "LONG_ROLE_SESSION",
      path: "main.tf",
      text: `resource "aws_iam_role" "reports" {
  name                 = "reports"
-  max_session_duration = 43200 # half a day
+  max_session_duration = 14400 # half a day
}
`,
    },
    {
      name: "a text of Terraform; an hour for who can change IAM",
      code: "LONG_ROLE_SESSION",
      path: "main.tf",
      text: `resource "aws_iam_role" "admin" {
  name                 = "admin"
-  max_session_duration = "43200"
+  max_session_duration = "3600"
  managed_policy_arns  = ["arn:aws:iam::aws:policy/IAMFullAccess"]
}
`,
    },
    {
      name: "each instance of a block",
      code: "LONG_ROLE_SESSION",
      path: "main.tf",
      text: `resource "aws_iam_role" "reports" {
  for_each             = toset(["a", "b"])
  name                 = each.key
-  max_session_duration = 43200
+  max_session_duration = 14400
}
`,
    },
    {
      name: "Terraform's JSON",
      code: "LONG_ROLE_SESSION",
      path: "main.tf.json",
      text: `{
  "resource": {
    "aws_iam_role": {
      "reports": {
        "name": "reports",
-        "max_session_duration": 43200
+        "max_session_duration": 14400
      }
    }
  }
}
`,
    },
    {
      name: "a template in YAML",
      code: "LONG_ROLE_SESSION",
      path: "template.yml",
      text: `Resources:
  Reports:
    Type: AWS::IAM::Role
    Properties:
-      MaxSessionDuration: 43200
+      MaxSessionDuration: 14400
      ${trust}
`,
    },
    {
      name: "a text in YAML",
      code: "LONG_ROLE_SESSION",
      path: "template.yml",
      text: `Resources:
  Reports:
    Type: AWS::IAM::Role
    Properties:
      ${trust}
-      MaxSessionDuration: '43200'
+      MaxSessionDuration: '14400'
`,
    },
    {
      name: "a template in JSON",
      code: "LONG_ROLE_SESSION",
      path: "template.json",
      text: `{
  "Resources": {
    "Reports": {
      "Type": "AWS::IAM::Role",
      "Properties": {
-        "MaxSessionDuration": 43200,
+        "MaxSessionDuration": 14400,
        "AssumeRolePolicyDocument": { "Version": "2012-10-17", "Statement": [] }
      }
    }
  }
}
`,
    },
    {
      name: "a role in a template of SAM",
      code: "SESSION_LONGER_THAN_ALLOWED",
      path: "template.yml",
      configured: "8h",
      text: `Transform: AWS::Serverless-2016-10-31
Resources:
  Reports:
    Type: AWS::IAM::Role
    Properties:
-      MaxSessionDuration: 43200
+      MaxSessionDuration: 28800
      ${trust}
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Role: !GetAtt Reports.Arn
`,
    },
    {
      name: "a permission set of Terraform",
      code: "LONG_PERMISSION_SET_SESSION",
      path: "main.tf",
      text: `resource "aws_ssoadmin_permission_set" "admins" {
  name             = "admins"
  instance_arn     = "arn:aws:sso:::instance/ssoins-1234567890abcdef"
-  session_duration = "PT12H"
+  session_duration = "PT4H"
}
${administrators}`,
    },
    {
      name: "a permission set of a template",
      code: "LONG_PERMISSION_SET_SESSION",
      path: "template.yml",
      text: `Resources:
  Admins:
    Type: AWS::SSO::PermissionSet
    Properties:
      Name: Admins
      InstanceArn: arn:aws:sso:::instance/ssoins-1234567890abcdef
-      SessionDuration: PT12H
+      SessionDuration: PT4H
      ManagedPolicies:
        - arn:aws:iam::aws:policy/AdministratorAccess
`,
    },
    {
      name: "what the configuration allows, in minutes",
      code: "SESSION_LONGER_THAN_ALLOWED",
      path: "main.tf",
      configured: "90m",
      text: `resource "aws_ssoadmin_permission_set" "admins" {
  name             = "admins"
  instance_arn     = "arn:aws:sso:::instance/ssoins-1234567890abcdef"
-  session_duration = "PT8H"
+  session_duration = "PT1H30M"
}
`,
    },
  ])("$name", async ({ code, path, text, configured }) => {
    const { before, after } = diffed(text);
    const configuration = configured && `principals: { max-session-duration: ${configured} }`;
    expect(await suggested(code, { [path]: before }, configuration)).toBe(after);
  });
});

describe("nothing is suggested where the duration", () => {
  const role = (value: string) => `variable "long" {
  default = 43200
}
locals {
  long = 43200
}
resource "aws_iam_role" "reports" {
  name                 = "reports"
  max_session_duration = ${value}
}
`;
  const template = (value: string) => `Parameters:
  Long:
    Type: Number
    Default: 43200
Resources:
  Reports:
    Type: AWS::IAM::Role
    Properties:
      MaxSessionDuration: ${value}
      ${trust}
`;

  test.each([
    ["is a variable", { "main.tf": role("var.long") }],
    ["is a local value", { "main.tf": role("local.long") }],
    ["is worked out", { "main.tf": role("12 * 3600") }],
    ["is put together", { "main.tf": role('"$' + '{local.long}"') }],
    ["depends", { "main.tf": role("true ? 43200 : 3600") }],
    ["is a parameter", { "template.yml": template("!Ref Long") }],
    ["is put together in a template", { "template.yml": template("!Sub '$" + "{Long}'") }],
  ])("%s", async (_, files) => {
    expect(await suggested("LONG_ROLE_SESSION", files)).toBeUndefined();
  });

  test("has to be shorter than AWS takes", async () => {
    const configuration = "principals: { max-session-duration: 30m }";
    const files = { "main.tf": role("7200") };
    expect(await suggested("SESSION_LONGER_THAN_ALLOWED", files, configuration)).toBeUndefined();
  });

  test("comes from an alias, whose value others may have", async () => {
    const aliased = `Resources:
  Reports:
    Type: AWS::IAM::Role
    Metadata: { Long: &long 43200 }
    Properties:
      MaxSessionDuration: *long
      ${trust}
`;
    expect(await suggested("LONG_ROLE_SESSION", { "template.yml": aliased })).toBeUndefined();
  });
});
