import { describe, expect, test } from "@jest/globals";
import { displayText } from "../../../src/policy/text-value.ts";
import { runRules } from "../../../src/rules/run-rules.ts";
import { readCloudFormation } from "../../../src/sources/cloudformation/read-cloudformation.ts";
import {
  expandPolicyTemplate,
  policyTemplateNames,
} from "../../../src/sources/cloudformation/sam/policy-templates.ts";
import { plain } from "../node-rendering.ts";
import { slice } from "../rendering.ts";

const file = "t.yml";
const arn = (service: string, rest: string) =>
  `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${rest}`;
const functionArn = arn("lambda", "function:${!Ref F}");

describe("the policies of a function", () => {
  test.each([
    {
      name: "a policy template",
      policies: "[{ SQSPollerPolicy: { QueueName: !Ref Name } }]",
      statements: [
        {
          Effect: "Allow",
          Action: [
            "sqs:ChangeMessageVisibility",
            "sqs:ChangeMessageVisibilityBatch",
            "sqs:DeleteMessage",
            "sqs:DeleteMessageBatch",
            "sqs:GetQueueAttributes",
            "sqs:ReceiveMessage",
          ],
          Resource: [arn("sqs", "${!Ref Name}")],
        },
      ],
    },
    {
      name: "a policy template with two parameters and a condition",
      policies: "[{ EFSWriteAccessPolicy: { FileSystem: fs, AccessPoint: ap } }]",
      statements: [
        {
          Effect: "Allow",
          Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
          Resource: [arn("elasticfilesystem", "file-system/fs")],
          Condition: {
            StringEquals: {
              "elasticfilesystem:AccessPointArn": arn("elasticfilesystem", "access-point/ap"),
            },
          },
        },
      ],
    },
    {
      name: "a value that is the whole resource",
      policies: "[{ AWSSecretsManagerGetSecretValuePolicy: { SecretArn: !Ref Name } }]",
      statements: [
        {
          Effect: "Allow",
          Action: ["secretsmanager:GetSecretValue"],
          Resource: [{ unknown: "!Ref Name" }],
        },
      ],
    },
    {
      name: "a template without parameters",
      policies: "[{ EC2DescribePolicy: {} }]",
      statements: [
        {
          Effect: "Allow",
          Action: ["ec2:DescribeRegions", "ec2:DescribeInstances"],
          Resource: ["*"],
        },
      ],
    },
    {
      name: "a policy document that is not in a list",
      policies: "{ Statement: [{ Effect: Deny }] }",
      statements: [{ Effect: "Deny" }],
    },
    {
      name: "a choice between a template and a document",
      policies: "[!If [C, { AMIDescribePolicy: {} }, { Statement: { Effect: Deny } }]]",
      statements: [
        {
          if: "P is x",
          holds: [{ Effect: "Allow", Action: ["ec2:DescribeImages"], Resource: ["*"] }],
        },
        { if: "P is x", else: { Effect: "Deny" } },
      ],
    },
    {
      name: "a choice by a condition that is known",
      policies: "[!If [Never, { AMIDescribePolicy: {} }, { Statement: { Effect: Deny } }]]",
      statements: { Effect: "Deny" },
    },
    {
      name: "a template or nothing",
      policies: "[!If [C, { AMIDescribePolicy: {} }, !Ref AWS::NoValue]]",
      statements: {
        if: "P is x",
        holds: [{ Effect: "Allow", Action: ["ec2:DescribeImages"], Resource: ["*"] }],
      },
    },
  ])("$name", ({ policies, statements }) => {
    const { result } = read(`Policies: ${policies}`);
    const policy = result.policies.find(({ address }) => address === "t.yml#F/Policies/0");
    expect(policy?.owner).toBe("t.yml#FRole");
    expect(policy?.kind).toBe("identity");
    expect((plain(policy?.document.node) as { Statement: unknown }).Statement).toEqual(statements);
  });

  test.each([
    [
      "a managed policy by name",
      "[AmazonS3ReadOnlyAccess]",
      [
        "attaches the AWS managed policy `AmazonS3ReadOnlyAccess`: what it allows is not judged yet",
      ],
    ],
    [
      "a managed policy by ARN",
      '[!Sub "arn:${AWS::Partition}:iam::aws:policy/service-role/X"]',
      ["attaches the AWS managed policy `X`: what it allows is not judged yet"],
    ],
    [
      "a managed policy of the account",
      "arn:aws:iam::111111111111:policy/mine",
      [
        "attaches the managed policy `arn:aws:iam::111111111111:policy/mine` from elsewhere: what it allows is not judged yet",
      ],
    ],
    [
      "a managed policy that is not known",
      "[!Ref Name]",
      [
        "attaches a managed policy that is not known before deployment, `!Ref Name`: what it allows is not judged yet",
      ],
    ],
    [
      "a choice of managed policies",
      "[!If [C, A, !Ref AWS::NoValue]]",
      ["attaches the AWS managed policy `A`: what it allows is not judged yet"],
    ],
    ["a managed policy of the template", "[!Ref M]", []],
    ["nothing", "[!Ref AWS::NoValue]", []],
    [
      "a template that does not exist",
      "[{ NoSuchPolicy: {} }]",
      ["`NoSuchPolicy` is no policy template of SAM: not judged"],
    ],
    [
      "a template that lacks a parameter",
      "[{ SQSPollerPolicy: { Queue: q } }]",
      ["the policy template `SQSPollerPolicy` lacks the value of a parameter: not judged"],
    ],
    [
      "something else",
      "[{ A: b, C: d }]",
      ["neither a policy document nor a policy template of SAM: not judged"],
    ],
    [
      "a loop of choices",
      `[${"!If [C, ".repeat(12)}A, B]${", B]".repeat(11)}]`,
      [
        "attaches the AWS managed policy `A`: what it allows is not judged yet",
        ...Array.from(
          { length: 12 },
          () => "attaches the AWS managed policy `B`: what it allows is not judged yet",
        ),
      ],
    ],
  ])("%s", (_, policies, reasons) => {
    const { result } = read(`Policies: ${policies}`);
    expect(result.notJudged.map(({ reason }) => reason)).toEqual(reasons);
  });

  test("with a role of one's own they mean nothing", () => {
    const { result } = read(
      "Role: arn:aws:iam::111111111111:role/r, Policies: [A], Tracing: Active",
    );
    expect(result.policies).toEqual([]);
    expect(result.notJudged).toEqual([]);
    expect(result.owners).toEqual([]);
  });

  test("a role in one case only", () => {
    const { result } = read("Role: !If [C, x, !Ref AWS::NoValue], Policies: [{ Statement: [] }]");
    expect(result.policies.map(({ address }) => address)).toContain("t.yml#F/Policies/0");
  });
});

