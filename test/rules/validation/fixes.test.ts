import { describe, expect, test } from "@jest/globals";
import { diffed, suggested } from "../../support/suggested.ts";

const json = (lines: string, before = '  "Version": "2012-10-17",\n') => `{
${before}  "Statement": [
    {
      "Effect": "Allow",
${lines}
    }
  ]
}
`;
const raw = (kind: string) => `policies: [{ path: policy.json, kind: ${kind} }]`;
const trusted = '      "Principal": { "AWS": "arn:aws:iam::111122223333:role/web" },';

describe("in JSON", () => {
  test.each<readonly [code: string, kind: string, text: string]>([
    [
      "MISSING_VERSION",
      "identity",
      json(
        '      "Action": "s3:GetObject",\n      "Resource": "arn:aws:s3:::invoices/*"',
        '+  "Version": "2012-10-17",\n',
      ),
    ],
    [
      "EMPTY_SID_VALUE",
      "identity",
      json(`-      "Sid": "",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::invoices/*"`),
    ],
    [
      "EMPTY_OBJECT_CONDITION",
      "identity",
      json(`      "Action": "s3:GetObject",
-      "Resource": "arn:aws:s3:::invoices/*",
-      "Condition": {}
+      "Resource": "arn:aws:s3:::invoices/*"`),
    ],
    [
      "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE",
      "trust",
      json(`${trusted}
-      "Action": "sts:AssumeRole",
-      "Resource": "*"
+      "Action": "sts:AssumeRole"`),
    ],
    [
      "REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY",
      "trust",
      json(`      "Principal": {
        "AWS": [
-          "arn:aws:iam::111122223333:role/web",
-          "arn:aws:sts::111122223333:assumed-role/web/ann"
+          "arn:aws:iam::111122223333:role/web"
        ]
      },
      "Action": "sts:AssumeRole"`),
    ],
    [
      "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY",
      "trust",
      json(`      "Principal": { "Service": "rolesanywhere.amazonaws.com" },
-      "Action": ["sts:AssumeRole"],
+      "Action": ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
      "Condition": { "StringEquals": { "aws:PrincipalTag/x509Subject/CN": "machine" } }`),
    ],
    [
      "VARIABLE_UNSUPPORTED_IN_VERSION",
      "identity",
      json(
        `      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::invoices/\${aws:username}/*"`,
        '-  "Version": "2008-10-17",\n+  "Version": "2012-10-17",\n',
      ),
    ],
    [
      "VARIABLE_UNSUPPORTED_IN_VERSION",
      "identity",
      json(
        `      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::invoices/\${aws:username}/*"`,
        '+  "Version": "2012-10-17",\n',
      ),
    ],
    [
      "MISMATCHED_ACTION_FOR_PRINCIPAL",
      "trust",
      json(`      "Principal": { "Federated": "arn:aws:iam::111122223333:saml-provider/staff" },
-      "Action": "sts:AssumeRoleWithWebIdentity",
+      "Action": "sts:AssumeRoleWithSAML",
      "Condition": { "StringEquals": { "SAML:aud": "https://signin.aws.amazon.com/saml" } }`),
    ],
    [
      "INVALID_PRINCIPAL_FORMAT",
      "trust",
      json(`-      "Principal": "arn:aws:iam::111122223333:role/app",
+      "Principal": { "AWS": "arn:aws:iam::111122223333:role/app" },
      "Action": "sts:AssumeRole"`),
    ],
    [
      "INVALID_PRINCIPAL_FORMAT",
      "trust",
      json(`-      "Principal": "ec2.amazonaws.com",
+      "Principal": { "Service": "ec2.amazonaws.com" },
      "Action": "sts:AssumeRole"`),
    ],
    [
      "EMPTY_ARRAY_PRINCIPAL",
      "trust",
      json(`      "Principal": {
-        "Service": "ec2.amazonaws.com",
-        "AWS": []
+        "Service": "ec2.amazonaws.com"
      },
      "Action": "sts:AssumeRole"`),
    ],
    [
      "UNIQUE_SIDS_REQUIRED",
      "identity",
      json(`      "Sid": "Read",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::invoices/*"
    },
    {
      "Sid": "Read2",
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::bills/*"
    },
    {
-      "Sid": "Read",
+      "Sid": "Read3",
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::orders/*"`),
    ],
    [
      "UNIQUE_SIDS_RECOMMENDED",
      "scp",
      json(`      "Sid": "All",
      "Action": "*",
      "Resource": "*"
    },
    {
-      "Sid": "All",
+      "Sid": "All2",
      "Effect": "Deny",
      "Action": "iam:CreateUser",
      "Resource": "*"`),
    ],
    [
      "DATA_TYPE_MISMATCH",
      "identity",
      json(`-      "Sid": 1,
+      "Sid": "1",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::invoices/*"`),
    ],
    [
      "INVALID_CONDITION_DATA_TYPE",
      "identity",
      json(`      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::invoices/*",
-      "Condition": { "StringEquals": { "aws:ResourceAccount": ["111122223333", 444455556666, true] } }
+      "Condition": { "StringEquals": { "aws:ResourceAccount": ["111122223333", "444455556666", "true"] } }`),
    ],
    [
      "UNSUPPORTED_SPACE_IN_VARIABLE",
      "identity",
      json(`      "Action": "s3:GetObject",
-      "Resource": "arn:aws:s3:::invoices/\${ aws:username }/*"
+      "Resource": "arn:aws:s3:::invoices/\${aws:username}/*"`),
    ],
    [
      "MISSING_ARN_FIELD",
      "identity",
      json(`      "Action": "s3:GetObject",
-      "Resource": "arn:aws:s3::invoices/*"
+      "Resource": "arn:aws:s3:::invoices/*"`),
    ],
    [
      "MISSING_ARN_FIELD",
      "identity",
      json(`      "Action": "iam:GetRole",
-      "Resource": "arn:aws:iam:111122223333:role/app"
+      "Resource": "arn:aws:iam::111122223333:role/app"`),
    ],
    [
      "DYNAMODB_ATTRIBUTES_WITHOUT_SELECT",
      "identity",
      json(`      "Action": "dynamodb:GetItem",
      "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
      "Condition": {
        "ForAllValues:StringEquals": { "dynamodb:Attributes": ["id"] },
-        "Null": { "dynamodb:Attributes": "false" }
+        "Null": { "dynamodb:Attributes": "false" },
+        "StringEquals": {
+          "dynamodb:Select": "SPECIFIC_ATTRIBUTES"
+        }
      }`),
    ],
    [
      "NULL_WITH_QUALIFIER",
      "identity",
      json(`      "Action": "ec2:CreateTags",
      "Resource": "arn:aws:ec2:eu-west-1:111122223333:instance/*",
-      "Condition": { "ForAnyValue:Null": { "aws:TagKeys": "false" } }
+      "Condition": { "Null": { "aws:TagKeys": "false" } }`),
    ],
    [
      "EQUIVALENT_TO_NULL_FALSE",
      "identity",
      json(`      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::invoices/*",
-      "Condition": { "StringLike": { "aws:PrincipalTag/team": "*" } }
+      "Condition": { "Null": { "aws:PrincipalTag/team": "false" } }`),
    ],
    [
      "EQUIVALENT_TO_NULL_TRUE",
      "identity",
      json(`      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::invoices/*",
-      "Condition": { "StringNotLike": { "aws:PrincipalTag/team": "*" } }
+      "Condition": { "Null": { "aws:PrincipalTag/team": "true" } }`),
    ],
    [
      "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION",
      "identity",
      json(`      "Action": "s3:GetObject",
-      "Resource": "arn:aws:s3:::invoices/*",
-      "Condition": { "StringLikeIfExists": { "aws:PrincipalTag/team": "*" } }
+      "Resource": "arn:aws:s3:::invoices/*"`),
    ],
    [
      "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION",
      "identity",
      json(`      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::invoices/*",
      "Condition": {
        "StringLikeIfExists": {
-          "aws:PrincipalTag/team": "*",
          "aws:PrincipalTag/unit": "a*"
        }
      }`),
    ],
    [
      "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION",
      "identity",
      json(`      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::invoices/*",
      "Condition": {
-        "StringEquals": { "aws:PrincipalTag/unit": "a" },
-        "StringLikeIfExists": { "aws:PrincipalTag/team": "*" }
+        "StringEquals": { "aws:PrincipalTag/unit": "a" }
      }`),
    ],
    [
      "SCP_SYNTAX_ERROR_PRINCIPAL",
      "scp",
      json(`-      "Principal": "*",
      "Action": "*",
      "Resource": "*"`),
    ],
    [
      "REDUNDANT_CONDITION_VALUE_NUM",
      "identity",
      json(`      "Action": "s3:ListBucket",
      "Resource": "arn:aws:s3:::invoices",
-      "Condition": { "NumericLessThanEquals": { "s3:max-keys": ["10", "100", "50"] } }
+      "Condition": { "NumericLessThanEquals": { "s3:max-keys": ["100"] } }`),
    ],
    [
      "FORALLVALUES_WITH_SINGLE_VALUED_KEY",
      "identity",
      json(`      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::invoices/*",
-      "Condition": { "ForAllValues:StringEquals": { "aws:PrincipalTag/team": "a" } }
+      "Condition": { "StringEquals": { "aws:PrincipalTag/team": "a" } }`),
    ],
    [
      "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS",
      "identity",
      json(`      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::invoices/*",
-      "Condition": { "StringLikeIfExists": { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/app-*" } }
+      "Condition": { "ArnLikeIfExists": { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/app-*" } }`),
    ],
    [
      "TYPE_MISMATCH",
      "identity",
      json(`      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::invoices/*",
-      "Condition": { "StringEquals": { "aws:SecureTransport": "true" } }
+      "Condition": { "Bool": { "aws:SecureTransport": "true" } }`),
    ],
    [
      "FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE",
      "trust",
      json(`      "Principal": { "Federated": "arn:aws:iam::111122223333:saml-provider/staff" },
      "Action": "sts:AssumeRoleWithSAML",
-      "Condition": { "ForAnyValue:StringEquals": { "SAML:aud": "https://signin.aws.amazon.com/saml" } }
+      "Condition": { "StringEquals": { "SAML:aud": "https://signin.aws.amazon.com/saml" } }`),
    ],
  ])("%s", async (code, kind, text) => {
    const { before, after } = diffed(text);
    expect(await suggested(code, { "policy.json": before }, raw(kind))).toBe(after);
  });
});

