/**
 * What connectors of the Serverless Application Model grant, in a compact form.
 *
 * Source: the connector profiles of aws-sam-translator 1.115.0 (Apache License 2.0, Copyright
 * Amazon.com, Inc. or its affiliates), taken over in November 2026: 31 pairs of types.
 *
 * A line without indentation says where the statements go (the role of the source or of the
 * destination, the policy of the destination queue or topic, a permission of the destination
 * function) and for which pairs of types, `AWS::` left out. A statement has its access category,
 * its actions (the service is left out where it is that of the action before), and its resources;
 * or the service that may act, with the source that it must act for.
 */
export const connectorText = `
role of destination: DynamoDB::Table Lambda::Function
  Read dynamodb:DescribeStream GetRecords GetShardIterator ListStreams | {source}/stream/*
topic: Events::Rule SNS::Topic
  Write sns:Publish | events.amazonaws.com {source}
role of source: Events::Rule Events::EventBus, Lambda::Function Events::EventBus,
      StepFunctions::StateMachine Events::EventBus, AppSync::DataSource Events::EventBus
  Write events:PutEvents | {destination}
role of source: Events::Rule StepFunctions::StateMachine
  Write states:StartExecution | {destination}
permission: Events::Rule Lambda::Function
  Write lambda:InvokeFunction | events.amazonaws.com {source}
queue: Events::Rule SQS::Queue
  Write sqs:SendMessage | events.amazonaws.com {source}
role of source: Lambda::Function Lambda::Function, StepFunctions::StateMachine Lambda::Function
  Write lambda:InvokeAsync InvokeFunction | {destination}
role of source: Lambda::Function S3::Bucket, StepFunctions::StateMachine S3::Bucket
  Read s3:GetObject GetObjectAcl GetObjectLegalHold GetObjectRetention GetObjectTorrent
    GetObjectVersion GetObjectVersionAcl GetObjectVersionForReplication
    GetObjectVersionTorrent ListBucket ListBucketMultipartUploads ListBucketVersions
    ListMultipartUploadParts | {destination} {destination}/*
  Write s3:AbortMultipartUpload DeleteObject DeleteObjectVersion PutObject PutObjectLegalHold
    PutObjectRetention RestoreObject | {destination} {destination}/*
role of source: Lambda::Function DynamoDB::Table, StepFunctions::StateMachine DynamoDB::Table,
      AppSync::DataSource DynamoDB::Table
  Read dynamodb:GetItem Query Scan BatchGetItem ConditionCheckItem PartiQLSelect |
    {destination} {destination}/index/*
  Write dynamodb:PutItem UpdateItem DeleteItem BatchWriteItem PartiQLDelete PartiQLInsert
    PartiQLUpdate | {destination} {destination}/index/*
role of source: Lambda::Function SQS::Queue
  Read sqs:ReceiveMessage GetQueueAttributes | {destination}
  Write sqs:DeleteMessage SendMessage ChangeMessageVisibility PurgeQueue | {destination}
role of source: Lambda::Function SNS::Topic, StepFunctions::StateMachine SNS::Topic
  Write sns:Publish | {destination}
role of source: Lambda::Function StepFunctions::StateMachine
  Write states:StartExecution StartSyncExecution | {destination}
  Write states:StopExecution | arn:states:here:execution:{destinationName}:*
  Read states:DescribeStateMachine ListExecutions | {destination}
  Read states:DescribeExecution DescribeStateMachineForExecution GetExecutionHistory |
    arn:states:here:execution:{destinationName}:*
role of source: Lambda::Function Location::PlaceIndex
  Read geo:DescribePlaceIndex GetPlace SearchPlaceIndexForPosition
    SearchPlaceIndexForSuggestions SearchPlaceIndexForText | {destination}
permission: ApiGatewayV2::Api Lambda::Function, ApiGateway::RestApi Lambda::Function
  Write lambda:InvokeFunction | apigateway.amazonaws.com arn:execute-api:here:{sourceId}/*
queue: SNS::Topic SQS::Queue
  Write sqs:SendMessage | sns.amazonaws.com {source}
permission: SNS::Topic Lambda::Function
  Write lambda:InvokeFunction | sns.amazonaws.com {source}
role of destination: SQS::Queue Lambda::Function
  Write sqs:DeleteMessage | {source}
  Read sqs:ReceiveMessage GetQueueAttributes | {source}
permission: S3::Bucket Lambda::Function
  Write lambda:InvokeFunction | s3.amazonaws.com {source} account
role of source: StepFunctions::StateMachine SQS::Queue
  Write sqs:SendMessage | {destination}
role of source: StepFunctions::StateMachine StepFunctions::StateMachine
  Read states:DescribeExecution | arn:states:here:execution:{destinationName}:*
  Read events:DescribeRule |
    arn:events:here:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule
  Write states:StartExecution | {destination}
  Write states:StopExecution | arn:states:here:execution:{destinationName}:*
  Write events:PutTargets PutRule |
    arn:events:here:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule
role of source: AppSync::DataSource Lambda::Function
  Write lambda:InvokeAsync InvokeFunction | {destination} {destination}:*
permission: AppSync::GraphQLApi Lambda::Function
  Write lambda:InvokeFunction | appsync.amazonaws.com arn:appsync:here:apis/{sourceId}
`;
