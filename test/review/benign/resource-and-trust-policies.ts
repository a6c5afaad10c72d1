import { account, type BenignPolicy, github, region } from "./policies.ts";

/** Trust and resource policies after the patterns that AWS and the vendors recommend. */

const organization = "o-exampleorgid";
const other = "444455556666";
const tokens = "sts:AssumeRoleWithWebIdentity";
const cluster = `oidc.eks.${region}.amazonaws.com/id/EXAMPLE0123456789`;

function provider(issuer: string): object {
  return { Federated: `arn:aws:iam::${account}:oidc-provider/${issuer}` };
}

function onlyTls(bucket: string): object {
  return {
    Sid: "OnlyTls",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}

const trustPolicies: readonly BenignPolicy[] = [
  {
    name: "GitHub with the subject in both forms",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: provider(github),
        Action: tokens,
        Condition: {
          StringEquals: {
            [`${github}:aud`]: "sts.amazonaws.com",
            [`${github}:sub`]: [
              "repo:example/shop:ref:refs/heads/main",
              "repo:example@1234567/shop@89012345:ref:refs/heads/main",
            ],
          },
        },
      },
    ],
  },
  {
    name: "GitHub with the ids of owner and repository",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: provider(github),
        Action: tokens,
        Condition: {
          StringEquals: {
            [`${github}:aud`]: "sts.amazonaws.com",
            [`${github}:repository_owner_id`]: "1234567",
            [`${github}:repository_id`]: "89012345",
            [`${github}:ref`]: "refs/heads/main",
          },
        },
      },
    ],
  },
  {
    name: "GitHub with a reusable workflow that the whole organization may call",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: provider(github),
        Action: tokens,
        Condition: {
          StringEquals: {
            [`${github}:aud`]: "sts.amazonaws.com",
            [`${github}:job_workflow_ref`]:
              "example/workflows/.github/workflows/deploy.yml@refs/heads/main",
          },
          StringLike: { [`${github}:sub`]: "repo:example/*" },
        },
      },
    ],
  },
  {
    name: "GitHub with release tags",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: provider(github),
        Action: tokens,
        Condition: {
          StringEquals: { [`${github}:aud`]: "sts.amazonaws.com" },
          StringLike: { [`${github}:sub`]: "repo:example/shop:ref:refs/tags/v*" },
        },
      },
    ],
  },
  {
    name: "GitLab with one branch of one project",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: provider("gitlab.com"),
        Action: tokens,
        Condition: {
          StringEquals: {
            "gitlab.com:aud": "https://gitlab.com",
            "gitlab.com:sub": "project_path:example/shop:ref_type:branch:ref:main",
          },
        },
      },
    ],
  },
  {
    name: "HCP Terraform with one workspace",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: provider("app.terraform.io"),
        Action: tokens,
        Condition: {
          StringEquals: { "app.terraform.io:aud": "aws.workload.identity" },
          StringLike: {
            "app.terraform.io:sub":
              "organization:example:project:shop:workspace:production:run_phase:*",
          },
        },
      },
    ],
  },
  {
    name: "Buildkite with one pipeline",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: provider("agent.buildkite.com"),
        Action: tokens,
        Condition: {
          StringEquals: { "agent.buildkite.com:aud": "sts.amazonaws.com" },
          StringLike: {
            "agent.buildkite.com:sub":
              "organization:example:pipeline:shop:ref:refs/heads/main:commit:*:step:deploy",
          },
        },
      },
    ],
  },
  {
    name: "CircleCI with one project",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: provider("oidc.circleci.com/org/0a1b2c3d-1111-2222-3333-444455556666"),
        Action: tokens,
        Condition: {
          StringLike: {
            "oidc.circleci.com/org/0a1b2c3d-1111-2222-3333-444455556666:sub":
              "org/0a1b2c3d-1111-2222-3333-444455556666/project/77778888-1111-2222-3333-444455556666/user/*",
          },
        },
      },
    ],
  },
  {
    name: "the service accounts of one namespace",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: provider(cluster),
        Action: tokens,
        Condition: {
          StringEquals: { [`${cluster}:aud`]: "sts.amazonaws.com" },
          StringLike: { [`${cluster}:sub`]: "system:serviceaccount:shop:*" },
        },
      },
    ],
  },
  {
    name: "pods by association, as AWS's template has it",
    kind: "trust",
    statements: [
      {
        Sid: "AllowEksAuthToAssumeRoleForPodIdentity",
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
      },
    ],
  },
  {
    name: "machines with a certificate of one authority",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: { Service: "rolesanywhere.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
        Condition: {
          ArnEquals: {
            "aws:SourceArn": `arn:aws:rolesanywhere:${region}:${account}:trust-anchor/0a1b2c3d-1111-2222-3333-444455556666`,
          },
          StringEquals: { "aws:PrincipalTag/x509Subject/CN": "billing.example.com" },
        },
      },
    ],
  },
  {
    name: "people of the directory, with tags of theirs",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: {
          Federated: `arn:aws:iam::${account}:saml-provider/AWSSSO_1a2b3c4d_DO_NOT_DELETE`,
        },
        Action: ["sts:AssumeRoleWithSAML", "sts:TagSession"],
        Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
      },
    ],
  },
  {
    name: "those who signed in to an identity pool",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: { Federated: "cognito-identity.amazonaws.com" },
        Action: tokens,
        Condition: {
          StringEquals: {
            "cognito-identity.amazonaws.com:aud": `${region}:11112222-3333-4444-5555-666677778888`,
          },
          "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
        },
      },
    ],
  },
  {
    name: "a monitoring vendor with the external id that it made",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::464622532012:root" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "sts:ExternalId": "0d8f4a527c1b4f609f3a52f1c86a1e07" } },
      },
    ],
  },
  {
    name: "the deployment role of the tooling account",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${other}:role/deployment` },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:PrincipalOrgID": organization } },
      },
    ],
  },
  {
    name: "administrators of the account with a second factor",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: "sts:AssumeRole",
        Condition: {
          Bool: { "aws:MultiFactorAuthPresent": "true" },
          NumericLessThan: { "aws:MultiFactorAuthAge": "3600" },
        },
      },
    ],
  },
  {
    name: "replication of a bucket",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: { Service: ["s3.amazonaws.com", "batchoperations.s3.amazonaws.com"] },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      },
    ],
  },
  {
    name: "functions in the region and at the edge",
    kind: "trust",
    statements: [
      {
        Effect: "Allow",
        Principal: { Service: ["lambda.amazonaws.com", "edgelambda.amazonaws.com"] },
        Action: "sts:AssumeRole",
      },
    ],
  },
];

const bucketPolicies: readonly BenignPolicy[] = [
  {
    name: "a bucket behind a distribution, with its key's account and TLS",
    kind: "resource",
    resourceType: "AWS::S3::Bucket",
    statements: [
      {
        Sid: "AllowCloudFrontServicePrincipalReadOnly",
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
      onlyTls("shop-assets"),
    ],
  },
  {
    name: "a bucket behind a distribution, the older way",
    kind: "resource",
    resourceType: "AWS::S3::Bucket",
    statements: [
      {
        Effect: "Allow",
        Principal: {
          AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1EXAMPLE2345",
        },
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::shop-assets/*",
      },
    ],
  },
  {
    name: "logs of load balancers, by the account of the region",
    kind: "resource",
    resourceType: "AWS::S3::Bucket",
    statements: [
      {
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::054676820928:root" },
        Action: "s3:PutObject",
        Resource: `arn:aws:s3:::shop-logs/balancer/AWSLogs/${account}/*`,
      },
      onlyTls("shop-logs"),
    ],
  },
  {
    name: "logs of load balancers, by the service",
    kind: "resource",
    resourceType: "AWS::S3::Bucket",
    statements: [
      {
        Effect: "Allow",
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `arn:aws:s3:::shop-logs/balancer/AWSLogs/${account}/*`,
        Condition: {
          ArnLike: {
            "aws:SourceArn": `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/*`,
          },
        },
      },
    ],
  },
  {
    name: "what AWS Config writes",
    kind: "resource",
    resourceType: "AWS::S3::Bucket",
    statements: [
      {
        Effect: "Allow",
        Principal: { Service: "config.amazonaws.com" },
        Action: ["s3:GetBucketAcl", "s3:ListBucket"],
        Resource: "arn:aws:s3:::shop-config",
        Condition: { StringEquals: { "AWS:SourceAccount": account } },
      },
      {
        Effect: "Allow",
        Principal: { Service: "config.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `arn:aws:s3:::shop-config/AWSLogs/${account}/Config/*`,
        Condition: {
          StringEquals: {
            "s3:x-amz-acl": "bucket-owner-full-control",
            "AWS:SourceAccount": account,
          },
        },
      },
    ],
  },
  {
    name: "the audit trail of an organization",
    kind: "resource",
    resourceType: "AWS::S3::Bucket",
    statements: [
      {
        Effect: "Allow",
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: "s3:GetBucketAcl",
        Resource: "arn:aws:s3:::org-trail",
        Condition: {
          StringEquals: { "aws:SourceArn": `arn:aws:cloudtrail:${region}:${account}:trail/org` },
        },
      },
      {
        Effect: "Allow",
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `arn:aws:s3:::org-trail/AWSLogs/${organization}/*`,
        Condition: {
          StringEquals: {
            "s3:x-amz-acl": "bucket-owner-full-control",
            "aws:SourceArn": `arn:aws:cloudtrail:${region}:${account}:trail/org`,
          },
        },
      },
    ],
  },
  {
    name: "replicas from a bucket of another account",
    kind: "resource",
    resourceType: "AWS::S3::Bucket",
    statements: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${other}:role/service-role/replication` },
        Action: ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ObjectOwnerOverrideToBucketOwner"],
        Resource: "arn:aws:s3:::shop-replica/*",
      },
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${other}:role/service-role/replication` },
        Action: ["s3:List*", "s3:GetBucketVersioning", "s3:PutBucketVersioning"],
        Resource: "arn:aws:s3:::shop-replica",
      },
    ],
  },
  {
    name: "a bucket for one network",
    kind: "resource",
    resourceType: "AWS::S3::Bucket",
    statements: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: ["arn:aws:s3:::shop-intern", "arn:aws:s3:::shop-intern/*"],
        Condition: {
          StringNotEqualsIfExists: { "aws:SourceVpce": "vpce-0a1b2c3d4e5f67890" },
          BoolIfExists: { "aws:ViaAWSService": "false" },
        },
      },
    ],
  },
  {
    name: "server access logs",
    kind: "resource",
    resourceType: "AWS::S3::Bucket",
    statements: [
      {
        Effect: "Allow",
        Principal: { Service: "logging.s3.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: "arn:aws:s3:::shop-logs/assets/*",
        Condition: {
          ArnLike: { "aws:SourceArn": "arn:aws:s3:::shop-assets" },
          StringEquals: { "aws:SourceAccount": account },
        },
      },
    ],
  },
];

const otherPolicies: readonly BenignPolicy[] = [
  {
    name: "a key as the console makes it",
    kind: "resource",
    resourceType: "AWS::KMS::Key",
    statements: [
      {
        Sid: "Enable IAM User Permissions",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: "kms:*",
        Resource: "*",
      },
      {
        Sid: "Allow access for Key Administrators",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:role/operators` },
        Action: [
          "kms:Create*",
          "kms:Describe*",
          "kms:Enable*",
          "kms:List*",
          "kms:Put*",
          "kms:Update*",
          "kms:Revoke*",
          "kms:Disable*",
          "kms:Get*",
          "kms:Delete*",
          "kms:TagResource",
          "kms:UntagResource",
          "kms:ScheduleKeyDeletion",
          "kms:CancelKeyDeletion",
        ],
        Resource: "*",
      },
      {
        Sid: "Allow use of the key",
        Effect: "Allow",
        Principal: { AWS: [`arn:aws:iam::${account}:role/web`, `arn:aws:iam::${other}:root`] },
        Action: [
          "kms:Encrypt",
          "kms:Decrypt",
          "kms:ReEncrypt*",
          "kms:GenerateDataKey*",
          "kms:DescribeKey",
        ],
        Resource: "*",
      },
      {
        Sid: "Allow attachment of persistent resources",
        Effect: "Allow",
        Principal: { AWS: [`arn:aws:iam::${account}:role/web`, `arn:aws:iam::${other}:root`] },
        Action: ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
        Resource: "*",
        Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
      },
    ],
  },
  {
    name: "a key for one service of the account",
    kind: "resource",
    resourceType: "AWS::KMS::Key",
    statements: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: "kms:*",
        Resource: "*",
      },
      {
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey"],
        Resource: "*",
        Condition: {
          StringEquals: {
            "kms:CallerAccount": account,
            "kms:ViaService": `secretsmanager.${region}.amazonaws.com`,
          },
        },
      },
    ],
  },
  {
    name: "a key for the logs of one group",
    kind: "resource",
    resourceType: "AWS::KMS::Key",
    statements: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: "kms:*",
        Resource: "*",
      },
      {
        Effect: "Allow",
        Principal: { Service: `logs.${region}.amazonaws.com` },
        Action: [
          "kms:Encrypt*",
          "kms:Decrypt*",
          "kms:ReEncrypt*",
          "kms:GenerateDataKey*",
          "kms:Describe*",
        ],
        Resource: "*",
        Condition: {
          ArnEquals: {
            "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${account}:log-group:/shop/web`,
          },
        },
      },
    ],
  },
  {
    name: "an API for callers inside the network",
    kind: "resource",
    resourceType: "AWS::ApiGateway::RestApi",
    statements: [
      {
        Effect: "Allow",
        Principal: "*",
        Action: "execute-api:Invoke",
        Resource: `arn:aws:execute-api:${region}:${account}:a1b2c3d4e5/*`,
      },
      {
        Effect: "Deny",
        Principal: "*",
        Action: "execute-api:Invoke",
        Resource: `arn:aws:execute-api:${region}:${account}:a1b2c3d4e5/*`,
        Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-0a1b2c3d4e5f67890" } },
      },
    ],
  },
  {
    name: "images that the organization may pull",
    kind: "resource",
    resourceType: "AWS::ECR::Repository",
    statements: [
      {
        Effect: "Allow",
        Principal: "*",
        Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        Condition: { StringEquals: { "aws:PrincipalOrgID": organization } },
      },
    ],
  },
  {
    name: "events from the accounts of the organization",
    kind: "resource",
    resourceType: "AWS::Events::EventBus",
    statements: [
      {
        Sid: "FromTheOrganization",
        Effect: "Allow",
        Principal: "*",
        Action: "events:PutEvents",
        Resource: `arn:aws:events:${region}:${account}:event-bus/central`,
        Condition: { StringEquals: { "aws:PrincipalOrgID": organization } },
      },
    ],
  },
  {
    name: "backups copied from the organization",
    kind: "resource",
    resourceType: "AWS::Backup::BackupVault",
    statements: [
      {
        Effect: "Allow",
        Principal: "*",
        Action: "backup:CopyIntoBackupVault",
        Resource: "*",
        Condition: { StringEquals: { "aws:PrincipalOrgID": organization } },
      },
    ],
  },
  {
    name: "an endpoint for the layers of images",
    kind: "vpc-endpoint",
    statements: [
      {
        Effect: "Allow",
        Principal: "*",
        Action: "s3:GetObject",
        Resource: `arn:aws:s3:::prod-${region}-starport-layer-bucket/*`,
      },
      {
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: ["s3:GetObject", "s3:PutObject"],
        Resource: "*",
        Condition: { StringEquals: { "aws:ResourceOrgID": organization } },
      },
    ],
  },
];

export const resourceAndTrustPolicies: readonly BenignPolicy[] = [
  ...trustPolicies,
  ...bucketPolicies,
  ...otherPolicies,
];
