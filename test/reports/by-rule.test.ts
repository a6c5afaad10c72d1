import { describe, expect, test } from "@jest/globals";
import { countByRule } from "../../src/reports/by-rule.ts";
import { htmlReport } from "../../src/reports/html.ts";
import { terminalReport } from "../../src/reports/terminal.ts";
import type { ReviewFinding } from "../../src/review/review.ts";
import { finding, review } from "./review-fixture.ts";

function found(issueCode: string, count: number, more: Partial<ReviewFinding> = {}) {
  return Array.from({ length: count }, () => finding({ issueCode, ...more }));
}

const many = [
  ...found("INVALID_ACTION", 2, { findingType: "ERROR" }),
  ...found("STAR_IN_ACTION_AND_RESOURCE", 2, { confidence: "likely" }),
  ...found("CUSTOM_NO_TABLE_DELETION", 16),
];

test("the most frequent first, of equally frequent ones the most severe", () => {
  expect(countByRule(many).map(({ first, count }) => [first.issueCode, count])).toEqual([
    ["CUSTOM_NO_TABLE_DELETION", 16],
    ["INVALID_ACTION", 2],
    ["STAR_IN_ACTION_AND_RESOURCE", 2],
  ]);
});

test("a few findings need no overview", () => {
  expect(countByRule(many.slice(1))).toEqual([]);
});

describe("in a report", () => {
  const expected = [
    "Findings by rule",
    "     16  CUSTOM_NO_TABLE_DELETION  security warning",
    "      2  INVALID_ACTION  error",
    "      2  STAR_IN_ACTION_AND_RESOURCE  security warning (likely)",
    "",
  ].join("\n");

  test("for a terminal, of the findings of the change alone", () => {
    const before = found("MISSING_VERSION", 30, { state: "pre-existing" });
    const options = { color: false, width: 100 };
    expect(terminalReport(review({ findings: [...many, ...before] }), options)).toContain(expected);
    expect(terminalReport(review({ findings: before }), options)).not.toContain("by rule");
  });

  test("on the page", () => {
    const row =
      '<tr><td class="count">16</td><td><code>CUSTOM_NO_TABLE_DELETION</code></td><td><span class="badge security">Security warning</span></td></tr>';
    expect(htmlReport(review({ findings: many }))).toContain(row);
    expect(htmlReport(review({ findings: many.slice(1) }))).not.toContain('class="rules"');
  });
});