describe("the role that SAM makes", () => {
  test("who may assume it", () => {
    const { policies } = read("Handler: x").result;
    const trust = policies.find(({ kind }) => kind === "trust");
    expect(trust?.address).toBe("t.yml#F/AssumeRolePolicyDocument");
    expect(trust?.isDerived).toBe(true);
    expect(plain(trust?.document.node)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "lambda.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      ],
    });
  });

  test("what it has, from the function and from Globals", () => {
    const globals = `Globals:
  Function:
    PermissionsBoundary: arn:aws:iam::111111111111:policy/b
    Tags: { team: a, env: b }
    AssumeRolePolicyDocument: { Statement: [{ Effect: Deny }] }
`;
    const { result } = read("Tags: { env: c }, VpcConfig: {}, Tracing: Active", globals);
    const [role] = result.owners;
    expect(role?.address).toBe("t.yml#FRole");
    expect(role?.tags?.map(({ key, value }) => [displayText(key), displayText(value)])).toEqual([
      ["team", "a"],
      ["env", "c"],
    ]);
    expect(role?.permissionsBoundary && displayText(role.permissionsBoundary)).toBe(
      "arn:aws:iam::111111111111:policy/b",
    );
    expect(role?.managedPolicies?.map(displayText)).toEqual([
      "AWSLambdaBasicExecutionRole",
      "AWSLambdaVPCAccessExecutionRole",
      "AWSXrayWriteOnlyAccess",
    ]);
    const trust = result.policies.find(({ kind }) => kind === "trust");
    expect(trust?.isDerived).toBeUndefined();
    expect(plain(trust?.document.node)).toEqual({ Statement: [{ Effect: "Deny" }] });
    // What SAM attaches to every function was written by nobody.
    expect(result.notJudged.map(({ address }) => address)).toEqual(["t.yml#F/PermissionsBoundary"]);
  });

  test("it can be referred to", () => {
    const text = `Resources:
  F: { Type: AWS::Serverless::Function }
  P: { Type: AWS::IAM::Policy, Properties: { Roles: [!Ref FRole], PolicyDocument: { Statement: { Resource: !GetAtt FRole.Arn } } } }
`;
    const policy = readCloudFormation(file, text)?.policies.at(-1);
    const found = readCloudFormation(file, text)?.policies.find(({ address }) =>
      address.startsWith("t.yml#P"),
    );
    expect(policy).toBeDefined();
    expect(found?.owner).toBe("t.yml#FRole");
    expect(plain(found?.document.node)).toEqual({
      Statement: { Resource: "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${!Ref FRole}" },
    });
  });
});

