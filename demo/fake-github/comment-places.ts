/** Where comments stand: on which lines of which diff, now and after the next push. */
import { type ApiError, unprocessable } from "./api-error.ts";
import { type FileDiff, hunkTo, lineAfter, positionOf } from "./diff.ts";
import type { PullRequest, ReviewComment, Side } from "./model.ts";
import { mergeBaseOf, pullDiff } from "./pull-diff.ts";

const commentBodyLengthMax = 65_536;

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
export type Place = Pick<
  ReviewComment,
  "path" | "subject" | "side" | "startSide" | "originalPosition" | "diffHunk"
> & { readonly line: number | null; readonly startLine: number | null };

/** Places every comment, or throws 422 for the first one that does not fit. */
export async function placeAll(
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

export function checkLength(body: string | undefined): void {
  if (body !== undefined && body.length > commentBodyLengthMax) {
    throw unprocessable("Validation Failed", [
      `body is too long (maximum is ${commentBodyLengthMax} characters)`,
    ]);
  }
}

function sideOf(side: string | undefined): Side {
  if (side === undefined || side === "RIGHT") return "RIGHT";
  if (side === "LEFT") return "LEFT";
  throw unprocessable("Validation Failed", [`side ${JSON.stringify(side)} is not LEFT or RIGHT`]);
}

function refused(reason: string): ApiError {
  return unprocessable("Unprocessable Entity", [reason]);
}
