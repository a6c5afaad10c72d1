import type { KnownRun } from "./check-runs.ts";
import { readPull } from "./pulls.ts";
import type { Repository } from "./repository.ts";

/**
 * A commit can be the head of several pull requests, and GitHub looks at its newest check run alone.
 * A success for one base must not cover the failure for another: else a pull request against a
 * branch that has the finding already would turn the check of the first one green.
 */

/**
 * Most other pull requests with the same head that are looked at, one request each. Anybody can open and
 * close one: few of them must not hold up that of somebody else.
 */
const sharedHeadsMax = 50;

/**
 * Why a pull request cannot pass although its own review does: another one, whose review failed,
 * has the same head. `undefined` when there is none. What fails for the sake of others does not
 * count, or two would hold each other back for ever.
 *
 * @param known the runs on the head, the newest first.
 */
export async function standingFailure(
  repository: Repository,
  number: number,
  head: string,
  known: readonly KnownRun[],
): Promise<string | undefined> {
  const failed = newestOfOthers(number, known).filter(
    ([, { about, conclusion }]) => conclusion === "failure" && !about?.shared,
  );
  for (const [other] of failed.slice(0, sharedHeadsMax)) {
    const pull = await readPull(repository, other);
    if (pull?.open && pull.head === head) {
      return `The same commit is the head of pull request ${other}, whose review failed. A check belongs to the commit, so it fails here as well.`;
    }
  }
  if (failed.length <= sharedHeadsMax) return undefined;
  return `The same commit was the head of ${failed.length} other pull requests whose reviews failed; not all of them were looked at, so the check fails. With a new commit none of them counts.`;
}

/** The pull requests that have a verdict on a commit. */
export function reviewedOn(known: readonly KnownRun[]): number[] {
  return newestOfOthers(undefined, known).map(([number]) => number);
}

/** The newest verdict on each other pull request. */
function newestOfOthers(
  number: number | undefined,
  known: readonly KnownRun[],
): [number: number, run: KnownRun][] {
  const newest = new Map<number, KnownRun>();
  for (const run of known) {
    const { about } = run;
    if (about?.kind !== "pull request" || about.number === number) continue;
    if (run.completed && run.conclusion !== "cancelled" && !newest.has(about.number)) {
      newest.set(about.number, run);
    }
  }
  return [...newest];
}

/** Does the work while no other server does work of the same name. */
export type Alone = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Lets the verdicts on one commit be published one after the other, so that each knows the others. */
export class Heads {
  private readonly last = new Map<string, Promise<void>>();
  private readonly amongServers: Alone;

  /** @param amongServers absent: there is one server. */
  constructor(amongServers: Alone = (_name, work) => work()) {
    this.amongServers = amongServers;
  }

  async alone<T>(
    { repositoryId }: Repository,
    head: string,
    publish: () => Promise<T>,
  ): Promise<T> {
    const key = `${repositoryId}/${head}`;
    const before = this.last.get(key) ?? Promise.resolve();
    const published = before.then(() => this.amongServers(`head/${key}`, publish));
    const ended = published.then(
      () => {},
      () => {},
    );
    this.last.set(key, ended);
    try {
      return await published;
    } finally {
      if (this.last.get(key) === ended) this.last.delete(key);
    }
  }
}
