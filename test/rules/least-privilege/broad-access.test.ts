import { describe, expect, test } from "@jest/globals";
import { reviewChange } from "../../../src/review/review-change.ts";
import { rules } from "../../../src/rules/index.ts";
import { accessFamilies } from "../../../src/rules/least-privilege/access-families.ts";
import { reportedAsAWhole } from "../../../src/rules/least-privilege/reported-as-a-whole.ts";
import { type FakeFiles, fakeChange } from "../../support/fake-change.ts";

const codes = new Set([
  ...reportedAsAWhole,
  ...accessFamilies.map(({ issueCode }) => issueCode),
  "ALLOW_WITH_NOT_RESOURCE",
  "BROAD_MANAGED_POLICY",
  "CLOUDSHELL_FILE_TRANSFER",
  "POLICY_ATTACHED_TO_USER",
  "TERRAFORM_STATE_WRITABLE",
]);

/** What a review finds under default settings, as `CODE TYPE text`. */
async function found(files: FakeFiles): Promise<string[]> {
  const { findings } = await reviewChange(fakeChange({}, files));
  return findings
    .filter(({ issueCode }) => codes.has(issueCode))
    .map(({ issueCode, findingType, file, start, end }) => {
      const line = String(files[file]).split("\n")[start.line - 1] ?? "";
      const last = end.line === start.line ? end.column - 1 : line.length;
      return `${issueCode} ${findingType} ${line.slice(start.column - 1, last)}`;
    });
}

function policy(...statements: readonly object[]): FakeFiles {
  return { "policy.json": JSON.stringify({ Version: "2012-10-17", Statement: statements }) };
}

function allow(action: string | readonly string[], resource: unknown, condition?: object): object {
  return {
    Effect: "Allow",
    Action: action,
    Resource: resource,
    ...(condition && { Condition: condition }),
  };
}

test("every family has a rule", () => {
  const known = rules.map(({ issueCode }) => issueCode);
  for (const { issueCode } of accessFamilies) expect(known).toContain(issueCode);
});

describe("one finding for one decision", () => {
  test.each<[string, object[], string[]]>([
    [
      "a whole service is not also what it includes",
      [allow("secretsmanager:*", "*")],
      ['STAR_IN_ACTION_AND_RESOURCE SECURITY_WARNING "secretsmanager:*"'],
    ],
    [
      "an administrator is not also anything else",
      [allow("*", "*"), allow("s3:GetObject", "*")],
      ['ADMINISTRATOR_ACCESS SECURITY_WARNING "*"'],
    ],
    [
      "a pattern is the first family that it reaches",
      [allow("kms:*Key*", "*")],
      ['ALL_RESOURCE_POLICIES_WRITABLE SECURITY_WARNING "kms:*Key*"'],
    ],
    [
      "actions of one family are one finding, whichever pattern they come from",
      [allow(["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"], "*")],
      ['ALL_OBJECTS_READABLE SECURITY_WARNING "s3:GetObject"'],
    ],
    [
      "actions of different kinds are different decisions",
      [allow(["ssm:GetParameter", "secretsmanager:GetSecretValue"], "*")],
      [
        'ALL_SECRETS_READABLE SECURITY_WARNING "secretsmanager:GetSecretValue"',
        'ALL_PARAMETERS_READABLE WARNING "ssm:GetParameter"',
      ],
    ],
    [
      "what a wider pattern of the list includes is not repeated",
      [allow(["s3:Get*", "s3:GetObject"], "*")],
      ['ALL_OBJECTS_READABLE SECURITY_WARNING "s3:Get*"'],
    ],
    [
      "NotAction",
      [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }],
      ['ALLOW_WITH_NOT_ACTION SECURITY_WARNING "iam:*"'],
    ],
    [
      "NotResource",
      [{ Effect: "Allow", Action: "s3:GetObject", NotResource: "arn:aws:s3:::a/*" }],
      ['ALLOW_WITH_NOT_RESOURCE SECURITY_WARNING "arn:aws:s3:::a/*"'],
    ],
    [
      "a pattern over services",
      [allow("*:Get*", "*")],
      ['WILDCARD_IN_ACTION_SERVICE SECURITY_WARNING "*:Get*"'],
    ],
  ])("%s", async (_, statements, expected) => {
    expect(await found(policy(...statements))).toEqual(expected);
  });
});

