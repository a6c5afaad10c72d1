import { checkRunReport } from "../reports/check-run.ts";
import { summaryComment, summaryMarker } from "../reports/conversation.ts";
import type { Change } from "../review/change.ts";
import { acceptableCode, type CommandAcceptance, isNew, type Review } from "../review/review.ts";
import { type MergeGroup, readAcceptances, readGroupAcceptances } from "./acceptances.ts";
import type { Blobs } from "./blobs.ts";
import { CheckRun, type KnownRun, knownRuns, outputLengthMax } from "./check-runs.ts";
import { type PostedComments, postedComments, publishComments } from "./comments.ts";
import { keepSaying } from "./conversation.ts";
import { type ExternalId, writeExternalId } from "./external-id.ts";
import { failureOf, failureText } from "./failure.ts";
import { type Commits, compareCommits, githubChange } from "./github-change.ts";
import type { OwnerConfiguration } from "./owner-configuration.ts";
import { type Pull, readPull } from "./pulls.ts";
import type { Repository } from "./repository.ts";

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
  readonly now: () => Date;
  /** An error that ended up in a check run, for the log. */
  readonly onFailure: (error: unknown) => void;
}

export interface Attempt {
  /** A person wants a new run, also when there is one of the same commits. */
  readonly asked: boolean;
  /** No further attempt will follow: passing errors conclude the run as well. */
  readonly last: boolean;
}

/**
 * `superseded`: the head moved in the meantime, and the new one is to be reviewed. `failed`: there
 * is no verdict, and the check run says why.
 */
export type Outcome = "reviewed" | "already reviewed" | "closed" | "superseded" | "failed";

/** Most other pull requests with the same head that are looked at. */
const sharedHeadsMax = 5;

/**
 * Reviews a pull request as it is now and publishes the result. Calling it again changes nothing:
 * what stands on GitHub already is not written twice.
 *
 * Throws errors that pass, for another attempt, and rate limits. All others conclude the check run.
 */
export async function reviewPullRequest(
  repository: Repository,
  number: number,
  attempt: Attempt,
  options: ReviewOptions,
): Promise<Outcome> {
  const pull = await readPull(repository, number);
  if (!pull?.open) return "closed";
  const { head } = pull;
  const session = new Session(repository, attempt, options);
  return session.conclude(aboutPull(number, pull, pull.baseSha, options), async () => {
    const [commits, known] = await Promise.all([
      compareCommits(repository, pull.baseBranch, head),
      knownRuns(repository, options.appId, head),
    ]);
    if (!session.begin(aboutPull(number, pull, commits.tip, options), known)) {
      return "already reviewed";
    }
    const review = await session.review(commits, (botLogin) =>
      readAcceptances(repository, number, botLogin),
    );

    const posted = session.posted(number);
    // Nothing is published for a head that is no longer the one that would be merged.
    const now = await readPull(repository, number);
    if (!now || now.head !== head) {
      await session.run.cancel();
      return "superseded";
    }
    const notes = await session.comment(review, number, !now.open || now.draft, posted);
    // The run is completed last: a completed run means that nothing is left to do.
    const standing = await standingFailure(repository, number, head, known);
    await session.publish(review, notes, standing);
    return "reviewed";
  });
}

/** The review of a pull request as it stands, without publishing; `undefined` when it is closed. */
export async function lookAtPullRequest(
  repository: Repository,
  number: number,
  { blobs, ownerConfiguration, review }: ReviewOptions,
): Promise<Review | undefined> {
  const pull = await readPull(repository, number);
  if (!pull?.open) return undefined;
  const commits = await compareCommits(repository, pull.baseBranch, pull.head);
  const ofOwner = () => ownerConfiguration.read(repository);
  return review(githubChange(repository, commits, blobs, () => {}, ofOwner));
}

/** Reviews the commits of a merge group. There is a check run and no comments. */
export async function reviewMergeGroup(
  repository: Repository,
  group: MergeGroup,
  attempt: Attempt,
  options: ReviewOptions,
): Promise<Outcome> {
  const { base, head, number } = group;
  const { version } = options;
  const named = number === undefined ? {} : { number };
  const about: ExternalId = { kind: "merge group", head, base, version, ...named };
  const session = new Session(repository, attempt, options);
  return session.conclude(about, async () => {
    const known = await knownRuns(repository, options.appId, head);
    if (!session.begin(about, known)) return "already reviewed";
    const review = await session.review(await compareCommits(repository, base, head), (botLogin) =>
      readGroupAcceptances(repository, group, botLogin),
    );
    await session.publish(review, [], undefined);
    return "reviewed";
  });
}

