import { describe, expect, test } from "@jest/globals";
import { checkRunReport } from "../../src/reports/check-run.ts";
import { reviewComments } from "../../src/reports/review-comments.ts";
import { terminalReport } from "../../src/reports/terminal.ts";
import type { AccessAnalyzerCoverage } from "../../src/review/review.ts";
import { finding, review } from "./review-fixture.ts";

const complete: AccessAnalyzerCoverage = {
  notAsked: null,
  required: false,
  policies: 3,
  answered: 3,
  paidChecks: 0,
  problems: [],
  leftOut: 0,
  withdrawn: [],
};

function words(parts: Partial<AccessAnalyzerCoverage>): { check: string; terminal: string } {
  const result = review({ accessAnalyzer: { ...complete, ...parts } });
  return {
    check: checkRunReport(result).summary.replaceAll("`", ""),
    terminal: terminalReport(result, { color: false, width: 200 }).replace(/\s+/g, " "),
  };
}

describe("every report says what was asked of AWS", () => {
  test.each<{ name: string; parts: Partial<AccessAnalyzerCoverage>; says: string[] }>([
    {
      name: "all",
      parts: {},
      says: ["AWS Access Analyzer was asked about 3 changed policy texts."],
    },
    {
      name: "some",
      parts: {
        answered: 1,
        problems: [{ reason: "AWS throttled the requests", policies: ["a.json"], missing: true }],
      },
      says: [
        "asked about 3 changed policy texts and answered for 1 of them.",
        "No answer: AWS throttled the requests.",
        "a.json",
      ],
    },
    {
      name: "nothing",
      parts: { notAsked: "it is not switched on where the review ran" },
      says: ["AWS Access Analyzer was not asked: it is not switched on where the review ran."],
    },
    {
      name: "an answer in doubt",
      parts: { problems: [{ reason: "it is odd", policies: ["a.json"], missing: false }] },
      says: ["An answer in doubt: it is odd."],
    },
    {
      name: "findings that were left out",
      parts: { leftOut: 2 },
      says: ["2 findings of AWS were left out: stand-ins were sent for values that are not known"],
    },
    { name: "paid checks", parts: { paidChecks: 1 }, says: ["1 paid check of AWS was made."] },
    {
      name: "what gave way",
      parts: {
        withdrawn: [
          {
            issueCode: "INVALID_ACTION",
            policy: "a.json",
            details: "There is no such action.",
            file: "a.json",
            start: { line: 4, column: 2 },
            end: { line: 4, column: 9 },
          },
        ],
      },
      says: ["INVALID_ACTION"],
    },
  ])("$name", ({ parts, says }) => {
    const { check, terminal } = words(parts);
    for (const sentence of says) {
      expect(check).toContain(sentence);
      expect(terminal).toContain(sentence);
    }
  });

  test("nothing where there was no policy to ask about", () => {
    expect(checkRunReport(review()).summary).not.toContain("Access Analyzer");
    expect(terminalReport(review(), { color: false, width: 80 })).not.toContain("Access Analyzer");
  });
});

test.each([
  { reportedBy: ["offline"] as const, says: undefined },
  { reportedBy: ["access-analyzer"] as const, says: "Reported by AWS Access Analyzer." },
  {
    reportedBy: ["offline", "access-analyzer"] as const,
    says: "AWS Access Analyzer reports it as well.",
  },
])("a finding by $reportedBy", ({ reportedBy, says }) => {
  const result = review({ findings: [finding({ reportedBy })] });
  const texts = [
    checkRunReport(result).summary,
    reviewComments(result)[0]?.body ?? "",
    terminalReport(result, { color: false, width: 100 }),
  ];
  for (const text of texts) {
    if (says === undefined) expect(text).not.toContain("AWS Access Analyzer");
    else expect(text).toContain(says);
  }
});

test("words of AWS and of a repository stay inert", () => {
  const problems = [{ reason: "@all #1 <b>", policies: ["a`b\n# c"], missing: true }];
  const { summary } = checkRunReport(review({ accessAnalyzer: { ...complete, problems } }));
  expect(summary).not.toMatch(/(^|[^`])@all/);
  expect(summary).not.toMatch(/^# c/m);
});
