import { expect, test } from "@jest/globals";
import { checkRunReport } from "../../src/reports/check-run.ts";
import { terminalReport } from "../../src/reports/terminal.ts";
import type { Review, ReviewEscalation } from "../../src/review/review.ts";
import { reviewOf } from "../support/review.ts";

function path(state: ReviewEscalation["state"], ...steps: string[]): ReviewEscalation {
  return { id: "x", name: "x", severity: "critical", principal: "role.ci", path: steps, state };
}

const review: Review = reviewOf({
  escalations: [
    path("introduced", "`ci`", "`iam:PassRole` on `admin`", "runs as @admin"),
    path("pre-existing", "`old`", "was there"),
    path("fixed", "`ci`", "`iam:CreatePolicyVersion`"),
  ],
});

test("the check run spells new paths out, and names those that are closed", () => {
  const { summary } = checkRunReport(review);
  expect(summary).toContain("### 1 new escalation path, 1 closed");
  expect(summary).toContain("- `ci` → `iam:PassRole` on `admin` → runs as ");
  expect(summary).toContain("- Closed: `ci` → `iam:CreatePolicyVersion`");
  expect(summary).not.toContain("was there");
  // A name is no mention.
  expect(summary).not.toMatch(/[^\w`]@admin/);
});

test("so does the terminal", () => {
  const text = terminalReport(review, { color: false, width: 60 });
  expect(text).toContain("1 new escalation path, 1 closed\n  `ci` → `iam:PassRole` on `admin`");
  expect(text).toContain("  closed: `ci` → `iam:CreatePolicyVersion`");
});

test("lesser paths are counted", () => {
  const lesser = { ...path("introduced", "`ci`", "reads"), severity: "medium" as const };
  const { summary } = checkRunReport(
    reviewOf({ escalations: [...(review.escalations ?? []), lesser] }),
  );
  expect(summary).toContain("- 1 lesser path more: JSON has all of them");
  expect(checkRunReport(reviewOf({ escalations: [lesser] })).summary).not.toContain("path");
});

test("without new or closed paths nothing is said", () => {
  const quiet = reviewOf({ escalations: [path("pre-existing", "`old`", "was there")] });
  expect(checkRunReport(quiet).summary).not.toContain("escalation");
});
