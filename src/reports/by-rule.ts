import type { ReviewFinding } from "../review/review.ts";

/** Fewer findings need no overview. */
const findingsMin = 20;

export interface RuleCount {
  /** The first of its findings, for the words that they share. */
  readonly first: ReviewFinding;
  readonly count: number;
}

/**
 * How often each rule found something, the most frequent first: whoever scans a repository for the
 * first time sees what to begin with. Nothing where the findings themselves can be overlooked.
 */
export function countByRule(findings: readonly ReviewFinding[]): RuleCount[] {
  if (findings.length < findingsMin) return [];
  const counts = new Map<string, RuleCount>();
  for (const finding of findings) {
    const { first = finding, count = 0 } = counts.get(finding.issueCode) ?? {};
    counts.set(finding.issueCode, { first, count: count + 1 });
  }
  // Findings stand in the order of their severity, which those of the same number keep.
  return [...counts.values()].sort((a, b) => b.count - a.count);
}
