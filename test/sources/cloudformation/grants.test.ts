import { describe, expect, test } from "@jest/globals";
import { displayText } from "../../../src/policy/text-value.ts";
import { readCloudFormation } from "../../../src/sources/cloudformation/read-cloudformation.ts";
import { plain } from "../node-rendering.ts";
import { slice } from "../rendering.ts";

const file = "t.yml";
const arn = (service: string, rest: string) =>
  `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${rest}`;

describe("grants that AWS makes a policy of", () => {
  test.each([
    {
      name: "a function's permission for a service",
      resource:
        "AWS::Lambda::Permission, Properties: { FunctionName: !Ref F, Action: lambda:InvokeFunction, Principal: s3.amazonaws.com, SourceArn: arn:aws:s3:::b, SourceAccount: !Ref AWS::AccountId }",
      type: "AWS::Lambda::Function",
      owner: "t.yml#F",
      statement: {
        Effect: "Allow",
        Principal: { Service: "s3.amazonaws.com" },
        Action: "lambda:InvokeFunction",
        Resource: arn("lambda", "function:${!Ref F}"),
        Condition: {
          ArnLike: { "AWS:SourceArn": "arn:aws:s3:::b" },
          StringEquals: { "AWS:SourceAccount": "${AWS::AccountId}" },
        },
      },
    },
    {
      name: "a function's permission for everyone in an organization",
      resource:
        "AWS::Lambda::Permission, Properties: { FunctionName: f:alias, Action: lambda:InvokeFunction, Principal: '*', PrincipalOrgID: o-1 }",
      type: "AWS::Lambda::Function",
      statement: {
        Effect: "Allow",
        Principal: "*",
        Action: "lambda:InvokeFunction",
        Resource: arn("lambda", "function:f:alias"),
        Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } },
      },
    },
    {
      name: "a function's permission for an account, by a part of the ARN",
      resource:
        "AWS::Lambda::Permission, Properties: { FunctionName: 111111111111:function:f, Action: '*', Principal: 222222222222 }",
      type: "AWS::Lambda::Function",
      statement: {
        Effect: "Allow",
        Principal: { AWS: "222222222222" },
        Action: "*",
        Resource: "arn:${AWS::Partition}:lambda:${AWS::Region}:111111111111:function:f",
      },
    },
    {
      name: "a function's permission by a condition",
      resource:
        "AWS::Lambda::Permission, Properties: { FunctionName: !GetAtt F.Arn, Action: a, Principal: !If [C, '*', sns.amazonaws.com], FunctionUrlAuthType: NONE, EventSourceToken: t, InvokedViaFunctionUrl: true }",
      type: "AWS::Lambda::Function",
      owner: "t.yml#F",
      statement: {
        Effect: "Allow",
        Principal: { if: "P is x", holds: "*", else: { Service: "sns.amazonaws.com" } },
        Action: "a",
        Resource: arn("lambda", "function:${!Ref F}"),
        Condition: {
          StringEquals: { "lambda:EventSourceToken": "t", "lambda:FunctionUrlAuthType": "NONE" },
          Bool: { "lambda:InvokedViaFunctionUrl": "true" },
        },
      },
    },
    {
      name: "a layer",
      resource:
        "AWS::Lambda::LayerVersionPermission, Properties: { LayerVersionArn: l, Action: lambda:GetLayerVersion, Principal: '*', OrganizationId: o-1 }",
      type: "AWS::Lambda::LayerVersion",
      statement: {
        Effect: "Allow",
        Principal: "*",
        Action: "lambda:GetLayerVersion",
        Resource: ["l"],
        Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } },
      },
    },
    {
      name: "an event bus, spread over properties",
      resource:
        "AWS::Events::EventBusPolicy, Properties: { StatementId: s, Principal: '*', Action: events:PutEvents, Condition: { Type: StringEquals, Key: aws:PrincipalOrgID, Value: o-1 } }",
      type: "AWS::Events::EventBus",
      statement: {
        Sid: "s",
        Effect: "Allow",
        Principal: "*",
        Action: "events:PutEvents",
        Resource: arn("events", "event-bus/default"),
        Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } },
      },
    },
    {
      name: "an event bus, as a statement",
      resource:
        "AWS::Events::EventBusPolicy, Properties: { EventBusName: !Ref Bus, StatementId: s, Statement: { Effect: Allow, Principal: '*' } }",
      type: "AWS::Events::EventBus",
      owner: "t.yml#Bus",
      statement: { Effect: "Allow", Principal: "*" },
    },
    {
      name: "a statement of Entity Resolution",
      resource:
        'AWS::EntityResolution::PolicyStatement, Properties: { Arn: a, StatementId: s, Effect: Allow, Action: [b], Principal: [\'111111111111\', x.amazonaws.com], Condition: \'{"Bool":{"k":"true"}}\' }',
      type: "AWS::EntityResolution::PolicyStatement",
      statement: {
        Sid: "s",
        Effect: "Allow",
        Principal: { AWS: ["111111111111"], Service: ["x.amazonaws.com"] },
        Action: ["b"],
        Resource: "a",
        Condition: { Bool: { k: "true" } },
      },
    },
    {
      name: "a signing profile",
      resource:
        "AWS::Signer::ProfilePermission, Properties: { ProfileName: p, ProfileVersion: v, StatementId: s, Principal: '111111111111', Action: signer:StartSigningJob }",
      type: "AWS::Signer::SigningProfile",
      statement: {
        Sid: "s",
        Effect: "Allow",
        Principal: { AWS: "111111111111" },
        Action: "signer:StartSigningJob",
        Resource: arn("signer", "/signing-profiles/p"),
        Condition: { StringEquals: { "signer:ProfileVersion": "v" } },
      },
    },
    {
      name: "a certificate authority",
      resource:
        "AWS::ACMPCA::Permission, Properties: { CertificateAuthorityArn: ca, Principal: acm.amazonaws.com, SourceAccount: '1', Actions: [IssueCertificate] }",
      type: "AWS::ACMPCA::CertificateAuthority",
      statement: {
        Effect: "Allow",
        Principal: { Service: "acm.amazonaws.com" },
        Action: ["acm-pca:IssueCertificate"],
        Resource: "ca",
        Condition: { StringEquals: { "aws:SourceAccount": "1" } },
      },
    },
    {
      name: "somebody from outside at an application of Q Business",
      resource:
        "AWS::QBusiness::Permission, Properties: { ApplicationId: app, StatementId: s, Principal: arn:aws:iam::222222222222:role/isv, Actions: [qbusiness:SearchRelevantContent], Conditions: [{ ConditionOperator: StringEquals, ConditionKey: __proto__, ConditionValues: [a] }, { ConditionOperator: StringEquals, ConditionKey: aws:PrincipalTag/team, ConditionValues: [b] }] }",
      type: "AWS::QBusiness::Application",
      statement: {
        Sid: "s",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::222222222222:role/isv" },
        Action: ["qbusiness:SearchRelevantContent"],
        Resource: arn("qbusiness", "application/app"),
        Condition: {
          StringEquals: JSON.parse('{"__proto__":["a"],"aws:PrincipalTag/team":["b"]}'),
        },
      },
    },
    {
      name: "the agents of a profiling group",
      resource:
        "AWS::CodeGuruProfiler::ProfilingGroup, Properties: { ProfilingGroupName: g, AgentPermissions: { Principals: [arn:aws:iam::111111111111:role/r] } }",
      type: "AWS::CodeGuruProfiler::ProfilingGroup",
      owner: "t.yml#X",
      statement: {
        Effect: "Allow",
        Principal: { AWS: ["arn:aws:iam::111111111111:role/r"] },
        Action: ["codeguru-profiler:ConfigureAgent", "codeguru-profiler:PostAgentProfile"],
        Resource: arn("codeguru-profiler", "profilingGroup/g"),
      },
    },
    {
      name: "a public bucket",
      resource: "AWS::S3::Bucket, Properties: { BucketName: b, AccessControl: PublicReadWrite }",
      type: "AWS::S3::Bucket",
      owner: "t.yml#X",
      statement: {
        Effect: "Allow",
        Principal: "*",
        Action: [
          "s3:ListBucket",
          "s3:ListBucketVersions",
          "s3:ListBucketMultipartUploads",
          "s3:PutObject",
        ],
        Resource: ["arn:${AWS::Partition}:s3:::b", "arn:${AWS::Partition}:s3:::b/*"],
      },
    },
  ])("$name", ({ resource, type, owner, statement }) => {
    const result = read(resource);
    const [policy] = result.policies;
    expect(policy?.kind).toBe("resource");
    expect(policy?.resourceType).toBe(type);
    expect(policy?.owner).toBe(owner);
    expect(policy?.isDerived).toBe(true);
    expect(plain(policy?.document.node)).toEqual({
      Version: "2012-10-17",
      Statement: [statement],
    });
    expect(result.notJudged).toEqual([]);
  });

  test.each([
    ["a private ACL", "AccessControl: Private", []],
    ["log delivery", "AccessControl: LogDeliveryWrite", []],
    [
      "a public ACL that is ignored",
      "AccessControl: PublicRead, PublicAccessBlockConfiguration: { IgnorePublicAcls: true }",
      [],
    ],
    [
      "a public ACL where ACLs are switched off",
      "AccessControl: PublicRead, OwnershipControls: { Rules: [{ ObjectOwnership: BucketOwnerEnforced }] }",
      [],
    ],
    [
      "an ACL that is not known",
      "AccessControl: !Ref P",
      ["lets everyone use it or not: which is not known before deployment"],
    ],
  ])("%s", (_, properties, reasons) => {
    const result = read(`AWS::S3::Bucket, Properties: { ${properties} }`);
    expect(result.policies).toEqual([]);
    expect(result.notJudged.map(({ reason }) => reason)).toEqual(reasons);
  });

  test("every value stands where it is written", () => {
    const resource =
      "AWS::Lambda::Permission, Properties: { FunctionName: f, Action: lambda:InvokeFunction, Principal: sns.amazonaws.com }";
    const text = template(resource);
    const [statement] = read(resource).policies[0]?.document.statements ?? [];
    const [action] = statement?.action?.values ?? [];
    const [principal] = statement?.principal?.principals ?? [];
    expect(slice(text, action?.range)).toBe("lambda:InvokeFunction");
    expect(slice(text, principal?.value.range)).toBe("sns.amazonaws.com");
    expect(slice(text, statement?.range)).toBe("Principal");
  });
});

