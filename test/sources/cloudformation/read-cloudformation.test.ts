import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { rangeOf } from "../../../src/policy/text-value.ts";
import { readCloudFormation } from "../../../src/sources/cloudformation/read-cloudformation.ts";
import { misplaced, rangesOf } from "../node-rendering.ts";
import { render, slice } from "../rendering.ts";

const file = "t.yml";
const doc = '{"Statement":{"Effect":"Allow"}}';

describe("what carries policies", () => {
  test.each([
    {
      name: "a role with trust policy and inline policies",
      resources: `
  R:
    Type: AWS::IAM::Role
    Properties:
      RoleName: deploy
      AssumeRolePolicyDocument: { Statement: { Effect: Allow } }
      Policies:
      - { PolicyName: a, PolicyDocument: { Statement: { Effect: Allow } } }
      - { PolicyName: b, PolicyDocument: { Statement: { Effect: Allow } } }`,
      expected: [
        `t.yml#R/AssumeRolePolicyDocument: trust AWS::IAM::Role of t.yml#R: ${doc}`,
        `t.yml#R/Policies/0: identity of t.yml#R: ${doc}`,
        `t.yml#R/Policies/1: identity of t.yml#R: ${doc}`,
        "t.yml#R: AWS::IAM::Role called deploy",
      ],
    },
    {
      name: "an inline policy belongs to its one role",
      resources: `
  P: { Type: AWS::IAM::Policy, Properties: { Roles: [!Ref R], PolicyDocument: ${doc} } }
  R: { Type: AWS::IAM::Role }`,
      expected: [`t.yml#P/PolicyDocument: identity of t.yml#R: ${doc}`, "t.yml#R: AWS::IAM::Role"],
    },
    {
      name: "a managed policy; one that sets a boundary is a boundary",
      resources: `
  P: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: ${doc} } }
  B: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: ${doc} } }
  U: { Type: AWS::IAM::User, Properties: { PermissionsBoundary: !Ref B } }`,
      expected: [
        `t.yml#P/PolicyDocument: identity: ${doc}`,
        `t.yml#B/PolicyDocument: boundary: ${doc}`,
        "t.yml#U: AWS::IAM::User",
      ],
    },
    {
      name: "a user with an access key",
      resources: `
  K: { Type: AWS::IAM::AccessKey, Properties: { UserName: !Ref U } }
  L: { Type: AWS::IAM::AccessKey, Properties: { UserName: robot } }
  U: { Type: AWS::IAM::User, Properties: { UserName: ci } }`,
      expected: [
        "t.yml#U: AWS::IAM::User called ci with key t.yml#K",
        "t.yml#L: AWS::IAM::User called robot with key t.yml#L",
      ],
    },
    {
      name: "policies of resources",
      resources: `
  B: { Type: AWS::S3::Bucket }
  P: { Type: AWS::S3::BucketPolicy, Properties: { Bucket: !Ref B, PolicyDocument: ${doc} } }
  K: { Type: AWS::KMS::Key, Properties: { KeyPolicy: ${doc} } }
  Q: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: ["https://x"], PolicyDocument: ${doc} } }`,
      expected: [
        `t.yml#P/PolicyDocument: resource AWS::S3::Bucket of t.yml#B: ${doc}`,
        `t.yml#K/KeyPolicy: resource AWS::KMS::Key of t.yml#K: ${doc}`,
        `t.yml#Q/PolicyDocument: resource AWS::SQS::Queue: ${doc}`,
        "t.yml#B: AWS::S3::Bucket",
        "t.yml#K: AWS::KMS::Key",
      ],
    },
    {
      name: "policies of an organization by their type",
      resources: `
  S: { Type: AWS::Organizations::Policy, Properties: { Type: SERVICE_CONTROL_POLICY, Content: ${doc} } }
  R: { Type: AWS::Organizations::Policy, Properties: { Type: RESOURCE_CONTROL_POLICY, Content: ${doc} } }
  T: { Type: AWS::Organizations::Policy, Properties: { Type: TAG_POLICY, Content: { tags: {} } } }`,
      expected: [`t.yml#S/Content: scp: ${doc}`, `t.yml#R/Content: rcp: ${doc}`],
    },
    {
      name: "documents as JSON in a text",
      resources: `
  P:
    Type: AWS::SSO::PermissionSet
    Properties:
      InlinePolicy: !Sub |
        { "Statement": { "Effect": "Allow",
          "Resource": "arn:aws:s3:::\${AWS::AccountId}-x/\${!aws:username}" } }`,
      expected: [
        't.yml#P/InlinePolicy: permission-set of t.yml#P: {"Statement":{"Effect":"Allow","Resource":"arn:aws:s3:::${AWS::AccountId}-x/${aws:username}"}}',
        "t.yml#P: AWS::SSO::PermissionSet",
      ],
    },
    {
      name: "a policy document where no table expects one",
      resources: `
  C: { Type: Custom::Thing, Properties: { Input: [{ Policy: ${doc} }] } }
  T: { Type: AWS::New::Thing, Properties: { A: '${doc}', B: !Sub '${doc}', C: '{"Statement": 1}' } }
  F: { Type: AWS::Serverless::SimpleTable, Properties: { Policy: [${doc}] } }`,
      expected: [
        `t.yml#C/Input/0/Policy: identity of t.yml#C: ${doc}`,
        `t.yml#T/A: identity of t.yml#T: ${doc}`,
        `t.yml#T/B: identity of t.yml#T: ${doc}`,
        `t.yml#F/Policy/0: identity of t.yml#F: ${doc}`,
        "t.yml#C: Custom::Thing",
        "t.yml#T: AWS::New::Thing",
        "t.yml#F: AWS::Serverless::SimpleTable",
      ],
    },
    {
      name: "what grants access otherwise is listed",
      resources: `
  L: { Type: AWS::Lambda::Permission, Properties: { Principal: "*" } }
  R: { Type: AWS::IAM::Role, Properties: { ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] } }
  S: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: x } }
  M: { Type: My::Own::Thing::MODULE }`,
      expected: [
        "t.yml#R: AWS::IAM::Role",
        "t.yml#S/TemplateURL: not judged: the template `x` of this nested stack is not in the repository: not judged",
        "t.yml#L/Principal: not judged: grants access in a form of its own, without a policy document: not judged",
        "t.yml#R/ManagedPolicyArns/0: not judged: attaches the AWS managed policy `AdministratorAccess`: what it allows is not judged yet",
        "t.yml#M: not judged: a module of CloudFormation: what it creates is not judged",
      ],
    },
    {
      name: "look-alikes are left alone",
      resources: `
  Q: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { maxReceiveCount: 1 } } }
  E: { Type: AWS::ECR::Repository, Properties: { LifecyclePolicy: { LifecyclePolicyText: "{}" } } }
  A: { Type: AWS::AutoScaling::ScalingPolicy, Properties: { PolicyType: x } }`,
      expected: [],
    },
    {
      name: "a document that is not known, and one that is broken",
      resources: `
  A: { Type: AWS::IAM::Policy, Properties: { PolicyDocument: !ImportValue doc } }
  B: { Type: AWS::IAM::Policy, Properties: { PolicyDocument: "no JSON" } }`,
      expected: [
        "t.yml#A/PolicyDocument: not judged: the policy document is not known before deployment: `!ImportValue doc`",
        "t.yml#B/PolicyDocument: unread: the JSON is broken: no policy document could be read",
        'json at "no": `no` is not JSON: text stands in double quotes',
      ],
    },
  ])("$name", ({ resources, expected }) => {
    const text = `Resources:${resources}\n`;
    expect(render(readCloudFormation(file, text), text)).toEqual(expected);
  });
});

