/**
 * What `Ref` and `Fn::GetAtt` return for resources whose names and ARNs have a known form (AWS
 * CloudFormation resource reference, "Return values").
 *
 * `{name}` is the resource's name: the property `name`, else chosen at deployment. `{path}` is the
 * property `Path`, else `/`. `{suffix}` and `{id}` are chosen at deployment.
 */
export interface ResourceForm {
  /** Property that sets the name. */
  readonly name?: string;
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export function resourceForm(type: string): ResourceForm | undefined {
  return Object.hasOwn(forms, type) ? forms[type] : undefined;
}

function arn(service: string, resource: string): string {
  return `arn:{partition}:${service}:{region}:{account}:${resource}`;
}

/** A resource whose `Ref` is its name and whose ARN is the attribute `Arn`. */
function named(name: string | undefined, form: string): ResourceForm {
  return { ...(name && { name }), ref: "{name}", attributes: { Arn: form } };
}

const iam = (kind: string) => `arn:{partition}:iam::{account}:${kind}{path}{name}`;
const managedPolicy = iam("policy");
const topic = arn("sns", "{name}");
const stateMachine = arn("states", "stateMachine:{name}");
const secret = arn("secretsmanager", "secret:{name}-{suffix}");

const forms: Readonly<Record<string, ResourceForm>> = {
  "AWS::S3::Bucket": named("BucketName", "arn:{partition}:s3:::{name}"),
  "AWS::S3::AccessPoint": named("Name", arn("s3", "accesspoint/{name}")),
  "AWS::IAM::Role": named("RoleName", iam("role")),
  "AWS::IAM::User": named("UserName", iam("user")),
  "AWS::IAM::Group": named("GroupName", iam("group")),
  "AWS::IAM::InstanceProfile": named("InstanceProfileName", iam("instance-profile")),
  "AWS::IAM::ManagedPolicy": {
    name: "ManagedPolicyName",
    ref: managedPolicy,
    attributes: { PolicyArn: managedPolicy },
  },
  "AWS::SQS::Queue": {
    name: "QueueName",
    ref: "https://sqs.{region}.{urlSuffix}/{account}/{name}",
    attributes: { Arn: arn("sqs", "{name}"), QueueName: "{name}" },
  },
  "AWS::SNS::Topic": {
    name: "TopicName",
    ref: topic,
    attributes: { TopicArn: topic, TopicName: "{name}" },
  },
  "AWS::DynamoDB::Table": {
    name: "TableName",
    ref: "{name}",
    attributes: {
      Arn: arn("dynamodb", "table/{name}"),
      StreamArn: arn("dynamodb", "table/{name}/stream/{suffix}"),
    },
  },
  "AWS::DynamoDB::GlobalTable": named("TableName", arn("dynamodb", "table/{name}")),
  "AWS::Lambda::Function": named("FunctionName", arn("lambda", "function:{name}")),
  "AWS::Serverless::Function": named("FunctionName", arn("lambda", "function:{name}")),
  "AWS::Serverless::SimpleTable": named("TableName", arn("dynamodb", "table/{name}")),
  "AWS::KMS::Key": {
    ref: "{name}",
    attributes: { Arn: arn("kms", "key/{name}"), KeyId: "{name}" },
  },
  "AWS::SecretsManager::Secret": { name: "Name", ref: secret, attributes: { Id: secret } },
  // The attribute really ends with a star.
  "AWS::Logs::LogGroup": named("LogGroupName", arn("logs", "log-group:{name}:*")),
  "AWS::ECR::Repository": named("RepositoryName", arn("ecr", "repository/{name}")),
  "AWS::ECS::Cluster": named("ClusterName", arn("ecs", "cluster/{name}")),
  "AWS::EFS::FileSystem": named(undefined, arn("elasticfilesystem", "file-system/{name}")),
  "AWS::Kinesis::Stream": named("Name", arn("kinesis", "stream/{name}")),
  "AWS::KinesisFirehose::DeliveryStream": named(
    "DeliveryStreamName",
    arn("firehose", "deliverystream/{name}"),
  ),
  "AWS::StepFunctions::StateMachine": {
    name: "StateMachineName",
    ref: stateMachine,
    attributes: { Arn: stateMachine, Name: "{name}" },
  },
  "AWS::Serverless::StateMachine": {
    name: "Name",
    ref: stateMachine,
    attributes: { Arn: stateMachine, Name: "{name}" },
  },
  "AWS::Events::EventBus": {
    name: "Name",
    ref: "{name}",
    attributes: { Arn: arn("events", "event-bus/{name}"), Name: "{name}" },
  },
  "AWS::CodeBuild::Project": named("Name", arn("codebuild", "project/{name}")),
  "AWS::Backup::BackupVault": {
    name: "BackupVaultName",
    ref: "{name}",
    attributes: {
      BackupVaultArn: arn("backup", "backup-vault:{name}"),
      BackupVaultName: "{name}",
    },
  },
  "AWS::ApiGateway::RestApi": { ref: "{name}", attributes: { RestApiId: "{name}" } },
  "AWS::ApiGatewayV2::Api": { ref: "{name}", attributes: { ApiId: "{name}" } },
  "AWS::Serverless::Api": { ref: "{name}", attributes: {} },
  "AWS::Serverless::HttpApi": { ref: "{name}", attributes: {} },
  "AWS::Batch::JobQueue": {
    name: "JobQueueName",
    ref: arn("batch", "job-queue/{name}"),
    attributes: { JobQueueArn: arn("batch", "job-queue/{name}") },
  },
  "AWS::CloudFront::Distribution": { ref: "{name}", attributes: { Id: "{name}" } },
  "AWS::CloudTrail::Trail": named("TrailName", arn("cloudtrail", "trail/{name}")),
  "AWS::CloudWatch::Alarm": named("AlarmName", arn("cloudwatch", "alarm:{name}")),
  "AWS::CodeCommit::Repository": {
    name: "RepositoryName",
    ref: "{id}",
    attributes: { Arn: arn("codecommit", "{name}"), Name: "{name}" },
  },
  "AWS::CodePipeline::Pipeline": { name: "Name", ref: "{name}", attributes: {} },
  "AWS::Cognito::UserPool": {
    ref: "{name}",
    attributes: { Arn: arn("cognito-idp", "userpool/{name}"), UserPoolId: "{name}" },
  },
  "AWS::ECS::TaskDefinition": {
    name: "Family",
    ref: arn("ecs", "task-definition/{name}:{suffix}"),
    attributes: { TaskDefinitionArn: arn("ecs", "task-definition/{name}:{suffix}") },
  },
  "AWS::EFS::AccessPoint": {
    ref: "{name}",
    attributes: { AccessPointId: "{name}", Arn: arn("elasticfilesystem", "access-point/{name}") },
  },
  "AWS::EKS::Cluster": named("Name", arn("eks", "cluster/{name}")),
  "AWS::Elasticsearch::Domain": {
    name: "DomainName",
    ref: "{name}",
    attributes: { Arn: arn("es", "domain/{name}"), DomainArn: arn("es", "domain/{name}") },
  },
  "AWS::OpenSearchService::Domain": {
    name: "DomainName",
    ref: "{name}",
    attributes: { Arn: arn("es", "domain/{name}"), DomainArn: arn("es", "domain/{name}") },
  },
  "AWS::IAM::SAMLProvider": {
    name: "Name",
    ref: "arn:{partition}:iam::{account}:saml-provider/{name}",
    attributes: { Arn: "arn:{partition}:iam::{account}:saml-provider/{name}" },
  },
  "AWS::IoT::Policy": named("PolicyName", arn("iot", "policy/{name}")),
  "AWS::IoT::Thing": named("ThingName", arn("iot", "thing/{name}")),
  "AWS::IoT::TopicRule": named("RuleName", arn("iot", "rule/{name}")),
  "AWS::KMS::Alias": { name: "AliasName", ref: "{name}", attributes: {} },
  "AWS::KMS::ReplicaKey": {
    ref: "{name}",
    attributes: { Arn: arn("kms", "key/{name}"), KeyId: "{name}" },
  },
  "AWS::S3Express::DirectoryBucket": named("BucketName", arn("s3express", "bucket/{name}")),
  "AWS::SSM::Parameter": { name: "Name", ref: "{name}", attributes: {} },
  "AWS::Scheduler::ScheduleGroup": named("Name", arn("scheduler", "schedule-group/{name}")),
  "AWS::StepFunctions::Activity": {
    name: "Name",
    ref: arn("states", "activity:{name}"),
    attributes: { Arn: arn("states", "activity:{name}"), Name: "{name}" },
  },
};
