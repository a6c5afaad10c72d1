import { describe, expect, test } from "@jest/globals";
import MarkdownIt from "markdown-it";
import { checkRunReport, markdownReport } from "../../src/reports/check-run.ts";
import { jsonReport } from "../../src/reports/json.ts";
import { terminalReport } from "../../src/reports/terminal.ts";
import type { AccessEntry, ReviewAccess } from "../../src/review/review.ts";
import { accessEntry, accessLine, finding, review } from "./review-fixture.ts";

function accessOf(
  entries: readonly AccessEntry[],
  newAccess: ReviewAccess["newAccess"] = "some",
  notCompared: readonly string[] = [],
): ReviewAccess {
  return { entries, newAccess, notCompared };
}

/** The summary up to the findings. */
function summaryOf(access: ReviewAccess): string {
  const { summary } = checkRunReport(review({ access }));
  return summary.slice(0, summary.indexOf("\n\n### New in this change"));
}

function terminalOf(access: ReviewAccess): string {
  const text = terminalReport(review({ access, findings: [] }), { color: false, width: 80 });
  return text.slice(0, text.indexOf("\nFail."));
}

const noOpaque = { granted: [], removed: [], unchanged: [] };
const everything = ["Permissions management", "Write", "Tagging", "Read", "List"];

