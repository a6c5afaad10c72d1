import { type Confidence, type FindingType, findingTypes } from "../findings/finding.ts";
import type { Review, ReviewFinding, ReviewNotJudged } from "../review/review.ts";
import { isNew } from "../review/review.ts";

/** The words that every report uses for the same thing. */
export const findingTypeWords: Readonly<Record<FindingType, string>> = {
  ERROR: "Error",
  SECURITY_WARNING: "Security warning",
  WARNING: "Warning",
  SUGGESTION: "Suggestion",
};

/** `Security warning`, or `Security warning (likely)` where the finding is not certain. */
export function severityWords({
  findingType,
  confidence,
}: {
  readonly findingType: FindingType;
  readonly confidence: Confidence;
}): string {
  const words = findingTypeWords[findingType];
  return confidence === "certain" ? words : `${words} (${confidence})`;
}

export function newFindings(review: Review): readonly ReviewFinding[] {
  return review.findings.filter(isNew);
}

/** Of a finding that counts: what base tells of it; empty for what is plainly new. */
export function beforeWords({ state, unknownBefore }: ReviewFinding): string {
  if (unknownBefore !== undefined) return `not known whether it was there before: ${unknownBefore}`;
  return state === "widened" ? "was there, and grants more now" : "";
}

/** How many findings of base are neither fixed nor known to be there. */
export function unjudgedCount({ unjudged = [] }: Review): number {
  return unjudged.reduce((sum, { findings }) => sum + findings.length, 0);
}

/** What is said of a finding besides its place: two with one cause are the same thing to a reader. */
export function causeOf(finding: ReviewFinding): string {
  const { issueCode, findingType, confidence, state, details, reportedBy } = finding;
  const { unknownBefore = null } = finding;
  return JSON.stringify([
    [issueCode, findingType, confidence, state, details, reportedBy],
    unknownBefore,
  ]);
}

/** `2 errors, 1 suggestion`, the most severe first; empty without findings. */
export function countByType(findings: readonly ReviewFinding[]): string {
  return findingTypes
    .map((type) => ({ type, count: findings.filter((each) => each.findingType === type).length }))
    .filter(({ count }) => count > 0)
    .map(({ type, count }) => counted(count, findingTypeWords[type].toLowerCase()))
    .join(", ");
}

export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** The last line (from 1) of a place: one that ends before the first column ends a line earlier. */
export function lastLine(place: Pick<ReviewFinding, "start" | "end">): number {
  const { start, end } = place;
  return end.column <= 1 && end.line > start.line ? end.line - 1 : Math.max(start.line, end.line);
}

/** What was compared, for people. A commit id is cut to twelve characters. */
export function shortCommit(label: string): string {
  return /^[0-9a-f]{40,64}$/.test(label) ? label.slice(0, 12) : label;
}

export interface NotJudgedGroup {
  readonly reason: string;
  readonly unread: boolean;
  readonly entries: readonly ReviewNotJudged[];
}

/** What is not judged for one reason, together; the order of first appearance. */
export function groupByReason(entries: readonly ReviewNotJudged[]): NotJudgedGroup[] {
  const groups = new Map<string, ReviewNotJudged[]>();
  for (const entry of entries) {
    const key = JSON.stringify([entry.unread, entry.reason]);
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ reason: first.reason, unread: first.unread, entries: group }] : [];
  });
}

/** The address without the file, where it begins with it: reports name the file beside it. */
export function addressInFile(file: string, address: string | null): string | null {
  if (address === null || address === file) return null;
  return address.startsWith(`${file}#`) ? address.slice(file.length + 1) : address;
}
