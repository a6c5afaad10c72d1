import type { Account, App, Installation, Permissions, Repository } from "../model.ts";
import { nodeId, time, type Urls } from "./urls.ts";

export function simpleUser(urls: Urls, account: Account) {
  const url = `${urls.api}/users/${encodeURIComponent(account.login)}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId(account.type, account.id),
    avatar_url: `${urls.html}/avatars/${account.id}`,
    gravatar_id: "",
    url,
    html_url: `${urls.html}/${encodeURIComponent(account.login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    user_view_type: "public",
    site_admin: false,
  };
}

export function publicUser(urls: Urls, account: Account) {
  return {
    ...simpleUser(urls, account),
    name: null,
    company: null,
    blog: "",
    location: null,
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: "2024-01-01T00:00:00Z",
    updated_at: "2024-01-01T00:00:00Z",
  };
}

export function organization(urls: Urls, account: Account) {
  const url = `${urls.api}/orgs/${encodeURIComponent(account.login)}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId("Organization", account.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${urls.html}/avatars/${account.id}`,
    description: null,
  };
}

export function integration(urls: Urls, app: App) {
  return {
    id: app.id,
    slug: app.slug,
    client_id: app.clientId,
    node_id: nodeId("Integration", app.id),
    owner: simpleUser(urls, app.owner),
    name: app.name,
    description: "",
    external_url: `${urls.html}/apps/${app.slug}/about`,
    html_url: `${urls.html}/apps/${app.slug}`,
    created_at: time(app.createdAt),
    updated_at: time(app.createdAt),
    permissions: app.permissions,
    events: app.events,
  };
}

export function installation(urls: Urls, one: Installation) {
  return {
    id: one.id,
    client_id: one.app.clientId,
    account: simpleUser(urls, one.account),
    repository_selection: "selected",
    access_tokens_url: `${urls.api}/app/installations/${one.id}/access_tokens`,
    repositories_url: `${urls.api}/installation/repositories`,
    html_url: `${urls.html}/organizations/${encodeURIComponent(one.account.login)}/settings/installations/${one.id}`,
    app_id: one.app.id,
    app_slug: one.app.slug,
    target_id: one.account.id,
    target_type: one.account.type,
    permissions: one.permissions,
    events: one.events,
    created_at: time(one.createdAt),
    updated_at: time(one.createdAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: one.suspendedAt === undefined ? null : time(one.suspendedAt),
  };
}

export function installationToken(
  token: string,
  expiresAt: number,
  permissions: Permissions,
  repositories: readonly object[] | undefined,
) {
  return {
    token,
    expires_at: time(expiresAt),
    permissions,
    repository_selection: "selected",
    ...(repositories && { repositories }),
  };
}

/** How an account stands to a repository, as GitHub puts it beside what the account wrote. */
export function authorAssociation(repository: Repository, account: Account): string {
  if (account.login === repository.owner.login) return "OWNER";
  const permission = repository.collaborators.get(account.login) ?? "none";
  if (account.type === "Bot" || permission === "none") return "NONE";
  if (permission === "read") return "CONTRIBUTOR";
  return repository.owner.type === "Organization" ? "MEMBER" : "COLLABORATOR";
}
