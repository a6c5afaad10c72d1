import { expect, test } from "@jest/globals";
import { annotateLike } from "../../support/annotate.ts";

test.each([
  {
    name: "a pattern that includes iam:PassRole",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:P*", "Resource": "*" }
                                       ^^^^^^^^ PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE
      ] }`,
  },
  {
    name: "a question mark is a wildcard too",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:PassRol?", "Resource": "*" }
                                       ^^^^^^^^^^^^^^ PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE
      ] }`,
  },
  {
    name: "what is reported for its breadth is not reported twice",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["iam:*", "s3:GetObject"], "Resource": "*" }
                                        ^^^^^^^ STAR_IN_ACTION_AND_RESOURCE
      ] }`,
  },
  {
    name: "in a boundary, where breadth is not reported",
    kind: "boundary",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "*", "Resource": "*" }
                                       ^^^ CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE
                                       ^^^ PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE
      ] }`,
  },
  {
    name: "a pattern without it",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:Get*", "Resource": "*" }
      ] }`,
  },
  {
    name: "a limited service",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:Pass*", "Resource": "*", "Condition": { "StringEquals": { "iam:PassedToService": "lambda.amazonaws.com" } } }
      ] }`,
  },
  {
    name: "named roles",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:Pass*", "Resource": "arn:aws:iam::111122223333:role/app" }
      ] }`,
  },
] as const)("$name", (example) => {
  expect(
    annotateLike(example.policy, "json", "kind" in example ? { kind: example.kind } : undefined),
  ).toBe(example.policy);
});
