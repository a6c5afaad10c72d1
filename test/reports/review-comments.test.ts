import { describe, expect, test } from "@jest/globals";
import {
  fixedBody,
  isClosed,
  markerOf,
  reviewBody,
  reviewComments,
} from "../../src/reports/review-comments.ts";
import type { ReviewFinding, ReviewSuggestion } from "../../src/review/review.ts";
import { finding, review } from "./review-fixture.ts";

const commit = "c".repeat(40);

describe("reviewComments", () => {
  test("says what is wrong, why, and where to learn more", () => {
    expect(reviewComments(review())).toEqual([
      {
        fingerprint: "0123456789abcdef",
        path: "infra/main.tf",
        startLine: 12,
        endLine: 12,
        body: `<!-- leastwise:finding 0123456789abcdef -->
**Security warning** \`PASS_ROLE_WITH_STAR_IN_RESOURCE\`

Name the role ARNs that may be passed instead of \`*\`. [Learn more](https://docs.example.com/checks#pass-role)`,
      },
    ]);
  });

  test("only what belongs to the change, in the order of the review", () => {
    const states = ["fixed", "widened", "pre-existing", "introduced"] as const;
    const findings = states.map((state) => finding({ state, fingerprint: state }));
    expect(reviewComments(review({ findings })).map(({ fingerprint }) => fingerprint)).toEqual([
      "widened",
      "introduced",
    ]);
  });

  test("what says the same as an earlier one comes last among its type", () => {
    const texts = ["open", "open", "open", "other"];
    const findings = [
      ...texts.map((details, index) => finding({ details, fingerprint: `${details}${index}` })),
      finding({ findingType: "SUGGESTION", details: "minor", fingerprint: "minor" }),
    ];
    const order = reviewComments(review({ findings })).map(({ fingerprint }) => fingerprint);
    expect(order).toEqual(["open0", "other3", "open1", "open2", "minor"]);
  });

  test("related places are named, a few of them", () => {
    const related = Array.from({ length: 7 }, (_, index) => ({
      file: "a.tf",
      start: { line: index + 1, column: 1 },
      end: { line: index + 1, column: 2 },
      message: "this `action`",
    }));
    const body = bodyOf(finding({ related, state: "widened" }));
    expect(body.split("\n").slice(4)).toEqual([
      "",
      "It was there before, and grants more now.",
      "",
      ...[1, 2, 3, 4, 5].map((line) => `- \`a.tf\`, line ${line}: this \`action\``),
      "- and 2 more places",
    ]);
  });

  test("a place of many lines is commented on its first", () => {
    const comments = (line: number) =>
      reviewComments(review({ findings: [finding({ end: { line, column: 2 } })] })).map(
        ({ startLine, endLine }) => [startLine, endLine],
      );
    expect(comments(23)).toEqual([[12, 23]]);
    expect(comments(24)).toEqual([[12, 12]]);
  });

  test("stays below GitHub's 65,536 characters whatever comes", () => {
    const hostile = "`\u202e@a\n".repeat(20_000);
    const place = { file: hostile, start: { line: 1, column: 1 }, end: { line: 1, column: 2 } };
    const body = bodyOf(
      finding({
        issueCode: hostile,
        details: hostile,
        related: Array.from({ length: 50 }, () => ({ ...place, message: hostile })),
        suggestion: {
          title: hostile,
          edits: [edit([12, 1], [12, 1], "x".repeat(20_000 - 20))],
          lines: { start: 12, texts: ["y"] },
        },
      }),
    );
    expect(body.length).toBeLessThan(65_536);
  });
});

