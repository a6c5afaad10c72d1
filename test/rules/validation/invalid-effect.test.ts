import { expect, test } from "@jest/globals";
import { annotateLike, findingsIn } from "../../support/annotate.ts";

test.each([
  {
    name: "the case counts",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "allow", "Action": "s3:GetObject", "Resource": "*" }
                    ^^^^^^^ INVALID_EFFECT
      ] }`,
  },
  {
    name: "a misspelling",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Denys", "Action": "s3:GetObject", "Resource": "*" }
                    ^^^^^^^ INVALID_EFFECT
      ] }`,
  },
  {
    name: "an empty text",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "", "Action": "s3:GetObject", "Resource": "*" }
                    ^^ INVALID_EFFECT
      ] }`,
  },
  {
    name: "Allow and Deny",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" },
        { "Effect": "Deny", "Action": "s3:PutObject", "Resource": "*" }
      ] }`,
  },
] as const)("$name", ({ policy }) => {
  expect(annotateLike(policy)).toBe(policy);
});

test("the suggestion writes the effect as it has to be", () => {
  const text =
    '{ "Version": "2012-10-17", "Statement": { "Effect": "allow", "Action": "s3:GetObject", "Resource": "*" } }';
  const edit = findingsIn(text)[0]?.suggestion?.edits[0];
  expect(edit?.newText).toBe("Allow");
  expect(text.slice(edit?.range.start, edit?.range.end)).toBe("allow");
});
