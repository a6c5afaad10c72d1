/**
 * The policy templates of the Serverless Application Model, in a compact form.
 *
 * Source: `policy_templates.json` of aws-sam-translator 1.115.0 (Apache License 2.0, Copyright
 * Amazon.com, Inc. or its affiliates), taken over in November 2026: 81 templates.
 *
 * A line without indentation names a template and its parameters; every statement below allows
 * actions (the service is left out where it is that of the action before) on resources, and has a
 * condition as a third part. `arn:SERVICE:here:` stands for the partition, region and account of
 * the stack, `{Name}` for the value of a parameter.
 */
export const policyTemplateText = `
AMIDescribePolicy
  ec2:DescribeImages | *
AWSSecretsManagerGetSecretValuePolicy SecretArn
  secretsmanager:GetSecretValue | {SecretArn}
AWSSecretsManagerRotationPolicy FunctionName
  secretsmanager:DescribeSecret GetSecretValue PutSecretValue UpdateSecretVersionStage |
    arn:secretsmanager:here:secret:* | StringEquals
    secretsmanager:resource/AllowRotationLambdaArn arn:lambda:here:function:{FunctionName}
  secretsmanager:GetRandomPassword | *
AcmGetCertificatePolicy CertificateArn
  acm:GetCertificate | {CertificateArn}
AthenaQueryPolicy WorkGroupName
  athena:ListWorkGroups GetExecutionEngine GetExecutionEngines GetNamespace GetCatalogs
    GetNamespaces GetTables GetTable | *
  athena:StartQueryExecution GetQueryResults DeleteNamedQuery GetNamedQuery ListQueryExecutions
    StopQueryExecution GetQueryResultsStream ListNamedQueries CreateNamedQuery GetQueryExecution
    BatchGetNamedQuery BatchGetQueryExecution GetWorkGroup |
    arn:athena:here:workgroup/{WorkGroupName}
CloudFormationDescribeStacksPolicy
  cloudformation:DescribeStacks | arn:cloudformation:here:stack/*
CloudWatchDashboardPolicy
  cloudwatch:GetDashboard ListDashboards PutDashboard ListMetrics | *
CloudWatchDescribeAlarmHistoryPolicy
  cloudwatch:DescribeAlarmHistory | *
CloudWatchPutMetricPolicy
  cloudwatch:PutMetricData | *
CodeCommitCrudPolicy RepositoryName
  codecommit:GitPull GitPush CreateBranch DeleteBranch GetBranch ListBranches
    MergeBranchesByFastForward MergeBranchesBySquash MergeBranchesByThreeWay UpdateDefaultBranch
    BatchDescribeMergeConflicts CreateUnreferencedMergeCommit DescribeMergeConflicts
    GetMergeCommit GetMergeOptions BatchGetPullRequests CreatePullRequest
    DescribePullRequestEvents GetCommentsForPullRequest GetCommitsFromMergeBase
    GetMergeConflicts GetPullRequest ListPullRequests MergePullRequestByFastForward
    MergePullRequestBySquash MergePullRequestByThreeWay PostCommentForPullRequest
    UpdatePullRequestDescription UpdatePullRequestStatus UpdatePullRequestTitle DeleteFile
    GetBlob GetFile GetFolder PutFile DeleteCommentContent GetComment
    GetCommentsForComparedCommit PostCommentForComparedCommit PostCommentReply UpdateComment
    BatchGetCommits CreateCommit GetCommit GetCommitHistory GetDifferences GetObjectIdentifier
    GetReferences GetTree GetRepository UpdateRepositoryDescription ListTagsForResource
    TagResource UntagResource GetRepositoryTriggers PutRepositoryTriggers TestRepositoryTriggers
    GetBranch GetCommit UploadArchive GetUploadArchiveStatus CancelUploadArchive |
    arn:codecommit:here:{RepositoryName}
CodeCommitReadPolicy RepositoryName
  codecommit:GitPull GetBranch ListBranches BatchDescribeMergeConflicts DescribeMergeConflicts
    GetMergeCommit GetMergeOptions BatchGetPullRequests DescribePullRequestEvents
    GetCommentsForPullRequest GetCommitsFromMergeBase GetMergeConflicts GetPullRequest
    ListPullRequests GetBlob GetFile GetFolder GetComment GetCommentsForComparedCommit
    BatchGetCommits GetCommit GetCommitHistory GetDifferences GetObjectIdentifier GetReferences
    GetTree GetRepository ListTagsForResource GetRepositoryTriggers TestRepositoryTriggers
    GetBranch GetCommit GetUploadArchiveStatus | arn:codecommit:here:{RepositoryName}
CodePipelineLambdaExecutionPolicy
  codepipeline:PutJobSuccessResult PutJobFailureResult | *
CodePipelineReadOnlyPolicy PipelineName
  codepipeline:ListPipelineExecutions | arn:codepipeline:here:{PipelineName}
ComprehendBasicAccessPolicy
  comprehend:BatchDetectKeyPhrases DetectDominantLanguage DetectEntities BatchDetectEntities
    DetectKeyPhrases DetectSentiment BatchDetectDominantLanguage BatchDetectSentiment | *
CostExplorerReadOnlyPolicy
  ce:GetCostAndUsage GetDimensionValues GetReservationCoverage
    GetReservationPurchaseRecommendation GetReservationUtilization GetTags | *
DynamoDBBackupFullAccessPolicy TableName
  dynamodb:CreateBackup DescribeContinuousBackups | arn:dynamodb:here:table/{TableName}
  dynamodb:DeleteBackup DescribeBackup ListBackups |
    arn:dynamodb:here:table/{TableName}/backup/*
DynamoDBCrudPolicy TableName
  dynamodb:GetItem DeleteItem PutItem Scan Query UpdateItem BatchWriteItem BatchGetItem
    DescribeTable ConditionCheckItem | arn:dynamodb:here:table/{TableName}
    arn:dynamodb:here:table/{TableName}/index/*
DynamoDBReadPolicy TableName
  dynamodb:GetItem Scan Query BatchGetItem DescribeTable | arn:dynamodb:here:table/{TableName}
    arn:dynamodb:here:table/{TableName}/index/*
DynamoDBReconfigurePolicy TableName
  dynamodb:UpdateTable | arn:dynamodb:here:table/{TableName}
DynamoDBRestoreFromBackupPolicy TableName
  dynamodb:RestoreTableFromBackup | arn:dynamodb:here:table/{TableName}/backup/*
  dynamodb:PutItem UpdateItem DeleteItem GetItem Query Scan BatchWriteItem |
    arn:dynamodb:here:table/{TableName}
DynamoDBStreamReadPolicy StreamName TableName
  dynamodb:DescribeStream GetRecords GetShardIterator |
    arn:dynamodb:here:table/{TableName}/stream/{StreamName}
  dynamodb:ListStreams | arn:dynamodb:here:table/{TableName}/stream/*
DynamoDBWritePolicy TableName
  dynamodb:PutItem UpdateItem BatchWriteItem | arn:dynamodb:here:table/{TableName}
    arn:dynamodb:here:table/{TableName}/index/*
EC2CopyImagePolicy ImageId
  ec2:CopyImage | arn:ec2:here:image/{ImageId}
EC2DescribePolicy
  ec2:DescribeRegions DescribeInstances | *
EFSWriteAccessPolicy AccessPoint FileSystem
  elasticfilesystem:ClientMount ClientWrite |
    arn:elasticfilesystem:here:file-system/{FileSystem} | StringEquals
    elasticfilesystem:AccessPointArn arn:elasticfilesystem:here:access-point/{AccessPoint}
EKSDescribePolicy
  eks:DescribeCluster ListClusters | *
EcsRunTaskPolicy TaskDefinition
  ecs:RunTask | arn:ecs:here:task-definition/{TaskDefinition}
ElasticMapReduceAddJobFlowStepsPolicy ClusterId
  elasticmapreduce:AddJobFlowSteps | arn:elasticmapreduce:here:cluster/{ClusterId}
ElasticMapReduceCancelStepsPolicy ClusterId
  elasticmapreduce:CancelSteps | arn:elasticmapreduce:here:cluster/{ClusterId}
ElasticMapReduceModifyInstanceFleetPolicy ClusterId
  elasticmapreduce:ModifyInstanceFleet ListInstanceFleets |
    arn:elasticmapreduce:here:cluster/{ClusterId}
ElasticMapReduceModifyInstanceGroupsPolicy ClusterId
  elasticmapreduce:ModifyInstanceGroups ListInstanceGroups |
    arn:elasticmapreduce:here:cluster/{ClusterId}
ElasticMapReduceSetTerminationProtectionPolicy ClusterId
  elasticmapreduce:SetTerminationProtection | arn:elasticmapreduce:here:cluster/{ClusterId}
ElasticMapReduceTerminateJobFlowsPolicy ClusterId
  elasticmapreduce:TerminateJobFlows | arn:elasticmapreduce:here:cluster/{ClusterId}
ElasticsearchHttpPostPolicy DomainName
  es:ESHttpPost ESHttpPut | arn:es:here:domain/{DomainName}/*
EventBridgePutEventsPolicy EventBusName
  events:PutEvents | arn:events:here:event-bus/{EventBusName}
FilterLogEventsPolicy LogGroupName
  logs:FilterLogEvents | arn:logs:here:log-group:{LogGroupName}:log-stream:*
FirehoseCrudPolicy DeliveryStreamName
  firehose:CreateDeliveryStream DeleteDeliveryStream DescribeDeliveryStream PutRecord
    PutRecordBatch UpdateDestination | arn:firehose:here:deliverystream/{DeliveryStreamName}
FirehoseWritePolicy DeliveryStreamName
  firehose:PutRecord PutRecordBatch | arn:firehose:here:deliverystream/{DeliveryStreamName}
KMSDecryptPolicy KeyId
  kms:Decrypt | arn:kms:here:key/{KeyId}
KMSEncryptPolicy KeyId
  kms:Encrypt | arn:kms:here:key/{KeyId}
KMSEncryptPolicy_v2 KeyId
  kms:Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateDataKeyPair
    GenerateDataKeyPairWithoutPlaintext | arn:kms:here:key/{KeyId}
KinesisCrudPolicy StreamName
  kinesis:AddTagsToStream CreateStream DecreaseStreamRetentionPeriod DeleteStream DescribeStream
    DescribeStreamSummary GetShardIterator IncreaseStreamRetentionPeriod ListTagsForStream
    MergeShards PutRecord PutRecords SplitShard RemoveTagsFromStream |
    arn:kinesis:here:stream/{StreamName}
KinesisStreamReadPolicy StreamName
  kinesis:ListStreams DescribeLimits | arn:kinesis:here:stream/*
  kinesis:DescribeStream DescribeStreamSummary GetRecords GetShardIterator |
    arn:kinesis:here:stream/{StreamName}
LambdaInvokePolicy FunctionName
  lambda:InvokeFunction | arn:lambda:here:function:{FunctionName}*
MobileAnalyticsWriteOnlyAccessPolicy
  mobileanalytics:PutEvents | *
OrganizationsListAccountsPolicy
  organizations:ListAccounts | *
PinpointEndpointAccessPolicy PinpointApplicationId
  mobiletargeting:GetEndpoint UpdateEndpoint UpdateEndpointsBatch |
    arn:mobiletargeting:here:apps/{PinpointApplicationId}/endpoints/*
PollyFullAccessPolicy LexiconName
  polly:GetLexicon DeleteLexicon | arn:polly:here:lexicon/{LexiconName}
  polly:DescribeVoices ListLexicons PutLexicon SynthesizeSpeech | arn:polly:here:lexicon/*
RekognitionDetectOnlyPolicy
  rekognition:DetectFaces DetectLabels DetectModerationLabels DetectText | *
RekognitionFacesManagementPolicy CollectionId
  rekognition:IndexFaces DeleteFaces SearchFaces SearchFacesByImage ListFaces |
    arn:rekognition:here:collection/{CollectionId}
RekognitionFacesPolicy
  rekognition:CompareFaces DetectFaces | *
RekognitionLabelsPolicy
  rekognition:DetectLabels DetectModerationLabels | *
RekognitionNoDataAccessPolicy CollectionId
  rekognition:CompareFaces DetectFaces DetectLabels DetectModerationLabels |
    arn:rekognition:here:collection/{CollectionId}
RekognitionReadPolicy CollectionId
  rekognition:ListCollections ListFaces SearchFaces SearchFacesByImage |
    arn:rekognition:here:collection/{CollectionId}
RekognitionWriteOnlyAccessPolicy CollectionId
  rekognition:CreateCollection IndexFaces | arn:rekognition:here:collection/{CollectionId}
Route53ChangeResourceRecordSetsPolicy HostedZoneId
  route53:ChangeResourceRecordSets | arn:route53:::hostedzone/{HostedZoneId}
S3CrudPolicy BucketName
  s3:GetObject ListBucket GetBucketLocation GetObjectVersion PutObject PutObjectAcl
    GetLifecycleConfiguration PutLifecycleConfiguration DeleteObject | arn:s3:::{BucketName}
    arn:s3:::{BucketName}/*
S3FullAccessPolicy BucketName
  s3:GetObject GetObjectAcl GetObjectVersion PutObject PutObjectAcl DeleteObject
    DeleteObjectTagging DeleteObjectVersionTagging GetObjectTagging GetObjectVersionTagging
    PutObjectTagging PutObjectVersionTagging | arn:s3:::{BucketName}/*
  s3:ListBucket GetBucketLocation GetLifecycleConfiguration PutLifecycleConfiguration |
    arn:s3:::{BucketName}
S3ReadPolicy BucketName
  s3:GetObject ListBucket GetBucketLocation GetObjectVersion GetLifecycleConfiguration |
    arn:s3:::{BucketName} arn:s3:::{BucketName}/*
S3WritePolicy BucketName
  s3:PutObject PutObjectAcl PutLifecycleConfiguration | arn:s3:::{BucketName}
    arn:s3:::{BucketName}/*
SESBulkTemplatedCrudPolicy IdentityName
  ses:GetIdentityVerificationAttributes SendEmail SendRawEmail SendTemplatedEmail
    SendBulkTemplatedEmail VerifyEmailIdentity | arn:ses:here:identity/{IdentityName}
SESBulkTemplatedCrudPolicy_v2 IdentityName TemplateName
  ses:SendEmail SendRawEmail SendTemplatedEmail SendBulkTemplatedEmail |
    arn:ses:here:identity/{IdentityName} arn:ses:here:template/{TemplateName}
  ses:GetIdentityVerificationAttributes VerifyEmailIdentity | *
SESCrudPolicy IdentityName
  ses:GetIdentityVerificationAttributes SendEmail SendRawEmail VerifyEmailIdentity |
    arn:ses:here:identity/{IdentityName}
SESEmailTemplateCrudPolicy
  ses:CreateTemplate GetTemplate ListTemplates UpdateTemplate DeleteTemplate TestRenderTemplate
    | *
SESSendBouncePolicy IdentityName
  ses:SendBounce | arn:ses:here:identity/{IdentityName}
SNSCrudPolicy TopicName
  sns:ListSubscriptionsByTopic CreateTopic SetTopicAttributes Subscribe Publish |
    arn:sns:here:{TopicName}*
SNSPublishMessagePolicy TopicName
  sns:Publish | arn:sns:here:{TopicName}
SQSPollerPolicy QueueName
  sqs:ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch
    GetQueueAttributes ReceiveMessage | arn:sqs:here:{QueueName}
SQSSendMessagePolicy QueueName
  sqs:SendMessage* | arn:sqs:here:{QueueName}
SSMParameterReadPolicy ParameterName
  ssm:DescribeParameters | *
  ssm:GetParameters GetParameter GetParametersByPath | arn:ssm:here:parameter/{ParameterName}
SSMParameterWithSlashPrefixReadPolicy ParameterName
  ssm:DescribeParameters | *
  ssm:GetParameters GetParameter GetParametersByPath | arn:ssm:here:parameter{ParameterName}
SageMakerCreateEndpointConfigPolicy EndpointConfigName
  sagemaker:CreateEndpointConfig | arn:sagemaker:here:endpoint-config/{EndpointConfigName}
SageMakerCreateEndpointPolicy EndpointName
  sagemaker:CreateEndpoint | arn:sagemaker:here:endpoint/{EndpointName}
ServerlessRepoReadWriteAccessPolicy
  serverlessrepo:CreateApplication CreateApplicationVersion UpdateApplication GetApplication
    ListApplications ListApplicationVersions ListApplicationDependencies |
    arn:serverlessrepo:here:applications/*
StepFunctionsCallbackPolicy StateMachineName
  states:SendTaskFailure SendTaskHeartbeat SendTaskSuccess |
    arn:states:here:stateMachine:{StateMachineName}
StepFunctionsExecutionPolicy StateMachineName
  states:StartExecution | arn:states:here:stateMachine:{StateMachineName}
StepFunctionsExecutionPolicy_v2 StateMachineName
  states:StartExecution StartSyncExecution | arn:states:here:stateMachine:{StateMachineName}
TextractDetectAnalyzePolicy
  textract:DetectDocumentText StartDocumentTextDetection StartDocumentAnalysis AnalyzeDocument |
    *
TextractGetResultPolicy
  textract:GetDocumentTextDetection GetDocumentAnalysis | *
TextractPolicy
  textract:* | *
VPCAccessPolicy
  ec2:CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces
    DetachNetworkInterface | *
`;
