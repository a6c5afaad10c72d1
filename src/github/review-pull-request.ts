import type { CommandAcceptance, Review } from "../review/review.ts";
import { type MergeGroup, readAcceptances, readGroupAcceptances } from "./acceptances.ts";
import { knownRuns } from "./check-runs.ts";
import type { ExternalId } from "./external-id.ts";
import { type Commits, compareCommits, compareWithBranch, githubChange } from "./github-change.ts";
import { type Pull, readPull } from "./pulls.ts";
import type { Repository } from "./repository.ts";
import {
  type Attempt,
  type Outcome,
  type PullAbout,
  type ReviewOptions,
  ReviewSession,
} from "./review-session.ts";
import { reviewedOn } from "./shared-heads.ts";

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
  const session = new ReviewSession(repository, attempt, options);
  return session.conclude(aboutPull(number, pull, pull.baseSha, options), async () => {
    const [commits, known] = await Promise.all([
      compareWithBranch(repository, pull.baseBranch, head),
      knownRuns(repository, options.appId, head),
    ]);
    const about = aboutPull(number, pull, commits.tip, options);
    if (!(await session.begin(about, known))) return "already reviewed";
    const review = await session.review(
      commits,
      (botLogin) => readAcceptances(repository, number, botLogin),
      pull.repository,
    );

    const posted = session.posted(number);
    // The start of the run comes before this look, whatever held it up: see `published.ts`.
    await session.run.started();
    // Nothing is published for commits that are no longer those that would be merged.
    const now = await readPull(repository, number);
    if (!now || now.head !== head || now.baseBranch !== pull.baseBranch) {
      await session.run.cancel();
      // Of others with this head, the run that was cancelled is now the newest.
      await attempt.passOn(reviewedOn(known).filter((other) => other !== number));
      return "superseded";
    }
    // What was held back is said when the pull request is ready, or opened again.
    const quiet = now.draft || !now.open;
    const { notes, comments } = await session.comment(review, number, quiet, posted);
    // The run is completed last: a completed run means that nothing is left to do.
    const done = aboutPull(number, { head, draft: quiet }, commits.tip, options);
    await session.publishOnHead(review, notes, { ...done, comments });
    return "reviewed";
  });
}

/** The review of a pull request as it stands, without publishing; `undefined` when it is closed. */
export async function lookAtPullRequest(
  repository: Repository,
  number: number,
  options: ReviewOptions,
  accepted?: readonly CommandAcceptance[],
): Promise<Review | undefined> {
  const pull = await readPull(repository, number);
  if (!pull?.open) return undefined;
  const commits = await compareWithBranch(repository, pull.baseBranch, pull.head);
  return lookAt(repository, pull, commits, options, accepted);
}

/** The review of the commits that a run was about, as far as it can be made again today. */
export async function reviewAgain(
  repository: Repository,
  pull: Pull,
  { base, head }: PullAbout,
  options: ReviewOptions,
): Promise<Review> {
  const commits = await compareCommits(repository, base, head);
  return lookAt(repository, pull, commits, options);
}

function lookAt(
  repository: Repository,
  pull: Pull,
  commits: Commits,
  { blobs, ownerConfiguration, review }: ReviewOptions,
  accepted?: readonly CommandAcceptance[],
): Promise<Review> {
  const ofOwner = () => ownerConfiguration.read(repository);
  return review(
    githubChange(repository, commits, blobs, () => {}, ofOwner, pull.repository),
    accepted,
  );
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
  const session = new ReviewSession(repository, attempt, options);
  return session.conclude(about, async () => {
    const known = await knownRuns(repository, options.appId, head);
    if (!(await session.begin(about, known))) return "already reviewed";
    const review = await session.review(await compareCommits(repository, base, head), (botLogin) =>
      readGroupAcceptances(repository, group, botLogin),
    );
    await session.publish(review, [], about);
    return "reviewed";
  });
}

function aboutPull(
  number: number,
  { head, draft }: Pick<Pull, "head" | "draft">,
  base: string,
  { version }: ReviewOptions,
): PullAbout {
  const state = draft ? { state: "draft" as const } : {};
  return { kind: "pull request", number, head, base, version, ...state };
}