describe("the summary of the check run", () => {
  test("has the access difference right below the verdict", () => {
    const removed = [accessLine({ actions: ["s3:PutObject"], accessLevels: ["Write"] })];
    const granted = [
      accessLine({
        actions: ["iam:PassRole"],
        resources: ["*"],
        conditions: ["StringEquals iam:PassedToService ec2.amazonaws.com"],
        accessLevels: ["Write"],
        witness: {
          principal: null,
          action: "iam:PassRole",
          resource: "arn:aws:iam::111122223333:role/example",
          context: { "iam:PassedToService": "ec2.amazonaws.com" },
          assumptions: {},
        },
      }),
    ];
    expect(
      summaryOf(accessOf([accessEntry({ granted, removed })])),
    ).toBe(`**Fail.** 1 security warning

### New access: 1 role

| Who | What changes | Access level |
| --- | --- | --- |
| role \`aws_iam_role.deploy\` | **new** \`iam:PassRole\` on \`*\` if \`StringEquals iam:PassedToService ec2.amazonaws.com\`<br>**gone** \`s3:PutObject\` on \`arn:aws:s3:::logs/*\` | Write |

<details>
<summary>Each line with an example of a request</summary>

\`aws_iam_role.deploy\`

- new \`iam:PassRole\` on \`*\` if \`StringEquals iam:PassedToService ec2.amazonaws.com\` (\`infra/main.tf\`, line 12): for example \`iam:PassRole\` on \`arn:aws:iam::111122223333:role/example\` with \`iam:PassedToService = ec2.amazonaws.com\`
- gone \`s3:PutObject\` on \`arn:aws:s3:::logs/*\` (\`infra/main.tf\`, line 12): for example \`s3:GetObject\` on \`arn:aws:s3:::logs/example\`


</details>`);
  });

  test("of many rows the first stand outright, the others in a table behind a fold", () => {
    const entries = Array.from({ length: 60 }, (_, at) =>
      accessEntry({
        principal: `aws_iam_role.r${at}`,
        granted: [accessLine({ resources: [`arn:aws:s3:::b${at}/*`] })],
      }),
    );
    const [list = "", fold = ""] = summaryOf(accessOf(entries)).split("<details>");
    const rowsIn = (text: string) => text.match(/^\| role /gm)?.length;
    expect([rowsIn(list), rowsIn(fold)]).toEqual([25, 35]);
    expect(fold).toMatch(/^\n<summary>35 more rows<\/summary>\n\n\| Who \|/);
  });

  test.each<{ name: string; access: ReviewAccess; row: string }>([
    {
      name: "a trust policy names who comes in",
      access: accessOf([
        accessEntry({
          kind: "trust",
          granted: [
            accessLine({
              actions: ["sts:AssumeRole"],
              resources: ["*"],
              principals: ["arn:aws:iam::999999999999:root"],
              accessLevels: ["Write"],
            }),
          ],
        }),
      ]),
      row: "| role `aws_iam_role.deploy` | **new** `sts:AssumeRole` by `arn:aws:iam::999999999999:root` | Write |",
    },
    {
      name: "a bucket that everyone may read",
      access: accessOf([
        accessEntry({
          principal: "aws_s3_bucket.logs",
          type: "AWS::S3::Bucket",
          kind: "resource",
          granted: [accessLine({ principals: ["*"] })],
        }),
      ]),
      row: "| S3 bucket `aws_s3_bucket.logs` | **new** `s3:GetObject` on `arn:aws:s3:::logs/*` by everyone | Read |",
    },
    {
      name: "everything but for something is one line",
      access: accessOf([
        accessEntry({
          granted: [
            accessLine({
              actions: ["*"],
              actionsExcept: ["s3:GetObject"],
              resources: ["*"],
              accessLevels: everything,
            }),
            accessLine({ resources: ["*"], resourcesExcept: ["arn:aws:s3:::logs/*"] }),
          ],
        }),
      ]),
      row: "| role `aws_iam_role.deploy` | **new** `*` on `*` but for `s3:GetObject` on `arn:aws:s3:::logs/*` | all |",
    },
    {
      name: "everything in three lines is everything",
      access: accessOf([
        accessEntry({
          state: "new",
          granted: [
            accessLine({
              actions: ["*"],
              actionsExcept: ["s3:GetObject"],
              resources: ["*"],
              accessLevels: everything,
            }),
            accessLine({ resources: ["*"], resourcesExcept: ["arn:aws:s3:::logs/*"] }),
            accessLine({ statement: null }),
          ],
        }),
      ]),
      row: "| new role `aws_iam_role.deploy` | **new** `*` on `*` | all |",
    },
    {
      name: "a managed policy of AWS's is the source",
      access: accessOf([
        accessEntry({
          granted: [
            accessLine({
              statement: { side: "head", policy: "ReadOnlyAccess", file: null, line: null },
            }),
          ],
        }),
      ]),
      row: "| role `aws_iam_role.deploy` | **new** `s3:GetObject` on `arn:aws:s3:::logs/*` through `ReadOnlyAccess` | Read |",
    },
    {
      name: "a part of what is left out is taken in",
      access: accessOf([
        accessEntry({
          granted: [
            accessLine({
              actions: ["*"],
              actionsExcept: ["iam:*", "s3:GetObject"],
              resources: ["*"],
              accessLevels: everything,
            }),
            accessLine({ resources: ["*"], resourcesExcept: ["arn:aws:s3:::logs/*"] }),
          ],
        }),
      ]),
      row: "| role `aws_iam_role.deploy` | **new** `*` except `iam:*` on `*` but for `s3:GetObject` on `arn:aws:s3:::logs/*` | all |",
    },
    {
      name: "what is attached and not known is named",
      access: accessOf(
        [accessEntry({ granted: [], opaque: { ...noOpaque, granted: ["team"] } })],
        "undecided",
      ),
      row: "| role `aws_iam_role.deploy` | **new** all of `team` (content not known here) |  |",
    },
    {
      name: "what could not be decided says why",
      access: accessOf(
        [
          accessEntry({
            granted: [],
            undecided: [
              {
                direction: "granted",
                reason: "it depends on the value of var.x",
                statement: null,
              },
            ],
          }),
        ],
        "undecided",
      ),
      row: "| role `aws_iam_role.deploy` | **undecided** what is new: it depends on the value of var.x |  |",
    },
    {
      name: "a service control policy",
      access: accessOf([
        accessEntry({ principal: "guard", type: null, kind: "scp", granted: [accessLine()] }),
      ]),
      row: "| service control policy `guard` | **let through** `s3:GetObject` on `arn:aws:s3:::logs/*` | Read |",
    },
    {
      name: "two roles alike share a row",
      access: accessOf([accessEntry(), accessEntry({ principal: "aws_iam_role.other" })]),
      row: "| role `aws_iam_role.deploy`<br>and likewise `aws_iam_role.other` | **new** `s3:GetObject` on `arn:aws:s3:::logs/*` | Read |",
    },
    {
      name: "an old address stands beside the new one",
      access: accessOf([accessEntry({ renamedFrom: "aws_iam_role.old" })]),
      row: "| role `aws_iam_role.deploy`<br>before `aws_iam_role.old` | **new** `s3:GetObject` on `arn:aws:s3:::logs/*` | Read |",
    },
    {
      name: "a bar does not end a cell",
      access: accessOf([accessEntry({ granted: [accessLine({ resources: ["a|b\\|c"] })] })]),
      row: "| role `aws_iam_role.deploy` | **new** `s3:GetObject` on `a\\u{7c}b\\\\u{7c}c` | Read |",
    },
  ])("$name", ({ access, row }) => {
    expect(summaryOf(access).split("\n")).toContain(row);
  });

  test.each<{ access: ReviewAccess; headline: string }>([
    { access: accessOf([], "none"), headline: "### No new access" },
    { access: accessOf([], "none judged"), headline: "### No new access in what was judged" },
    {
      access: accessOf([accessEntry({ granted: [], removed: [accessLine()] })], "none"),
      headline: "### No new access; less access: 1 role",
    },
    {
      access: accessOf([
        accessEntry(),
        accessEntry({
          principal: "u",
          type: "AWS::IAM::User",
          granted: [],
          removed: [accessLine()],
        }),
        accessEntry({ principal: "p.json", type: null, state: "new" }),
      ]),
      headline: "### New access: 1 role and 1 policy; less access: 1 user",
    },
    {
      access: accessOf([accessEntry()], "some", ["aws_iam_role.z"]),
      headline: "### New access: 1 role; 1 not compared",
    },
  ])("$headline", ({ access, headline }) => {
    expect(summaryOf(access).split("\n")).toContain(headline);
  });

  test.each([
    [["only if Env is prod"], "`s3:GetObject` on `*` `only if Env is prod`"],
    [["Bool a:b true", "only if x"], "`s3:GetObject` on `*` if `Bool a:b true` and `only if x`"],
  ])("says `if` once: %j", (conditions, expected) => {
    const line = accessLine({ actions: ["s3:GetObject"], resources: ["*"], conditions });
    const access = accessOf([accessEntry({ granted: [line] })]);
    expect(summaryOf(access)).toContain(`${expected} |`);
    expect(terminalOf(access).replace(/\s+/g, " ")).toContain(expected.replaceAll("`", ""));
  });

  test("an answer that could not be had is no new access", () => {
    const entry = accessEntry({ granted: [], opaque: { ...noOpaque, granted: ["team"] } });
    expect(summaryOf(accessOf([entry], "undecided")).split("\n")).toContain(
      "### Could not decide whether there is new access: 1 role",
    );
  });

  test("without a base, or without policies, says nothing about access", () => {
    const { summary } = checkRunReport(review({}));
    expect(summary).not.toContain("access");
    const coverage = { policies: 0, full: 0, partial: [], notJudged: [] };
    const quiet = review({ access: accessOf([], "none"), coverage });
    expect(checkRunReport(quiet).summary).not.toContain("access");
  });

  test("names a renamed role that may do what it did", () => {
    const entry = accessEntry({ granted: [], renamedFrom: "aws_iam_role.old" });
    expect(summaryOf(accessOf([entry], "none"))).toContain(
      "Renamed, with the same access:\n\n- `aws_iam_role.deploy`, before `aws_iam_role.old`",
    );
  });

  test("leaves room for the findings when there is no end of access, and says what it cuts", () => {
    const entries = Array.from({ length: 3000 }, (_, index) =>
      accessEntry({
        principal: `aws_iam_role.r${index}`,
        granted: Array.from({ length: 30 }, (__, line) =>
          accessLine({ resources: [`arn:aws:s3:::bucket-${index}-${line}/*`] }),
        ),
      }),
    );
    const findings = Array.from({ length: 300 }, (_, index) =>
      finding({ fingerprint: `f${index}`, policy: `p${index}`, details: `Wrong ${index} times` }),
    );
    const { summary } = checkRunReport(review({ access: accessOf(entries), findings }));
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(65_535);
    expect(summary).toContain("### New access: 3000 roles");
    expect(summary).toMatch(/\*\*Cut:\*\* \d+ more entries|more rows: JSON has all of them/);
    expect(summary).toContain("26 more lines");
    expect(summary.match(/^- \*\*Security warning\*\*/gm)?.length).toBeGreaterThan(50);
  });

  test("is a table to a reader of Markdown", () => {
    const tokens = new MarkdownIt().parse(summaryOf(accessOf([accessEntry()])), {});
    expect(tokens.filter(({ type }) => type === "tr_open")).toHaveLength(2);
    expect(tokens.filter(({ type }) => type === "td_open")).toHaveLength(3);
  });
});

