import { expect, test } from "@jest/globals";
import { runRules } from "../../../src/rules/run-rules.ts";
import { annotateLike } from "../../support/annotate.ts";
import { partlyKnownPolicy } from "../../support/partly-known.ts";

test.each([
  {
    name: "each value by itself",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::b", "Condition": { "NumericEquals": { "s3:max-keys": ["10", "ten"] } } }
                                                                                                                                              ^^^^^ TYPE_MISMATCH_NUMBER
      ] }`,
  },
  {
    name: "numbers in every form",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::b", "Condition": { "NumericEquals": { "s3:max-keys": ["10", "1.5", "-3", "1e3"] } } }
      ] }`,
  },
  {
    name: "Booleans of JSON, in any case, and Null",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "Bool": { "aws:SecureTransport": true, "aws:ViaAWSService": "False" }, "Null": { "aws:SourceVpc": "maybe" } } }
                                                                                                                                                                                                        ^^^^^^^ TYPE_MISMATCH_BOOLEAN
      ] }`,
  },
  {
    name: "dates with time and zone",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "DateLessThan": { "aws:CurrentTime": "2027-12-31T23:59:59Z", "aws:TokenIssueTime": "2027-12-31T23:59:59.5+02:00" } } }
      ] }`,
  },
  {
    name: "dates that are none",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "DateLessThan": { "aws:CurrentTime": "31.12.2027", "aws:TokenIssueTime": "2027" } } }
                                                                                                                                           ^^^^^^^^^^^^ TYPE_MISMATCH_DATE
                                                                                                                                                                               ^^^^^^ INVALID_DATE_VALUE
      ] }`,
  },
  {
    name: "months and days that there are not",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "DateLessThan": { "aws:CurrentTime": ["2027-13-01", "2027-00-01", "2027-01-32", "2027-12-31"] } } }
                                                                                                                                           ^^^^^^^^^^^^ TYPE_MISMATCH_DATE
                                                                                                                                                         ^^^^^^^^^^^^ TYPE_MISMATCH_DATE
                                                                                                                                                                       ^^^^^^^^^^^^ TYPE_MISMATCH_DATE
      ] }`,
  },
  {
    name: "a policy variable may be anything",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "NumericLessThan": { "aws:MultiFactorAuthAge": "\${aws:PrincipalTag/age}" }, "Bool": { "aws:SecureTransport": "\${aws:PrincipalTag/tls}" } } }
                                                                                                                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^ INVALID_VARIABLE_FOR_OPERATOR
                                                                                                                                                                                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^ INVALID_VARIABLE_FOR_OPERATOR
      ] }`,
  },
  {
    name: "wildcards in texts that are compared as they are",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::b", "Condition": { "StringEquals": { "s3:prefix": ["a/*", "\${aws:username}/b"] }, "ArnEquals": { "aws:PrincipalArn": "arn:aws:iam::*:role/a" } } }
                                                                                                                                     ^^^^^ WILDCARD_WITHOUT_LIKE_OPERATOR
      ] }`,
  },
] as const)("$name", ({ kind, policy }) => {
  expect(annotateLike(policy, "json", { kind })).toBe(policy);
});

/** Parts that are not known before deployment stand in angle brackets. */
test.each([
  {
    name: "an unknown value may be right",
    kind: "identity",
    statement: `{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "Bool": { "aws:SecureTransport": "<var.tls>" } } }`,
    codes: [],
  },
  {
    name: "an unknown part beside a wildcard",
    kind: "identity",
    statement: `{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "StringEquals": { "aws:PrincipalTag/a": "<var.a>*" } } }`,
    codes: ["WILDCARD_WITHOUT_LIKE_OPERATOR"],
  },
] as const)("$name", ({ kind, statement, codes }) => {
  const policy = partlyKnownPolicy(
    `{ "Version": "2012-10-17", "Statement": [${statement}] }`,
    kind,
  );
  const found = runRules({ policies: [policy], owners: [], notJudged: [] }, []);
  expect(found.map(({ issueCode }) => issueCode)).toEqual(codes);
});
