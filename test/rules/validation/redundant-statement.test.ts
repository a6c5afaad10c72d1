import { expect, test } from "@jest/globals";
import { runRules } from "../../../src/rules/run-rules.ts";
import { annotateLike } from "../../support/annotate.ts";
import { partlyKnownPolicy } from "../../support/partly-known.ts";

test.each([
  {
    name: "in another order",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Sid": "A", "Effect": "Allow", "Principal": { "AWS": ["111122223333", "444455556666"] }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" },
        { "Action": ["s3:GetObject"], "Effect": "Allow", "Principal": { "AWS": ["444455556666", "111122223333"] }, "Resource": "arn:aws:s3:::b/*" }
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ REDUNDANT_STATEMENT
      ] }`,
  },
  {
    name: "a condition more",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "Bool": { "aws:SecureTransport": "true" } } },
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
      ] }`,
  },
  {
    name: "one that another one includes",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::b/*" },
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
      ] }`,
  },
  {
    name: "names that three statements share",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Sid": "A", "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" },
        { "Sid": "A", "Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" },
        { "Sid": "A", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/*" }
                 ^^^ UNIQUE_SIDS_RECOMMENDED
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
    statement: `{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "<b.arn>/*" }, { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "<b.arn>/*" }`,
    codes: ["REDUNDANT_STATEMENT"],
  },
  {
    name: "different unknown buckets",
    kind: "identity",
    statement: `{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "<a.arn>/*" }, { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "<b.arn>/*" }`,
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