describe("in HCL", () => {
  const hcl = (document: string) => `resource "aws_iam_role_policy" "app" {
  role   = "app"
  policy = jsonencode({
${document}
  })
}
`;

  test.each<readonly [code: string, document: string]>([
    [
      "MISSING_VERSION",
      `+    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:GetObject"
      Resource = "arn:aws:s3:::invoices/*"
    }]`,
    ],
    [
      "MISSING_VERSION",
      `-    "Statement" : [{ "Effect" : "Allow", "Action" : "s3:GetObject", "Resource" : "arn:aws:s3:::a/*" }]
+    "Version" : "2012-10-17",
+    "Statement" : [{ "Effect" : "Allow", "Action" : "s3:GetObject", "Resource" : "arn:aws:s3:::a/*" }]`,
    ],
    [
      "EMPTY_SID_VALUE",
      `    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
-      Sid      = ""
      Action   = "s3:GetObject"
      Resource = "arn:aws:s3:::invoices/*"
    }]`,
    ],
    [
      "DATA_TYPE_MISMATCH",
      `    Version = "2012-10-17"
    Statement = [{
-      Sid      = 1
+      Sid      = "1"
      Effect   = "Allow"
      Action   = "s3:GetObject"
      Resource = "arn:aws:s3:::invoices/*"
    }]`,
    ],
    [
      "EQUIVALENT_TO_NULL_FALSE",
      `    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::invoices/*"
-      Condition = { StringLike = { "aws:PrincipalTag/team" = "*" } }
+      Condition = { Null = { "aws:PrincipalTag/team" = "false" } }
    }]`,
    ],
  ])("%s", async (code, document) => {
    const { before, after } = diffed(hcl(document));
    expect(await suggested(code, { "main.tf": before })).toBe(after);
  });
});

