import { expect, test } from "@jest/globals";
import { errorRules } from "../../../src/rules/validation/error-rules.ts";
import { annotate, type Language, stripCarets } from "../../support/annotate.ts";

/** The same rules in Terraform and CloudFormation. */
const cases: readonly { name: string; language: Language; text: string }[] = [
  {
    name: "HCL: fields of ARNs, keys and values",
    language: "hcl",
    text: `
data "aws_iam_policy_document" "reader" {
  statement {
    sid       = "read reports"
                ^^^^^^^^^^^^^^ UNSUPPORTED_SID
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:us-east-1::reports/*", "\${aws_s3_bucket.reports.arn}/*", "reports"]
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ARN_REGION_NOT_ALLOWED
                                                                                      ^^^^^^^^^ MISSING_ARN_FIELD

    condition {
      test     = "StringEqual"
                 ^^^^^^^^^^^^^ INVALID_CONDITION_OPERATOR
      variable = "aws:PrincipalOrganisation"
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^ INVALID_GLOBAL_CONDITION_KEY
      values   = ["o-a1b2c3d4e5"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:TagKeys"
                 ^^^^^^^^^^^^^ MISSING_QUALIFIER
      values   = ["team"]
    }

    condition {
      test     = "NotIpAddress"
      variable = "aws:SourceIp"
      values   = ["10.0.0.0/8"]
                  ^^^^^^^^^^^^ PRIVATE_NOT_IP_ADDRESS
    }
  }
}

resource "aws_iam_role_policy" "reader" {
  role   = aws_iam_role.app.id
  policy = data.aws_iam_policy_document.reader.json
}
`,
  },
  {
    name: "HCL: policy variables and references side by side",
    language: "hcl",
    text: `
resource "aws_iam_policy" "home" {
  policy = jsonencode({
    Version = "2008-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:GetObject"
      Resource = "arn:aws:s3:::\${var.bucket}/$\${aws:username}/*"
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ VARIABLE_UNSUPPORTED_IN_VERSION
    }]
  })
}
`,
  },
  {
    name: "HCL: a trust policy",
    language: "hcl",
    text: `
resource "aws_iam_role" "app" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.github.arn }
      Action    = ["sts:AssumeRole", "s3:GetObject"]
                   ^^^^^^^^^^^^^^^^ MISMATCHED_ACTION_FOR_PRINCIPAL
                                     ^^^^^^^^^^^^^^ UNSUPPORTED_ACTION_IN_POLICY
      Resource  = "*"
                  ^^^ ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE
    }]
  })
}
`,
  },
  {
    name: "YAML: numbers and truth values are texts to CloudFormation",
    language: "yaml",
    text: `
Resources:
  Reader:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: reader
      Users: [app]
      PolicyDocument:
        Version: 2012-10-17
        Statement:
          - Sid: 1
            Effect: Allow
            Action: s3:GetObject
            Resource: !Sub arn:aws:s3:::\${Bucket}/*
            Condition:
              Bool: { aws:SecureTransport: true }
`,
  },
  {
    name: "YAML: a bucket policy",
    language: "yaml",
    text: `
Resources:
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: reports
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { AWS: !Sub "arn:aws:iam::\${AWS::AccountId}:role/*" }
                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ UNSUPPORTED_WILDCARD_IN_PRINCIPAL
            Action: [s3:GetObject, kms:Decrypt]
                                   ^^^^^^^^^^^ UNSUPPORTED_ACTION_IN_POLICY
            Resource:
              - arn:aws:s3:::reports/*
              - arn:aws:s3:eu-west-1:111122223333:accesspoint/reports
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ UNSUPPORTED_RESOURCE_ARN_IN_POLICY
            Condition:
              StringLike: { aws:PrincipalOrgID: o-* }
                                                ^^^ WILDCARD_USAGE_TOO_PERMISSIVE
`,
  },
  {
    name: "YAML: what is there under a condition only",
    language: "yaml",
    text: `
Conditions:
  IsProduction: !Equals [!Ref Stage, production]
Parameters:
  Stage: { Type: String }
Resources:
  Reader:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: reader
      Users: [app]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            NotAction: !If [IsProduction, s3:PutObject, !Ref AWS::NoValue]
            Resource: !If [IsProduction, arn:aws:s3:::reports/*, reports]
                                                                 ^^^^^^^ MISSING_ARN_FIELD
            Condition:
              Bool:
                aws:SecureTransport: !If [IsProduction, "true", "false"]
`,
  },
];

test.each(cases)("$name", ({ language, text }) => {
  expect(annotate(stripCarets(text), language, undefined, errorRules)).toBe(text);
});
