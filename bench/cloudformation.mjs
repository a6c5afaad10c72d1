/**
 * How long CloudFormation templates take: `npm run build` and then `node bench/cloudformation.mjs`.
 * A template of 1 MB, in YAML and in JSON, and 500 templates of ordinary size, each in a process of
 * its own, measured after start-up. The templates are made in memory: roles with inline policies,
 * bucket policies, functions of SAM with policy templates and events, parameters, conditions,
 * mappings, and resources without any policy. They are as long as public templates are (5,100
 * characters are the median of a set of these), with three times as many policies.
 */

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What must hold, in milliseconds and MiB of resident memory. */
const bars = {
  "1 MB of YAML": { milliseconds: 2000, memory: 300 },
  "1 MB of JSON": { milliseconds: 2000, memory: 300 },
  "500 templates": { milliseconds: 3000, memory: 300 },
};

/** @param {string} name */
async function measure(name) {
  const { readSources } = await import("../dist/sources/read-sources.js");
  const texts = textsOf(name);
  const files = { paths: new Set(texts.keys()), text: (path) => texts.get(path) };
  const length = [...texts.values()].reduce((sum, text) => sum + text.length, 0);
  const wall = performance.now();
  const processor = process.cpuUsage();
  const { policies, notJudged } = readSources(files, [...texts.keys()], () => undefined);
  const milliseconds = Math.round(performance.now() - wall);
  const busy = Math.round(process.cpuUsage(processor).user / 1000);
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  const bar = bars[name];
  const isMet = milliseconds < bar.milliseconds && memory < bar.memory;
  process.stdout.write(
    `${name}: ${isMet ? "met" : "MISSED"}: ${milliseconds} ms (${busy} ms of processor time), ${memory} MiB; ${length} characters, ${policies.length} policies, ${notJudged.length} not judged\n`,
  );
}

/**
 * @param {string} name
 * @returns {Map<string, string>}
 */
function textsOf(name) {
  if (name === "500 templates") {
    return new Map(
      Array.from({ length: 500 }, (_, index) => [`stacks/s${index}.yml`, template(1, index)]),
    );
  }
  if (name === "1 MB of YAML")
    return new Map([["large.yml", grown((count) => template(count, 0))]]);
  return new Map([["large.json", grown(jsonTemplate)]]);
}

/**
 * The largest template below a mebibyte.
 *
 * @param {(count: number) => string} make
 */
function grown(make) {
  const one = make(41).length - make(40).length;
  let count = Math.floor((1024 * 1024) / one);
  while (make(count).length > 1024 * 1024) count--;
  return make(count);
}

/**
 * @param {number} count how often the group of resources stands in it
 * @param {number} seed
 */
function template(count, seed) {
  return `AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Description: Service ${seed}
Parameters:
  Env:
    Type: String
    Default: dev
    AllowedValues: [dev, test, prod]
  Team:
    Type: String
    Default: payments
Mappings:
  Names:
    dev: { Bucket: data-dev }
    prod: { Bucket: data-prod }
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
${Array.from({ length: count }, (_, index) => yamlGroup(index)).join("")}Outputs:
  RoleArn:
    Value: !GetAtt Role0.Arn
`;
}

