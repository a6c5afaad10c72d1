import { markerOf, reviewBody, reviewComments } from "../reports/review-comments.ts";
import type { Review } from "../review/review.ts";
import { needsDiff, type PostedComment, planComments } from "./comment-plan.ts";
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
}

/** The inline comments of ours that stand on a pull request. */
export interface PostedComments {
  readonly comments: readonly PostedComment[];
  /** False: there are more comments than were looked at. */
  readonly complete: boolean;
}

/**
 * Posts, edits and marks the inline comments of a review: one review of type COMMENT at most, on
 * lines that the diff shows. It never approves and never requests changes.
 */
export async function publishComments(
  review: Review,
  posted: PostedComments,
  options: CommentsOptions,
): Promise<void> {
  const { repository, number } = options;
  const wanted = reviewComments(review);
  const posting = !options.quiet && posted.complete && needsDiff(wanted, posted.comments);
  const hunks = posting
    ? await diffHunks(repository, number, new Set(wanted.map(({ path }) => path)))
    : new Map<string, readonly Hunk[]>();
  const { edits, posts } = planComments(review, wanted, posted.comments, hunks);

  for (const { id, body } of edits) await editComment(repository, id, body);
  if (posts.length === 0) return;
  await repository.client.request("POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews", {
    ...routeOf(repository),
    pull_number: number,
    commit_id: review.head,
    event: "COMMENT",
    body: reviewBody(review),
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
