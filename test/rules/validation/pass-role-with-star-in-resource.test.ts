import { expect, test } from "@jest/globals";
import { annotateLike } from "../../support/annotate.ts";

test.each([
  {
    name: "every role may be passed",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*" }
                                                                   ^^^ PASS_ROLE_WITH_STAR_IN_RESOURCE
      ] }`,
  },
  {
    name: "in lists, and whatever the case of the action",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["s3:GetObject", "IAM:passrole"], "Resource": ["arn:aws:s3:::b/*", "*"] }
                                                                                      ^^^^^^^^^^^^^^^^^^ REDUNDANT_RESOURCE
                                                                                                          ^^^ PASS_ROLE_WITH_STAR_IN_RESOURCE
      ] }`,
  },
  {
    name: "a condition on another key does not limit the service",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": { "Bool": { "aws:SecureTransport": "true" } } }
                                                                   ^^^ PASS_ROLE_WITH_STAR_IN_RESOURCE
      ] }`,
  },
  {
    name: "a value of nothing but a star limits nothing",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": { "StringLike": { "iam:PassedToService": "*" } } }
                                                                   ^^^ PASS_ROLE_WITH_STAR_IN_RESOURCE
                                                                                                                              ^^^ EQUIVALENT_TO_NULL_FALSE
      ] }`,
  },
  {
    name: "a negated condition is open to all other services",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": { "StringNotEquals": { "iam:PassedToService": "ec2.amazonaws.com" } } }
                                                                   ^^^ PASS_ROLE_WITH_STAR_IN_RESOURCE
      ] }`,
  },
  {
    name: "the service is limited, whatever the case of the key",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": { "StringEquals": { "iam:passedToService": "lambda.amazonaws.com" } } }
      ] }`,
  },
  {
    name: "a pattern with a name in it is left alone",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::*:role/billing-*" }
      ] }`,
  },
  {
    name: "a Deny is what a guardrail should do",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": "iam:PassRole", "Resource": "*" }
      ] }`,
  },
  {
    name: "in a service control policy it grants nothing",
    kind: "scp",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*" }
      ] }`,
  },
  {
    name: "a misspelt effect is not taken for Allow",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "allow", "Action": "iam:PassRole", "Resource": "*" }
                    ^^^^^^^ INVALID_EFFECT
      ] }`,
  },
] as const)("$name", (example) => {
  expect(
    annotateLike(example.policy, "json", "kind" in example ? { kind: example.kind } : undefined),
  ).toBe(example.policy);
});
