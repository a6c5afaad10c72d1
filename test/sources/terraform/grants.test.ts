// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of Terraform
import { describe, expect, test } from "@jest/globals";
import { displayText } from "../../../src/policy/text-value.ts";
import { type Files, read, renderPolicies, slice } from "./terraform-rendering.ts";

function policies(files: Files): string[] {
  return renderPolicies(read(files));
}

describe("a resource that amounts to a statement is judged as one", () => {
  test("a permission of a function, with every condition", () => {
    const text = `
resource "aws_lambda_function" "f" { function_name = "f" }
resource "aws_lambda_permission" "p" {
  statement_id   = "S3"
  function_name  = aws_lambda_function.f.function_name
  qualifier      = "live"
  action         = "lambda:InvokeFunction"
  principal      = "s3.amazonaws.com"
  source_arn     = "arn:aws:s3:::b"
  source_account = "123456789012"
}`;
    expect(policies(text)).toEqual([
      'resource aws_lambda_permission.p (aws_lambda_function.f, AWS::Lambda::Function): {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Sid":"S3","Principal":{"Service":"s3.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"arn:${aws_partition}:lambda:${aws_region}:${aws_account}:function:f:live","Condition":{"ArnLike":{"AWS:SourceArn":"arn:aws:s3:::b"},"StringEquals":{"AWS:SourceAccount":"123456789012"}}}]}',
    ]);
    const [policy] = read(text).policies;
    expect(policy?.isDerived).toBe(true);
    const [statement] = policy?.document.statements ?? [];
    expect(statement?.action?.values.map(({ range }) => slice(text, range))).toEqual([
      '"lambda:InvokeFunction"',
    ]);
    expect(statement?.action && slice(text, statement.action.key)).toBe("action");
  });

  test.each([
    ['"*"', '"*"'],
    ['"123456789012"', '{"AWS":"123456789012"}'],
    ["var.who", '{"AWS":{"unknown":"var.who"}}'],
    ['"${var.service}.amazonaws.com"', '{"Service":"${var.service}.amazonaws.com"}'],
    ['var.on ? "*" : "123456789012"', '{"if":"var.on","holds":"*","else":{"AWS":"123456789012"}}'],
  ])("principal %s", (written, expected) => {
    const text = `variable "who" {}\nvariable "on" {}\nvariable "service" {}
resource "aws_lambda_permission" "p" {\n  function_name = "f"\n  action = "lambda:InvokeFunction"\n  principal = ${written}\n}`;
    expect(policies(text)[0]).toContain(`"Principal":${expected},`);
  });

  test("a grant of a key, with its encryption context", () => {
    const text = `
resource "aws_kms_key" "k" {}
resource "aws_kms_grant" "g" {
  key_id            = aws_kms_key.k.key_id
  grantee_principal = "arn:aws:iam::123456789012:role/r"
  operations        = ["Decrypt", "GenerateDataKey"]
  constraints {
    encryption_context_equals = { app = "x" }
  }
}`;
    expect(policies(text)).toEqual([
      'resource aws_kms_grant.g (aws_kms_key.k, AWS::KMS::Key): {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:role/r"},"Action":["kms:Decrypt","kms:GenerateDataKey"],"Resource":"arn:${aws_partition}:kms:${aws_region}:${aws_account}:key/${aws_kms_key.k.key_id}","Condition":{"StringEquals":{"kms:EncryptionContext:app":"x"}}}]}',
    ]);
  });

  test("an event bus that an organization may use", () => {
    const text = `resource "aws_cloudwatch_event_permission" "p" {
  principal    = "*"
  statement_id = "Org"
  condition {
    key   = "aws:PrincipalOrgID"
    type  = "StringEquals"
    value = "o-1"
  }
}`;
    expect(policies(text)).toEqual([
      'resource aws_cloudwatch_event_permission.p (AWS::Events::EventBus): {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Sid":"Org","Principal":"*","Action":"events:PutEvents","Resource":"arn:${aws_partition}:events:${aws_region}:${aws_account}:event-bus/default","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}}]}',
    ]);
  });

  test.each([
    { type: '"NONE"', policies: 1, listed: 0 },
    { type: '"AWS_IAM"', policies: 0, listed: 0 },
    { type: "var.type", policies: 0, listed: 1 },
  ])("a function URL with $type", ({ type, ...expected }) => {
    const { policies: found, notJudged } = read(
      `variable "type" {}\nresource "aws_lambda_function_url" "u" {\n  function_name = "f"\n  authorization_type = ${type}\n}`,
    );
    expect({ policies: found.length, listed: notJudged.length }).toEqual(expected);
  });

  test.each([
    ["", []],
    ["allow_external_principals = false", []],
    ["allow_external_principals = true", ["allow_external_principals"]],
    ["allow_external_principals = var.x", ["allow_external_principals"]],
    ['permission_arns = ["arn:aws:ram::aws:permission/x"]', ["permission_arns"]],
  ])("a resource share with %j", (text, by) => {
    const { notJudged } = read(
      `variable "x" {}\nresource "aws_ram_resource_share" "s" {\n  name = "s"\n  ${text}\n}`,
    );
    expect(notJudged.map(({ reason }) => reason)).toEqual(
      by.map(
        (name) =>
          `aws_ram_resource_share gives access by \`${name}\`, not by an IAM policy: that is not judged yet.`,
      ),
    );
  });

  test.each([
    { acl: '"public-read"', guard: "", policies: 1, listed: 0 },
    { acl: '"private"', guard: "", policies: 0, listed: 0 },
    { acl: "var.acl", guard: "", policies: 0, listed: 1 },
    {
      acl: '"public-read"',
      guard:
        'resource "aws_s3_bucket_public_access_block" "g" {\n  bucket = aws_s3_bucket.b.id\n  ignore_public_acls = true\n}',
      policies: 0,
      listed: 0,
    },
    {
      acl: '"public-read"',
      guard:
        'resource "aws_s3_bucket_ownership_controls" "g" {\n  bucket = aws_s3_bucket.b.id\n  rule {\n    object_ownership = "BucketOwnerEnforced"\n  }\n}',
      policies: 0,
      listed: 0,
    },
    {
      acl: '"public-read"',
      guard:
        'resource "aws_s3_bucket_public_access_block" "g" {\n  bucket = "another"\n  ignore_public_acls = true\n}',
      policies: 1,
      listed: 0,
    },
  ])("an ACL $acl with $guard", ({ acl, guard, ...expected }) => {
    const { policies: found, notJudged } = read(`variable "acl" {}
resource "aws_s3_bucket" "b" { bucket = "b" }
resource "aws_s3_bucket_acl" "a" {\n  bucket = aws_s3_bucket.b.id\n  acl = ${acl}\n}\n${guard}`);
    expect({ policies: found.length, listed: notJudged.length }).toEqual(expected);
  });
});