describe("events, destinations and URLs", () => {
  test.each([
    [
      "an API",
      'Api, Properties: { Path: "/users/{id}/", Method: get }',
      "apigateway.amazonaws.com",
      {
        ArnLike: {
          "AWS:SourceArn": arn("execute-api", "${!Ref ServerlessRestApi}/*/GET/users/*"),
        },
      },
    ],
    [
      "an API of its own",
      "Api, Properties: { Path: /, Method: ANY, RestApiId: !Ref Name }",
      "apigateway.amazonaws.com",
      { ArnLike: { "AWS:SourceArn": arn("execute-api", "${!Ref Name}/*/*/") } },
    ],
    [
      "an HTTP API",
      "HttpApi",
      "apigateway.amazonaws.com",
      { ArnLike: { "AWS:SourceArn": arn("execute-api", "${!Ref ServerlessHttpApi}/*/*/*") } },
    ],
    [
      "a bucket",
      "S3, Properties: { Bucket: !Ref B }",
      "s3.amazonaws.com",
      { StringEquals: { "AWS:SourceAccount": "${AWS::AccountId}" } },
    ],
    [
      "a topic",
      "SNS, Properties: { Topic: arn:aws:sns:eu-west-1:111111111111:t }",
      "sns.amazonaws.com",
      { ArnLike: { "AWS:SourceArn": "arn:aws:sns:eu-west-1:111111111111:t" } },
    ],
    [
      "a schedule",
      "Schedule",
      "events.amazonaws.com",
      { ArnLike: { "AWS:SourceArn": arn("events", "rule/${!Ref FE}") } },
    ],
    [
      "a log group",
      "CloudWatchLogs, Properties: { LogGroupName: /a }",
      "logs.amazonaws.com",
      { ArnLike: { "AWS:SourceArn": arn("logs", "log-group:/a:*") } },
    ],
    [
      "a skill",
      "AlexaSkill, Properties: { SkillId: s }",
      "alexa-appkit.amazon.com",
      { StringEquals: { "lambda:EventSourceToken": "s" } },
    ],
    ["any skill", "AlexaSkill", "alexa-appkit.amazon.com", undefined],
    [
      "a user pool",
      "Cognito, Properties: { UserPool: !Ref Pool }",
      "cognito-idp.amazonaws.com",
      { ArnLike: { "AWS:SourceArn": { unknown: "!GetAtt Pool.Arn" } } },
    ],
  ])("%s", (_, event, service, condition) => {
    const { result, text } = read(`Events: { E: { Type: ${event} } }`);
    const policy = result.policies.find(({ address }) => address === "t.yml#F/Events/E");
    expect(policy?.isDerived).toBe(true);
    expect(slice(text, policy?.range)).toBe("E");
    expect(plain(policy?.document.node)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: service },
          Action: "lambda:InvokeFunction",
          Resource: functionArn,
          ...(condition && { Condition: condition }),
        },
      ],
    });
  });

  test.each([
    [
      "Events: { E: { Type: Kinesis } }",
      "attaches the AWS managed policy `AWSLambdaKinesisExecutionRole`: what it allows is not judged yet",
    ],
    [
      "Events: { E: { Type: MQ } }",
      "what the event `MQ` needs is not known before deployment: not judged",
    ],
    [
      "Events: { E: { Type: SelfManagedKafka, Properties: { SourceAccessConfigurations: !Ref Name } } }",
      "what the event `SelfManagedKafka` needs is not known before deployment: not judged",
    ],
    [
      "Events: { E: { Type: Telepathy } }",
      "SAM makes permissions of the event `Telepathy` when it is deployed: not judged",
    ],
    [
      "Events: { E: nothing }",
      "SAM makes permissions of this event when it is deployed: not judged",
    ],
    [
      "FunctionUrlConfig: { AuthType: !Ref Name }",
      "whether everyone may call this function URL is not known before deployment: not judged",
    ],
  ])("%s", (properties, reason) => {
    const { result } = read(properties);
    expect(result.notJudged.map((entry) => entry.reason)).toEqual([reason]);
  });

  test.each([
    [
      "FunctionUrlConfig: { AuthType: NONE }",
      {
        Effect: "Allow",
        Principal: "*",
        Action: "lambda:InvokeFunctionUrl",
        Resource: functionArn,
        Condition: { StringEquals: { "lambda:FunctionUrlAuthType": "NONE" } },
      },
    ],
    [
      "Events: { E: { Type: ScheduleV2 } }",
      { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functionArn },
    ],
    [
      "DeadLetterQueue: { Type: SNS, TargetArn: t }",
      { Effect: "Allow", Action: "sns:Publish", Resource: "t" },
    ],
    [
      "EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: SQS, Destination: q } } }",
      { Effect: "Allow", Action: "sqs:SendMessage", Resource: "q" },
    ],
  ])("%s", (properties, statement) => {
    const { result } = read(properties);
    const [policy] = result.policies;
    expect(plain(policy?.document.node)).toEqual({
      Version: "2012-10-17",
      Statement: [statement],
    });
  });

  test("a function URL with authorization is open to nobody by itself", () => {
    const { result } = read("FunctionUrlConfig: { AuthType: AWS_IAM }");
    expect(result.policies.map(({ kind }) => kind)).toEqual(["trust"]);
  });
});

