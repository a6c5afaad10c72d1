/** What people do on GitHub, as functions for tests and the demonstration. */
import type { Access } from "./access.ts";
import { createCheckRun, rerequestRun, rerequestSuite, runChanged } from "./checks.ts";
import { type CommentInput, placeComments } from "./comment-places.ts";
import type { Files } from "./git-import.ts";
import { branchName } from "./git-store.ts";
import { install, removeFromInstallation, suspend, uninstall, unsuspend } from "./installations.ts";
import {
  createIssueComment,
  deleteIssueComment,
  editIssueComment,
  react,
} from "./issue-comments.ts";
import { destroyMergeGroup, requestMergeGroup } from "./merge-groups.ts";
import type {
  Account,
  App,
  CheckConclusion,
  CheckRun,
  CheckSuite,
  Installation,
  IssueComment,
  MergeGroup,
  PullRequest,
  ReactionContent,
  Repository,
  RepositoryPermission,
  Review,
  ReviewComment,
} from "./model.ts";
import type { Platform } from "./platform.ts";
import { latestRuns } from "./present/checks.ts";
import { fullName } from "./present/repositories.ts";
import {
  branchMoved,
  mergeCommit,
  openPullRequest,
  personOf,
  pullChanged,
} from "./pull-requests.ts";
import {
  createReview,
  createReviewComment,
  deleteReviewComment,
  replyToComment,
} from "./reviews.ts";

export interface RepositoryOptions {
  /** Made when it is new; an organisation, unless it is known as a person. */
  readonly owner: string;
  readonly name: string;
  /** The first commit. */
  readonly files?: Files;
  readonly private?: boolean;
  readonly defaultBranch?: string;
  /** Login → permission. The default author `dana` has write access. */
  readonly collaborators?: Readonly<Record<string, RepositoryPermission>>;
  /** Whether the App is installed on it; default true. */
  readonly installed?: boolean;
}

export interface PushOptions {
  /** Default: the default branch. A new branch starts from `from`. */
  readonly branch?: string;
  /** A branch or SHA; default: the branch itself, or for a new branch the default branch. */
  readonly from?: string;
  /** Path → content; null deletes. */
  readonly files: Files;
  readonly message?: string;
  readonly author?: string;
}

export interface PullRequestOptions {
  readonly head: string;
  /** Default: the default branch. */
  readonly base?: string;
  readonly title?: string;
  readonly body?: string | null;
  readonly author?: string;
  readonly draft?: boolean;
  /** A fork; default: the repository itself. */
  readonly headRepository?: Repository;
}

const defaultAuthor = "dana";

export class Driver {
  readonly #platform: Platform;
  readonly #access: Access;
  readonly #pushes = new Map<Repository, Promise<void>>();

  constructor(platform: Platform, access: Access) {
    this.#platform = platform;
    this.#access = access;
  }

  // Repositories and installations

