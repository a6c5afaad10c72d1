import {
  closed,
  edited,
  explanation,
  refusal,
  refusalMarker,
  replyMarker,
  usage,
} from "../reports/conversation.ts";
import { describeRule, mayBeCustom } from "../review/describe-rule.ts";
import { type AcceptOptions, acceptByButton, acceptByCommand, type ButtonPress } from "./accept.ts";
import { bodyDigest, type Command, commandOf } from "./command.ts";
import { sayOnce } from "./conversation.ts";
import { statusOf } from "./failure.ts";
import { readPull } from "./pulls.ts";
import { type Repository, routeOf } from "./repository.ts";

export interface CommandOptions extends AcceptOptions {
  /** The login of the app's own account. */
  readonly botLogin: () => Promise<string>;
}

/** `locked`: nobody but people may write in the conversation, so nobody can be told. */
export type CommandOutcome = "no command" | "already answered" | "refused" | "answered" | "locked";

/** A comment that was written. */
export interface CommandComment {
  /** Of the pull request. */
  readonly number: number;
  /** Id of the comment. */
  readonly comment: number;
  /** The digest of its body when it was written; absent: not known. */
  readonly body?: string;
}

/**
 * Does what a comment asks for. The comment and the permission of its author are read now, whatever
 * the event said. Doing it again changes nothing: our reaction on the comment tells that it is done.
 */
export async function answerCommand(
  repository: Repository,
  written: CommandComment,
  options: CommandOptions,
): Promise<CommandOutcome> {
  const { number, comment: commentId } = written;
  const comment = await readComment(repository, commentId);
  const command = commandOf(comment?.body ?? "");
  if (comment?.user?.type !== "User" || !command) return "no command";
  if (!comment.issue_url.endsWith(`/issues/${number}`)) return "no command";
  const { user } = comment;
  const botLogin = await options.botLogin();
  const reactions = comment.reactions?.total_count;
  if (reactions !== 0 && (await hasReaction(repository, commentId, botLogin))) {
    return "already answered";
  }
  const answer = async (text: string) => {
    await sayOnce(repository, number, botLogin, replyMarker(commentId), text);
  };
  return unlessLocked(async () => {
    if (!(await mayCommand(repository, user.login))) {
      const marker = refusalMarker(Number(user.id));
      await sayOnce(repository, number, botLogin, marker, refusal);
      await react(repository, commentId, "-1");
      return "refused";
    }
    const isEdited = written.body !== undefined && written.body !== bodyDigest(comment.body ?? "");
    const by = { login: user.login, at: Date.parse(comment.created_at) };
    const done = isEdited
      ? await answer(edited).then(() => false)
      : await carryOut(repository, number, command, by, botLogin, options, answer);
    await react(repository, commentId, done ? "+1" : "confused");
    return "answered";
  });
}

/** @returns false when there was nothing to do. */
async function carryOut(
  repository: Repository,
  number: number,
  command: Command,
  by: { readonly login: string; readonly at: number },
  botLogin: string,
  options: CommandOptions,
  answer: (text: string) => Promise<void>,
): Promise<boolean> {
  if (command.kind === "explain") {
    await answer(await explain(command.code, options));
    return true;
  }
  if (command.kind === "help" || command.kind === "unknown") {
    await answer(usage);
    return command.kind === "help";
  }
  const pull = await readPull(repository, number);
  if (!pull?.open) {
    await answer(closed);
    return false;
  }
  if (command.kind === "recheck") {
    await options.recheck();
    return true;
  }
  const comment = { ...command, by: by.login, at: by.at };
  return acceptByCommand(repository, number, pull, comment, botLogin, options, answer);
}

/**
 * Does what a button asks for. Whoever may not gets no answer: GitHub shows the button to people with
 * write permission only.
 */
export async function answerButton(
  repository: Repository,
  press: ButtonPress,
  options: CommandOptions,
): Promise<CommandOutcome> {
  if (!(await mayCommand(repository, press.by))) return "refused";
  const botLogin = await options.botLogin();
  return unlessLocked(() => acceptByButton(repository, press, botLogin, options));
}

async function explain(code: string, { review }: CommandOptions): Promise<string> {
  // The team's own rules are in the configuration that a review is made with.
  const result = mayBeCustom(code) ? await review() : undefined;
  return explanation(describeRule(code, result?.configuration?.customRules), code);
}

/**
 * An app can neither comment nor react in a conversation that was locked. What is accepted is kept in a
 * comment, so nothing is accepted there.
 */
async function unlessLocked(work: () => Promise<CommandOutcome>): Promise<CommandOutcome> {
  try {
    return await work();
  } catch (error) {
    if (statusOf(error) === 403 && /\bis locked\b/i.test(String(error))) return "locked";
    throw error;
  }
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
