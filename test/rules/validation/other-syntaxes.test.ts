import { expect, test } from "@jest/globals";
import { annotateLike, type Language } from "../../support/annotate.ts";

/** The rules judge one model of a policy: what they find stands at its place in every syntax. */
test.each([
  {
    name: "Terraform: a document of its own, with blocks for conditions",
    language: "hcl",
    text: `
data "aws_iam_policy_document" "app" {
  statement {
    sid       = "Pass"
    actions   = ["iam:PassRole", "iam:CreateServiceLinkedRole"]
    resources = ["*"]
                 ^^^ CREATE_SLR_WITH_STAR_IN_RESOURCE
                 ^^^ PASS_ROLE_WITH_STAR_IN_RESOURCE
    condition {
      test     = "StringLike"
      variable = "aws:PrincipalArn"
                 ^^^^^^^^^^^^^^^^^^ STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS
      values   = ["arn:aws:iam::111122223333:role/team-*"]
    }
  }
  statement {
    actions   = ["s3:Get*", "s3:GetObject"]
                            ^^^^^^^^^^^^^^ REDUNDANT_ACTION
    resources = ["arn:aws:s3:::example-*", "arn:aws:s3:::example-*/*"]
                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^ REDUNDANT_RESOURCE
    condition {
      test     = "StringLike"
      variable = "aws:PrincipalTag/team"
      values   = ["*"]
                  ^^^ EQUIVALENT_TO_NULL_FALSE
    }
  }
}

resource "aws_iam_policy" "app" {
  policy = data.aws_iam_policy_document.app.json
}`,
  },
  {
    name: "Terraform: jsonencode, with a local for the address",
    language: "hcl",
    text: `
locals {
  office = "203.0.113.9/24"
           ^^^^^^^^^^^^^^^^ IMPROVE_IP_RANGE
}

resource "aws_iam_role_policy" "app" {
  role = "app"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = ""
                  ^^ EMPTY_SID_VALUE
      Effect    = "Allow"
      Action    = ["s3:GetObject"]
      Resource  = "arn:aws:s3:::example-reports/*"
      Condition = { IpAddress = { "aws:SourceIp" = local.office }, Bool = { "aws:SecureTransport" = "yes" } }
                                                                                                    ^^^^^ TYPE_MISMATCH_BOOLEAN
    }]
  })
}`,
  },
  {
    name: "Terraform: unknown values raise no alarm",
    language: "hcl",
    text: `
variable "team" {}

resource "aws_iam_role_policy" "app" {
  role = "app"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["s3:GetObject"]
      Resource  = ["arn:aws:s3:::\${var.team}/*", "arn:aws:s3:::\${var.team}-logs/*"]
      Condition = { StringLike = { "aws:PrincipalTag/team" = var.team } }
    }]
  })
}`,
  },
  {
    name: "CloudFormation: a role with its trust policy",
    language: "yaml",
    text: `
Resources:
  Deploy:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Federated: arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringLike:
                token.actions.githubusercontent.com:sub: repo:example-org/infra:*
                                                         ^^^^^^^^^^^^^^^^^^^^^^^^ GITHUB_PULL_REQUEST_ACCEPTED
      Policies:
        - PolicyName: tags
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action:
                  - logs:DeleteLogGroup
                  - logs:DescribeLogGroups
                Resource: "*"
                Condition:
                  StringEquals:
                    aws:ResourceTag/team: !Ref AWS::StackName
                    ^^^^^^^^^^^^^^^^^^^^ ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE`,
  },
  {
    name: "CloudFormation: the policy of a bucket, whose type counts",
    language: "yaml",
    text: `
Resources:
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: example-logs
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
        ^^^^^^^^^ S3_PLAIN_HTTP_NOT_DENIED
          - Sid: Logs
            Effect: Allow
            Principal:
              Service: logging.s3.amazonaws.com
                       ^^^^^^^^^^^^^^^^^^^^^^^^ RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL
            Action: s3:PutObject
            Resource: arn:aws:s3:::example-logs/*
          - Sid: Logs
                 ^^^^ UNIQUE_SIDS_RECOMMENDED
            Effect: Allow
            Principal:
              AWS: "111122223333"
            Action: s3:GetObject
            Resource: arn:aws:s3:::example-logs/*
            Condition:
              StringEquals:
                s3:ResourceAccount: "111122223333"
                ^^^^^^^^^^^^^^^^^^ IRRELEVANT_CONDITION_KEY_IN_POLICY`,
  },
] as const)("$name", ({ language, text }: { language: Language; text: string }) => {
  expect(annotateLike(text, language)).toBe(text);
});
