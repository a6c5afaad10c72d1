import { describe, expect, test } from "@jest/globals";
import type { Review } from "../../src/review/review.ts";
import { reviewChange } from "../../src/review/review-change.ts";
import { settingsPath } from "../../src/settings/settings.ts";
import { type FakeFiles, fakeChange } from "../support/fake-change.ts";

const today = "2026-11-24";
const ownerPath = "acme/.github/.github/leastwise.yml";

function policy(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
}
const admin = policy({ Action: "*", Resource: "*" });
const role = (more: string, principal = 'Service = "lambda.amazonaws.com"') =>
  `resource "aws_iam_role" "a" {
  name = "a"
${more}
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "sts:AssumeRole", Principal = { ${principal} } }
  ] })
}
`;
const table = policy({
  Action: "dynamodb:DeleteTable",
  Resource: "arn:aws:dynamodb:eu-west-1:111122223333:table/a",
});
const template = `Parameters:
  Actions: { Type: String }
Resources:
  A:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement: [{ Effect: Allow, Action: !Ref Actions, Resource: "*" }]
`;
const root = `variable "actions" {}
resource "aws_iam_policy" "a" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = var.actions, Resource = "*" }] })
}
`;

/** A setting; the files of a change; and the code that the setting brings (+) or takes away (-). */
const settings: [name: string, text: string, head: FakeFiles, difference: string][] = [
  [
    "a rule that is off",
    "rules: { ADMINISTRATOR_ACCESS: off }",
    { "a.json": admin },
    "- ADMINISTRATOR_ACCESS",
  ],
  ["a path", "paths: { ignore: [a.json] }", { "a.json": admin }, "- ADMINISTRATOR_ACCESS"],
  [
    "a kind",
    "policies: [{ path: a.json, kind: scp }]",
    { "a.json": admin },
    "- ADMINISTRATOR_ACCESS",
  ],
  [
    "a custom rule",
    "custom-rules: [{ code: CUSTOM_A, message: no, deny: { actions: ['dynamodb:DeleteTable'] } }]",
    { "a.json": table },
    "+ CUSTOM_A",
  ],
  [
    "trusted accounts",
    "access: { trusted-accounts: ['111122223333'] }",
    { "a.tf": role("", 'AWS = "arn:aws:iam::444455556666:role/x"') },
    "+ THIRD_PARTY_ROLE_WITHOUT_EXTERNAL_ID",
  ],
  [
    "critical actions",
    "access: { critical-actions: ['dynamodb:DeleteTable'] }",
    { "a.json": table },
    "+ CRITICAL_ACCESS_GRANTED",
  ],
  [
    "critical resources",
    "access: { critical-resources: ['arn:aws:dynamodb:eu-west-1:111122223333:table/a'] }",
    { "a.json": table },
    "+ CRITICAL_ACCESS_GRANTED",
  ],
  ["no tags", "principals: { required-tags: [] }", { "a.tf": role("") }, "- MISSING_REQUIRED_TAGS"],
  [
    "the longest session",
    "principals: { max-session-duration: 2h }",
    { "a.tf": role("  max_session_duration = 10800") },
    "+ SESSION_LONGER_THAN_ALLOWED",
  ],
  [
    "a boundary",
    "principals: { required-boundary: 'arn:aws:iam::*:policy/edge' }",
    { "a.tf": role("") },
    "+ MISSING_REQUIRED_BOUNDARY",
  ],
  [
    "values of variables",
    "terraform: [{ directory: infra, var-files: [env/prod.tfvars] }]",
    { "infra/main.tf": root, "env/prod.tfvars": 'actions = ["*"]\n' },
    "+ ADMINISTRATOR_ACCESS",
  ],
  [
    "values of parameters",
    "cloudformation: [{ template: app.yml, parameter-files: [env/prod.json] }]",
    { "app.yml": template, "env/prod.json": '{ "Parameters": { "Actions": "*" } }' },
    "+ ADMINISTRATOR_ACCESS",
  ],
];

async function review(base: FakeFiles, head: FakeFiles, ownerText?: string): Promise<Review> {
  const change = {
    ...fakeChange(base, head),
    ...(ownerText !== undefined && {
      ownerConfiguration: async () => ({ path: ownerPath, content: { text: ownerText } }),
    }),
  };
  return reviewChange(change, undefined, undefined, today);
}

function codes({ findings }: Review): string[] {
  return [...new Set(findings.map(({ issueCode }) => issueCode))].sort();
}

describe.each(settings)("%s", (_, text, head, difference) => {
  const own = { [settingsPath]: text };

  test("counts from the base, and from the owner's default", async () => {
    const before = await review({}, head);
    const [sign, code = ""] = difference.split(" ");
    expect(codes(before).includes(code)).toBe(sign === "-");
    const ofRepository = await review(own, { ...own, ...head });
    expect(codes(ofRepository).includes(code)).toBe(sign === "+");
    expect(codes(await review({}, head, text))).toEqual(codes(ofRepository));
  });

  test("changes nothing of the verdict on the change that brings it, which is told what it would", async () => {
    const before = await review({}, head);
    const bringing = await review({}, { ...own, ...head });
    expect([bringing.verdict, bringing.title]).toEqual([before.verdict, before.title]);
    expect(codes(bringing)).toEqual(codes(before));
    expect(bringing.configurationChange?.settings).not.toEqual([]);
    const code = difference.slice(2);
    expect(bringing.configurationChange?.effects.join("\n")).toContain(`\`${code}\``);
  });

  test("goes on counting for the change that takes it out", async () => {
    const holding = await review(own, { ...own, ...head });
    const removing = await review(own, head);
    expect([removing.verdict, removing.title]).toEqual([holding.verdict, holding.title]);
    expect(codes(removing)).toEqual(codes(holding));
    expect(removing.configurationChange?.effects).not.toEqual([]);
  });

  test("of the owner cannot be taken out by a change of a repository that says nothing", async () => {
    const held = await review({}, head, text);
    const empty = await review({}, { [settingsPath]: "# nothing\n", ...head }, text);
    expect(codes(empty)).toEqual(codes(held));
    expect(empty.configurationChange).toEqual({ file: settingsPath, settings: [], effects: [] });
  });
});