describe("functions", () => {
  const sections = `
Parameters:
  Env: { Type: String, Default: dev }
  Name: { Type: String }
  Two: { Type: String, Default: gs }
  Names: { Type: CommaDelimitedList, Default: "a, b" }
  Fixed: { Type: String, AllowedValues: [only] }
  Ami: { Type: "AWS::SSM::Parameter::Value<String>", Default: /x }
Mappings:
  Accounts: { dev: { id: "111111111111", all: [x, y] } }
  Zones: { a: { id: "1" }, b: { id: "2" } }
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  Always: !Not [!Equals [!Ref Fixed, other]]
  Never: !And [{ Condition: IsProd }, !Not [{ Condition: Always }]]
  Loop: { Condition: Loop }
Resources:
  Bucket: { Type: AWS::S3::Bucket }
  Logs: { Type: AWS::S3::Bucket, Properties: { BucketName: !Sub "logs-\${Env}" } }
  Role: { Type: AWS::IAM::Role, Properties: { RoleName: r, Path: /a/ } }
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: q } }
  Key: { Type: AWS::KMS::Key }
  Fn: { Type: AWS::Lambda::Function }
  Either: { Type: AWS::S3::Bucket, Properties: { BucketName: !If [IsProd, a, !Ref AWS::NoValue] } }
  Self: { Type: AWS::S3::Bucket, Properties: { BucketName: !Ref Self } }
  Thing: { Type: AWS::X::Y }
  P:
    Type: AWS::IAM::Policy
    Properties:
      PolicyDocument:
        Statement: { Effect: Allow, Resource: `;

  test.each([
    ["!Ref Env", "dev"],
    ["{ Ref: Env }", "dev"],
    ["!Ref Name", { unknown: "!Ref Name" }],
    ["!Ref Names", ["a", "b"]],
    ["!Ref Fixed", "only"],
    ["!Ref Ami", { unknown: "!Ref Ami" }],
    ["!Ref AWS::Region", "${AWS::Region}"],
    ["!Ref Nowhere", { unknown: "!Ref Nowhere" }],
    ["!GetAtt Bucket.Arn", "arn:${AWS::Partition}:s3:::${!Ref Bucket}"],
    ["{ Fn::GetAtt: [Bucket, Arn] }", "arn:${AWS::Partition}:s3:::${!Ref Bucket}"],
    ["!GetAtt Logs.Arn", "arn:${AWS::Partition}:s3:::logs-dev"],
    ["!GetAtt Role.Arn", "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/a/r"],
    ["!GetAtt Queue.Arn", "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:q"],
    [
      "!GetAtt Key.Arn",
      "arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${!Ref Key}",
    ],
    ["!Ref Self", "${!Ref Self}"],
    [
      "!GetAtt Either.Arn",
      {
        if: "Env is prod",
        holds: "arn:${AWS::Partition}:s3:::a",
        else: "arn:${AWS::Partition}:s3:::${!Ref Either}",
      },
    ],
    ['!Sub "${Either}/*"', { if: "Env is prod", holds: "a/*", else: "${!Ref Either}/*" }],
    ["!GetAtt Thing.Some.Attribute", { unknown: "!GetAtt Thing.Some.Attribute" }],
    ['!Sub "${Bucket.Arn}/${Env}/*"', "arn:${AWS::Partition}:s3:::${!Ref Bucket}/dev/*"],
    ['!Sub ["${a}-${Env}-${!b}", { a: !Ref Name }]', "${!Ref Name}-dev-${b}"],
    ['!Sub "${unclosed"', "${unclosed"],
    ['!Sub "a/{{resolve:ssm:/${Env}/id}}/b"', "a/${{{resolve:ssm:/dev/id}}}/b"],
    ['!Join ["", ["{{resolve:", "ssm:x}}"]]', "${{{resolve:ssm:x}}}"],
    ['!Join ["", [!GetAtt Logs.Arn, "/*"]]', "arn:${AWS::Partition}:s3:::logs-dev/*"],
    ['!Join ["-", !Ref Names]', "a-b"],
    ['!Join ["-", !Ref Name]', { unknown: "!Join [-, !Ref Name]" }],
    ["!Select [1, !Ref Names]", "b"],
    ["!Select [9, !Ref Names]", { unknown: "!Select [9, !Ref Names]" }],
    ['!Select [5, !Split [":", !GetAtt Queue.Arn]]', "q"],
    ['!Split ["-", !Ref AWS::Region]', { unknown: "!Split [-, !Ref AWS::Region]" }],
    ["!FindInMap [Accounts, !Ref Env, id]", "111111111111"],
    ["!FindInMap [Accounts, !Ref Env, all]", ["x", "y"]],
    ["!FindInMap [Accounts, !Ref Name, id]", "111111111111"],
    ["!FindInMap [Zones, !Ref Name, id]", { unknown: "!FindInMap [Zones, !Ref Name, id]" }],
    ["!FindInMap [Zones, nowhere, id]", { unknown: "!FindInMap [Zones, nowhere, id]" }],
    ["!FindInMap [Zones, nowhere, id, { DefaultValue: none }]", "none"],
    ["!FindInMap [Zones, !If [IsProd, a, b], id]", { if: "Env is prod", holds: "1", else: "2" }],
    ["!Length [a, b, c]", "3"],
    [
      "!Length [a, !If [IsProd, b, !Ref AWS::NoValue]]",
      { unknown: "!Length [a, !If [IsProd, b, !Ref AWS::NoValue]]" },
    ],
    ["!Base64 abc", "YWJj"],
    ["!Base64 [!Ref Name]", { unknown: "!Base64 [!Ref Name]" }],
    ["!Select [1, !Cidr [10.0.0.0/16, 3, 8]]", "10.0.1.0/24"],
    ["!Cidr [!Ref Name, 3, 8]", { unknown: "!Cidr [!Ref Name, 3, 8]" }],
    ["!Select [0, !GetAZs '']", { unknown: "!Select [0, !GetAZs ]" }],
    ["!Select [1, [a, !If [IsProd, b, c]]]", { if: "Env is prod", holds: "b", else: "c" }],
    [
      "!Select [1, [!If [IsProd, b, !Ref AWS::NoValue], c]]",
      { unknown: "!Select [1, [!If [IsProd, b, !Ref AWS::NoValue], c]]" },
    ],
    ['!Join ["-", !If [IsProd, [a, b], [c]]]', { if: "Env is prod", holds: "a-b", else: "c" }],
    [
      '!Select [1, !Split ["-", !If [IsProd, a-b, c-d]]]',
      { if: "Env is prod", holds: "b", else: "d" },
    ],
    ['!Select [6, !Split [":", !GetAtt Fn.Arn]]', "${!Ref Fn}"],
    ["!ImportValue { 'Fn::Sub': '${Env}-x' }", { unknown: "!ImportValue dev-x" }],
    ["{ Fn::GetAtt: [!Sub 'Lo${Two}', Arn] }", "arn:${AWS::Partition}:s3:::logs-dev"],
    ["!ToJsonString { a: !Ref Env }", { a: "dev" }],
    ["!If [IsProd, a, b]", { if: "Env is prod", holds: "a", else: "b" }],
    ["!If [IsProd, !Ref AWS::NoValue, b]", { if: "Env is prod", else: "b" }],
    ["!If [Always, a, b]", "a"],
    ["!If [Never, a, b]", "b"],
    ["!If [Loop, a, b]", { if: "Loop: !Condition Loop…", holds: "a", else: "b" }],
    ["[a, !If [Never, b, !Ref AWS::NoValue]]", ["a"]],
    [
      '!Join ["", [x, !If [IsProd, a, b], y, !If [IsProd, c, d]]]',
      { if: "Env is prod", holds: "xayc", else: "xbyd" },
    ],
    ["!ImportValue x", { unknown: "!ImportValue x" }],
    ["!Transform { Name: x }", { unknown: "!Transform {Name: x}" }],
    ['"{{resolve:ssm:/x}}/y"', "${{{resolve:ssm:/x}}}/y"],
    ["12", "12"],
    ["true", "true"],
  ])("%s", (written, expected) => {
    const text = `${sections}${written} }\n`;
    const result = readCloudFormation(file, text);
    const policy = result?.policies.find(({ address }) => address === "t.yml#P/PolicyDocument");
    const rendered = render({ ...nothing, policies: policy ? [policy] : [] }, text);
    const [, statement = ""] = (rendered[0] ?? "").split('"Resource":');
    expect(JSON.parse(statement.slice(0, -2))).toEqual(expected);
  });

  test("why a value is not known", () => {
    const text = `${sections}[!Ref Name, !Ref Ami, !Ref Thing, !ImportValue x, !Cidr [], !Ref Nowhere] }`;
    const [policy] = readCloudFormation(file, text)?.policies ?? [];
    expect(
      policy?.document.unknowns.map(({ reference, reason }) => `${reference}: ${reason}`),
    ).toEqual([
      "!Ref Name: input without a value",
      "!Ref Ami: outside the repository",
      "!Ref Thing: known after deployment",
      "!ImportValue x: outside the repository",
      "!Cidr []: known after deployment",
      "!Ref Nowhere: not supported",
    ]);
  });
});

