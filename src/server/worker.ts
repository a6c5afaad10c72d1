import {
  answerButton,
  answerCommand,
  type CommandOptions,
  type CommandOutcome,
} from "../github/answer-command.ts";
import { knownRuns } from "../github/check-runs.ts";
import { failureOf, statusOf } from "../github/failure.ts";
import type { InstallationClients } from "../github/installation-clients.ts";
import { pullsOfHead } from "../github/pulls.ts";
import type { Repository } from "../github/repository.ts";
import {
  lookAtPullRequest,
  reviewAgain,
  reviewMergeGroup,
  reviewPullRequest,
} from "../github/review-pull-request.ts";
import type { Attempt, Outcome, ReviewOptions } from "../github/review-session.ts";
import { reviewedOn } from "../github/shared-heads.ts";
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
      if (error instanceof RunAgainError) throw error;
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
    return answerCommand(repository, subject, commandOptions(repository, number, job, options));
  }
  if (subject.kind === "acceptance") {
    const { number } = subject;
    return answerButton(repository, subject, commandOptions(repository, number, job, options));
  }
  const attempt: Attempt = {
    asked: job.reasons.includes("asked"),
    last: job.last,
    passOn: (numbers) => mark(job, numbers.map(pull), "changed", options),
  };
  if (subject.kind === "merge group") {
    return reviewMergeGroup(repository, subject, attempt, options.review);
  }
  if (subject.kind === "pull request") {
    const outcome = await reviewPullRequest(repository, subject.number, attempt, options.review);
    if (outcome === "superseded") await mark(job, [subject], "changed", options);
    return outcome;
  }
  await resolveCommit(repository, subject.sha, job, options);
  return "resolved";
}

function commandOptions(
  repository: Repository,
  number: number,
  job: ReviewJob,
  options: WorkerOptions,
): CommandOptions {
  return {
    appId: options.review.appId,
    events: () => options.clients.forEvents(repository.installationId, repository.repositoryId),
    botLogin: options.review.botLogin,
    review: (accepted) => lookAtPullRequest(repository, number, options.review, accepted),
    reviewAgain: (pull, about) => reviewAgain(repository, pull, about, options.review),
    // Not `mark`: whoever commands is not told that it is done when it is lost.
    recheck: async () => {
      try {
        await options.queue.markDirty({ ...job.target, subject: pull(number) }, "asked");
      } catch (error) {
        if (!(error instanceof QueueRefusedError)) throw error;
        throw new RunAgainError("the queue refused a mark", { cause: error });
      }
    },
  };
}

/**
 * Finds what a commit is the head of. When nobody asked, a pull request with that head was closed, and
 * those that share its check run are meant.
 */
async function resolveCommit(
  repository: Repository,
  sha: string,
  job: ReviewJob,
  options: WorkerOptions,
): Promise<void> {
  const runs = await knownRuns(repository, options.review.appId, sha);
  if (!job.reasons.includes("asked")) {
    const numbers = reviewedOn(runs);
    if (numbers.length > 1) await mark(job, numbers.map(pull), "changed", options);
    return;
  }
  const groups = new Map<string, ReviewSubject>();
  for (const { about } of runs) {
    if (about?.kind !== "merge group" || groups.has(about.base)) continue;
    const { base, head, number } = about;
    const named = number === undefined ? {} : { number };
    groups.set(base, { kind: "merge group", base, head, ...named });
  }
  const numbers = await pullsOfHead(repository, sha);
  await mark(job, [...numbers.map(pull), ...groups.values()], "asked", options);
}

function pull(number: number): ReviewSubject {
  return { kind: "pull request", number };
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
