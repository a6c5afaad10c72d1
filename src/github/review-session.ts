import { checkRunReport } from "../reports/check-run.ts";
import { summaryComment, summaryMarker } from "../reports/conversation.ts";
import type { Change } from "../review/change.ts";
import { type CommandAcceptance, isNew, type Review } from "../review/review.ts";
import { acceptableFingerprints, findingsDigest } from "./acceptances.ts";
import type { Blobs } from "./blobs.ts";
import { CheckRun, type KnownRun, knownRuns, outputLengthMax } from "./check-runs.ts";
import {
  commentsDigest,
  type PostedComments,
  postedComments,
  publishComments,
} from "./comments.ts";
import { keepSaying, ownComments } from "./conversation.ts";
import { type ExternalId, writeExternalId } from "./external-id.ts";
import { failureOf, failureText } from "./failure.ts";
import { type Commits, githubChange } from "./github-change.ts";
import type { OwnerConfiguration } from "./owner-configuration.ts";
import type { Repository } from "./repository.ts";
import { type Heads, standingFailure } from "./shared-heads.ts";

export interface ReviewOptions {
  readonly appId: number;
  /** The login of the app's own account. */
  readonly botLogin: () => Promise<string>;
  /** The version of Leastwise: what another version reviewed is reviewed again. */
  readonly version: string;
  /** @param accepted by command, in the pull request. */
  readonly review: (change: Change, accepted?: readonly CommandAcceptance[]) => Promise<Review>;
  readonly blobs: Blobs;
  readonly ownerConfiguration: OwnerConfiguration;
  readonly heads: Heads;
  readonly now: () => Date;
  /** An error that ended up in a check run, for the log. */
  readonly onFailure: (error: unknown) => void;
}

export interface Attempt {
  /** A person wants a new run, also when there is one of the same commits. */
  readonly asked: boolean;
  /** No further attempt will follow: passing errors conclude the run as well. */
  readonly last: boolean;
  /** Has other pull requests looked at, whose head this was as well. */
  readonly passOn: (numbers: readonly number[]) => Promise<void>;
}

/**
 * `superseded`: head or base moved in the meantime, and what they are now is to be reviewed.
 * `failed`: there is no verdict, and the check run says why.
 */
export type Outcome = "reviewed" | "already reviewed" | "closed" | "superseded" | "failed";

/** A pull request as it was reviewed. */
export type PullAbout = ExternalId & { readonly kind: "pull request" };

/** One attempt and its check run. */
export class ReviewSession {
  private readonly repository: Repository;
  private readonly attempt: Attempt;
  private readonly options: ReviewOptions;
  private begun: CheckRun | undefined;
  private change: Change | undefined;

  constructor(repository: Repository, attempt: Attempt, options: ReviewOptions) {
    this.repository = repository;
    this.attempt = attempt;
    this.options = options;
  }

  get run(): CheckRun {
    if (!this.begun) throw new Error("the session has not begun");
    return this.begun;
  }

  /**
   * Looks at the runs that the head has. False when this very review stands there already, and
   * nobody asked for another.
   */
  async begin(about: ExternalId, known: readonly KnownRun[]): Promise<boolean> {
    const same = known.filter((run) => isSameSubject(run.about, about));
    if (!this.attempt.asked && (await this.stands(about, same[0], known))) return false;
    // One that an earlier attempt left in progress; what it was about may have changed since.
    const unfinished = same.find(({ completed }) => !completed);
    this.begun = new CheckRun(this.repository, about, unfinished);
    return true;
  }

  /**
   * @param newest run about the same pull request or merge group. An older one is not enough: it may
   * be about a base that the pull request had before.
   */
  private async stands(
    about: ExternalId,
    newest: KnownRun | undefined,
    known: readonly KnownRun[],
  ): Promise<boolean> {
    if (!newest?.completed || newest.conclusion === "cancelled" || !newest.about) return false;
    const { shared, comments, findings: _, ...done } = newest.about;
    if (writeExternalId(done) !== writeExternalId(about)) return false;
    // GitHub looks at the newest of all, which may be about another pull request with this head.
    const [last = newest] = known.filter((run) => run.about?.kind === about.kind);
    if (last.conclusion === "cancelled") return false;
    if (about.kind !== "pull request") return true;
    const { number, head } = about;
    if (!shared && newest.conclusion === "failure") {
      if (last.conclusion === "success") return false;
    } else if (last.conclusion === "failure") {
      const standing = await standingFailure(this.repository, number, head, known);
      if (standing === undefined) return false;
    }
    return comments === (await this.commentsAsTheyAre(number, comments?.startsWith("s") === true));
  }

  /** @param withSummary the comment in the conversation counts as well. */
  private async commentsAsTheyAre(number: number, withSummary: boolean): Promise<string> {
    const { repository } = this;
    const botLogin = await this.options.botLogin();
    const { comments } = await postedComments(repository, number, botLogin);
    const bodies = comments.map(({ body }) => body);
    if (!withSummary) return commentsDigest(bodies, undefined);
    const said = await ownComments(repository, number, botLogin, [summaryMarker]);
    return commentsDigest(bodies, said?.[0]?.body ?? "");
  }

