import { expect, test } from "@jest/globals";
import { errorRules } from "../../../src/rules/validation/error-rules.ts";
import type { DeclaredUse } from "../../../src/sources/source.ts";
import { annotate, stripCarets } from "../../support/annotate.ts";

/** Patterns that let in too much. */
const cases: readonly (DeclaredUse & { name: string; policy: string })[] = [
  {
    name: "keys that draw a line take no wildcard",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "StringLike": { "aws:PrincipalOrgID": ["o-a*", "o-a1b2c3d4e5"], "aws:SourceVpc": "vpc-*" } } }
                                                                ^^^^^^ WILDCARD_USAGE_TOO_PERMISSIVE
                                                                                                          ^^^^^^^ WILDCARD_USAGE_TOO_PERMISSIVE
      ] }`,
  },
  {
    name: "nor a variable",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "StringLike": { "aws:ResourceAccount": "\${aws:PrincipalTag/account}" } } }
                                                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ VARIABLE_USAGE_TOO_PERMISSIVE
      ] }`,
  },
  {
    name: "other operators and directions",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "StringEquals": { "aws:ResourceAccount": "\${aws:PrincipalAccount}" }, "StringNotLike": { "aws:PrincipalOrgID": "o-*" } } },
        { "Effect": "Deny", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "StringLike": { "aws:PrincipalOrgID": "o-*" } } }
      ] }`,
  },
  {
    name: "a Deny with a negative operator",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "StringNotLike": { "aws:PrincipalOrgID": "o-*" } } }
                                                                  ^^^^^ WILDCARD_USAGE_TOO_PERMISSIVE
      ] }`,
  },
  {
    name: "unique ids",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "StringLike": { "aws:userid": ["AROAEXAMPLE*", "*", "AROA*:x", "AROAEXAMPLE:*", "*:*", "\${aws:PrincipalTag/id}:x"] } } }
                                                        ^^^^^^^^^^^^^^ WILDCARD_USAGE_TOO_PERMISSIVE
                                                                        ^^^ WILDCARD_USAGE_TOO_PERMISSIVE
                                                                             ^^^^^^^^^ WILDCARD_USAGE_TOO_PERMISSIVE
      ] }`,
  },
  {
    name: "GitHub's subjects",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": { "StringLike": { "token.actions.githubusercontent.com:sub": ["repo:*", "repo:acme/*", "repo:acme@*/api@*:x", "repo:acme@*/reports@*:x", "repo:acme/api:ref:refs/heads/release-*"] } } }
                                                                                     ^^^^^^^^ WILDCARD_USAGE_TOO_PERMISSIVE
                                                                                                              ^^^^^^^^^^^^^^^^^^^^^ WILDCARD_USAGE_TOO_PERMISSIVE
      ] }`,
  },
  {
    name: "keys without such a rule",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
                                       ^^^^^^^^^^^^^^^^^^^^^ UNSUPPORTED_ACTION_FOR_CONDITION_KEY
          "Condition": { "StringLike": { "iam:PassedToService": "ec2*", "aws:PrincipalTag/team": "a*", "s3:prefix": "h*" } } }
      ] }`,
  },
];

test.each(cases)("$name", ({ name: _, policy, ...declared }) => {
  expect(annotate(stripCarets(policy), "json", declared, errorRules)).toBe(policy);
});
