import { expect, test } from "@jest/globals";
import { managedDocument } from "../../../src/access/managed-document.ts";
import { principalsOf } from "../../../src/access/principals.ts";
import { managedPolicyNames } from "../../../src/catalog/managed-policies.ts";
import type { Inventory, Owner } from "../../../src/policy/inventory.ts";
import { literalText } from "../../../src/policy/text-value.ts";
import { nowhere } from "../../../src/policy/written-document.ts";
import { reviewChange } from "../../../src/review/review-change.ts";
import { broadManagedPolicy } from "../../../src/rules/least-privilege/broad-managed-policy.ts";
import { runRules } from "../../../src/rules/run-rules.ts";
import { fakeChange } from "../../support/fake-change.ts";

const arnOf = (name: string): string => `arn:aws:iam::aws:policy/${name}`;

function holder(address: string, name: string): Owner {
  const attached = [literalText(arnOf(name), nowhere)];
  return {
    address,
    type: "AWS::IAM::Role",
    range: nowhere,
    accessKeys: [],
    managedPolicies: attached,
    foreignPolicies: attached,
  };
}

function inventoryOf(names: readonly string[]): Inventory {
  return { policies: [], owners: names.map((name) => holder(name, name)), notJudged: [] };
}

function addresses(inventory: Inventory): (string | undefined)[] {
  return runRules(inventory, [], [broadManagedPolicy]).map(({ address }) => address);
}

/** More than are kept as they were read. */
const others = managedPolicyNames()
  .filter((name) => !name.includes("service-role/"))
  .slice(0, 250);

test("what a managed policy allows does not depend on how many were read since", () => {
  const inventory = inventoryOf(["AmazonS3FullAccess"]);
  principalsOf(inventory);
  for (const name of others) managedDocument(arnOf(name));
  expect(addresses(inventory)).toEqual(["AmazonS3FullAccess"]);
});

test("among many others each is judged as it is alone", () => {
  const alone = others.flatMap((name) => addresses(inventoryOf([name])));
  expect(alone.length).toBeGreaterThan(30);
  expect(addresses(inventoryOf(others)).toSorted()).toEqual(alone.toSorted());
});

test("a managed policy that is attached under a condition is judged, with the condition", async () => {
  const text = `
variable "on" {}
resource "aws_iam_role" "reader" {
  name               = "reader"
  assume_role_policy = ""
}
resource "aws_iam_role_policy_attachment" "s3" {
  count      = var.on ? 1 : 0
  role       = aws_iam_role.reader.name
  policy_arn = "${arnOf("AmazonS3FullAccess")}"
}
`;
  const { findings } = await reviewChange(fakeChange({}, { "main.tf": text }));
  const found = findings.filter(({ issueCode }) => issueCode === "BROAD_MANAGED_POLICY");
  expect(found.map(({ start }) => start.line)).toEqual([10]);
  expect(found[0]?.details).toMatch(/This applies only if `var\.on` holds\.$/);
});
