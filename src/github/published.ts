import type { KnownRun } from "./check-runs.ts";
import { type Repository, routeOf } from "./repository.ts";
import type { PullAbout } from "./review-session.ts";

/**
 * What of a pull request could be read before a moment. All times are GitHub's, to the second: in
 * milliseconds since 1970. Within one second nobody knows what came first, so nothing did.
 */

/** A verdict on a pull request that stood on its head. */
export interface Published {
  readonly about: PullAbout;
  /** Its review did not begin before that. */
  readonly began: number;
}

/**
 * The newest verdict on a pull request that was published before the moment.
 *
 * @param known the runs on the present head, the newest first.
 */
export function publishedBefore(
  moment: number,
  number: number,
  known: readonly KnownRun[],
): Published | undefined {
  const own = known.filter(
    ({ about }) => about?.kind === "pull request" && about.number === number,
  );
  const at = own.findIndex((run) => isVerdict(run) && run.completedAt < moment);
  const about = own[at]?.about;
  if (about?.kind !== "pull request") return undefined;
  return { about, began: beginOf(own.slice(at)) };
}

/** A run that gave way to another one was begun by the same review, or by one before it. */
function beginOf([run, ...before]: readonly KnownRun[]): number {
  const last = before.findIndex(hasEnded);
  const gaveWay = last < 0 ? before : before.slice(0, last);
  return Math.min(run?.startedAt ?? Number.NaN, ...gaveWay.map(({ startedAt }) => startedAt));
}

function isVerdict(run: KnownRun): boolean {
  return hasEnded(run) && run.about?.state !== "error";
}

/** And not by giving way to another run. */
function hasEnded({ completed, conclusion }: KnownRun): boolean {
  return completed && conclusion !== "cancelled";
}

/** Events behind these pages are not looked at. */
const eventPagesMax = 30;
const perPage = 100;

/**
 * Whether the head has been the same since the moment. It is known to have been the head then, and to be
 * it now; on the way back from any other commit there is a push that has to be forced. Nobody can say
 * when a push was made that was not: commits bear the times that their authors gave them.
 *
 * False also when too much has happened on the pull request to tell.
 */
export async function isHeadSince(
  moment: number,
  repository: Repository,
  number: number,
): Promise<boolean> {
  for (let page = 1; page <= eventPagesMax; page++) {
    const { data } = await repository.client.request(
      "GET /repos/{owner}/{repo}/issues/{issue_number}/events",
      { ...routeOf(repository), issue_number: number, per_page: perPage, page },
    );
    const forced = data.filter(({ event }) => event === "head_ref_force_pushed");
    // Not the other way round: a time that cannot be read must not pass for an early one.
    if (!forced.every(({ created_at }) => Date.parse(created_at) < moment)) return false;
    if (data.length < perPage) return true;
  }
  return false;
}