/** One attempt and its check run. */
class Session {
  private readonly repository: Repository;
  private readonly attempt: Attempt;
  private readonly options: ReviewOptions;
  private begun: CheckRun | undefined;
  private isOfPull = false;

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
   * Looks at the runs that the head has. False when the newest of them is this very review, and
   * nobody asked for another. An older one is not enough: GitHub looks at the newest, which may be
   * about another base that the pull request had in between.
   */
  begin(about: ExternalId, known: readonly KnownRun[]): boolean {
    const id = writeExternalId(about);
    const newest = known.find((run) => isSameSubject(run.about, about));
    const done = newest?.completed && newest.conclusion !== "cancelled" && newest.externalId === id;
    if (done && !this.attempt.asked) return false;
    const same = known.filter(({ externalId }) => externalId === id);
    const unfinished = same.find(({ completed }) => !completed);
    this.begun = new CheckRun(this.repository, about, this.options.now, unfinished);
    this.isOfPull = about.kind === "pull request";
    return true;
  }

  /** @param acceptances reads what was accepted by command; asked when there is something new. */
  async review(
    commits: Commits,
    acceptances: (botLogin: string) => Promise<readonly CommandAcceptance[]>,
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
    );
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

  /** Writes the inline comments. What cannot be written is noted: it does not hold up the verdict. */
  async comment(
    review: Review,
    number: number,
    quiet: boolean,
    posted: Promise<PostedComments>,
  ): Promise<readonly string[]> {
    const { repository } = this;
    try {
      const comments = review.configuration?.comments ?? "on-findings";
      const silent = quiet || comments === "never";
      await publishComments(review, await posted, { repository, number, quiet: silent });
      if (comments === "always" && !quiet) {
        const botLogin = await this.options.botLogin();
        await keepSaying(repository, number, botLogin, summaryMarker, summaryComment(review));
      }
      return [];
    } catch (error) {
      if (!this.isFinal(error)) throw error;
      this.options.onFailure(error);
      return [`The inline comments could not be written. ${failureText(error)}`];
    }
  }

  async publish(
    review: Review,
    notes: readonly string[],
    standing: string | undefined,
  ): Promise<void> {
    const { conclusion, ...report } = checkRunReport(review);
    const summary = withNotes(report.summary, standing ? [...notes, standing] : notes);
    const acceptable = this.isOfPull && acceptableCode(review) !== undefined;
    const output = { ...report, summary };
    await this.run.complete(standing ? "failure" : conclusion, output, acceptable);
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
      this.begun ??= new CheckRun(this.repository, about, this.options.now, undefined);
      await this.begun.fail(failureText(error));
      return "failed";
    }
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

function aboutPull(
  number: number,
  { head, draft }: Pull,
  base: string,
  { version }: ReviewOptions,
): ExternalId {
  const state = draft ? { state: "draft" as const } : {};
  return { kind: "pull request", number, head, base, version, ...state };
}

/**
 * A head can belong to several pull requests, and GitHub looks at its newest run alone. A success
 * for one base must not cover the failure for another: else a pull request against a branch that
 * has the finding already would turn the check of the first one green.
 */
async function standingFailure(
  repository: Repository,
  number: number,
  head: string,
  known: readonly KnownRun[],
): Promise<string | undefined> {
  const newest = new Map<number, KnownRun>();
  for (const run of known) {
    const { about } = run;
    if (about?.kind !== "pull request" || about.number === number) continue;
    if (run.completed && run.conclusion !== "cancelled" && !newest.has(about.number)) {
      newest.set(about.number, run);
    }
  }
  const failed = [...newest].filter(([, { conclusion }]) => conclusion === "failure");
  for (const [other] of failed.slice(0, sharedHeadsMax)) {
    const pull = await readPull(repository, other);
    if (pull?.open && pull.head === head) {
      return `The same commit is the head of pull request ${other}, whose review failed. A check belongs to the commit, so it fails here as well.`;
    }
  }
  if (failed.length <= sharedHeadsMax) return undefined;
  return `The same commit was the head of ${failed.length} other pull requests whose reviews failed; not all of them were looked at, so the check fails.`;
}

function withNotes(summary: string, notes: readonly string[]): string {
  if (notes.length === 0) return summary;
  const front = notes.map((note) => `> ${note}\n\n`).join("");
  if (front.length + summary.length <= outputLengthMax) return front + summary;
  const cut = "\n\nThe rest of the summary was cut to make room.";
  return front + summary.slice(0, outputLengthMax - front.length - cut.length) + cut;
}
