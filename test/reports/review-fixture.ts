import type { Review, ReviewFinding } from "../../src/review/review.ts";

/** A finding with plain values; a test states what matters to it. */
export function finding(parts: Partial<ReviewFinding> = {}): ReviewFinding {
  return {
    issueCode: "PASS_ROLE_WITH_STAR_IN_RESOURCE",
    findingType: "SECURITY_WARNING",
    state: "introduced",
    file: "infra/main.tf",
    start: { line: 12, column: 17 },
    end: { line: 12, column: 20 },
    policy: 'aws_iam_role.deploy inline "s3"',
    details: "Name the role ARNs that may be passed instead of `*`.",
    learnMoreLink: "https://docs.example.com/checks#pass-role",
    fingerprint: "0123456789abcdef",
    related: [],
    suggestion: null,
    controls: [],
    reportedBy: ["offline"],
    excerpt: ['    "Resource": "*"'],
    ...parts,
  };
}

/** A review with plain values; the verdict follows from nothing here. */
export function review(parts: Partial<Review> = {}): Review {
  return {
    base: "b".repeat(40),
    head: "a".repeat(40),
    verdict: "fail",
    title: "1 security warning",
    findings: [finding()],
    coverage: { policies: 3, full: 3, partial: [], notJudged: [] },
    configurationProblems: [],
    ...parts,
  };
}
