import { ApiError, notFound } from "../api-error.ts";
import type { Repository } from "../model.ts";
import type { Platform } from "../platform.ts";
import { simpleUser } from "../present/accounts.ts";
import { commitObject, diffEntry, gitCommit } from "../present/commits.ts";
import { fullRepository, repositoryPage, repositoryUrl } from "../present/repositories.ts";
import { nodeId, pathOf } from "../present/urls.ts";
import type { Answer, Call, Route } from "../router.ts";
import { ok, onRepository, wantsRaw } from "./answers.ts";

/** A comparison lists at most this many files, on its first page. */
const compareFilesMax = 300;
/** A recursive tree lists at most this many entries, then says `truncated`. */
export const treeEntriesMax = 100_000;
/** The contents API gives larger files as raw bytes only. */
const contentsJsonBytesMax = 1_000_000;

/** What a repository holds: branches, commits, comparisons, trees, blobs, contents. */
export function repositoryRoutes(platform: Platform, treeLimit: () => number): Route[] {
  return [
    onRepository("GET /repos/{owner}/{repo}", "metadata:read", (call, repository) =>
      ok(fullRepository(call.urls, repository)),
    ),
    onRepository(
      "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
      "metadata:read",
      (call, repository) => {
        const account = platform.accounts.get((call.params.username ?? "").toLowerCase());
        if (account === undefined) throw notFound();
        const role =
          account === repository.owner
            ? "admin"
            : (repository.collaborators.get(account.login) ??
              (repository.private ? "none" : "read"));
        const permission = role === "maintain" ? "write" : role === "triage" ? "read" : role;
        return ok({
          permission,
          role_name: role,
          user: { ...simpleUser(call.urls, account), role_name: role },
        });
      },
    ),
    onRepository("GET /repos/{owner}/{repo}/branches/{branch}", "contents:read", branch),
    onRepository("GET /repos/{owner}/{repo}/git/ref/{ref}", "contents:read", reference),
    onRepository("GET /repos/{owner}/{repo}/commits/{ref}", "contents:read", commit),
    onRepository(
      "GET /repos/{owner}/{repo}/git/commits/{commit_sha}",
      "contents:read",
      async (call, repository) => {
        const sha = await commitOf(repository, call.params.commit_sha ?? "");
        return ok(gitCommit(call.urls, repository, await repository.store.commitInfo(sha)));
      },
    ),
    onRepository(
      "GET /repos/{owner}/{repo}/compare/{basehead}",
      "contents:read",
      (call, repository) => compare(platform, call, repository),
    ),
    onRepository(
      "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
      "contents:read",
      (call, repository) => tree(call, repository, treeLimit()),
    ),
    onRepository("GET /repos/{owner}/{repo}/git/blobs/{file_sha}", "contents:read", blob),
    onRepository("GET /repos/{owner}/{repo}/contents/{path}", "contents:read", contents),
  ];
}

async function branch(call: Call, repository: Repository): Promise<Answer> {
  const name = call.params.branch ?? "";
  const sha = await repository.store.ref(`refs/heads/${name}`);
  if (sha === undefined) throw new ApiError(404, "Branch not found");
  const url = `${repositoryUrl(call.urls, repository)}/branches/${pathOf(name)}`;
  return ok({
    name,
    commit: commitObject(call.urls, repository, await repository.store.commitInfo(sha)),
    _links: { html: `${repositoryPage(call.urls, repository)}/tree/${pathOf(name)}`, self: url },
    protected: false,
    protection: {
      enabled: false,
      required_status_checks: { enforcement_level: "off", contexts: [], checks: [] },
    },
    protection_url: `${url}/protection`,
  });
}

