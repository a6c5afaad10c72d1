import { expect, test } from "@jest/globals";
import { annotateLike } from "../../support/annotate.ts";

test.each([
  {
    name: "neither Action nor NotAction",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Resource": "*" }
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ MISSING_ACTION
      ] }`,
  },
  {
    name: "points at a misspelt name",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Actions": "s3:GetObject", "Resource": "*" }
                             ^^^^^^^^^ MISSING_ACTION
      ] }`,
  },
  {
    name: "names are case-sensitive",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "action": "s3:GetObject", "Resource": "*" }
                             ^^^^^^^^ MISSING_ACTION
      ] }`,
  },
  {
    name: "NotAction is enough",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "NotAction": "iam:*", "Resource": "*" }
      ] }`,
  },
  {
    name: "an empty list is another matter",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": [], "Resource": "*" }
                                       ^^ EMPTY_ARRAY_ACTION
      ] }`,
  },
] as const)("$name", ({ policy }) => {
  expect(annotateLike(policy)).toBe(policy);
});
