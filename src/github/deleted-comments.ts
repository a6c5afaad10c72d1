import type { CommentPlan, PostedComment } from "./comment-plan.ts";
import { firstName } from "./moved-comments.ts";
import { type Repository, routeOf } from "./repository.ts";

/** Reviews behind these pages are not looked at, and nothing new is posted then. */
const pagesMax = 30;
const perPage = 100;

/** The hidden line of a review: the findings of its comments and, with `~`, those it took back. */
const opening = "<!-- leastwise:comments ";
const line = /^<!-- leastwise:comments ([A-Za-z0-9_.:~ -]{1,4500}) -->/;

/** Opens a review with the names of what it says, and of what it takes back. */
export function withNames(
  words: string,
  posts: CommentPlan["posts"],
  withdrawals: CommentPlan["withdrawals"],
): string {
  const names = posts.map(({ fingerprint }) => fingerprint);
  const withdrawn = withdrawals.map(({ fingerprint }) => `~${fingerprint}`);
  return `${opening}${[...names, ...withdrawn].join(" ")} -->\n${words}`.trimEnd();
}

/**
 * The findings whose comments somebody deleted: reviews of ours stay without them. `undefined` when
 * there are more reviews than were looked at.
 */
export async function deletedComments(
  repository: Repository,
  number: number,
  botLogin: string,
  posted: readonly PostedComment[],
): Promise<ReadonlySet<string> | undefined> {
  const reviews: NamedReview[] = [];
  for (let page = 1; page <= pagesMax; page++) {
    const { data } = await repository.client.request(
      "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
      { ...routeOf(repository), pull_number: number, per_page: perPage, page },
    );
    for (const { id, body, user } of data) {
      if (user?.type !== "Bot" || user.login !== botLogin) continue;
      const [, names = ""] = line.exec(body) ?? [];
      reviews.push({ id: Number(id), names: names.split(" ").filter((name) => name !== "") });
    }
    if (data.length < perPage) return lostFrom(reviews, posted);
  }
  return undefined;
}

interface NamedReview {
  readonly id: number;
  /** Fingerprints; with `~` those whose comments, of earlier reviews, were taken back. */
  readonly names: readonly string[];
}

function lostFrom(
  reviews: readonly NamedReview[],
  posted: readonly PostedComment[],
): ReadonlySet<string> {
  const lost: string[] = [];
  const withdrawn: string[] = [];
  for (const { id, names } of reviews) {
    const missing = names.filter((name) => !name.startsWith("~"));
    for (const name of names) if (name.startsWith("~")) withdrawn.push(name.slice(1));
    for (const { review, body } of posted) {
      const index = review === id ? missing.indexOf(firstName(body) ?? "") : -1;
      if (index >= 0) missing.splice(index, 1);
    }
    lost.push(...missing);
  }
  for (const name of withdrawn) {
    const index = lost.indexOf(name);
    if (index >= 0) lost.splice(index, 1);
  }
  return new Set(lost);
}
