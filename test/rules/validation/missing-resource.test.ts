import { expect, test } from "@jest/globals";
import { annotateLike, findingsIn } from "../../support/annotate.ts";

test.each([
  {
    name: "neither Resource nor NotResource",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets" }
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ MISSING_RESOURCE
      ] }`,
  },
  {
    name: "points at a misspelt name",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resources": "*" }
                                                       ^^^^^^^^^^^ MISSING_RESOURCE
      ] }`,
  },
  {
    name: "in a resource policy too",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "s3:GetObject" }
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ MISSING_RESOURCE
      ] }`,
  },
  {
    name: "a trust policy belongs to its role",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "sts:AssumeRole" }
      ] }`,
  },
  {
    name: "NotResource is enough",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::b/*" }
      ] }`,
  },
] as const)("$name", ({ policy, kind }) => {
  expect(annotateLike(policy, "json", { kind })).toBe(policy);
});

test("the suggestion renames a misspelt element", () => {
  const text =
    '{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "s3:GetObject", "Resources": "*" } }';
  const edit = findingsIn(text, "json", { kind: "identity" })[0]?.suggestion?.edits[0];
  expect(edit?.newText).toBe("Resource");
  expect(text.slice(edit?.range.start, edit?.range.end)).toBe("Resources");
});
