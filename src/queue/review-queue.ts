/**
 * What waits to be reviewed. Plain data, so that a queue outside of the process can keep it.
 *
 * It says where to look and nothing of what is there: the worker reads the present head when it
 * starts. Deliveries may then come twice, late or in the wrong order.
 */
export interface ReviewTarget {
  readonly installationId: number;
  readonly repositoryId: number;
  readonly owner: string;
  readonly repo: string;
  readonly subject: ReviewSubject;
}

export type ReviewSubject =
  | { readonly kind: "pull request"; readonly number: number }
  /** The commits of a merge group never change. `number`: the pull request that it is named after. */
  | {
      readonly kind: "merge group";
      readonly base: string;
      readonly head: string;
      readonly number?: number;
    }
  /**
   * A comment that asks for something; the worker reads what. `body`: the digest of what it said when
   * it was written.
   */
  | {
      readonly kind: "command";
      readonly number: number;
      readonly comment: number;
      readonly body?: string;
    }
  /**
   * The button of a check run that accepts what failed it: who pressed it, on which head, and the
   * digest of the findings that it was shown for.
   */
  | {
      readonly kind: "acceptance";
      readonly number: number;
      readonly head: string;
      readonly findings: string;
      readonly by: string;
    }
  /** A commit whose pull requests have yet to be found: events of forks do not name them. */
  | { readonly kind: "commit"; readonly sha: string };

/** Why something is to be reviewed. `asked` is a person who wants a new run. */
export type ReviewReason = "changed" | "asked" | "swept";

export interface ReviewJob {
  readonly target: ReviewTarget;
  /** Every reason since the last time the target was done, each once. */
  readonly reasons: readonly ReviewReason[];
  /** From 1. A delay for a rate limit is not an attempt. */
  readonly attempt: number;
  /** True: when this attempt throws again, the queue gives the job up. */
  readonly last: boolean;
}

/** Resolves when the target is done. Throws {@link RunAgainError} for another attempt. */
export type ReviewWorker = (job: ReviewJob) => Promise<void>;

/**
 * The review queue. The unit is the target, not the event: however often a target is marked while
 * it waits, it is reviewed once; marked while it is being reviewed, it is reviewed once more.
 */
export interface ReviewQueue {
  /** Resolves when the mark is kept. Throws {@link QueueRefusedError} when it cannot be kept. */
  markDirty(target: ReviewTarget, reason: ReviewReason): Promise<void>;
  /** Forgets a target that waits. One that is being reviewed runs to its end, and not again. */
  drop(target: ReviewTarget): Promise<void>;
  /** Forgets everything of an installation that waits. */
  dropInstallation(installationId: number): Promise<void>;
  /** Starts the work. To be called once. */
  work(worker: ReviewWorker): void;
  /** Refuses new marks, starts nothing more, and resolves when what runs has ended. */
  drain(): Promise<void>;
  state(): Promise<QueueState>;
}

export interface QueueState {
  /** False: a mark would be refused. */
  readonly accepts: boolean;
  readonly waiting: number;
  readonly running: number;
  /** Waiting for a set time: after a failed attempt, or for the end of a rate limit. */
  readonly delayed: number;
  /** How long the oldest waiting target has waited, in milliseconds. */
  readonly oldestMs: number;
}

/** The mark was not kept: the queue is full, is being drained, or its store is down. */
export class QueueRefusedError extends Error {
  override readonly name = "QueueRefusedError";
}

/** Thrown by a worker: run this again, not before `at`. */
export class RunAgainError extends Error {
  override readonly name = "RunAgainError";
  /** Milliseconds since 1970; absent: the queue's own back-off. */
  readonly at: number | undefined;
  /**
   * `installation`: nothing of the installation may run before `at` (a rate limit). Such a delay
   * is not counted as an attempt.
   */
  readonly holds: "target" | "installation";

  constructor(
    message: string,
    options: { at?: number; holds?: "target" | "installation"; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.at = options.at;
    this.holds = options.holds ?? "target";
  }
}

/** Names a target: equal keys mean the same target, whatever its repository is called today. */
export function targetKey({ installationId, repositoryId, subject }: ReviewTarget): string {
  const place = `${installationId}/${repositoryId}`;
  switch (subject.kind) {
    case "pull request":
      return `${place}/pull/${subject.number}`;
    case "merge group":
      return `${place}/merge-group/${subject.base}/${subject.head}`;
    case "command":
      return `${place}/command/${subject.comment}`;
    case "acceptance":
      return `${place}/acceptance/${subject.number}/${subject.head}/${subject.findings}/${subject.by}`;
    case "commit":
      return `${place}/commit/${subject.sha}`;
  }
}
