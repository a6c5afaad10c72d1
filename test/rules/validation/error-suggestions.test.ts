import { expect, test } from "@jest/globals";
import { errorRules } from "../../../src/rules/validation/error-rules.ts";
import { findingsIn } from "../../support/annotate.ts";

/** What stands in the policy, its finding, and what the suggestion makes of it; absent: there is none. */
const cases: readonly (readonly [written: string, code: string, suggested?: string])[] = [
  ['"Resource": "arn:aws:S3:::b"', "INVALID_ARN_SERVICE_CASE", '"Resource": "arn:aws:s3:::b"'],
  [
    '"Resource": "arn:aws:dynamdb:*:*:x"',
    "INVALID_SERVICE",
    '"Resource": "arn:aws:dynamodb:*:*:x"',
  ],
  ['"Resource": "arn:aws:zzzzzzzz:*:*:x"', "INVALID_SERVICE"],
  [
    '"Resource": "arn:aws:sqs:eu-wset-1:*:q"',
    "INVALID_ARN_REGION",
    '"Resource": "arn:aws:sqs:eu-west-1:*:q"',
  ],
  [
    '"Resource": "arn:aws:s3::111122223333:b"',
    "ARN_ACCOUNT_NOT_ALLOWED",
    '"Resource": "arn:aws:s3:::b"',
  ],
  [
    '"Resource": "arn:aws:iam:eu-west-1::role/r"',
    "ARN_REGION_NOT_ALLOWED",
    '"Resource": "arn:aws:iam:::role/r"',
  ],
  ['"Resource": "arm:aws:s3:::b"', "INVALID_ARN_PREFIX", '"Resource": "arn:aws:s3:::b"'],
  ['"Resource": "arn:awz:s3:::b"', "INVALID_PARTITION", '"Resource": "arn:aws:s3:::b"'],
  ['"Ressource": "*"', "INVALID_POLICY_ELEMENT", '"Resource": "*"'],
  ['"Resource": "*", "Sid": "a b-c"', "UNSUPPORTED_SID", '"Resource": "*", "Sid": "abc"'],
  [
    '"Resource": "*", "Condition": { "StringEqualIfExists": { "aws:userid": "x" } }',
    "INVALID_CONDITION_OPERATOR",
    '"Resource": "*", "Condition": { "StringEqualsIfExists": { "aws:userid": "x" } }',
  ],
  [
    '"Resource": "*", "Condition": { "ForAnyValue:NullIfExists": { "aws:TagKeys": "true" } }',
    "NULL_WITH_IF_EXISTS",
    '"Resource": "*", "Condition": { "ForAnyValue:Null": { "aws:TagKeys": "true" } }',
  ],
  [
    '"Resource": "*", "Condition": { "StringEquals": { "PrincipalOrgID": "x" } }',
    "INVALID_CONDITION_KEY_FORMAT",
    '"Resource": "*", "Condition": { "StringEquals": { "aws:PrincipalOrgID": "x" } }',
  ],
  [
    '"Resource": "*", "Condition": { "StringEquals": { "aws:SourceAcount": "x" } }',
    "INVALID_GLOBAL_CONDITION_KEY",
    '"Resource": "*", "Condition": { "StringEquals": { "aws:SourceAccount": "x" } }',
  ],
  [
    '"Resource": "*", "Condition": { "StringEquals": { "aws:ResourceTags/team": "x" } }',
    "INVALID_GLOBAL_CONDITION_KEY",
    '"Resource": "*", "Condition": { "StringEquals": { "aws:ResourceTag/team": "x" } }',
  ],
  [
    '"Resource": "*", "Condition": { "StringEquals": { "s3:prefixes": "x" } }',
    "INVALID_SERVICE_CONDITION_KEY",
    '"Resource": "*", "Condition": { "StringEquals": { "s3:prefix": "x" } }',
  ],
  [
    '"Resource": "*", "Condition": { "StringEquals": { "aws:RequestedRegion": "us-esat-1" } }',
    "INVALID_REGION",
    '"Resource": "*", "Condition": { "StringEquals": { "aws:RequestedRegion": "us-east-1" } }',
  ],
];

test.each(cases.map(([written, code, suggested]) => ({ written, code, suggested })))(
  "$written: $code",
  ({ written, code, suggested }) => {
    const text = `{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "sqs:SendMessage", ${written} }] }`;
    const findings = findingsIn(text, "json", { kind: "identity" }, errorRules);
    const finding = findings.find(({ issueCode }) => issueCode === code);
    expect(finding).toBeDefined();
    const [edit] = finding?.suggestion?.edits ?? [];
    const changed =
      edit && text.slice(0, edit.range.start) + edit.newText + text.slice(edit.range.end);
    expect(changed).toBe(suggested && text.replace(written, suggested));
  },
);