test("the terminal has the same, with an example below each line", () => {
  const entries = [
    accessEntry({ removed: [accessLine({ actions: ["s3:PutObject"], accessLevels: ["Write"] })] }),
    accessEntry({
      principal: "guard",
      type: null,
      kind: "scp",
      granted: [],
      removed: [accessLine({ actions: ["s3:DeleteBucket"], resources: ["*"], accessLevels: [] })],
      undecided: [{ direction: "granted", reason: "a limit was reached", statement: null }],
    }),
  ];
  expect(
    terminalOf(accessOf(entries)),
  ).toBe(`New access: 1 role; maybe more: 1 service control policy; less access: 1 service control policy
  role aws_iam_role.deploy
    + s3:GetObject on arn:aws:s3:::logs/* (Read)
      for example s3:GetObject on arn:aws:s3:::logs/example
    - s3:PutObject on arn:aws:s3:::logs/* (Write)
      for example s3:GetObject on arn:aws:s3:::logs/example
  service control policy guard
    - stopped: s3:DeleteBucket on *
      for example s3:GetObject on arn:aws:s3:::logs/example
    ? undecided what is new: a limit was reached
`);
});

test("Markdown is title, summary and what is known in part", () => {
  const result = review({ access: accessOf([accessEntry()]) });
  const { summary } = checkRunReport(result);
  expect(markdownReport(result)).toBe(`## 1 security warning\n\n${summary}\n`);
});

test("JSON has the entries as they are", () => {
  const access = accessOf([accessEntry()], "some", ["aws_iam_role.z"]);
  const data = JSON.parse(jsonReport(review({ access })));
  expect(data.access).toEqual([accessEntry()]);
  expect(data.accessSummary).toEqual({ newAccess: "some", notCompared: ["aws_iam_role.z"] });
});
