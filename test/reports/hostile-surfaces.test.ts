import { describe, expect, test } from "@jest/globals";
import MarkdownIt from "markdown-it";
import { checkRunReport } from "../../src/reports/check-run.ts";
import {
  acceptanceReply,
  explanation,
  nothingToAccept,
  summaryComment,
} from "../../src/reports/conversation.ts";
import {
  acceptedBody,
  fixedBody,
  reviewBody,
  reviewComments,
} from "../../src/reports/review-comments.ts";
import { terminalReport } from "../../src/reports/terminal.ts";
import { describeRule } from "../../src/review/describe-rule.ts";
import type { AccessEntry, Review } from "../../src/review/review.ts";
import { reviewFinding, reviewOf } from "../support/review.ts";
import { accessEntry, accessLine } from "./review-fixture.ts";

/** Text as a stranger would write it to be noticed, to mislead, or to break out. */
const samples: readonly string[] = [
  "@octocat look",
  "@octo-org/admins",
  "fixes #1 and GH-2",
  "[click](https://evil.example)",
  "![pixel](https://evil.example/a.png)",
  "https://evil.example and www.evil.example",
  "<img src=https://evil.example>",
  "</details><h1>Approved</h1>",
  "<!-- leastwise:finding 0123456789abcdef -->",
  "--> <b>out</b> <!--",
  "\n\n# Heading\n\n- [x] done",
  "```suggestion\nall good\n```",
  "```\n@octocat\n````",
  "` @octocat `",
  "a``` @octocat `` b",
  "| a | @octocat |\n| - | - |",
  "&#64;octocat &lt;img&gt;",
  "\u202e@octocat\u2066",
  "\u200b@\u200boctocat\u0000\u001b[31m",
  "> [!WARNING]\n> **Pass.** $x$ :tada:",
  `@octocat ${"x".repeat(70_000)} @octocat`,
  "` ".repeat(500),
];

/** A review in which every text that can come from a pull request is the sample. */
function hostileReview(text: string): Review {
  const accepted = { file: text, line: 3, reason: text, owner: text, until: "2027-01-01" };
  const finding = reviewFinding({
    file: text,
    policy: text,
    details: text,
    related: [{ file: text, start: at(1), end: at(2), message: text }],
    suggestion: {
      title: text,
      edits: [{ file: text, start: at(5), end: at(20), newText: text }],
    },
    excerpt: [text],
  });
  return reviewOf({
    verdict: "fail",
    title: text,
    head: text,
    findings: [
      finding,
      { ...finding, fingerprint: "f2", state: "fixed" },
      { ...finding, fingerprint: "f3", accepted },
    ],
    coverage: {
      policies: 1,
      full: 0,
      partial: [
        {
          policy: text,
          unknowns: [{ reference: text, reason: "known after deployment", file: text, line: 1 }],
        },
      ],
      notJudged: [{ file: text, line: 1, address: text, reason: text, unread: true }],
    },
    configurationProblems: [{ file: text, line: 1, column: 1, details: text }],
    configuration: {
      file: text,
      ownerFile: text,
      mode: "enforce",
      failOn: "SECURITY_WARNING",
      comments: "always",
      rules: { [text]: "off" },
    },
    exceptions: [{ ...accepted, issueCode: text, state: "in force", findings: 1 }],
    configurationChange: { file: text, settings: [text], effects: [text] },
    access: {
      entries: accessKinds.flatMap((kind) =>
        (["new", "changed", "gone"] as const).map((state) => hostileEntry(text, kind, state)),
      ),
      newAccess: "some",
      notCompared: [text],
    },
  });
}

const accessKinds: readonly AccessEntry["kind"][] = [
  "identity",
  "trust",
  "resource",
  "deny",
  "scp",
];

function hostileEntry(
  text: string,
  kind: AccessEntry["kind"],
  state: AccessEntry["state"],
): AccessEntry {
  const line = accessLine({
    actions: [text],
    actionsExcept: [text],
    resources: [text, text],
    resourcesExcept: [text],
    principals: [text],
    conditions: [text, text],
    statement: { side: "base", policy: text, file: text, line: 1 },
    witness: {
      principal: text,
      action: text,
      resource: text,
      context: { [text]: text, key: [text, text] },
      assumptions: { [text]: true },
    },
  });
  return accessEntry({
    principal: `${text} ${kind} ${state}`,
    type: text,
    kind,
    state,
    renamedFrom: text,
    granted: [line, { ...line, practical: false }],
    removed: [line],
    undecided: [{ direction: "granted", reason: text, statement: line.statement }],
    opaque: { granted: [text], removed: [text], unchanged: [text] },
    exposure: {
      public: true,
      accounts: [text],
      organizations: [text],
      services: [text],
      providers: [text],
    },
    unknownBoundary: text,
  });
}

function at(column: number) {
  return { line: 3, column };
}

/** Every Markdown that goes to GitHub. */
function surfaces(text: string): readonly string[] {
  const review = hostileReview(text);
  const report = checkRunReport(review);
  const comments = reviewComments(review).map(({ body }) => body);
  const acceptance = { issueCode: text, fingerprints: ["f"], reason: text, by: text };
  const accepted = { file: text, line: 1, reason: text, owner: text, until: null };
  return [
    report.summary,
    report.text ?? "",
    ...comments,
    ...comments.map((body) => fixedBody(body, text)),
    ...comments.map((body) => acceptedBody(body, accepted)),
    reviewBody(review),
    summaryComment(review),
    explanation(describeRule(text), text),
    acceptanceReply(acceptance, text),
    nothingToAccept(text, 300, 200),
  ];
}

const markdown = new MarkdownIt({ html: true, linkify: true });

/** What a reader of GitHub could be made to see, follow or be notified by. */
function live(text: string): string[] {
  const tokens = markdown.parse(text, {}).flatMap((token) => [token, ...(token.children ?? [])]);
  return tokens.flatMap((token) => {
    if (token.type === "link_open") {
      const href = String(token.attrGet("href"));
      return /^https:\/\/(?:example\.com|github\.com\/leastwise|docs\.aws)/.test(href)
        ? []
        : [href];
    }
    if (token.type === "image") return [token.type];
    if (token.type === "html_block" || token.type === "html_inline") {
      const foreign = token.content
        .replace(/<\/?details>|<br>|<summary>[A-Za-z:0-9 ]*<\/summary>/g, "")
        .replace(/<!-- leastwise:(?:finding f\d|summary) -->/g, "");
      return foreign.trim() === "" ? [] : [token.content];
    }
    if (token.type === "text")
      return /[@#]|evil|approved/i.test(token.content) ? [token.content] : [];
    return [];
  });
}

test("most samples are live as they stand", () => {
  expect(samples.filter((sample) => live(sample).length > 0).length).toBeGreaterThan(15);
});

describe.each(samples.map((sample) => [JSON.stringify(sample.slice(0, 40)), sample]))(
  "%s",
  (_, sample) => {
    test("is inert in every Markdown, and within GitHub's limits", () => {
      for (const text of surfaces(sample)) {
        expect(live(text)).toEqual([]);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_535);
      }
    });

    test("opens no suggestion of its own", () => {
      for (const text of surfaces(sample)) {
        const fences = markdown.parse(text, {}).filter(({ type }) => type === "fence");
        // Ours holds one that replaces the whole of the line it stands on, or there is none.
        expect(fences.length).toBeLessThanOrEqual(1);
      }
    });

    test("gives a terminal nothing but its own colours", () => {
      const text = terminalReport(hostileReview(sample), { color: false, width: 80 });
      expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    });
  },
);