describe("one-click suggestions", () => {
  test.each<{
    name: string;
    texts: string[];
    edits: ReviewSuggestion["edits"];
    lines: string[] | undefined;
  }>([
    {
      name: "replaces within a line, indentation and tabs kept",
      texts: ['\t  "Resource": "*"'],
      edits: [edit([12, 16], [12, 19], '"arn:x"')],
      lines: ['\t  "Resource": "arn:x"'],
    },
    {
      name: "several edits, in whatever order",
      texts: ["abc def"],
      edits: [edit([12, 5], [12, 8], "D"), edit([12, 1], [12, 4], "A")],
      lines: ["A D"],
    },
    {
      name: "an insertion of lines",
      texts: ["a", "b"],
      edits: [edit([12, 2], [12, 2], "\nx\r\ny")],
      lines: ["a", "x", "y", "b"],
    },
    {
      name: "removes a line with its end",
      texts: ["a", "b"],
      edits: [edit([13, 1], [14, 1], "")],
      lines: ["a"],
    },
    {
      name: "removes all lines",
      texts: ["a"],
      edits: [edit([12, 1], [13, 1], "")],
      lines: [],
    },
    {
      name: "a fence within the lines",
      texts: ["````"],
      edits: [edit([12, 1], [12, 1], "x ")],
      lines: ["x ````"],
    },
    {
      name: "not when an edit lies before the place",
      texts: ["a"],
      edits: [edit([11, 1], [11, 2], "x"), edit([12, 1], [12, 2], "y")],
      lines: undefined,
    },
    {
      name: "not when an edit lies behind the place",
      texts: ["a"],
      edits: [edit([13, 1], [13, 2], "x")],
      lines: undefined,
    },
    {
      name: "not when edits overlap",
      texts: ["abc"],
      edits: [edit([12, 1], [12, 3], "x"), edit([12, 2], [12, 4], "y")],
      lines: undefined,
    },
    {
      name: "not when nothing changes: GitHub refuses it",
      texts: ["abc"],
      edits: [edit([12, 1], [12, 2], "a")],
      lines: undefined,
    },
    {
      name: "not when the source holds what a reader does not see",
      texts: ["a \u202e b"],
      edits: [edit([12, 1], [12, 2], "x")],
      lines: undefined,
    },
    {
      name: "not when a lone carriage return would come in",
      texts: ["a"],
      edits: [edit([12, 1], [12, 2], "x\ry")],
      lines: undefined,
    },
    {
      name: "not when the last line would lose its end",
      texts: ["a"],
      edits: [edit([12, 1], [13, 1], "x")],
      lines: undefined,
    },
  ])("$name", ({ texts, edits, lines }) => {
    const body = bodyOf(
      finding({ suggestion: { title: "Name the `role`", edits, lines: { start: 12, texts } } }),
    );
    expect(suggestionOf(body)).toEqual(lines);
    expect(body).toContain(lines ? "\n\nName the `role`\n\n```" : "\n\nFix: Name the `role`");
  });

  test("not when the lines are not known", () => {
    const edits = [edit([12, 1], [12, 2], "x")];
    expect(suggestionOf(bodyOf(finding({ suggestion: { title: "t", edits } })))).toBeUndefined();
  });

  test("stands on all lines that it takes the place of, else the finding is described on its own", () => {
    const suggestion = {
      title: "Add it",
      edits: [edit([14, 2], [14, 2], "\nc")],
      lines: { start: 12, texts: ["a", "b", "}"] },
    };
    const comments = reviewComments(review({ findings: [finding({ suggestion })] }));
    expect(comments.map(({ startLine, endLine }) => [startLine, endLine])).toEqual([
      [12, 14],
      [12, 12],
    ]);
    expect(suggestionOf(comments[0]?.body ?? "")).toEqual(["a", "b", "}", "c"]);
    expect(comments[1]?.body).toContain("\n\nFix: Add it");
  });
});

