import { findingTypes } from "../findings/finding.ts";
import { learnMoreLink } from "../rules/learn-more-link.ts";
import type { ClassifiedFinding } from "./classify.ts";
import type { Places } from "./places.ts";
import type { ReviewFinding } from "./review.ts";

/** The findings with lines and columns: the most severe first, then by file and place. */
export function presentFindings(
  classified: readonly ClassifiedFinding[],
  base: Places,
  head: Places,
): ReviewFinding[] {
  return classified
    .map((each) => present(each, each.state === "fixed" ? base : head))
    .sort(bySeverityAndPlace);
}

function present(
  { finding, state, fingerprint, accepted }: ClassifiedFinding,
  places: Places,
): ReviewFinding {
  const { suggestion } = finding;
  return {
    issueCode: finding.issueCode,
    findingType: finding.findingType,
    confidence: finding.confidence ?? "certain",
    state,
    ...places.place(finding.at),
    policy: finding.address ?? null,
    details: finding.details,
    learnMoreLink: finding.learnMoreLink ?? learnMoreLink(finding.issueCode),
    fingerprint,
    related: finding.related.map(({ range, message }) => ({ ...places.place(range), message })),
    suggestion: suggestion
      ? {
          title: suggestion.title,
          edits: suggestion.edits.map(({ range, newText }) => ({
            ...places.place(range),
            newText,
          })),
        }
      : null,
    controls: finding.controls,
    reportedBy: finding.reportedBy ?? ["offline"],
    ...(accepted && { accepted }),
    excerpt: places.excerpt(finding.at),
  };
}

function bySeverityAndPlace(a: ReviewFinding, b: ReviewFinding): number {
  return (
    findingTypes.indexOf(a.findingType) - findingTypes.indexOf(b.findingType) ||
    compare(a.file, b.file) ||
    a.start.line - b.start.line ||
    a.start.column - b.start.column ||
    compare(a.issueCode, b.issueCode) ||
    compare(a.fingerprint, b.fingerprint)
  );
}

/** By UTF-16 units, so that the order does not hang on a locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
