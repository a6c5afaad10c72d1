import { expect, test } from "@jest/globals";
import { partlyKnown } from "../../src/reports/partly-known.ts";

function policy(name: string, ...references: string[]) {
  const unknowns = references.map((reference) => ({
    reference,
    reason: "known after deployment" as const,
    file: "main.tf",
    line: 1,
  }));
  return { policy: name, unknowns };
}

test("what is named is more than where something is deployed to", () => {
  const partial = [
    policy("a", "AWS::Partition", "AWS::AccountId"),
    policy("b", "module.x.data.aws_caller_identity.this.account_id", "aws_region"),
    policy("c", "AWS::Region", "!Ref Bucket"),
    policy("d", "var.aws_region", "data.aws_region.here.name"),
  ];
  const { policies, others } = partlyKnown({ partial });
  expect(
    policies.map(({ policy: name, unknowns }) => [name, ...unknowns.map((each) => each.reference)]),
  ).toEqual([
    ["c", "!Ref Bucket"],
    ["d", "var.aws_region"],
  ]);
  expect(others).toBe("Of 2 more policies, only the account, Region or partition is not known.");
});

test("nothing is said of others when there are none", () => {
  expect(partlyKnown({ partial: [policy("a", "var.a")] }).others).toBe("");
  expect(partlyKnown({ partial: [] })).toEqual({ policies: [], others: "" });
});
