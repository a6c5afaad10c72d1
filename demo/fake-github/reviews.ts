/** Reviews and the comments on lines of a diff. */
import { notFound, unprocessable } from "./api-error.ts";
import { type CommentInput, checkLength, type Place, placeAll } from "./comment-places.ts";
import type { Account, PullRequest, Review, ReviewComment } from "./model.ts";
import type { Platform } from "./platform.ts";
import { reviewCommentObject, reviewObject } from "./present/comments.ts";
import { pullSimple } from "./present/pulls.ts";

/** All or nothing: one comment that does not fit refuses the review. */
export async function createReview(
  platform: Platform,
  pull: PullRequest,
  author: Account,
  input: {
    readonly body?: string;
    readonly event?: string;
    readonly commit_id?: string;
    readonly comments?: readonly CommentInput[];
  },
): Promise<Review> {
  const event = input.event ?? "PENDING";
  const comments = input.comments ?? [];
  if (author === pull.author && event !== "COMMENT" && event !== "PENDING") {
    const doing = event === "APPROVE" ? "approve" : "request changes on";
    throw unprocessable("Unprocessable Entity", [`Can not ${doing} your own pull request`]);
  }
  if (event === "PENDING" && pull.reviews.some((one) => isPendingOf(one, author))) {
    throw unprocessable("Unprocessable Entity", [
      "User can only have one pending review per pull request",
    ]);
  }
  checkLength(input.body);
  const places = await placeAll(pull, input.commit_id, comments);
  const review: Review = {
    id: platform.nextId(),
    pull,
    author,
    state: reviewStates[event] ?? "PENDING",
    commitId: input.commit_id ?? pull.head.sha,
    submittedAt: platform.now(),
    body: input.body ?? "",
  };
  pull.reviews.push(review);
  pull.updatedAt = platform.now();
  const added = places.map((place, i) =>
    addComment(platform, pull, author, review, place, comments[i]?.body ?? ""),
  );
  if (review.state !== "PENDING") {
    platform.emit({
      name: "pull_request_review",
      action: "submitted",
      repository: pull.repository,
      sender: author,
      payload: (urls) => ({
        review: { ...reviewObject(urls, review), state: review.state.toLowerCase() },
        pull_request: pullSimple(urls, pull),
      }),
    });
    for (const comment of added) commentChanged(platform, comment, "created", author);
  }
  return review;
}

/** A single comment: GitHub wraps it into a review of its own. */
export async function createReviewComment(
  platform: Platform,
  pull: PullRequest,
  author: Account,
  input: CommentInput,
): Promise<ReviewComment> {
  const [place] = await placeAll(pull, input.commit_id, [input]);
  if (place === undefined) throw notFound();
  const review = wrappingReview(platform, pull, author);
  const comment = addComment(platform, pull, author, review, place, input.body ?? "");
  commentChanged(platform, comment, "created", author);
  return comment;
}

export function replyToComment(
  platform: Platform,
  parent: ReviewComment,
  author: Account,
  body: string,
): ReviewComment {
  checkLength(body);
  const first = parent.inReplyTo ?? parent;
  const now = platform.now();
  const comment: ReviewComment = {
    ...first,
    id: platform.nextId(),
    review: wrappingReview(platform, first.pull, author),
    author,
    inReplyTo: first,
    createdAt: now,
    updatedAt: now,
    reactions: [],
    body,
  };
  first.pull.reviewComments.push(comment);
  commentChanged(platform, comment, "created", author);
  return comment;
}

export function editReviewComment(
  platform: Platform,
  comment: ReviewComment,
  editor: Account,
  body: string,
): void {
  checkLength(body);
  const from = comment.body;
  comment.body = body;
  comment.updatedAt = platform.now();
  commentChanged(platform, comment, "edited", editor, { changes: { body: { from } } });
}

export function deleteReviewComment(platform: Platform, comment: ReviewComment, by: Account): void {
  const comments = comment.pull.reviewComments;
  comments.splice(comments.indexOf(comment), 1);
  commentChanged(platform, comment, "deleted", by);
}

function addComment(
  platform: Platform,
  pull: PullRequest,
  author: Account,
  review: Review,
  place: Place,
  body: string,
): ReviewComment {
  const now = platform.now();
  const { line, startLine, ...rest } = place;
  const comment: ReviewComment = {
    ...rest,
    id: platform.nextId(),
    pull,
    review,
    author,
    originalCommitId: review.commitId,
    originalLine: line,
    originalStartLine: startLine,
    inReplyTo: undefined,
    createdAt: now,
    updatedAt: now,
    reactions: [],
    body,
    line,
    startLine,
    position: place.originalPosition,
    commitId: review.commitId,
  };
  pull.reviewComments.push(comment);
  return comment;
}

function wrappingReview(platform: Platform, pull: PullRequest, author: Account): Review {
  const review: Review = {
    id: platform.nextId(),
    pull,
    author,
    state: "COMMENTED",
    commitId: pull.head.sha,
    submittedAt: platform.now(),
    body: "",
  };
  pull.reviews.push(review);
  return review;
}

function commentChanged(
  platform: Platform,
  comment: ReviewComment,
  action: string,
  sender: Account,
  more: Record<string, unknown> = {},
): void {
  platform.emit({
    name: "pull_request_review_comment",
    action,
    repository: comment.pull.repository,
    sender,
    payload: (urls) => ({
      comment: reviewCommentObject(urls, comment),
      pull_request: pullSimple(urls, comment.pull),
      ...more,
    }),
  });
}

function isPendingOf(review: Review, author: Account): boolean {
  return review.state === "PENDING" && review.author === author;
}

const reviewStates: Readonly<Record<string, Review["state"]>> = {
  APPROVE: "APPROVED",
  REQUEST_CHANGES: "CHANGES_REQUESTED",
  COMMENT: "COMMENTED",
  PENDING: "PENDING",
};
