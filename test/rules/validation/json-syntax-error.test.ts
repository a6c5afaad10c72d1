import { expect, test } from "@jest/globals";
import { annotateLike } from "../../support/annotate.ts";

test.each([
  {
    name: "a comma too many, and the rest is judged all the same",
    policy: `
      {
        "Version": "2012-10-17",
        "Statement": [
          { "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", }
                                                                     ^^^ PASS_ROLE_WITH_STAR_IN_RESOURCE
                                                                        ^ JSON_SYNTAX_ERROR
        ]
      }`,
  },
  {
    name: "a missing comma",
    policy: `
      {
        "Version": "2012-10-17"
        "Statement": [{ "Effect": "Deny", "Action": "*", "Resource": "*" }]
        ^^^^^^^^^^^ JSON_SYNTAX_ERROR
      }`,
  },
  {
    name: "the end is missing",
    policy: `
      {
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Deny", "Action": "*", "Resource": "*" }
                                                                         ^ JSON_SYNTAX_ERROR`,
  },
  {
    name: "nothing is wrong",
    policy: `
      { "Version": "2012-10-17", "Statement": [{ "Effect": "Deny", "Action": "*", "Resource": "*" }] }`,
  },
] as const)("$name", ({ policy }) => {
  expect(annotateLike(policy)).toBe(policy);
});
