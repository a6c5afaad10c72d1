import type { Repository } from "../model.ts";
import { findPull } from "../platform.ts";
import { forcePushObject } from "../present/issue-events.ts";
import type { Call, Route } from "../router.ts";
import { onRepository, page, pathFor } from "./answers.ts";

const list = "/repos/{owner}/{repo}/issues/{issue_number}/events";

/** What happened to a pull request, the oldest first: of all that, forced pushes alone. */
export function issueEventRoutes(): Route[] {
  return [
    onRepository(`GET ${list}`, "issues:read", (call: Call, repository: Repository) => {
      const { forcePushes } = findPull(repository, call.params.issue_number ?? "");
      return page(call, pathFor(list, call.params), forcePushes, (some) =>
        some.map((one) => forcePushObject(call.urls, repository, one)),
      );
    }),
  ];
}
