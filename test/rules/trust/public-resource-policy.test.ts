import { expect, test } from "@jest/globals";
import { annotateLike } from "../../support/annotate.ts";
import { findings } from "../../support/policy-cases.ts";

test.each([
  {
    name: "everyone",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
                                          ^^^ PUBLIC_RESOURCE_POLICY
      ] }`,
  },
  {
    name: "everyone in a list",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": ["111122223333", "*"] }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
                                                                    ^^^ PUBLIC_RESOURCE_POLICY
      ] }`,
  },
  {
    name: "what the caller chooses restricts nobody",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "StringLike": { "aws:Referer": "https://example.com/*" } } }
                                          ^^^ PUBLIC_RESOURCE_POLICY
                                                                                                                                        ^^^^^^^^^^^^^ UNTRUSTWORTHY_CONDITION_KEY
      ] }`,
  },
  {
    name: "a negated condition is met by everyone else",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "StringNotEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }
                                          ^^^ PUBLIC_RESOURCE_POLICY
      ] }`,
  },
  {
    name: "IfExists is met by those who have no such key",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "StringEqualsIfExists": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }
                                          ^^^ PUBLIC_RESOURCE_POLICY
      ] }`,
  },
  {
    name: "ForAllValues is met when the key is missing",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "ForAllValues:StringEquals": { "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-ab12/" } } }
                                          ^^^ PUBLIC_RESOURCE_POLICY
      ] }`,
  },
  {
    name: "one open value among several",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "IpAddress": { "aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/0"] } } }
                                          ^^^ PUBLIC_RESOURCE_POLICY
      ] }`,
  },
  {
    name: "a pattern that every organization fits",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "StringLike": { "aws:PrincipalOrgID": "o-*" } } }
                                          ^^^ PUBLIC_RESOURCE_POLICY
                                                                                                                                                              ^^^^^ WILDCARD_USAGE_TOO_PERMISSIVE
      ] }`,
  },
  {
    name: "an ARN of any account",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::*:role/app" } } }
                                          ^^^ PUBLIC_RESOURCE_POLICY
      ] }`,
  },
  {
    name: "any bucket of anyone as the source",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "ArnLike": { "aws:SourceArn": "arn:aws:s3:::*" } } }
                                          ^^^ PUBLIC_RESOURCE_POLICY
      ] }`,
  },
  {
    name: "half of the internet",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "IpAddress": { "aws:SourceIp": "128.0.0.0/1" } } }
                                          ^^^ PUBLIC_RESOURCE_POLICY
      ] }`,
  },
  {
    name: "a Deny of something else",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" },
                                          ^^^ PUBLIC_RESOURCE_POLICY
        { "Effect": "Deny", "Principal": "*", "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "StringNotEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }
      ] }`,
  },
  {
    name: "a Deny of plain HTTP leaves it public",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" },
                                          ^^^ PUBLIC_RESOURCE_POLICY
        { "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*", "Condition": { "Bool": { "aws:SecureTransport": "false" } } }
      ] }`,
  },
  {
    name: "a Deny that has to meet two conditions, one of them the caller's choice",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" },
                                          ^^^ PUBLIC_RESOURCE_POLICY
        { "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*", "Condition": { "StringNotEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" }, "StringEquals": { "aws:UserAgent": "x" } } }
      ] }`,
  },
  {
    name: "the organization",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }
      ] }`,
  },
  {
    name: "a path of the organization, demanded beside ForAllValues",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "ForAllValues:StringLike": { "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-ab12/*" }, "Null": { "aws:PrincipalOrgPaths": "false" } } }
      ] }`,
  },
  {
    name: "an endpoint, beside a weak condition",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "StringEquals": { "aws:SourceVpce": "vpce-0a1b2c3d" }, "Bool": { "aws:SecureTransport": "true" } } }
      ] }`,
  },
  {
    name: "addresses of one's own",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "IpAddress": { "aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"] } } }
      ] }`,
  },
  {
    name: "a role by its ARN",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/app-*" } } }
      ] }`,
  },
  {
    name: "a bucket of one's own as the source",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "ArnLike": { "aws:SourceArn": "arn:aws:s3:::uploads" } } }
      ] }`,
  },
  {
    name: "a Deny takes it away from outsiders",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" },
        { "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"], "Condition": { "StringNotEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" }, "BoolIfExists": { "aws:PrincipalIsAWSService": "false" } } }
      ] }`,
  },
  {
    name: "without IfExists the Deny misses anonymous requests",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" },
                                          ^^^ PUBLIC_RESOURCE_POLICY
        { "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*", "Condition": { "StringNotEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" }, "Bool": { "aws:PrincipalIsAWSService": "false" } } }
      ] }`,
  },
  {
    name: "an account",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
      ] }`,
  },
  {
    name: "a Deny to everyone",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
      ] }`,
  },
  {
    name: "an endpoint policy",
    kind: "vpc-endpoint",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
      ] }`,
  },
] as const)("$name", ({ policy, kind }) => {
  expect(annotateLike(policy, "json", { kind })).toBe(policy);
});

test.each([
  ["no switch", "", "SECURITY_WARNING"],
  [
    "the switch of another bucket",
    'bucket = "other"\n  restrict_public_buckets = true',
    "SECURITY_WARNING",
  ],
  [
    "a switch that is off",
    "bucket = aws_s3_bucket.b.id\n  restrict_public_buckets = false",
    "SECURITY_WARNING",
  ],
  [
    "a switch that is not known",
    "bucket = aws_s3_bucket.b.id\n  restrict_public_buckets = var.closed",
    "SECURITY_WARNING",
  ],
  [
    "a switch that may not be there",
    "count = var.closed ? 1 : 0\n  bucket = aws_s3_bucket.b.id\n  restrict_public_buckets = true",
    "SECURITY_WARNING",
  ],
  [
    "the switch of the bucket",
    "bucket = aws_s3_bucket.b.id\n  restrict_public_buckets = true",
    "WARNING",
  ],
])("a public bucket with %s", (_, block, expected) => {
  const guard = block && `resource "aws_s3_bucket_public_access_block" "b" {\n  ${block}\n}\n`;
  const text = `
variable "closed" {
  type = bool
}

resource "aws_s3_bucket" "b" {
  bucket = "b"
}

resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::b/*" }]
  })
}

${guard}`;
  const types = findings({ "main.tf": text })
    .filter(({ issueCode }) => issueCode === "PUBLIC_RESOURCE_POLICY")
    .map(({ findingType }) => findingType);
  expect(types).toEqual([expected]);
});

test.each([
  ["lambda:InvokeFunctionUrl", "this function"],
  ["execute-api:Invoke", "this API"],
  ["s3:GetObject", "to everyone"],
])("says what %s opens", (action, words) => {
  const statement = { Effect: "Allow", Principal: "*", Action: action, Resource: "*" };
  const text = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const found = findings({ "policy.json": text }, { kind: "resource" });
  expect(found.find(({ issueCode }) => issueCode === "PUBLIC_RESOURCE_POLICY")?.details).toContain(
    words,
  );
});
