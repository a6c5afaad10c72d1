import { expect, test } from "@jest/globals";
import { runRules } from "../../../src/rules/run-rules.ts";
import { annotateLike } from "../../support/annotate.ts";
import { partlyKnownPolicy } from "../../support/partly-known.ts";

test.each([
  {
    name: "a condition that says nothing about on whose behalf",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Service": "sns.amazonaws.com" }, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:q", "Condition": { "Bool": { "aws:SecureTransport": "true" } } }
                                                       ^^^^^^^^^^^^^^^^^^^ RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL
      ] }`,
  },
  {
    name: "a condition that may say it",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Service": "sns.amazonaws.com" }, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:q", "Condition": { "StringEquals": { "aws:PrincipalServiceName": "sns.amazonaws.com" } } }
      ] }`,
  },
  {
    name: "any of the keys, in any case",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Service": "sns.amazonaws.com" }, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:q", "Condition": { "ArnLike": { "AWS:sourcearn": "arn:aws:sns:eu-west-1:111122223333:t" } } }
      ] }`,
  },
  {
    name: "a service that is not known to send the keys",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Service": "ec2.amazonaws.com" }, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:q" }
      ] }`,
  },
  {
    name: "the weak key beside a strong one",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Service": "ses.amazonaws.com" }, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:q", "Condition": { "StringEquals": { "aws:Referer": "1", "aws:SourceAccount": "111122223333" } } }
      ] }`,
  },
] as const)("$name", ({ kind, policy }) => {
  expect(annotateLike(policy, "json", { kind })).toBe(policy);
});

/** Parts that are not known before deployment stand in angle brackets. */
test.each([
  {
    name: "a condition that is not known",
    kind: "resource",
    statement: `{ "Effect": "Allow", "Principal": { "Service": "sns.amazonaws.com" }, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:q", "Condition": { "StringEquals": { "<var.key>": "1" } } }`,
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
