import { expect, test } from "@jest/globals";
import { annotateLike } from "../../support/annotate.ts";

test.each([
  {
    name: "no Statement",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17" }
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^ MISSING_STATEMENT`,
  },
  {
    name: "an empty list",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [] }
                                 ^^^^^^^^^^^ MISSING_STATEMENT`,
  },
  {
    name: "points at a misspelt name",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statements": [{ "Effect": "Deny", "Action": "*", "Resource": "*" }] }
                                 ^^^^^^^^^^^^ MISSING_STATEMENT`,
  },
  {
    name: "one statement without a list",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": { "Effect": "Deny", "Action": "*", "Resource": "*" } }`,
  },
] as const)("$name", ({ policy, kind }) => {
  expect(annotateLike(policy, "json", { kind })).toBe(policy);
});
