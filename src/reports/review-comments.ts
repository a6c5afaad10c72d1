import type { Acceptance, Place, Review, ReviewFinding } from "../review/review.ts";
import { reporterSentence } from "./access-analyzer.ts";
import { fencedCode, inlineCode, link, prose } from "./markdown.ts";
import { replacementLines } from "./suggestion.ts";
import { counted, lastLine, newFindings, severityWords } from "./wording.ts";

/** Most inline comments of one review: people stop reading after that. */
export const commentsMax = 10;

/** Most lines that one comment stands on; a longer place is commented on its first line. */
const commentLinesMax = 12;

/** Most related places that a comment names. */
const relatedMax = 5;
/** Longest message of a related place, in UTF-16 units. */
const relatedLengthMax = 300;

/** A comment on lines of the head (from 1, both inclusive). The body is Markdown. */
export interface ReviewComment {
  readonly fingerprint: string;
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly body: string;
}

/**
 * Comments for every finding that belongs to the change, the most severe first: one on its place,
 * and one on each related place, for a change that brought the finding by what it did elsewhere
 * (removing a condition). Whoever publishes takes of each finding the first that stands on lines
 * of the diff, and `commentsMax` in all.
 */
export function reviewComments(review: Review): readonly ReviewComment[] {
  return newFindings(review).flatMap((finding) => {
    const { fingerprint } = finding;
    const elsewhere = finding.related.slice(0, relatedMax);
    const { short, ...lines } = commentLines(finding);
    return [
      { fingerprint, ...lines, body: commentBody(finding, short) },
      ...elsewhere.map((place) => {
        const { short: _, ...otherLines } = commentLines(place);
        return { fingerprint, ...otherLines, body: commentBody(finding, false) };
      }),
    ];
  });
}

/** The lines to comment on; `short` when they are the whole place. */
function commentLines(place: Place): Omit<ReviewComment, "fingerprint" | "body"> & {
  readonly short: boolean;
} {
  const startLine = place.start.line;
  const endLine = lastLine(place);
  const short = endLine - startLine < commentLinesMax;
  return { path: place.file, startLine, endLine: short ? endLine : startLine, short };
}

/** The text above the inline comments; it does not depend on how many of them are shown. */
export function reviewBody(review: Review): string {
  const findings = newFindings(review).length;
  return [
    prose(review.title),
    "",
    findings > commentsMax
      ? `The check run has all ${findings} findings, and what could not be judged; at most ${commentsMax} are commented on here.`
      : `The check run has ${findings === 1 ? "the whole finding" : `all ${counted(findings, "finding")}`}, and what could not be judged.`,
  ].join("\n");
}

/**
 * A comment of ours after its finding is gone. The old text stays, folded, and its suggestion can no
 * longer be applied. Marking twice changes nothing.
 */
export function fixedBody(previousBody: string, commit: string): string {
  // A full commit id becomes a link to the commit.
  const shown = /^[0-9a-f]{40,64}$/.test(commit) ? commit : inlineCode(commit);
  return closedBody(previousBody, `**Fixed** in ${shown}.`);
}

/** A comment of ours after somebody has accepted its finding: as `fixedBody`. */
export function acceptedBody(previousBody: string, { reason, until }: Acceptance): string {
  const end = until === null ? "for this pull request" : `until ${until}`;
  return closedBody(previousBody, `**Accepted** ${end}: ${inlineCode(reason)}.`);
}

/** True when a comment of ours is about nothing that still counts. */
export function isClosed(body: string): boolean {
  return /^\*\*(?:Fixed\*\* in|Accepted\*\* (?:until|for)) /m.test(body.slice(0, 200));
}

function closedBody(previousBody: string, line: string): string {
  if (isClosed(previousBody)) return previousBody;
  const fingerprint = markerOf(previousBody);
  const previous = previousBody
    .replace(marker, "")
    .replace(/^(`{3,})suggestion[ \t\r]*$/gm, "$1")
    .trim();
  return [
    ...(fingerprint === undefined ? [] : [markerFor(fingerprint)]),
    line,
    "",
    "<details>",
    "<summary>What it was</summary>",
    "",
    previous,
    "",
    "</details>",
  ].join("\n");
}

/**
 * The fingerprint in the hidden marker that opens a comment of ours, or `undefined`. A hint, no
 * proof: anybody can write a marker, so the author of the comment has to be looked at as well.
 */
export function markerOf(body: string): string | undefined {
  return marker.exec(body)?.[1];
}

const marker = /^\s*<!-- leastwise:finding ([A-Za-z0-9_.:-]{1,200}) -->/;

function markerFor(fingerprint: string): string {
  return `<!-- leastwise:finding ${fingerprint} -->`;
}

function commentBody(finding: ReviewFinding, onAllLines: boolean): string {
  return [
    markerFor(finding.fingerprint),
    `**${severityWords(finding)}** ${inlineCode(finding.issueCode)}`,
    "",
    [prose(finding.details), link("Learn more", finding.learnMoreLink), reporterSentence(finding)]
      .join(" ")
      .trimEnd(),
    ...(finding.state === "widened" ? ["", "It was there before, and grants more now."] : []),
    ...relatedLines(finding),
    ...suggestionLines(finding, onAllLines),
  ].join("\n");
}

function relatedLines({ related }: ReviewFinding): string[] {
  if (related.length === 0) return [];
  const shown = related
    .slice(0, relatedMax)
    .map(
      (place) =>
        `- ${inlineCode(place.file)}, line ${place.start.line}: ${prose(place.message, relatedLengthMax)}`,
    );
  const rest = related.length - shown.length;
  return [
    "",
    ...shown,
    ...(rest > 0 ? [`- and ${counted(rest, "more place", "more places")}`] : []),
  ];
}

/** One click where the lines that are commented on hold the whole fix, else its description. */
function suggestionLines(finding: ReviewFinding, onAllLines: boolean): string[] {
  if (!finding.suggestion) return [];
  const replacement = onAllLines ? replacementLines(finding) : undefined;
  const title = `${prose(finding.suggestion.title)}`;
  return replacement === undefined
    ? ["", `Fix: ${title}`]
    : ["", title, "", fencedCode(replacement, "suggestion")];
}
