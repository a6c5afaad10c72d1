import { describe, expect, test } from "@jest/globals";
import { customRule } from "../../../src/rules/custom/custom-rules.ts";
import { parseSettings } from "../../../src/settings/parse-settings.ts";
import { settingsPath } from "../../../src/settings/settings.ts";
import { annotate, findingsIn, type Language, stripCarets } from "../../support/annotate.ts";

/** The rules of a configuration, as those of the catalogue. */
function rulesOf(configuration: string) {
  const { settings, problems } = parseSettings(configuration, settingsPath);
  expect(problems).toEqual([]);
  return settings.customRules.map(customRule);
}

interface Case {
  readonly name: string;
  readonly rule: string;
  readonly language?: Language;
  readonly text: string;
}

/** One rule, as the entries of a list. */
function configurationOf(rule: string): string {
  return `custom-rules:\n  - code: CUSTOM_X\n    message: Ask the data team\n    ${rule}\n`;
}

const tableDeletion =
  "deny: { actions: ['dynamodb:DeleteTable'], resources: ['arn:aws:dynamodb:*:*:table/prod-*'] }";
const tagged =
  "deny: { actions: ['dynamodb:DeleteTable'], unless: [{ operator: StringEquals, key: 'aws:PrincipalTag/team', values: [data] }] }";
const mfa =
  "require: { conditions: [{ operator: Bool, key: 'aws:MultiFactorAuthPresent', values: [true] }] }";

const cases: readonly Case[] = [
  {
    name: "access to some of the resources, by a pattern",
    rule: tableDeletion,
    text: `
{ "Version": "2012-10-17", "Statement": [
  { "Effect": "Allow", "Action": "dynamodb:*", "Resource": "*" },
                                 ^^^^^^^^^^^^ CUSTOM_X
  { "Effect": "Allow", "Action": "dynamodb:DeleteTable", "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/test-1" }
] }`,
  },
  {
    name: "a Deny in the same policy takes it away",
    rule: tableDeletion,
    text: `
{ "Version": "2012-10-17", "Statement": [
  { "Effect": "Allow", "Action": "dynamodb:*", "Resource": "*" },
  { "Effect": "Deny", "Action": "dynamodb:DeleteTable", "Resource": "*" }
] }`,
  },
  {
    name: "a condition that meets `unless`, one that is too wide, and one that means nothing",
    rule: tagged,
    text: `
{ "Version": "2012-10-17", "Statement": [
  { "Effect": "Allow", "Action": "dynamodb:DeleteTable", "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/a",
    "Condition": { "StringEquals": { "aws:PrincipalTag/team": "data" } } },
  { "Effect": "Allow", "Action": "dynamodb:DeleteTable", "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/b",
                                 ^^^^^^^^^^^^^^^^^^^^^^ CUSTOM_X
    "Condition": { "StringLike": { "aws:PrincipalTag/team": "data*" } } },
  { "Effect": "Allow", "Action": "dynamodb:DeleteTable", "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/c",
                                 ^^^^^^^^^^^^^^^^^^^^^^ CUSTOM_X
    "Condition": { "StringEqualsIfExists": { "aws:PrincipalTag/team": "data" } } }
] }`,
  },
  {
    name: "a Deny that stands for the condition of `unless`",
    rule: tagged,
    text: `
{ "Version": "2012-10-17", "Statement": [
  { "Effect": "Allow", "Action": "dynamodb:*", "Resource": "*" },
  { "Effect": "Deny", "Action": "dynamodb:DeleteTable", "Resource": "*",
    "Condition": { "StringNotEquals": { "aws:PrincipalTag/team": "data" } } }
] }`,
  },
  {
    name: "conditions that a trust policy lacks, where the role is not in the repository",
    rule: mfa,
    text: `
{ "Version": "2012-10-17", "Statement": [
  { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "sts:AssumeRole",
    "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "true" } } },
  { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "sts:AssumeRole",
                                                                         ^^^^^^^^^^^^^^^^ CUSTOM_X
    "Condition": { "BoolIfExists": { "aws:MultiFactorAuthPresent": "true" } } }
] }`,
  },
  {
    name: "of policies, too",
    rule: mfa.replace("require: {", "require: { on: identity,"),
    text: `
{ "Version": "2012-10-17", "Statement":
  { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*" } }
                                 ^^^^^^^^^^^^^^ CUSTOM_X`,
  },
  {
    name: "tags and boundary of roles and users, and nothing of groups and buckets",
    rule: "require: { tags: [CostCenter], boundary: 'arn:aws:iam::*:policy/edge' }",
    language: "hcl",
    text: `
resource "aws_iam_user" "a" {
^^^^^^^^^^^^^^^^^^^^^^^^^^^ CUSTOM_X
  name                 = "a"
  permissions_boundary = "arn:aws:iam::111122223333:policy/edge"
}
resource "aws_iam_user" "b" {
  name                 = "b"
  permissions_boundary = "arn:aws:iam::111122223333:policy/other"
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CUSTOM_X
  tags                 = { costcenter = "7" }
}
resource "aws_iam_user" "c" {
  name                 = "c"
  permissions_boundary = var.edge
  tags                 = { CostCenter = "7" }
}
resource "aws_iam_group" "d" {
  name = "d"
}
resource "aws_s3_bucket" "e" {
  bucket = "e"
}`,
  },
  {
    name: "who is meant, by type and name: a name may be known in part",
    rule: "for: { types: [user], names: ['ci-*'], except: ['ci-break-*'] }\n    require: { tags: [CostCenter] }",
    language: "hcl",
    text: `
resource "aws_iam_user" "a" {
^^^^^^^^^^^^^^^^^^^^^^^^^^^ CUSTOM_X
  name = "ci-\${var.stage}"
}
resource "aws_iam_user" "b" {
^^^^^^^^^^^^^^^^^^^^^^^^^^^ CUSTOM_X
  name = "\${var.prefix}-a"
}
resource "aws_iam_user" "c" {
  name = "ci-break-\${var.stage}"
}
resource "aws_iam_user" "d" {
  name = "anna"
}
resource "aws_iam_role" "e" {
  name               = "ci-role"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}`,
  },
  {
    name: "what a managed policy of AWS's gives, where it is attached, and what a boundary takes away",
    rule: "deny: { actions: ['dynamodb:DeleteTable'] }",
    language: "yaml",
    text: `
Resources:
  Open:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: { Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: sts:AssumeRole } }
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess]
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CUSTOM_X
  Bound:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: { Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: sts:AssumeRole } }
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess]
      PermissionsBoundary: arn:aws:iam::aws:policy/AmazonS3FullAccess`,
  },
  {
    name: "a permission set has a boundary by its name as well",
    rule: "require: { boundary: 'arn:aws:iam::*:policy/edge' }",
    language: "yaml",
    text: `
Resources:
  Named:
    Type: AWS::SSO::PermissionSet
    Properties:
      Name: named
      InstanceArn: arn:aws:sso:::instance/ssoins-1
      PermissionsBoundary: { CustomerManagedPolicyReference: { Name: edge, Path: / } }
  Without:
  ^^^^^^^ CUSTOM_X
    Type: AWS::SSO::PermissionSet
    Properties:
      Name: without
      InstanceArn: arn:aws:sso:::instance/ssoins-1`,
  },
  {
    name: "a policy that nobody wrote, whatever the type of the rule",
    rule: "type: ERROR\n    deny: { actions: ['dynamodb:PutItem'] }",
    language: "yaml",
    text: `
Transform: AWS::Serverless-2016-10-31
Resources:
  App:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      InlineCode: exports.handler = () => {}
      Policies:
        - DynamoDBCrudPolicy: { TableName: prod }
          ^^^^^^^^^^^^^^^^^^ CUSTOM_X`,
  },
];

