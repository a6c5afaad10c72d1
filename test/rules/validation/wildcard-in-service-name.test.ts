import { expect, test } from "@jest/globals";
import { annotateLike } from "../../support/annotate.ts";

test.each([
  {
    name: "in NotResource, too",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": "*", "NotResource": "arn:aws:s?:::b" }
                                                          ^^^^^^^^^^^^^^^^ WILDCARD_IN_SERVICE_NAME
      ] }`,
  },
  {
    name: "every service",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": "s3:*", "Resource": ["arn:aws:*:*:*:secret"] }
      ] }`,
  },
] as const)("$name", ({ kind, policy }) => {
  expect(annotateLike(policy, "json", { kind })).toBe(policy);
});