async function reference(call: Call, repository: Repository): Promise<Answer> {
  const ref = `refs/${call.params.ref}`;
  const sha = await repository.store.ref(ref);
  if (sha === undefined) throw notFound();
  const git = `${repositoryUrl(call.urls, repository)}/git`;
  return ok({
    ref,
    node_id: nodeId("Ref", `${repository.id}:${ref}`),
    url: `${git}/${pathOf(ref)}`,
    object: { type: "commit", sha, url: `${git}/commits/${sha}` },
  });
}

async function commit(call: Call, repository: Repository): Promise<Answer> {
  const sha = await repository.store.resolve(call.params.ref ?? "");
  if (sha === undefined) {
    throw new ApiError(422, `No commit found for SHA: ${call.params.ref}`);
  }
  const info = await repository.store.commitInfo(sha);
  const [parent] = info.parents;
  const files = parent === undefined ? [] : await repository.store.diff(parent, sha);
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  return ok({
    ...commitObject(call.urls, repository, info),
    stats: { additions, deletions, total: additions + deletions },
    files: files
      .slice(0, compareFilesMax)
      .map((file) => diffEntry(call.urls, repository, file, sha)),
  });
}

async function compare(platform: Platform, call: Call, repository: Repository): Promise<Answer> {
  const [from = "", to = "", ...rest] = (call.params.basehead ?? "").split("...");
  if (from === "" || to === "" || rest.length > 0) throw notFound();
  const [base, head] = await Promise.all([
    compareEnd(platform, repository, from),
    compareEnd(platform, repository, to),
  ]);
  const { store } = repository;
  const mergeBase = await store.mergeBase(base, head);
  if (mergeBase === undefined) {
    throw new ApiError(404, `No common ancestor between ${from} and ${to}.`);
  }
  const ahead = await store.log(base, head);
  const behind = await store.log(head, base);
  const files = await store.diff(mergeBase, head);
  const perPage = Math.min(100, Number(call.query.get("per_page") ?? 100));
  const number = Number(call.query.get("page") ?? 1);
  const url = `${repositoryUrl(call.urls, repository)}/compare/${pathOf(`${from}...${to}`)}`;
  const html = `${repositoryPage(call.urls, repository)}/compare`;
  return ok({
    url,
    html_url: `${html}/${pathOf(`${from}...${to}`)}`,
    permalink_url: `${html}/${base}...${head}`,
    diff_url: `${html}/${pathOf(`${from}...${to}`)}.diff`,
    patch_url: `${html}/${pathOf(`${from}...${to}`)}.patch`,
    base_commit: commitObject(call.urls, repository, await store.commitInfo(base)),
    merge_base_commit: commitObject(call.urls, repository, await store.commitInfo(mergeBase)),
    status: compareStatus(ahead.length, behind.length),
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: ahead
      .slice((number - 1) * perPage, number * perPage)
      .map((info) => commitObject(call.urls, repository, info)),
    ...(number === 1 && {
      files: files
        .slice(0, compareFilesMax)
        .map((file) => diffEntry(call.urls, repository, file, head)),
    }),
  });
}

/** A branch, a SHA, or `owner:branch` of a fork. */
async function compareEnd(
  platform: Platform,
  repository: Repository,
  text: string,
): Promise<string> {
  const [owner, name] = text.includes(":") ? text.split(":", 2) : [undefined, text];
  if (owner === undefined || owner === repository.owner.login) {
    return await commitOf(repository, name ?? "");
  }
  const fork = platform.repositories.find(
    (one) => !one.deleted && one.parent === repository && one.owner.login === owner,
  );
  const sha = await fork?.store.ref(`refs/heads/${name}`);
  if (fork === undefined || sha === undefined) throw notFound();
  await repository.store.fetch(fork.store, `refs/heads/${name}`, `refs/network/${sha}`);
  return sha;
}

function compareStatus(ahead: number, behind: number): string {
  if (ahead > 0) return behind > 0 ? "diverged" : "ahead";
  return behind > 0 ? "behind" : "identical";
}

