import { markerOf, type ReviewComment } from "../reports/review-comments.ts";
import type { PostedComment } from "./comment-plan.ts";

/**
 * Finds the comments whose finding moved with its file. The fingerprint of a policy file without an
 * address of its own goes by its path, so a rename gives it another one; what was said stays said.
 *
 * @param gone comments whose finding is at head no more.
 * @param unsaid of each finding without a comment the one for its own place.
 * @param paths of all files at head: a comment moves only when its file is gone.
 * @returns by id of a comment what it is about now.
 */
export function movedComments(
  gone: readonly PostedComment[],
  unsaid: readonly ReviewComment[],
  paths: ReadonlySet<string>,
): ReadonlyMap<number, ReviewComment> {
  const moved = new Map<number, ReviewComment>();
  const left = new Set(unsaid);
  for (const comment of gone) {
    if (paths.has(comment.path)) continue;
    const words = wordsOf(comment);
    const same = [...left].filter((now) => wordsOf(now) === words);
    const now = same.find(({ path }) => nameOf(path) === nameOf(comment.path)) ?? same[0];
    if (!now) continue;
    left.delete(now);
    moved.set(comment.id, now);
  }
  return moved;
}

/** The body of a comment that moved. One that was answered keeps its words. */
export function movedBody({ body, answered }: PostedComment, to: ReviewComment): string {
  const before = markerOf(body);
  if (!answered || before === undefined) return withFirstName(to.body, body);
  // The marker opens the body, so it has the first occurrence.
  return withFirstName(body.replace(before, to.fingerprint), body);
}

/** Other words for a comment, which still tells under which name it was posted. */
export function withFirstName(body: string, previous: string): string {
  const name = firstName(previous);
  const words = withoutFirstName(body);
  return name === undefined || name === markerOf(words)
    ? words
    : `${words}\n<!-- leastwise:was ${name} -->`;
}

/** The fingerprint that a comment was posted under, before it moved. */
export function firstName(body: string): string | undefined {
  return firstNameLine.exec(body)?.[1] ?? markerOf(body);
}

/** The words, as a comment that never moved has them. */
export function withoutFirstName(body: string): string {
  return body.replace(firstNameLine, "");
}

const firstNameLine = /\r?\n<!-- leastwise:was ([A-Za-z0-9_.:-]{1,200}) -->(?=\s*$)/;

/** The words without what a move changes: marker, path, numbers of lines. */
function wordsOf({ path, body }: { readonly path: string; readonly body: string }): string {
  return withoutFirstName(body)
    .replaceAll("\r\n", "\n")
    .trim()
    .replace(/^<!--[^>]*-->/, "")
    .replaceAll(path, "")
    .replace(/\bline \d+/g, "line");
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
