import { describe, expect, test } from "@jest/globals";
import { annotationsMax, checkRunReport } from "../../src/reports/check-run.ts";
import { finding, review } from "./review-fixture.ts";

describe("the conclusion", () => {
  test.each([
    ["pass", "success"],
    ["fail", "failure"],
    ["incomplete", "failure"],
  ] as const)("%s → %s", (verdict, conclusion) => {
    expect(checkRunReport(review({ verdict })).conclusion).toBe(conclusion);
  });
});

describe("annotations", () => {
  test("a finding in GitHub's field names", () => {
    expect(checkRunReport(review()).annotations).toEqual([
      {
        path: "infra/main.tf",
        start_line: 12,
        end_line: 12,
        start_column: 17,
        end_column: 19,
        annotation_level: "failure",
        title: "Security warning: PASS_ROLE_WITH_STAR_IN_RESOURCE",
        message:
          "Name the role ARNs that may be passed instead of `*`.\nhttps://docs.example.com/checks#pass-role",
      },
    ]);
  });

  test.each([
    ["ERROR", "failure"],
    ["SECURITY_WARNING", "failure"],
    ["WARNING", "warning"],
    ["SUGGESTION", "notice"],
  ] as const)("%s → %s", (findingType, level) => {
    const { annotations } = checkRunReport(review({ findings: [finding({ findingType })] }));
    expect(annotations[0]?.annotation_level).toBe(level);
  });

  test("only what belongs to the change annotates", () => {
    const findings = (["introduced", "widened", "pre-existing", "fixed"] as const).map((state) =>
      finding({ state, issueCode: state }),
    );
    const { annotations } = checkRunReport(review({ findings }));
    expect(annotations.map(({ title }) => title)).toEqual([
      "Security warning: introduced",
      "Security warning: widened",
    ]);
  });

  test.each([
    {
      name: "several lines have no columns",
      end: { line: 14, column: 2 },
      lines: [12, 14],
      columns: [undefined, undefined],
    },
    {
      name: "an end before the first column is the end of the line above",
      end: { line: 14, column: 1 },
      lines: [12, 13],
      columns: [undefined, undefined],
    },
    {
      name: "the line's end with its line feed",
      end: { line: 13, column: 1 },
      lines: [12, 12],
      columns: [17, 17],
    },
    { name: "an empty place", end: { line: 12, column: 17 }, lines: [12, 12], columns: [17, 17] },
  ])("$name", ({ end, lines, columns }) => {
    const [annotation] = checkRunReport(review({ findings: [finding({ end })] })).annotations;
    expect([annotation?.start_line, annotation?.end_line]).toEqual(lines);
    expect([annotation?.start_column, annotation?.end_column]).toEqual(columns);
    expect(Object.values(annotation ?? {})).not.toContain(undefined);
  });

  test("related places and the fix are named", () => {
    const place = { file: "a.tf", start: { line: 3, column: 1 }, end: { line: 3, column: 2 } };
    const { annotations } = checkRunReport(
      review({
        findings: [
          finding({
            related: [{ ...place, message: "this action" }],
            suggestion: { title: "Name the role", edits: [] },
          }),
        ],
      }),
    );
    expect(annotations[0]?.message.split("\n")).toEqual([
      "Name the role ARNs that may be passed instead of `*`.",
      "a.tf:3: this action",
      "Fix: Name the role",
      "https://docs.example.com/checks#pass-role",
    ]);
  });

  test("long texts are cut within GitHub's bounds, and say so", () => {
    const [annotation] = checkRunReport(
      review({ findings: [finding({ details: "漢".repeat(70_000), issueCode: "X".repeat(300) })] }),
    ).annotations;
    expect(new TextEncoder().encode(annotation?.message).length).toBeLessThan(64 * 1024);
    expect(annotation?.message).toMatch(/… \(cut, \d+ characters\)$/);
    expect(annotation?.title).toHaveLength(255);
    expect(annotation?.title.endsWith("…")).toBe(true);
  });

  test("control characters are shown", () => {
    const [annotation] = checkRunReport(
      review({ findings: [finding({ details: "a\u001b[2Jb\u202e\nc" })] }),
    ).annotations;
    expect(annotation?.message).toMatch(/^a\\u\{1b\}\[2Jb\\u\{202e\}\\nc\n/);
  });

  test("past the bound the summary has the rest", () => {
    const findings = Array.from({ length: annotationsMax + 3 }, () => finding());
    const { annotations, summary } = checkRunReport(review({ findings }));
    expect(annotations).toHaveLength(annotationsMax);
    expect(summary).toContain("The first 500 are annotated in the files, 3 are listed here only.");
  });
});

describe("the summary", () => {
  test("a configuration that is not valid fails the check, and every problem is named", () => {
    const problem = {
      file: ".github/leastwise.yml",
      line: 3,
      column: 1,
      details: "`x` is not known",
    };
    const { conclusion, summary } = checkRunReport(
      review({ verdict: "incomplete", findings: [], configurationProblems: [problem] }),
    );
    expect(conclusion).toBe("failure");
    expect(summary).toContain("- `.github/leastwise.yml`, line 3, column 1: `x` is not known\n");
  });

  test("nothing to say is short", () => {
    const report = checkRunReport(
      review({ verdict: "pass", title: "Nothing new in 3 policies", findings: [] }),
    );
    expect(report.title).toBe("Nothing new in 3 policies");
    expect(report.summary).toBe(
      [
        "**Pass.** Nothing new in 3 policies",
        "Judged 3 policies, all of them wholly known. Compared `aaaaaaaaaaaa` with `bbbbbbbbbbbb`.",
      ].join("\n\n"),
    );
    expect(report).not.toHaveProperty("text");
  });

  test("everything there is: verdict, findings by policy, fixed, not judged, what was compared", () => {
    const { summary, text } = checkRunReport(
      review({
        title: "1 error, 1 security warning, 1 suggestion",
        findings: [
          finding({
            findingType: "ERROR",
            issueCode: "INVALID_ACTION",
            policy: "p.json",
            file: "p.json",
            details: "`s3:GetObjekt` is unknown.",
          }),
          finding(),
          finding({
            findingType: "SUGGESTION",
            state: "widened",
            issueCode: "REDUNDANT_ACTION",
            start: { line: 3, column: 1 },
          }),
          finding({ state: "pre-existing" }),
          finding({ state: "fixed", issueCode: "MISSING_VERSION" }),
        ],
        coverage: {
          policies: 3,
          full: 2,
          partial: [
            {
              policy: "aws_iam_policy.a",
              unknowns: [
                { reference: "var.bucket", reason: "input without a value", file: "a.tf", line: 7 },
              ],
            },
          ],
          notJudged: [
            {
              file: "b.tf",
              line: 2,
              address: "aws_iam_role.b",
              reason: "`for_each` over `local.x` is not known",
              unread: false,
            },
            {
              file: "",
              line: 1,
              address: null,
              reason: "the folder a/b: the repository is too large",
              unread: true,
            },
          ],
        },
      }),
    );
    expect(summary).toBe(
      `**Fail.** 1 error, 1 security warning, 1 suggestion

### Could not be read, and so fails the check

- the folder a/b: the repository is too large

### New in this change

\`p.json\`

- **Error** \`INVALID_ACTION\`, line 12: \`s3:GetObjekt\` is unknown. [Learn more](https://docs.example.com/checks#pass-role)

\`infra/main.tf\` · \`aws_iam_role.deploy inline "s3"\`

- **Security warning** \`PASS_ROLE_WITH_STAR_IN_RESOURCE\`, line 12: Name the role ARNs that may be passed instead of \`*\`. [Learn more](https://docs.example.com/checks#pass-role)
- **Suggestion** \`REDUNDANT_ACTION\`, line 3 (was there, and grants more now): Name the role ARNs that may be passed instead of \`*\`. [Learn more](https://docs.example.com/checks#pass-role)

### Fixed: 1 finding

- \`MISSING_VERSION\` in \`aws_iam_role.deploy inline "s3"\`

<details>
<summary>Not judged: 1</summary>

- \`for_each\` over \`local.x\` is not known
  - \`b.tf\`, line 2: \`aws_iam_role.b\`

</details>

1 finding was there before and does not count. Judged 3 policies, 1 of them known in part. Compared \`aaaaaaaaaaaa\` with \`bbbbbbbbbbbb\`.`,
    );
    expect(text).toBe(
      `### Known in part: 1 policy

What is not known before deployment was neither taken for harmless nor for everything.

- \`aws_iam_policy.a\`
  - \`var.bucket\`: input without a value (\`a.tf\`, line 7)`,
    );
  });

  test("stays within GitHub's bound whatever comes, and says what was left out", () => {
    const long = (character: string) => character.repeat(400);
    const findings = Array.from({ length: 3000 }, (_, index) =>
      finding({
        policy: `${index} ${long("漢")}`,
        details: `\`${long("`@😀\u202e")}\``,
        state: index % 3 === 0 ? "fixed" : "introduced",
      }),
    );
    const notJudged = Array.from({ length: 3000 }, (_, index) => ({
      file: long("é"),
      line: index,
      address: null,
      reason: long("x "),
      unread: index % 2 === 0,
    }));
    const partial = Array.from({ length: 3000 }, () => ({
      policy: long("p"),
      unknowns: [
        { reference: long("r"), reason: "not supported" as const, file: long("f"), line: 1 },
      ],
    }));
    const { summary, text = "" } = checkRunReport(
      review({
        findings,
        title: long("<b>"),
        coverage: { policies: 1, full: 1, partial, notJudged },
      }),
    );

    expect(new TextEncoder().encode(summary).length).toBeLessThanOrEqual(65_535);
    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(65_535);
    expect(summary).toMatch(/### Could not be read[\s\S]*\*\*Cut:\*\* \d+ more entries left out/);
    expect(summary).toMatch(
      /### New in this change[\s\S]*\*\*Cut:\*\* 19\d\d more entries left out/,
    );
    expect(summary).toMatch(/<summary>Not judged: 1500<\/summary>[\s\S]*<\/details>/);
    expect(summary.endsWith("Compared `aaaaaaaaaaaa` with `bbbbbbbbbbbb`.")).toBe(true);
    expect(text).toMatch(/\*\*Cut:\*\* \d+ more entries left out/);
  });

  test("a reason with thousands of places is told, with as many of them as fit", () => {
    const notJudged = Array.from({ length: 5000 }, (_, index) => ({
      file: `legacy/${index}.json`,
      line: 1,
      address: null,
      reason: "the configuration ignores it",
      unread: false,
    }));
    const coverage = { policies: 0, full: 0, partial: [], notJudged };
    const { summary } = checkRunReport(review({ findings: [], coverage }));
    const shown = summary.match(/`legacy\/\d+\.json`/g)?.length ?? 0;
    expect(shown).toBeGreaterThan(1000);
    expect(summary).toContain("- the configuration ignores it\n  - `legacy/0.json`, line 1\n");
    expect(summary).toContain(`**Cut:** ${5000 - shown} more entries left out`);
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(65_535);
  });

  test("what makes the review incomplete stands before the access difference", () => {
    const notJudged = [
      { file: "a.tf", line: 1, address: null, reason: "it is too large", unread: true },
    ];
    const coverage = { policies: 1, full: 1, partial: [], notJudged };
    const access = { entries: [], newAccess: "undecided" as const, notCompared: [] };
    const { summary } = checkRunReport(review({ verdict: "incomplete", coverage, access }));
    expect(summary.indexOf("### Could not be read")).toBeGreaterThan(0);
    expect(summary.indexOf("### Could not be read")).toBeLessThan(
      summary.indexOf("### Could not decide"),
    );
  });

  test("a hostile policy name is code", () => {
    const { summary } = checkRunReport(
      review({ findings: [finding({ policy: "@octocat\n</details> `x`", file: "a\n# b.tf" })] }),
    );
    expect(summary).toContain("`a\\n# b.tf` · `` @octocat\\n</details> `x` ``\n");
  });
});
