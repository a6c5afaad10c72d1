/** Reviews and the comments on lines of a diff. */
import { type ApiError, notFound, unprocessable } from "./api-error.ts";
import { type FileDiff, hunkTo, lineAfter, positionOf } from "./diff.ts";
import type { Account, PullRequest, Review, ReviewComment, Side } from "./model.ts";
import type { Platform } from "./platform.ts";
import { reviewCommentObject, reviewObject } from "./present/comments.ts";
import { pullSimple } from "./present/pulls.ts";
import { mergeBaseOf, pullDiff } from "./pull-diff.ts";

export const commentBodyLengthMax = 65_536;

/** A comment as a request asks for it. */
export interface CommentInput {
  readonly path?: string;
  readonly body?: string;
  readonly line?: number;
  readonly side?: string;
  readonly start_line?: number;
  readonly start_side?: string;
  readonly position?: number;
  readonly subject_type?: string;
  readonly commit_id?: string;
}

/** Where a comment stands, once it has been found on the diff. */
type Place = Pick<
  ReviewComment,
  "path" | "subject" | "side" | "startSide" | "originalPosition" | "diffHunk"
> & { readonly line: number | null; readonly startLine: number | null };

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

export function checkLength(body: string | undefined): void {
  if (body !== undefined && body.length > commentBodyLengthMax) {
    throw unprocessable("Validation Failed", [
      `body is too long (maximum is ${commentBodyLengthMax} characters)`,
    ]);
  }
}

/**
 * Finds every comment again in the newest diff. A comment whose lines were changed, or have left
 * the diff, is outdated: its line becomes null, the original one stays.
 */
export async function placeComments(pull: PullRequest): Promise<void> {
  const files = await pullDiff(pull);
  for (const comment of pull.reviewComments) {
    if (comment.subject === "file") continue;
    const line = await movedLine(pull, comment, comment.originalLine, comment.side);
    const start = await movedLine(
      pull,
      comment,
      comment.originalStartLine,
      comment.startSide ?? comment.side,
    );
    const file = files.find((one) => one.path === comment.path);
    const position =
      line === undefined || file === undefined ? undefined : positionOf(file, comment.side, line);
    const lost = comment.originalStartLine !== null && start === undefined;
    comment.line = position === undefined || lost ? null : (line ?? null);
    comment.startLine = comment.line === null ? null : (start ?? null);
    comment.position = comment.line === null ? null : (position ?? null);
    if (comment.line !== null) comment.commitId = pull.head.sha;
  }
}

/** The line of today for a line of the time when the comment was made. */
async function movedLine(
  pull: PullRequest,
  comment: ReviewComment,
  line: number | null,
  side: Side,
): Promise<number | undefined> {
  if (line === null) return undefined;
  const { store } = pull.repository;
  const then = comment.originalCommitId;
  const ends =
    side === "RIGHT"
      ? [then, pull.head.sha]
      : [(await store.mergeBase(pull.base.sha, then)) ?? then, await mergeBaseOf(pull)];
  const changes = await store.diff(ends[0] ?? then, ends[1] ?? then);
  const change = changes.find((one) => (one.previousPath ?? one.path) === comment.path);
  if (change?.status === "removed" || change?.status === "renamed") return undefined;
  return lineAfter(change, line);
}

async function placeAll(
  pull: PullRequest,
  commitId: string | undefined,
  comments: readonly CommentInput[],
): Promise<Place[]> {
  if (commitId !== undefined) {
    const commits = await pull.repository.store.log(pull.base.sha, pull.head.sha);
    if (!commits.some((one) => one.sha === commitId)) {
      throw unprocessable("Validation Failed", ["commit_id is not part of the pull request"]);
    }
  }
  const files =
    commitId === undefined || commitId === pull.head.sha
      ? await pullDiff(pull)
      : await pull.repository.store.diff(
          (await pull.repository.store.mergeBase(pull.base.sha, commitId)) ?? pull.base.sha,
          commitId,
        );
  return comments.map((comment) => place(files, comment));
}

function place(files: readonly FileDiff[], input: CommentInput): Place {
  checkLength(input.body);
  const path = input.path ?? "";
  const file = files.find((one) => one.path === path);
  if (file === undefined) throw refused("Pull request review thread path is invalid");
  if (input.subject_type === "file") {
    return {
      path,
      subject: "file",
      side: "RIGHT",
      startSide: null,
      originalPosition: 1,
      diffHunk: "",
      line: null,
      startLine: null,
    };
  }
  const side = sideOf(input.side);
  let position = input.position;
  let line = input.line;
  if (line !== undefined) {
    position = positionOf(file, side, line);
    if (position === undefined)
      throw refused("Pull request review thread line must be part of the diff");
  } else if (position !== undefined) {
    const at = file.lines[position];
    line = at?.right ?? at?.left;
  }
  if (position === undefined || line === undefined) throw refused("Position could not be resolved");
  const startSide = input.start_line === undefined ? null : sideOf(input.start_side ?? side);
  if (input.start_line !== undefined && startSide !== null) {
    const start = positionOf(file, startSide, input.start_line);
    if (start === undefined)
      throw refused("Pull request review thread start line must be part of the diff");
    if (start >= position)
      throw refused("Pull request review thread start line must precede the end line.");
    if (file.lines[start]?.hunk !== file.lines[position]?.hunk) {
      throw refused(
        "Pull request review thread start line must be part of the same hunk as the line.",
      );
    }
  }
  return {
    path,
    subject: "line",
    side,
    startSide,
    originalPosition: position,
    diffHunk: hunkTo(file, position),
    line,
    startLine: input.start_line ?? null,
  };
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

function sideOf(side: string | undefined): Side {
  if (side === undefined || side === "RIGHT") return "RIGHT";
  if (side === "LEFT") return "LEFT";
  throw unprocessable("Validation Failed", [`side ${JSON.stringify(side)} is not LEFT or RIGHT`]);
}

function refused(reason: string): ApiError {
  return unprocessable("Unprocessable Entity", [reason]);
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
