import type { Policy } from "../../src/policy/policy.ts";

/** How one document is written into Terraform and CloudFormation, by the kind of the policy. */
interface Carrier {
  readonly hcl: (heredoc: string) => string;
  readonly yaml: (flow: string) => string;
}

function resource(type: string, argument: string, rest = ""): Carrier["hcl"] {
  return (heredoc) => `resource "${type}" "a" {\n${rest}  ${argument} = ${heredoc}\n}\n`;
}

function template(type: string, property: string, rest = ""): Carrier["yaml"] {
  return (flow) =>
    `Resources:\n  A:\n    Type: ${type}\n    Properties:\n${rest}      ${property}: ${flow}\n`;
}

const byKind: Readonly<Record<string, Carrier>> = {
  identity: {
    hcl: resource("aws_iam_policy", "policy"),
    yaml: template("AWS::IAM::ManagedPolicy", "PolicyDocument"),
  },
  boundary: {
    hcl: (heredoc) =>
      `${resource("aws_iam_policy", "policy")(heredoc)}resource "aws_iam_user" "b" {\n  name                 = "b"\n  permissions_boundary = aws_iam_policy.a.arn\n}\n`,
    yaml: (flow) =>
      `${template("AWS::IAM::ManagedPolicy", "PolicyDocument")(flow)}  B:\n    Type: AWS::IAM::User\n    Properties:\n      PermissionsBoundary: !Ref A\n`,
  },
  trust: {
    hcl: resource("aws_iam_role", "assume_role_policy"),
    yaml: template("AWS::IAM::Role", "AssumeRolePolicyDocument"),
  },
  scp: {
    hcl: resource("aws_organizations_policy", "content", '  type = "SERVICE_CONTROL_POLICY"\n'),
    yaml: template("AWS::Organizations::Policy", "Content", "      Type: SERVICE_CONTROL_POLICY\n"),
  },
  rcp: {
    hcl: resource("aws_organizations_policy", "content", '  type = "RESOURCE_CONTROL_POLICY"\n'),
    yaml: template(
      "AWS::Organizations::Policy",
      "Content",
      "      Type: RESOURCE_CONTROL_POLICY\n",
    ),
  },
  "vpc-endpoint": {
    hcl: resource("aws_vpc_endpoint", "policy", '  service_name = "com.amazonaws.eu-west-1.s3"\n'),
    yaml: template("AWS::EC2::VPCEndpoint", "PolicyDocument"),
  },
  "permission-set": {
    hcl: resource("aws_ssoadmin_permission_set_inline_policy", "inline_policy"),
    yaml: template("AWS::SSO::PermissionSet", "InlinePolicy"),
  },
};

const byResourceType: Readonly<Record<string, Carrier>> = {
  "AWS::S3::Bucket": {
    hcl: resource("aws_s3_bucket_policy", "policy", '  bucket = "a"\n'),
    yaml: template("AWS::S3::BucketPolicy", "PolicyDocument", "      Bucket: a\n"),
  },
  "AWS::S3::AccessPoint": {
    hcl: resource("aws_s3_access_point", "policy", '  bucket = "a"\n  name   = "a"\n'),
    yaml: template("AWS::S3::AccessPoint", "Policy", "      Bucket: a\n"),
  },
  "AWS::KMS::Key": {
    hcl: resource("aws_kms_key", "policy"),
    yaml: template("AWS::KMS::Key", "KeyPolicy"),
  },
  "AWS::SQS::Queue": {
    hcl: resource("aws_sqs_queue_policy", "policy", '  queue_url = "a"\n'),
    yaml: template("AWS::SQS::QueuePolicy", "PolicyDocument", "      Queues: [a]\n"),
  },
  "AWS::SNS::Topic": {
    hcl: resource("aws_sns_topic_policy", "policy", '  arn = "a"\n'),
    yaml: template("AWS::SNS::TopicPolicy", "PolicyDocument", "      Topics: [a]\n"),
  },
  "AWS::SecretsManager::Secret": {
    hcl: resource("aws_secretsmanager_secret_policy", "policy", '  secret_arn = "a"\n'),
    yaml: template("AWS::SecretsManager::ResourcePolicy", "ResourcePolicy", "      SecretId: a\n"),
  },
};

/**
 * A policy document in JSON, as Terraform and as CloudFormation; `undefined` where no carrier is known
 * here. A resource policy of which nobody says what it is attached to is that of a queue.
 */
export function carried(
  json: string,
  { kind, resourceType = "AWS::SQS::Queue" }: Pick<Policy, "kind" | "resourceType">,
): { readonly hcl: string; readonly yaml: string } | undefined {
  const carrier = kind === "resource" ? byResourceType[resourceType] : byKind[kind];
  if (!carrier) return undefined;
  const escaped = json.replace(/([$%])\{/g, "$1$1{");
  const flow = json.trim().replaceAll("\n", "\n        ");
  return { hcl: carrier.hcl(`<<-EOT\n${escaped}\n  EOT`), yaml: carrier.yaml(flow) };
}
