import { ApiError, notFound } from "../api-error.ts";
import type { CommentInput } from "../comment-places.ts";
import type { Account, Repository, Review, ReviewComment } from "../model.ts";
import { findPull, type Platform } from "../platform.ts";
import { commentOfReview, reviewCommentObject, reviewObject } from "../present/comments.ts";
import {
  createReview,
  createReviewComment,
  deleteReviewComment,
  editReviewComment,
  replyToComment,
} from "../reviews.ts";
import type { Call, Route } from "../router.ts";
import {
  bodyOf,
  created,
  installationOnly,
  noContent,
  ok,
  onRepository,
  page,
  pathFor,
} from "./answers.ts";
import { reactionRoutes } from "./reactions.ts";

const repo = "/repos/{owner}/{repo}";
const pull = `${repo}/pulls/{pull_number}`;
const comment = `${repo}/pulls/comments/{comment_id}`;
const read = "pull_requests:read";
const write = "pull_requests:write";

/** Reviews of a pull request and the comments on its lines. */
export function reviewRoutes(platform: Platform): Route[] {
  return [
    onRepository(`GET ${pull}/reviews`, read, (call, repository) => {
      const reviews = pullOf(call, repository).reviews.filter((one) => isVisible(call, one));
      return page(call, pathFor(`${pull}/reviews`, call.params), reviews, (some) =>
        some.map((one) => reviewObject(call.urls, one)),
      );
    }),
    onRepository(`POST ${pull}/reviews`, write, async (call, repository) => {
      const input = bodyOf<{ body?: string; comments?: readonly CommentInput[] }>(call);
      const review = await createReview(platform, pullOf(call, repository), authorOf(call), input);
      return ok(reviewObject(call.urls, review));
    }),
    onRepository(`GET ${pull}/reviews/{review_id}`, read, (call, repository) =>
      ok(reviewObject(call.urls, reviewOf(call, repository))),
    ),
    onRepository(`PUT ${pull}/reviews/{review_id}`, write, (call, repository) => {
      const review = reviewOf(call, repository);
      if (review.author !== authorOf(call)) throw new ApiError(403, "Forbidden");
      review.body = bodyOf<{ body: string }>(call).body;
      return ok(reviewObject(call.urls, review));
    }),
    onRepository(`GET ${pull}/reviews/{review_id}/comments`, read, (call, repository) => {
      const review = reviewOf(call, repository);
      const comments = review.pull.reviewComments.filter((one) => one.review === review);
      const path = pathFor(`${pull}/reviews/{review_id}/comments`, call.params);
      return page(call, path, comments, (some) =>
        some.map((one) => commentOfReview(call.urls, one)),
      );
    }),
    onRepository(`GET ${pull}/comments`, read, (call, repository) => {
      const comments = sorted(call, pullOf(call, repository).reviewComments.filter(isPublished));
      return page(call, pathFor(`${pull}/comments`, call.params), comments, (some) =>
        some.map((one) => reviewCommentObject(call.urls, one)),
      );
    }),
    onRepository(`POST ${pull}/comments`, write, async (call, repository) => {
      const made = await createReviewComment(
        platform,
        pullOf(call, repository),
        authorOf(call),
        bodyOf<CommentInput>(call),
      );
      return created(reviewCommentObject(call.urls, made));
    }),
    onRepository(`POST ${pull}/comments/{comment_id}/replies`, write, (call, repository) => {
      const parent = pullOf(call, repository).reviewComments.find(
        (one) => String(one.id) === call.params.comment_id,
      );
      if (parent === undefined) throw notFound();
      const { body } = bodyOf<{ body: string }>(call);
      const made = replyToComment(platform, parent, authorOf(call), body);
      return created(reviewCommentObject(call.urls, made));
    }),
    onRepository(`GET ${comment}`, read, (call, repository) =>
      ok(reviewCommentObject(call.urls, commentOf(call, repository))),
    ),
    onRepository(`PATCH ${comment}`, write, (call, repository) => {
      const found = ownComment(call, repository);
      editReviewComment(platform, found, authorOf(call), bodyOf<{ body: string }>(call).body);
      return ok(reviewCommentObject(call.urls, found));
    }),
    onRepository(`DELETE ${comment}`, write, (call, repository) => {
      deleteReviewComment(platform, ownComment(call, repository), authorOf(call));
      return noContent;
    }),
    ...reactionRoutes(platform, { comment, read, write, commentOf, authorOf }),
  ];
}

export function authorOf(call: Call): Account {
  return installationOnly(call).installation.app.bot;
}

function pullOf(call: Call, repository: Repository) {
  return findPull(repository, call.params.pull_number ?? "");
}

function reviewOf(call: Call, repository: Repository): Review {
  const found = pullOf(call, repository).reviews.find(
    (one) => String(one.id) === call.params.review_id,
  );
  if (found === undefined || !isVisible(call, found)) throw notFound();
  return found;
}

function commentOf(call: Call, repository: Repository): ReviewComment {
  const found = [...repository.pulls.values()]
    .flatMap((one) => one.reviewComments)
    .find((one) => String(one.id) === call.params.comment_id);
  if (found === undefined) throw notFound();
  return found;
}

/** Stricter than GitHub, where write access suffices: an App has no business in others' comments. */
function ownComment(call: Call, repository: Repository): ReviewComment {
  const found = commentOf(call, repository);
  if (found.author !== authorOf(call)) {
    throw new ApiError(403, "Resource not accessible by integration");
  }
  return found;
}

/** A pending review is seen by its author alone. */
function isVisible(call: Call, review: Review): boolean {
  return review.state !== "PENDING" || review.author === authorOf(call);
}

function isPublished(one: ReviewComment): boolean {
  return one.review?.state !== "PENDING";
}

function sorted(call: Call, comments: readonly ReviewComment[]): ReviewComment[] {
  const since = Date.parse(call.query.get("since") ?? "1970-01-01T00:00:00Z");
  const by = call.query.get("sort");
  const sign = by !== null && call.query.get("direction") !== "asc" ? -1 : 1;
  return comments
    .filter((one) => one.updatedAt >= since)
    .toSorted((a, b) => sign * ((by === "updated" ? a.updatedAt - b.updatedAt : 0) || a.id - b.id));
}