describe("every resource, by meaning", () => {
  const isFound = async (action: string, resource: unknown): Promise<boolean> =>
    (await found(policy(allow(action, resource)))).length > 0;

  test.each([
    ["s3:GetObject", "arn:aws:s3:::*"],
    ["s3:GetObject", "arn:*:s3:::*/*"],
    ["s3:GetObject", ["arn:aws:s3:::shop/*", "arn:aws:s3*"]],
    [
      "secretsmanager:GetSecretValue",
      "arn:aws:secretsmanager:eu-west-1:111122223333:secret:*-??????",
    ],
    ["dynamodb:Scan", "arn:aws:dynamodb:*:111122223333:table/*"],
    ["kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:*"],
  ])("%s on %j", async (action, resource) => {
    expect(await isFound(action, resource)).toBe(true);
  });

  test.each([
    ["s3:GetObject", "arn:aws:s3:::shop-*/*"],
    ["s3:GetObject", "arn:aws:s3:::*/public/*"],
    ["s3:GetObject", "arn:aws:s3:eu-west-1:111122223333:accesspoint/reports/object/*"],
    ["secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:shop/*"],
    ["dynamodb:Scan", "arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/team}-*"],
    ["kms:Decrypt", "arn:aws:kms:*:*:alias/*"],
    // Patterns of another service reach nothing.
    ["s3:GetObject", "arn:aws:dynamodb:*:*:*"],
    // Cannot be limited to a resource.
    ["ecr:GetAuthorizationToken", "*"],
    ["secretsmanager:BatchGetSecretValue", "*"],
    ["ec2:DescribeInstances", "*"],
  ])("not %s on %j", async (action, resource) => {
    expect(await isFound(action, resource)).toBe(false);
  });
});

describe("conditions", () => {
  const secrets = (condition: object): FakeFiles =>
    policy(allow("secretsmanager:GetSecretValue", "*", condition));

  test.each([
    { StringEquals: { "aws:ResourceTag/Team": "shop" } },
    { StringEquals: { "aws:ResourceTag/Team": `\${aws:PrincipalTag/Team}` } },
    { StringLike: { "aws:ResourceTag/Team": "shop-*" } },
    { StringEquals: { "secretsmanager:ResourceTag/Team": ["a", "b"] } },
    { "ForAnyValue:StringEquals": { "aws:ResourceTag/Team": ["shop"] } },
  ])("that limit: %j", async (condition) => {
    expect(await found(secrets(condition))).toEqual([]);
  });

  test.each([
    { StringEqualsIfExists: { "aws:ResourceTag/Team": "shop" } },
    { "ForAllValues:StringEquals": { "aws:ResourceTag/Team": ["shop"] } },
    { StringLike: { "aws:ResourceTag/Team": "*" } },
    { StringNotEquals: { "aws:ResourceTag/Team": "shop" } },
    { Null: { "aws:ResourceTag/Team": "false" } },
    { StringEquals: { "aws:RequestedRegion": "eu-west-1" } },
    { StringEquals: { "secretsmanager:VersionStage": "AWSCURRENT" } },
    { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } },
    { StringEquals: { "aws:PrincipalTag/team": "shop" } },
  ])("that do not: %j", async (condition) => {
    expect(await found(secrets(condition))).toEqual([
      'ALL_SECRETS_READABLE SECURITY_WARNING "secretsmanager:GetSecretValue"',
    ]);
  });

  test.each([
    { StringEquals: { "aws:SourceVpce": "vpce-1a2b3c4d" } },
    { Bool: { "aws:MultiFactorAuthPresent": "true" } },
    { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } },
    { StringEquals: { "aws:ResourceAccount": "111122223333" } },
    { "ForAnyValue:StringEquals": { "aws:CalledVia": ["cloudformation.amazonaws.com"] } },
  ])("that limit the way: %j", async (condition) => {
    expect(await found(secrets(condition))).toEqual([
      'ALL_SECRETS_READABLE WARNING "secretsmanager:GetSecretValue"',
    ]);
  });
});