async function tree(call: Call, repository: Repository, limit: number): Promise<Answer> {
  const sha = await repository.store.treeOf(call.params.tree_sha ?? "");
  if (sha === undefined) throw notFound();
  // GitHub goes by the presence of the parameter, not by its value.
  const entries = await repository.store.tree(sha, call.query.has("recursive"));
  const git = `${repositoryUrl(call.urls, repository)}/git`;
  return ok({
    sha,
    url: `${git}/trees/${sha}`,
    tree: entries.slice(0, limit).map((entry) => ({
      path: entry.path,
      mode: entry.mode,
      type: entry.type,
      sha: entry.sha,
      ...(entry.type === "blob" && { size: entry.size, url: `${git}/blobs/${entry.sha}` }),
      ...(entry.type === "tree" && { url: `${git}/trees/${entry.sha}` }),
    })),
    truncated: entries.length > limit,
  });
}

async function blob(call: Call, repository: Repository): Promise<Answer> {
  const sha = call.params.file_sha ?? "";
  const content = await repository.store.blob(sha);
  if (content === undefined) throw notFound();
  if (wantsRaw(call.accept)) {
    return { status: 200, bytes: { type: "application/vnd.github.raw; charset=utf-8", content } };
  }
  return ok({
    sha,
    node_id: nodeId("Blob", sha),
    size: content.length,
    url: `${repositoryUrl(call.urls, repository)}/git/blobs/${sha}`,
    content: content.toString("base64").replace(/.{60}/g, "$&\n"),
    encoding: "base64",
  });
}

async function contents(call: Call, repository: Repository): Promise<Answer> {
  const path = (call.params.path ?? "").replace(/\/$/, "");
  const ref = call.query.get("ref") ?? repository.defaultBranch;
  const commitSha = await repository.store.resolve(ref);
  if (commitSha === undefined) throw new ApiError(404, `No commit found for the ref ${ref}`);
  const root = await repository.store.treeOf(commitSha);
  const entries = await repository.store.tree(root ?? "", true);
  const entry = entries.find((one) => one.path === path);
  if (entry === undefined) throw notFound();
  if (entry.type === "tree") {
    const inside = entries.filter(
      (one) => one.path.startsWith(`${path}/`) && !one.path.slice(path.length + 1).includes("/"),
    );
    return ok(inside.map((one) => contentEntry(call, repository, one, ref)));
  }
  const content = (await repository.store.blob(entry.sha)) ?? Buffer.alloc(0);
  if (wantsRaw(call.accept)) {
    return { status: 200, bytes: { type: "application/vnd.github.raw; charset=utf-8", content } };
  }
  const whole = content.length <= contentsJsonBytesMax;
  return ok({
    ...contentEntry(call, repository, entry, ref),
    content: whole ? content.toString("base64").replace(/.{60}/g, "$&\n") : "",
    encoding: whole ? "base64" : "none",
  });
}

function contentEntry(
  call: Call,
  repository: Repository,
  entry: { path: string; sha: string; type: string; mode: string; size: number | undefined },
  ref: string,
) {
  const path = pathOf(entry.path);
  const url = `${repositoryUrl(call.urls, repository)}/contents/${path}?ref=${encodeURIComponent(ref)}`;
  const git = `${repositoryUrl(call.urls, repository)}/git/${entry.type === "tree" ? "trees" : "blobs"}/${entry.sha}`;
  const html = `${repositoryPage(call.urls, repository)}/blob/${pathOf(ref)}/${path}`;
  return {
    type: entry.type === "tree" ? "dir" : "file",
    name: entry.path.split("/").at(-1),
    path: entry.path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url,
    html_url: html,
    git_url: git,
    download_url: entry.type === "tree" ? null : html.replace("/blob/", "/raw/"),
    _links: { self: url, git, html },
  };
}

/** Throws 404, as GitHub does where a commit is part of the path. */
export async function commitOf(repository: Repository, revision: string): Promise<string> {
  const sha = await repository.store.resolve(revision);
  if (sha === undefined) throw notFound();
  return sha;
}
