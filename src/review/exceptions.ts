import type { Finding } from "../findings/finding.ts";
import { identity, identityAnywhere } from "../findings/identity.ts";
import { matchesGlob } from "../settings/glob.ts";
import type { Exception } from "../settings/settings.ts";
import type { AcceptComment } from "./accept-comments.ts";
import { type ClassifiedFinding, ruleAndPlace } from "./classify.ts";
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
 * Marks the findings that somebody has accepted, and tells of each exception whether it counts.
 *
 * What was accepted is a grant, not a place. An exception with a fingerprint is about one grant. One
 * without counts for a finding that it meets first; what its rule finds at the same address later, in
 * another grant, is not what was accepted.
 *
 * A comment in the source comes with the change that it is about, so it silences nothing of that
 * change: it counts for a finding that base had under the same comment.
 */
export function applyExceptions(
  classified: readonly ClassifiedFinding[],
  input: ExceptionsInput,
): Excepted {
  return new Acceptances(input).apply(classified);
}

class Acceptances {
  private readonly input: ExceptionsInput;
  private readonly before: Before | undefined;
  private readonly tally = new Tally();

  constructor(input: ExceptionsInput) {
    this.input = input;
    this.before = input.base && before(input.base);
  }

  apply(classified: readonly ClassifiedFinding[]): Excepted {
    const marked = classified.map((each) => {
      if (each.state === "fixed") return each;
      const accepted = this.acceptedBy(each);
      return accepted ? { ...each, accepted } : each;
    });
    return { classified: marked, exceptions: [...this.tally.exceptions, ...this.unmet()] };
  }

  private acceptedBy(each: ClassifiedFinding): Acceptance | undefined {
    return this.byConfiguration(each) ?? this.byCommand(each) ?? this.byComment(each);
  }

  private byConfiguration(each: ClassifiedFinding): Acceptance | undefined {
    for (const exception of this.input.configured) {
      // In a folder, another fingerprint is simply another finding.
      const isElsewhere = exception.address === undefined && isOther(exception, each);
      if (!fits(exception, each) || isElsewhere) continue;
      const state = this.configuredState(exception, each);
      const acceptance = acceptanceOf(exception);
      this.tally.add(exception, { ...acceptance, ...subjectOf(exception), state });
      if (state === "in force") return acceptance;
    }
    return undefined;
  }

  private configuredState(
    exception: Exception,
    { finding, state, ...each }: ClassifiedFinding,
  ): ReviewException["state"] {
    if (isOver(exception.until, this.input.today)) return "expired";
    if (exception.fingerprint !== undefined) {
      return exception.fingerprint === each.fingerprint ? "in force" : "outgrown";
    }
    const isAnotherGrant =
      state !== "pre-existing" && this.before?.rulesAndPlaces.has(ruleAndPlace(finding));
    return isAnotherGrant ? "outgrown" : "in force";
  }

  private byCommand({ finding, fingerprint }: ClassifiedFinding): Acceptance | undefined {
    for (const command of this.input.commanded) {
      const { issueCode, fingerprints, reason, by } = command;
      if (issueCode !== finding.issueCode || !fingerprints.includes(fingerprint)) continue;
      const acceptance = { file: null, line: null, reason, owner: by, until: null };
      // It names no place itself, so those are told that it came to.
      const about = [finding.address ?? finding.at.file];
      this.tally.add(command, { ...acceptance, issueCode, about, state: "in force" });
      return acceptance;
    }
    return undefined;
  }

  private byComment(each: ClassifiedFinding): Acceptance | undefined {
    const { comments, places } = this.input.head;
    for (const comment of comments.get(each.finding.at.file) ?? []) {
      if (!covers(comment, each.finding, places)) continue;
      const acceptance = acceptanceOf(comment);
      const state = this.commentedState(comment, each);
      this.tally.add(comment, { ...acceptance, ...subjectOf(comment), state });
      if (state === "in force") return acceptance;
    }
    return undefined;
  }

  private commentedState(
    comment: AcceptComment,
    each: ClassifiedFinding,
  ): ReviewException["state"] {
    if (isOver(comment.until, this.input.today)) return "expired";
    const { before } = this;
    if (before && !before.comments.has(commentKey(comment))) return "new";
    if (isOther(comment, each)) return "outgrown";
    const isKnown = !before || (each.state === "pre-existing" && isCovered(comment, each, before));
    return isKnown ? "in force" : "outgrown";
  }

