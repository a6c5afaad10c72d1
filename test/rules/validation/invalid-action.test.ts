import { expect, test } from "@jest/globals";
import { annotateLike, findingsIn } from "../../support/annotate.ts";

test.each([
  {
    name: "a misspelt action",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObjct", "Resource": "arn:aws:s3:::b/*" }
                                       ^^^^^^^^^^^^^ INVALID_ACTION
      ] }`,
  },
  {
    name: "an API operation whose action has another name",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["s3:ListBuckets", "s3:GetObject"], "Resource": "*" }
                                        ^^^^^^^^^^^^^^^^ INVALID_ACTION
      ] }`,
  },
  {
    name: "a pattern that no action matches",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:Frobnicate*", "Resource": "*" }
                                       ^^^^^^^^^^^^^^^^ INVALID_ACTION
      ] }`,
  },
  {
    name: "in NotAction of a Deny as well",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "NotAction": ["iam:GetRoles"], "Resource": "*" }
                                          ^^^^^^^^^^^^^^ INVALID_ACTION
      ] }`,
  },
  {
    name: "no service at all",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "GetObject", "Resource": "*" }
                                       ^^^^^^^^^^^ INVALID_ACTION
      ] }`,
  },
  {
    name: "a pattern without a service",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "Get*", "Resource": "*" }
                                       ^^^^^^ INVALID_ACTION
      ] }`,
  },
  {
    name: "case does not count",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "S3:listallmybuckets", "Resource": "*" }
      ] }`,
  },
  {
    name: "patterns that some action matches",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["s3:Get*", "s3:?etObject", "*:Get*"], "Resource": "arn:aws:s3:::b/*" }
                                        ^^^^^^^^^ REDUNDANT_ACTION
      ] }`,
  },
] as const)("$name", ({ policy }) => {
  expect(annotateLike(policy)).toBe(policy);
});

test.each([
  ["s3:GetObjct", "s3:GetObject"],
  ["S3:listbuckets", "S3:ListAllMyBuckets"],
  ["ec2:Decsribe*", "ec2:Describe*"],
  ["lambda:invoke", "lambda:InvokeFunction"],
])("the suggestion for %s leads to %s and keeps the quotes", (written, wanted) => {
  const text = `{ "Version": "2012-10-17", "Statement": { "Effect": "Deny", "Action": "${written}", "Resource": "*" } }`;
  const [finding] = findingsIn(text);
  const [edit, ...others] = finding?.suggestion?.edits ?? [];
  expect(others).toEqual([]);
  const { start, end } = edit?.range ?? { start: 0, end: 0 };
  expect(text.slice(0, start) + edit?.newText + text.slice(end)).toBe(
    text.replace(written, wanted),
  );
});

test("no suggestion where an escape lies in the text, and none without a near name", () => {
  const of = (action: string): unknown =>
    findingsIn(
      `{ "Version": "2012-10-17", "Statement": { "Effect": "Deny", "Action": "${action}", "Resource": "*" } }`,
    ).map(({ issueCode, suggestion }) => ({ issueCode, suggestion }));
  expect(of("s3:Get\\u004fbjct")).toEqual([{ issueCode: "INVALID_ACTION" }]);
  expect(of("s3:Frobnicate*")).toEqual([{ issueCode: "INVALID_ACTION" }]);
});

test("the message names the service and quotes the action on one line, without backticks of its own", () => {
  const [finding] = findingsIn(
    '{ "Version": "2012-10-17", "Statement": { "Effect": "Deny", "Action": "s3:`@all`\\n# x", "Resource": "*" } }',
  );
  expect(finding?.details).toContain("Amazon S3 has no action `s3:'@all' # x`");
});
