/** What a pull request changes: merge base against head. */
import { ApiError } from "./api-error.ts";
import type { FileDiff } from "./diff.ts";
import type { PullRequest } from "./model.ts";
import type { PullSize } from "./present/pulls.ts";

export async function mergeBaseOf(pull: PullRequest): Promise<string> {
  const base = await pull.repository.store.mergeBase(pull.base.sha, pull.head.sha);
  if (base === undefined) throw new ApiError(404, "No common ancestor");
  return base;
}

/** The files of a pull request: merge base against head. */
export async function pullDiff(pull: PullRequest): Promise<readonly FileDiff[]> {
  return await pull.repository.store.diff(await mergeBaseOf(pull), pull.head.sha);
}

const mergeable = new Map<string, boolean | null>();

/** GitHub works out whether a pull request can be merged after it was first asked. */
export async function pullSize(pull: PullRequest, ask = false): Promise<PullSize> {
  const files = await pullDiff(pull);
  const commits = await pull.repository.store.log(pull.base.sha, pull.head.sha);
  const key = `${pull.id} ${pull.base.sha} ${pull.head.sha}`;
  const known = mergeable.get(key) ?? null;
  if (ask && !mergeable.has(key)) {
    mergeable.set(key, null);
    const tree = await pull.repository.store.mergeTree(pull.base.sha, pull.head.sha);
    mergeable.set(key, tree !== undefined);
  }
  return {
    commits: commits.length,
    changedFiles: files.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    mergeable: known,
  };
}
