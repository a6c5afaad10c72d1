import type { ForcePush, Repository } from "../model.ts";
import { simpleUser } from "./accounts.ts";
import { repositoryUrl } from "./repositories.ts";
import { nodeId, time, type Urls } from "./urls.ts";

export function forcePushObject(urls: Urls, repository: Repository, push: ForcePush) {
  return {
    id: push.id,
    node_id: nodeId("HeadRefForcePushedEvent", push.id),
    url: `${repositoryUrl(urls, repository)}/issues/events/${push.id}`,
    actor: simpleUser(urls, push.actor),
    event: "head_ref_force_pushed",
    commit_id: null,
    commit_url: null,
    created_at: time(push.createdAt),
    performed_via_github_app: null,
  };
}
