import { expect, test } from "@jest/globals";
import { accessFamilies } from "../../../src/rules/least-privilege/access-families.ts";
import { reportedAsAWhole } from "../../../src/rules/least-privilege/reported-as-a-whole.ts";
import { annotateLike } from "../../support/annotate.ts";

/** Shown whether or not an example names them. */
const shown = [...reportedAsAWhole, ...accessFamilies.map(({ issueCode }) => issueCode)].join(" ");

test.each([
  {
    name: "a whole service on every resource",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:*", "Resource": "*" }
                                       ^^^^^^ STAR_IN_ACTION_AND_RESOURCE
      ] }`,
  },
  {
    name: "each pattern by itself, whatever its case",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["S3:*", "s3:GetObject", "dynamodb:**"], "Resource": ["*"] }
                                        ^^^^^^ STAR_IN_ACTION_AND_RESOURCE
                                                ^^^^^^^^^^^^^^ REDUNDANT_ACTION
                                                                ^^^^^^^^^^^^^ STAR_IN_ACTION_AND_RESOURCE
      ] }`,
  },
  {
    name: "a pattern over several services",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3*:*", "Resource": "*" }
                                       ^^^^^^^ STAR_IN_ACTION_AND_RESOURCE
      ] }`,
  },
  {
    name: "all resources but some",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::audit/*" }
                                       ^^^^^^ STAR_IN_ACTION_AND_RESOURCE
      ] }`,
  },
  {
    name: "a condition that does not limit the resources",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "ec2:*", "Resource": "*", "Condition": { "StringEquals": { "aws:RequestedRegion": "eu-west-1" } } }
                                       ^^^^^^^ STAR_IN_ACTION_AND_RESOURCE
      ] }`,
  },
  {
    name: "everything, but not without a condition",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "true" } } }
                                       ^^^ STAR_IN_ACTION_AND_RESOURCE
      ] }`,
  },
  {
    name: "a condition that may limit the resources",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "ec2:*", "Resource": "*", "Condition": { "StringEquals": { "aws:ResourceTag/team": "a" } } }
                                                                                                  ^^^^^^^^^^^^^^^^^^^^^^ ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE
      ] }`,
  },
  {
    name: "not repeated for an administrator",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["*", "s3:*"], "Resource": "*" }
                                        ^^^ ADMINISTRATOR_ACCESS
                                             ^^^^^^ REDUNDANT_ACTION
      ] }`,
  },
  {
    name: "named resources",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:*", "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"] }
      ] }`,
  },
  {
    name: "a service whose actions take no resource",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "compute-optimizer:*", "Resource": "*" }
      ] }`,
  },
  {
    name: "part of a service",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:Get*", "Resource": "*" }
                                       ^^^^^^^^^ ALL_OBJECTS_READABLE
      ] }`,
  },
  {
    name: "a Deny",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": "s3:*", "Resource": "*" }
      ] }`,
  },
  {
    name: "a service control policy",
    kind: "scp",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:*", "Resource": "*" }
      ] }`,
  },
] as const)("$name", ({ policy, kind }) => {
  expect(annotateLike(policy, "json", { kind }, `${policy} ${shown}`)).toBe(policy);
});
