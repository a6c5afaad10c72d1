/** Comments in a pull request's conversation, and reactions. */

import { checkLength } from "./comment-places.ts";
import type {
  Account,
  IssueComment,
  PullRequest,
  Reaction,
  ReactionContent,
  ReviewComment,
} from "./model.ts";
import type { Platform } from "./platform.ts";
import { issueCommentObject, issueObject } from "./present/comments.ts";

export function createIssueComment(
  platform: Platform,
  pull: PullRequest,
  author: Account,
  body: string,
): IssueComment {
  checkLength(body);
  const now = platform.now();
  const comment: IssueComment = {
    id: platform.nextId(),
    pull,
    author,
    createdAt: now,
    reactions: [],
    body,
    updatedAt: now,
  };
  pull.comments.push(comment);
  pull.updatedAt = now;
  commentChanged(platform, comment, "created", author);
  return comment;
}

export function editIssueComment(
  platform: Platform,
  comment: IssueComment,
  editor: Account,
  body: string,
): void {
  checkLength(body);
  const from = comment.body;
  comment.body = body;
  comment.updatedAt = platform.now();
  commentChanged(platform, comment, "edited", editor, { changes: { body: { from } } });
}

export function deleteIssueComment(platform: Platform, comment: IssueComment, by: Account): void {
  comment.pull.comments.splice(comment.pull.comments.indexOf(comment), 1);
  commentChanged(platform, comment, "deleted", by);
}

/** The same reaction of the same account counts once. */
export function react(
  platform: Platform,
  comment: IssueComment | ReviewComment,
  author: Account,
  content: ReactionContent,
): { readonly reaction: Reaction; readonly isNew: boolean } {
  const known = comment.reactions.find((one) => one.author === author && one.content === content);
  if (known !== undefined) return { reaction: known, isNew: false };
  const reaction = { id: platform.nextId(), author, content, createdAt: platform.now() };
  comment.reactions.push(reaction);
  return { reaction, isNew: true };
}

function commentChanged(
  platform: Platform,
  comment: IssueComment,
  action: string,
  sender: Account,
  more: Record<string, unknown> = {},
): void {
  platform.emit({
    name: "issue_comment",
    action,
    repository: comment.pull.repository,
    sender,
    payload: (urls) => ({
      issue: issueObject(urls, comment.pull),
      comment: issueCommentObject(urls, comment),
      ...more,
    }),
  });
}
