import { expect, test } from "@jest/globals";
import { annotateLike, findingsIn } from "../../support/annotate.ts";

test.each([
  {
    name: "a service that does not exist",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "nosuchservice:Connect", "Resource": "*" }
                                       ^^^^^^^^^^^^^^^^^^^^^^^ INVALID_SERVICE_IN_ACTION
      ] }`,
  },
  {
    name: "in NotAction, and in a Deny",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "NotAction": ["sts:*", "dynamobd:*"], "Resource": "*" }
                                                   ^^^^^^^^^^^^ INVALID_SERVICE_IN_ACTION
      ] }`,
  },
  {
    name: "nothing in front of the colon",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": ":GetObject", "Resource": "*" }
                                      ^^^^^^^^^^^^ INVALID_SERVICE_IN_ACTION
      ] }`,
  },
  {
    name: "names of objects are no services",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": ["constructor:x", "__proto__:*"], "Resource": "*" }
                                       ^^^^^^^^^^^^^^^ INVALID_SERVICE_IN_ACTION
                                                        ^^^^^^^^^^^^^ INVALID_SERVICE_IN_ACTION
      ] }`,
  },
  {
    name: "known ones in any case, retired ones, and patterns",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": ["SageMaker:CreateModel", "zocalo:*", "s?:*", "*"], "Resource": "*" }
                                       ^^^^^^^^^^^^^^^^^^^^^^^ REDUNDANT_ACTION
      ] }`,
  },
] as const)("$name", ({ policy }) => {
  expect(annotateLike(policy)).toBe(policy);
});

test.each([
  ["s4:GetObject", "s3:GetObject"],
  ["dynamobd:GetItem", "dynamodb:GetItem"],
  ["cloudwatchlogs:PutLogEvents", "logs:PutLogEvents"],
  ["stepfunctions:*", "states:*"],
])("the suggestion for %s leads to %s", (written, wanted) => {
  const text = `{ "Version": "2012-10-17", "Statement": { "Effect": "Deny", "Action": "${written}", "Resource": "*" } }`;
  const edit = findingsIn(text)[0]?.suggestion?.edits[0];
  const { start, end } = edit?.range ?? { start: 0, end: 0 };
  expect(text.slice(0, start) + edit?.newText + text.slice(end)).toBe(
    text.replace(written, wanted),
  );
});
