import { expect, test } from "@jest/globals";
import { runRules } from "../../../src/rules/run-rules.ts";
import { annotateLike } from "../../support/annotate.ts";
import { partlyKnownPolicy } from "../../support/partly-known.ts";

test.each([
  {
    name: "a test for presence and a Deny rely on no value",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "Null": { "aws:UserAgent": "false" } } },
        { "Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "StringLike": { "aws:UserAgent": "curl/*" } } }
      ] }`,
  },
  {
    name: "the endpoint is as good as the VPC",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "IpAddress": { "aws:VpcSourceIp": "10.0.0.0/8" }, "StringEquals": { "aws:SourceVpce": "vpce-1a2b3c4d" } } }
      ] }`,
  },
  {
    name: "both sides of a border",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::b", "Condition": { "StringLike": { "s3:prefix": "home/*" }, "StringNotLike": { "s3:prefix": "home/admin/*" } } }
      ] }`,
  },
  {
    name: "an action of another service and PassRole",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": ["s3:*", "iam:PassRole"], "Resource": "*", "Condition": { "StringNotEquals": { "aws:VpceAccount": "111122223333" } } },
                                                                                                                     ^^^^^^^^^^^^^^^^^ USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES
        { "Effect": "Deny", "Action": ["s3:*", "iam:*"], "Resource": "*", "Condition": { "StringNotEquals": { "aws:VpceAccount": "111122223333" } } }
      ] }`,
  },
  {
    name: "a replaced key of services, and the same key for others",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Principal": { "Service": "ses.amazonaws.com" }, "Action": "sns:Publish", "Resource": "*", "Condition": { "StringNotEquals": { "AWS:SourceOwner": "111122223333" } } },
                                                                                                                                                           ^^^^^^^^^^^^^^^^^ DEPRECATED_GLOBAL_CONDITION_KEY
        { "Effect": "Deny", "Principal": { "Service": "ses.amazonaws.com", "AWS": "*" }, "Action": "sns:Publish", "Resource": "*", "Condition": { "StringNotEquals": { "AWS:SourceOwner": "111122223333" } } },
        { "Effect": "Deny", "Principal": "*", "Action": "sns:Subscribe", "Resource": "*", "Condition": { "StringNotEquals": { "AWS:SourceOwner": "111122223333" } } }
      ] }`,
  },
  {
    name: "one finding for several keys under Null",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "ForAnyValue:Null": { "aws:TagKeys": "false", "aws:CalledVia": "false" } } }
                                                                                                      ^^^^^^^^^^^^^^^^^^ NULL_WITH_QUALIFIER
      ] }`,
  },
  {
    name: "a selection of everything is none",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["dynamodb:GetI*"], "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/t", "Condition": { "ForAllValues:StringEquals": { "dynamodb:Attributes": ["id"] }, "StringEqualsIfExists": { "dynamodb:Select": "ALL_ATTRIBUTES" } } }
                                                                                                                                                                        ^^^^^^^^^^^^^^^^^^^^^ DYNAMODB_ATTRIBUTES_WITHOUT_SELECT
      ] }`,
  },
] as const)("$name", ({ kind, policy }) => {
  expect(annotateLike(policy, "json", { kind })).toBe(policy);
});

/** Parts that are not known before deployment stand in angle brackets. */
test.each([
  {
    name: "a condition that may be the companion",
    kind: "identity",
    statement: `{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "IpAddress": { "aws:VpcSourceIp": "10.0.0.0/8" }, "StringEquals": { "<var.key>": "vpc-1a2b3c4d" } } }`,
    codes: [],
  },
] as const)("$name", ({ kind, statement, codes }) => {
  const policy = partlyKnownPolicy(
    `{ "Version": "2012-10-17", "Statement": [${statement}] }`,
    kind,
  );
  const found = runRules({ policies: [policy], owners: [], notJudged: [] }, []);
  expect(found.map(({ issueCode }) => issueCode)).toEqual(codes);
});
