/** The merge queue, as far as an App sees it. */
import type { Account, MergeGroup, PullRequest } from "./model.ts";
import type { Platform } from "./platform.ts";
import { simpleCommit } from "./present/commits.ts";
import { mergeCommit, personOf } from "./pull-requests.ts";

/**
 * Merges pull requests of one base, one after the other, on a branch of the queue. A queue that
 * rebases leaves the messages of the commits as they were.
 */
export async function requestMergeGroup(
  platform: Platform,
  pulls: readonly PullRequest[],
  method: "merge" | "rebase" = "merge",
): Promise<MergeGroup> {
  const [first] = pulls;
  if (first === undefined) throw new Error("a merge group needs a pull request");
  const { repository } = first;
  const baseSha = await repository.store.ref(`refs/heads/${first.base.ref}`);
  if (baseSha === undefined) throw new Error(`no branch ${first.base.ref}`);
  const queue = queueAccount(platform);
  let headSha = baseSha;
  for (const pull of pulls) {
    const message = method === "merge" ? `Merge pull request #${pull.number}` : "Change things";
    headSha = await mergeCommit(
      repository,
      headSha,
      pull.head.sha,
      message,
      personOf(queue),
      platform.now(),
    );
  }
  const headRef = `refs/heads/gh-readonly-queue/${first.base.ref}/pr-${first.number}-${baseSha}`;
  await repository.store.setRef(headRef, headSha);
  const baseRef = `refs/heads/${first.base.ref}`;
  const group = { repository, headSha, headRef, baseSha, baseRef };
  groupChanged(platform, group, "checks_requested");
  return group;
}

export async function destroyMergeGroup(
  platform: Platform,
  group: MergeGroup,
  reason: "merged" | "invalidated" | "dequeued",
): Promise<void> {
  groupChanged(platform, group, "destroyed", { reason });
  await group.repository.store.setRef(group.headRef, null);
}

function groupChanged(
  platform: Platform,
  group: MergeGroup,
  action: string,
  more: Record<string, unknown> = {},
): void {
  platform.emit({
    name: "merge_group",
    action,
    repository: group.repository,
    sender: queueAccount(platform),
    payload: async () => ({
      ...more,
      merge_group: {
        head_sha: group.headSha,
        head_ref: group.headRef,
        base_sha: group.baseSha,
        base_ref: group.baseRef,
        head_commit: simpleCommit(await group.repository.store.commitInfo(group.headSha)),
      },
    }),
  });
}

function queueAccount(platform: Platform): Account {
  return platform.account("merge-queue[bot]", "Bot");
}
