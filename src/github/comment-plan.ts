import { isAtLeast } from "../findings/finding.ts";
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
import {
  firstName,
  movedBody,
  movedComments,
  withFirstName,
  withoutFirstName,
} from "./moved-comments.ts";

/** An inline comment of ours that stands on the pull request. */
export interface PostedComment {
  readonly id: number;
  /** The id of the review that it came with. */
  readonly review: number;
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
  /** Comments that give way to more severe ones among `posts`. */
  readonly withdrawals: readonly { readonly id: number; readonly fingerprint: string }[];
}

/** What the plan is made from. */
export interface CommentSituation {
  readonly review: Review;
  /** The most severe first; of one finding the first that the diff shows is taken. */
  readonly wanted: readonly ReviewComment[];
  readonly posted: readonly PostedComment[];
  /** The paths of all files at head; `undefined` when not all of them are known. */
  readonly paths: ReadonlySet<string> | undefined;
  /** Of each file that the diff shows; a file that is missing takes no comments. */
  readonly hunks: ReadonlyMap<string, readonly Hunk[]>;
  /**
   * Findings whose comments somebody deleted; `undefined` when that is not known: nothing is posted
   * then.
   */
  readonly deleted: ReadonlySet<string> | undefined;
}

/**
 * Brings the inline comments in line with a review: the same thing is never said twice, what is gone
 * is marked so, and a comment goes with a file that is renamed. Of an incomplete review nothing can
 * be said to be gone.
 *
 * A comment that was answered keeps its words, and is only marked when its finding is gone. What
 * somebody deleted is not said again. When there are ten, a more severe finding takes the place of
 * the least severe comment that nobody answered.
 */
export function planComments(situation: CommentSituation): CommentPlan {
  const { edits, said, kept } = planStanding(situation);
  const fresh = unsaid(situation, said);
  const room = situation.deleted ? Math.max(0, commentsMax - said.size) : 0;
  const posts = fresh.slice(0, room);
  const withdrawals: CommentPlan["withdrawals"][number][] = [];
  const severity = new Map(
    situation.review.findings.map(({ fingerprint, findingType }) => [fingerprint, findingType]),
  );
  // The least severe first.
  const order = situation.wanted.map(({ fingerprint }) => fingerprint);
  const giving = kept
    .filter(({ answered }) => !answered)
    .sort(
      (one, other) => order.lastIndexOf(other.fingerprint) - order.lastIndexOf(one.fingerprint),
    );
  for (const comment of situation.deleted ? fresh.slice(room) : []) {
    const [last] = giving;
    const least = severity.get(last?.fingerprint ?? "");
    const type = severity.get(comment.fingerprint);
    if (!last || !least || !type || isAtLeast(least, type)) break;
    giving.shift();
    // By the name that it was posted under, also when it has gone with its file.
    withdrawals.push({ id: last.id, fingerprint: firstName(last.body) ?? last.fingerprint });
    posts.push(comment);
  }
  const withdrawn = new Set(withdrawals.map(({ id }) => id));
  return { edits: edits.filter(({ id }) => !withdrawn.has(id)), posts, withdrawals };
}

interface Standing {
  readonly edits: { readonly id: number; readonly body: string }[];
  /** Fingerprints that need no new comment. */
  readonly said: Set<string>;
  /** Open comments about findings that still stand. */
  readonly kept: (PostedComment & { readonly fingerprint: string })[];
}

/** What becomes of the comments that stand. */
function planStanding({ review, wanted, posted, paths }: CommentSituation): Standing {
  const findings = review.findings.filter(({ state }) => state !== "fixed");
  const present = new Map(findings.map((finding) => [finding.fingerprint, finding]));
  const unjudged = new Set(
    (review.unjudged ?? []).flatMap((each) => each.findings.map(({ fingerprint }) => fingerprint)),
  );
  const { edits, said, kept }: Standing = { edits: [], said: new Set(), kept: [] };
  const open = posted.filter(({ body }) => !isClosed(body));
  const moved = movedComments(
    open.filter(({ body }) => !present.has(markerOf(body) ?? "")),
    firstUnsaid(wanted, open),
    paths ?? new Set(posted.map(({ path }) => path)),
  );
  for (const comment of open) {
    const fingerprint = markerOf(comment.body);
    if (fingerprint === undefined) continue;
    const to = moved.get(comment.id);
    if (to) {
      edits.push({ id: comment.id, body: movedBody(comment, to) });
      said.add(to.fingerprint);
      kept.push({ ...comment, fingerprint: to.fingerprint });
      continue;
    }
    const words = withoutFirstName(comment.body);
    const edit = (body: string) =>
      edits.push({ id: comment.id, body: withFirstName(body, comment.body) });
    const accepted = present.get(fingerprint)?.accepted;
    if (accepted) {
      edit(acceptedBody(words, accepted));
      continue;
    }
    if (!present.has(fingerprint)) {
      if (review.verdict === "incomplete" || unjudged.has(fingerprint)) said.add(fingerprint);
      else edit(fixedBody(words, review.head, isKnown(comment.path, review)));
      continue;
    }
    const now = wanted.find((one) => one.fingerprint === fingerprint && isSamePlace(comment, one));
    if (now && !said.has(fingerprint) && isOutOfDate(comment, now)) {
      edit(now.body);
    }
    said.add(fingerprint);
    kept.push({ ...comment, fingerprint });
  }
  return { edits, said, kept };
}

/** Whether nothing in the file is out of sight: an input, say. What AWS gives a resource hides nothing. */
function isKnown(path: string, { coverage: { partial, notJudged } }: Review): boolean {
  const isOpen = partial.some(({ unknowns }) =>
    unknowns.some(({ file, reason }) => file === path && reason !== "known after deployment"),
  );
  return !isOpen && !notJudged.some(({ file }) => file === path);
}

/** Of each finding that has no comment and never lost one, the first comment that the diff shows. */
function unsaid(
  { wanted, hunks, deleted }: CommentSituation,
  said: ReadonlySet<string>,
): ReviewComment[] {
  const fresh = new Map<string, ReviewComment>();
  for (const comment of wanted) {
    const { fingerprint, path, startLine, endLine } = comment;
    if (said.has(fingerprint) || fresh.has(fingerprint) || deleted?.has(fingerprint)) continue;
    if (isShown(hunks.get(path) ?? [], startLine, endLine)) fresh.set(fingerprint, comment);
  }
  return [...fresh.values()];
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

/** Of each finding that no comment is about, the comment on its own place. */
function firstUnsaid(
  wanted: readonly ReviewComment[],
  open: readonly PostedComment[],
): readonly ReviewComment[] {
  const seen = new Set(open.map(({ body }) => markerOf(body)));
  return wanted.filter(({ fingerprint }) => {
    if (seen.has(fingerprint)) return false;
    seen.add(fingerprint);
    return true;
  });
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
  return !comment.answered && plain(withoutFirstName(comment.body)) !== plain(now.body);
}

/** GitHub may give a body back with other line ends than it was sent with. */
function plain(body: string): string {
  return body.replaceAll("\r\n", "\n").trim();
}