  /** @param acceptances reads what was accepted by command; asked when there is something new. */
  async review(
    commits: Commits,
    acceptances: (botLogin: string) => Promise<readonly CommandAcceptance[]>,
    known?: Change["repository"],
  ): Promise<Review> {
    const { repository } = this;
    const { blobs, botLogin, ownerConfiguration, review } = this.options;
    // A change that touches nothing of ours gets one completed run, and none in progress before.
    const change = githubChange(
      repository,
      commits,
      blobs,
      () => this.run.start(),
      () => ownerConfiguration.read(repository),
      known,
    );
    this.change = change;
    const result = await review(change);
    if (!result.findings.some(isNew)) return result;
    const accepted = await acceptances(await botLogin());
    return accepted.length === 0 ? result : review(change, accepted);
  }

  /** The comments that stand already. Need not be awaited. */
  posted(number: number): Promise<PostedComments> {
    const posted = this.options
      .botLogin()
      .then((botLogin) => postedComments(this.repository, number, botLogin));
    // Whoever uses them awaits them, and gets the error.
    posted.catch(() => {});
    return posted;
  }

  /**
   * Writes the inline comments. What cannot be written is noted: it does not hold up the verdict.
   *
   * @returns `comments` stands for how they are now.
   */
  async comment(
    review: Review,
    number: number,
    quiet: boolean,
    posted: Promise<PostedComments>,
  ): Promise<{ readonly notes: readonly string[]; readonly comments: string }> {
    const { repository } = this;
    let before: readonly string[] = [];
    try {
      before = (await posted).comments.map(({ body }) => body);
      const comments = review.configuration?.comments ?? "on-findings";
      const silent = quiet || comments === "never";
      const { botLogin } = this.options;
      const pathsAtHead = () => this.pathsAtHead();
      const to = { repository, number, quiet: silent, botLogin, pathsAtHead };
      const { bodies, refused } = await publishComments(review, await posted, to);
      let summary: string | undefined;
      if (comments === "always" && !quiet) {
        summary = summaryComment(review);
        await keepSaying(repository, number, await botLogin(), summaryMarker, summary);
      }
      const notes = refused === 0 ? [] : [refusedText(refused)];
      return { notes, comments: commentsDigest(bodies, summary) };
    } catch (error) {
      if (!this.isFinal(error)) throw error;
      this.options.onFailure(error);
      const note = `The inline comments could not be written. ${failureText(error)}`;
      return { notes: [note], comments: commentsDigest(before, undefined) };
    }
  }

  /** Completes the run, of which the other pull requests with the same head are part. */
  async publishOnHead(review: Review, notes: readonly string[], about: PullAbout): Promise<void> {
    const { repository, options } = this;
    const { head, number } = about;
    await options.heads.alone(repository, head, async () => {
      // Looked at again: a verdict on another one may have come during this review.
      const known = await knownRuns(repository, options.appId, head);
      await this.run.becomeNewest(known);
      const standing = await standingFailure(repository, number, head, known);
      await this.publish(review, notes, about, standing);
    });
  }

  /** @param standing why the run fails although the review may have passed. */
  async publish(
    review: Review,
    notes: readonly string[],
    about: ExternalId,
    standing?: string,
  ): Promise<void> {
    const { conclusion: own, ...report } = checkRunReport(review);
    const summary = withNotes(report.summary, standing ? [...notes, standing] : notes);
    const shared = standing && own === "success" ? { shared: true as const } : {};
    const output = { ...report, summary };
    const conclusion = standing ? "failure" : own;
    const isPull = about.kind === "pull request";
    const findings = isPull ? { findings: findingsDigest(review) } : {};
    const acceptable = isPull ? acceptableFingerprints(review) : undefined;
    await this.run.complete(conclusion, output, { ...about, ...shared, ...findings }, acceptable);
  }

  /** Runs the steps. An error that no further attempt can help concludes the run. */
  async conclude(about: ExternalId, steps: () => Promise<Outcome>): Promise<Outcome> {
    try {
      return await steps();
    } catch (error) {
      // A run that is being created must be there for the next attempt to find.
      await this.begun?.started();
      if (!this.isFinal(error)) throw error;
      this.options.onFailure(error);
      const run = this.begun ?? new CheckRun(this.repository, about, undefined);
      await this.options.heads.alone(this.repository, about.head, async () => {
        // GitHub may be the one that fails; without the list the run is taken for the newest.
        const known = await knownRuns(this.repository, this.options.appId, about.head).catch(
          () => [],
        );
        await run.becomeNewest(known);
        await run.fail(failureText(error));
      });
      return "failed";
    }
  }

  private async pathsAtHead(): Promise<ReadonlySet<string> | undefined> {
    const listing = await this.change?.head.list();
    if (!listing || listing.missing.length > 0) return undefined;
    return new Set(listing.files.map(({ path }) => path));
  }

  private isFinal(error: unknown): boolean {
    const { kind } = failureOf(error, this.options.now().getTime());
    return kind === "permanent" || (kind === "transient" && this.attempt.last);
  }
}

function isSameSubject(first: ExternalId | undefined, second: ExternalId): boolean {
  if (second.kind === "merge group") return first?.kind === "merge group";
  return first?.kind === "pull request" && first.number === second.number;
}

function refusedText(comments: number): string {
  return comments === 1
    ? "GitHub did not take one of the inline comments. Its finding stands in this check run."
    : `GitHub did not take ${comments} of the inline comments. Their findings stand in this check run.`;
}

function withNotes(summary: string, notes: readonly string[]): string {
  if (notes.length === 0) return summary;
  const front = notes.map((note) => `> ${note}\n\n`).join("");
  if (front.length + summary.length <= outputLengthMax) return front + summary;
  const cut = "\n\nThe rest of the summary was cut to make room.";
  return front + summary.slice(0, outputLengthMax - front.length - cut.length) + cut;
}
