import { expect, test } from "@jest/globals";
import { annotateLike } from "../../support/annotate.ts";

test.each([
  {
    name: "ids of roles and users in a list",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": ["AROA1B2C3D4E5F6G7H8I9", "AIDA1B2C3D4E5F6G7H8I9"] }, "Action": "sts:AssumeRole" }
                                                    ^^^^^^^^^^^^^^^^^^^^^^^ INVALID_ROLE_REFERENCE
                                                                             ^^^^^^^^^^^^^^^^^^^^^^^ INVALID_USER_REFERENCE
      ] }`,
  },
  {
    name: "a role with a path, whose sessions lack it",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": ["arn:aws:iam::111122223333:role/teams/ci", "arn:aws:sts::111122223333:assumed-role/ci/nightly"] }, "Action": "sts:AssumeRole" }
                                                                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY
      ] }`,
  },
  {
    name: "a session of the same name in another account",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": ["arn:aws:iam::111122223333:role/ci", "arn:aws:sts::444455556666:assumed-role/ci/nightly"] }, "Action": "sts:AssumeRole" }
      ] }`,
  },
] as const)("$name", ({ kind, policy }) => {
  expect(annotateLike(policy, "json", { kind })).toBe(policy);
});
