import { describe, expect, test } from "@jest/globals";
import { parseSettings } from "../../src/settings/parse-settings.ts";
import { settingsPath } from "../../src/settings/settings.ts";

test("AWS is asked where the operator lets it, and need not answer", () => {
  expect(parseSettings("", settingsPath).settings.aws).toEqual({
    validate: true,
    required: false,
    checks: [],
  });
});

test("all that can be set", () => {
  const text = `aws:
  validate: true
  required: true
  checks: [no-new-access, no-public-access, access-not-granted]
access:
  critical-actions: ["iam:PassRole"]
  critical-resources: ["arn:aws:s3:::crown-jewels"]
`;
  const { settings, problems } = parseSettings(text, settingsPath);
  expect(problems).toEqual([]);
  expect(settings.aws).toEqual({
    validate: true,
    required: true,
    checks: ["no-new-access", "no-public-access", "access-not-granted"],
  });
  expect(settings.parameters.critical).toEqual({
    actions: ["iam:PassRole"],
    resources: ["arn:aws:s3:::crown-jewels"],
  });
});

describe("what is wrong is said", () => {
  test.each([
    { name: "no mapping", text: "aws: true" },
    { name: "an unknown key", text: "aws: { region: eu-central-1 }" },
    { name: "no truth value", text: "aws: { required: perhaps }" },
    { name: "required and switched off", text: "aws: { required: true, validate: false }" },
    { name: "an unknown check", text: "aws: { checks: [all] }" },
    { name: "a critical action with a wildcard", text: 'access: { critical-actions: ["iam:*"] }' },
    { name: "a critical resource that is none", text: "access: { critical-resources: [bucket] }" },
    {
      name: "more critical actions than AWS takes",
      text: `access: { critical-actions: [${Array(101).fill('"a:B"')}] }`,
    },
  ])("$name", ({ text }) => {
    expect(parseSettings(text, settingsPath).problems).toHaveLength(1);
  });
});