test.each(cases)("$name", ({ rule, language, text }) => {
  const rules = rulesOf(configurationOf(rule));
  expect(annotate(stripCarets(text), language, undefined, rules)).toBe(text);
});

describe("what a finding says", () => {
  function details(rule: string, text: string, language?: Language): string[] {
    const rules = rulesOf(configurationOf(rule));
    return findingsIn(text, language, undefined, rules).map(({ details: each }) => each);
  }

  test("the team's sentence, what is allowed, and a request", () => {
    const text = `{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "dynamodb:*", "Resource": "*" } }`;
    expect(details(tableDeletion, text)).toEqual([
      "Ask the data team. This allows `dynamodb:DeleteTable` on `*`. For example `dynamodb:DeleteTable` on `arn:aws:dynamodb:us-east-1:111122223333:table/prod-example`.",
    ]);
    expect(details(tagged, text)).toEqual([
      expect.stringMatching(
        /without what the rule demands. For example .*, without `aws:PrincipalTag\/team`.$/,
      ),
    ]);
  });

  test("of a boundary that is not known, that it may take it away", () => {
    const text = `
resource "aws_iam_role" "a" {
  name                 = "a"
  permissions_boundary = "arn:aws:iam::111122223333:policy/edge"
  assume_role_policy   = "{}"
}
resource "aws_iam_role_policy" "a" {
  role   = aws_iam_role.a.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "dynamodb:*", Resource = "*" }] })
}`;
    const [finding] = findingsIn(text, "hcl", undefined, rulesOf(configurationOf(tableDeletion)));
    expect(finding?.details).toMatch(/ The permissions boundary, .*, may take it away\.$/);
    expect(finding?.confidence).toBe("likely");
  });

  test("of a statement that may not be there, on what it hangs", () => {
    const text = `
resource "aws_iam_policy" "a" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([], var.all ? [{ Effect = "Allow", Action = "dynamodb:*", Resource = "*" }] : [])
  })
}`;
    expect(details(tableDeletion, text, "hcl")).toEqual([
      expect.stringContaining("This applies only if `var.all` holds."),
    ]);
  });

  test("a sentence of strangers stays one line, and its backticks stay closed", () => {
    const rule = `require: { tags: [a] }`;
    const configuration = configurationOf(rule).replace(
      "Ask the data team",
      '"No `way\\n# out\\u202e"',
    );
    const [finding] = findingsIn(
      'resource "aws_iam_user" "a" {\n  name = "a"\n}',
      "hcl",
      undefined,
      rulesOf(configuration),
    );
    expect(finding?.details).toBe("No 'way # out. This has no tag `a`.");
  });
});
