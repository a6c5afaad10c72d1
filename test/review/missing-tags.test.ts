import { expect, test } from "@jest/globals";
import { toldReview } from "../support/told-review.ts";

function role(...tags: string[]): string {
  return `
resource "aws_iam_role" "r" {
  name = "r"
  tags = { ${tags.map((tag) => `${tag} = "x"`).join(", ")} }
}`;
}

const introduced = "introduced MISSING_REQUIRED_TAGS (SUGGESTION)";

test.each<[name: string, base: string, head: string, told: string[]]>([
  ["new", "", role("Owner"), [introduced]],
  ["with one more", role("Owner"), role("Owner", "Environment"), ["fixed MISSING_REQUIRED_TAGS"]],
  ["with one less", role("Owner", "Environment"), role("Owner"), [introduced]],
  [
    "with another one",
    role("Owner"),
    role("Environment"),
    [introduced, "fixed MISSING_REQUIRED_TAGS"],
  ],
])("a role that lacks tags, %s", async (_, base, head, told) => {
  const said = await toldReview({ "main.tf": base }, { "main.tf": head });
  expect(said.filter((line) => line.includes("MISSING_REQUIRED_TAGS"))).toEqual(told);
});
