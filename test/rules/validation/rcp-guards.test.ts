import { expect, test } from "@jest/globals";
import { runRules } from "../../../src/rules/run-rules.ts";
import { annotateLike } from "../../support/annotate.ts";
import { partlyKnownPolicy } from "../../support/partly-known.ts";

test.each([
  {
    name: "each key by itself, tags included",
    kind: "rcp",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": { "StringNotEquals": { "aws:PrincipalTag/team": "a", "aws:PrincipalAccount": "111122223333" } } }
                                                                                                                     ^^^^^^^^^^^^^^^^^^^^^^^ RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY
                                                                                                                                                   ^^^^^^^^^^^^^^^^^^^^^^ RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY
      ] }`,
  },
  {
    name: "a check for the contrary is no guard",
    kind: "rcp",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": { "StringNotEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" }, "Bool": { "aws:PrincipalIsAWSService": "true" } } }
                                                                                                                     ^^^^^^^^^^^^^^^^^^^^ RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY
      ] }`,
  },
  {
    name: "both guards are missing",
    kind: "rcp",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": { "StringNotEquals": { "aws:SourceOrgID": "o-a1b2c3d4e5" } } }
                                                                                                                     ^^^^^^^^^^^^^^^^^ RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY
                                                                                                                     ^^^^^^^^^^^^^^^^^ RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK
      ] }`,
  },
  {
    name: "the name of the service needs no test for presence",
    kind: "rcp",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": { "StringEquals": { "aws:PrincipalServiceName": "s3.amazonaws.com" }, "Bool": { "aws:PrincipalIsAWSService": "true" } } }
      ] }`,
  },
  {
    name: "other policies do not reach services",
    kind: "scp",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": { "StringNotEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }
      ] }`,
  },
] as const)("$name", ({ kind, policy }) => {
  expect(annotateLike(policy, "json", { kind })).toBe(policy);
});

/** Parts that are not known before deployment stand in angle brackets. */
test.each([
  {
    name: "a guard whose value is not known",
    kind: "rcp",
    statement: `{ "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": { "StringNotEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" }, "Bool": { "aws:PrincipalIsAWSService": "<var.service>" } } }`,
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