describe("state machines, APIs and connectors", () => {
  test.each([
    {
      name: "the policies and events of a state machine",
      resources: `
  S: { Type: AWS::Serverless::StateMachine, Properties: { Policies: [{ Statement: [] }], Events: { E: { Type: Api } } } }`,
      expected: [
        ["t.yml#S/Policies/0", "t.yml#SRole", []],
        [
          "t.yml#S/Events/E",
          undefined,
          [
            {
              Effect: "Allow",
              Action: "states:StartExecution",
              Resource: arn("states", "stateMachine:${!Ref S}"),
            },
          ],
        ],
        [
          "t.yml#S/AssumeRolePolicyDocument",
          "t.yml#SRole",
          [
            {
              Effect: "Allow",
              Principal: { Service: "states.amazonaws.com" },
              Action: "sts:AssumeRole",
            },
          ],
        ],
      ],
    },
    {
      name: "the resource policy of an API, from Globals too",
      resources: `
  A: { Type: AWS::Serverless::Api, Properties: { StageName: prod, Auth: { ResourcePolicy: {
    AwsAccountWhitelist: ["111111111111"], IntrinsicVpceWhitelist: [!Ref V], CustomStatements: { Effect: Deny } } } } }
Globals: { Api: { Auth: { ResourcePolicy: { SourceVpcWhitelist: [vpc-1, vpce-2] } } } }`,
      expected: [
        [
          "t.yml#A/Auth/ResourcePolicy",
          "t.yml#A",
          [
            {
              Effect: "Allow",
              Principal: { AWS: ["111111111111"] },
              Action: "execute-api:Invoke",
              Resource: "execute-api:/prod/*",
            },
            {
              Effect: "Allow",
              Principal: "*",
              Action: "execute-api:Invoke",
              Resource: "execute-api:/prod/*",
            },
            {
              Effect: "Deny",
              Principal: "*",
              Action: "execute-api:Invoke",
              Resource: "execute-api:/prod/*",
              Condition: {
                StringNotEquals: {
                  "aws:SourceVpc": ["vpc-1"],
                  "aws:SourceVpce": ["vpce-2", { unknown: "!Ref V" }],
                },
              },
            },
            { Effect: "Deny" },
          ],
        ],
      ],
    },
    {
      name: "the resource policy of an event",
      resources: `
  F: { Type: AWS::Serverless::Function, Properties: { Role: r, Events: { E: { Type: Api, Properties: { Path: /a, Method: get, RestApiId: !Ref A, Auth: { ResourcePolicy: { IpRangeBlacklist: [10.0.0.0/8] } } } } } } }
  A: { Type: AWS::Serverless::Api }`,
      expected: [
        [
          "t.yml#F/Events/E",
          "t.yml#F",
          [
            {
              Effect: "Allow",
              Principal: { Service: "apigateway.amazonaws.com" },
              Action: "lambda:InvokeFunction",
              Resource: functionArn,
              Condition: {
                ArnLike: { "AWS:SourceArn": arn("execute-api", "${!Ref A}/*/GET/a") },
              },
            },
          ],
        ],
        [
          "t.yml#F/Events/E/Auth/ResourcePolicy",
          "t.yml#A",
          [
            {
              Effect: "Allow",
              Principal: "*",
              Action: "execute-api:Invoke",
              Resource: "execute-api:/*/GET/a",
            },
            {
              Effect: "Deny",
              Principal: "*",
              Action: "execute-api:Invoke",
              Resource: "execute-api:/*/GET/a",
              Condition: { IpAddress: { "aws:SourceIp": ["10.0.0.0/8"] } },
            },
          ],
        ],
      ],
    },
    {
      name: "a connector to a queue",
      resources: `
  C: { Type: AWS::Serverless::Connector, Properties: { Source: { Id: R }, Destination: { Id: Q }, Permissions: [Write] } }
  R: { Type: AWS::Events::Rule }
  Q: { Type: AWS::SQS::Queue, Properties: { QueueName: q } }`,
      expected: [
        [
          "t.yml#C",
          "t.yml#Q",
          [
            {
              Effect: "Allow",
              Principal: { Service: "events.amazonaws.com" },
              Action: ["sqs:SendMessage"],
              Resource: arn("sqs", "q"),
              Condition: { ArnEquals: { "aws:SourceArn": { unknown: "!GetAtt R.Arn" } } },
            },
          ],
        ],
      ],
    },
    {
      name: "a connector from a function to a table, in its source",
      resources: `
  L: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt Role.Arn }, Connectors: { ToT: { Properties: { Destination: { Id: T }, Permissions: [Read] } } } }
  Role: { Type: AWS::IAM::Role }
  T: { Type: AWS::DynamoDB::Table, Properties: { TableName: t } }`,
      expected: [
        [
          "t.yml#L/Connectors/ToT",
          "t.yml#Role",
          [
            {
              Effect: "Allow",
              Action: [
                "dynamodb:GetItem",
                "dynamodb:Query",
                "dynamodb:Scan",
                "dynamodb:BatchGetItem",
                "dynamodb:ConditionCheckItem",
                "dynamodb:PartiQLSelect",
              ],
              Resource: [arn("dynamodb", "table/t"), arn("dynamodb", "table/t/index/*")],
            },
          ],
        ],
      ],
    },
  ])("$name", ({ resources, expected }) => {
    const result = readCloudFormation(file, `Resources:${resources}\n`);
    expect(
      result?.policies.map(({ address, owner, document }) => [
        address,
        owner,
        (plain(document.node) as { Statement: unknown }).Statement,
      ]),
    ).toEqual(expected);
    expect(result?.notJudged).toEqual([]);
  });

  test("a connector to what is not known is listed", () => {
    const text = `Resources:
  C: { Type: AWS::Serverless::Connector, Properties: { Source: { Id: X }, Destination: [{ Id: Y }], Permissions: [Write] } }
`;
    expect(readCloudFormation(file, text)?.notJudged.map(({ reason }) => reason)).toEqual([
      "a connector between resources that are not known here: not judged",
    ]);
  });
});

