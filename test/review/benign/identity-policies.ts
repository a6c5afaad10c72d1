import { account, type BenignPolicy, region } from "./policies.ts";

const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${account}:${resource}`;
const allow = (action: string | string[], resource: string | string[], condition?: object) => ({
  Effect: "Allow",
  Action: action,
  Resource: resource,
  ...(condition && { Condition: condition }),
});

/** What roles of applications, pipelines and people get from teams that take care. */
export const identityPolicies: readonly BenignPolicy[] = [
  {
    name: "the execution role of a container",
    statements: [
      allow("ecr:GetAuthorizationToken", "*"),
      allow(
        ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
        arn("ecr", "repository/shop/web"),
      ),
      allow(
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        arn("logs", "log-group:/ecs/shop-web:*"),
      ),
      allow("secretsmanager:GetSecretValue", arn("secretsmanager", "secret:shop/web-??????")),
    ],
  },
  {
    name: "a function that AWS's guide gives logs and tracing",
    statements: [
      allow("logs:CreateLogGroup", `arn:aws:logs:${region}:${account}:*`),
      allow(
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        arn("logs", "log-group:/aws/lambda/shop-orders:*"),
      ),
      allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"),
    ],
  },
  {
    name: "a function behind a stream of changes",
    statements: [
      allow(
        [
          "dynamodb:DescribeStream",
          "dynamodb:GetRecords",
          "dynamodb:GetShardIterator",
          "dynamodb:ListStreams",
        ],
        arn("dynamodb", "table/orders/stream/*"),
      ),
      allow("sqs:SendMessage", arn("sqs", "orders-failed")),
    ],
  },
  {
    name: "a job of AWS Glue over one database",
    statements: [
      allow(
        ["glue:GetDatabase", "glue:GetTable", "glue:GetPartitions", "glue:BatchCreatePartition"],
        [arn("glue", "catalog"), arn("glue", "database/sales"), arn("glue", "table/sales/*")],
      ),
      allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], "arn:aws:s3:::shop-lake/sales/*"),
      allow("s3:ListBucket", "arn:aws:s3:::shop-lake", {
        StringLike: { "s3:prefix": ["sales/*"] },
      }),
      allow("cloudwatch:PutMetricData", "*", {
        StringEquals: { "cloudwatch:namespace": "Glue" },
      }),
    ],
  },
  {
    name: "queries in one workgroup",
    statements: [
      allow(
        [
          "athena:StartQueryExecution",
          "athena:GetQueryExecution",
          "athena:GetQueryResults",
          "athena:StopQueryExecution",
        ],
        arn("athena", "workgroup/analysts"),
      ),
      allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::shop-athena-results/analysts/*"),
      allow(["s3:GetBucketLocation", "s3:ListBucket"], "arn:aws:s3:::shop-athena-results"),
    ],
  },
  {
    name: "a state machine that calls its functions",
    statements: [
      allow("lambda:InvokeFunction", [
        arn("lambda", "function:shop-orders"),
        arn("lambda", "function:shop-orders:*"),
      ]),
      allow(
        [
          "logs:CreateLogDelivery",
          "logs:GetLogDelivery",
          "logs:UpdateLogDelivery",
          "logs:DeleteLogDelivery",
          "logs:ListLogDeliveries",
          "logs:PutResourcePolicy",
          "logs:DescribeResourcePolicies",
          "logs:DescribeLogGroups",
        ],
        "*",
      ),
    ],
  },
  {
    name: "a pipeline that uploads a site and clears the cache",
    statements: [
      allow(["s3:PutObject", "s3:DeleteObject"], "arn:aws:s3:::shop-site/*"),
      allow("s3:ListBucket", "arn:aws:s3:::shop-site"),
      allow(
        "cloudfront:CreateInvalidation",
        `arn:aws:cloudfront::${account}:distribution/E1EXAMPLE`,
      ),
    ],
  },
  {
    name: "a pipeline that pushes images",
    statements: [
      allow("ecr:GetAuthorizationToken", "*"),
      allow(
        [
          "ecr:BatchCheckLayerAvailability",
          "ecr:CompleteLayerUpload",
          "ecr:InitiateLayerUpload",
          "ecr:PutImage",
          "ecr:UploadLayerPart",
        ],
        arn("ecr", "repository/shop/*"),
      ),
    ],
  },
  {
    name: "a pipeline that updates one function",
    statements: [
      allow(
        ["lambda:UpdateFunctionCode", "lambda:PublishVersion", "lambda:GetFunction"],
        arn("lambda", "function:shop-orders"),
      ),
    ],
  },
  {
    name: "a pipeline that keeps the state of Terraform",
    statements: [
      allow("s3:ListBucket", "arn:aws:s3:::shop-terraform-state"),
      allow(
        ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
        "arn:aws:s3:::shop-terraform-state/network/*",
      ),
      allow(
        ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"],
        arn("dynamodb", "table/terraform-locks"),
      ),
    ],
  },
  {
    name: "a pipeline that assumes the deployment roles",
    statements: [
      allow("sts:AssumeRole", [
        "arn:aws:iam::222233334444:role/deployment/network",
        "arn:aws:iam::333344445555:role/deployment/network",
      ]),
    ],
  },
  {
    name: "the CDK roles of one account",
    statements: [allow("sts:AssumeRole", `arn:aws:iam::${account}:role/cdk-*`)],
  },
  {
    name: "looking at the settings of networks and instances",
    statements: [
      allow(
        [
          "ec2:Describe*",
          "elasticloadbalancing:Describe*",
          "autoscaling:Describe*",
          "cloudwatch:GetMetricData",
          "cloudwatch:ListMetrics",
          "rds:Describe*",
          "s3:GetBucket*",
          "s3:ListAllMyBuckets",
        ],
        "*",
      ),
    ],
  },
  {
    name: "auditing identities",
    statements: [
      allow(
        [
          "iam:GenerateCredentialReport",
          "iam:GetAccountAuthorizationDetails",
          "iam:GetCredentialReport",
          "iam:Get*Policy*",
          "iam:List*",
          "access-analyzer:List*",
          "organizations:Describe*",
          "organizations:List*",
        ],
        "*",
      ),
    ],
  },
  {
    name: "support people open cases and read logs of one application",
    statements: [
      allow(["support:*", "health:Describe*", "trustedadvisor:Describe*"], "*"),
      allow(
        ["logs:FilterLogEvents", "logs:GetLogEvents", "logs:StartQuery"],
        arn("logs", "log-group:/shop/*:*"),
      ),
    ],
  },
  {
    name: "sessions on instances of one team",
    statements: [
      allow("ssm:StartSession", `arn:aws:ec2:*:${account}:instance/*`, {
        StringEquals: { "ssm:resourceTag/Team": "shop" },
      }),
      allow("ssm:StartSession", "arn:aws:ssm:*::document/AWS-StartSSHSession"),
      allow(
        ["ssm:TerminateSession", "ssm:ResumeSession"],
        "arn:aws:ssm:*:*:session/${aws:username}-*",
      ),
    ],
  },
  {
    name: "an agent on an instance, as Systems Manager needs it",
    statements: [
      allow(
        [
          "ssm:UpdateInstanceInformation",
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel",
          "ec2messages:GetMessages",
          "ec2messages:AcknowledgeMessage",
        ],
        "*",
      ),
    ],
  },
  {
    name: "access to secrets by tag",
    statements: [
      allow(["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"], "*", {
        StringEquals: {
          "secretsmanager:ResourceTag/Project": "${aws:PrincipalTag/Project}",
        },
      }),
    ],
  },
  {
    name: "a key through one service and for one context",
    statements: [
      allow(["kms:Decrypt", "kms:GenerateDataKey"], "*", {
        StringEquals: {
          "kms:ViaService": `s3.${region}.amazonaws.com`,
          "kms:CallerAccount": account,
        },
      }),
      allow("kms:Decrypt", `arn:aws:kms:*:${account}:key/*`, {
        StringEquals: { "kms:EncryptionContext:application": "shop" },
      }),
    ],
  },
  {
    name: "keys by alias",
    statements: [
      allow(["kms:Decrypt", "kms:GenerateDataKey*"], `arn:aws:kms:*:${account}:key/*`, {
        "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/shop" },
      }),
    ],
  },
  {
    name: "grants for services of AWS's only",
    statements: [
      allow(["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"], arn("kms", "key/1b2c3d4e"), {
        Bool: { "kms:GrantIsForAWSResource": "true" },
      }),
      allow("kms:CreateGrant", "*", { Bool: { "kms:GrantIsForAWSResource": "true" } }),
    ],
  },
  {
    name: "the controller of load balancers in a cluster changes what it has tagged",
    statements: [
      allow(
        ["elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateTargetGroup"],
        "*",
        {
          Null: { "aws:RequestTag/elbv2.k8s.aws/cluster": "false" },
        },
      ),
      allow(
        [
          "elasticloadbalancing:DeleteLoadBalancer",
          "elasticloadbalancing:ModifyLoadBalancerAttributes",
          "elasticloadbalancing:DeleteTargetGroup",
        ],
        "*",
        { StringEquals: { "aws:ResourceTag/elbv2.k8s.aws/cluster": "shop" } },
      ),
    ],
  },
  {
    name: "DNS records of one zone",
    statements: [
      allow("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z0EXAMPLE"),
      allow(
        ["route53:ListHostedZones", "route53:ListResourceRecordSets", "route53:GetChange"],
        "*",
      ),
    ],
  },
  {
    name: "mail from one address",
    statements: [
      allow(["ses:SendEmail", "ses:SendRawEmail"], arn("ses", "identity/example.com"), {
        StringLike: { "ses:FromAddress": "orders@example.com" },
      }),
    ],
  },
  {
    name: "backups of tagged resources into one vault",
    statements: [
      allow(
        ["backup:StartBackupJob", "backup:DescribeBackupVault"],
        arn("backup", "backup-vault:daily"),
      ),
      allow("backup:StartCopyJob", `arn:aws:backup:${region}:${account}:recovery-point:*`, {
        StringEquals: { "aws:ResourceTag/Copied": "yes" },
      }),
    ],
  },
  {
    name: "parameters of one application, with a guardrail for the rest",
    statements: [
      allow(
        ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"],
        arn("ssm", "parameter/shop/*"),
      ),
      { Effect: "Deny", Action: "ssm:*", NotResource: arn("ssm", "parameter/shop/*") },
    ],
  },
  {
    name: "a developer in one Region, without what matters",
    statements: [
      allow(
        ["lambda:Get*", "lambda:List*", "dynamodb:Describe*", "dynamodb:List*", "sqs:List*"],
        "*",
        { StringEquals: { "aws:RequestedRegion": region } },
      ),
      allow(["dynamodb:*Item", "dynamodb:Query"], arn("dynamodb", "table/dev-*")),
      { Effect: "Deny", Action: ["iam:*", "organizations:*"], Resource: "*" },
    ],
  },
].map((policy) => ({ ...policy, kind: "identity" }));
