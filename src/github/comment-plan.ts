import {
  acceptedBody,
  commentsMax,
  fixedBody,
  isClosed,
  markerOf,
  type ReviewComment,
} from "../reports/review-comments.ts";
import type { Review } from "../review/review.ts";
import { type Hunk, isShown } from "./diff-lines.ts";

/** An inline comment of ours that stands on the pull request. */
export interface PostedComment {
  readonly id: number;
  readonly path: string;
  /** Lines of the newest head; null when the lines are gone. */
  readonly startLine: number | null;
  readonly endLine: number | null;
  readonly body: string;
  /** Somebody replied to it. */
  readonly answered: boolean;
}

export interface CommentPlan {
  readonly edits: readonly { readonly id: number; readonly body: string }[];
  readonly posts: readonly ReviewComment[];
}

/**
 * Brings the inline comments in line with a review: the same thing is never said twice, and what
 * is gone is marked so. Nothing is deleted.
 *
 * A comment that was answered keeps its words, and is only marked when its finding is gone. Of an
 * incomplete review nothing can be said to be gone.
 *
 * @param wanted of one finding the first that the diff shows is taken.
 * @param hunks of each file that the diff shows; a file that is missing takes no comments.
 */
export function planComments(
  review: Review,
  wanted: readonly ReviewComment[],
  posted: readonly PostedComment[],
  hunks: ReadonlyMap<string, readonly Hunk[]>,
): CommentPlan {
  const standing = review.findings.filter(({ state }) => state !== "fixed");
  const present = new Map(standing.map((finding) => [finding.fingerprint, finding]));
  const edits: { id: number; body: string }[] = [];
  const said = new Set<string>();
  for (const comment of posted) {
    const fingerprint = markerOf(comment.body);
    if (fingerprint === undefined || isClosed(comment.body)) continue;
    const accepted = present.get(fingerprint)?.accepted;
    if (accepted) {
      edits.push({ id: comment.id, body: acceptedBody(comment.body, accepted) });
      continue;
    }
    if (!present.has(fingerprint)) {
      if (review.verdict === "incomplete") said.add(fingerprint);
      else edits.push({ id: comment.id, body: fixedBody(comment.body, review.head) });
      continue;
    }
    const now = wanted.find((one) => one.fingerprint === fingerprint && isSamePlace(comment, one));
    if (now && !said.has(fingerprint) && isOutOfDate(comment, now)) {
      edits.push({ id: comment.id, body: now.body });
    }
    said.add(fingerprint);
  }
  const room = commentsMax - said.size;
  const posts: ReviewComment[] = [];
  for (const comment of wanted) {
    const { fingerprint, path, startLine, endLine } = comment;
    if (posts.length >= room) break;
    if (said.has(fingerprint) || !isShown(hunks.get(path) ?? [], startLine, endLine)) continue;
    posts.push(comment);
    said.add(fingerprint);
  }
  return { edits, posts };
}

/** True when there may be something to post: the lines of the diff are worth a request. */
export function needsDiff(
  wanted: readonly ReviewComment[],
  posted: readonly PostedComment[],
): boolean {
  const said = new Set(
    posted.filter(({ body }) => !isClosed(body)).map(({ body }) => markerOf(body)),
  );
  return wanted.some(({ fingerprint }) => !said.has(fingerprint));
}

/** A suggestion replaces the lines of its comment: on other lines its words would be wrong. */
function isSamePlace(comment: PostedComment, now: ReviewComment): boolean {
  return (
    comment.path === now.path &&
    comment.startLine === now.startLine &&
    comment.endLine === now.endLine
  );
}

function isOutOfDate(comment: PostedComment, now: ReviewComment): boolean {
  return !comment.answered && plain(comment.body) !== plain(now.body);
}

/** GitHub may give a body back with other line ends than it was sent with. */
function plain(body: string): string {
  return body.replaceAll("\r\n", "\n").trim();
}
