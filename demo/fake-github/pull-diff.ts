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

/** The last difference of a pull request, which is asked for page by page. */
const diffs = new WeakMap<PullRequest, { key: string; files: Promise<readonly FileDiff[]> }>();

/** The files of a pull request: merge base against head. */
export async function pullDiff(pull: PullRequest): Promise<readonly FileDiff[]> {
  const head = pull.head.sha;
  const base = await mergeBaseOf(pull);
  const key = `${base} ${head}`;
  const known = diffs.get(pull);
  if (known?.key === key) return await known.files;
  const files = pull.repository.store.diff(base, head);
  diffs.set(pull, { key, files });
  return await files;
}

/** Base and head → whether they can be merged; null while that is being worked out. */
const mergeable = new WeakMap<PullRequest, Map<string, boolean | null>>();

/**
 * How much a pull request changes.
 *
 * @param ask GitHub works out whether it can be merged only after somebody asked: the first answer
 * says that it is not known
 */
export async function pullSize(pull: PullRequest, ask = false): Promise<PullSize> {
  const { store } = pull.repository;
  const base = pull.base.sha;
  const head = pull.head.sha;
  const files = await pullDiff(pull);
  const commits = await store.log(base, head);
  const known = mergeable.get(pull) ?? new Map<string, boolean | null>();
  mergeable.set(pull, known);
  const key = `${base} ${head}`;
  const size = {
    commits: commits.length,
    changedFiles: files.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    mergeable: known.get(key) ?? null,
  };
  if (ask && !known.has(key)) {
    known.set(key, null);
    known.set(key, (await store.mergeTree(base, head)) !== undefined);
  }
  return size;
}
