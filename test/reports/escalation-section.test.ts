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

test("without a base a path is open, not new", () => {
  const { summary } = checkRunReport({ ...review, base: null });
  expect(summary).toContain("### 1 escalation path\n");
});

test("lesser paths are counted", () => {
  const lesser = { ...path("introduced", "`ci`", "reads"), severity: "medium" as const };
  const { summary } = checkRunReport(
    reviewOf({ escalations: [...(review.escalations ?? []), lesser] }),
  );
  expect(summary).toContain("- 1 lesser path: JSON has all of them");
  expect(checkRunReport(reviewOf({ escalations: [lesser] })).summary).not.toContain("path");
});

test("without new or closed paths nothing is said", () => {
  const quiet = reviewOf({ escalations: [path("pre-existing", "`old`", "was there")] });
  expect(checkRunReport(quiet).summary).not.toContain("escalation");
});

test("what several come to in the same way is spelt out once", () => {
  const names = ["a", "b", "c", "d", "d"];
  const escalations = names.map((name, index) => ({
    ...path("introduced", name, "`iam:PassRole`", "runs as the role"),
    principal: `role.${index}`,
  }));
  const { summary } = checkRunReport(reviewOf({ escalations }));
  expect(summary).toContain("### 5 new escalation paths");
  expect(summary).toContain("- a, b, c and 2 others → `iam:PassRole` → runs as the role");
  expect(summary.match(/PassRole/g)).toHaveLength(1);
});

test("ten ways are spelt out, of closed ones too, and the others counted", () => {
  const many = (state: ReviewEscalation["state"]) =>
    Array.from({ length: 25 }, (_, index) => path(state, "ci", `step ${index}`));
  const { summary } = checkRunReport(
    reviewOf({ escalations: [...many("introduced"), ...many("fixed")] }),
  );
  expect(summary.match(/^- ci → step/gm)).toHaveLength(10);
  expect(summary.match(/^- Closed: ci → step/gm)).toHaveLength(10);
  expect(summary).toContain("- 15 more paths: JSON has all of them");
  expect(summary).toContain("- Closed: 15 paths more");
});
