/** Pull requests: opening, moving heads and bases, closing, merging. */
import { unprocessable } from "./api-error.ts";
import { ensureSuite, suiteRequested } from "./checks.ts";
import { placeComments } from "./comment-places.ts";
import type { Person } from "./git-objects.ts";
import type { Account, PullRequest, Repository } from "./model.ts";
import type { Platform } from "./platform.ts";
import { simpleCommit } from "./present/commits.ts";
import { pullObject, pullSimple } from "./present/pulls.ts";
import { pullSize } from "./pull-diff.ts";

export async function openPullRequest(
  platform: Platform,
  repository: Repository,
  about: {
    readonly title: string;
    readonly body: string | null;
    readonly author: Account;
    readonly headRepository: Repository;
    readonly headRef: string;
    readonly baseRef: string;
    readonly draft: boolean;
  },
): Promise<PullRequest> {
  const base = await repository.store.ref(`refs/heads/${about.baseRef}`);
  const head = await about.headRepository.store.ref(`refs/heads/${about.headRef}`);
  if (base === undefined) throw new Error(`no branch ${about.baseRef} to merge into`);
  if (head === undefined) throw new Error(`no branch ${about.headRef} to merge`);
  const now = platform.now();
  const pull: PullRequest = {
    id: platform.nextId(),
    number: repository.pulls.size + 1,
    repository,
    author: about.author,
    createdAt: now,
    title: about.title,
    body: about.body,
    state: "open",
    draft: about.draft,
    head: { repository: about.headRepository, ref: about.headRef, sha: head },
    base: { ref: about.baseRef, sha: base },
    updatedAt: now,
    closedAt: null,
    mergedAt: null,
    mergedBy: null,
    mergeCommitSha: null,
    reviews: [],
    reviewComments: [],
    comments: [],
    forcePushes: [],
  };
  repository.pulls.set(pull.number, pull);
  await bringHead(pull);
  pullChanged(platform, pull, "opened", about.author);
  return pull;
}

/** What GitHub does when a branch has moved: checks are requested, pull requests follow. */
export async function branchMoved(
  platform: Platform,
  repository: Repository,
  move: { readonly branch: string; readonly before: string | null; readonly after: string },
  sender: Account,
): Promise<void> {
  repository.pushedAt = platform.now();
  const { branch, before, after } = move;
  const info = await repository.store.commitInfo(after);
  platform.emit({
    name: "push",
    repository,
    sender,
    payload: (urls) => ({
      ref: `refs/heads/${branch}`,
      before: before ?? "0".repeat(40),
      after,
      base_ref: null,
      created: before === null,
      deleted: false,
      forced: false,
      compare: `${urls.html}/${repository.owner.login}/${repository.name}/compare/${after}`,
      commits: [],
      head_commit: {
        ...simpleCommit(info),
        distinct: true,
        url: `${urls.html}/${repository.owner.login}/${repository.name}/commit/${after}`,
        added: [],
        removed: [],
        modified: [],
      },
      pusher: { name: sender.login, email: null },
    }),
  });
  const pulls = platform.repositories
    .flatMap((one) => [...one.pulls.values()])
    .filter((pull) => pull.head.repository === repository && pull.head.ref === branch);
  for (const pull of pulls) {
    if (pull.state === "open") {
      const previous = pull.head.sha;
      if ((await repository.store.mergeBase(previous, after)) !== previous) {
        const id = platform.nextId();
        pull.forcePushes.push({ id, actor: sender, createdAt: platform.now() });
      }
      pull.head.sha = after;
      await bringHead(pull);
      const base = await pull.repository.store.ref(`refs/heads/${pull.base.ref}`);
      if (base !== undefined) pull.base.sha = base;
      await placeComments(pull);
      pull.updatedAt = platform.now();
      pullChanged(platform, pull, "synchronize", sender, { before: previous, after });
    }
  }
  // The trailer with which an author switches checks off for one commit.
  if (/^skip-checks: *true$/im.test(info.message)) return;
  if (platform.installationOf(repository) === undefined) return;
  suiteRequested(platform, ensureSuite(platform, repository, after, branch, before), sender);
}

/** The head's objects, held in the base repository as `refs/pull/N/head`, as GitHub does. */
async function bringHead(pull: PullRequest): Promise<void> {
  const { repository, head, number } = pull;
  const ref = `refs/pull/${number}/head`;
  if (head.repository === repository) await repository.store.setRef(ref, head.sha);
  else await repository.store.fetch(head.repository.store, `refs/heads/${head.ref}`, ref);
}

/** Tells the App, with the pull request as it stands. */
export function pullChanged(
  platform: Platform,
  pull: PullRequest,
  action: string,
  sender: Account,
  more: Record<string, unknown> = {},
): void {
  platform.emit({
    name: "pull_request",
    action,
    repository: pull.repository,
    sender,
    payload: async (urls) => {
      // As it stands now: its size takes a while, and the pull request may move on meanwhile.
      const shown = pullSimple(urls, pull);
      const rest = pullObject(urls, pull, await pullSize(pull));
      return { number: pull.number, ...more, pull_request: { ...rest, ...shown } };
    },
  });
}

/** A merge commit of `head` into `base`. Throws when they conflict. */
export async function mergeCommit(
  repository: Repository,
  base: string,
  head: string,
  message: string,
  author: Person,
  date: number,
): Promise<string> {
  const tree = await repository.store.mergeTree(base, head);
  if (tree === undefined) throw unprocessable("Merge conflict");
  return await repository.store.commitTree(tree, [base, head], message, author, date);
}

/** An account as the author of commits. */
export function personOf(account: Account): Person {
  const email = `${account.id}+${account.login.replace("[bot]", "")}@users.noreply.example`;
  return { name: account.login, email };
}
