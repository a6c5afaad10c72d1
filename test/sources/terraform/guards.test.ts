import { expect, test } from "@jest/globals";
import { read } from "./terraform-rendering.ts";

test.each([
  {
    name: "a public access block of a bucket: what is not written is off",
    text: `resource "aws_s3_bucket" "b" {}
resource "aws_s3_bucket_public_access_block" "b" {
  bucket              = aws_s3_bucket.b.id
  block_public_policy = true
  block_public_acls   = var.acls
}
variable "acls" {}`,
    guard: {
      address: "aws_s3_bucket_public_access_block.b",
      type: "AWS::S3::BucketPublicAccessBlock",
      owner: "aws_s3_bucket.b",
      settings: {
        BlockPublicAcls: null,
        BlockPublicPolicy: true,
        IgnorePublicAcls: false,
        RestrictPublicBuckets: false,
      },
    },
  },
  {
    name: "of a bucket that stands elsewhere",
    text: `resource "aws_s3_bucket_public_access_block" "b" {
  bucket = "logs"
}`,
    guard: { owner: "logs" },
  },
  {
    name: "of the account, under a condition",
    text: `variable "on" {}
resource "aws_s3_account_public_access_block" "a" {
  count               = var.on ? 1 : 0
  block_public_policy = "true"
}`,
    guard: {
      type: "AWS::S3::AccountPublicAccessBlock",
      settings: { BlockPublicPolicy: true },
      when: [{ condition: { reference: "var.on" }, holds: true }],
    },
  },
  {
    name: "an access point has one without writing it",
    text: 'resource "aws_s3_access_point" "p" {}',
    guard: {
      type: "AWS::S3::AccessPointPublicAccessBlock",
      owner: "aws_s3_access_point.p",
      settings: { BlockPublicPolicy: true, RestrictPublicBuckets: true },
    },
  },
  {
    name: "an access point that opens a part of it",
    text: `resource "aws_s3_access_point" "p" {
  public_access_block_configuration {
    block_public_policy = false
  }
}`,
    guard: { settings: { BlockPublicPolicy: false, RestrictPublicBuckets: true } },
  },
  {
    name: "a block that may be missing",
    text: `variable "open" {}
resource "aws_s3_access_point" "p" {
  dynamic "public_access_block_configuration" {
    for_each = var.open ? [1] : []
    content {
      block_public_policy = false
    }
  }
}`,
    guard: { settings: { BlockPublicPolicy: null } },
  },
  {
    name: "who owns the objects of a bucket",
    text: `resource "aws_s3_bucket_ownership_controls" "b" {
  bucket = "logs"
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}`,
    guard: { settings: { ObjectOwnership: "BucketOwnerEnforced" } },
  },
  {
    name: "passwords",
    text: `resource "aws_iam_account_password_policy" "p" {
  minimum_password_length = 14
  require_symbols         = true
}`,
    guard: {
      type: "AWS::IAM::AccountPasswordPolicy",
      settings: {
        MinimumPasswordLength: "14",
        RequireSymbols: true,
        RequireNumbers: false,
        MaxPasswordAge: "0",
      },
    },
  },
  {
    name: "where a policy of the organization is attached",
    text: `resource "aws_organizations_policy" "p" {
  content = jsonencode({ Statement = [] })
}
resource "aws_organizations_policy_attachment" "a" {
  policy_id = aws_organizations_policy.p.id
  target_id = aws_organizations_organizational_unit.prod.id
}
resource "aws_organizations_organizational_unit" "prod" {}`,
    guard: {
      type: "AWS::Organizations::PolicyAttachment",
      owner: "aws_organizations_policy.p",
      settings: { TargetId: "${aws_organizations_organizational_unit.prod.id}" },
    },
  },
  {
    name: "sharing of snapshots",
    text: 'resource "aws_ebs_snapshot_block_public_access" "s" {\n  state = "block-all-sharing"\n}',
    guard: {
      type: "AWS::EC2::SnapshotBlockPublicAccess",
      settings: { State: "block-all-sharing" },
    },
  },
  {
    name: "a policy of a secret that may not be public",
    text: `resource "aws_secretsmanager_secret_policy" "s" {
  secret_arn          = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:a"
  block_public_policy = true
}`,
    guard: {
      type: "AWS::SecretsManager::BlockPublicPolicy",
      owner: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:a",
    },
  },
])("$name", ({ text, guard }) => {
  const { guards } = read(text);
  expect(guards).toHaveLength(1);
  expect(guards?.[0]).toMatchObject(guard);
});

test("in a module its addresses are seen from the root, and nothing is a guard that is not there", () => {
  const files = {
    "stack/main.tf": 'module "m" {\n  source = "./m"\n}\n',
    "stack/m/main.tf": `resource "aws_s3_bucket" "b" {}
resource "aws_s3_bucket_public_access_block" "b" {
  bucket = aws_s3_bucket.b.bucket
}
resource "aws_s3_account_public_access_block" "none" {
  count = 0
}
`,
  };
  expect(read(files, ["stack"]).guards).toMatchObject([
    {
      address: "stack/module.m.aws_s3_bucket_public_access_block.b",
      owner: "stack/module.m.aws_s3_bucket.b",
    },
  ]);
  expect(read('resource "aws_s3_bucket" "b" {}').guards).toBeUndefined();
});
