import type { PolicyKind } from "../../../src/policy/policy.ts";

/** A policy as careful teams write them: nothing in it may be reported as an error or a danger. */
export interface BenignPolicy {
  readonly name: string;
  readonly kind: PolicyKind;
  readonly resourceType?: string;
  readonly statements: readonly object[];
}

export const account = "111122223333";
export const region = "eu-central-1";
export const github = "token.actions.githubusercontent.com";

export const benignPolicies: readonly BenignPolicy[] = [
  {
    name: "a function reads and writes the objects of one bucket",
    kind: "identity",
    statements: [
      { Effect: "Allow", Action: "s3:ListBucket", Resource: "arn:aws:s3:::shop-invoices" },
      {
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:PutObject"],
        Resource: "arn:aws:s3:::shop-invoices/*",
      },
    ],
  },
  {
    name: "a function writes its own log",
    kind: "identity",
    statements: [
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `arn:aws:logs:${region}:${account}:log-group:/aws/lambda/orders:*`,
      },
    ],
  },
  {
    name: "a function in a VPC: the actions cannot be scoped",
    kind: "identity",
    statements: [
      {
        Effect: "Allow",
        Action: [
          "ec2:CreateNetworkInterface",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DeleteNetworkInterface",
        ],
        Resource: "*",
      },
    ],
  },
  {
    name: "a consumer of a queue",
    kind: "identity",
    statements: [
      {
        Sid: "TakeOrders",
        Effect: "Allow",
        Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        Resource: `arn:aws:sqs:${region}:${account}:orders`,
      },
    ],
  },
  {
    name: "a table with rows that belong to the caller",
    kind: "identity",
    statements: [
      {
        Effect: "Allow",
        Action: ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem"],
        Resource: `arn:aws:dynamodb:${region}:${account}:table/baskets`,
        Condition: {
          "ForAllValues:StringEquals": {
            // biome-ignore format: one key a line
            "dynamodb:LeadingKeys": ["${www.amazon.com:user_id}"],
          },
          Null: { "dynamodb:LeadingKeys": "false" },
        },
      },
    ],
  },
  {
    name: "one secret and the key that it is encrypted with",
    kind: "identity",
    statements: [
      {
        Effect: "Allow",
        Action: "secretsmanager:GetSecretValue",
        Resource: `arn:aws:secretsmanager:${region}:${account}:secret:shop/database-*`,
      },
      {
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: `arn:aws:kms:${region}:${account}:key/1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901`,
        Condition: {
          StringEquals: { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` },
        },
      },
    ],
  },
  {
    name: "a pipeline that deploys one service and passes one role",
    kind: "identity",
    statements: [
      { Effect: "Allow", Action: "ecs:RegisterTaskDefinition", Resource: "*" },
      {
        Effect: "Allow",
        Action: ["ecs:UpdateService", "ecs:DescribeServices"],
        Resource: `arn:aws:ecs:${region}:${account}:service/shop/web`,
      },
      {
        Effect: "Allow",
        Action: "iam:PassRole",
        Resource: `arn:aws:iam::${account}:role/shop-web-task`,
        Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
      },
    ],
  },
  {
    name: "a node pulls images",
    kind: "identity",
    statements: [
      { Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
      {
        Effect: "Allow",
        Action: [
          "ecr:BatchCheckLayerAvailability",
          "ecr:BatchGetImage",
          "ecr:GetDownloadUrlForLayer",
        ],
        Resource: `arn:aws:ecr:${region}:${account}:repository/shop/*`,
      },
    ],
  },
  {
    name: "instances with a tag can be started and stopped",
    kind: "identity",
    statements: [
      {
        Effect: "Allow",
        Action: ["ec2:StartInstances", "ec2:StopInstances"],
        Resource: `arn:aws:ec2:*:${account}:instance/*`,
        Condition: { StringEquals: { "aws:ResourceTag/Team": "shop" } },
      },
      { Effect: "Allow", Action: "ec2:DescribeInstances", Resource: "*" },
    ],
  },
  {
    name: "people manage their own password and second factor",
    kind: "identity",
    statements: [
      { Effect: "Allow", Action: "iam:GetAccountPasswordPolicy", Resource: "*" },
      {
        Effect: "Allow",
        Action: ["iam:ChangePassword", "iam:GetUser", "iam:ListMFADevices", "iam:EnableMFADevice"],
        Resource: "arn:aws:iam::*:user/${aws:username}",
      },
    ],
  },
  {
    name: "without a second factor nothing but enrolling one",
    kind: "identity",
    statements: [
      {
        Sid: "DenyWithoutMfa",
        Effect: "Deny",
        NotAction: [
          "iam:CreateVirtualMFADevice",
          "iam:EnableMFADevice",
          "iam:ListMFADevices",
          "iam:GetUser",
          "sts:GetSessionToken",
        ],
        Resource: "*",
        Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
      },
    ],
  },
  {
    name: "administration with a second factor from one network",
    kind: "identity",
    statements: [
      {
        Effect: "Allow",
        Action: ["rds:ModifyDBInstance", "rds:RebootDBInstance"],
        Resource: `arn:aws:rds:${region}:${account}:db:shop`,
        Condition: {
          Bool: { "aws:MultiFactorAuthPresent": "true" },
          IpAddress: { "aws:SourceIp": "203.0.113.0/24" },
        },
      },
    ],
  },
  {
    name: "one role of another account may be assumed",
    kind: "identity",
    statements: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Resource: "arn:aws:iam::444455556666:role/reporting-reader",
      },
    ],
  },
  {
    name: "an auditor looks at the settings",
    kind: "identity",
    statements: [
      {
        Effect: "Allow",
        Action: ["cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus", "config:Describe*"],
        Resource: "*",
      },
    ],
  },
  {
    name: "roles may be created under a boundary and a path",
    kind: "identity",
    statements: [
      {
        Effect: "Allow",
        Action: ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy"],
        Resource: `arn:aws:iam::${account}:role/applications/*`,
        Condition: {
          StringEquals: {
            "iam:PermissionsBoundary": `arn:aws:iam::${account}:policy/application-boundary`,
          },
        },
      },
    ],
  },
  {
    name: "a boundary for applications",
    kind: "boundary",
    statements: [
      {
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:PutObject", "sqs:SendMessage", "dynamodb:GetItem"],
        Resource: "*",
      },
      { Effect: "Deny", Action: ["iam:*", "organizations:*"], Resource: "*" },
    ],
  },
  {
    name: "a service may assume the role",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: { Service: "lambda.amazonaws.com" },
        Action: "sts:AssumeRole",
      },
    ],
  },
  {
    name: "a service may assume the role for one account",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: { Service: "states.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": account },
          ArnLike: { "aws:SourceArn": `arn:aws:states:${region}:${account}:stateMachine:*` },
        },
      },
    ],
  },
  {
    name: "one branch of one repository on GitHub",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${github}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            [`${github}:aud`]: "sts.amazonaws.com",
            [`${github}:sub`]: "repo:example/shop:ref:refs/heads/main",
          },
        },
      },
    ],
  },
  {
    name: "the environments of one repository on GitHub",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${github}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: { [`${github}:aud`]: "sts.amazonaws.com" },
          StringLike: { [`${github}:sub`]: "repo:example/shop:environment:*" },
        },
      },
    ],
  },
  {
    name: "a service account of a cluster",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: {
          Federated: `arn:aws:iam::${account}:oidc-provider/oidc.eks.${region}.amazonaws.com/id/EXAMPLE0123456789`,
        },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            [`oidc.eks.${region}.amazonaws.com/id/EXAMPLE0123456789:sub`]:
              "system:serviceaccount:shop:web",
            [`oidc.eks.${region}.amazonaws.com/id/EXAMPLE0123456789:aud`]: "sts.amazonaws.com",
          },
        },
      },
    ],
  },
  {
    name: "a partner with an external id",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::444455556666:role/collector" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "sts:ExternalId": "7d3f0c1a-shop-b94e" } },
      },
    ],
  },
  {
    name: "people of the identity provider",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::${account}:saml-provider/company` },
        Action: "sts:AssumeRoleWithSAML",
        Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
      },
    ],
  },
  {
    name: "roles of the organisation",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:PrincipalOrgID": "o-exampleorgid" },
          ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/deployment/*" },
        },
      },
    ],
  },
  {
    name: "a bucket that refuses plain HTTP",
    kind: "resource",
    resourceType: "AWS::S3::Bucket",
    statements: [
      {
        Sid: "OnlyTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: ["arn:aws:s3:::shop-invoices", "arn:aws:s3:::shop-invoices/*"],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  },
  {
    name: "a bucket behind one distribution",
    kind: "resource",
    resourceType: "AWS::S3::Bucket",
    statements: [
      {
        Effect: "Allow",
        Principal: { Service: "cloudfront.amazonaws.com" },
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::shop-assets/*",
        Condition: {
          StringEquals: {
            "AWS:SourceArn": `arn:aws:cloudfront::${account}:distribution/EXAMPLE1234567`,
          },
        },
      },
    ],
  },
  {
    name: "a bucket for the organisation",
    kind: "resource",
    resourceType: "AWS::S3::Bucket",
    statements: [
      {
        Effect: "Allow",
        Principal: "*",
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::shop-artifacts/*",
        Condition: { StringEquals: { "aws:PrincipalOrgID": "o-exampleorgid" } },
      },
    ],
  },
  {
    name: "a bucket for the audit trail",
    kind: "resource",
    resourceType: "AWS::S3::Bucket",
    statements: [
      {
        Effect: "Allow",
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: "s3:GetBucketAcl",
        Resource: "arn:aws:s3:::shop-trail",
        Condition: {
          StringEquals: { "aws:SourceArn": `arn:aws:cloudtrail:${region}:${account}:trail/main` },
        },
      },
      {
        Effect: "Allow",
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `arn:aws:s3:::shop-trail/AWSLogs/${account}/*`,
        Condition: {
          StringEquals: {
            "s3:x-amz-acl": "bucket-owner-full-control",
            "aws:SourceArn": `arn:aws:cloudtrail:${region}:${account}:trail/main`,
          },
        },
      },
    ],
  },
  {
    name: "a queue that takes the messages of one topic",
    kind: "resource",
    resourceType: "AWS::SQS::Queue",
    statements: [
      {
        Effect: "Allow",
        Principal: { Service: "sns.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: `arn:aws:sqs:${region}:${account}:orders`,
        Condition: { ArnEquals: { "aws:SourceArn": `arn:aws:sns:${region}:${account}:orders` } },
      },
    ],
  },
  {
    name: "a topic that takes the events of one bucket",
    kind: "resource",
    resourceType: "AWS::SNS::Topic",
    statements: [
      {
        Effect: "Allow",
        Principal: { Service: "s3.amazonaws.com" },
        Action: "sns:Publish",
        Resource: `arn:aws:sns:${region}:${account}:uploads`,
        Condition: {
          StringEquals: { "aws:SourceAccount": account },
          ArnLike: { "aws:SourceArn": "arn:aws:s3:::shop-uploads" },
        },
      },
    ],
  },
  {
    name: "a key that its account manages",
    kind: "resource",
    resourceType: "AWS::KMS::Key",
    statements: [
      {
        Sid: "AccountManages",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: "kms:*",
        Resource: "*",
      },
      {
        Sid: "ApplicationUses",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:role/shop-web` },
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: "*",
      },
    ],
  },
  {
    name: "a secret for one role of another account",
    kind: "resource",
    resourceType: "AWS::SecretsManager::Secret",
    statements: [
      {
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::444455556666:role/reporting-reader" },
        Action: "secretsmanager:GetSecretValue",
        Resource: "*",
      },
    ],
  },
  {
    name: "an endpoint for the organisation's own buckets",
    kind: "vpc-endpoint",
    statements: [
      {
        Effect: "Allow",
        Principal: "*",
        Action: "s3:*",
        Resource: "*",
        Condition: {
          StringEquals: {
            "aws:PrincipalOrgID": "o-exampleorgid",
            "aws:ResourceOrgID": "o-exampleorgid",
          },
        },
      },
    ],
  },
  {
    name: "a guardrail: regions",
    kind: "scp",
    statements: [
      {
        Sid: "OnlyEurope",
        Effect: "Deny",
        NotAction: ["iam:*", "organizations:*", "route53:*", "cloudfront:*", "support:*", "sts:*"],
        Resource: "*",
        Condition: {
          StringNotEquals: { "aws:RequestedRegion": [region, "eu-west-1"] },
          ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/break-glass" },
        },
      },
    ],
  },
  {
    name: "a guardrail: the audit trail stays on",
    kind: "scp",
    statements: [
      {
        Sid: "KeepTheTrail",
        Effect: "Deny",
        Action: ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "cloudtrail:UpdateTrail"],
        Resource: "*",
      },
    ],
  },
  {
    name: "a guardrail: the root user and the organisation",
    kind: "scp",
    statements: [
      {
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:root" } },
      },
      { Effect: "Deny", Action: "organizations:LeaveOrganization", Resource: "*" },
    ],
  },
  {
    name: "the allow list that every account starts with",
    kind: "scp",
    statements: [{ Effect: "Allow", Action: "*", Resource: "*" }],
  },
  {
    name: "a perimeter around resources",
    kind: "rcp",
    statements: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: ["s3:*", "sqs:*", "kms:*", "secretsmanager:*", "sts:AssumeRole"],
        Resource: "*",
        Condition: {
          StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-exampleorgid" },
          BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
        },
      },
    ],
  },
  {
    name: "a perimeter around services that act for others",
    kind: "rcp",
    statements: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: ["s3:*", "sqs:*", "kms:*"],
        Resource: "*",
        Condition: {
          StringNotEqualsIfExists: { "aws:SourceOrgID": "o-exampleorgid" },
          Null: { "aws:SourceAccount": "false" },
          Bool: { "aws:PrincipalIsAWSService": "true" },
        },
      },
    ],
  },
];
