import { findingTypes } from "../findings/finding.ts";
import type { Acceptance, Place, Review, ReviewFinding } from "../review/review.ts";
import { reporterSentence } from "./access-analyzer.ts";
import { fencedCode, inlineCode, link, prose } from "./markdown.ts";
import { lineReplacement } from "./suggestion.ts";
import { causeOf, counted, lastLine, newFindings, severityWords } from "./wording.ts";

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
 * Comments for every finding that belongs to the change, the most severe first: one on the lines that
 * its fix takes the place of, one on its place, and one on each related place, for a change that
 * brought the finding by what it did elsewhere (removing a condition). Whoever publishes takes of each
 * finding the first that stands on lines of the diff, and `commentsMax` in all. Among findings of one type
 * those that say the same as an earlier one come last: ten times one sentence is one comment and noise.
 */
export function reviewComments(review: Review): readonly ReviewComment[] {
  return repeatedLast(newFindings(review)).flatMap((finding) => {
    const { fingerprint } = finding;
    const places = [finding, ...finding.related.slice(0, relatedMax)];
    return [
      ...fixComments(finding),
      ...places.map((place) => ({
        fingerprint,
        ...commentLines(place),
        body: commentBody(finding),
      })),
    ];
  });
}

/** By type, as they come; then by how often the same was said before. */
function repeatedLast(findings: readonly ReviewFinding[]): readonly ReviewFinding[] {
  const times = new Map<string, number>();
  return findings
    .map((finding) => {
      const cause = causeOf(finding);
      const before = times.get(cause) ?? 0;
      times.set(cause, before + 1);
      return { finding, before, severity: findingTypes.indexOf(finding.findingType) };
    })
    .sort((one, other) => one.severity - other.severity || one.before - other.before)
    .map(({ finding }) => finding);
}

/** With the fix that one click commits, where there is one. */
function fixComments(finding: ReviewFinding): ReviewComment[] {
  const { fingerprint, file, suggestion } = finding;
  const replacement = suggestion && lineReplacement(suggestion);
  if (!replacement) return [];
  const { startLine, endLine, text } = replacement;
  return [{ fingerprint, path: file, startLine, endLine, body: commentBody(finding, text) }];
}

function commentLines(place: Place): Pick<ReviewComment, "path" | "startLine" | "endLine"> {
  const startLine = place.start.line;
  const endLine = lastLine(place);
  const isShort = endLine - startLine < commentLinesMax;
  return { path: place.file, startLine, endLine: isShort ? endLine : startLine };
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
 *
 * @param isSure false where not all of the file is known: the finding may then have gone out of sight.
 */
export function fixedBody(previousBody: string, commit: string, isSure = true): string {
  // A full commit id becomes a link to the commit.
  const shown = /^[0-9a-f]{40,64}$/.test(commit) ? commit : inlineCode(commit);
  const reach = isSure ? "" : ", as far as it can be judged: not everything in this file is known";
  return closedBody(previousBody, `**Fixed** in ${shown}${reach}.`);
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

function commentBody(finding: ReviewFinding, replacement?: string): string {
  return [
    markerFor(finding.fingerprint),
    `**${severityWords(finding)}** ${inlineCode(finding.issueCode)}`,
    "",
    [prose(finding.details), link("Learn more", finding.learnMoreLink), reporterSentence(finding)]
      .join(" ")
      .trimEnd(),
    ...beforeSentence(finding),
    ...relatedLines(finding),
    ...suggestionLines(finding, replacement),
  ].join("\n");
}

function beforeSentence({ state, unknownBefore }: ReviewFinding): string[] {
  if (unknownBefore !== undefined) {
    return ["", `It is not known whether it was there before: ${prose(unknownBefore)}.`];
  }
  return state === "widened" ? ["", "It was there before, and grants more now."] : [];
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

/** One click where the comment stands on the lines that the fix takes the place of, else its description. */
function suggestionLines({ suggestion }: ReviewFinding, replacement?: string): string[] {
  if (!suggestion) return [];
  const title = prose(suggestion.title);
  return replacement === undefined
    ? ["", `Fix: ${title}`]
    : ["", title, "", fencedCode(replacement, "suggestion")];
}
