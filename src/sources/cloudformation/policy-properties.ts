import type { PolicyKind } from "../../policy/policy.ts";

/** A property of a CloudFormation resource that holds a policy document of IAM's grammar. */
export interface PolicyProperty {
  /** Names of properties, from the outside in; `[]` stands for every item of a list. */
  readonly path: readonly string[];
  readonly kind: PolicyKind;
  /** What the policy is attached to, as a CloudFormation type. */
  readonly resourceType?: string;
  /** Properties that refer to what it is attached to; none when that is the resource itself. */
  readonly targets: readonly string[];
}

/** The policy properties of a resource type; the object or the JSON text of a policy stands there. */
export function policyProperties(type: string): readonly PolicyProperty[] {
  return byType.get(type) ?? [];
}

type Row = readonly [
  type: string,
  path: string,
  kind: PolicyKind,
  resourceType?: string,
  targets?: string,
];

/**
 * Every property of the CloudFormation and SAM resource specifications (December 2025) that takes a
 * policy document. `AWS::Organizations::Policy` is a service control policy or another kind by its
 * property `Type`.
 */
const rows: readonly Row[] = [
  [
    "AWS::AIOps::InvestigationGroup",
    "InvestigationGroupPolicy",
    "resource",
    "AWS::AIOps::InvestigationGroup",
  ],
  ["AWS::APS::ResourcePolicy", "PolicyDocument", "resource", "AWS::APS::Workspace", "WorkspaceArn"],
  ["AWS::ApiGateway::DomainNameV2", "Policy", "resource", "AWS::ApiGateway::DomainNameV2"],
  ["AWS::ApiGateway::RestApi", "Policy", "resource", "AWS::ApiGateway::RestApi"],
  ["AWS::Backup::BackupVault", "AccessPolicy", "resource", "AWS::Backup::BackupVault"],
  [
    "AWS::Backup::LogicallyAirGappedBackupVault",
    "AccessPolicy",
    "resource",
    "AWS::Backup::BackupVault",
  ],
  [
    "AWS::Bedrock::KnowledgeBasePolicy",
    "PolicyDocument",
    "resource",
    "AWS::Bedrock::KnowledgeBase",
    "KnowledgeBaseId",
  ],
  [
    "AWS::Bedrock::ResourcePolicy",
    "PolicyDocument",
    "resource",
    "AWS::Bedrock::ResourcePolicy",
    "ResourceArn",
  ],
  [
    "AWS::BedrockAgentCore::ResourcePolicy",
    "Policy",
    "resource",
    "AWS::BedrockAgentCore::ResourcePolicy",
    "ResourceArn",
  ],
  [
    "AWS::CloudTrail::ResourcePolicy",
    "ResourcePolicy",
    "resource",
    "AWS::CloudTrail::EventDataStore",
    "ResourceArn",
  ],
  [
    "AWS::CodeArtifact::Domain",
    "PermissionsPolicyDocument",
    "resource",
    "AWS::CodeArtifact::Domain",
  ],
  [
    "AWS::CodeArtifact::Repository",
    "PermissionsPolicyDocument",
    "resource",
    "AWS::CodeArtifact::Repository",
  ],
  [
    "AWS::Comprehend::DocumentClassifier",
    "ModelPolicy",
    "resource",
    "AWS::Comprehend::DocumentClassifier",
  ],
  [
    "AWS::Comprehend::EntityRecognizer",
    "ModelPolicy",
    "resource",
    "AWS::Comprehend::EntityRecognizer",
  ],
  ["AWS::DSQL::Cluster", "PolicyDocument", "resource", "AWS::DSQL::Cluster"],
  [
    "AWS::DynamoDB::GlobalTable",
    "Replicas[].ReplicaStreamSpecification.ResourcePolicy.PolicyDocument",
    "resource",
    "AWS::DynamoDB::Stream",
  ],
  [
    "AWS::DynamoDB::GlobalTable",
    "Replicas[].ResourcePolicy.PolicyDocument",
    "resource",
    "AWS::DynamoDB::Table",
  ],
  ["AWS::DynamoDB::Table", "ResourcePolicy.PolicyDocument", "resource", "AWS::DynamoDB::Table"],
  [
    "AWS::DynamoDB::Table",
    "StreamSpecification.ResourcePolicy.PolicyDocument",
    "resource",
    "AWS::DynamoDB::Stream",
  ],
  ["AWS::EC2::VPCEndpoint", "PolicyDocument", "vpc-endpoint", "AWS::EC2::VPCEndpoint"],
  ["AWS::ECR::PublicRepository", "RepositoryPolicyText", "resource", "AWS::ECR::PublicRepository"],
  ["AWS::ECR::RegistryPolicy", "PolicyText", "resource", "AWS::ECR::RegistryPolicy"],
  ["AWS::ECR::Repository", "RepositoryPolicyText", "resource", "AWS::ECR::Repository"],
  ["AWS::ECR::RepositoryCreationTemplate", "RepositoryPolicy", "resource", "AWS::ECR::Repository"],
  ["AWS::EFS::FileSystem", "FileSystemPolicy", "resource", "AWS::EFS::FileSystem"],
  ["AWS::EKS::PodIdentityAssociation", "Policy", "session"],
  ["AWS::Elasticsearch::Domain", "AccessPolicies", "resource", "AWS::Elasticsearch::Domain"],
  [
    "AWS::EventSchemas::RegistryPolicy",
    "Policy",
    "resource",
    "AWS::EventSchemas::Registry",
    "RegistryName",
  ],
  ["AWS::Events::EventBus", "Policy", "resource", "AWS::Events::EventBus"],
  ["AWS::EventsV2::ResourcePolicy", "PolicyDocument", "resource", "AWS::Events::EventBus"],
  ["AWS::FSx::S3AccessPointAttachment", "S3AccessPoint.Policy", "resource", "AWS::S3::AccessPoint"],
  ["AWS::IAM::Group", "Policies[].PolicyDocument", "identity"],
  ["AWS::IAM::GroupPolicy", "PolicyDocument", "identity", "", "GroupName"],
  ["AWS::IAM::ManagedPolicy", "PolicyDocument", "identity", "", "Roles Users Groups"],
  ["AWS::IAM::Policy", "PolicyDocument", "identity", "", "Roles Users Groups"],
  ["AWS::IAM::Role", "AssumeRolePolicyDocument", "trust", "AWS::IAM::Role"],
  ["AWS::IAM::Role", "Policies[].PolicyDocument", "identity"],
  ["AWS::IAM::RolePolicy", "PolicyDocument", "identity", "", "RoleName"],
  ["AWS::IAM::User", "Policies[].PolicyDocument", "identity"],
  ["AWS::IAM::UserPolicy", "PolicyDocument", "identity", "", "UserName"],
  ["AWS::KMS::Key", "KeyPolicy", "resource", "AWS::KMS::Key"],
  ["AWS::KMS::ReplicaKey", "KeyPolicy", "resource", "AWS::KMS::Key"],
  [
    "AWS::Kinesis::ResourcePolicy",
    "ResourcePolicy",
    "resource",
    "AWS::Kinesis::Stream",
    "ResourceArn",
  ],
  [
    "AWS::Lambda::ResourcePolicy",
    "PolicyDocument",
    "resource",
    "AWS::Lambda::Function",
    "ResourceArn",
  ],
  ["AWS::Lex::ResourcePolicy", "Policy", "resource", "AWS::Lex::Bot", "ResourceArn"],
  [
    "AWS::Logs::DeliveryDestination",
    "DeliveryDestinationPolicy.DeliveryDestinationPolicy",
    "resource",
    "AWS::Logs::DeliveryDestination",
  ],
  ["AWS::Logs::Destination", "DestinationPolicy", "resource", "AWS::Logs::Destination"],
  ["AWS::Logs::LogGroup", "ResourcePolicyDocument", "resource", "AWS::Logs::LogGroup"],
  ["AWS::Logs::ResourcePolicy", "PolicyDocument", "resource", "AWS::Logs::ResourcePolicy"],
  ["AWS::MSK::ClusterPolicy", "Policy", "resource", "AWS::MSK::Cluster", "ClusterArn"],
  ["AWS::MediaPackageV2::ChannelPolicy", "Policy", "resource", "AWS::MediaPackageV2::Channel"],
  [
    "AWS::MediaPackageV2::OriginEndpointPolicy",
    "Policy",
    "resource",
    "AWS::MediaPackageV2::OriginEndpoint",
  ],
  ["AWS::MediaStore::Container", "Policy", "resource", "AWS::MediaStore::Container"],
  ["AWS::MediaTailor::ChannelPolicy", "Policy", "resource", "AWS::MediaTailor::Channel"],
  ["AWS::ODB::OdbNetwork", "KmsPolicyDocument", "resource", "AWS::ODB::OdbNetwork"],
  ["AWS::ODB::OdbNetwork", "S3PolicyDocument", "resource", "AWS::ODB::OdbNetwork"],
  ["AWS::ODB::OdbNetwork", "StsPolicyDocument", "resource", "AWS::ODB::OdbNetwork"],
  ["AWS::OSIS::Pipeline", "ResourcePolicy.Policy", "resource", "AWS::OSIS::Pipeline"],
  ["AWS::Oam::Sink", "Policy", "resource", "AWS::Oam::Sink"],
  ["AWS::Omics::SequenceStore", "S3AccessPolicy", "resource", "AWS::Omics::SequenceStore"],
  [
    "AWS::OpenSearchService::Domain",
    "AccessPolicies",
    "resource",
    "AWS::OpenSearchService::Domain",
  ],
  ["AWS::Organizations::Policy", "Content", "scp"],
  [
    "AWS::Organizations::ResourcePolicy",
    "Content",
    "resource",
    "AWS::Organizations::ResourcePolicy",
  ],
  ["AWS::PaymentCryptography::Key", "Policy", "resource", "AWS::PaymentCryptography::Key"],
  ["AWS::RUM::AppMonitor", "ResourcePolicy.PolicyDocument", "resource", "AWS::RUM::AppMonitor"],
  ["AWS::Redshift::Cluster", "NamespaceResourcePolicy", "resource", "AWS::Redshift::Cluster"],
  [
    "AWS::RedshiftServerless::Namespace",
    "NamespaceResourcePolicy",
    "resource",
    "AWS::RedshiftServerless::Namespace",
  ],
  ["AWS::RolesAnywhere::Profile", "SessionPolicy", "session"],
  ["AWS::S3::AccessPoint", "Policy", "resource", "AWS::S3::AccessPoint"],
  ["AWS::S3::BucketPolicy", "PolicyDocument", "resource", "AWS::S3::Bucket", "Bucket"],
  [
    "AWS::S3::MultiRegionAccessPointPolicy",
    "Policy",
    "resource",
    "AWS::S3::MultiRegionAccessPoint",
    "MrapName",
  ],
  ["AWS::S3Express::AccessPoint", "Policy", "resource", "AWS::S3Express::AccessPoint"],
  [
    "AWS::S3Express::BucketPolicy",
    "PolicyDocument",
    "resource",
    "AWS::S3Express::DirectoryBucket",
    "Bucket",
  ],
  [
    "AWS::S3Files::FileSystemPolicy",
    "Policy",
    "resource",
    "AWS::S3Files::FileSystem",
    "FileSystemId",
  ],
  [
    "AWS::S3ObjectLambda::AccessPointPolicy",
    "PolicyDocument",
    "resource",
    "AWS::S3ObjectLambda::AccessPoint",
    "ObjectLambdaAccessPoint",
  ],
  ["AWS::S3Outposts::AccessPoint", "Policy", "resource", "AWS::S3Outposts::AccessPoint"],
  [
    "AWS::S3Outposts::BucketPolicy",
    "PolicyDocument",
    "resource",
    "AWS::S3Outposts::Bucket",
    "Bucket",
  ],
  [
    "AWS::S3Tables::TableBucketPolicy",
    "ResourcePolicy",
    "resource",
    "AWS::S3Tables::TableBucket",
    "TableBucketARN",
  ],
  ["AWS::S3Tables::TablePolicy", "ResourcePolicy", "resource", "AWS::S3Tables::Table", "TableARN"],
  [
    "AWS::S3Vectors::VectorBucketPolicy",
    "Policy",
    "resource",
    "AWS::S3Vectors::VectorBucket",
    "VectorBucketName VectorBucketArn",
  ],
  ["AWS::SMSVOICE::ResourcePolicy", "PolicyDocument", "resource", "AWS::SMSVOICE::ResourcePolicy"],
  ["AWS::SNS::TopicInlinePolicy", "PolicyDocument", "resource", "AWS::SNS::Topic", "TopicArn"],
  ["AWS::SNS::TopicPolicy", "PolicyDocument", "resource", "AWS::SNS::Topic", "Topics"],
  ["AWS::SQS::QueueInlinePolicy", "PolicyDocument", "resource", "AWS::SQS::Queue", "Queue"],
  ["AWS::SQS::QueuePolicy", "PolicyDocument", "resource", "AWS::SQS::Queue", "Queues"],
  ["AWS::SSM::ResourcePolicy", "Policy", "resource", "AWS::SSM::ResourcePolicy", "ResourceArn"],
  ["AWS::SSO::PermissionSet", "InlinePolicy", "permission-set"],
  [
    "AWS::SageMaker::ModelPackageGroup",
    "ModelPackageGroupPolicy",
    "resource",
    "AWS::SageMaker::ModelPackageGroup",
  ],
  [
    "AWS::SecretsManager::ResourcePolicy",
    "ResourcePolicy",
    "resource",
    "AWS::SecretsManager::Secret",
    "SecretId",
  ],
  ["AWS::Serverless::Api", "Domain.Policy", "resource", "AWS::ApiGateway::DomainNameV2"],
  ["AWS::Serverless::Api", "Policy", "resource", "AWS::ApiGateway::RestApi"],
  ["AWS::Transfer::User", "Policy", "session"],
  [
    "AWS::VpcLattice::AuthPolicy",
    "Policy",
    "resource",
    "AWS::VpcLattice::AuthPolicy",
    "ResourceIdentifier",
  ],
  [
    "AWS::VpcLattice::ResourcePolicy",
    "Policy",
    "resource",
    "AWS::VpcLattice::ResourcePolicy",
    "ResourceArn",
  ],
  ["AWS::XRay::ResourcePolicy", "PolicyDocument", "resource", "AWS::XRay::ResourcePolicy"],
];

const byType = new Map<string, PolicyProperty[]>();
for (const [type, path, kind, resourceType, targets] of rows) {
  const property: PolicyProperty = {
    path: path.replaceAll("[]", ".[]").split("."),
    kind,
    targets: targets ? targets.split(" ") : [],
    ...(resourceType && { resourceType }),
  };
  byType.set(type, [...(byType.get(type) ?? []), property]);
}
