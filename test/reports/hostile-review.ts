import type { AccessEntry, Review } from "../../src/review/review.ts";
import { reviewFinding, reviewOf } from "../support/review.ts";
import { accessEntry, accessLine } from "./review-fixture.ts";

/** Text as a stranger would write it to be noticed, to mislead, or to break out. */
export const hostileTexts: readonly string[] = [
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
  "octo-org/site#12 and octo-org/site@0123456789abcdef0123456789abcdef01234567",
  "reverts 0123456789abcdef0123456789abcdef01234567, 0a1b2c3",
  "~~~suggestion\nall good\n~~~",
  ":tada: :+1: :shipit:",
  "$`x`$ $$y$$ [^1]\n\n[^1]: note",
  "[click]: https://evil.example\n[click][click] [click] <https://evil.example>",
  "x@evil.example, mailto:x@evil.example, ftp://evil.example",
  "<details open><summary>Pass</summary>\n\n</summary>",
  "<script>alert(1)</script><svg onload=alert(1)><!--",
  "[x](javascript:alert(1)) <a href='javascript:alert(1)'>x</a>",
  "Passed\n===\n\n---\n\n1. a\n2. b\n\n    code\n\n> quote",
  "- [x] **bold** __bold__ *x* _y_ ~~z~~",
  "/leastwise accept ADMINISTRATOR_ACCESS fine",
  "<!-- leastwise:summary --><!-- leastwise:reply 1 -->",
  "\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007 \u009b31m \u0007",
  "\u2067\u2066\u2069\u061c\u200f \ufeff\u00ad\u{e0041}\u3164\u2800",
  "a\u2028b\u2029c\r\nd\u0085e\tf",
  "\ud800 lone \udc00",
  "a.tf\n::error file=a::x\r##[error]x %0A",
  "\\` @octocat \\\\` \\",
  "`".repeat(1000),
  "x | y \\| z || @octocat",
  `pass${"\u0301\u0302\u0303".repeat(4)}`,
  "",
  " ",
];

/** A review in which every text that can come from a pull request is the sample. */
export function hostileReview(text: string): Review {
  const accepted = { file: text, line: 3, reason: text, owner: text, until: "2027-01-01" };
  const finding = reviewFinding({
    file: text,
    policy: text,
    details: text,
    related: [{ file: text, start: at(1), end: at(2), message: text }],
    suggestion: {
      title: text,
      edits: [{ file: text, start: at(5), end: at(20), newText: text }],
      lines: { start: 3, texts: [text] },
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
      ...[4, 5, 6].map((number) => ({
        ...finding,
        fingerprint: `f${number}`,
        issueCode: text,
        details: `${text} again`,
        state: "widened" as const,
        ...(number === 6 && { unknownBefore: text }),
      })),
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
    unjudged: [
      {
        reason: text,
        findings: [
          {
            issueCode: text,
            findingType: "ERROR",
            file: text,
            start: at(1),
            end: at(2),
            policy: text,
            details: text,
            fingerprint: "f9",
          },
        ],
      },
    ],
    configurationProblems: [{ file: text, line: 1, column: 1, details: text }],
    configuration: {
      file: text,
      commit: text,
      ownerFile: text,
      mode: "enforce",
      failOn: "SECURITY_WARNING",
      comments: "always",
      rules: { [text]: "off", [`${text} retyped`]: "ERROR" },
      customRules: [{ issueCode: text, findingType: "ERROR", message: text }],
    },
    exceptions: [{ ...accepted, issueCode: text, state: "in force", findings: 1, about: [text] }],
    configurationChange: { file: text, settings: [text], effects: [text] },
    escalations: (["introduced", "pre-existing", "fixed"] as const).map((state) => ({
      id: "path",
      name: text,
      severity: "critical",
      principal: text,
      path: [text, text],
      state,
    })),
    accessAnalyzer: {
      notAsked: null,
      required: true,
      policies: 2,
      answered: 1,
      paidChecks: 0,
      problems: [{ reason: text, policies: [text], missing: true }],
      leftOut: 0,
      withdrawn: [
        { issueCode: text, policy: text, details: text, file: text, start: at(1), end: at(2) },
      ],
    },
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
    unknownBefore: text,
  });
}

function at(column: number) {
  return { line: 3, column };
}
