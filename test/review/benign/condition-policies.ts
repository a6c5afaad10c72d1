import type { BenignPolicy } from "./policies.ts";

/**
 * Conditions as AWS's documentation recommends them: second factors, data perimeters, regions, access
 * by tags.
 */

const account = "111122223333";
const region = "eu-central-1";
const organization = "o-exampleorgid";
const ownUser = `arn:aws:iam::*:user/\${aws:username}`;
const ownDevice = `arn:aws:iam::*:mfa/*`;
/** The tag of the principal, as a policy variable. */
const own = (tag: string) => `\${aws:PrincipalTag/${tag}}`;

export const conditionPolicies: readonly BenignPolicy[] = [
  {
    name: "people look after their own credentials, and without a second factor after little else",
    kind: "identity",
    statements: [
      { Effect: "Allow", Action: ["iam:GetAccountPasswordPolicy"], Resource: "*" },
      { Effect: "Allow", Action: ["iam:ListVirtualMFADevices"], Resource: "*" },
      { Effect: "Allow", Action: ["iam:ChangePassword", "iam:GetUser"], Resource: ownUser },
      { Effect: "Allow", Action: ["iam:CreateVirtualMFADevice"], Resource: ownDevice },
      {
        Effect: "Allow",
        Action: [
          "iam:DeactivateMFADevice",
          "iam:EnableMFADevice",
          "iam:ListMFADevices",
          "iam:ResyncMFADevice",
        ],
        Resource: ownUser,
      },
      {
        Effect: "Deny",
        NotAction: [
          "iam:CreateVirtualMFADevice",
          "iam:EnableMFADevice",
          "iam:GetUser",
          "iam:GetMFADevice",
          "iam:ListMFADevices",
          "iam:ListVirtualMFADevices",
          "iam:ResyncMFADevice",
          "sts:GetSessionToken",
        ],
        Resource: "*",
        Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
      },
    ],
  },
  {
    name: "a fresh second factor for what cannot be undone",
    kind: "identity",
    statements: [
      {
        Effect: "Allow",
        Action: ["ec2:TerminateInstances"],
        Resource: `arn:aws:ec2:${region}:${account}:instance/*`,
        Condition: {
          Bool: { "aws:MultiFactorAuthPresent": "true" },
          NumericLessThan: { "aws:MultiFactorAuthAge": "900" },
        },
      },
    ],
  },
  {
    name: "a role for people with a second factor",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: "sts:AssumeRole",
        Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
      },
    ],
  },
  {
    name: "a bucket that asks for a second factor of every request",
    kind: "resource",
    resourceType: "AWS::S3::Bucket",
    statements: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: "arn:aws:s3:::payroll/tax/*",
        Condition: { Null: { "aws:MultiFactorAuthAge": "true" } },
      },
    ],
  },
  {
    name: "a guardrail: regions, with the services that have none and their roles",
    kind: "scp",
    statements: [
      {
        Sid: "DenyOtherRegions",
        Effect: "Deny",
        NotAction: [
          "acm:*",
          "budgets:*",
          "ce:*",
          "cloudfront:*",
          "ec2:DescribeRegions",
          "globalaccelerator:*",
          "health:*",
          "iam:*",
          "kms:*",
          "organizations:*",
          "pricing:*",
          "route53:*",
          "route53domains:*",
          "s3:GetAccountPublic*",
          "s3:ListAllMyBuckets",
          "shield:*",
          "sts:*",
          "support:*",
          "trustedadvisor:*",
          "waf:*",
          "wafv2:*",
        ],
        Resource: "*",
        Condition: {
          StringNotEquals: { "aws:RequestedRegion": [region, "eu-west-1"] },
          ArnNotLike: {
            "aws:PrincipalARN": [
              "arn:aws:iam::*:role/allow-all-regions",
              "arn:aws:iam::*:role/aws-controltower-*",
            ],
          },
        },
      },
    ],
  },
  {
    name: "a perimeter around identities: only trusted resources",
    kind: "scp",
    statements: [
      {
        Effect: "Deny",
        NotAction: ["iam:GetPolicy", "ec2:CreateTags", "s3:GetObject", "cloudformation:*"],
        Resource: "*",
        Condition: {
          StringNotEqualsIfExists: {
            "aws:ResourceOrgID": organization,
            "aws:PrincipalTag/resource-perimeter-exception": "true",
          },
        },
      },
    ],
  },
  {
    name: "a perimeter around identities: only expected networks",
    kind: "scp",
    statements: [
      {
        Effect: "Deny",
        NotAction: ["es:ESHttp*", "dax:GetItem"],
        Resource: "*",
        Condition: {
          BoolIfExists: { "aws:ViaAWSService": "false" },
          NotIpAddressIfExists: { "aws:SourceIp": ["203.0.113.0/24"] },
          StringNotEqualsIfExists: {
            "aws:SourceVpc": ["vpc-0a1b2c3d4e5f60718"],
            "aws:PrincipalTag/network-perimeter-exception": "true",
          },
          ArnNotLikeIfExists: {
            "aws:PrincipalArn": ["arn:aws:iam::*:role/aws:ec2-infrastructure"],
          },
          StringNotEquals: { "aws:PrincipalTag/team": "admin" },
        },
      },
    ],
  },
  {
    name: "a perimeter around resources: only expected networks",
    kind: "rcp",
    statements: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: ["s3:*", "sqs:*", "kms:*", "secretsmanager:*"],
        Resource: "*",
        Condition: {
          BoolIfExists: { "aws:PrincipalIsAWSService": "false", "aws:ViaAWSService": "false" },
          NotIpAddressIfExists: { "aws:SourceIp": "203.0.113.0/24" },
          StringNotEqualsIfExists: { "aws:SourceVpc": "vpc-0a1b2c3d4e5f60718" },
          StringEquals: { "aws:PrincipalAccount": account },
        },
      },
    ],
  },
  {
    name: "an endpoint: own identities on own resources, and services of AWS",
    kind: "vpc-endpoint",
    statements: [
      {
        Effect: "Allow",
        Principal: "*",
        Action: "*",
        Resource: "*",
        Condition: {
          StringEquals: {
            "aws:PrincipalOrgID": organization,
            "aws:ResourceOrgID": organization,
          },
        },
      },
      {
        Effect: "Allow",
        Principal: "*",
        Action: "*",
        Resource: "*",
        Condition: { Bool: { "aws:PrincipalIsAWSService": "true" } },
      },
    ],
  },
  {
    name: "work from the office, and through services of AWS",
    kind: "identity",
    statements: [
      {
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: {
          NotIpAddress: { "aws:SourceIp": ["192.0.2.0/24", "203.0.113.0/24"] },
          Bool: { "aws:ViaAWSService": "false" },
        },
      },
    ],
  },
  {
    name: "a bucket that is only for one endpoint",
    kind: "resource",
    resourceType: "AWS::S3::Bucket",
    statements: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: ["arn:aws:s3:::shop-internal", "arn:aws:s3:::shop-internal/*"],
        Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-0a1b2c3d4e5f60718" } },
      },
    ],
  },
  {
    name: "a bucket that is only for one network",
    kind: "resource",
    resourceType: "AWS::S3::Bucket",
    statements: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: ["arn:aws:s3:::shop-internal", "arn:aws:s3:::shop-internal/*"],
        Condition: { NotIpAddress: { "aws:SourceIp": "192.0.2.0/24" } },
      },
    ],
  },
  {
    name: "a bucket for the organisation and the services that write to it",
    kind: "resource",
    resourceType: "AWS::S3::Bucket",
    statements: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: ["arn:aws:s3:::shop-logs", "arn:aws:s3:::shop-logs/*"],
        Condition: {
          StringNotEqualsIfExists: { "aws:PrincipalOrgID": organization },
          BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
        },
      },
      {
        Effect: "Allow",
        Principal: { Service: "logging.s3.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: "arn:aws:s3:::shop-logs/access/*",
        Condition: {
          StringEquals: { "aws:SourceAccount": account },
          ArnLike: { "aws:SourceArn": "arn:aws:s3:::shop-*" },
        },
      },
    ],
  },
  {
    name: "secrets of one's own project and team, by tags",
    kind: "identity",
    statements: [
      {
        Effect: "Allow",
        Action: ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"],
        Resource: `arn:aws:secretsmanager:${region}:${account}:secret:*`,
        Condition: {
          StringEquals: {
            "aws:ResourceTag/access-project": own("access-project"),
            "aws:ResourceTag/access-team": own("access-team"),
          },
        },
      },
      {
        Effect: "Allow",
        Action: ["secretsmanager:CreateSecret", "secretsmanager:TagResource"],
        Resource: `arn:aws:secretsmanager:${region}:${account}:secret:*`,
        Condition: {
          StringEquals: {
            "aws:RequestTag/access-project": own("access-project"),
            "aws:RequestTag/access-team": own("access-team"),
          },
          "ForAllValues:StringEquals": {
            "aws:TagKeys": ["access-project", "access-team", "cost-center"],
          },
        },
      },
      {
        Effect: "Deny",
        Action: "secretsmanager:UntagResource",
        Resource: "*",
        Condition: {
          "ForAnyValue:StringLike": { "aws:TagKeys": "access-*" },
        },
      },
    ],
  },
  {
    name: "machines are tagged while they are made, and used by their tag",
    kind: "identity",
    statements: [
      {
        Effect: "Allow",
        Action: "ec2:CreateTags",
        Resource: `arn:aws:ec2:${region}:${account}:instance/*`,
        Condition: { StringEquals: { "ec2:CreateAction": "RunInstances" } },
      },
      {
        Effect: "Allow",
        Action: ["ec2:StartInstances", "ec2:StopInstances"],
        Resource: `arn:aws:ec2:${region}:${account}:instance/*`,
        Condition: { StringEquals: { "aws:ResourceTag/Owner": `\${aws:username}` } },
      },
    ],
  },
  {
    name: "the deciding tag stays as it is",
    kind: "identity",
    statements: [
      {
        Effect: "Allow",
        Action: ["ec2:StartInstances", "ec2:StopInstances", "ec2:CreateTags"],
        Resource: `arn:aws:ec2:${region}:${account}:instance/*`,
        Condition: {
          StringEquals: { "aws:ResourceTag/team": own("team") },
          "ForAllValues:StringNotEquals": { "aws:TagKeys": ["team"] },
        },
      },
    ],
  },
  {
    name: "small machines only, whatever else a launch takes",
    kind: "identity",
    statements: [
      {
        Effect: "Allow",
        Action: "ec2:RunInstances",
        Resource: `arn:aws:ec2:${region}:${account}:*`,
        Condition: { StringLikeIfExists: { "ec2:InstanceType": ["t3.*", "t4g.*"] } },
      },
    ],
  },
  {
    name: "tags that nobody may leave out or invent",
    kind: "identity",
    statements: [
      {
        Effect: "Deny",
        Action: "ec2:CreateTags",
        Resource: `arn:aws:ec2:${region}:${account}:instance/*`,
        Condition: { "ForAnyValue:StringNotEquals": { "aws:TagKeys": ["Environment", "Owner"] } },
      },
      {
        Effect: "Deny",
        Action: "ec2:RunInstances",
        Resource: `arn:aws:ec2:${region}:${account}:instance/*`,
        Condition: { Null: { "aws:RequestTag/Environment": "true" } },
      },
    ],
  },
  {
    name: "roles with a boundary, and no way to take it off",
    kind: "identity",
    statements: [
      {
        Effect: "Allow",
        Action: [
          "iam:AttachRolePolicy",
          "iam:CreateRole",
          "iam:DetachRolePolicy",
          "iam:PutRolePermissionsBoundary",
          "iam:PutRolePolicy",
        ],
        Resource: `arn:aws:iam::${account}:role/applications/*`,
        Condition: {
          StringEquals: {
            "iam:PermissionsBoundary": `arn:aws:iam::${account}:policy/application-boundary`,
          },
        },
      },
      {
        Effect: "Deny",
        Action: ["iam:DeleteRolePermissionsBoundary"],
        Resource: "*",
      },
    ],
  },
  {
    name: "sessions from before a theft are over",
    kind: "identity",
    statements: [
      {
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: { DateLessThan: { "aws:TokenIssueTime": "2026-05-01T12:00:00Z" } },
      },
    ],
  },
  {
    name: "a guest for a quarter of a year",
    kind: "identity",
    statements: [
      {
        Effect: "Allow",
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::shop-reports/*",
        Condition: {
          DateGreaterThan: { "aws:CurrentTime": "2098-04-01T00:00:00Z" },
          DateLessThan: { "aws:CurrentTime": "2098-06-30T23:59:59Z" },
        },
      },
    ],
  },
];
