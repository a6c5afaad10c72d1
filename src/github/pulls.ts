import type { Change } from "../review/change.ts";
import { ownRepository } from "../review/own-repository.ts";
import { statusOf } from "./failure.ts";
import { type Repository, routeOf } from "./repository.ts";

/** What a review has to know of a pull request. */
export interface Pull {
  readonly open: boolean;
  readonly draft: boolean;
  readonly head: string;
  readonly baseBranch: string;
  /** The tip of the base branch when GitHub last looked. It may lag behind. */
  readonly baseSha: string;
  /** The repository that it is to be merged in. Absent: its names are none that a policy can have. */
  readonly repository?: NonNullable<Change["repository"]>;
}

/** Of the open pull requests, so many pages are searched for a head, those updated last first. */
const pagesMax = 10;
const perPage = 100;

/** The pull request as it is now; `undefined` when there is none. Its head may be in a fork that is gone. */
export async function readPull(repository: Repository, number: number): Promise<Pull | undefined> {
  try {
    const { data } = await repository.client.request(
      "GET /repos/{owner}/{repo}/pulls/{pull_number}",
      { ...routeOf(repository), pull_number: number },
    );
    const { full_name: name, default_branch: defaultBranch, id, owner, ...repo } = data.base.repo;
    const described = { name, defaultBranch, id, ownerId: owner.id, created: repo.created_at };
    const known = ownRepository(described);
    return {
      open: data.state === "open",
      draft: data.draft === true,
      head: data.head.sha,
      baseBranch: data.base.ref,
      baseSha: data.base.sha,
      ...(known && { repository: known }),
    };
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/**
 * The open pull requests whose head is this commit. GitHub's own list for a commit is empty for
 * heads of forks.
 */
export async function pullsOfHead(repository: Repository, sha: string): Promise<readonly number[]> {
  const numbers: number[] = [];
  for await (const pull of openPulls(repository)) {
    if (pull.head === sha) numbers.push(pull.number);
  }
  return numbers;
}

/** Open pull requests, those that were updated last first. */
export async function* openPulls(
  repository: Repository,
): AsyncGenerator<{ number: number; head: string; updatedAt: number }> {
  for (let page = 1; page <= pagesMax; page++) {
    const { data } = await repository.client.request("GET /repos/{owner}/{repo}/pulls", {
      ...routeOf(repository),
      state: "open",
      sort: "updated",
      direction: "desc",
      per_page: perPage,
      page,
    });
    for (const { number, head, updated_at } of data) {
      yield { number, head: head.sha, updatedAt: Date.parse(updated_at) };
    }
    if (data.length < perPage) return;
  }
}
