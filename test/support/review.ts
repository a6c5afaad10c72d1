import type { Review, ReviewFinding } from "../../src/review/review.ts";

/** A finding with what a test names, and ordinary values for the rest. */
export function reviewFinding(fields: Partial<ReviewFinding> = {}): ReviewFinding {
  return {
    file: "policies/deploy.json",
    start: { line: 3, column: 5 },
    end: { line: 3, column: 20 },
    issueCode: "PASS_ROLE_WITH_STAR_IN_RESOURCE",
    findingType: "SECURITY_WARNING",
    confidence: "certain",
    state: "introduced",
    policy: "policies/deploy.json",
    details: "Name the role ARNs that may be passed instead of `*`.",
    learnMoreLink: "https://example.com/pass-role",
    fingerprint: "f1",
    related: [],
    suggestion: null,
    controls: [],
    reportedBy: ["offline"],
    excerpt: [],
    ...fields,
  };
}

export function reviewOf(fields: Partial<Review> = {}): Review {
  const findings = fields.findings ?? [];
  return {
    base: "b".repeat(40),
    head: "a".repeat(40),
    verdict: findings.length > 0 ? "fail" : "pass",
    title: findings.length > 0 ? `${findings.length} findings` : "Nothing found",
    findings,
    coverage: { policies: 1, full: 1, partial: [], notJudged: [] },
    configurationProblems: [],
    ...fields,
  };
}