test("a block of HCL is not taken out: its blank lines would stay", async () => {
  const text = `data "aws_iam_policy_document" "read" {
  statement {
    sid       = "Read"
    effect    = "Allow"
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::invoices/*"]

    condition {
      test     = "StringLikeIfExists"
      variable = "aws:PrincipalTag/team"
      values   = ["*"]
    }
  }
}
resource "aws_iam_policy" "read" {
  name   = "read"
  policy = data.aws_iam_policy_document.read.json
}
`;
  const code = "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION";
  expect(await suggested(code, { "main.tf": text })).toBeUndefined();
});

describe("in YAML", () => {
  const yaml = (document: string) => `Resources:
  Read:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
${document}
`;

  test.each<readonly [code: string, document: string]>([
    [
      "MISSING_VERSION",
      `+        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3:::invoices/*`,
    ],
    [
      "EMPTY_SID_VALUE",
      `        Version: "2012-10-17"
        Statement:
          - Effect: Allow
-            Sid: ""
            Action: s3:GetObject
            Resource: arn:aws:s3:::invoices/*`,
    ],
    [
      "EMPTY_OBJECT_CONDITION",
      `        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3:::invoices/*
-            Condition: {}`,
    ],
    [
      "EQUIVALENT_TO_NULL_FALSE",
      `        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3:::invoices/*
            Condition:
-              StringLike:
-                aws:PrincipalTag/team: "*"
+              Null:
+                aws:PrincipalTag/team: "false"`,
    ],
  ])("%s", async (code, document) => {
    const { before, after } = diffed(yaml(document));
    expect(await suggested(code, { "template.yml": before })).toBe(after);
  });
});

