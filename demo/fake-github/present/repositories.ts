import type { Repository } from "../model.ts";
import { simpleUser } from "./accounts.ts";
import { nodeId, time, type Urls } from "./urls.ts";

/** GitHub's URL fields of a repository: the field's name → what follows the repository's URL. */
const urlFields: Readonly<Record<string, string>> = {
  archive_url: "/{archive_format}{/ref}",
  assignees_url: "/assignees{/user}",
  blobs_url: "/git/blobs{/sha}",
  branches_url: "/branches{/branch}",
  collaborators_url: "/collaborators{/collaborator}",
  comments_url: "/comments{/number}",
  commits_url: "/commits{/sha}",
  compare_url: "/compare/{base}...{head}",
  contents_url: "/contents/{+path}",
  contributors_url: "/contributors",
  deployments_url: "/deployments",
  downloads_url: "/downloads",
  events_url: "/events",
  forks_url: "/forks",
  git_commits_url: "/git/commits{/sha}",
  git_refs_url: "/git/refs{/sha}",
  git_tags_url: "/git/tags{/sha}",
  hooks_url: "/hooks",
  issue_comment_url: "/issues/comments{/number}",
  issue_events_url: "/issues/events{/number}",
  issues_url: "/issues{/number}",
  keys_url: "/keys{/key_id}",
  labels_url: "/labels{/name}",
  languages_url: "/languages",
  merges_url: "/merges",
  milestones_url: "/milestones{/number}",
  notifications_url: "/notifications{?since,all,participating}",
  pulls_url: "/pulls{/number}",
  releases_url: "/releases{/id}",
  stargazers_url: "/stargazers",
  statuses_url: "/statuses/{sha}",
  subscribers_url: "/subscribers",
  subscription_url: "/subscription",
  tags_url: "/tags",
  teams_url: "/teams",
  trees_url: "/git/trees{/sha}",
};

export function fullName(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

export function repositoryUrl(urls: Urls, repository: Repository): string {
  return `${urls.api}/repos/${fullName(repository)}`;
}

export function repositoryPage(urls: Urls, repository: Repository): string {
  return `${urls.html}/${fullName(repository)}`;
}

export function minimalRepository(urls: Urls, repository: Repository) {
  const url = repositoryUrl(urls, repository);
  return {
    id: repository.id,
    node_id: nodeId("Repository", repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.private,
    owner: simpleUser(urls, repository.owner),
    html_url: repositoryPage(urls, repository),
    description: null,
    fork: repository.parent !== undefined,
    url,
    ...Object.fromEntries(Object.entries(urlFields).map(([name, rest]) => [name, url + rest])),
  };
}

export function repositoryObject(urls: Urls, repository: Repository) {
  const page = repositoryPage(urls, repository);
  const open = [...repository.pulls.values()].filter((pull) => pull.state === "open").length;
  return {
    ...minimalRepository(urls, repository),
    git_url: page.replace(/^https?/, "git").concat(".git"),
    ssh_url: `git@${new URL(urls.html).hostname}:${fullName(repository)}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    topics: [],
    size: 1,
    default_branch: repository.defaultBranch,
    visibility: repository.private ? "private" : "public",
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: false,
    has_discussions: false,
    archived: false,
    disabled: false,
    is_template: false,
    allow_forking: true,
    web_commit_signoff_required: false,
    forks: 0,
    forks_count: 0,
    watchers: 0,
    watchers_count: 0,
    stargazers_count: 0,
    open_issues: open,
    open_issues_count: open,
    pushed_at: time(repository.pushedAt),
    created_at: time(repository.createdAt),
    updated_at: time(repository.pushedAt),
  };
}

export function fullRepository(urls: Urls, repository: Repository) {
  return {
    ...repositoryObject(urls, repository),
    ...(repository.parent && {
      parent: repositoryObject(urls, repository.parent),
      source: repositoryObject(urls, repository.parent),
    }),
    network_count: 0,
    subscribers_count: 0,
  };
}

/** The short form inside check runs and suites. */
export function shortRepository(urls: Urls, repository: Repository) {
  return {
    id: repository.id,
    url: repositoryUrl(urls, repository),
    name: repository.name,
  };
}