  /** The exceptions that could count and meet no finding of head. */
  private unmet(): ReviewException[] {
    const { configured, head, today } = this.input;
    const comments = [...head.comments.values()].flat();
    return [...configured, ...comments]
      .filter((source) => !this.tally.has(source))
      .map((source) => ({
        ...acceptanceOf(source),
        ...subjectOf(source),
        state: isOver(source.until, today) ? "expired" : this.unmetState(source),
        findings: 0,
      }));
  }

  private unmetState(source: Exception | AcceptComment): ReviewException["state"] {
    const isNew = this.before && "code" in source && !this.before.comments.has(commentKey(source));
    return isNew ? "new" : "in force";
  }
}

function acceptanceOf(source: Exception | AcceptComment): Acceptance {
  const { file, reason, until } = source;
  if ("code" in source) return { file, line: source.line, reason, owner: null, until };
  return { file, line: null, reason, owner: source.owner, until };
}

function subjectOf(
  source: Exception | AcceptComment,
): Pick<ReviewException, "issueCode" | "about"> {
  if ("code" in source) return { issueCode: source.code, about: [] };
  const { rule, address, path } = source;
  return { issueCode: rule, about: [address, path].filter((each) => each !== undefined) };
}

/** Places of one exception that are named. */
const placesMax = 5;

/** Counts the findings of each exception; one that accepts something is told by that. */
class Tally {
  private readonly found = new Map<object, ReviewException>();

  add(source: object, exception: Omit<ReviewException, "findings">): void {
    const known = this.found.get(source);
    if (known && known.state === "in force" && exception.state !== "in force") return;
    const isBetter = known && known.state !== "in force" && exception.state === "in force";
    const places = new Set([...(known?.about ?? []), ...exception.about]);
    this.found.set(source, {
      ...exception,
      about: [...places].slice(0, placesMax),
      findings: isBetter ? 1 : (known?.findings ?? 0) + 1,
    });
  }

  has(source: object): boolean {
    return this.found.has(source);
  }

  get exceptions(): readonly ReviewException[] {
    return [...this.found.values()];
  }
}

function fits({ rule, address, path }: Exception, { finding }: ClassifiedFinding): boolean {
  if (rule !== finding.issueCode) return false;
  if (path !== undefined && !matchesGlob(finding.at.file, path)) return false;
  const whole = finding.address ?? finding.at.file;
  if (address === undefined || address === whole) return true;
  // The check run shows the address without the file that it stands below.
  return path !== undefined && whole === `${finding.at.file}#${address}`;
}

function isOther(
  { fingerprint }: Exception | AcceptComment,
  { fingerprint: own }: ClassifiedFinding,
): boolean {
  return fingerprint !== undefined && fingerprint !== own;
}

function isOver(until: string, today: string | undefined): boolean {
  return today === undefined || today > until;
}

function covers(comment: AcceptComment, { issueCode, at }: Finding, places: Places): boolean {
  if (comment.code !== issueCode) return false;
  const { line } = places.place(at).start;
  return line >= comment.firstLine && line <= comment.lastLine;
}

/** What was there to be accepted. */
interface Before {
  /** Which rules found something, and where. */
  readonly rulesAndPlaces: ReadonlySet<string>;
  readonly comments: ReadonlySet<string>;
  /** Comment and finding, with its address and without. */
  readonly covered: ReadonlySet<string>;
}

function before({ findings, comments, places }: CommentedSide): Before {
  const covered = new Set<string>();
  for (const finding of findings) {
    for (const comment of comments.get(finding.at.file) ?? []) {
      if (!covers(comment, finding, places)) continue;
      covered.add(coveredKey(comment, identity(finding)));
      covered.add(coveredKey(comment, identityAnywhere(finding)));
    }
  }
  return {
    rulesAndPlaces: new Set(findings.map(ruleAndPlace)),
    comments: new Set([...comments.values()].flat().map(commentKey)),
    covered,
  };
}

/** A pre-existing finding may have moved since: then it is known without its address. */
function isCovered(
  comment: AcceptComment,
  { finding }: ClassifiedFinding,
  { covered }: Before,
): boolean {
  return (
    covered.has(coveredKey(comment, identity(finding))) ||
    covered.has(coveredKey(comment, identityAnywhere(finding)))
  );
}

function commentKey({ code, reason, until, fingerprint }: AcceptComment): string {
  return JSON.stringify([code, reason, until, fingerprint ?? null]);
}

function coveredKey(comment: AcceptComment, finding: string): string {
  return JSON.stringify([commentKey(comment), finding]);
}
