import { type Finding, findingTypes } from "../findings/finding.ts";
import type { Inventory } from "../policy/inventory.ts";
import { credentialsInSource } from "../rules/governance/credentials-in-source.ts";
import { learnMoreLink } from "../rules/learn-more-link.ts";
import { practiceOf } from "../rules/practices.ts";
import { quoted } from "../rules/wording.ts";
import { join } from "../text/range.ts";
import type { ClassifiedFinding } from "./classify.ts";
import type { Places } from "./places.ts";
import type { ReviewFinding, ReviewSuggestion } from "./review.ts";

/**
 * The findings with lines and columns: the most severe first, then by file and place.
 *
 * `constructs` are the paths of constructs of the CDK by address: nobody reads the template that
 * the CDK wrote, and what has to change is the construct.
 */
export function presentFindings(
  classified: readonly ClassifiedFinding[],
  base: Places,
  head: Places,
  constructs: ReadonlyMap<string, string> = new Map(),
): ReviewFinding[] {
  return classified
    .map((each) => present(each, each.state === "fixed" ? base : head, constructs))
    .sort(bySeverityAndPlace);
}

/** The constructs of the CDK that policies and owners were made from, by address. */
export function constructPaths(...sides: readonly (Inventory | undefined)[]): Map<string, string> {
  const paths = new Map<string, string>();
  for (const side of sides) {
    for (const { address, constructPath } of [...(side?.policies ?? []), ...(side?.owners ?? [])]) {
      if (constructPath !== undefined) paths.set(address, constructPath);
    }
  }
  return paths;
}

function present(
  { finding, state, fingerprint, accepted, unknownBefore }: ClassifiedFinding,
  places: Places,
  constructs: ReadonlyMap<string, string>,
): ReviewFinding {
  const { suggestion } = finding;
  const construct = constructs.get(finding.address ?? "");
  const practice = practiceOf(finding.issueCode);
  return {
    issueCode: finding.issueCode,
    findingType: finding.findingType,
    confidence: finding.confidence ?? "certain",
    state,
    ...places.place(finding.at),
    policy: finding.address ?? null,
    details: construct === undefined ? finding.details : withConstruct(finding.details, construct),
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
          ...linesAround(finding, places),
        }
      : null,
    controls: finding.controls,
    ...(practice && { practice: practice.id }),
    reportedBy: finding.reportedBy ?? ["offline"],
    ...(accepted && { accepted }),
    ...(unknownBefore !== undefined && { unknownBefore }),
    // A report is read by more people than the file.
    excerpt: finding.issueCode === credentialsInSource.issueCode ? [] : places.excerpt(finding.at),
  };
}

/** The lines of the finding and of all edits of its suggestion together, when they are in one file. */
function linesAround({ at, suggestion }: Finding, places: Places): Pick<ReviewSuggestion, "lines"> {
  const edits = suggestion?.edits ?? [];
  if (edits.some(({ range }) => range.file !== at.file)) return {};
  const whole = edits.reduce((all, { range }) => join(all, range), at);
  const lines = places.wholeLines(whole, suggestionLinesMax);
  return lines ? { lines } : {};
}

/** Most lines that a suggestion takes the place of: nobody reads more in a comment. */
const suggestionLinesMax = 40;

function withConstruct(details: string, path: string): string {
  return `${details} In the CDK app it is the construct ${quoted(path)}.`;
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
