import type { PullRequest } from "../model.ts";
import { findPull } from "../platform.ts";
import { commitObject, diffEntry } from "../present/commits.ts";
import { pullObject, pullSimple } from "../present/pulls.ts";
import { pullDiff, pullSize } from "../pull-diff.ts";
import type { Call, Route } from "../router.ts";
import { ok, onRepository, page, pathFor } from "./answers.ts";

/** GitHub lists no more files of a pull request than these. */
const pullFilesMax = 3000;
const pullCommitsMax = 250;

const pulls = "/repos/{owner}/{repo}/pulls";

export function pullRoutes(): Route[] {
  return [
    onRepository(`GET ${pulls}`, "pull_requests:read", (call, repository) => {
      const found = [...repository.pulls.values()].filter((pull) => fits(call, pull));
      return page(call, pathFor(pulls, call.params), sorted(call, found), (some) =>
        some.map((pull) => pullSimple(call.urls, pull)),
      );
    }),
    onRepository(`GET ${pulls}/{pull_number}`, "pull_requests:read", async (call, repository) => {
      const pull = findPull(repository, call.params.pull_number ?? "");
      return ok(pullObject(call.urls, pull, await pullSize(pull, true)));
    }),
    onRepository(
      `GET ${pulls}/{pull_number}/files`,
      "pull_requests:read",
      async (call, repository) => {
        const pull = findPull(repository, call.params.pull_number ?? "");
        const files = (await pullDiff(pull)).slice(0, pullFilesMax);
        return page(call, pathFor(`${pulls}/{pull_number}/files`, call.params), files, (some) =>
          some.map((file) => diffEntry(call.urls, repository, file, pull.head.sha)),
        );
      },
    ),
    onRepository(
      `GET ${pulls}/{pull_number}/commits`,
      "pull_requests:read",
      async (call, repository) => {
        const pull = findPull(repository, call.params.pull_number ?? "");
        const commits = await repository.store.log(pull.base.sha, pull.head.sha);
        return page(
          call,
          pathFor(`${pulls}/{pull_number}/commits`, call.params),
          commits.slice(0, pullCommitsMax),
          (some) => some.map((info) => commitObject(call.urls, repository, info)),
        );
      },
    ),
    onRepository(
      "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls",
      "pull_requests:read",
      (call, repository) => {
        // Heads in forks are not found from the base repository.
        const found = [...repository.pulls.values()].filter(
          (pull) => pull.head.sha === call.params.commit_sha && pull.head.repository === repository,
        );
        const path = pathFor("/repos/{owner}/{repo}/commits/{commit_sha}/pulls", call.params);
        return page(call, path, found, (some) => some.map((pull) => pullSimple(call.urls, pull)));
      },
    ),
  ];
}

function fits(call: Call, pull: PullRequest): boolean {
  const state = call.query.get("state") ?? "open";
  const base = call.query.get("base");
  const head = call.query.get("head");
  return (
    (state === "all" || pull.state === state) &&
    (base === null || pull.base.ref === base) &&
    (head === null || `${pull.head.repository.owner.login}:${pull.head.ref}` === head)
  );
}

/** Newest first, unless asked otherwise. */
function sorted(call: Call, found: readonly PullRequest[]): PullRequest[] {
  const by = call.query.get("sort") ?? "created";
  const direction = call.query.get("direction") ?? (by === "created" ? "desc" : "asc");
  const sign = direction === "desc" ? -1 : 1;
  return found.toSorted(
    (a, b) => sign * ((by === "updated" ? a.updatedAt - b.updatedAt : 0) || a.number - b.number),
  );
}
