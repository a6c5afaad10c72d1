import { expect, test } from "@jest/globals";
import { runRules } from "../../../src/rules/run-rules.ts";
import { annotateLike } from "../../support/annotate.ts";
import { partlyKnownPolicy } from "../../support/partly-known.ts";

test.each([
  {
    name: "lists of actions and resources",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "NotAction": [], "NotResource": [] }
                                         ^^ EMPTY_ARRAY_ACTION
                                                            ^^ EMPTY_ARRAY_RESOURCE
      ] }`,
  },
  {
    name: "a set operator counts before IfExists",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "ForAllValues:StringEqualsIfExists": { "aws:TagKeys": [] } } }
                                                                                                                                                            ^^ EMPTY_ARRAY_CONDITION_FORALLVALUES
      ] }`,
  },
  {
    name: "an operator without keys, which Access Analyzer leaves alone",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "StringEquals": {}, "Bool": { "aws:SecureTransport": "true" } } }
                                                                                                                      ^^ EMPTY_OBJECT_CONDITION
      ] }`,
  },
  {
    name: "principals",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "NotPrincipal": {}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" },
                                            ^^ EMPTY_OBJECT_PRINCIPAL
        { "Effect": "Deny", "Principal": { "AWS": ["111122223333"], "Service": [] }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
                                                                               ^^ EMPTY_ARRAY_PRINCIPAL
      ] }`,
  },
  {
    name: "a list that holds an empty text is not empty",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "StringEquals": { "s3:prefix": [""] } } }
                                       ^^^^^^^^^^^^^^ UNSUPPORTED_ACTION_FOR_CONDITION_KEY
      ] }`,
  },
] as const)("$name", ({ kind, policy }) => {
  expect(annotateLike(policy, "json", { kind })).toBe(policy);
});

/** Parts that are not known before deployment stand in angle brackets. */
test.each([
  {
    name: "a list of one unknown value",
    kind: "identity",
    statement: `{ "Effect": "Allow", "Action": ["<var.action>"], "Resource": "arn:aws:s3:::b/*" }`,
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
