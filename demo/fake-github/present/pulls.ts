import type { PullRequest, Repository } from "../model.ts";
import { authorAssociation, simpleUser } from "./accounts.ts";
import {
  repositoryObject,
  repositoryPage,
  repositoryUrl,
  shortRepository,
} from "./repositories.ts";
import { nodeId, time, type Urls } from "./urls.ts";

/** What a pull request's diff amounts to. */
export interface PullSize {
  readonly commits: number;
  readonly changedFiles: number;
  readonly additions: number;
  readonly deletions: number;
  /** Null while GitHub has not worked it out. */
  readonly mergeable: boolean | null;
}

export function pullSimple(urls: Urls, pull: PullRequest) {
  const url = pullUrl(urls, pull);
  const issue = `${repositoryUrl(urls, pull.repository)}/issues/${pull.number}`;
  const page = pullPage(urls, pull);
  const statuses = `${repositoryUrl(urls, pull.repository)}/statuses/${pull.head.sha}`;
  return {
    id: pull.id,
    node_id: nodeId("PullRequest", pull.id),
    number: pull.number,
    state: pull.state,
    locked: false,
    active_lock_reason: null,
    title: pull.title,
    body: pull.body,
    user: simpleUser(urls, pull.author),
    labels: [],
    milestone: null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    draft: pull.draft,
    auto_merge: null,
    author_association: authorAssociation(pull.repository, pull.author),
    created_at: time(pull.createdAt),
    updated_at: time(pull.updatedAt),
    closed_at: pull.closedAt === null ? null : time(pull.closedAt),
    merged_at: pull.mergedAt === null ? null : time(pull.mergedAt),
    merge_commit_sha: pull.mergeCommitSha,
    head: end(urls, pull.head.repository, pull.head.ref, pull.head.sha),
    base: end(urls, pull.repository, pull.base.ref, pull.base.sha),
    url,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issue,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${repositoryUrl(urls, pull.repository)}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    _links: {
      self: { href: url },
      html: { href: page },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: {
        href: `${repositoryUrl(urls, pull.repository)}/pulls/comments{/number}`,
      },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
  };
}

export function pullObject(urls: Urls, pull: PullRequest, size: PullSize) {
  return {
    ...pullSimple(urls, pull),
    merged: pull.mergedAt !== null,
    mergeable: size.mergeable,
    rebaseable: size.mergeable,
    mergeable_state: size.mergeable === null ? "unknown" : size.mergeable ? "clean" : "dirty",
    merged_by: pull.mergedBy && simpleUser(urls, pull.mergedBy),
    comments: pull.comments.length,
    review_comments: pull.reviewComments.length,
    maintainer_can_modify: pull.head.repository !== pull.repository,
    commits: size.commits,
    additions: size.additions,
    deletions: size.deletions,
    changed_files: size.changedFiles,
  };
}

/** The form inside check runs and suites. */
export function pullMinimal(urls: Urls, pull: PullRequest) {
  return {
    id: pull.id,
    number: pull.number,
    url: pullUrl(urls, pull),
    head: {
      ref: pull.head.ref,
      sha: pull.head.sha,
      repo: shortRepository(urls, pull.head.repository),
    },
    base: {
      ref: pull.base.ref,
      sha: pull.base.sha,
      repo: shortRepository(urls, pull.repository),
    },
  };
}

export function pullUrl(urls: Urls, pull: PullRequest): string {
  return `${repositoryUrl(urls, pull.repository)}/pulls/${pull.number}`;
}

export function pullPage(urls: Urls, pull: PullRequest): string {
  return `${repositoryPage(urls, pull.repository)}/pull/${pull.number}`;
}

/** `repo` is null once the repository of the head was deleted. */
function end(urls: Urls, repository: Repository, ref: string, sha: string) {
  return {
    label: `${repository.owner.login}:${ref}`,
    ref,
    sha,
    user: simpleUser(urls, repository.owner),
    repo: repository.deleted ? null : repositoryObject(urls, repository),
  };
}