  async createRepository(options: RepositoryOptions): Promise<Repository> {
    const owner = this.#platform.account(options.owner, "Organization");
    const repository = await this.#platform.addRepository({
      owner,
      name: options.name,
      private: options.private ?? true,
      defaultBranch: branchName(options.defaultBranch ?? "main"),
      parent: undefined,
    });
    const collaborators = { [defaultAuthor]: "write", ...options.collaborators } as const;
    for (const [login, permission] of Object.entries(collaborators)) {
      this.setPermission(repository, login, permission);
    }
    const author = this.#platform.account(defaultAuthor);
    const sha = await repository.store.commit({
      parents: [],
      files: options.files ?? { "README.md": `# ${options.name}\n` },
      message: "First commit",
      author: personOf(author),
      date: this.#platform.now(),
    });
    await repository.store.setRef(`refs/heads/${repository.defaultBranch}`, sha);
    if (options.installed !== false) this.install(repository);
    return repository;
  }

  async fork(repository: Repository, owner: string): Promise<Repository> {
    const account = this.#platform.account(owner);
    const fork = await this.#platform.addRepository({
      owner: account,
      name: repository.name,
      private: repository.private,
      defaultBranch: repository.defaultBranch,
      parent: repository,
    });
    await fork.store.fetchBranches(repository.store);
    fork.collaborators.set(owner, "admin");
    return fork;
  }

  deleteRepository(repository: Repository): void {
    repository.deleted = true;
    for (const installation of this.#platform.installations) {
      installation.repositories.delete(repository);
    }
  }

  setPermission(repository: Repository, login: string, permission: RepositoryPermission): void {
    this.#platform.account(login);
    repository.collaborators.set(login, permission);
  }

  /** Installs the App on a repository, and on its owner's account when it is not there yet. */
  install(repository: Repository): Installation {
    return install(this.#platform, repository, this.#platform.account(defaultAuthor));
  }

  /** Takes one repository out of its installation. */
  removeFromInstallation(repository: Repository): void {
    removeFromInstallation(this.#platform, repository, this.#platform.account(defaultAuthor));
  }

  uninstall(installation: Installation): void {
    uninstall(this.#platform, installation, this.#platform.account(defaultAuthor));
  }

  suspend(installation: Installation): void {
    suspend(this.#platform, installation, this.#platform.account(defaultAuthor));
  }

  unsuspend(installation: Installation): void {
    unsuspend(this.#platform, installation, this.#platform.account(defaultAuthor));
  }

  /** Ends all installation tokens at once: the next request with one is answered 401. */
  expireTokens(): void {
    this.#access.expireTokens();
  }

  // Commits and pull requests

  /**
   * Commits files to a branch and pushes: open pull requests from the branch follow
   * (`synchronize`), checks are requested. Resolves with the new SHA.
   */
  push(repository: Repository, options: PushOptions): Promise<string> {
    // One after the other: on GitHub the later of two racing pushes would have to be made again.
    const pushed = (this.#pushes.get(repository) ?? Promise.resolve()).then(() =>
      this.#push(repository, options),
    );
    const ended = pushed.then(
      () => {},
      () => {},
    );
    this.#pushes.set(repository, ended);
    return pushed;
  }

  async #push(repository: Repository, options: PushOptions): Promise<string> {
    const author = this.#platform.account(options.author ?? defaultAuthor);
    const branch = branchName(options.branch ?? repository.defaultBranch);
    const before = (await repository.store.ref(`refs/heads/${branch}`)) ?? null;
    const from = options.from ?? (before === null ? repository.defaultBranch : branch);
    const parent = await repository.store.resolve(from);
    if (parent === undefined) throw new Error(`no commit ${from} in ${fullName(repository)}`);
    const after = await repository.store.commit({
      parents: [parent],
      files: options.files,
      message: options.message ?? "Change files",
      author: personOf(author),
      date: this.#platform.now(),
    });
    await this.#move(repository, branch, before, after, author);
    return after;
  }

  /** Puts a branch on another commit: a forced push, or a merge that was made elsewhere. */
  async resetBranch(
    repository: Repository,
    branch: string,
    sha: string,
    by = defaultAuthor,
  ): Promise<void> {
    const before = (await repository.store.ref(`refs/heads/${branch}`)) ?? null;
    await this.#move(repository, branchName(branch), before, sha, this.#platform.account(by));
  }

  openPullRequest(repository: Repository, options: PullRequestOptions): Promise<PullRequest> {
    return openPullRequest(this.#platform, repository, {
      title: options.title ?? `Merge ${options.head}`,
      body: options.body ?? null,
      author: this.#platform.account(options.author ?? defaultAuthor),
      headRepository: options.headRepository ?? repository,
      headRef: options.head,
      baseRef: options.base ?? repository.defaultBranch,
      draft: options.draft ?? false,
    });
  }

  /** The button "Update branch": merges the base into the head. Resolves with the new head. */
  async updateBranch(pull: PullRequest, by = defaultAuthor): Promise<string> {
    const author = this.#platform.account(by);
    const { repository, ref, sha } = pull.head;
    const base = await pull.repository.store.ref(`refs/heads/${pull.base.ref}`);
    if (base === undefined) throw new Error(`no branch ${pull.base.ref}`);
    if (repository !== pull.repository) {
      await repository.store.fetch(
        pull.repository.store,
        `refs/heads/${pull.base.ref}`,
        `refs/network/${base}`,
      );
    }
    const message = `Merge branch '${pull.base.ref}' into ${ref}`;
    const merged = await this.#merge(repository, sha, base, message, author);
    await this.#move(repository, ref, sha, merged, author);
    return merged;
  }

  closePullRequest(pull: PullRequest, by = defaultAuthor): void {
    pull.state = "closed";
    pull.closedAt = pull.updatedAt = this.#platform.now();
    pullChanged(this.#platform, pull, "closed", this.#platform.account(by));
  }

  reopenPullRequest(pull: PullRequest, by = defaultAuthor): void {
    pull.state = "open";
    pull.closedAt = null;
    pull.updatedAt = this.#platform.now();
    pullChanged(this.#platform, pull, "reopened", this.#platform.account(by));
  }

  /** Merges with a merge commit; resolves with its SHA. */
  async mergePullRequest(pull: PullRequest, by = defaultAuthor): Promise<string> {
    const author = this.#platform.account(by);
    const { repository } = pull;
    const base = await repository.store.ref(`refs/heads/${pull.base.ref}`);
    if (base === undefined) throw new Error(`no branch ${pull.base.ref}`);
    const message = `Merge pull request #${pull.number}\n\n${pull.title}`;
    const merged = await this.#merge(repository, base, pull.head.sha, message, author);
    pull.mergedAt = this.#platform.now();
    pull.mergedBy = author;
    pull.mergeCommitSha = merged;
    this.closePullRequest(pull, by);
    await this.#move(repository, pull.base.ref, base, merged, author);
    return merged;
  }

  /** Edits title, body or base, as `pull_request.edited` tells. */
  async editPullRequest(
    pull: PullRequest,
    to: { readonly title?: string; readonly body?: string | null; readonly base?: string },
    by = defaultAuthor,
  ): Promise<void> {
    const changes: Record<string, unknown> = {};
    if (to.title !== undefined) {
      changes.title = { from: pull.title };
      pull.title = to.title;
    }
    if (to.body !== undefined) {
      changes.body = { from: pull.body ?? "" };
      pull.body = to.body;
    }
    if (to.base !== undefined) {
      const sha = await pull.repository.store.ref(`refs/heads/${to.base}`);
      if (sha === undefined) throw new Error(`no branch ${to.base}`);
      changes.base = { ref: { from: pull.base.ref }, sha: { from: pull.base.sha } };
      pull.base.ref = to.base;
      pull.base.sha = sha;
      await placeComments(pull);
    }
    pull.updatedAt = this.#platform.now();
    pullChanged(this.#platform, pull, "edited", this.#platform.account(by), { changes });
  }

  markReady(pull: PullRequest, by = defaultAuthor): void {
    pull.draft = false;
    pullChanged(this.#platform, pull, "ready_for_review", this.#platform.account(by));
  }

  convertToDraft(pull: PullRequest, by = defaultAuthor): void {
    pull.draft = true;
    pullChanged(this.#platform, pull, "converted_to_draft", this.#platform.account(by));
  }

  /** Puts pull requests of one base into the merge queue, as one group. */
  requestMergeGroup(
    pulls: readonly PullRequest[],
    method?: "merge" | "rebase",
  ): Promise<MergeGroup> {
    return requestMergeGroup(this.#platform, pulls, method);
  }

  destroyMergeGroup(
    group: MergeGroup,
    reason: "merged" | "invalidated" | "dequeued",
  ): Promise<void> {
    return destroyMergeGroup(this.#platform, group, reason);
  }

  // Comments and reviews by people

  comment(pull: PullRequest, body: string, by = defaultAuthor): IssueComment {
    return createIssueComment(this.#platform, pull, this.#platform.account(by), body);
  }

  editComment(comment: IssueComment, body: string, by = defaultAuthor): void {
    editIssueComment(this.#platform, comment, this.#platform.account(by), body);
  }

  deleteComment(comment: IssueComment, by = defaultAuthor): void {
    deleteIssueComment(this.#platform, comment, this.#platform.account(by));
  }

  reply(comment: ReviewComment, body: string, by = defaultAuthor): ReviewComment {
    return replyToComment(this.#platform, comment, this.#platform.account(by), body);
  }

  deleteReviewComment(comment: ReviewComment, by = defaultAuthor): void {
    deleteReviewComment(this.#platform, comment, this.#platform.account(by));
  }

  commentOnLine(
    pull: PullRequest,
    input: CommentInput & { readonly path: string; readonly body: string },
    by = defaultAuthor,
  ): Promise<ReviewComment> {
    return createReviewComment(this.#platform, pull, this.#platform.account(by), input);
  }

  review(
    pull: PullRequest,
    input: {
      readonly event: "APPROVE" | "REQUEST_CHANGES" | "COMMENT";
      readonly body?: string;
      readonly comments?: readonly CommentInput[];
    },
    by: string,
  ): Promise<Review> {
    return createReview(this.#platform, pull, this.#platform.account(by), input);
  }

  react(comment: IssueComment | ReviewComment, content: ReactionContent, by = defaultAuthor): void {
    react(this.#platform, comment, this.#platform.account(by), content);
  }

  // Checks

  /** The button "Re-run" of one check run. */
  rerequestCheckRun(run: CheckRun, by = defaultAuthor): void {
    rerequestRun(this.#platform, run, this.#platform.account(by));
  }

  /** The button "Re-run all checks". */
  rerequestCheckSuite(suite: CheckSuite, by = defaultAuthor): void {
    rerequestSuite(this.#platform, suite, this.#platform.account(by));
  }

  /** A button that the App put on its check run. */
  requestAction(run: CheckRun, identifier: string, by = defaultAuthor): void {
    if (!run.actions.some((one) => one.identifier === identifier)) {
      throw new Error(`the check run has no action ${identifier}`);
    }
    if (run.status !== "completed") throw new Error("actions are shown after completion");
    runChanged(this.#platform, run, "requested_action", this.#platform.account(by), {
      requested_action: { identifier },
    });
  }

  /** A check run of another App. */
  addForeignCheckRun(
    repository: Repository,
    run: {
      readonly app: string;
      readonly name: string;
      readonly headSha: string;
      readonly conclusion: CheckConclusion;
    },
  ): Promise<CheckRun> {
    return createCheckRun(this.#platform, this.#foreignApp(run.app), repository, {
      name: run.name,
      head_sha: run.headSha,
      status: "completed",
      conclusion: run.conclusion,
    });
  }

  /** Check runs of a commit, or of all commits; oldest first. */
  checkRuns(repository: Repository, headSha?: string): readonly CheckRun[] {
    return repository.suites
      .filter((suite) => headSha === undefined || suite.headSha === headSha)
      .flatMap((suite) => suite.runs)
      .toSorted((a, b) => a.id - b.id);
  }

  /** The newest run of each name on a pull request's head. */
  latestCheckRuns(pull: PullRequest): readonly CheckRun[] {
    return latestRuns(this.checkRuns(pull.repository, pull.head.sha));
  }

  #foreignApp(slug: string): App {
    const known = this.#platform.repositories
      .flatMap((repository) => repository.suites)
      .find((suite) => suite.app.slug === slug)?.app;
    return (
      known ?? {
        id: this.#platform.nextId(),
        clientId: `Iv1.${slug}`,
        slug,
        name: slug,
        owner: this.#platform.account("app-makers", "Organization"),
        bot: this.#platform.account(`${slug}[bot]`, "Bot"),
        permissions: { metadata: "read", checks: "write" },
        events: [],
        createdAt: this.#platform.now(),
      }
    );
  }

  async #move(
    repository: Repository,
    branch: string,
    before: string | null,
    after: string,
    sender: Account,
  ): Promise<void> {
    await repository.store.setRef(`refs/heads/${branch}`, after);
    await branchMoved(this.#platform, repository, { branch, before, after }, sender);
  }

  #merge(
    repository: Repository,
    base: string,
    head: string,
    message: string,
    author: Account,
  ): Promise<string> {
    return mergeCommit(repository, base, head, message, personOf(author), this.#platform.now());
  }
}
