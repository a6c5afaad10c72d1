import type { RuleDescription } from "../review/describe-rule.ts";
import type { CommandAcceptance, Review } from "../review/review.ts";
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
  "Leastwise knows these commands, each on the first line of a comment:",
  "",
  "- `/leastwise recheck` reviews the pull request once more",
  "- `/leastwise explain CODE` tells what a rule is about",
  "- `/leastwise accept CODE reason` accepts what this rule finds in the pull request now",
].join("\n");

/** After a command has accepted findings; `findings` of them are new in the pull request. */
export function acceptanceReply(
  { issueCode, reason, by, fingerprints }: CommandAcceptance,
  head: string,
): string {
  const what = `${counted(fingerprints.length, "finding")} of ${inlineCode(issueCode)}`;
  return `${inlineCode(by)} accepts ${what} at ${inlineCode(shortCommit(head))} for this pull request: ${inlineCode(reason, 500)}. When the policy grants something else, the finding is back.`;
}

export function nothingToAccept(code: string, found: number, max: number): string {
  return found === 0
    ? `This pull request has no new finding of ${inlineCode(code)}, so there is nothing to accept.`
    : `This pull request has ${found} findings of ${inlineCode(code)}; one command accepts ${max} at most. An exception in the configuration can accept more.`;
}

export function nothingForButton(by: string): string {
  return `${inlineCode(by)} pressed *Accept*, but the pull request has changed since the check was shown. Look at its newest check.`;
}

export const refusal =
  "Thank you. Commands for Leastwise take write permission in this repository, so nothing was done. Someone who has it can repeat the command.";
