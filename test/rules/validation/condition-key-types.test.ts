import { expect, test } from "@jest/globals";
import { runRules } from "../../../src/rules/run-rules.ts";
import { annotateLike } from "../../support/annotate.ts";
import { partlyKnownPolicy } from "../../support/partly-known.ts";

test.each([
  {
    name: "whatever IfExists and negation",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "StringNotLikeIfExists": { "aws:principalarn": "arn:aws:iam::111122223333:role/a*" } } }
                                                                                                                                ^^^^^^^^^^^^^^^^^^ STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS
      ] }`,
  },
  {
    name: "a value without a wildcard, too",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:AttachRolePolicy", "Resource": "*", "Condition": { "StringLike": { "iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess" } } }
                                                                                                               ^^^^^^^^^^^^^^^ STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS
      ] }`,
  },
  {
    name: "several ARNs are left alone",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "autoscaling:AttachLoadBalancerTargetGroups", "Resource": "*", "Condition": { "ForAnyValue:StringLike": { "autoscaling:TargetGroupARNs": "arn:aws:elasticloadbalancing:*:111122223333:*" } } }
      ] }`,
  },
  {
    name: "ForAllValues with one value is safe in a Deny",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "ForAllValues:StringNotEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }
      ] }`,
  },
  {
    name: "keys that Access Analyzer takes with ForAllValues, and Null",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "codestar-connections:PassConnection", "Resource": "*", "Condition": { "ForAllValues:StringEquals": { "codestar-connections:ProviderAction": "ListRepositories" } } },
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "ForAllValues:Null": { "aws:PrincipalOrgID": "false" } } }
                                                                                                      ^^^^^^^^^^^^^^^^^^^ NULL_WITH_QUALIFIER
      ] }`,
  },
  {
    name: "types that cannot be meant",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "NumericEquals": { "aws:SourceIp": "1" }, "Bool": { "aws:MultiFactorAuthAge": "true" }, "StringEquals": { "aws:CurrentTime": "2027" } } }
                                                                                                                         ^^^^^^^^^^^^^^ TYPE_MISMATCH
                                                                                                                                                          ^^^^^^^^^^^^^^^^^^^^^^^^ TYPE_MISMATCH
                                                                                                                                                                                                                ^^^^^^^^^^^^^^^^^ TYPE_MISMATCH
      ] }`,
  },
  {
    name: "times as numbers, tests for presence and text keys",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "NumericLessThan": { "aws:EpochTime": "1830297600" }, "Null": { "aws:MultiFactorAuthAge": "true" }, "ArnLike": { "aws:PrincipalTag/owner": "arn:aws:iam::*:role/a" } } }
      ] }`,
  },
] as const)("$name", ({ kind, policy }) => {
  expect(annotateLike(policy, "json", { kind })).toBe(policy);
});

/** Parts that are not known before deployment stand in angle brackets. */
test.each([
  {
    name: "an unknown key is of any type",
    kind: "identity",
    statement: `{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "StringLike": { "<var.key>": "a*" } } }`,
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