describe("what is there under a condition only", () => {
  const conditions = "Conditions: { C: !Equals [!Ref P, x], D: !Equals [!Ref P, y] }\n";
  test.each([
    [
      "a resource",
      `{ Type: AWS::IAM::Policy, Condition: C, Properties: { PolicyDocument: ${doc} } }`,
      ["P is x"],
    ],
    [
      "a document",
      `{ Type: AWS::IAM::Policy, Properties: { PolicyDocument: !If [C, ${doc}, ${doc}] } }`,
      ["P is x", "!P is x"],
    ],
    [
      "an inline policy",
      `{ Type: AWS::IAM::Role, Properties: { Policies: [!If [C, { PolicyDocument: ${doc} }, !Ref AWS::NoValue]] } }`,
      ["P is x"],
    ],
    [
      "both",
      `{ Type: AWS::IAM::Policy, Condition: D, Properties: { PolicyDocument: !If [C, ${doc}, !Ref AWS::NoValue] } }`,
      ["P is y P is x"],
    ],
    ["nothing", `{ Type: AWS::IAM::Policy, Properties: { PolicyDocument: ${doc} } }`, [""]],
  ])("%s", (_, resource, expected) => {
    const text = `${conditions}Resources: { R: ${resource} }\n`;
    const statements = readCloudFormation(file, text)?.policies.flatMap(
      ({ document }) => document.statements,
    );
    expect(
      statements?.map(({ when }) =>
        when.map(({ condition, holds }) => `${holds ? "" : "!"}${condition.reference}`).join(" "),
      ),
    ).toEqual(expected);
  });

  test("two policies of one place have addresses of their own", () => {
    const entry = `{ PolicyDocument: ${doc} }`;
    const text = `${conditions}Resources: { R: { Type: AWS::IAM::Role, Properties: { Policies: [!If [C, ${entry}, ${entry}]] } } }\n`;
    expect(readCloudFormation(file, text)?.policies.map(({ address }) => address)).toEqual([
      "t.yml#R/Policies/0",
      "t.yml#R/Policies/0 (else)",
    ]);
  });
});