describe("attachments across the template", () => {
  test.each([
    {
      name: "a managed policy of one role",
      resources: `
  X: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Statement: [{}] } } }
  R: { Type: AWS::IAM::Role, Properties: { ManagedPolicyArns: [!Ref X] } }`,
      expected: "identity of t.yml#R",
    },
    {
      name: "a managed policy of two roles",
      resources: `
  X: { Type: AWS::IAM::ManagedPolicy, Properties: { Roles: [!Ref S], PolicyDocument: { Statement: [{}] } } }
  R: { Type: AWS::IAM::Role, Properties: { ManagedPolicyArns: [!Ref X] } }
  S: { Type: AWS::IAM::Role }`,
      expected: "identity of undefined",
    },
    {
      name: "a boundary",
      resources: `
  X: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Statement: [{}] } } }
  R: { Type: AWS::IAM::Role, Properties: { PermissionsBoundary: !If [C, !Ref X, x] } }`,
      expected: "boundary of undefined",
    },
    {
      name: "a boundary that is attached as well gives what it allows",
      resources: `
  X: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Statement: [{}] } } }
  R: { Type: AWS::IAM::Role, Properties: { PermissionsBoundary: !Ref X, ManagedPolicyArns: [!Ref X] } }`,
      expected: "identity of t.yml#R",
    },
    {
      name: "by the name of a role",
      resources: `
  X: { Type: AWS::IAM::Policy, Properties: { Roles: [deploy], PolicyDocument: { Statement: [{}] } } }
  R: { Type: AWS::IAM::Role, Properties: { RoleName: deploy } }
  U: { Type: AWS::IAM::User, Properties: { UserName: deploy } }`,
      expected: "identity of t.yml#R",
    },
    {
      name: "by a text with variables",
      resources: `
  X: { Type: AWS::IAM::RolePolicy, Properties: { RoleName: !Sub "\${R}", PolicyDocument: { Statement: [{}] } } }
  R: { Type: AWS::IAM::Role }`,
      expected: "identity of t.yml#R",
    },
  ])("$name", ({ resources, expected }) => {
    const text = `Conditions: { C: !Equals [!Ref P, x] }\nResources:${resources}\n`;
    const found = readCloudFormation(file, text)?.policies.find(({ address }) =>
      address.startsWith("t.yml#X"),
    );
    expect(`${found?.kind} of ${found?.owner}`).toBe(expected);
  });

  test.each([
    [
      "AWS::IAM::User, Properties: { ManagedPolicyArns: !Ref P }",
      [
        "attaches a managed policy that is not known before deployment, `!Ref P`: what it allows is not judged yet",
      ],
    ],
    [
      "AWS::IAM::Group, Properties: { ManagedPolicyArns: [!Sub 'arn:${AWS::Partition}:iam::aws:policy/job-function/ViewOnlyAccess'] }",
      ["attaches the AWS managed policy `ViewOnlyAccess`: what it allows is not judged yet"],
    ],
    [
      "AWS::IAM::Role, Properties: { PermissionsBoundary: !Sub 'arn:aws:iam::${AWS::AccountId}:policy/b' }",
      [
        "sets the managed policy `arn:aws:iam::${AWS::AccountId}:policy/b` from elsewhere as a permissions boundary: what it leaves is not judged yet",
      ],
    ],
    [
      "AWS::SSO::PermissionSet, Properties: { ManagedPolicies: [arn:aws:iam::aws:policy/AdministratorAccess], CustomerManagedPolicyReferences: [{ Name: n }], PermissionsBoundary: { ManagedPolicyArn: arn:aws:iam::aws:policy/B } }",
      [
        "attaches the AWS managed policy `AdministratorAccess`: what it allows is not judged yet",
        "attaches the policy `n` of each account: what it allows is not judged yet",
        "sets the AWS managed policy `B` as a permissions boundary: what it leaves is not judged yet",
      ],
    ],
    ["AWS::IAM::InstanceProfile, Properties: { Roles: [r] }", []],
    ["AWS::IAM::OIDCProvider, Properties: { Url: u }", []],
    ["AWS::Cognito::IdentityPool, Properties: { AllowUnauthenticatedIdentities: false }", []],
    [
      "AWS::Cognito::IdentityPool, Properties: { AllowUnauthenticatedIdentities: true }",
      ["hands a role to somebody outside IAM: who gets it is not judged"],
    ],
  ])("%s", (resource, reasons) => {
    expect(read(resource).notJudged.map(({ reason }) => reason)).toEqual(reasons);
  });
});

