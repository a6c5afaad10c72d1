import { react } from "../issue-comments.ts";
import type {
  Account,
  IssueComment,
  ReactionContent,
  Repository,
  ReviewComment,
} from "../model.ts";
import type { Platform } from "../platform.ts";
import { reactionObject } from "../present/comments.ts";
import type { Call, Route } from "../router.ts";
import { bodyOf, onRepository, page, pathFor } from "./answers.ts";

interface Commented {
  /** The route of one comment. */
  readonly comment: string;
  readonly read: string | readonly string[];
  readonly write: string | readonly string[];
  readonly commentOf: (call: Call, repository: Repository) => IssueComment | ReviewComment;
  readonly authorOf: (call: Call) => Account;
}

/** The reactions on comments of one kind. */
export function reactionRoutes(
  platform: Platform,
  { comment, read, write, commentOf, authorOf }: Commented,
): Route[] {
  const path = `${comment}/reactions`;
  return [
    onRepository(`GET ${path}`, read, (call, repository) => {
      const { reactions } = commentOf(call, repository);
      return page(call, pathFor(path, call.params), reactions, (some) =>
        some.map((reaction) => reactionObject(call.urls, reaction)),
      );
    }),
    onRepository(`POST ${path}`, write, (call, repository) => {
      const { content } = bodyOf<{ content: ReactionContent }>(call);
      const found = commentOf(call, repository);
      const { reaction, isNew } = react(platform, found, authorOf(call), content);
      return { status: isNew ? 201 : 200, body: reactionObject(call.urls, reaction) };
    }),
  ];
}