describe("which files", () => {
  test.each([
    ["a template without resources", "AWSTemplateFormatVersion: 2010-09-09\n", []],
    [
      "JSON of any name",
      '{"Resources":{"R":{"Type":"AWS::IAM::Role"}}}',
      ["t.yml#R: AWS::IAM::Role"],
    ],
    ["other YAML", "kind: Deployment\nspec: { Type: AWS::Nothing }\n", ["left alone"]],
    ["other YAML that is broken", "a: [", ["left alone"]],
    ["binary content", "\0\u{1}\u{FFFD}", ["left alone"]],
    [
      "a template of another tool",
      "resources: { Resources: { R: { Type: AWS::IAM::Role } } }\n",
      [
        "t.yml: not judged: the template below `resources` belongs to another tool: it is not judged",
      ],
    ],
    [
      "a broken template: what could be read, and where it breaks",
      "Resources:\n  R:\n    Type: AWS::IAM::Role\n  S:\n\tType: x\n",
      [
        "t.yml#R: AWS::IAM::Role",
        'yaml at "\t": a tab stands in the indentation: YAML takes spaces only',
      ],
    ],
    [
      "a template that cannot be read at all",
      `AWSTemplateFormatVersion: ${"[".repeat(200)}`,
      [
        "t.yml: unread: this template is broken: none of its resources could be read",
        'yaml at "[": the nesting is deeper than 64 levels: the file is not read',
      ],
    ],
    [
      "repeated names of JSON",
      '{"Resources":{"R":{"Type":"AWS::IAM::Role"},"R":{"Type":"AWS::IAM::User"}}}',
      [
        "t.yml#R: AWS::IAM::User",
        'json at ""R"": the name `R` stands twice here: only the last one counts',
      ],
    ],
    [
      "macros, loops and aliases",
      `Transform: [AWS::Serverless-2016-10-31, Mine]
Resources:
  R: &r { Type: AWS::IAM::Role }
  S: *r
  Fn::ForEach::Loop: [X, !Ref Unknown, { "\${X}": *r }]
  T: { Type: AWS::IAM::User, Properties: { Fn::Transform: { Name: AWS::Include } } }
`,
      [
        "t.yml#R: AWS::IAM::Role",
        "t.yml#S: AWS::IAM::Role",
        "t.yml#T: AWS::IAM::User",
        "t.yml: not judged: CloudFormation takes neither YAML aliases nor merge keys: they are read as YAML defines them",
        "t.yml: not judged: the macro `Mine` may change every part of this template: it is judged as it stands",
        "t.yml: not judged: `Fn::ForEach::Loop` makes resources when the template is deployed: they are not judged",
        "t.yml#T: not judged: `Fn::Transform` puts something in here when the template is deployed: it is not judged",
      ],
    ],
  ])("%s", (_, text, expected) => {
    expect(render(readCloudFormation(file, text), text)).toEqual(expected);
  });
});