describe("other policies of the principal", () => {
  const role = (more: string, boundary = ""): FakeFiles => ({
    "main.tf": `
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = "{}"
${boundary}
}
resource "aws_iam_role_policy" "read" {
  role   = aws_iam_role.app.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }]
  })
}
${more}`,
  });
  const reported = ['ALL_OBJECTS_READABLE SECURITY_WARNING "s3:GetObject"'];

  test("without any", async () => {
    expect(await found(role(""))).toEqual(reported);
  });

  test.each([
    ["all of it", "s3:*", "*", []],
    ["some of it", "s3:*", "arn:aws:s3:::payroll/*", reported],
  ])("a Deny of %s in another policy", async (_, action, resource, expected) => {
    const deny = `
resource "aws_iam_role_policy" "deny" {
  role   = aws_iam_role.app.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Action = "${action}", Resource = "${resource}" }]
  })
}`;
    expect(await found(role(deny))).toEqual(expected);
  });

  test.each([
    ["that leaves nothing of it", "dynamodb:*", "*", []],
    ["that leaves one bucket", "s3:*", "arn:aws:s3:::shop/*", []],
    ["that leaves it", "s3:Get*", "*", reported],
  ])("a boundary %s", async (_, action, resource, expected) => {
    const limit = `
resource "aws_iam_policy" "limit" {
  name   = "limit"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "${action}", Resource = "${resource}" }]
  })
}`;
    const attached = "  permissions_boundary = aws_iam_policy.limit.arn";
    expect(await found(role(limit, attached))).toEqual(expected);
  });

  test("a policy that two roles have is one decision", async () => {
    const files = {
      "main.tf": `
resource "aws_iam_policy" "read" {
  name   = "read"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }]
  })
}
resource "aws_iam_role" "app" {
  for_each           = toset(["a", "b"])
  name               = each.key
  assume_role_policy = "{}"
}
resource "aws_iam_role_policy_attachment" "app" {
  for_each   = aws_iam_role.app
  role       = each.value.name
  policy_arn = aws_iam_policy.read.arn
}`,
    };
    expect(await found(files)).toEqual(reported);
  });
});

describe("managed policies of AWS's", () => {
  const attached = (arn: string): FakeFiles => ({
    "main.tf": `
resource "aws_iam_role_policy_attachment" "app" {
  role       = "app"
  policy_arn = "${arn}"
}`,
  });
  const aws = "arn:aws:iam::aws:policy";

  test.each([
    [`${aws}/AdministratorAccess`, "ADMINISTRATOR_ACCESS"],
    [`${aws}/IAMFullAccess`, "ADMINISTRATOR_ACCESS"],
    ["arn:aws-cn:iam::aws:policy/AdministratorAccess", "ADMINISTRATOR_ACCESS"],
    [`${aws}/AmazonS3FullAccess`, "BROAD_MANAGED_POLICY"],
    [`${aws}/PowerUserAccess`, "BROAD_MANAGED_POLICY"],
  ])("%s", async (arn, code) => {
    expect(await found(attached(arn))).toEqual([`${code} SECURITY_WARNING "${arn}"`]);
  });

  test.each([
    `${aws}/service-role/AWSLambdaBasicExecutionRole`,
    `${aws}/SecurityAudit`,
    // A policy of the team's own, whatever it is called.
    "arn:aws:iam::111122223333:policy/AdministratorAccess",
  ])("not %s", async (arn) => {
    expect(await found(attached(arn))).toEqual([]);
  });
});
