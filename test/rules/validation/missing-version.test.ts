import { expect, test } from "@jest/globals";
import { annotateLike } from "../../support/annotate.ts";

test.each([
  {
    name: "points at Statement",
    kind: "identity",
    policy: `
      { "Statement": [{ "Effect": "Deny", "Action": "*", "Resource": "*" }] }
        ^^^^^^^^^^^ MISSING_VERSION`,
  },
  {
    name: "points at a misspelt name",
    kind: "identity",
    policy: `
      { "version": "2012-10-17", "Statement": [{ "Effect": "Deny", "Action": "*", "Resource": "*" }] }
        ^^^^^^^^^ MISSING_VERSION`,
  },
  {
    name: "the older version is a version",
    kind: "identity",
    policy: `
      { "Version": "2008-10-17", "Statement": [{ "Effect": "Deny", "Action": "*", "Resource": "*" }] }`,
  },
] as const)("$name", ({ policy, kind }) => {
  expect(annotateLike(policy, "json", { kind })).toBe(policy);
});