describe("places", () => {
  const text = `Parameters:
  Env: { Type: String, Default: prod }
Resources:
  P:
    Type: AWS::IAM::Policy
    Properties:
      PolicyDocument:
        Statement:
        - Effect: Allow
          Action: ["s3:GetObject", 's3:PutObject']
          Resource:
          - !Sub "arn:aws:s3:::\${Env}-\${AWS::AccountId}/*"
          - Fn::Join: ["", ["arn:", !Ref Env]]
  Q:
    Type: AWS::IAM::Policy
    Properties:
      PolicyDocument: |
        { "Statement":
          { "Effect": "Allow", "Action": "sqs:\\u0053end" } }
`;

  test("of single values, and of parts of them", () => {
    const [yaml, json] = readCloudFormation(file, text)?.policies ?? [];
    const [statement] = yaml?.document.statements ?? [];
    expect(statement?.action?.values.map(({ range }) => slice(text, range))).toEqual([
      '"s3:GetObject"',
      "'s3:PutObject'",
    ]);
    const [sub, join] = statement?.resource?.values ?? [];
    expect(slice(text, sub?.range)).toBe('!Sub "arn:aws:s3:::${Env}-${AWS::AccountId}/*"');
    expect(sub?.parts.map(({ at }) => slice(text, at))).toEqual([
      "arn:aws:s3:::",
      "prod",
      "-",
      "${AWS::AccountId}",
      "/*",
    ]);
    expect(slice(text, join?.range)).toBe('Fn::Join: ["", ["arn:", !Ref Env]]');
    const [action] = json?.document.statements[0]?.action?.values ?? [];
    if (!action) throw new Error("no action");
    expect(slice(text, rangeOf(action, 4, 5))).toBe("\\u0053");
  });

  test("whatever happens to a template, nothing throws and every place is inside", () => {
    const cuts = fc.tuple(
      fc.nat({ max: text.length }),
      fc.nat({ max: 12 }),
      fc.string({ maxLength: 3 }),
    );
    const json =
      '{"Resources":{"P":{"Type":"AWS::IAM::Policy","Properties":{"PolicyDocument":{"Fn::Sub":"{\\"Statement\\":[\\"${A}\\"]}"}}}}}';
    const transformed = `Globals: { Function: { Tags: { a: b } } }
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Policies: [{ SQSPollerPolicy: { QueueName: !Ref Q } }, !If [C, A, { Statement: [] }]]
      Events: { E: { Type: Api, Properties: { Path: /a, Method: get } } }
      FunctionUrlConfig: { AuthType: NONE }
    Connectors: { C: { Properties: { Destination: { Id: Q }, Permissions: [Read] } } }
  Q: { Type: AWS::SQS::Queue }
  L: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref F, Action: a, Principal: "*" } }
  Fn::ForEach::X: [Y, [a, b], { "R\${Y}": { Type: AWS::IAM::Role, Properties: { ManagedPolicyArns: [!Sub "\${Y}"] } } }]
`;
    fc.assert(
      fc.property(
        fc.constantFrom(text, json, transformed),
        fc.array(cuts, { maxLength: 4 }),
        (template, edits) => {
          const mutated = edits.reduce<string>((current, [at, length, insert]) => {
            return current.slice(0, at) + insert + current.slice(at + length);
          }, template);
          const result = readCloudFormation(file, mutated) ?? nothing;
          const ranges = [
            ...result.policies.flatMap(({ range, document }) => [
              range,
              ...rangesOf(document.node),
            ]),
            ...result.owners.map(({ range }) => range),
            ...result.notJudged.map(({ range }) => range),
            ...result.syntaxProblems.map(({ at }) => at),
          ];
          expect(misplaced(ranges, mutated.length)).toEqual([]);
        },
      ),
      { seed: 40, numRuns: 800 },
    );
  });
});