describe("owners", () => {
  test("what matters about a user and a role", () => {
    const text = `Resources:
  U: { Type: AWS::IAM::User, Properties: { LoginProfile: { Password: p } } }
  R:
    Type: AWS::IAM::Role
    Properties:
      MaxSessionDuration: 43200
      PermissionsBoundary: arn:aws:iam::aws:policy/B
      ManagedPolicyArns: [arn:aws:iam::aws:policy/A]
      Tags: [{ Key: a, Value: !Ref AWS::Region }, { Key: b }]
`;
    const [user, role] = readCloudFormation(file, text)?.owners ?? [];
    expect(user?.hasLoginProfile).toBe(true);
    expect(role?.maxSessionDurationSeconds).toBe(43_200);
    expect(role?.permissionsBoundary && displayText(role.permissionsBoundary)).toBe(
      "arn:aws:iam::aws:policy/B",
    );
    expect(role?.managedPolicies?.map(displayText)).toEqual(["arn:aws:iam::aws:policy/A"]);
    expect(
      role?.tags?.map(({ key, value }) => `${displayText(key)}=${displayText(value)}`),
    ).toEqual(["a=${AWS::Region}"]);
  });
});

function read(resource: string) {
  const result = readCloudFormation(file, template(resource));
  if (!result) throw new Error("no template");
  return result;
}

function template(resource: string): string {
  return `Conditions: { C: !Equals [!Ref P, x] }
Parameters: { P: { Type: String } }
Resources:
  X: { Type: ${resource} }
  F: { Type: AWS::Lambda::Function }
  Bus: { Type: AWS::Events::EventBus }
`;
}
