import { describe, expect, test } from "@jest/globals";
import { terminalReport } from "../../src/reports/terminal.ts";
import type { Review } from "../../src/review/review.ts";
import { finding, review } from "./review-fixture.ts";

describe("terminalReport", () => {
  test("a finding with its source, then the verdict", () => {
    expect(plain(review())).toBe(`\
infra/main.tf:12:17  security warning  PASS_ROLE_WITH_STAR_IN_RESOURCE
  Name the role ARNs that may be passed instead of \`*\`.

    12 |     "Resource": "*"
       |                 ^^^

  in:   aws_iam_role.deploy inline "s3"
  see:  https://docs.example.com/checks#pass-role

Fail. 1 security warning
aaaaaaaaaaaa against bbbbbbbbbbbb; 3 policies judged
`);
  });

  test("everything there is", () => {
    const text = plain(
      review({
        base: null,
        head: "working tree",
        verdict: "incomplete",
        title: "Not read: c.tf",
        findings: [
          finding({
            state: "widened",
            policy: "infra/main.tf",
            excerpt: [],
            related: [
              {
                file: "a.tf",
                start: { line: 3, column: 9 },
                end: { line: 3, column: 12 },
                message: "this action passes the role",
              },
            ],
            suggestion: { title: "Name the role", edits: [] },
          }),
          finding({ state: "fixed", issueCode: "MISSING_VERSION", policy: null }),
          finding({ state: "pre-existing" }),
        ],
        coverage: {
          policies: 1,
          full: 0,
          partial: [
            {
              policy: "aws_iam_policy.a",
              unknowns: ["a", "b", "c", "d", "e", "f", "g"].map((name) => ({
                reference: `var.${name}`,
                reason: "input without a value" as const,
                file: "a.tf",
                line: 7,
              })),
            },
          ],
          notJudged: [
            { file: "c.tf", line: 1, address: null, reason: "the content is binary", unread: true },
            { file: "", line: 1, address: null, reason: "the folder x: too large", unread: false },
            {
              file: "d.tf",
              line: 4,
              address: "aws_iam_role.d",
              reason: "`count` is not known",
              unread: false,
            },
          ],
        },
      }),
    );
    expect(text).toBe(`\
infra/main.tf:12:17  security warning  PASS_ROLE_WITH_STAR_IN_RESOURCE  was there, grants more now
  Name the role ARNs that may be passed instead of \`*\`.
  also: a.tf:3:9: this action passes the role
  fix:  Name the role
  see:  https://docs.example.com/checks#pass-role

Fixed: 1
  MISSING_VERSION in infra/main.tf

Known in part: 1
  aws_iam_policy.a: var.a (input without a value), var.b (input without a value), var.c (input
    without a value), var.d (input without a value), var.e (input without a value), and 2 more

Not judged: 3
  the content is binary (the review is incomplete because of it)
    c.tf:1
  the folder x: too large
  \`count\` is not known
    d.tf:4 aws_iam_role.d

Incomplete. Not read: c.tf
1 policy judged, 1 known in part; 1 finding from before not shown
`);
  });

  test("what is not judged for one reason stands together, and no file is named twice", () => {
    const entry = { line: 7, reason: "attached by name", unread: false };
    const text = plain(
      review({
        findings: [],
        coverage: {
          policies: 0,
          full: 0,
          partial: [],
          notJudged: [
            { ...entry, file: "a.yml", address: "a.yml#Role/ManagedPolicyArns" },
            { ...entry, file: "a.json", address: "a.json" },
          ],
        },
      }),
    );
    expect(text).toContain(`\
Not judged: 2
  attached by name
    a.yml:7 Role/ManagedPolicyArns
    a.json:7
`);
  });

  test("every problem of the configuration", () => {
    const problem = {
      file: ".github/leastwise.yml",
      line: 3,
      column: 1,
      details: "`x` is not known",
    };
    const text = plain(review({ configurationProblems: [problem] }));
    expect(text).toContain(`\
The configuration is not valid
  .github/leastwise.yml:3:1: \`x\` is not known
`);
  });

  test("foreign text cannot command the terminal", () => {
    const evil = "\u001b]0;x\u0007\u009b2J\r\n\u202eabc";
    const text = terminalReport(
      review({
        base: evil,
        head: evil,
        title: evil,
        findings: [
          finding({
            file: evil,
            policy: evil,
            details: evil,
            issueCode: evil,
            learnMoreLink: evil,
            excerpt: [evil],
            related: [
              {
                file: evil,
                start: { line: 1, column: 1 },
                end: { line: 1, column: 2 },
                message: evil,
              },
            ],
            suggestion: { title: evil, edits: [] },
          }),
          finding({ state: "fixed", policy: evil, issueCode: evil }),
        ],
        coverage: {
          policies: 1,
          full: 0,
          partial: [
            {
              policy: evil,
              unknowns: [{ reference: evil, reason: "not supported", file: evil, line: 1 }],
            },
          ],
          notJudged: [{ file: evil, line: 1, address: evil, reason: evil, unread: true }],
        },
      }),
      { color: false, width: 80 },
    );
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text.match(/\\u\{1b\}/g)?.length).toBeGreaterThan(15);
  });

  test("colours are switched on and off again", () => {
    const text = terminalReport(review(), { color: true, width: 80 });
    expect(text).toContain("\u001b[35msecurity warning\u001b[39m");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
    expect(text.replace(/\u001b\[\d+m/g, "")).toBe(plain(review(), 80));
  });

  test("long words are not lost, narrow terminals are served", () => {
    const details = `${"a".repeat(60)} ${"b ".repeat(30)}`.trim();
    const lines = plain(review({ findings: [finding({ details })] }), 10).split("\n");
    expect(lines.slice(1, 4)).toEqual([
      `  ${"a".repeat(60)}`,
      `  ${"b ".repeat(19).trim()}`,
      `  ${"b ".repeat(11).trim()}`,
    ]);
  });
});