describe("a policy document where no table expects one is judged by its content", () => {
  const allow = 'Statement = { Effect = "Allow", Action = "s3:Get*", Resource = "*" }';
  const trust =
    'Statement = { Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }';

  test.each([
    {
      text: `resource "aws_new_thing" "t" { access_policy = jsonencode({ ${allow} }) }`,
      found: ["identity aws_new_thing.t access_policy"],
    },
    {
      text: `resource "aws_new_thing" "t" { anything = "{ \\"Statement\\": [{ \\"Effect\\": \\"Allow\\", \\"Principal\\": \\"*\\" }] }" }`,
      found: ["resource aws_new_thing.t anything"],
    },
    {
      text: `resource "awscc_iam_role" "r" {
  assume_role_policy_document = jsonencode({ ${trust} })
  policies = [{ policy_name = "p", policy_document = jsonencode({ ${allow} }) }]
}`,
      found: [
        "trust awscc_iam_role.r assume_role_policy_document",
        "identity awscc_iam_role.r policies.0.policy_document",
      ],
    },
    {
      text: `resource "aws_sfn_state_machine" "s" { definition = jsonencode({ States = { Statement = "x" } }) }`,
      found: [],
    },
    { text: `resource "google_thing" "t" { policy = jsonencode({ ${allow} }) }`, found: [] },
  ])("$text", ({ text, found }) => {
    const { policies: judged, notJudged } = read(text);
    expect(judged.map(({ kind, address }) => `${kind} ${address}`)).toEqual(found);
    expect(notJudged).toEqual([]);
  });
});

describe("owners", () => {
  test("what matters about a role", () => {
    const text = `
provider "aws" {
  default_tags {
    tags = { team = "core", env = var.env }
  }
}
variable "env" {}
resource "aws_iam_policy" "b" { policy = "{}" }
resource "aws_iam_role" "r" {
  name                 = "deploy"
  max_session_duration = 7200
  permissions_boundary = aws_iam_policy.b.arn
  managed_policy_arns  = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
  tags                 = { env = "prod", name = "x" }
}
resource "aws_iam_role_policy_attachment" "a" {
  role       = aws_iam_role.r.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}`;
    const [owner] = read(text).owners;
    expect(owner?.maxSessionDurationSeconds).toBe(7200);
    expect(owner?.permissionsBoundary && displayText(owner.permissionsBoundary)).toMatch(
      /^arn:.*:policy\/\$\{aws_iam_policy\.b\.name\}$/,
    );
    expect(owner?.managedPolicies?.map(displayText)).toEqual([
      "arn:aws:iam::aws:policy/ReadOnlyAccess",
      "arn:aws:iam::aws:policy/AdministratorAccess",
    ]);
    expect(
      owner?.tags?.map(({ key, value }) => `${displayText(key)}=${displayText(value)}`),
    ).toEqual(["team=core", "env=prod", "name=x"]);
  });

  test("tags come from the provider that a module is handed", () => {
    const provider = (alias: string, team: string) =>
      `provider "aws" {\n  alias = "${alias}"\n  default_tags {\n    tags = { team = "${team}" }\n  }\n}\n`;
    const files = {
      "main.tf": `${provider("eu", "eu")}${provider("us", "us")}
module "m" {
  source    = "./m"
  providers = { aws = aws.us }
}
resource "aws_iam_role" "r" { provider = aws.eu }`,
      "m/main.tf": 'resource "aws_iam_user" "u" {}',
    };
    expect(
      read(files).owners.map(({ address, tags }) => [
        address,
        tags?.map(({ value }) => displayText(value)),
      ]),
    ).toEqual([
      ["aws_iam_role.r", ["eu"]],
      ["module.m.aws_iam_user.u", ["us"]],
    ]);
  });

  test("a password for the console counts for its user", () => {
    const { owners, notJudged } = read(
      'resource "aws_iam_user" "u" { name = "u" }\nresource "aws_iam_user_login_profile" "l" { user = aws_iam_user.u.name }',
    );
    expect(owners.map(({ address, hasLoginProfile }) => [address, hasLoginProfile])).toEqual([
      ["aws_iam_user.u", true],
    ]);
    expect(notJudged).toEqual([]);
  });
});
