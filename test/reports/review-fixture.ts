import type { AccessEntry, AccessLine, Review, ReviewFinding } from "../../src/review/review.ts";

/** A finding with plain values; a test states what matters to it. */
export function finding(parts: Partial<ReviewFinding> = {}): ReviewFinding {
  return {
    issueCode: "PASS_ROLE_WITH_STAR_IN_RESOURCE",
    findingType: "SECURITY_WARNING",
    confidence: "certain",
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

/** A line of the access difference with plain values. */
export function accessLine(parts: Partial<AccessLine> = {}): AccessLine {
  return {
    actions: ["s3:GetObject"],
    actionsExcept: [],
    resources: ["arn:aws:s3:::logs/*"],
    resourcesExcept: [],
    principals: [],
    conditions: [],
    accessLevels: ["Read"],
    practical: true,
    statement: {
      side: "head",
      policy: "aws_iam_role_policy.deploy",
      file: "infra/main.tf",
      line: 12,
    },
    witness: {
      principal: null,
      action: "s3:GetObject",
      resource: "arn:aws:s3:::logs/example",
      context: {},
      assumptions: {},
    },
    ...parts,
  };
}

/** A role that may newly read from a bucket. */
export function accessEntry(parts: Partial<AccessEntry> = {}): AccessEntry {
  return {
    principal: "aws_iam_role.deploy",
    type: "AWS::IAM::Role",
    kind: "identity",
    state: "changed",
    renamedFrom: null,
    granted: [accessLine()],
    removed: [],
    undecided: [],
    opaque: { granted: [], removed: [], unchanged: [] },
    exposure: null,
    unknownBoundary: null,
    ...parts,
  };
}
