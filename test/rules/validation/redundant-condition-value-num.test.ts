import { expect, test } from "@jest/globals";
import { annotateLike } from "../../support/annotate.ts";

test.each([
  {
    name: "whichever limit counts",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::b", "Condition": { "NumericGreaterThanEqualsIfExists": { "s3:max-keys": ["10", "5"] } } }
                                                                                                                                                          ^^^^^^^^^^^ REDUNDANT_CONDITION_VALUE_NUM
      ] }`,
  },
  {
    name: "equality compares with each",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::b", "Condition": { "NumericNotEquals": { "s3:max-keys": ["10", "5"] } } }
      ] }`,
  },
] as const)("$name", ({ kind, policy }) => {
  expect(annotateLike(policy, "json", { kind })).toBe(policy);
});
