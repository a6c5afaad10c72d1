import { expect, test } from "@jest/globals";
import { annotateLike } from "../../support/annotate.ts";

test.each([
  {
    name: "no Effect",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Action": "s3:GetObject", "Resource": "*" }
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ MISSING_EFFECT
      ] }`,
  },
  {
    name: "points at a misspelt name",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Efect": "Allow", "Action": "s3:GetObject", "Resource": "*" }
          ^^^^^^^ MISSING_EFFECT
      ] }`,
  },
  {
    name: "every statement for itself",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Action": "s3:GetObject", "Resource": "*" },
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ MISSING_EFFECT
        { "Action": "s3:PutObject", "Resource": "*" }
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ MISSING_EFFECT
      ] }`,
  },
  {
    name: "there is one",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": "s3:GetObject", "Resource": "*" }
      ] }`,
  },
] as const)("$name", ({ policy }) => {
  expect(annotateLike(policy)).toBe(policy);
});