describe("the policy templates", () => {
  const at = { file, start: 0, end: 0 };

  test("all of SAM's are there", () => {
    expect(policyTemplateNames()).toHaveLength(81);
  });

  test.each(policyTemplateNames())("%s", (name) => {
    const parameters = [
      "AccessPoint BucketName CertificateArn ClusterId CollectionId DeliveryStreamName DomainName",
      "EndpointConfigName EndpointName EventBusName FileSystem FunctionName HostedZoneId ImageId",
      "IdentityName KeyId LexiconName LogGroupName ParameterName PinpointApplicationId QueueName",
      "PipelineName RepositoryName SecretArn StateMachineName StreamName TableName TaskDefinition",
      "TemplateName TopicName WorkGroupName",
    ].flatMap((line) => line.split(" "));
    const given = parameters.map((key) => `"${key}":"${key}-value"`).join(",");
    const text = `{"Resources":{"F":{"Type":"AWS::Serverless::Function","Properties":{"Policies":[{"${name}":{${given}}}]}}}}`;
    const document = readCloudFormation("t.json", text)?.policies[0]?.document;
    expect(document?.statements.length).toBeGreaterThan(0);
    for (const { effect, action, resource } of document?.statements ?? []) {
      expect(effect).toBe("Allow");
      const actions = action?.values.map(displayText) ?? [];
      expect(actions.length).toBeGreaterThan(0);
      for (const each of actions) expect(each).toMatch(/^[a-z0-9-]+:[A-Za-z0-9*]+$/);
      const resources = resource?.values.map(displayText) ?? [];
      expect(resources.length).toBeGreaterThan(0);
      for (const each of resources) {
        expect(each).toMatch(
          /^(?:\*|[A-Za-z]+-value|arn:\$\{AWS::Partition\}:[a-z0-9-]+:.*:.*:.+)$/,
        );
      }
    }
    expect(document?.unknowns.every(({ reference }) => reference.startsWith("AWS::"))).toBe(true);
  });

  test("none of another name", () => {
    const nothing = { kind: "null", range: at } as const;
    expect(expandPolicyTemplate("constructor", nothing, at)).toBeUndefined();
  });
});

