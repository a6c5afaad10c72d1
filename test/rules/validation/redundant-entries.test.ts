import { expect, test } from "@jest/globals";
import { runRules } from "../../../src/rules/run-rules.ts";
import { annotateLike } from "../../support/annotate.ts";
import { partlyKnownPolicy } from "../../support/partly-known.ts";

test.each([
  {
    name: "a chain is one finding, at its longest covered entry",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["s3:GetObject", "s3:Get*", "s3:GetObject*", "s3:PutObject"], "Resource": "arn:aws:s3:::b/*" }
                                                                   ^^^^^^^^^^^^^^^ REDUNDANT_ACTION
      ] }`,
  },
  {
    name: "two groups are two findings",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["s3:Get*", "s3:GetObject", "sqs:Send*", "sqs:SendMessage"], "Resource": "*" }
                                                   ^^^^^^^^^^^^^^ REDUNDANT_ACTION
                                                                                ^^^^^^^^^^^^^^^^^ REDUNDANT_ACTION
      ] }`,
  },
  {
    name: "the same action in another case",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["s3:GetObject", "S3:getobject"], "Resource": "arn:aws:s3:::b/*" }
                                                        ^^^^^^^^^^^^^^ REDUNDANT_ACTION
      ] }`,
  },
  {
    name: "the same text in another case is another resource",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::b/A*", "arn:aws:s3:::b/a1"] }
      ] }`,
  },
  {
    name: "patterns that overlap are independent",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["iam:Get*", "iam:*Role"], "Resource": "arn:aws:iam::111122223333:role/app" }
      ] }`,
  },
  {
    name: "exceptions are a list, too",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "NotAction": ["iam:List*", "iam:ListRoles"], "NotResource": ["*", "arn:aws:iam::111122223333:role/app"] }
                                                       ^^^^^^^^^^^^^^^ REDUNDANT_ACTION
                                                                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ REDUNDANT_RESOURCE
      ] }`,
  },
  {
    name: "a bucket and its objects are two things",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"] }
      ] }`,
  },
  {
    name: "nothing across statements",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/*" },
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
      ] }`,
  },
] as const)("$name", ({ kind, policy }) => {
  expect(annotateLike(policy, "json", { kind })).toBe(policy);
});

/** Parts that are not known before deployment stand in angle brackets. */
test.each([
  {
    name: "the same unknown bucket",
    kind: "identity",
    statement: `{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::<var.a>/*", "arn:aws:s3:::<var.a>/reports/*"] }`,
    codes: ["REDUNDANT_RESOURCE"],
  },
  {
    name: "different unknown buckets",
    kind: "identity",
    statement: `{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::<var.a>/*", "arn:aws:s3:::<var.b>/*"] }`,
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
