import { expect, test } from "@jest/globals";
import { runRules } from "../../../src/rules/run-rules.ts";
import { annotateLike } from "../../support/annotate.ts";
import { partlyKnownPolicy } from "../../support/partly-known.ts";

test.each([
  {
    name: "both actions, each in its form",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["iam:PassRole", "iam:createservicelinkedrole"], "Resource": "*" }
                                                                                                    ^^^ CREATE_SLR_WITH_STAR_IN_RESOURCE
                                                                                                    ^^^ PASS_ROLE_WITH_STAR_IN_RESOURCE
      ] }`,
  },
  {
    name: "a pattern that includes both",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["iam:?*Role"], "Resource": "*" }
                                        ^^^^^^^^^^^^ CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE
                                        ^^^^^^^^^^^^ PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE
      ] }`,
  },
  {
    name: "all but some actions, in a boundary, where breadth is not reported",
    kind: "boundary",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "NotAction": ["iam:PassRole", "s3:*"], "Resource": "*", "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "true" } } }
                                          ^^^^^^^^^^^^^^^^^^^^^^^^ CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION
      ] }`,
  },
  {
    name: "all but some actions and resources",
    kind: "boundary",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "NotAction": "s3:*", "NotResource": "arn:aws:iam::111122223333:role/admin" }
                                          ^^^^^^ CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE
                                          ^^^^^^ PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE
      ] }`,
  },
  {
    name: "all but every resource is none",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:PassRole", "NotResource": "*" }
      ] }`,
  },
  {
    name: "an empty list of exceptions says nothing",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "NotAction": [], "Resource": "arn:aws:s3:::b/*" }
                                          ^^ EMPTY_ARRAY_ACTION
      ] }`,
  },
  {
    name: "a linked service with a wildcard in its name",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "Resource": "*", "Condition": { "StringLike": { "iam:AWSServiceName": ["ecs.amazonaws.com", "*.amazonaws.com"] } } }
                                                                                  ^^^ CREATE_SLR_WITH_STAR_IN_RESOURCE
      ] }`,
  },
  {
    name: "a passed service with a wildcard in its name is a limit",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": { "StringLike": { "iam:PassedToService": "ec2.amazonaws.com*" } } }
      ] }`,
  },
  {
    name: "StringEqualsIfExists on the passed service is no limit",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": { "StringEqualsIfExists": { "iam:PassedToService": ["ec2.amazonaws.com"] } } }
                                                                   ^^^ PASS_ROLE_WITH_STAR_IN_RESOURCE
      ] }`,
  },
  {
    name: "StringLikeIfExists on the passed service, and IfExists on the linked one are",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": { "StringLikeIfExists": { "iam:PassedToService": ["ec2.amazonaws.com"] } } },
        { "Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "Resource": "*", "Condition": { "StringEqualsIfExists": { "iam:AWSServiceName": "ecs.amazonaws.com" } } }
      ] }`,
  },
  {
    name: "ForAnyValue limits the linked service, too",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "Resource": "*", "Condition": { "ForAnyValue:StringEquals": { "iam:awsservicename": "ecs.amazonaws.com" } } }
      ] }`,
  },
  {
    name: "the other service key is no limit",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "Resource": "*", "Condition": { "StringEquals": { "iam:PassedToService": "ecs.amazonaws.com" } } }
                                                                                  ^^^ CREATE_SLR_WITH_STAR_IN_RESOURCE
      ] }`,
  },
  {
    name: "guardrails grant nothing",
    kind: "scp",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["iam:PassRole", "iam:CreateServiceLinkedRole"], "Resource": "*" }
      ] }`,
  },
] as const)("$name", ({ kind, policy }) => {
  expect(annotateLike(policy, "json", { kind })).toBe(policy);
});

/** Parts that are not known before deployment stand in angle brackets. */
test.each([
  {
    name: "an exception that may be the action",
    kind: "boundary",
    statement: `{ "Effect": "Allow", "NotAction": "iam:<var.name>", "Resource": "*", "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "true" } } }`,
    codes: [],
  },
  {
    name: "resources that may turn out to be all",
    kind: "boundary",
    statement: `{ "Effect": "Allow", "Action": "iam:*", "NotResource": "<var.prefix>*" }`,
    codes: [],
  },
  {
    name: "a condition that may name the service",
    kind: "identity",
    statement: `{ "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": { "StringEquals": { "<var.key>": "ec2.amazonaws.com" } } }`,
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
