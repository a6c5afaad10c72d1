import type { GitStore } from "./git-store.ts";

/** What the fake GitHub knows. Plain records; everything that a commit holds is in the git store. */

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: "User" | "Organization" | "Bot";
}

export type PermissionLevel = "read" | "write";
export type Permissions = Readonly<Record<string, PermissionLevel>>;

export interface App {
  readonly id: number;
  readonly clientId: string;
  readonly slug: string;
  readonly name: string;
  readonly owner: Account;
  /** The account in whose name the App writes: `slug[bot]`. */
  readonly bot: Account;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly createdAt: number;
}

export interface Installation {
  readonly id: number;
  readonly app: App;
  readonly account: Account;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly repositories: Set<Repository>;
  readonly createdAt: number;
  suspendedAt: number | undefined;
  deleted: boolean;
}

export type RepositoryPermission = "admin" | "maintain" | "write" | "triage" | "read" | "none";

export interface Repository {
  readonly id: number;
  readonly owner: Account;
  readonly name: string;
  readonly private: boolean;
  readonly defaultBranch: string;
  readonly store: GitStore;
  readonly parent: Repository | undefined;
  readonly collaborators: Map<string, RepositoryPermission>;
  readonly pulls: Map<number, PullRequest>;
  readonly suites: CheckSuite[];
  readonly createdAt: number;
  pushedAt: number;
  deleted: boolean;
}

export interface PullRequest {
  readonly id: number;
  readonly number: number;
  readonly repository: Repository;
  readonly author: Account;
  readonly createdAt: number;
  title: string;
  body: string | null;
  state: "open" | "closed";
  draft: boolean;
  readonly head: { readonly repository: Repository; readonly ref: string; sha: string };
  readonly base: { ref: string; sha: string };
  updatedAt: number;
  closedAt: number | null;
  mergedAt: number | null;
  mergedBy: Account | null;
  mergeCommitSha: string | null;
  readonly reviews: Review[];
  readonly reviewComments: ReviewComment[];
  readonly comments: IssueComment[];
  readonly forcePushes: ForcePush[];
}

/** The head branch was put on a commit that does not follow from the one before. */
export interface ForcePush {
  readonly id: number;
  readonly actor: Account;
  readonly createdAt: number;
}

export type CheckStatus = "queued" | "in_progress" | "completed";
export type CheckConclusion =
  | "success"
  | "failure"
  | "neutral"
  | "cancelled"
  | "skipped"
  | "timed_out"
  | "action_required";

/** One suite for each App and commit. */
export interface CheckSuite {
  readonly id: number;
  readonly app: App;
  readonly repository: Repository;
  readonly headSha: string;
  readonly headBranch: string | null;
  readonly before: string | null;
  readonly runs: CheckRun[];
  readonly createdAt: number;
  updatedAt: number;
  /** Set by a request to run again, until a run answers it. */
  requeued: boolean;
}

export interface CheckRun {
  readonly id: number;
  readonly suite: CheckSuite;
  readonly createdAt: number;
  name: string;
  externalId: string;
  detailsUrl: string | null;
  status: CheckStatus;
  conclusion: CheckConclusion | null;
  startedAt: string | null;
  completedAt: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  readonly annotations: Annotation[];
  actions: readonly CheckAction[];
}

export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column: number | null;
  readonly end_column: number | null;
  readonly annotation_level: "notice" | "warning" | "failure";
  readonly message: string;
  readonly title: string | null;
  readonly raw_details: string | null;
}

export interface CheckAction {
  readonly label: string;
  readonly description: string;
  readonly identifier: string;
}

export interface Review {
  readonly id: number;
  readonly pull: PullRequest;
  readonly author: Account;
  readonly state: "COMMENTED" | "APPROVED" | "CHANGES_REQUESTED" | "PENDING";
  readonly commitId: string;
  readonly submittedAt: number;
  body: string;
}

export type Side = "LEFT" | "RIGHT";

export interface ReviewComment {
  readonly id: number;
  readonly pull: PullRequest;
  readonly review: Review | undefined;
  readonly author: Account;
  readonly path: string;
  readonly subject: "line" | "file";
  readonly side: Side;
  readonly startSide: Side | null;
  readonly originalCommitId: string;
  /** Lines in the file as it was when the comment was made; from 1. */
  readonly originalLine: number | null;
  readonly originalStartLine: number | null;
  readonly originalPosition: number;
  readonly diffHunk: string;
  readonly inReplyTo: ReviewComment | undefined;
  readonly createdAt: number;
  readonly reactions: Reaction[];
  body: string;
  updatedAt: number;
  /** The same lines in the newest head; null once they are changed there: the comment is outdated. */
  line: number | null;
  startLine: number | null;
  position: number | null;
  commitId: string;
}

export interface IssueComment {
  readonly id: number;
  readonly pull: PullRequest;
  readonly author: Account;
  readonly createdAt: number;
  readonly reactions: Reaction[];
  body: string;
  updatedAt: number;
}

export type ReactionContent =
  | "+1"
  | "-1"
  | "laugh"
  | "confused"
  | "heart"
  | "hooray"
  | "rocket"
  | "eyes";

export interface Reaction {
  readonly id: number;
  readonly author: Account;
  readonly content: ReactionContent;
  readonly createdAt: number;
}

export interface MergeGroup {
  readonly repository: Repository;
  readonly headSha: string;
  /** `refs/heads/gh-readonly-queue/…` */
  readonly headRef: string;
  readonly baseSha: string;
  readonly baseRef: string;
}
