import { expect, test } from "@jest/globals";
import { reviewChange } from "../../../src/review/review-change.ts";
import { type FakeFiles, fakeChange } from "../../support/fake-change.ts";

/** The suggestions of a review for what reaches every resource. */
async function suggested(files: FakeFiles): Promise<string[]> {
  const { findings } = await reviewChange(fakeChange({}, files));
  return findings.flatMap(({ suggestion, issueCode }) =>
    suggestion && issueCode.startsWith("ALL_") ? [`${issueCode} ${suggestion.title}`] : [],
  );
}

const bucket = (name: string, label: string): string =>
  `resource "aws_s3_bucket" "${label}" {\n  bucket = "${name}"\n}\n`;
const reader = (actions: string, resources = '"*"'): string => `
data "aws_iam_policy_document" "read" {
  statement {
    actions   = [${actions}]
    resources = [${resources}]
  }
}
resource "aws_iam_role_policy" "read" {
  role   = "read"
  policy = data.aws_iam_policy_document.read.json
}
`;
const both = ["ALL_OBJECTS_READABLE Replace with `arn:aws:s3:::shop-invoices/*`"];

test.each<[string, FakeFiles, string[]]>([
  [
    "the one bucket that stands beside the policy",
    { "app/main.tf": bucket("shop-invoices", "a") + reader('"s3:GetObject"') },
    both,
  ],
  [
    "in another file of the folder",
    { "app/s3.tf": bucket("shop-invoices", "a"), "app/iam.tf": reader('"s3:GetObject"') },
    both,
  ],
  [
    "not one of two",
    {
      "app/main.tf":
        bucket("shop-invoices", "a") + bucket("shop-logs", "b") + reader('"s3:GetObject"'),
    },
    [],
  ],
  [
    "not for actions that take other resources as well",
    { "app/main.tf": bucket("shop-invoices", "a") + reader('"s3:GetObject", "s3:ListBucket"') },
    [],
  ],
  [
    "not for a pattern that means more than objects",
    { "app/main.tf": bucket("shop-invoices", "a") + reader('"s3:Get*"') },
    [],
  ],
  ["not without a bucket", { "app/main.tf": reader('"s3:GetObject"') }, []],
  [
    "not beside other resources",
    {
      "app/main.tf":
        bucket("shop-invoices", "a") + reader('"s3:GetObject"', '"arn:aws:s3:::x/*", "*"'),
    },
    [],
  ],
])("%s", async (_, files, expected) => {
  expect(await suggested(files)).toEqual(expected);
});
