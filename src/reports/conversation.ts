import type { RuleDescription } from "../review/describe-rule.ts";
import type { CommandAcceptance, Review, ReviewFinding } from "../review/review.ts";
import { accessHeadline } from "./access-wording.ts";
import { inlineCode, link, prose } from "./markdown.ts";
import { countByType, counted, newFindings, severityWords, shortCommit } from "./wording.ts";

/**
 * What Leastwise says in the conversation of a pull request. Every text opens with a hidden marker
 * that tells what it is; as with inline comments, the author has to be looked at as well.
 */

/** Marks the one comment of the mode `always`. */
export const summaryMarker = "<!-- leastwise:summary -->";

/** Marks the answer to a comment. */
export function replyMarker(commentId: number): string {
  return `<!-- leastwise:reply ${commentId} -->`;
}

/** Names the answer to a button: the head that it was shown for, and who pressed it. */
export function buttonMarker(head: string, by: string): string {
  // Nothing in either can end the HTML comment.
  return `<!-- leastwise:button ${head} ${encodeURIComponent(by).replaceAll("-", "%2D")} -->`;
}

/** Marks that somebody was told once that commands take write permission. */
export function refusalMarker(userId: number): string {
  return `<!-- leastwise:refusal ${userId} -->`;
}

/** The result in short, for the mode `always`. */
export function summaryComment(review: Review): string {
  const found = newFindings(review);
  const { policies } = review.coverage;
  const lines = [
    summaryMarker,
    `**${review.wouldBe ? "Warn only" : verdictWords[review.verdict]}.** ${prose(review.title)}`,
    "",
    found.length === 0
      ? `Judged ${policies === 1 ? "1 policy" : `${policies} policies`} at ${inlineCode(shortCommit(review.head))}.`
      : `New in ${inlineCode(shortCommit(review.head))}: ${countByType(found)}. The check run has all of them.`,
    ...(review.access?.entries.length ? ["", `${prose(accessHeadline(review.access))}.`] : []),
  ];
  return lines.join("\n");
}

const verdictWords: Readonly<Record<Review["verdict"], string>> = {
  pass: "Pass",
  fail: "Fail",
  incomplete: "Incomplete",
};

export function explanation(
  rule: RuleDescription | { readonly meant: string | undefined },
  code: string,
): string {
  if ("issueCode" in rule) {
    const { issueCode, summary } = rule;
    return `**${severityWords(rule)}** ${inlineCode(issueCode)}: ${prose(summary)}. ${link("Learn more", rule.learnMoreLink)}`;
  }
  const hint = rule.meant === undefined ? "" : ` Did you mean ${inlineCode(rule.meant)}?`;
  return `There is no rule ${inlineCode(code)}.${hint}`;
}

export const usage = [
  "Leastwise knows these commands. Each takes a comment of its own, on whose first line it stands:",
  "",
  "- `/leastwise recheck` reviews the pull request once more",
  "- `/leastwise explain CODE` tells what a rule is about",
  "- `/leastwise accept CODE reason` accepts what this rule finds in the pull request, as its check shows it",
].join("\n");

/** Places that an answer names; the check has the others. */
const placesMax = 10;
/** Codes likewise. */
const codesMax = 5;

/** After findings were accepted. `findings`: the new ones of the pull request that it is about. */
export function acceptanceReply(
  { issueCode, reason, by }: CommandAcceptance,
  head: string,
  findings: readonly ReviewFinding[],
): string {
  const what = `${counted(findings.length, "finding")} of ${inlineCode(issueCode)}`;
  const more = findings.length - placesMax;
  const places = [
    ...findings
      .slice(0, placesMax)
      .map(({ file, start }) => `${inlineCode(file)}, line ${start.line}`),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
  return [
    `${inlineCode(by)} accepts ${what} at ${inlineCode(shortCommit(head))} for this pull request: ${inlineCode(reason, 500)}.`,
    "",
    ...places.map((place) => `- ${place}`),
    "",
    "When the policy grants something else, the finding is back.",
  ].join("\n");
}

export function nothingToAccept(review: Review, code: string, max: number): string {
  const found = newFindings(review);
  const count = found.filter(({ issueCode }) => issueCode === code).length;
  if (count > 0) {
    return `This pull request has ${count} findings of ${inlineCode(code)}; one command accepts ${max} at most. An exception in the configuration can accept more.`;
  }
  const codes = [...new Set(found.map(({ issueCode }) => issueCode))];
  const named = codes.slice(0, codesMax).map((each) => inlineCode(each));
  const others = codes.length > codesMax ? [...named, "others"] : named;
  const has = codes.length === 0 ? "" : ` It shows new findings of ${others.join(", ")}.`;
  return `The check shows no new finding of ${inlineCode(code)}, so there is nothing to accept.${has}`;
}

/** An acceptance is about what could be read. */
export function notPublishedThen(head: string, why: "unpublished" | "outdated"): string {
  const at = inlineCode(shortCommit(head));
  return why === "unpublished"
    ? `Nothing was accepted: the check of ${at}, which the pull request stands at now, was not there yet when this comment was written. Please look at it, and repeat the command.`
    : `Nothing was accepted: the check of ${at}, which the pull request stands at now, may not be the one that was seen when this comment was written. It is reviewed once more. Please look at the new check, and repeat the command.`;
}

export function nothingForButton(by: string): string {
  return `${inlineCode(by)} pressed *Accept*, but the pull request has changed since the check was shown. Look at its newest check.`;
}

export const closed =
  "This pull request is closed, so nothing is reviewed. Open it again, and it is reviewed by itself.";

export const edited =
  "This comment was edited before it was read, so nothing was done. Please write the command in a comment of its own.";

export const refusal =
  "Thank you. Commands for Leastwise take write permission in this repository, so nothing was done. Someone who has it can repeat the command.";
