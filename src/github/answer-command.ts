import {
  acceptanceReply,
  buttonMarker,
  explanation,
  nothingForButton,
  nothingToAccept,
  refusal,
  refusalMarker,
  replyMarker,
  usage,
} from "../reports/conversation.ts";
import { describeRule, mayBeCustom } from "../review/describe-rule.ts";
import { acceptableCode, type CommandAcceptance, type Review } from "../review/review.ts";
import { digestOf } from "./accept-button.ts";
import { acceptanceMarker, acceptedMax, newFingerprints, readAcceptances } from "./acceptances.ts";
import { type Command, commandOf } from "./command.ts";
import { ownComments, say } from "./conversation.ts";
import { statusOf } from "./failure.ts";
import { readPull } from "./pulls.ts";
import { type Repository, routeOf } from "./repository.ts";

export interface CommandOptions {
  /** The login of the app's own account. */
  readonly botLogin: () => Promise<string>;
  /** Has the pull request reviewed once more. */
  readonly recheck: () => Promise<void>;
  /** What is new in the pull request as it stands; `undefined` when it is closed. */
  readonly review: (accepted?: readonly CommandAcceptance[]) => Promise<Review | undefined>;
}

export type CommandOutcome = "no command" | "already answered" | "refused" | "answered";

/**
 * Does what a comment asks for. The comment and the permission of its author are read now, whatever
 * the event said. Doing it again changes nothing: our reaction on the comment tells that it is done.
 */
export async function answerCommand(
  repository: Repository,
  number: number,
  commentId: number,
  options: CommandOptions,
): Promise<CommandOutcome> {
  const comment = await readComment(repository, commentId);
  const command = commandOf(comment?.body ?? "");
  if (comment?.user?.type !== "User" || !command) return "no command";
  if (!comment.issue_url.endsWith(`/issues/${number}`)) return "no command";
  const { user } = comment;
  const botLogin = await options.botLogin();
  if (await hasReaction(repository, commentId, botLogin)) return "already answered";

  if (!(await mayCommand(repository, user.login))) {
    const marker = refusalMarker(Number(user.id));
    await sayOnce(repository, number, botLogin, marker, refusal);
    await react(repository, commentId, "-1");
    return "refused";
  }
  const needsOpen = command.kind === "recheck" || command.kind === "accept";
  if (needsOpen && !(await readPull(repository, number))?.open) {
    await sayOnce(repository, number, botLogin, replyMarker(commentId), closed);
    await react(repository, commentId, "confused");
    return "answered";
  }
  let done = command.kind !== "unknown";
  if (command.kind === "recheck") await options.recheck();
  else if (command.kind === "accept") {
    done = await accept(repository, number, commentId, user.login, command, botLogin, options);
  } else {
    const reply = await replyTo(command, options);
    await sayOnce(repository, number, botLogin, replyMarker(commentId), reply);
  }
  await react(repository, commentId, done ? "+1" : "confused");
  return "answered";
}

const closed =
  "This pull request is closed, so nothing is reviewed. Open it again, and it is reviewed by itself.";

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
 * what fails the pull request now, on the same head. Whoever may not gets no answer: GitHub shows the
 * button to people with write permission only.
 */
export async function acceptByButton(
  repository: Repository,
  { number, head, findings, by }: ButtonPress,
  options: CommandOptions,
): Promise<CommandOutcome> {
  if (!(await mayCommand(repository, by))) return "refused";
  const botLogin = await options.botLogin();
  const accepted = await readAcceptances(repository, number, botLogin);
  if (accepted.some(({ fingerprints }) => digestOf(fingerprints) === findings)) {
    // The delivery came again, or somebody else was faster.
    await options.recheck();
    return "already answered";
  }
  const review = await options.review(accepted);
  const code = review?.head === head ? acceptableCode(review) : undefined;
  const answer = (text: string) =>
    sayOnce(repository, number, botLogin, buttonMarker(head, by), text);
  if (!review || code === undefined || digestOf(newFingerprints(review, code)) !== findings) {
    await answer(nothingForButton(by));
  } else {
    const seen = { ...options, review: async () => review };
    await acceptFindings(repository, number, { code, reason, by }, botLogin, seen, answer);
  }
  return "answered";
}

