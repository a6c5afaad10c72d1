import { expect, test } from "@jest/globals";
import { runRules } from "../../../src/rules/run-rules.ts";
import { annotateLike } from "../../support/annotate.ts";
import { partlyKnownPolicy } from "../../support/partly-known.ts";

test.each([
  {
    name: "a pattern with an action that has no tag",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "logs:D*LogGroup*", "Resource": "*", "Condition": { "StringEquals": { "aws:ResourceTag/team": "blue" } } }
                                                                                                             ^^^^^^^^^^^^^^^^^^^^^^ ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE
      ] }`,
  },
  {
    name: "one finding for each tag",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": "logs:DescribeLogGroups", "Resource": "*", "Condition": { "StringEquals": { "aws:ResourceTag/a": "1", "aws:resourcetag/b": "2" } } }
                                                                                                                  ^^^^^^^^^^^^^^^^^^^ DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE
                                                                                                                                            ^^^^^^^^^^^^^^^^^^^ DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE
      ] }`,
  },
  {
    name: "operators that are met without the key",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": "logs:DescribeLogGroups", "Resource": "*", "Condition": { "StringNotEquals": { "aws:ResourceTag/a": "1" } } },
        { "Effect": "Allow", "Action": "logs:DescribeLogGroups", "Resource": "*", "Condition": { "StringEqualsIfExists": { "aws:ResourceTag/a": "1" } } }
      ] }`,
  },
  {
    name: "presence and other tags",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "logs:DescribeLogGroups", "Resource": "*", "Condition": { "Null": { "aws:ResourceTag/team": "false" }, "StringEquals": { "aws:PrincipalTag/team": "blue" } } }
      ] }`,
  },
] as const)("$name", ({ kind, policy }) => {
  expect(annotateLike(policy, "json", { kind })).toBe(policy);
});

/** Parts that are not known before deployment stand in angle brackets. */
test.each([
  {
    name: "an unknown action may have the tag",
    kind: "identity",
    statement: `{ "Effect": "Allow", "Action": "logs:<var.name>", "Resource": "*", "Condition": { "StringEquals": { "aws:ResourceTag/team": "blue" } } }`,
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