test("what SAM makes is judged for what it allows, not for its form", () => {
  const { result } = read(
    "Policies: [{ SQSPollerPolicy: { QueueName: q } }], FunctionUrlConfig: { AuthType: NONE }",
  );
  const owners = new Set(result.owners.map(({ address }) => address));
  const findings = runRules(result, result.syntaxProblems).filter(
    ({ address = "" }) => !owners.has(address),
  );
  expect(findings.map(({ issueCode, suggestion }) => [issueCode, suggestion])).toEqual([
    ["PUBLIC_RESOURCE_POLICY", undefined],
  ]);
});

/** A template with one function that has these properties. */
function read(properties: string, globals = "") {
  const text = `${globals}Conditions: { C: !Equals [!Ref P, x], Never: !Equals [a, b] }
Parameters: { Name: { Type: String } }
Resources:
  F: { Type: AWS::Serverless::Function, Properties: { ${properties} } }
  M: { Type: AWS::IAM::ManagedPolicy }
`;
  const result = readCloudFormation(file, text);
  if (!result) throw new Error("no template");
  return { result, text };
}

describe("sources that a function polls", () => {
  const statement = (actions: readonly string[], resource: unknown) => ({
    Effect: "Allow",
    Action: actions,
    Resource: resource,
  });
  const secret = statement(["secretsmanager:GetSecretValue"], "arn:s");
  const key = statement(["kms:Decrypt"], arn("kms", "key/k"));
  const network = statement(
    [
      "ec2:CreateNetworkInterface",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DeleteNetworkInterface",
      "ec2:DescribeVpcs",
      "ec2:DescribeSubnets",
      "ec2:DescribeSecurityGroups",
    ],
    "*",
  );
  const auth = (type: string) => `{ Type: ${type}, URI: arn:s }`;

  test.each([
    [
      "MQ",
      `Broker: arn:b, SecretsManagerKmsKeyId: k, SourceAccessConfigurations: [${auth("BASIC_AUTH")}, ${auth("VIRTUAL_HOST")}]`,
      [secret, statement(["mq:DescribeBroker"], "arn:b"), key],
    ],
    [
      "SelfManagedKafka",
      `SourceAccessConfigurations: [${auth("SASL_SCRAM_512_AUTH")}, ${auth("VPC_SUBNET")}, ${auth("VPC_SECURITY_GROUP")}], SecretsManagerKmsKeyId: k`,
      [secret, network, key],
    ],
    ["SelfManagedKafka", `SourceAccessConfigurations: [${auth("BASIC_AUTH")}]`, [secret]],
    [
      "DocumentDB",
      `Cluster: arn:c, SourceAccessConfigurations: [${auth("BASIC_AUTH")}]`,
      [
        secret,
        statement(["rds:DescribeDBClusterParameters"], arn("rds", "cluster-pg:*")),
        statement(["rds:DescribeDBSubnetGroups"], arn("rds", "subgrp:*")),
        statement(["rds:DescribeDBClusters"], "arn:c"),
        network,
      ],
    ],
    ["MSK", `SourceAccessConfigurations: [${auth("CLIENT_CERTIFICATE_TLS_AUTH")}]`, [secret]],
  ])("%s", (type, properties, statements) => {
    const event = `Events: { E: { Type: ${type}, Properties: { ${properties} } } }`;
    const { result } = read(event);
    const policy = result.policies.find(({ address }) => address === "t.yml#F/Events/E");
    expect(policy).toMatchObject({ kind: "identity", isDerived: true, owner: "t.yml#FRole" });
    expect(plain(policy?.document.node)).toEqual({ Version: "2012-10-17", Statement: statements });
    // A role of one's own gets nothing.
    const own = read(`Role: arn:aws:iam::111111111111:role/r, ${event}`).result;
    expect(own.policies).toEqual([]);
  });

  test("what failed is sent on", () => {
    const { result } = read(
      "Events: { E: { Type: SQS, Properties: { Queue: arn:q, DestinationConfig: { OnFailure: { Type: SNS, Destination: arn:t } } } } }",
    );
    const address = "t.yml#F/Events/E/DestinationConfig/OnFailure";
    const policy = result.policies.find((each) => each.address === address);
    expect(plain(policy?.document.node)).toMatchObject({
      Statement: [{ Effect: "Allow", Action: "sns:Publish", Resource: "arn:t" }],
    });
  });
});