describe("the source", () => {
  test.each([
    {
      name: "tabs are four columns, and the caret stands under the place",
      excerpt: ['\tx\t"*"'],
      place: [4, 7],
      text: ['12 |     x   "*"', "   |         ^^^"],
    },
    {
      name: "wide characters take two columns",
      excerpt: ['# 権限 "*" 漢'],
      place: [6, 9],
      text: ['12 | # 権限 "*" 漢', "   |        ^^^"],
    },
    {
      name: "a wide character is underlined in full",
      excerpt: ["a漢b"],
      place: [2, 3],
      text: ["12 | a漢b", "   |  ^^"],
    },
    {
      name: "combining marks take none",
      excerpt: ["e\u0301x*"],
      place: [4, 5],
      text: ["12 | e\u0301x*", "   |   ^"],
    },
    {
      name: "what does not show is shown, and underlined in full",
      excerpt: ["a\u202eb"],
      place: [2, 3],
      text: ["12 | a\\u{202e}b", "   |  ^^^^^^^^"],
    },
    {
      name: "a character of two units",
      excerpt: ["😀*"],
      place: [3, 4],
      text: ["12 | 😀*", "   |   ^"],
    },
    {
      name: "an empty place gets one caret, also at the end of the line",
      excerpt: ["abc"],
      place: [4, 4],
      text: ["12 | abc", "   |    ^"],
    },
    {
      name: "an empty line",
      excerpt: [""],
      place: [1, 1],
      text: ["12 |", "   | ^"],
    },
  ])("$name", ({ excerpt, place, text }) => {
    const [start = 1, end = 1] = place;
    expect(
      source({ excerpt, start: { line: 12, column: start }, end: { line: 12, column: end } }),
    ).toEqual(text.map((line) => `    ${line}`));
  });

  test("several lines are marked, and cut after a few", () => {
    const excerpt = ["a {", "  b", "  c", "  d", "  e", "  f", "  g", "}"];
    expect(
      source({ excerpt, start: { line: 8, column: 3 }, end: { line: 15, column: 2 } }),
    ).toEqual([
      "  >  8 | a {",
      "       |   ^",
      "  >  9 |   b",
      "  > 10 |   c",
      "  > 11 |   d",
      "  > 12 |   e",
      "  > 13 |   f",
      "       … 2 more",
    ]);
  });

  test("of a long line the part around the place is shown", () => {
    const excerpt = [`${"x".repeat(300)}"*"${"y".repeat(300)}`];
    const [line = "", carets = ""] = source(
      { excerpt, start: { line: 12, column: 301 }, end: { line: 12, column: 304 } },
      60,
    );
    expect(line.length).toBeLessThanOrEqual(60);
    expect(line).toMatch(/^ {4}12 \| …x+"\*"y+…$/);
    expect(carets.indexOf("^^^")).toBe(line.indexOf('"*"'));
    expect(carets.trimEnd()).toMatch(/ \^\^\^$/);
  });
});

function plain(each: Review, width = 100): string {
  return terminalReport(each, { color: false, width });
}

/** The lines of the source of a finding. */
function source(parts: Parameters<typeof finding>[0], width = 100): string[] {
  const lines = plain(review({ findings: [finding(parts)] }), width).split("\n");
  return lines.slice(3, lines.indexOf("", 3));
}
