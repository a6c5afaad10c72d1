import {
  acceptanceReply,
  buttonMarker,
  explanation,
  nothingForButton,
  nothingToAccept,
  notPublishedThen,
} from "../reports/conversation.ts";
import { describeRule, mayBeCustom } from "../review/describe-rule.ts";
import { acceptableCode, type CommandAcceptance, type Review } from "../review/review.ts";
import { digestOf } from "./accept-button.ts";
import {
  acceptanceMarker,
  acceptedMax,
  findingsDigest,
  fingerprintsOf,
  newFindingsOf,
  readAcceptances,
} from "./acceptances.ts";
import { knownRuns } from "./check-runs.ts";
import type { Client } from "./client.ts";
import { sayOnce } from "./conversation.ts";
import { isHeadSince, publishedBefore } from "./published.ts";
import type { Pull } from "./pulls.ts";
import type { Repository } from "./repository.ts";
import type { PullAbout } from "./review-session.ts";

export interface AcceptOptions {
  readonly appId: number;
  /** The client that reads what happened to pull requests. */
  readonly events: () => Promise<Client>;
  /** Has the pull request reviewed once more. */
  readonly recheck: () => Promise<void>;
  /** What is new in the pull request as it stands; `undefined` when it is closed. */
  readonly review: (accepted?: readonly CommandAcceptance[]) => Promise<Review | undefined>;
  /** The review that was published, made once more, without what was accepted by command. */
  readonly reviewAgain: (pull: Pull, about: PullAbout) => Promise<Review>;
}

/** A comment that accepts. */
export interface AcceptComment {
  readonly code: string;
  readonly reason: string;
  /** Login of its author. */
  readonly by: string;
  /** When GitHub got it, in milliseconds since 1970. */
  readonly at: number;
}

/**
 * Accepts what its author could read when the comment was written: what had been published for the commit
 * that is the head, if it has been the head since. A push in between, or just before, accepts nothing.
 *
 * @param answer says it below the comment.
 * @returns false when nothing was accepted.
 */
export async function acceptByCommand(
  repository: Repository,
  number: number,
  pull: Pull,
  comment: AcceptComment,
  botLogin: string,
  options: AcceptOptions,
  answer: (text: string) => Promise<void>,
): Promise<boolean> {
  const { code, reason, by, at } = comment;
  const ours = describeRule(code);
  if (!("issueCode" in ours) && !mayBeCustom(code)) {
    await answer(explanation(ours, code));
    return false;
  }
  const review = await reviewBefore(at, repository, number, pull, options);
  if (typeof review === "string") {
    if (review === "outdated") await options.recheck();
    await answer(notPublishedThen(pull.head, review));
    return false;
  }
  // Of the team's own rules the findings tell which there are.
  const issueCode = "issueCode" in ours ? ours.issueCode : code.toUpperCase();
  return accept(repository, number, review, { issueCode, reason, by }, botLogin, options, answer);
}

/**
 * `unpublished`: there was no review of the head yet. `outdated`: there was one, but other commits may
 * have been the head in between, or the review would be another one today.
 */
async function reviewBefore(
  moment: number,
  repository: Repository,
  number: number,
  pull: Pull,
  { appId, events, reviewAgain }: AcceptOptions,
): Promise<Review | "unpublished" | "outdated"> {
  const known = await knownRuns(repository, appId, pull.head);
  const published = publishedBefore(moment, number, known);
  if (!published) return "unpublished";
  const { about, began } = published;
  const reading = { ...repository, client: await events() };
  if (!(await isHeadSince(began, reading, number))) return "outdated";
  const review = await reviewAgain(pull, about);
  return findingsDigest(review) === about.findings ? review : "outdated";
}

/** A button that was pressed. */
export interface ButtonPress {
  readonly number: number;
  /** The head that it was shown for. */
  readonly head: string;
  /** The digest of the findings that it was shown for. */
  readonly findings: string;
  /** Login. */
  readonly by: string;
}

/**
 * Does what the button of a check run asks for: accepts the findings that failed it, when they are
 * what fails the pull request now, on the same head.
 */
export async function acceptByButton(
  repository: Repository,
  { number, head, findings, by }: ButtonPress,
  botLogin: string,
  options: AcceptOptions,
): Promise<"already answered" | "answered"> {
  const accepted = await readAcceptances(repository, number, botLogin);
  if (accepted.some(({ fingerprints }) => digestOf(fingerprints) === findings)) {
    // The delivery came again, or somebody else was faster.
    await options.recheck();
    return "already answered";
  }
  const review = await options.review(accepted);
  const issueCode = review?.head === head ? acceptableCode(review) : undefined;
  const answer = async (text: string) => {
    await sayOnce(repository, number, botLogin, buttonMarker(head, by), text);
  };
  if (
    review &&
    issueCode !== undefined &&
    digestOf(fingerprintsOf(newFindingsOf(review, issueCode))) === findings
  ) {
    await accept(repository, number, review, { issueCode, reason, by }, botLogin, options, answer);
    return "answered";
  }
  // The base has moved under the same commits: without another review there would be no newer check.
  if (review?.head === head) await options.recheck();
  await answer(nothingForButton(by));
  return "answered";
}

/** A button takes no words. */
const reason = "accepted with the button of the check";

async function accept(
  repository: Repository,
  number: number,
  review: Review,
  acceptance: Omit<CommandAcceptance, "fingerprints">,
  botLogin: string,
  { recheck }: AcceptOptions,
  answer: (text: string) => Promise<void>,
): Promise<boolean> {
  const { issueCode } = acceptance;
  const findings = newFindingsOf(review, issueCode);
  if (findings.length === 0 || findings.length > acceptedMax) {
    await answer(nothingToAccept(review, issueCode, acceptedMax));
    return false;
  }
  const all = { ...acceptance, fingerprints: fingerprintsOf(findings) };
  const text = acceptanceReply(all, review.head, findings);
  // The answer is what keeps it: unsaid, nothing is accepted.
  if (!(await sayOnce(repository, number, botLogin, acceptanceMarker(all), text))) return false;
  await recheck();
  return true;
}