describe("a function with an alias that SAM publishes", () => {
  const alias = arn("lambda", "function:f:live");

  test("is called by the alias", () => {
    const { result } = read(
      "FunctionName: f, AutoPublishAlias: live, FunctionUrlConfig: { AuthType: NONE }, Events: { E: { Type: Schedule }, S: { Type: ScheduleV2 } }",
    );
    const resources = ["Events/E", "Events/S", "FunctionUrlConfig"].map((path) => {
      const policy = result.policies.find(({ address }) => address === `t.yml#F/${path}`);
      return plain(policy?.document.statements[0]?.node);
    });
    expect(resources).toEqual([
      expect.objectContaining({ Resource: alias }),
      expect.objectContaining({ Resource: alias }),
      expect.objectContaining({ Resource: alias }),
    ]);
  });

  test.each([
    ["!Ref F.Alias", alias],
    ["!Ref FAliaslive", alias],
    ["!Sub '${F.Alias}'", alias],
    ["!Ref FAliasother", { unknown: "!Ref FAliasother" }],
    ["!Ref G.Alias", { unknown: "!Ref G.Alias" }],
  ])("%s", (call, expected) => {
    const text = `Resources:
  F: { Type: AWS::Serverless::Function, Properties: { FunctionName: f, AutoPublishAlias: live, Role: r } }
  G: { Type: AWS::Serverless::Function, Properties: { Role: r } }
  P: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Statement: { Resource: ${call} } } } }`;
    const node = readCloudFormation(file, text)?.policies[0]?.document.statements[0]?.node;
    expect(plain(node)).toEqual({ Resource: expected });
  });
});
