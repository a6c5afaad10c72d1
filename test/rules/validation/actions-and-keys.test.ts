import { expect, test } from "@jest/globals";
import { errorRules } from "../../../src/rules/validation/error-rules.ts";
import type { DeclaredUse } from "../../../src/sources/source.ts";
import { annotate, stripCarets } from "../../support/annotate.ts";

/** Actions that do not fit the policy, and keys that do not fit the actions. */
const cases: readonly (DeclaredUse & { name: string; policy: string })[] = [
  {
    name: "actions in the policy of a bucket",
    kind: "resource",
    resourceType: "AWS::S3::Bucket",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": ["s3:GetObject", "kms:Decrypt", "*", "S3:Get*", "kms:*", "kms:NoSuchAction"], "Resource": "arn:aws:s3:::b/*" }
                                                                                                ^^^^^^^^^^^^^ UNSUPPORTED_ACTION_IN_POLICY
                                                                                                                               ^^^^^^^ UNSUPPORTED_ACTION_IN_POLICY
      ] }`,
  },
  {
    name: "in that of a topic",
    kind: "resource",
    resourceType: "AWS::SNS::Topic",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "kms:Decrypt", "Resource": "*" }
      ] }`,
  },
  {
    name: "in that of a role",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": ["sts:AssumeRole", "sts:TagSession", "sts:*", "*", "sts:GetCallerIdentity", "s3:GetObject", "s3:*"] }
                                                                                                                                  ^^^^^^^^^^^^^^^^^^^^^^^ UNSUPPORTED_ACTION_IN_POLICY
                                                                                                                                                           ^^^^^^^^^^^^^^ UNSUPPORTED_ACTION_IN_POLICY
                                                                                                                                                                           ^^^^^^ UNSUPPORTED_ACTION_IN_POLICY
      ] }`,
  },
  {
    name: "keys that requests do not have",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["kms:Decrypt", "kms:DescribeKey", "kms:GetKeyPolicy", "kms:List*", "s3:GetObject"], "Resource": "*",
                                                       ^^^^^^^^^^^^^^^^^ UNSUPPORTED_ACTION_FOR_CONDITION_KEY
          "Condition": { "StringEquals": { "kms:EncryptionContext:app": "x" } } }
      ] }`,
  },
  {
    name: "with IfExists, and under Null",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:PutItem", "kms:DescribeKey"], "Resource": "*",
          "Condition": { "StringEqualsIfExists": { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" }, "Null": { "kms:EncryptionContext:app": "true" } } }
      ] }`,
  },
  {
    name: "keys of services that are not judged",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "ec2:DescribeNetworkInterfaces", "Resource": "*",
          "Condition": { "StringEquals": { "ec2:ResourceTag/team": "x" } } }
      ] }`,
  },
  {
    name: "the audience of a token while tags are passed",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "cognito-identity.amazonaws.com" }, "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
                                                                                                                                         ^^^^^^^^^^^^^^^^ UNSUPPORTED_ACTION_FOR_CONDITION_KEY
          "Condition": { "StringEquals": { "cognito-identity.amazonaws.com:aud": "x" } } }
      ] }`,
  },
  {
    name: "the action that sets a key is missing",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "sts:AssumeRole",
          "Condition": { "StringLike": { "sts:SourceIdentity": "a*" }, "ForAnyValue:StringEquals": { "sts:TransitiveTagKeys": "a" } } }
                                         ^^^^^^^^^^^^^^^^^^^^ MISSING_ACTION_FOR_CONDITION_KEY
                                                                                                     ^^^^^^^^^^^^^^^^^^^^^^^ MISSING_ACTION_FOR_CONDITION_KEY
      ] }`,
  },
  {
    name: "it is there, or the key may be missing",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": ["sts:AssumeRole", "sts:Set*"],
          "Condition": { "StringLike": { "sts:SourceIdentity": "a*" }, "Null": { "sts:TransitiveTagKeys": "true" } } }
      ] }`,
  },
  {
    name: "keys of principals in a statement for services",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Service": "cloudfront.amazonaws.com" }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*",
          "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o-1", "aws:PrincipalTag/team": "a", "aws:SourceAccount": "111122223333" } } }
                                           ^^^^^^^^^^^^^^^^^^^^ UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL
                                                                        ^^^^^^^^^^^^^^^^^^^^^^^ UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL
      ] }`,
  },
  {
    name: "for others too, or with an operator that needs no key",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Service": "cloudfront.amazonaws.com", "AWS": "111122223333" }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*",
          "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o-1" } } },
        { "Effect": "Allow", "Principal": { "Service": "cloudfront.amazonaws.com" }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*",
          "Condition": { "StringEqualsIfExists": { "aws:PrincipalOrgID": "o-1" }, "StringNotEquals": { "aws:PrincipalAccount": "1" } } }
      ] }`,
  },
];

test.each(cases)("$name", ({ name: _, policy, ...declared }) => {
  expect(annotate(stripCarets(policy), "json", declared, errorRules)).toBe(policy);
});
