import type { FileDiff } from "../diff.ts";
import type { CommitInfo } from "../git-objects.ts";
import type { Repository } from "../model.ts";
import { repositoryPage, repositoryUrl } from "./repositories.ts";
import { nodeId, pathOf, type Urls } from "./urls.ts";

const unverified = {
  verified: false,
  reason: "unsigned",
  signature: null,
  payload: null,
  verified_at: null,
};

export function commitObject(urls: Urls, repository: Repository, info: CommitInfo) {
  const url = `${repositoryUrl(urls, repository)}/commits/${info.sha}`;
  const git = `${repositoryUrl(urls, repository)}/git`;
  const page = repositoryPage(urls, repository);
  return {
    sha: info.sha,
    node_id: nodeId("Commit", info.sha),
    url,
    html_url: `${page}/commit/${info.sha}`,
    comments_url: `${url}/comments`,
    commit: {
      url: `${git}/commits/${info.sha}`,
      author: info.author,
      committer: info.committer,
      message: info.message,
      comment_count: 0,
      tree: { sha: info.tree, url: `${git}/trees/${info.tree}` },
      verification: unverified,
    },
    author: null,
    committer: null,
    parents: info.parents.map((sha) => ({
      sha,
      url: `${repositoryUrl(urls, repository)}/commits/${sha}`,
      html_url: `${page}/commit/${sha}`,
    })),
  };
}

export function gitCommit(urls: Urls, repository: Repository, info: CommitInfo) {
  const git = `${repositoryUrl(urls, repository)}/git`;
  const page = repositoryPage(urls, repository);
  return {
    sha: info.sha,
    node_id: nodeId("Commit", info.sha),
    url: `${git}/commits/${info.sha}`,
    html_url: `${page}/commit/${info.sha}`,
    author: info.author,
    committer: info.committer,
    message: info.message,
    tree: { sha: info.tree, url: `${git}/trees/${info.tree}` },
    parents: info.parents.map((sha) => ({
      sha,
      url: `${git}/commits/${sha}`,
      html_url: `${page}/commit/${sha}`,
    })),
    verification: unverified,
  };
}

/** The form inside webhooks. */
export function simpleCommit(info: CommitInfo) {
  return {
    id: info.sha,
    tree_id: info.tree,
    message: info.message,
    timestamp: info.author.date,
    author: { name: info.author.name, email: info.author.email },
    committer: { name: info.committer.name, email: info.committer.email },
  };
}

/** GitHub leaves the patch of one file out past either of these. */
const filePatchLinesMax = 20_000;
const filePatchBytesMax = 500_000;

export function diffEntry(urls: Urls, repository: Repository, file: FileDiff, ref: string) {
  const page = repositoryPage(urls, repository);
  const path = pathOf(file.path);
  const shown =
    file.patch !== undefined &&
    file.lines.length <= filePatchLinesMax &&
    Buffer.byteLength(file.patch) <= filePatchBytesMax;
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${page}/blob/${ref}/${path}`,
    raw_url: `${page}/raw/${ref}/${path}`,
    contents_url: `${repositoryUrl(urls, repository)}/contents/${path}?ref=${ref}`,
    ...(shown && { patch: file.patch }),
    ...(file.previousPath !== undefined && { previous_filename: file.previousPath }),
  };
}