/** A button takes no words. */
const reason = "accepted with the button of the check";

/**
 * The command is about what stands there now, so that is found out first.
 *
 * @returns false when there was nothing to accept.
 */
async function accept(
  repository: Repository,
  number: number,
  commentId: number,
  by: string,
  { code, reason }: Extract<Command, { kind: "accept" }>,
  botLogin: string,
  options: CommandOptions,
): Promise<boolean> {
  const answer = (text: string) =>
    sayOnce(repository, number, botLogin, replyMarker(commentId), text);
  return acceptFindings(repository, number, { code, reason, by }, botLogin, options, answer);
}

async function acceptFindings(
  repository: Repository,
  number: number,
  { code, reason, by }: { readonly code: string; readonly reason: string; readonly by: string },
  botLogin: string,
  { review, recheck }: CommandOptions,
  answer: (text: string) => Promise<void>,
): Promise<boolean> {
  const nothing = async (text: string) => {
    await answer(text);
    return false;
  };
  const ours = describeRule(code);
  if (!("issueCode" in ours) && !mayBeCustom(code)) return nothing(explanation(ours, code));
  const result = await review();
  const rule = describeRule(code, result?.configuration?.customRules);
  if (!("issueCode" in rule)) return nothing(explanation(rule, code));
  const { issueCode } = rule;
  const fingerprints = result ? newFingerprints(result, issueCode) : [];
  if (!result || fingerprints.length === 0 || fingerprints.length > acceptedMax) {
    return nothing(nothingToAccept(issueCode, fingerprints.length, acceptedMax));
  }
  const acceptance = { issueCode, fingerprints, reason, by };
  const text = acceptanceReply(acceptance, result.head);
  await sayOnce(repository, number, botLogin, acceptanceMarker(acceptance), text);
  await recheck();
  return true;
}

async function replyTo(
  command: Exclude<Command, { kind: "recheck" | "accept" }>,
  { review }: CommandOptions,
): Promise<string> {
  if (command.kind === "unknown") return usage;
  const { code } = command;
  // The team's own rules are in the configuration that a review is made with.
  const result = mayBeCustom(code) ? await review() : undefined;
  return explanation(describeRule(code, result?.configuration?.customRules), code);
}

async function readComment(repository: Repository, commentId: number) {
  try {
    const { data } = await repository.client.request(
      "GET /repos/{owner}/{repo}/issues/comments/{comment_id}",
      { ...routeOf(repository), comment_id: commentId },
    );
    return data;
  } catch (error) {
    // Its author took it back.
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** Asked each time: a permission may have been taken away a minute ago. */
async function mayCommand(repository: Repository, username: string): Promise<boolean> {
  try {
    const { data } = await repository.client.request(
      "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
      { ...routeOf(repository), username },
    );
    return data.permission === "admin" || data.permission === "write";
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}

async function hasReaction(
  repository: Repository,
  commentId: number,
  botLogin: string,
): Promise<boolean> {
  const { data } = await repository.client.request(
    "GET /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions",
    { ...routeOf(repository), comment_id: commentId, per_page: 100 },
  );
  return data.some(({ user }) => user?.login === botLogin);
}

async function react(
  repository: Repository,
  commentId: number,
  content: "+1" | "-1" | "confused",
): Promise<void> {
  await repository.client.request(
    "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions",
    { ...routeOf(repository), comment_id: commentId, content },
  );
}

async function sayOnce(
  repository: Repository,
  number: number,
  botLogin: string,
  marker: string,
  text: string,
): Promise<void> {
  const said = await ownComments(repository, number, botLogin, [marker]);
  if (said?.length === 0) await say(repository, number, `${marker}\n${text}`);
}
