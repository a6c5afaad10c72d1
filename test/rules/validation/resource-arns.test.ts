import { expect, test } from "@jest/globals";
import { errorRules } from "../../../src/rules/validation/error-rules.ts";
import type { DeclaredUse } from "../../../src/sources/source.ts";
import { annotate, stripCarets } from "../../support/annotate.ts";

/** The form of ARNs, field by field. */
const cases: readonly (DeclaredUse & { name: string; policy: string })[] = [
  {
    name: "fields are missing",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": ["reports", "arn:aws:s3:reports", "*", ""] }
                                                                    ^^^^^^^^^ MISSING_ARN_FIELD
                                                                               ^^^^^^^^^^^^^^^^^^^^ MISSING_ARN_FIELD
                                                                                                          ^^ MISSING_ARN_FIELD
      ] }`,
  },
  {
    name: "another prefix",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": ["aws:aws:s3:::b", "*:aws:s3:::b", "ARN:aws:s3:::b"] }
                                                                    ^^^^^^^^^^^^^^^^ INVALID_ARN_PREFIX
      ] }`,
  },
  {
    name: "partitions",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:amazon:s3:::b", "arn:aws-us-gov:s3:::b", "arn:*:s3:::b", "arn:aw?:s3:::b"] }
                                                                    ^^^^^^^^^^^^^^^^^^^ INVALID_PARTITION
      ] }`,
  },
  {
    name: "services",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3x:::b", "arn:aws:S3:::b", "arn:aws:s?:::b", "arn:aws:elastic-inference:*:*:x", "arn:aws:deepracer:*:*:car/*"] }
                                                                    ^^^^^^^^^^^^^^^^^ INVALID_SERVICE
                                                                                       ^^^^^^^^^^^^^^^^ INVALID_ARN_SERVICE_CASE
                                                                                                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ INVALID_SERVICE
      ] }`,
  },
  {
    name: "Regions",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": ["arn:aws:sqs:us-esat-1:111122223333:q", "arn:aws:sqs:us-gov-west-1:111122223333:q", "arn:aws:sqs:us-*:111122223333:q", "arn:aws:sqs::111122223333:q"] }
                                                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ INVALID_ARN_REGION
                                                                                                                                                                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ MISSING_ARN_REGION
      ] }`,
  },
  {
    name: "Regions where there are none",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:GetRole", "Resource": ["arn:aws:iam:us-east-1:111122223333:role/a", "arn:aws:iam:*:111122223333:role/a", "arn:aws:s3:eu-west-1::b/*", "arn:aws:s3:eu-west-1:111122223333:accesspoint/a"] }
                                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ARN_REGION_NOT_ALLOWED
                                                                                                                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^ ARN_REGION_NOT_ALLOWED
      ] }`,
  },
  {
    name: "accounts",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": ["arn:aws:sqs:eu-west-1:1234:q", "arn:aws:sqs:eu-west-1:1111*:q", "arn:aws:sqs:eu-west-1:my-account:q", "arn:aws:iam::aws:policy/p"] }
                                                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ INVALID_ARN_ACCOUNT
                                                                                                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ INVALID_ARN_ACCOUNT
      ] }`,
  },
  {
    name: "accounts where there are none",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3::111122223333:b/*", "arn:aws:s3::*:b/*", "arn:aws:s3::111122223333:accesspoint/a"] }
                                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ARN_ACCOUNT_NOT_ALLOWED
      ] }`,
  },
  {
    name: "no account",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": ["arn:aws:dynamodb:eu-west-1::table/t", "arn:aws:iam:::role/r", "arn:aws:ssm:eu-west-1::document/AWS-RunShellScript", "arn:aws:dynamodb:eu-west-1::*"] }
                                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ MISSING_ARN_ACCOUNT
                                                                                                               ^^^^^^^^^^^^^^^^^^^^^^ MISSING_ARN_ACCOUNT
      ] }`,
  },
  {
    name: "no Region and no account",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "arn:aws:logs:::log-group:app*" }
                                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ MISSING_ARN_REGION
      ] }`,
  },
  {
    name: "one character that can be no resource, and some that can",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:GetRole", "Resource": ["arn:aws:iam::111122223333:?", "arn:aws:iam::111122223333:?ole/a", "arn:aws:sqs:eu-west-1:111122223333:?"] }
                                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ INVALID_ARN_RESOURCE
      ] }`,
  },
  {
    name: "resources of no form",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:GetRole", "Resource": ["arn:aws:iam::111122223333:roles/a", "arn:aws:iam::111122223333:r*", "arn:aws:iam::*:roles/a", "arn:aws:iam::111122223333:\${aws:username}"] }
                                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ INVALID_ARN_RESOURCE
      ] }`,
  },
  {
    name: "in NotResource too",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": "s3:GetObject", "NotResource": "reports" }
                                                                     ^^^^^^^^^ MISSING_ARN_FIELD
      ] }`,
  },
  {
    name: "policy variables stand for anything",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": ["\${aws:PrincipalTag/arn}", "arn:aws:s3:::\${aws:PrincipalTag/bucket}", "arn:aws:sqs:\${aws:RequestedRegion}:\${aws:PrincipalAccount}:q"] }
      ] }`,
  },
  {
    name: "an API's own policy names what is within it",
    kind: "resource",
    resourceType: "AWS::ApiGateway::RestApi",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/prod/*" }
      ] }`,
  },
  {
    name: "services of condition keys",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "StringEquals": { "nosuchservice:Key": "v", "SAML:aud": "v", "token.actions.githubusercontent.com:aud": "v", "aws:username": "v" } } }
                                           ^^^^^^^^^^^^^^^^^^^ INVALID_SERVICE
      ] }`,
  },
];

test.each(cases)("$name", ({ name: _, policy, ...declared }) => {
  expect(annotate(stripCarets(policy), "json", declared, errorRules)).toBe(policy);
});
