import { ApiError, notFound } from "../api-error.ts";
import { createIssueComment, deleteIssueComment, editIssueComment } from "../issue-comments.ts";
import type { IssueComment, Repository } from "../model.ts";
import { findPull, type Platform } from "../platform.ts";
import { issueCommentObject } from "../present/comments.ts";
import type { Call, Route } from "../router.ts";
import { bodyOf, created, noContent, ok, onRepository, page, pathFor } from "./answers.ts";
import { reactionRoutes } from "./reactions.ts";
import { authorOf } from "./reviews.ts";

const list = "/repos/{owner}/{repo}/issues/{issue_number}/comments";
const one = "/repos/{owner}/{repo}/issues/comments/{comment_id}";
// On a pull request either permission will do.
const read = ["issues:read", "pull_requests:read"];
const write = ["issues:write", "pull_requests:write"];

export function issueCommentRoutes(platform: Platform): Route[] {
  return [
    onRepository(`GET ${list}`, read, (call, repository) => {
      const since = Date.parse(call.query.get("since") ?? "1970-01-01T00:00:00Z");
      const { comments } = findPull(repository, call.params.issue_number ?? "");
      const found = comments.filter((comment) => comment.updatedAt >= since);
      return page(call, pathFor(list, call.params), found, (some) =>
        some.map((comment) => issueCommentObject(call.urls, comment)),
      );
    }),
    onRepository(`POST ${list}`, write, (call, repository) => {
      const pull = findPull(repository, call.params.issue_number ?? "");
      const { body } = bodyOf<{ body: string }>(call);
      return created(
        issueCommentObject(call.urls, createIssueComment(platform, pull, authorOf(call), body)),
      );
    }),
    onRepository(`GET ${one}`, read, (call, repository) =>
      ok(issueCommentObject(call.urls, commentOf(call, repository))),
    ),
    onRepository(`PATCH ${one}`, write, (call, repository) => {
      const comment = ownComment(call, repository);
      editIssueComment(platform, comment, authorOf(call), bodyOf<{ body: string }>(call).body);
      return ok(issueCommentObject(call.urls, comment));
    }),
    onRepository(`DELETE ${one}`, write, (call, repository) => {
      deleteIssueComment(platform, ownComment(call, repository), authorOf(call));
      return noContent;
    }),
    ...reactionRoutes(platform, { comment: one, read, write, commentOf, authorOf }),
  ];
}

function commentOf(call: Call, repository: Repository): IssueComment {
  const found = [...repository.pulls.values()]
    .flatMap((pull) => pull.comments)
    .find((comment) => String(comment.id) === call.params.comment_id);
  if (found === undefined) throw notFound();
  return found;
}

/** Stricter than GitHub, where write access suffices: an App has no business in others' comments. */
function ownComment(call: Call, repository: Repository): IssueComment {
  const found = commentOf(call, repository);
  if (found.author !== authorOf(call)) {
    throw new ApiError(403, "Resource not accessible by integration");
  }
  return found;
}
