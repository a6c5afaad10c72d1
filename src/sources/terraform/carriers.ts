import type { PolicyKind } from "../../policy/policy.ts";

/** An argument of a resource that holds a policy document. */
export interface Carrier {
  /** The argument, or the nested block and the argument in it: `details.policy`. */
  readonly path: string;
  readonly kind: PolicyKind;
  /** What the policy is attached to, as a CloudFormation type; absent for policies of principals. */
  readonly resourceType?: string;
  /** `self`: the resource itself has the policy; else the argument that names what has it. */
  readonly owner?: string;
}

/**
 * Where policies stand in Terraform, by resource type. `inline_policy` of a role, and the kind of an
 * organization's policy, are looked at more closely in `carried-policies.ts`.
 *
 * Source: the schema of the AWS provider, 6.25.0.
 */
export const carriers: Readonly<Record<string, readonly Carrier[]>> = {
  aws_acmpca_policy: [
    {
      path: "policy",
      kind: "resource",
      resourceType: "AWS::ACMPCA::CertificateAuthority",
      owner: "resource_arn",
    },
  ],
  aws_api_gateway_domain_name: [
    {
      path: "policy",
      kind: "resource",
      resourceType: "AWS::ApiGateway::DomainNameV2",
      owner: "self",
    },
  ],
  aws_api_gateway_rest_api: [
    { path: "policy", kind: "resource", resourceType: "AWS::ApiGateway::RestApi", owner: "self" },
  ],
  aws_api_gateway_rest_api_policy: [
    {
      path: "policy",
      kind: "resource",
      resourceType: "AWS::ApiGateway::RestApi",
      owner: "rest_api_id",
    },
  ],
  aws_backup_vault_policy: [
    {
      path: "policy",
      kind: "resource",
      resourceType: "AWS::Backup::BackupVault",
      owner: "backup_vault_name",
    },
  ],
  aws_cloudsearch_domain_service_access_policy: [
    { path: "access_policy", kind: "resource", owner: "domain_name" },
  ],
  aws_cloudwatch_event_bus_policy: [
    {
      path: "policy",
      kind: "resource",
      resourceType: "AWS::Events::EventBus",
      owner: "event_bus_name",
    },
  ],
  aws_cloudwatch_log_delivery_destination_policy: [
    {
      path: "delivery_destination_policy",
      kind: "resource",
      resourceType: "AWS::Logs::DeliveryDestination",
      owner: "delivery_destination_name",
    },
  ],
  aws_cloudwatch_log_destination_policy: [
    {
      path: "access_policy",
      kind: "resource",
      resourceType: "AWS::Logs::Destination",
      owner: "destination_name",
    },
  ],
  aws_cloudwatch_log_resource_policy: [
    { path: "policy_document", kind: "resource", resourceType: "AWS::Logs::ResourcePolicy" },
  ],
  aws_codeartifact_domain_permissions_policy: [
    {
      path: "policy_document",
      kind: "resource",
      resourceType: "AWS::CodeArtifact::Domain",
      owner: "domain",
    },
  ],
  aws_codeartifact_repository_permissions_policy: [
    {
      path: "policy_document",
      kind: "resource",
      resourceType: "AWS::CodeArtifact::Repository",
      owner: "repository",
    },
  ],
  aws_codebuild_resource_policy: [
    {
      path: "policy",
      kind: "resource",
      resourceType: "AWS::CodeBuild::Project",
      owner: "resource_arn",
    },
  ],
  aws_dynamodb_resource_policy: [
    {
      path: "policy",
      kind: "resource",
      resourceType: "AWS::DynamoDB::Table",
      owner: "resource_arn",
    },
  ],
  aws_ecr_registry_policy: [
    { path: "policy", kind: "resource", resourceType: "AWS::ECR::RegistryPolicy" },
  ],
  aws_ecr_repository_creation_template: [
    { path: "repository_policy", kind: "resource", resourceType: "AWS::ECR::Repository" },
  ],
  aws_ecr_repository_policy: [
    { path: "policy", kind: "resource", resourceType: "AWS::ECR::Repository", owner: "repository" },
  ],
  aws_ecrpublic_repository_policy: [
    {
      path: "policy",
      kind: "resource",
      resourceType: "AWS::ECR::PublicRepository",
      owner: "repository_name",
    },
  ],
  aws_efs_file_system_policy: [
    {
      path: "policy",
      kind: "resource",
      resourceType: "AWS::EFS::FileSystem",
      owner: "file_system_id",
    },
  ],
  aws_elasticsearch_domain: [
    {
      path: "access_policies",
      kind: "resource",
      resourceType: "AWS::Elasticsearch::Domain",
      owner: "self",
    },
  ],
  aws_elasticsearch_domain_policy: [
    {
      path: "access_policies",
      kind: "resource",
      resourceType: "AWS::Elasticsearch::Domain",
      owner: "domain_name",
    },
  ],
  aws_fsx_s3_access_point_attachment: [
    { path: "s3_access_point.policy", kind: "resource", resourceType: "AWS::S3::AccessPoint" },
  ],
  aws_glacier_vault: [
    { path: "access_policy", kind: "resource", resourceType: "AWS::S3::Glacier", owner: "self" },
  ],
  aws_glacier_vault_lock: [
    { path: "policy", kind: "resource", resourceType: "AWS::S3::Glacier", owner: "vault_name" },
  ],
  aws_glue_resource_policy: [
    { path: "policy", kind: "resource", resourceType: "AWS::Glue::Catalog" },
  ],
  aws_iam_group_policy: [{ path: "policy", kind: "identity", owner: "group" }],
  aws_iam_policy: [{ path: "policy", kind: "identity" }],
  aws_iam_role: [
    { path: "assume_role_policy", kind: "trust", resourceType: "AWS::IAM::Role", owner: "self" },
  ],
  aws_iam_role_policy: [{ path: "policy", kind: "identity", owner: "role" }],
  aws_iam_user_policy: [{ path: "policy", kind: "identity", owner: "user" }],
  aws_iot_policy: [{ path: "policy", kind: "identity" }],
  aws_kinesis_resource_policy: [
    {
      path: "policy",
      kind: "resource",
      resourceType: "AWS::Kinesis::Stream",
      owner: "resource_arn",
    },
  ],
  aws_kms_external_key: [
    { path: "policy", kind: "resource", resourceType: "AWS::KMS::Key", owner: "self" },
  ],
  aws_kms_key: [{ path: "policy", kind: "resource", resourceType: "AWS::KMS::Key", owner: "self" }],
  aws_kms_key_policy: [
    { path: "policy", kind: "resource", resourceType: "AWS::KMS::Key", owner: "key_id" },
  ],
  aws_kms_replica_external_key: [
    { path: "policy", kind: "resource", resourceType: "AWS::KMS::Key", owner: "self" },
  ],
  aws_kms_replica_key: [
    { path: "policy", kind: "resource", resourceType: "AWS::KMS::Key", owner: "self" },
  ],
  aws_media_store_container_policy: [
    {
      path: "policy",
      kind: "resource",
      resourceType: "AWS::MediaStore::Container",
      owner: "container_name",
    },
  ],
  aws_msk_cluster_policy: [
    { path: "policy", kind: "resource", resourceType: "AWS::MSK::Cluster", owner: "cluster_arn" },
  ],
  aws_networkfirewall_resource_policy: [
    {
      path: "policy",
      kind: "resource",
      resourceType: "AWS::NetworkFirewall::FirewallPolicy",
      owner: "resource_arn",
    },
  ],
  aws_oam_sink_policy: [
    { path: "policy", kind: "resource", resourceType: "AWS::Oam::Sink", owner: "sink_identifier" },
  ],
  aws_odb_network: [
    {
      path: "s3_policy_document",
      kind: "resource",
      resourceType: "AWS::ODB::OdbNetwork",
      owner: "self",
    },
  ],
  aws_opensearch_domain: [
    {
      path: "access_policies",
      kind: "resource",
      resourceType: "AWS::OpenSearchService::Domain",
      owner: "self",
    },
  ],
  aws_opensearch_domain_policy: [
    {
      path: "access_policies",
      kind: "resource",
      resourceType: "AWS::OpenSearchService::Domain",
      owner: "domain_name",
    },
  ],
  aws_organizations_policy: [{ path: "content", kind: "scp" }],
  aws_organizations_resource_policy: [
    { path: "content", kind: "resource", resourceType: "AWS::Organizations::ResourcePolicy" },
  ],
  aws_prometheus_resource_policy: [
    {
      path: "policy_document",
      kind: "resource",
      resourceType: "AWS::APS::Workspace",
      owner: "workspace_id",
    },
  ],
  aws_redshift_resource_policy: [
    {
      path: "policy",
      kind: "resource",
      resourceType: "AWS::Redshift::Cluster",
      owner: "resource_arn",
    },
  ],
  aws_redshiftserverless_resource_policy: [
    {
      path: "policy",
      kind: "resource",
      resourceType: "AWS::RedshiftServerless::Namespace",
      owner: "resource_arn",
    },
  ],
  aws_rolesanywhere_profile: [{ path: "session_policy", kind: "session", owner: "self" }],
  aws_s3_access_point: [
    { path: "policy", kind: "resource", resourceType: "AWS::S3::AccessPoint", owner: "self" },
  ],
  aws_s3_bucket: [
    { path: "policy", kind: "resource", resourceType: "AWS::S3::Bucket", owner: "self" },
  ],
  aws_s3_bucket_policy: [
    { path: "policy", kind: "resource", resourceType: "AWS::S3::Bucket", owner: "bucket" },
  ],
  aws_s3control_access_grants_instance_resource_policy: [
    { path: "policy", kind: "resource", resourceType: "AWS::S3::AccessGrantsInstance" },
  ],
  aws_s3control_access_point_policy: [
    {
      path: "policy",
      kind: "resource",
      resourceType: "AWS::S3::AccessPoint",
      owner: "access_point_arn",
    },
  ],
  aws_s3control_bucket_policy: [
    { path: "policy", kind: "resource", resourceType: "AWS::S3Outposts::Bucket", owner: "bucket" },
  ],
  aws_s3control_multi_region_access_point_policy: [
    { path: "details.policy", kind: "resource", resourceType: "AWS::S3::MultiRegionAccessPoint" },
  ],
  aws_s3control_object_lambda_access_point_policy: [
    {
      path: "policy",
      kind: "resource",
      resourceType: "AWS::S3ObjectLambda::AccessPoint",
      owner: "name",
    },
  ],
  aws_s3tables_table_bucket_policy: [
    {
      path: "resource_policy",
      kind: "resource",
      resourceType: "AWS::S3Tables::TableBucket",
      owner: "table_bucket_arn",
    },
  ],
  aws_s3tables_table_policy: [
    {
      path: "resource_policy",
      kind: "resource",
      resourceType: "AWS::S3Tables::Table",
      owner: "table_bucket_arn",
    },
  ],
  aws_s3vectors_vector_bucket_policy: [
    {
      path: "policy",
      kind: "resource",
      resourceType: "AWS::S3Vectors::VectorBucket",
      owner: "vector_bucket_arn",
    },
  ],
  aws_sagemaker_model_package_group_policy: [
    {
      path: "resource_policy",
      kind: "resource",
      resourceType: "AWS::SageMaker::ModelPackageGroup",
      owner: "model_package_group_name",
    },
  ],
  aws_schemas_registry_policy: [
    {
      path: "policy",
      kind: "resource",
      resourceType: "AWS::EventSchemas::Registry",
      owner: "registry_name",
    },
  ],
  aws_secretsmanager_secret: [
    {
      path: "policy",
      kind: "resource",
      resourceType: "AWS::SecretsManager::Secret",
      owner: "self",
    },
  ],
  aws_secretsmanager_secret_policy: [
    {
      path: "policy",
      kind: "resource",
      resourceType: "AWS::SecretsManager::Secret",
      owner: "secret_arn",
    },
  ],
  aws_ses_identity_policy: [
    {
      path: "policy",
      kind: "resource",
      resourceType: "AWS::SES::EmailIdentity",
      owner: "identity",
    },
  ],
  aws_sesv2_email_identity_policy: [
    {
      path: "policy",
      kind: "resource",
      resourceType: "AWS::SES::EmailIdentity",
      owner: "email_identity",
    },
  ],
  aws_sns_topic: [
    { path: "policy", kind: "resource", resourceType: "AWS::SNS::Topic", owner: "self" },
  ],
  aws_sns_topic_policy: [
    { path: "policy", kind: "resource", resourceType: "AWS::SNS::Topic", owner: "arn" },
  ],
  aws_sqs_queue: [
    { path: "policy", kind: "resource", resourceType: "AWS::SQS::Queue", owner: "self" },
  ],
  aws_sqs_queue_policy: [
    { path: "policy", kind: "resource", resourceType: "AWS::SQS::Queue", owner: "queue_url" },
  ],
  aws_ssoadmin_permission_set_inline_policy: [
    { path: "inline_policy", kind: "permission-set", owner: "permission_set_arn" },
  ],
  aws_transfer_access: [{ path: "policy", kind: "session", owner: "self" }],
  aws_transfer_user: [{ path: "policy", kind: "session", owner: "self" }],
  aws_vpc_endpoint: [
    { path: "policy", kind: "vpc-endpoint", resourceType: "AWS::EC2::VPCEndpoint", owner: "self" },
  ],
  aws_vpc_endpoint_policy: [
    {
      path: "policy",
      kind: "vpc-endpoint",
      resourceType: "AWS::EC2::VPCEndpoint",
      owner: "vpc_endpoint_id",
    },
  ],
  aws_vpclattice_auth_policy: [
    {
      path: "policy",
      kind: "resource",
      resourceType: "AWS::VpcLattice::AuthPolicy",
      owner: "resource_identifier",
    },
  ],
  aws_vpclattice_resource_policy: [
    {
      path: "policy",
      kind: "resource",
      resourceType: "AWS::VpcLattice::ResourcePolicy",
      owner: "resource_arn",
    },
  ],
  aws_xray_resource_policy: [
    { path: "policy_document", kind: "resource", resourceType: "AWS::XRay::ResourcePolicy" },
  ],
};
