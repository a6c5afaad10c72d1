/**
 * The form of names, ids and ARNs that are known before deployment. In braces: `partition`,
 * `region` and `account` (known after deployment), or an argument of the resource; `{path}` is `/`
 * when it is not set. `{url#host}` is the URL without its scheme.
 *
 * Source: the ARN formats in AWS's service authorization reference, and the attribute reference of
 * the AWS provider.
 */
export const attributeForms: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_cloudwatch_event_bus: {
    arn: "arn:{partition}:events:{region}:{account}:event-bus/{name}",
    id: "{name}",
  },
  aws_cloudwatch_log_group: {
    arn: "arn:{partition}:logs:{region}:{account}:log-group:{name}",
    id: "{name}",
  },
  aws_dynamodb_table: {
    arn: "arn:{partition}:dynamodb:{region}:{account}:table/{name}",
    id: "{name}",
  },
  aws_ecr_repository: {
    arn: "arn:{partition}:ecr:{region}:{account}:repository/{name}",
    id: "{name}",
  },
  aws_ecs_cluster: { arn: "arn:{partition}:ecs:{region}:{account}:cluster/{name}" },
  aws_iam_group: { arn: "arn:{partition}:iam::{account}:group{path}{name}", id: "{name}" },
  aws_iam_instance_profile: {
    arn: "arn:{partition}:iam::{account}:instance-profile{path}{name}",
    id: "{name}",
  },
  aws_iam_openid_connect_provider: {
    arn: "arn:{partition}:iam::{account}:oidc-provider/{url#host}",
    id: "arn:{partition}:iam::{account}:oidc-provider/{url#host}",
    url: "{url#host}",
  },
  aws_iam_policy: {
    arn: "arn:{partition}:iam::{account}:policy{path}{name}",
    id: "arn:{partition}:iam::{account}:policy{path}{name}",
  },
  aws_iam_role: { arn: "arn:{partition}:iam::{account}:role{path}{name}", id: "{name}" },
  aws_iam_saml_provider: {
    arn: "arn:{partition}:iam::{account}:saml-provider/{name}",
    id: "arn:{partition}:iam::{account}:saml-provider/{name}",
  },
  aws_iam_user: { arn: "arn:{partition}:iam::{account}:user{path}{name}", id: "{name}" },
  aws_kinesis_firehose_delivery_stream: {
    arn: "arn:{partition}:firehose:{region}:{account}:deliverystream/{name}",
  },
  aws_kinesis_stream: { arn: "arn:{partition}:kinesis:{region}:{account}:stream/{name}" },
  aws_kms_alias: { arn: "arn:{partition}:kms:{region}:{account}:{name}", id: "{name}" },
  aws_kms_external_key: { arn: "arn:{partition}:kms:{region}:{account}:key/{key_id}" },
  aws_kms_key: { arn: "arn:{partition}:kms:{region}:{account}:key/{key_id}", id: "{key_id}" },
  aws_kms_replica_key: { arn: "arn:{partition}:kms:{region}:{account}:key/{key_id}" },
  aws_lambda_function: {
    arn: "arn:{partition}:lambda:{region}:{account}:function:{function_name}",
    id: "{function_name}",
  },
  aws_s3_bucket: { arn: "arn:{partition}:s3:::{bucket}", id: "{bucket}" },
  aws_secretsmanager_secret: {
    arn: "arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-{arn#suffix}",
    id: "arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-{arn#suffix}",
  },
  aws_sfn_state_machine: { arn: "arn:{partition}:states:{region}:{account}:stateMachine:{name}" },
  aws_sns_topic: {
    arn: "arn:{partition}:sns:{region}:{account}:{name}",
    id: "arn:{partition}:sns:{region}:{account}:{name}",
  },
  aws_sqs_queue: { arn: "arn:{partition}:sqs:{region}:{account}:{name}" },
};

/** Resources that configure a bucket, and have its name for their id. */
export const partsOfBuckets: ReadonlySet<string> = new Set([
  "aws_s3_bucket_cors_configuration",
  "aws_s3_bucket_lifecycle_configuration",
  "aws_s3_bucket_logging",
  "aws_s3_bucket_notification",
  "aws_s3_bucket_ownership_controls",
  "aws_s3_bucket_policy",
  "aws_s3_bucket_public_access_block",
  "aws_s3_bucket_server_side_encryption_configuration",
  "aws_s3_bucket_versioning",
  "aws_s3_bucket_website_configuration",
]);

/** Arguments that have a `*_prefix` twin, which the provider completes by itself. */
export const prefixTwins: Readonly<Record<string, string>> = {
  bucket: "bucket_prefix",
  name: "name_prefix",
};
