import { createHash } from "node:crypto";
import {
  isClosed,
  markerOf,
  type ReviewComment,
  reviewBody,
  reviewComments,
} from "../reports/review-comments.ts";
import type { Review } from "../review/review.ts";
import { type CommentPlan, needsDiff, type PostedComment, planComments } from "./comment-plan.ts";
import { deletedComments, withNames } from "./deleted-comments.ts";
import { type Hunk, hunksOf } from "./diff-lines.ts";
import { statusOf } from "./failure.ts";
import { type Repository, routeOf } from "./repository.ts";

/** GitHub lists at most 3,000 files of a pull request. docs.github.com/en/rest/pulls/pulls#list-pull-requests-files */
const filePagesMax = 30;
/** Comments behind these pages are not looked at, and nothing new is posted then. */
const commentPagesMax = 30;
const perPage = 100;

export interface CommentsOptions {
  readonly repository: Repository;
  readonly number: number;
  /** Nothing new is said, as on drafts; what is gone is marked all the same. */
  readonly quiet: boolean;
  /** The login of the app's own account. */
  readonly botLogin: () => Promise<string>;
  /** The paths of all files at head; `undefined` when not all of them are known. */
  readonly pathsAtHead: () => Promise<ReadonlySet<string> | undefined>;
}

/** The inline comments of ours that stand on a pull request. */
export interface PostedComments {
  readonly comments: readonly PostedComment[];
  /** False: there are more comments than were looked at. */
  readonly complete: boolean;
}

/**
 * Posts, edits and marks the inline comments of a review: one review of type COMMENT, on lines that
 * the diff shows. It never approves and never requests changes.
 *
 * @returns the bodies of all comments of ours afterwards, and how many new ones GitHub refused.
 */
export async function publishComments(
  review: Review,
  posted: PostedComments,
  options: CommentsOptions,
): Promise<Published> {
  const { repository, number } = options;
  const wanted = reviewComments(review);
  const posting = !options.quiet && posted.complete && needsDiff(wanted, posted.comments);
  const deleted = posting
    ? await deletedComments(repository, number, await options.botLogin(), posted.comments)
    : undefined;
  const hunks = deleted
    ? await diffHunks(repository, number, new Set(wanted.map(({ path }) => path)))
    : new Map<string, readonly Hunk[]>();
  const paths = posted.comments.length === 0 ? undefined : await options.pathsAtHead();
  const situation = { review, wanted, posted: posted.comments, paths, hunks, deleted };
  const { edits, posts, withdrawals } = planComments(situation);

  for (const { id, body } of edits) await editComment(repository, id, body);
  const edited = new Map(edits.map(({ id, body }) => [id, body]));
  const taken =
    posts.length === 0 ? [] : await post(repository, number, review, posts, withdrawals);
  for (const { id } of withdrawals) await deleteComment(repository, id);
  const withdrawn = new Set(withdrawals.map(({ id }) => id));
  const standing = posted.comments
    .filter(({ id }) => !withdrawn.has(id))
    .map(({ id, body }) => edited.get(id) ?? body);
  return {
    bodies: [...standing, ...taken.map(({ body }) => body)],
    refused: posts.length - taken.length,
  };
}

export interface Published {
  readonly bodies: readonly string[];
  readonly refused: number;
}

/**
 * Stands for what the comments of ours say, and of which findings.
 *
 * @param summary the comment in the conversation, where one is kept up to date.
 */
export function commentsDigest(bodies: readonly string[], summary: string | undefined): string {
  const lines = bodies.map((body) => `${markerOf(body)} ${isClosed(body) ? "closed" : "open"}`);
  const words = summary === undefined ? [] : [summary.replaceAll("\r\n", "\n").trim()];
  const text = [...lines.sort(), ...words].join("\n");
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 12);
  return `${summary === undefined ? "c" : "s"}${digest}`;
}

