import type { IssueComment, PullRequest, Reaction, Review, ReviewComment } from "../model.ts";
import { authorAssociation, simpleUser } from "./accounts.ts";
import { pullPage, pullUrl } from "./pulls.ts";
import { repositoryUrl } from "./repositories.ts";
import { nodeId, time, type Urls } from "./urls.ts";

export function reviewObject(urls: Urls, review: Review) {
  const pull = pullUrl(urls, review.pull);
  const page = `${pullPage(urls, review.pull)}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: nodeId("PullRequestReview", review.id),
    user: simpleUser(urls, review.author),
    body: review.body,
    state: review.state,
    html_url: page,
    pull_request_url: pull,
    author_association: authorAssociation(review.pull.repository, review.author),
    _links: { html: { href: page }, pull_request: { href: pull } },
    ...(review.state !== "PENDING" && { submitted_at: time(review.submittedAt) }),
    commit_id: review.commitId,
  };
}

export function reviewCommentObject(urls: Urls, comment: ReviewComment) {
  const url = `${repositoryUrl(urls, comment.pull.repository)}/pulls/comments/${comment.id}`;
  const page = `${pullPage(urls, comment.pull)}#discussion_r${comment.id}`;
  const pull = pullUrl(urls, comment.pull);
  return {
    id: comment.id,
    node_id: nodeId("PullRequestReviewComment", comment.id),
    pull_request_review_id: comment.review?.id ?? null,
    url,
    html_url: page,
    pull_request_url: pull,
    diff_hunk: comment.diffHunk,
    path: comment.path,
    position: comment.position,
    original_position: comment.originalPosition,
    commit_id: comment.commitId,
    original_commit_id: comment.originalCommitId,
    line: comment.line,
    original_line: comment.originalLine,
    start_line: comment.startLine,
    original_start_line: comment.originalStartLine,
    side: comment.side,
    start_side: comment.startSide,
    subject_type: comment.subject,
    ...(comment.inReplyTo && { in_reply_to_id: comment.inReplyTo.id }),
    user: simpleUser(urls, comment.author),
    body: comment.body,
    created_at: time(comment.createdAt),
    updated_at: time(comment.updatedAt),
    author_association: authorAssociation(comment.pull.repository, comment.author),
    reactions: rollup(url, comment.reactions),
    _links: { self: { href: url }, html: { href: page }, pull_request: { href: pull } },
  };
}

/** GitHub lists the comments of one review in an older form, without the lines of today. */
export function commentOfReview(urls: Urls, comment: ReviewComment) {
  const { line, original_line, start_line, original_start_line, subject_type, ...rest } =
    reviewCommentObject(urls, comment);
  return rest;
}

export function issueCommentObject(urls: Urls, comment: IssueComment) {
  const repository = repositoryUrl(urls, comment.pull.repository);
  const url = `${repository}/issues/comments/${comment.id}`;
  return {
    id: comment.id,
    node_id: nodeId("IssueComment", comment.id),
    url,
    html_url: `${pullPage(urls, comment.pull)}#issuecomment-${comment.id}`,
    issue_url: `${repository}/issues/${comment.pull.number}`,
    user: simpleUser(urls, comment.author),
    body: comment.body,
    created_at: time(comment.createdAt),
    updated_at: time(comment.updatedAt),
    author_association: authorAssociation(comment.pull.repository, comment.author),
    performed_via_github_app: null,
    reactions: rollup(url, comment.reactions),
  };
}

export function reactionObject(urls: Urls, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: nodeId("Reaction", reaction.id),
    user: simpleUser(urls, reaction.author),
    content: reaction.content,
    created_at: time(reaction.createdAt),
  };
}

/** A pull request in the form of an issue, as `issue_comment` webhooks carry it. */
export function issueObject(urls: Urls, pull: PullRequest) {
  const repository = repositoryUrl(urls, pull.repository);
  const url = `${repository}/issues/${pull.number}`;
  const page = pullPage(urls, pull);
  return {
    id: pull.id + 1,
    node_id: nodeId("Issue", pull.id + 1),
    url,
    repository_url: repository,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: page,
    number: pull.number,
    title: pull.title,
    user: simpleUser(urls, pull.author),
    labels: [],
    state: pull.state,
    state_reason: null,
    locked: false,
    active_lock_reason: null,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: pull.comments.length,
    created_at: time(pull.createdAt),
    updated_at: time(pull.updatedAt),
    closed_at: pull.closedAt === null ? null : time(pull.closedAt),
    author_association: authorAssociation(pull.repository, pull.author),
    draft: pull.draft,
    pull_request: {
      url: pullUrl(urls, pull),
      html_url: page,
      diff_url: `${page}.diff`,
      patch_url: `${page}.patch`,
      merged_at: pull.mergedAt === null ? null : time(pull.mergedAt),
    },
    body: pull.body,
    reactions: rollup(url, []),
    performed_via_github_app: null,
  };
}

function rollup(url: string, reactions: readonly Reaction[]) {
  const count = (content: string) => reactions.filter((one) => one.content === content).length;
  return {
    url: `${url}/reactions`,
    total_count: reactions.length,
    "+1": count("+1"),
    "-1": count("-1"),
    laugh: count("laugh"),
    hooray: count("hooray"),
    confused: count("confused"),
    heart: count("heart"),
    rocket: count("rocket"),
    eyes: count("eyes"),
  };
}
