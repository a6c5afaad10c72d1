import { describe, expect, test } from "@jest/globals";
import { checkRunReport } from "../../src/reports/check-run.ts";
import { htmlReport } from "../../src/reports/html.ts";
import { jsonReport } from "../../src/reports/json.ts";
import { reviewComments } from "../../src/reports/review-comments.ts";
import { sarifReport } from "../../src/reports/sarif.ts";
import { terminalReport } from "../../src/reports/terminal.ts";
import type { Review } from "../../src/review/review.ts";
import { accessEntry, accessLine, finding, review } from "./review-fixture.ts";
import { schemaErrors } from "./sarif-schema.ts";

/** What base had, and why nobody can tell whether head has it: one cause, and two findings. */
const place = { file: "main.tf", start: { line: 1, column: 1 }, end: { line: 1, column: 4 } };
const old = {
  ...place,
  issueCode: "PASS_ROLE_WITH_STAR_IN_RESOURCE",
  findingType: "SECURITY_WARNING" as const,
  policy: "aws_iam_role_policy.a",
  details: "It was so.",
};
const reason = "the policy is `var.x`, which is an input without a value here: it is not judged";
const undecided = (["granted", "removed"] as const).map((direction) => ({
  direction,
  reason,
  statement: null,
}));

const open = review({
  verdict: "pass",
  title: "Perhaps new access, 2 no longer judged",
  findings: [],
  unjudged: [
    {
      reason,
      findings: [
        { ...old, fingerprint: "a" },
        { ...old, fingerprint: "b", policy: "aws_iam_role_policy.b" },
      ],
    },
  ],
  access: {
    newAccess: "undecided",
    notCompared: [],
    entries: [
      accessEntry({ granted: [], undecided }),
      accessEntry({ granted: [], undecided, kind: "trust" }),
    ],
  },
});

const terminal = (of: Review): string => terminalReport(of, { color: false, width: 300 });

describe("what can no longer be judged is said once for each cause", () => {
  test("in the check run", () => {
    const { summary, conclusion, annotations } = checkRunReport(open);
    expect(summary).toContain(
      `### No longer judged: 2 findings

Neither fixed for certain nor known to be there.

- ${reason}
  - \`PASS_ROLE_WITH_STAR_IN_RESOURCE\` in \`aws_iam_role_policy.a\`, \`aws_iam_role_policy.b\``,
    );
    expect(summary).not.toContain("Fixed");
    expect([conclusion, annotations]).toEqual(["success", []]);
  });

  test("of a principal and who assumes it, in both directions", () => {
    const words = `**undecided** what is new and gone: ${reason}`;
    expect(checkRunReport(open).summary.split(words)).toHaveLength(2);
    expect(terminal(open).split("? undecided what is new and gone: ")).toHaveLength(2);
  });

  test("on the terminal", () => {
    expect(terminal(open)).toContain(
      `No longer judged: 2
  ${reason}
    PASS_ROLE_WITH_STAR_IN_RESOURCE in aws_iam_role_policy.a
    PASS_ROLE_WITH_STAR_IN_RESOURCE in aws_iam_role_policy.b`,
    );
  });

  test("in HTML", () => {
    const html = htmlReport(open);
    expect(html).toContain("No longer judged: 2");
    expect(html).toContain("aws_iam_role_policy.b");
    expect(htmlReport(review())).not.toContain("No longer judged");
  });

  test("in SARIF as a notification: it is no result, neither unchanged nor absent", () => {
    const tool = { version: "1.2.3", rules: [] };
    for (const complete of [false, true]) {
      const log = JSON.parse(sarifReport(open, tool, { complete }));
      expect(schemaErrors(log)).toEqual([]);
      const [run] = log.runs;
      expect(run.results).toEqual([]);
      expect(run.invocations[0].toolExecutionNotifications).toEqual([
        {
          descriptor: { id: "NO_LONGER_JUDGED" },
          level: "warning",
          message: {
            text: expect.stringContaining("Found before: PASS_ROLE_WITH_STAR_IN_RESOURCE in"),
          },
        },
      ]);
    }
  });

  test("in JSON, in a field of its own", () => {
    const data = JSON.parse(jsonReport(open));
    expect(data.findings).toEqual([]);
    expect(data.unjudged).toEqual(open.unjudged);
    expect(JSON.parse(jsonReport(review()))).not.toHaveProperty("unjudged");
  });
});

describe("what base could not tell is said with what is new", () => {
  const before = "it depends on the value of var.x";
  const fresh = review({
    findings: [finding({ unknownBefore: before })],
    access: {
      newAccess: "some",
      notCompared: [],
      entries: [accessEntry({ granted: [accessLine()], unknownBefore: before })],
    },
  });

  test("in every report", () => {
    const words = `not known whether it was there before: ${before}`;
    const { summary } = checkRunReport(fresh);
    expect(summary).toContain(`(${words}): Name the role ARNs`);
    expect(summary).toContain(`<br>**not known** whether it was allowed before: ${before}`);
    expect(terminal(fresh)).toContain(words);
    expect(terminal(fresh)).toContain(`? not known whether it was allowed before: ${before}`);
    expect(htmlReport(fresh)).toContain(`<em>${words}</em>`);
    expect(reviewComments(fresh)[0]?.body).toContain(
      `It is not known whether it was there before: ${before}.`,
    );
    expect(JSON.parse(jsonReport(fresh)).findings[0].unknownBefore).toBe(before);
  });

  test("it counts all the same", () => {
    expect(checkRunReport(fresh).annotations).toHaveLength(1);
  });
});
