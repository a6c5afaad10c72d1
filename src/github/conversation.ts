import { type Repository, routeOf } from "./repository.ts";

/** Comments behind these pages are not looked at. */
const pagesMax = 30;
const perPage = 100;

/** A comment of ours in the conversation of a pull request. */
export interface OwnComment {
  readonly id: number;
  readonly body: string;
}

/**
 * The comments of ours that open with one of the markers; `undefined` when there are more comments
 * than were looked at. A marker alone proves nothing: only the app's own account counts.
 */
export async function ownComments(
  repository: Repository,
  number: number,
  botLogin: string,
  markers: readonly string[],
): Promise<readonly OwnComment[] | undefined> {
  const own: OwnComment[] = [];
  for (let page = 1; page <= pagesMax; page++) {
    const { data } = await repository.client.request(
      "GET /repos/{owner}/{repo}/issues/{issue_number}/comments",
      { ...routeOf(repository), issue_number: number, per_page: perPage, page },
    );
    for (const { id, body = "", user } of data) {
      if (user?.type !== "Bot" || user.login !== botLogin) continue;
      if (markers.some((marker) => body.startsWith(marker))) own.push({ id: Number(id), body });
    }
    if (data.length < perPage) return own;
  }
  return undefined;
}

async function say(repository: Repository, number: number, body: string): Promise<void> {
  await repository.client.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
    ...routeOf(repository),
    issue_number: number,
    body,
  });
}

/**
 * Says it unless a comment of ours opens with the marker.
 *
 * @returns false when it was left unsaid, since there are more comments than can be looked at.
 */
export async function sayOnce(
  repository: Repository,
  number: number,
  botLogin: string,
  marker: string,
  text: string,
): Promise<boolean> {
  const said = await ownComments(repository, number, botLogin, [marker]);
  if (said?.length === 0) await say(repository, number, `${marker}\n${text}`);
  return said !== undefined;
}

/** Says it once: a comment of ours with this marker is brought up to date instead. */
export async function keepSaying(
  repository: Repository,
  number: number,
  botLogin: string,
  marker: string,
  body: string,
): Promise<void> {
  const own = await ownComments(repository, number, botLogin, [marker]);
  // With more comments than can be looked at, nobody knows whether it was said.
  if (own === undefined) return;
  const [first] = own;
  if (!first) return say(repository, number, body);
  if (first.body.replaceAll("\r\n", "\n").trim() === body.trim()) return;
  await repository.client.request("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", {
    ...routeOf(repository),
    comment_id: first.id,
    body,
  });
}
