import { acceptByButton, answerCommand, type CommandOutcome } from "../github/answer-command.ts";
import { knownRuns } from "../github/check-runs.ts";
import { failureOf, statusOf } from "../github/failure.ts";
import type { InstallationClients } from "../github/installation-clients.ts";
import { pullsOfHead } from "../github/pulls.ts";
import type { Repository } from "../github/repository.ts";
import {
  lookAtPullRequest,
  type Outcome,
  type ReviewOptions,
  reviewMergeGroup,
  reviewPullRequest,
} from "../github/review-pull-request.ts";
import {
  QueueRefusedError,
  type ReviewJob,
  type ReviewQueue,
  type ReviewReason,
  type ReviewSubject,
  type ReviewWorker,
  RunAgainError,
} from "../queue/review-queue.ts";
import type { Log } from "./log.ts";

export interface WorkerOptions {
  readonly clients: InstallationClients;
  readonly queue: ReviewQueue;
  readonly review: ReviewOptions;
  readonly log: Log;
}

/** Does the jobs of the queue, and tells it when one is to run again. */
export function reviewWorker(options: WorkerOptions): ReviewWorker {
  return async (job) => {
    const { installationId, repositoryId, owner, repo, subject } = job.target;
    const log = options.log.child({
      installation: installationId,
      repository: `${owner}/${repo}`,
      subject: subjectText(subject),
      attempt: job.attempt,
    });
    const startedAt = options.review.now().getTime();
    try {
      const client = await options.clients.forRepository(installationId, repositoryId);
      const repository = { client, installationId, repositoryId, owner, repo };
      const outcome = await doJob(repository, job, options);
      log.info({ outcome, ms: options.review.now().getTime() - startedAt }, "The job is done.");
    } catch (error) {
      if (statusOf(error) === 401) options.clients.forget(installationId, repositoryId);
      const failure = failureOf(error, options.review.now().getTime());
      log.warn({ err: error, failure: failure.kind }, "The job was interrupted.");
      if (failure.kind === "limited") {
        const { at } = failure;
        throw new RunAgainError("GitHub's rate limit", { at, holds: "installation", cause: error });
      }
      if (failure.kind === "transient") {
        throw new RunAgainError("a passing error", { cause: error });
      }
      throw error;
    }
  };
}

async function doJob(
  repository: Repository,
  job: ReviewJob,
  options: WorkerOptions,
): Promise<Outcome | CommandOutcome | "resolved"> {
  const { subject } = job.target;
  if (subject.kind === "command") {
    const { number } = subject;
    return answerCommand(repository, number, subject.comment, {
      botLogin: options.review.botLogin,
      review: () => lookAtPullRequest(repository, number, options.review),
      recheck: () => mark(job, [{ kind: "pull request", number }], "asked", options),
    });
  }
  if (subject.kind === "acceptance") {
    const { number } = subject;
    return acceptByButton(repository, subject, {
      botLogin: options.review.botLogin,
      review: () => lookAtPullRequest(repository, number, options.review),
      recheck: () => mark(job, [{ kind: "pull request", number }], "asked", options),
    });
  }
  const attempt = { asked: job.reasons.includes("asked"), last: job.last };
  if (subject.kind === "merge group") {
    return reviewMergeGroup(repository, subject, attempt, options.review);
  }
  if (subject.kind === "pull request") {
    const outcome = await reviewPullRequest(repository, subject.number, attempt, options.review);
    if (outcome === "superseded") await mark(job, [subject], "changed", options);
    return outcome;
  }
  const [numbers, runs] = await Promise.all([
    pullsOfHead(repository, subject.sha),
    knownRuns(repository, options.review.appId, subject.sha),
  ]);
  const groups = new Set(
    runs.flatMap(({ about }) => (about?.kind === "merge group" ? [about.base] : [])),
  );
  const found: ReviewSubject[] = [
    ...numbers.map((number) => ({ kind: "pull request" as const, number })),
    ...[...groups].map((base) => ({ kind: "merge group" as const, base, head: subject.sha })),
  ];
  await mark(job, found, "asked", options);
  return "resolved";
}

async function mark(
  job: ReviewJob,
  subjects: readonly ReviewSubject[],
  reason: ReviewReason,
  { queue, log }: WorkerOptions,
): Promise<void> {
  try {
    for (const subject of subjects) await queue.markDirty({ ...job.target, subject }, reason);
  } catch (error) {
    // The queue is being drained or full. The next sweep finds what has no verdict.
    if (!(error instanceof QueueRefusedError)) throw error;
    log.warn(error, "The queue refused a mark.");
  }
}

function subjectText(subject: ReviewSubject): string {
  switch (subject.kind) {
    case "pull request":
      return `pull request ${subject.number}`;
    case "merge group":
      return `merge group ${subject.head}`;
    case "command":
      return `command ${subject.comment} on pull request ${subject.number}`;
    case "acceptance":
      return `the accept button on pull request ${subject.number}`;
    case "commit":
      return `commit ${subject.sha}`;
  }
}