/** @param {number} n */
function yamlGroup(n) {
  return `  # Group ${n}: the role of the service and what it works with.
  Bucket${n}:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub "\${Team}-\${Env}-${n}"
      Tags:
        - Key: team
          Value: !Ref Team
  BucketPolicy${n}:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket${n}
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Sid: DenyPlain
            Effect: Deny
            Principal: "*"
            Action: s3:*
            Resource:
              - !GetAtt Bucket${n}.Arn
              - !Sub "\${Bucket${n}.Arn}/*"
            Condition:
              Bool:
                aws:SecureTransport: "false"
  Role${n}:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Join ["-", [app, !Ref Env, "${n}"]]
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: !Sub "ecs-tasks.\${AWS::URLSuffix}"
            Action: sts:AssumeRole
      ManagedPolicyArns:
        - !Sub "arn:\${AWS::Partition}:iam::aws:policy/AmazonS3ReadOnlyAccess"
      Policies:
        - PolicyName: data
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action:
                  - s3:GetObject
                  - s3:PutObject
                Resource: !Sub "arn:\${AWS::Partition}:s3:::\${Bucket${n}}/*"
              - !If
                - IsProd
                - Effect: Allow
                  Action: sns:Publish
                  Resource: !Ref Topic${n}
                - !Ref AWS::NoValue
  Function${n}:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: src/
      MemorySize: 256
      Environment:
        Variables:
          BUCKET: !Ref Bucket${n}
          STAGE: !FindInMap [Names, !Ref Env, Bucket]
      Policies:
        - S3ReadPolicy:
            BucketName: !Ref Bucket${n}
        - Statement:
            - Effect: Allow
              Action: sqs:SendMessage
              Resource: !GetAtt Queue${n}.Arn
      Events:
        Tick:
          Type: Schedule
          Properties:
            Schedule: rate(5 minutes)
  Queue${n}:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub "jobs-\${Env}-${n}"
      VisibilityTimeout: 300
      MessageRetentionPeriod: 1209600
  Topic${n}:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: !Sub "alerts-\${Env}-${n}"
      Subscription:
        - Protocol: email
          Endpoint: !Sub "\${Team}@example.com"
  SecurityGroup${n}:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Access to the service
      VpcId: !ImportValue network-vpc
      SecurityGroupIngress:
        - IpProtocol: tcp
          FromPort: 443
          ToPort: 443
          CidrIp: 10.0.0.0/8
        - IpProtocol: tcp
          FromPort: 8080
          ToPort: 8080
          SourceSecurityGroupId: !ImportValue balancer-group
  LogGroup${n}:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: !Sub "/app/\${Env}/${n}"
      RetentionInDays: !If [IsProd, 365, 14]
  Task${n}:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: !Sub "service-\${Env}-${n}"
      Cpu: 512
      Memory: 1024
      NetworkMode: awsvpc
      RequiresCompatibilities: [FARGATE]
      TaskRoleArn: !GetAtt Role${n}.Arn
      ContainerDefinitions:
        - Name: app
          Image: !Sub "\${AWS::AccountId}.dkr.ecr.\${AWS::Region}.amazonaws.com/app:1.4.${n}"
          Essential: true
          PortMappings:
            - ContainerPort: 8080
          Environment:
            - Name: STAGE
              Value: !Ref Env
            - Name: QUEUE_URL
              Value: !Ref Queue${n}
          LogConfiguration:
            LogDriver: awslogs
            Options:
              awslogs-group: !Ref LogGroup${n}
              awslogs-region: !Ref AWS::Region
              awslogs-stream-prefix: app
  Service${n}:
    Type: AWS::ECS::Service
    DependsOn: [LogGroup${n}]
    Properties:
      Cluster: !ImportValue cluster
      DesiredCount: !If [IsProd, 4, 1]
      LaunchType: FARGATE
      TaskDefinition: !Ref Task${n}
      NetworkConfiguration:
        AwsvpcConfiguration:
          SecurityGroups: [!Ref SecurityGroup${n}]
          Subnets: !Split [",", !ImportValue private-subnets]
  Alarm${n}:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmDescription: Messages wait for too long
      Namespace: AWS/SQS
      MetricName: ApproximateAgeOfOldestMessage
      Dimensions:
        - Name: QueueName
          Value: !GetAtt Queue${n}.QueueName
      Statistic: Maximum
      Period: 300
      EvaluationPeriods: 2
      Threshold: 900
      ComparisonOperator: GreaterThanThreshold
      AlarmActions: [!Ref Topic${n}]
  Scaling${n}:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      MinCapacity: 1
      MaxCapacity: 8
      ResourceId: !Join ["/", [service, !ImportValue cluster, !GetAtt Service${n}.Name]]
      ScalableDimension: ecs:service:DesiredCount
      ServiceNamespace: ecs
`;
}

/** As the CDK writes it. @param {number} count */
function jsonTemplate(count) {
  const resources = Object.assign({}, ...Array.from({ length: count }, (_, n) => jsonGroup(n)));
  return JSON.stringify({ Resources: resources }, undefined, 1);
}

/** @param {number} n */
function jsonGroup(n) {
  return {
    [`Role${n}`]: {
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Action: "sts:AssumeRole",
              Effect: "Allow",
              Principal: { Service: "lambda.amazonaws.com" },
            },
          ],
          Version: "2012-10-17",
        },
        ManagedPolicyArns: [
          {
            "Fn::Join": [
              "",
              ["arn:", { Ref: "AWS::Partition" }, ":iam::aws:policy/AWSXrayWriteOnlyAccess"],
            ],
          },
        ],
      },
      Metadata: { "aws:cdk:path": `App/Service${n}/Role/Resource` },
    },
    [`Policy${n}`]: {
      Type: "AWS::IAM::Policy",
      Properties: {
        PolicyDocument: {
          Statement: [
            {
              Action: ["s3:GetObject*", "s3:GetBucket*", "s3:List*"],
              Effect: "Allow",
              Resource: [
                { "Fn::GetAtt": [`Bucket${n}`, "Arn"] },
                { "Fn::Join": ["", [{ "Fn::GetAtt": [`Bucket${n}`, "Arn"] }, "/*"]] },
              ],
            },
          ],
          Version: "2012-10-17",
        },
        PolicyName: `Policy${n}`,
        Roles: [{ Ref: `Role${n}` }],
      },
      Metadata: { "aws:cdk:path": `App/Service${n}/Role/DefaultPolicy/Resource` },
    },
    [`Bucket${n}`]: {
      Type: "AWS::S3::Bucket",
      Properties: { BucketEncryption: { ServerSideEncryptionConfiguration: [] } },
      Metadata: { "aws:cdk:path": `App/Service${n}/Bucket/Resource` },
    },
  };
}

const [, , option, name] = process.argv;
if (option === "--one") await measure(name ?? "");
else {
  for (const each of Object.keys(bars)) {
    const output = execFileSync(process.execPath, [fileURLToPath(import.meta.url), "--one", each]);
    process.stdout.write(output);
  }
}