test("a principal gets its kind in HCL and in YAML", async () => {
  const hcl = diffed(`resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
-      Principal = "lambda.amazonaws.com"
+      Principal = { "Service": "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}
`);
  const code = "INVALID_PRINCIPAL_FORMAT";
  expect(await suggested(code, { "main.tf": hcl.before })).toBe(hcl.after);
  const yaml = diffed(`Resources:
  App:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
-            Principal: lambda.amazonaws.com
+            Principal: { "Service": "lambda.amazonaws.com" }
            Action: sts:AssumeRole
`);
  expect(await suggested(code, { "template.yml": yaml.before })).toBe(yaml.after);
});

describe("nothing is offered", () => {
  test.each<readonly [reason: string, code: string, kind: string, text: string]>([
    [
      "where a version would give variables a meaning",
      "MISSING_VERSION",
      "identity",
      json(
        '      "Action": "s3:GetObject",\n      "Resource": "arn:aws:s3:::a/${aws:username}/*"',
        "",
      ),
    ],
    [
      "where principals of two kinds could be meant",
      "MISMATCHED_ACTION_FOR_PRINCIPAL",
      "trust",
      json(`      "Principal": {
        "Service": "ec2.amazonaws.com",
        "Federated": "cognito-identity.amazonaws.com"
      },
      "Action": ["sts:AssumeRole", "sts:AssumeRoleWithSAML"]`),
    ],
    [
      "where the kind of principal is not to be seen",
      "INVALID_PRINCIPAL_FORMAT",
      "trust",
      json('      "Principal": "app",\n      "Action": "sts:AssumeRole"'),
    ],
    [
      "where the statement may be meant for a resource",
      "UNSUPPORTED_PRINCIPAL",
      "identity",
      json(`      "Principal": "*",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::invoices/*"`),
    ],
    [
      "where principals are told apart",
      "SCP_SYNTAX_ERROR_PRINCIPAL",
      "scp",
      json(`      "Principal": { "AWS": "arn:aws:iam::111122223333:role/app" },
      "Action": "*",
      "Resource": "*"`),
    ],
    [
      "where nobody else would be left",
      "EMPTY_ARRAY_PRINCIPAL",
      "trust",
      json(`      "Principal": { "AWS": [] },
      "Action": "sts:AssumeRole"`),
    ],
    [
      "where an action stands alone, and no list",
      "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY",
      "trust",
      json(`      "Principal": { "Service": "rolesanywhere.amazonaws.com" },
      "Action": "sts:AssumeRole",
      "Condition": { "StringEquals": { "aws:PrincipalTag/x509Subject/CN": "machine" } }`),
    ],
    [
      "where the space is within the name of a tag",
      "UNSUPPORTED_SPACE_IN_VARIABLE",
      "identity",
      json(`      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::invoices/\${aws:PrincipalTag/cost center}/*"`),
    ],
    [
      "where it is not known which field is missing",
      "MISSING_ARN_FIELD",
      "identity",
      json(`      "Action": "sqs:SendMessage",
      "Resource": "arn:aws:sqs:eu-west-1:orders"`),
    ],
    [
      "where a wildcard stands for more than one part of an ARN",
      "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS",
      "identity",
      json(`      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::invoices/*",
      "Condition": { "StringLike": { "aws:PrincipalArn": "*role/app" } }`),
    ],
    [
      "where no operator can compare the value",
      "TYPE_MISMATCH",
      "identity",
      json(`      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::invoices/*",
      "Condition": { "StringEquals": { "aws:SecureTransport": "yes" } }`),
    ],
    [
      "where the operator has another key",
      "EQUIVALENT_TO_NULL_FALSE",
      "identity",
      json(`      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::invoices/*",
      "Condition": { "StringLike": { "aws:PrincipalTag/team": "*", "aws:PrincipalTag/a": "b*" } }`),
    ],
  ])("%s: %s", async (_, code, kind, text) => {
    expect(await suggested(code, { "policy.json": text }, raw(kind))).toBeUndefined();
  });
});
