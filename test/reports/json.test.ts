import { expect, test } from "@jest/globals";
import { jsonReport } from "../../src/reports/json.ts";
import { finding, review } from "./review-fixture.ts";

test("the contract of review and scan", () => {
  const suggestion = {
    title: "Name the role",
    edits: [
      { file: "a", start: { line: 1, column: 1 }, end: { line: 1, column: 2 }, newText: "x" },
    ],
  };
  expect(jsonReport(review({ findings: [finding({ suggestion })] }))).toBe(`{
  "schemaVersion": 1,
  "base": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
  "head": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  "verdict": "fail",
  "title": "1 security warning",
  "findings": [
    {
      "issueCode": "PASS_ROLE_WITH_STAR_IN_RESOURCE",
      "findingType": "SECURITY_WARNING",
      "confidence": "certain",
      "state": "introduced",
      "file": "infra/main.tf",
      "start": {
        "line": 12,
        "column": 17
      },
      "end": {
        "line": 12,
        "column": 20
      },
      "policy": "aws_iam_role.deploy inline \\"s3\\"",
      "details": "Name the role ARNs that may be passed instead of \`*\`.",
      "learnMoreLink": "https://docs.example.com/checks#pass-role",
      "fingerprint": "0123456789abcdef",
      "related": [],
      "suggestion": {
        "title": "Name the role",
        "edits": [
          {
            "file": "a",
            "start": {
              "line": 1,
              "column": 1
            },
            "end": {
              "line": 1,
              "column": 2
            },
            "newText": "x"
          }
        ]
      },
      "controls": [],
      "reportedBy": [
        "offline"
      ]
    }
  ],
  "access": [],
  "accessSummary": {
    "newAccess": null,
    "notCompared": []
  },
  "escalations": [],
  "coverage": {
    "policies": 3,
    "full": 3,
    "partial": [],
    "notJudged": []
  },
  "configurationProblems": []
}
`);
});

test("without a base it is null", () => {
  expect(JSON.parse(jsonReport(review({ base: null })))).toHaveProperty("base", null);
});

test("what a terminal would obey is escaped, and reads back the same", () => {
  const details = "\u001b[2J \u009b2J \u202e \u2028 \ud800 \u{e0041} ünï 漢 😀";
  const text = jsonReport(review({ findings: [finding({ details })] }));
  expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Cs}]/u);
  expect(text).toContain("ünï 漢 😀");
  expect(JSON.parse(text).findings[0].details).toBe(details);
});
