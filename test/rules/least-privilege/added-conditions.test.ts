import { describe, expect, test } from "@jest/globals";
import { diffed, suggested } from "../../support/suggested.ts";

const role = (name: string, service: string) => `resource "aws_iam_role" "${name}" {
  name               = "${name}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "${service}.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}
`;

describe("PASS_ROLE_TO_ANY_SERVICE", () => {
  const code = "PASS_ROLE_TO_ANY_SERVICE";
  const passes = (actions = '"iam:PassRole"') => `resource "aws_iam_role_policy" "deploy" {
  role   = aws_iam_role.deploy.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ${actions}
      Resource  = "arn:aws:iam::*:role/app-*"
+      Condition = {
+        StringEquals = {
+          "iam:PassedToService" = "ecs-tasks.amazonaws.com"
+        }
+      }
    }]
  })
}
${role("deploy", "codebuild")}`;
  const { before, after } = diffed(passes());

  test("the one service that the roles of the repository are for", async () => {
    const roles = role("app-web", "ecs-tasks") + role("app-mail", "ecs-tasks");
    const files = { "main.tf": before, "roles.tf": roles };
    expect(await suggested(code, files)).toBe(after);
  });

  test("in a template", async () => {
    const template = diffed(`Resources:
  Web:
    Type: AWS::IAM::Role
    Properties:
      RoleName: app-web
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: ecs-tasks.amazonaws.com
            Action: sts:AssumeRole
  Deploy:
    Type: AWS::IAM::Role
    Properties:
      RoleName: deploy
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: codebuild.amazonaws.com
            Action: sts:AssumeRole
      Policies:
        - PolicyName: pass
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: iam:PassRole
                Resource: !Sub arn:aws:iam::\${AWS::AccountId}:role/app-*
+                Condition:
+                  StringEquals:
+                    iam:PassedToService: "ecs-tasks.amazonaws.com"
`);
    expect(await suggested(code, { "template.yml": template.before })).toBe(template.after);
  });

  test.each<readonly [reason: string, roles: string]>([
    ["the roles are for several", role("app-web", "ecs-tasks") + role("app-mail", "lambda")],
    ["the repository has none of them", role("web", "ecs-tasks")],
    [
      "others may assume them, too",
      role("app-web", "ecs-tasks").replace(
        'Service = "ecs',
        'AWS = "arn:aws:iam::111122223333:root", Service = "ecs',
      ),
    ],
  ])("nothing where %s", async (_, roles) => {
    expect(await suggested(code, { "main.tf": before, "roles.tf": roles })).toBeUndefined();
  });

  test("nothing where the statement is for more", async () => {
    const text = diffed(passes('["iam:GetRole", "iam:PassRole"]')).before;
    const files = { "main.tf": text, "roles.tf": role("app-web", "ecs-tasks") };
    expect(await suggested(code, files)).toBeUndefined();
  });
});

describe("ROLE_CREATION_WITHOUT_BOUNDARY", () => {
  const code = "ROLE_CREATION_WITHOUT_BOUNDARY";
  const boundary = "arn:aws:iam::111122223333:policy/app-boundary";
  const demanded = (value: string) => `principals: { required-boundary: "${value}" }`;
  const creates = (more = "") =>
    diffed(`${role("deploy", "codebuild")}resource "aws_iam_role_policy" "deploy" {
  role   = aws_iam_role.deploy.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["iam:CreateRole", "iam:AttachRolePolicy"${more}]
      Resource  = "arn:aws:iam::111122223333:role/app-*"
+      Condition = {
+        StringEquals = {
+          "iam:PermissionsBoundary" = "${boundary}"
+        }
+      }
    }]
  })
}
`);

  test("the boundary of the configuration", async () => {
    const { before, after } = creates();
    expect(await suggested(code, { "main.tf": before }, demanded(boundary))).toBe(after);
  });

  test("in a block of HCL", async () => {
    const { before, after } =
      diffed(`${role("deploy", "codebuild")}data "aws_iam_policy_document" "deploy" {
  statement {
    actions   = ["iam:CreateRole", "iam:AttachRolePolicy"]
    resources = ["arn:aws:iam::111122223333:role/app-*"]
+
+    condition {
+      test     = "StringEquals"
+      variable = "iam:PermissionsBoundary"
+      values   = ["${boundary}"]
+    }
  }
}
resource "aws_iam_role_policy" "deploy" {
  role   = aws_iam_role.deploy.name
  policy = data.aws_iam_policy_document.deploy.json
}
`);
    expect(await suggested(code, { "main.tf": before }, demanded(boundary))).toBe(after);
  });

  test("nothing where the configuration demands none, or a pattern", async () => {
    const { before } = creates();
    expect(await suggested(code, { "main.tf": before })).toBeUndefined();
    const pattern = demanded("arn:aws:iam::*:policy/app-boundary");
    expect(await suggested(code, { "main.tf": before }, pattern)).toBeUndefined();
  });

  test("nothing where another action lacks the key", async () => {
    const mixed = creates(', "iam:TagRole"').before;
    expect(await suggested(code, { "main.tf": mixed }, demanded(boundary))).toBeUndefined();
  });
});

describe("CLOUDSHELL_FILE_TRANSFER", () => {
  const code = "CLOUDSHELL_FILE_TRANSFER";
  const policy = (statement: string) => `resource "aws_iam_role" "support" {
  name               = "support"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_role_policy" "support" {
  role   = aws_iam_role.support.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
${statement}
    ]
  })
}
`;

  test("the actions go where they are named", async () => {
    const { before, after } = diffed(
      policy(`-        Action   = ["cloudshell:CreateSession", "cloudshell:GetFileUploadUrls", "cloudshell:GetFileDownloadUrls"]
+        Action   = ["cloudshell:CreateSession"]
        Resource = "*"
      },`),
    );
    expect(await suggested(code, { "main.tf": before })).toBe(after);
  });

  test("a Deny takes them away where a pattern allows them", async () => {
    const { before, after } = diffed(
      policy(`        Action   = ["cloudshell:CreateSession", "cloudshell:GetFile*"]
        Resource = "*"
      },
+      {
+        Sid    = "DenyCloudShellFileTransfer"
+        Effect = "Deny"
+        Action = [
+          "cloudshell:GetFileUploadUrls",
+          "cloudshell:GetFileDownloadUrls",
+        ]
+        Resource = "*"
+      },`),
    );
    expect(await suggested(code, { "main.tf": before })).toBe(after);
  });

  test("in a template", async () => {
    const { before, after } = diffed(`Resources:
  Support:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              AWS: arn:aws:iam::111122223333:role/staff
            Action: sts:AssumeRole
      Policies:
        - PolicyName: shell
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action:
                  - cloudshell:CreateSession
                  - cloudshell:GetFile*
                Resource: "*"
+              - Sid: DenyCloudShellFileTransfer
+                Effect: Deny
+                Action:
+                  - "cloudshell:GetFileUploadUrls"
+                  - "cloudshell:GetFileDownloadUrls"
+                Resource: "*"
`);
    expect(await suggested(code, { "template.yml": before })).toBe(after);
  });
});