describe("templates that grow", () => {
  const bucket = (name: number, value: string) =>
    `  B${name}: { Type: AWS::S3::Bucket, Properties: { BucketName: ${value} } }\n`;
  const policy = `  P: { Type: AWS::S3::BucketPolicy, Properties: { Bucket: !Ref B0, PolicyDocument: { Statement: { Resource: !Ref B0 } } } }\n`;

  test("names that double", () => {
    const buckets = Array.from({ length: 90 }, (_, index) =>
      bucket(index, `!Sub "\${B${index + 1}}\${B${index + 1}}"`),
    ).join("");
    const text = `Resources:\n${buckets}${bucket(90, "xxxxxxxxxx")}${policy}`;
    const result = readCloudFormation(file, text);
    expect(result?.notJudged.filter(({ unread }) => unread)).toHaveLength(1);
  });

  test("names that lead on and on, and conditions that do", () => {
    const length = 5000;
    const buckets = Array.from({ length }, (_, index) => bucket(index, `!Ref B${index + 1}`)).join(
      "",
    );
    const conditions = Array.from(
      { length },
      (_, index) => `  C${index}: { Condition: C${index + 1} }\n`,
    ).join("");
    const text = `Conditions:\n${conditions}Resources:\n${buckets}${policy}  R: { Type: AWS::IAM::Role, Condition: C0 }\n`;
    expect(readCloudFormation(file, text)?.policies).toHaveLength(1);
  });
});

const nothing = { policies: [], owners: [], notJudged: [], syntaxProblems: [] };
