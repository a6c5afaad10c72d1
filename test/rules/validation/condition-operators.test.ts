import { expect, test } from "@jest/globals";
import { errorRules } from "../../../src/rules/validation/error-rules.ts";
import type { DeclaredUse } from "../../../src/sources/source.ts";
import { annotate, stripCarets } from "../../support/annotate.ts";

/** Condition operators and how many values they take. */
const cases: readonly (DeclaredUse & { name: string; policy: string })[] = [
  {
    name: "operators that there are not",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "StringEqual": { "aws:username": "x" }, "ForAnyValue:StringsLikeIfExists": { "aws:TagKeys": "x" }, "Regex": { "aws:username": "x" } } }
                         ^^^^^^^^^^^^^ INVALID_CONDITION_OPERATOR
                                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ INVALID_CONDITION_OPERATOR
                                                                                                                            ^^^^^^^ INVALID_CONDITION_OPERATOR
      ] }`,
  },
  {
    name: "operators in any case, with set and ending",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "stringequals": { "aws:username": "x" }, "ForAllValues:StringLikeIfExists": { "aws:TagKeys": "x" }, "NotIpAddressIfExists": { "aws:SourceIp": "203.0.113.0/24" } } }
      ] }`,
  },
  {
    name: "Null with IfExists",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "NullIfExists": { "aws:username": "true" }, "ForAnyValue:NullIfExists": { "aws:TagKeys": "true" }, "Null": { "aws:userid": "true" } } }
                         ^^^^^^^^^^^^^^ NULL_WITH_IF_EXISTS
                                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^ NULL_WITH_IF_EXISTS
      ] }`,
  },
  {
    name: "several values in one request",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "StringEquals": { "aws:TagKeys": "a", "aws:CalledVia": "athena.amazonaws.com", "aws:username": "x" }, "Null": { "aws:TagKeys": "false" }, "ForAnyValue:StringEquals": { "aws:TagKeys": "a" } } }
                                           ^^^^^^^^^^^^^ MISSING_QUALIFIER
                                                               ^^^^^^^^^^^^^^^ MISSING_QUALIFIER
      ] }`,
  },
  {
    name: "one key in two cases",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "StringEquals": { "aws:username": "a", "AWS:UserName": "b", "aws:userid": "c" }, "StringLike": { "aws:Username": "b" } } }
                                                                ^^^^^^^^^^^^^^ DUPLICATE_KEYS_WITH_DIFFERENT_CASE
      ] }`,
  },
  {
    name: "a key that is repeated in one case",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "StringEquals": { "aws:username": "a", "aws:username": "b" } } }
      ] }`,
  },
  {
    name: "values of different types",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "StringEquals": { "aws:PrincipalAccount": ["111122223333", 444455556666], "aws:username": ["a", true, 1] } } }
                                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ INVALID_CONDITION_DATA_TYPE
                                                                                                                   ^^^^^^^^^^^^^^ INVALID_CONDITION_DATA_TYPE
      ] }`,
  },
  {
    name: "several truth values",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "Bool": { "aws:SecureTransport": ["true", "false"], "aws:ViaAWSService": [true, "True"] }, "BoolIfExists": { "aws:MultiFactorAuthPresent": [true, false] } } }
                                                          ^^^^^^^^^^^^^^^^^ INVALID_CONDITION_MULTIPLE_BOOLEAN
                                                                                                  ^^^^^^^^^^^^^^ INVALID_CONDITION_DATA_TYPE
                                                                                                                                                                    ^^^^^^^^^^^^^ INVALID_CONDITION_MULTIPLE_BOOLEAN
      ] }`,
  },
];

test.each(cases)("$name", ({ name: _, policy, ...declared }) => {
  expect(annotate(stripCarets(policy), "json", declared, errorRules)).toBe(policy);
});
