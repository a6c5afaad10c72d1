import type { Finding } from "../findings/finding.ts";
import { identity, identityAnywhere } from "../findings/identity.ts";
import { matchesGlob } from "../settings/glob.ts";
import { type Exception, settingsPath } from "../settings/settings.ts";
import type { AcceptComment } from "./accept-comments.ts";
import type { ClassifiedFinding } from "./classify.ts";
import type { Places } from "./places.ts";
import type { Acceptance, CommandAcceptance, ReviewException } from "./review.ts";

export interface ExceptionsInput {
  /** Of the configuration that holds. */
  readonly configured: readonly Exception[];
  /** `undefined` when there is no base: the comments of head count then. */
  readonly base: CommentedSide | undefined;
  readonly head: CommentedSide;
  /** By command, in the pull request. */
  readonly commanded: readonly CommandAcceptance[];
  /** The day on which the review is made, in UTC: `2026-11-24`. Without it no exception counts. */
  readonly today: string | undefined;
}

export interface CommentedSide {
  readonly findings: readonly Finding[];
  /** By file. */
  readonly comments: ReadonlyMap<string, readonly AcceptComment[]>;
  readonly places: Places;
}

export interface Excepted {
  readonly classified: readonly ClassifiedFinding[];
  readonly exceptions: readonly ReviewException[];
}

/**
 * Marks the findings that somebody has accepted, and tells of each exception that meets a finding
 * whether it counts.
 *
 * A comment in the source comes with the change that it is about, so it silences nothing of that
 * change: it counts for a finding that base had under the same comment.
 */
export function applyExceptions(
  classified: readonly ClassifiedFinding[],
  input: ExceptionsInput,
): Excepted {
  const tally = new Tally();
  const inBase = input.base && commentedInBase(input.base);
  const marked = classified.map((each) => {
    if (each.state === "fixed") return each;
    const accepted = acceptedBy(each, input, inBase, tally);
    return accepted ? { ...each, accepted } : each;
  });
  return { classified: marked, exceptions: tally.exceptions };
}

function acceptedBy(
  each: ClassifiedFinding,
  { configured, commanded, head, today }: ExceptionsInput,
  inBase: ReadonlySet<string> | undefined,
  tally: Tally,
): Acceptance | undefined {
  for (const exception of configured) {
    if (!fits(exception, each)) continue;
    const { rule, reason, owner, until } = exception;
    const acceptance = { file: settingsPath, line: null, reason, owner, until };
    const state = isOver(until, today) ? "expired" : "in force";
    tally.add(exception, { ...acceptance, issueCode: rule, state });
    if (state === "in force") return acceptance;
  }
  for (const command of commanded) {
    const { issueCode, fingerprints, reason, by } = command;
    if (issueCode !== each.finding.issueCode || !fingerprints.includes(each.fingerprint)) continue;
    const acceptance = { file: null, line: null, reason, owner: by, until: null };
    tally.add(command, { ...acceptance, issueCode, state: "in force" });
    return acceptance;
  }
  for (const comment of head.comments.get(each.finding.at.file) ?? []) {
    if (!covers(comment, each.finding, head.places)) continue;
    if (comment.fingerprint !== undefined && comment.fingerprint !== each.fingerprint) continue;
    const { file, line, reason, until, code } = comment;
    const acceptance = { file, line, reason, owner: null, until };
    const known = !inBase || (each.state === "pre-existing" && isKnown(comment, each, inBase));
    const state = isOver(until, today) ? "expired" : known ? "in force" : "new";
    tally.add(comment, { ...acceptance, issueCode: code, state });
    if (state === "in force") return acceptance;
  }
  return undefined;
}

/** Counts the findings of each exception. */
class Tally {
  private readonly found = new Map<object, ReviewException>();

  add(source: object, exception: Omit<ReviewException, "findings">): void {
    const findings = (this.found.get(source)?.findings ?? 0) + 1;
    this.found.set(source, { ...exception, findings });
  }

  get exceptions(): readonly ReviewException[] {
    return [...this.found.values()];
  }
}

function fits(
  { rule, address, path, fingerprint }: Exception,
  { finding, fingerprint: own }: ClassifiedFinding,
): boolean {
  if (rule !== finding.issueCode) return false;
  if (address !== undefined && address !== (finding.address ?? finding.at.file)) return false;
  if (path !== undefined && !matchesGlob(finding.at.file, path)) return false;
  return fingerprint === undefined || fingerprint === own;
}

function isOver(until: string, today: string | undefined): boolean {
  return today === undefined || today > until;
}

function covers(comment: AcceptComment, { issueCode, at }: Finding, places: Places): boolean {
  if (comment.code !== issueCode) return false;
  const { line } = places.place(at).start;
  return line >= comment.firstLine && line <= comment.lastLine;
}

/** What the comments of base cover: comment and finding, with its address and without. */
function commentedInBase({ findings, comments, places }: CommentedSide): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const finding of findings) {
    for (const comment of comments.get(finding.at.file) ?? []) {
      if (!covers(comment, finding, places)) continue;
      keys.add(key(comment, identity(finding)));
      keys.add(key(comment, identityAnywhere(finding)));
    }
  }
  return keys;
}

/** A pre-existing finding may have moved since: then it is known without its address. */
function isKnown(
  comment: AcceptComment,
  { finding }: ClassifiedFinding,
  inBase: ReadonlySet<string>,
): boolean {
  return (
    inBase.has(key(comment, identity(finding))) ||
    inBase.has(key(comment, identityAnywhere(finding)))
  );
}

function key({ code, reason, until, fingerprint }: AcceptComment, finding: string): string {
  return JSON.stringify([code, reason, until, fingerprint ?? null, finding]);
}