describe("markers", () => {
  test("a body tells its fingerprint, also with GitHub's line ends", () => {
    const body = bodyOf(finding());
    expect(markerOf(body)).toBe("0123456789abcdef");
    expect(markerOf(body.replaceAll("\n", "\r\n"))).toBe("0123456789abcdef");
  });

  test.each([
    "",
    "**Security warning**",
    "> <!-- leastwise:finding 0123456789abcdef -->",
    "I say: <!-- leastwise:finding 0123456789abcdef -->",
    "<!-- leastwise:finding -->",
    "<!-- leastwise:finding a b -->",
  ])("none in %j", (body) => {
    expect(markerOf(body)).toBeUndefined();
  });

  test("foreign text cannot bring one in", () => {
    const marker = "<!-- leastwise:finding ffffffffffffffff -->";
    const body = bodyOf(finding({ details: `${marker} \`${marker}\``, issueCode: marker }));
    expect(body.match(/^\s*<!--/gm)).toHaveLength(1);
    expect(markerOf(body)).toBe("0123456789abcdef");
  });
});

describe("fixedBody", () => {
  const before = bodyOf(
    finding({
      suggestion: {
        title: "Fix it",
        edits: [edit([12, 1], [12, 2], "x")],
        lines: { start: 12, texts: ['    "Resource": "*"'] },
      },
    }),
  );

  test("keeps the marker and folds the old text, whose suggestion is one no more", () => {
    expect(fixedBody(before, commit)).toBe(`<!-- leastwise:finding 0123456789abcdef -->
**Fixed** in ${commit}.

<details>
<summary>What it was</summary>

**Security warning** \`PASS_ROLE_WITH_STAR_IN_RESOURCE\`

Name the role ARNs that may be passed instead of \`*\`. [Learn more](https://docs.example.com/checks#pass-role)

Fix it

\`\`\`
x   "Resource": "*"
\`\`\`

</details>`);
  });

  test("says how far it is known, and is closed all the same", () => {
    const fixed = fixedBody(before, commit, false);
    expect(fixed).toContain(
      `**Fixed** in ${commit}, as far as it can be judged: not everything in this file is known.`,
    );
    expect(isClosed(fixed)).toBe(true);
  });

  test("marking twice changes nothing", () => {
    const fixed = fixedBody(before, commit);
    expect(fixedBody(fixed, "d".repeat(40))).toBe(fixed);
    const sent = fixed.replaceAll("\n", "\r\n");
    expect(fixedBody(sent, "d".repeat(40))).toBe(sent);
  });

  test("a body with GitHub's line ends loses its suggestion as well", () => {
    expect(fixedBody(before.replaceAll("\n", "\r\n"), commit)).not.toContain("suggestion");
  });

  test("what is no commit id is code", () => {
    expect(fixedBody(before, "@octocat")).toContain("**Fixed** in `@octocat`.");
  });

  test("words of the finding do not pass for the mark", () => {
    const body = bodyOf(finding({ details: "**Fixed** in x" }));
    expect(fixedBody(body, commit)).not.toBe(body);
  });
});

describe("reviewBody", () => {
  test.each([
    [1, "the whole finding, and what could not be judged."],
    [2, "all 2 findings, and what could not be judged."],
    [11, "all 11 findings, and what could not be judged; at most 10 are commented on here."],
  ])("%i findings", (count, words) => {
    const findings = Array.from({ length: count }, () => finding());
    expect(reviewBody(review({ findings, title: "@all" }))).toBe(
      `\`@all\`\n\nThe check run has ${words}`,
    );
  });
});

function bodyOf(each: ReviewFinding): string {
  return reviewComments(review({ findings: [each] }))[0]?.body ?? "";
}

function edit(start: [number, number], end: [number, number], newText: string) {
  return {
    file: "infra/main.tf",
    start: { line: start[0], column: start[1] },
    end: { line: end[0], column: end[1] },
    newText,
  };
}

/** The lines of the suggestion block that closes a body. */
function suggestionOf(body: string): string[] | undefined {
  const match = /\n(`{3,})suggestion\n((?:.*\n)*)\1$/.exec(body);
  if (!match) return undefined;
  const [, fence = "", lines = ""] = match;
  expect(lines).not.toContain(fence);
  return lines.split("\n").slice(0, -1);
}
