import { describe, expect, test } from "@jest/globals";
import { readAwsEnvironment, wantsAws } from "../../src/aws/aws-environment.ts";

test("nothing has to be set", () => {
  expect(readAwsEnvironment({})).toEqual({ aws: { paidChecksMax: 0 } });
});

test("all that can be set", () => {
  expect(
    readAwsEnvironment({
      LEASTWISE_AWS_REGION: "eu-central-1",
      AWS_REGION: "us-east-1",
      LEASTWISE_AWS_ROLE_ARN: "arn:aws:iam::111122223333:role/ci/leastwise",
      LEASTWISE_AWS_EXTERNAL_ID: "abc-1",
      LEASTWISE_AWS_SESSION_TAGS: "team=platform, app=leastwise",
      LEASTWISE_AWS_PAID_CHECKS_MAX: "50",
    }),
  ).toEqual({
    aws: {
      region: "eu-central-1",
      paidChecksMax: 50,
      role: {
        arn: "arn:aws:iam::111122223333:role/ci/leastwise",
        externalId: "abc-1",
        sessionTags: [
          { Key: "team", Value: "platform" },
          { Key: "app", Value: "leastwise" },
        ],
      },
    },
  });
});

describe("what is wrong is said, without the value", () => {
  const role = "arn:aws:iam::111122223333:role/leastwise";
  test.each([
    { variables: { AWS_REGION: "Frankfurt!" }, says: /no region/ },
    { variables: { LEASTWISE_AWS_PAID_CHECKS_MAX: "-1" }, says: /PAID_CHECKS_MAX/ },
    { variables: { LEASTWISE_AWS_PAID_CHECKS_MAX: "99999" }, says: /PAID_CHECKS_MAX/ },
    { variables: { LEASTWISE_AWS_ROLE_ARN: "my-secret-role" }, says: /ROLE_ARN is not/ },
    { variables: { LEASTWISE_AWS_EXTERNAL_ID: "secret" }, says: /go with/ },
    {
      variables: { LEASTWISE_AWS_ROLE_ARN: role, LEASTWISE_AWS_EXTERNAL_ID: "secret secret" },
      says: /EXTERNAL_ID has/,
    },
    {
      variables: { LEASTWISE_AWS_ROLE_ARN: role, LEASTWISE_AWS_SESSION_TAGS: "secret" },
      says: /key=value/,
    },
  ])("$variables", ({ variables, says }) => {
    const read = readAwsEnvironment(variables);
    const problems = "problems" in read ? read.problems : [];
    expect(problems).toEqual([expect.stringMatching(says)]);
    expect(problems.join()).not.toMatch(/secret|Frankfurt/);
  });
});

test.each([
  ["1", true],
  ["true", true],
  ["0", false],
  ["", false],
  [undefined, false],
  ["perhaps", undefined],
])("LEASTWISE_AWS=%s", (text, expected) => {
  expect(wantsAws({ LEASTWISE_AWS: text })).toBe(expected);
});
