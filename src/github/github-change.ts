import type { Change, FileContent, FileEntry, Snapshot } from "../review/change.ts";
import type { Configuration } from "../review/configuration.ts";
import type { Blobs } from "./blobs.ts";
import { statusOf } from "./failure.ts";
import { type Repository, routeOf } from "./repository.ts";
import { listTree, listTrees } from "./tree.ts";

/** The commits that a review is about. */
export interface Commits {
  /** The tip of the base branch: configuration is read from it, and from nowhere else. */
  readonly tip: string;
  /** The newest commit that base and head share: the comparison starts from it. */
  readonly mergeBase: string;
  readonly head: string;
}

/**
 * Compares with the tip of a branch. The branch is looked up as such: a tag can have its name, and
 * whoever may set tags must not choose the configuration.
 */
export async function compareWithBranch(
  repository: Repository,
  branch: string,
  head: string,
): Promise<Commits> {
  const { data } = await repository.client.request("GET /repos/{owner}/{repo}/git/ref/{ref}", {
    ...routeOf(repository),
    ref: `heads/${branch}`,
  });
  return compareCommits(repository, data.object.sha, head);
}

/**
 * Finds the merge base. `base` and `head` are commits; heads of forks are found
 * through the base repository, also when the fork is gone.
 */
export async function compareCommits(
  repository: Repository,
  base: string,
  head: string,
): Promise<Commits> {
  try {
    // The changed files come with it whether asked for or not; they are cut at 300 and not used.
    const { data } = await repository.client.request(
      "GET /repos/{owner}/{repo}/compare/{basehead}",
      { ...routeOf(repository), basehead: `${base}...${head}`, per_page: 1 },
    );
    return { tip: data.base_commit.sha, mergeBase: data.merge_base_commit.sha, head };
  } catch (error) {
    if (statusOf(error) !== 404 || !/no common ancestor/i.test(String(error))) throw error;
    // Histories without a common commit are compared as they stand.
    const { data } = await repository.client.request("GET /repos/{owner}/{repo}/commits/{ref}", {
      ...routeOf(repository),
      ref: base,
      per_page: 1,
    });
    return { tip: data.sha, mergeBase: data.sha, head };
  }
}

/**
 * A change over GitHub's API. Trees are listed and blobs read when they are asked for first.
 *
 * @param onRead is called when a file of either side is about to be read: there is something to
 * review. Reading the configuration does not count.
 * @param ownerConfiguration reads what holds for all repositories of the owner.
 * @param known the repository as GitHub describes it.
 */
export function githubChange(
  repository: Repository,
  commits: Commits,
  blobs: Blobs,
  onRead: () => void,
  ownerConfiguration: () => Promise<Configuration | undefined>,
  known?: Change["repository"],
): Change {
  const read = blobs.of(repository);
  const trees = once(() => listTrees(repository, commits.mergeBase, commits.head));
  const readNoticed = (entry: FileEntry): Promise<FileContent> => {
    onRead();
    return read(entry);
  };
  const configuration: Snapshot = {
    label: commits.tip,
    list: once(async () =>
      commits.tip === commits.mergeBase
        ? (await trees()).base
        : await listTree(repository, commits.tip),
    ),
    read,
  };
  return {
    base: {
      label: commits.mergeBase,
      list: async () => (await trees()).base,
      read: readNoticed,
    },
    head: { label: commits.head, list: async () => (await trees()).head, read: readNoticed },
    configuration,
    ownerConfiguration: once(ownerConfiguration),
    ...(known && { repository: known }),
  };
}

/** Keeps the first result; a failure is not kept. */
function once<T>(get: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    if (!result) {
      result = get();
      result.catch(() => {
        result = undefined;
      });
    }
    return result;
  };
}
