import { expect, test } from "@jest/globals";
import { errorRules } from "../../../src/rules/validation/error-rules.ts";
import type { DeclaredUse } from "../../../src/sources/source.ts";
import { annotate, stripCarets } from "../../support/annotate.ts";

/** Elements and the types of their values. */
const cases: readonly (DeclaredUse & { name: string; policy: string })[] = [
  {
    name: "an object where texts stand",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": { "Ref": "Bucket" } }
                                                                   ^^^^^^^^^^^^^^^^^^^ DATA_TYPE_MISMATCH
      ] }`,
  },
  {
    name: "an object in a list, and a number",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::b", { "Ref": "Bucket" }, 1] }
                                                                                      ^^^^^^^^^^^^^^^^^^^ DATA_TYPE_MISMATCH
                                                                                                           ^ DATA_TYPE_MISMATCH
      ] }`,
  },
  {
    name: "what is no text where one text stands",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Sid": 1, "Effect": ["Allow"], "Action": "s3:GetObject", "Resource": "*" }
                 ^ DATA_TYPE_MISMATCH
                              ^^^^^^^^^ DATA_TYPE_MISMATCH
      ] }`,
  },
  {
    name: "an object under a kind of principal",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": { "Ref": "Account" } }, "Action": "sts:AssumeRole" }
                                                   ^^^^^^^^^^^^^^^^^^^^ DATA_TYPE_MISMATCH
      ] }`,
  },
  {
    name: "conditions and operators are objects, their values are not",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": { "Bool": "true", "StringEquals": { "aws:PrincipalAccount": { "Ref": "Account" }, "aws:username": null } } }
                                                                                               ^^^^^^ DATA_TYPE_MISMATCH
                                                                                                                                                 ^^^^^^^^^^^^^^^^^^^^ DATA_TYPE_MISMATCH
                                                                                                                                                                                       ^^^^ DATA_TYPE_MISMATCH
      ] }`,
  },
  {
    name: "a condition that is a list",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": ["x"] }
                                                                                     ^^^^^ DATA_TYPE_MISMATCH
      ] }`,
  },
  {
    name: "numbers and truth values in conditions",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": { "Bool": { "aws:SecureTransport": true }, "NumericLessThan": { "aws:MultiFactorAuthAge": [60] } } }
      ] }`,
  },
  {
    name: "statements that are none",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }, "x"] }
                                                                                                                 ^^^ DATA_TYPE_MISMATCH`,
  },
  {
    name: "members that are no elements",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Comment": "all", "Statement": { "sid": "a", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Conditions": {} } }
                                 ^^^^^^^^^ INVALID_POLICY_ELEMENT
                                                                  ^^^^^ INVALID_POLICY_ELEMENT
                                                                                                                                            ^^^^^^^^^^^^ INVALID_POLICY_ELEMENT`,
  },
  {
    name: "every element there is",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Id": "x", "Statement": { "Sid": "a b", "Effect": "Deny", "NotPrincipal": { "AWS": "111122223333" }, "NotAction": "s3:GetObject", "NotResource": "arn:aws:s3:::b", "Condition": {} } }`,
  },
  {
    name: "a version that there is not",
    kind: "identity",
    policy: `
      { "Version": "2012-10-18", "Statement": { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" } }
                   ^^^^^^^^^^^^ INVALID_VERSION`,
  },
  {
    name: "an element and its negation",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "NotAction": "s3:GetObject", "Action": "s3:PutObject", "Resource": "*" }
                             ^^^^^^^^^^^ UNSUPPORTED_ELEMENT_COMBINATION
      ] }`,
  },
  {
    name: "all three pairs",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "NotPrincipal": { "AWS": "444455556666" },
                             ^^^^^^^^^^^ UNSUPPORTED_ELEMENT_COMBINATION
          "Action": "s3:GetObject", "NotAction": "s3:PutObject",
          ^^^^^^^^ UNSUPPORTED_ELEMENT_COMBINATION
          "Resource": "arn:aws:s3:::b", "NotResource": "arn:aws:s3:::c" }
          ^^^^^^^^^^ UNSUPPORTED_ELEMENT_COMBINATION
      ] }`,
  },
  {
    name: "a Sid with other characters than letters and digits",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Sid": "list-buckets", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }
                 ^^^^^^^^^^^^^^ UNSUPPORTED_SID
      ] }`,
  },
  {
    name: "an empty Sid is another matter",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Sid": "", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }
      ] }`,
  },
  {
    name: "the Sid of a resource policy can have spaces, and twins",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Sid": "a b", "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "s3:GetObject", "Resource": "*" },
        { "Sid": "a b", "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "s3:PutObject", "Resource": "*" }
      ] }`,
  },
  {
    name: "three statements with one Sid",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Sid": "a", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" },
        { "Sid": "a", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*" },
                 ^^^ UNIQUE_SIDS_REQUIRED
        { "Sid": "A", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*" },
        { "Sid": "a", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*" }
                 ^^^ UNIQUE_SIDS_REQUIRED
      ] }`,
  },
];

test.each(cases)("$name", ({ name: _, policy, ...declared }) => {
  expect(annotate(stripCarets(policy), "json", declared, errorRules)).toBe(policy);
});