/** @returns those that GitHub took. Throws when it took none. */
async function post(
  repository: Repository,
  number: number,
  review: Review,
  posts: readonly ReviewComment[],
  withdrawals: CommentPlan["withdrawals"],
): Promise<readonly ReviewComment[]> {
  const words = reviewBody(review);
  try {
    const body = withNames(words, posts, withdrawals);
    await postReview(repository, number, review.head, body, posts);
    return posts;
  } catch (error) {
    if (statusOf(error) !== 422 || posts.length === 1) throw error;
  }
  // One comment on a line that GitHub does not take has it refuse them all.
  let refused: unknown;
  const taken: ReviewComment[] = [];
  for (const each of posts) {
    try {
      const first = taken.length === 0;
      const body = withNames(first ? words : "", [each], first ? withdrawals : []);
      await postReview(repository, number, review.head, body, [each]);
      taken.push(each);
    } catch (error) {
      if (statusOf(error) !== 422) throw error;
      refused = error;
    }
  }
  if (taken.length === 0) throw refused;
  return taken;
}

async function postReview(
  repository: Repository,
  number: number,
  head: string,
  body: string,
  posts: readonly ReviewComment[],
): Promise<void> {
  await repository.client.request("POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews", {
    ...routeOf(repository),
    pull_number: number,
    commit_id: head,
    event: "COMMENT",
    body,
    comments: posts.map(({ path, startLine, endLine, body }) => ({
      path,
      body,
      line: endLine,
      side: "RIGHT",
      ...(startLine === endLine ? {} : { start_line: startLine, start_side: "RIGHT" }),
    })),
  });
}

async function editComment(repository: Repository, id: number, body: string): Promise<void> {
  try {
    await repository.client.request("PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}", {
      ...routeOf(repository),
      comment_id: id,
      body,
    });
  } catch (error) {
    // Somebody deleted it in the meantime.
    if (statusOf(error) !== 404) throw error;
  }
}

async function deleteComment(repository: Repository, id: number): Promise<void> {
  try {
    await repository.client.request("DELETE /repos/{owner}/{repo}/pulls/comments/{comment_id}", {
      ...routeOf(repository),
      comment_id: id,
    });
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
  }
}

/**
 * Our own comments: written by the app's account and marked. A marker alone proves nothing, and
 * comments of everybody else are left alone.
 */
export async function postedComments(
  repository: Repository,
  number: number,
  botLogin: string,
): Promise<PostedComments> {
  const own: Omit<PostedComment, "answered">[] = [];
  const answered = new Set<number>();
  for (let page = 1; page <= commentPagesMax; page++) {
    const { data } = await repository.client.request(
      "GET /repos/{owner}/{repo}/pulls/{pull_number}/comments",
      { ...routeOf(repository), pull_number: number, per_page: perPage, page },
    );
    for (const comment of data) {
      if (comment.in_reply_to_id !== undefined) answered.add(comment.in_reply_to_id);
      else if (
        comment.user?.type === "Bot" &&
        comment.user.login === botLogin &&
        markerOf(comment.body) !== undefined
      ) {
        const { path, body } = comment;
        const endLine = comment.line ?? null;
        own.push({
          id: Number(comment.id),
          review: Number(comment.pull_request_review_id),
          path,
          body,
          startLine: comment.start_line ?? endLine,
          endLine,
        });
      }
    }
    if (data.length < perPage) {
      const comments = own.map((comment) => ({ ...comment, answered: answered.has(comment.id) }));
      return { comments, complete: true };
    }
  }
  return {
    comments: own.map((comment) => ({ ...comment, answered: true })),
    complete: false,
  };
}

/** The hunks of these files. One without a `patch` (binary, or too large) takes no comments. */
async function diffHunks(
  repository: Repository,
  number: number,
  paths: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly Hunk[]>> {
  const hunks = new Map<string, readonly Hunk[]>();
  let seen = 0;
  for (let page = 1; page <= filePagesMax; page++) {
    const { data } = await repository.client.request(
      "GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
      { ...routeOf(repository), pull_number: number, per_page: perPage, page },
    );
    for (const { filename, patch } of data) {
      if (!paths.has(filename)) continue;
      seen++;
      if (patch !== undefined) hunks.set(filename, hunksOf(patch));
    }
    if (data.length < perPage || seen === paths.size) break;
  }
  return hunks;
}
