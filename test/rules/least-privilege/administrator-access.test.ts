import { expect, test } from "@jest/globals";
import { accessFamilies } from "../../../src/rules/least-privilege/access-families.ts";
import { reportedAsAWhole } from "../../../src/rules/least-privilege/reported-as-a-whole.ts";
import { annotateLike } from "../../support/annotate.ts";

/** Shown whether or not an example names them. */
const shown = [...reportedAsAWhole, ...accessFamilies.map(({ issueCode }) => issueCode)].join(" ");

test.each([
  {
    name: "everything on everything",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "*", "Resource": "*" }
                                       ^^^ ADMINISTRATOR_ACCESS
      ] }`,
  },
  {
    name: "however it is written",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["s3:GetObject", "*:*"], "Resource": ["arn:aws:*:*:*:*"] }
                                        ^^^^^^^^^^^^^^ REDUNDANT_ACTION
                                                        ^^^^^ ADMINISTRATOR_ACCESS
      ] }`,
  },
  {
    name: "all but a few actions",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "NotAction": "account:CloseAccount", "Resource": "*" }
                                          ^^^^^^^^^^^^^^^^^^^^^^ ADMINISTRATOR_ACCESS
      ] }`,
  },
  {
    name: "in a permission set",
    kind: "permission-set",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "*", "Resource": "*" }
                                       ^^^ ADMINISTRATOR_ACCESS
      ] }`,
  },
  {
    name: "a Deny that takes little away",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "*", "Resource": "*" },
                                       ^^^ ADMINISTRATOR_ACCESS
        { "Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*" }
      ] }`,
  },
  {
    name: "a Deny with a condition takes nothing away for certain",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "*", "Resource": "*" },
                                       ^^^ ADMINISTRATOR_ACCESS
        { "Effect": "Deny", "Action": "iam:*", "Resource": "*", "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "false" } } }
      ] }`,
  },
  {
    name: "a Deny of IAM leaves breadth, but no administrator",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "*", "Resource": "*" },
                                       ^^^ STAR_IN_ACTION_AND_RESOURCE
        { "Effect": "Deny", "Action": "iam:*", "Resource": "*" }
      ] }`,
  },
  {
    name: "the form of PowerUserAccess",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"], "Resource": "*" }
                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ALLOW_WITH_NOT_ACTION
      ] }`,
  },
  {
    name: "one service is not everything",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:*", "Resource": "*" }
                                       ^^^^^^^ STAR_IN_ACTION_AND_RESOURCE
      ] }`,
  },
  {
    name: "every reading action is not everything",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["*:Get*", "*:List*"], "Resource": "*" }
                                        ^^^^^^^^ WILDCARD_IN_ACTION_SERVICE
                                                  ^^^^^^^^^ WILDCARD_IN_ACTION_SERVICE
      ] }`,
  },
  {
    name: "a condition restricts it",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "StringEquals": { "aws:ResourceTag/team": "a" } } }
                                       ^^^ CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE
                                       ^^^ PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE
      ] }`,
  },
  {
    name: "a guardrail has to begin with everything",
    kind: "scp",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "*", "Resource": "*" }
      ] }`,
  },
  {
    name: "in a resource policy the resource is one",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "*", "Resource": "*" }
      ] }`,
  },
  {
    name: "a Deny of everything",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": "*", "Resource": "*" }
      ] }`,
  },
] as const)("$name", ({ policy, kind }) => {
  expect(annotateLike(policy, "json", { kind }, `${policy} ${shown}`)).toBe(policy);
});
