import { expect, test } from "@jest/globals";
import { runRules } from "../../../src/rules/run-rules.ts";
import { annotateLike } from "../../support/annotate.ts";
import { partlyKnownPolicy } from "../../support/partly-known.ts";

test.each([
  {
    name: "a list of one is one value",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "StringLike": { "aws:PrincipalTag/team": ["*"] } } }
                                                                                                                                                ^^^ EQUIVALENT_TO_NULL_FALSE
      ] }`,
  },
  {
    name: "each key by itself, whatever the effect",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "stringlike": { "aws:PrincipalTag/team": "*", "aws:PrincipalTag/unit": "*" } } }
                                                                                                                                              ^^^ EQUIVALENT_TO_NULL_FALSE
                                                                                                                                                                            ^^^ EQUIVALENT_TO_NULL_FALSE
      ] }`,
  },
  {
    name: "among other values it is left alone",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "StringLike": { "aws:PrincipalTag/team": ["*", "blue"] } } }
      ] }`,
  },
  {
    name: "forms of which nothing is known",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "StringLike": { "aws:PrincipalTag/team": "**", "aws:PrincipalTag/unit": "?*" } } }
      ] }`,
  },
  {
    name: "absent, always and never",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "StringNotLikeIfExists": { "aws:PrincipalTag/a": "*" }, "ForAllValues:StringLike": { "aws:TagKeys": "*" } } },
                                                                                                                                                       ^^^ EQUIVALENT_TO_NULL_TRUE
                                                                                                                                                                                                          ^^^ REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "ForAllValues:StringNotLike": { "aws:TagKeys": "*" } } }
                                                                                                                                                     ^^^ EQUIVALENT_TO_NULL_TRUE
      ] }`,
  },
] as const)("$name", ({ kind, policy }) => {
  expect(annotateLike(policy, "json", { kind })).toBe(policy);
});

/** Parts that are not known before deployment stand in angle brackets. */
test.each([
  {
    name: "an unknown value is no wildcard",
    kind: "identity",
    statement: `{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "StringLike": { "aws:PrincipalTag/team": "<var.team>" } } }`,
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
