import { expect, test } from "@jest/globals";
import type { Owner } from "../../../src/policy/inventory.ts";
import { literalText } from "../../../src/policy/text-value.ts";
import { iamUserAccessKey } from "../../../src/rules/governance/iam-user-access-key.ts";
import { runRules } from "../../../src/rules/run-rules.ts";

const range = { file: "main.tf", start: 0, end: 10 };

function owner(fields: Partial<Owner>): Owner {
  return { address: "aws_iam_user.ci", type: "AWS::IAM::User", range, accessKeys: [], ...fields };
}

function judge(owners: readonly Owner[]): unknown[] {
  return runRules({ policies: [], owners, notJudged: [] }, [], [iamUserAccessKey]).map(
    ({ issueCode, address, at, details }) => ({ issueCode, address, at, details }),
  );
}

test("each key of a user is reported at its place", () => {
  const keys = [
    { address: "aws_iam_access_key.a", range: { file: "main.tf", start: 20, end: 30 } },
    { address: "aws_iam_access_key.b", range: { file: "keys.tf", start: 5, end: 9 } },
  ];
  const found = judge([owner({ accessKeys: keys, name: literalText("ci", range) })]);
  expect(found).toEqual(
    keys.map((key) => ({
      issueCode: "IAM_USER_ACCESS_KEY",
      address: "aws_iam_user.ci",
      at: key.range,
      details: expect.stringContaining("for the user `ci`"),
    })),
  );
});

test("a user without a key is not reported", () => {
  expect(judge([owner({})])).toEqual([]);
});
