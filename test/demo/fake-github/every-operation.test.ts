import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Octokit } from "@octokit/rest";
import { type FakeGitHub, startFakeGitHub } from "../../../demo/fake-github/fake-github.ts";
import type { PullRequest, Repository } from "../../../demo/fake-github/model.ts";
import { appClient, installationClient, Receiver } from "./support.ts";

const extract = JSON.parse(
  readFileSync(
    new URL("../../../demo/fake-github/openapi/github-api.generated.json", import.meta.url),
    "utf8",
  ),
) as { operations: Record<string, object>; webhooks: Record<string, object> };

const at = { owner: "acme", repo: "infra" };
let github: FakeGitHub;
let receiver: Receiver;
let repository: Repository;
let pull: PullRequest;
let octokit: Octokit;
let app: Octokit;

beforeAll(async () => {
  receiver = new Receiver();
  github = await startFakeGitHub({
    webhookUrl: await receiver.listen(),
    events: [
      "check_run",
      "check_suite",
      "issue_comment",
      "merge_group",
      "pull_request",
      "pull_request_review",
      "pull_request_review_comment",
      "push",
    ],
  });
  repository = await github.driver.createRepository({
    ...at,
    name: "infra",
    files: { "folder/a.tf": "one\n", "b.tf": "two\n" },
  });
  await github.driver.push(repository, {
    branch: "change",
    files: { "folder/a.tf": "1\n2\n3\n", "c.tf": "three\n" },
  });
  pull = await github.driver.openPullRequest(repository, { head: "change" });
  octokit = await installationClient(github);
  app = appClient(github);
});

afterAll(async () => {
  await github.close();
  await receiver.close();
});

test("the App reads about itself", async () => {
  await app.rest.apps.getAuthenticated();
  const { data } = await app.rest.apps.getRepoInstallation(at);
  await app.rest.apps.getInstallation({ installation_id: data.id });
  await octokit.rest.apps.listReposAccessibleToInstallation();
  await octokit.rest.users.getByUsername({ username: "dana" });
  const limit = await octokit.rest.rateLimit.get();
  expect(limit.data.rate.limit).toBe(5000);
  const [delivery] = (await app.rest.apps.listWebhookDeliveries()).data;
  const delivery_id = Number(delivery?.id);
  await app.rest.apps.getWebhookDelivery({ delivery_id });
  await app.rest.apps.redeliverWebhookDelivery({ delivery_id });
});

test("the App reads the repository", async () => {
  await octokit.rest.repos.get(at);
  await octokit.rest.repos.getBranch({ ...at, branch: "main" });
  await octokit.rest.git.getRef({ ...at, ref: "heads/main" });
  await octokit.rest.repos.getCollaboratorPermissionLevel({ ...at, username: "dana" });
  const commit = await octokit.rest.repos.getCommit({ ...at, ref: "change" });
  expect(commit.data.files?.map((file) => file.filename)).toEqual(["c.tf", "folder/a.tf"]);
  expect(commit.data.stats).toEqual({ additions: 4, deletions: 1, total: 5 });
  await octokit.rest.git.getCommit({ ...at, commit_sha: pull.head.sha });
  await octokit.rest.repos.compareCommitsWithBasehead({ ...at, basehead: "main...change" });
  const tree = await octokit.rest.git.getTree({ ...at, tree_sha: "main" });
  expect(tree.data.tree.map((entry) => entry.path)).toEqual(["b.tf", "folder"]);
  const [file] = tree.data.tree;
  await octokit.rest.git.getBlob({ ...at, file_sha: file?.sha ?? "" });
  const folder = await octokit.rest.repos.getContent({ ...at, path: "folder" });
  expect(folder.data).toMatchObject([{ name: "a.tf", type: "file" }]);
});

test("the App reads pull requests", async () => {
  const onPull = { ...at, pull_number: pull.number };
  const { data } = await octokit.rest.pulls.list({ ...at, state: "open", head: "acme:change" });
  expect(data.map((one) => one.number)).toEqual([1]);
  expect((await octokit.rest.pulls.list({ ...at, base: "other" })).data).toEqual([]);
  await octokit.rest.pulls.get(onPull);
  await octokit.rest.pulls.listFiles(onPull);
  expect((await octokit.rest.pulls.listCommits(onPull)).data.map((one) => one.sha)).toEqual([
    pull.head.sha,
  ]);
  const commit_sha = pull.head.sha;
  const found = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({
    ...at,
    commit_sha,
  });
  expect(found.data.map((one) => one.number)).toEqual([1]);
});

test("the App writes and reads checks", async () => {
  const head_sha = pull.head.sha;
  const { data: suite } = await octokit.rest.checks.createSuite({ ...at, head_sha });
  const { data: run } = await octokit.rest.checks.create({
    ...at,
    head_sha,
    name: "Leastwise",
    status: "in_progress",
    actions: [{ label: "Again", description: "Review again", identifier: "again" }],
  });
  expect(run.pull_requests.map((one) => one.number)).toEqual([1]);
  const id = { ...at, check_run_id: run.id };
  await octokit.rest.checks.update({ ...id, status: "completed", conclusion: "success" });
  await octokit.rest.checks.get(id);
  await octokit.rest.checks.listAnnotations(id);
  await octokit.rest.checks.rerequestRun(id);
  const suiteId = { ...at, check_suite_id: suite.id };
  expect((await octokit.rest.checks.getSuite(suiteId)).data.status).toBe("queued");
  await octokit.rest.checks.listForSuite(suiteId);
  await octokit.rest.checks.rerequestSuite(suiteId);
  await octokit.rest.checks.listForRef({ ...at, ref: "change" });
  await octokit.rest.checks.listSuitesForRef({ ...at, ref: head_sha });
  const [made] = github.driver.latestCheckRuns(pull);
  if (made) github.driver.requestAction(made, "again");
});

test("the App writes and reads reviews", async () => {
  const onPull = { ...at, pull_number: pull.number };
  const { data: review } = await octokit.rest.pulls.createReview({
    ...onPull,
    event: "COMMENT",
    body: "Three lines",
    comments: [{ path: "folder/a.tf", start_line: 1, line: 3, body: "all of these" }],
  });
  const reviewId = { ...onPull, review_id: review.id };
  await octokit.rest.pulls.listReviews(onPull);
  await octokit.rest.pulls.getReview(reviewId);
  await octokit.rest.pulls.updateReview({ ...reviewId, body: "Three lines, again" });
  const ofReview = await octokit.rest.pulls.listCommentsForReview(reviewId);
  expect(ofReview.data.map((one) => one.body)).toEqual(["all of these"]);
  const { data: comment } = await octokit.rest.pulls.createReviewComment({
    ...onPull,
    commit_id: pull.head.sha,
    path: "c.tf",
    subject_type: "file",
    body: "on the file",
  });
  expect(comment).toMatchObject({ subject_type: "file", line: null });
  const id = { ...at, comment_id: comment.id };
  await octokit.rest.pulls.createReplyForReviewComment({ ...onPull, ...id, body: "and more" });
  await octokit.rest.pulls.getReviewComment(id);
  await octokit.rest.pulls.updateReviewComment({ ...id, body: "edited" });
  await octokit.rest.pulls.listReviewComments({ ...onPull, sort: "created", direction: "desc" });
  await octokit.rest.reactions.createForPullRequestReviewComment({ ...id, content: "+1" });
  const again = await octokit.rest.reactions.createForPullRequestReviewComment({
    ...id,
    content: "+1",
  });
  expect(again.status).toBe(200);
  const reactions = await octokit.rest.reactions.listForPullRequestReviewComment(id);
  expect(reactions.data).toHaveLength(1);
  await octokit.rest.pulls.deleteReviewComment(id);
});

test("the App takes part in the conversation", async () => {
  const onIssue = { ...at, issue_number: pull.number };
  const { data } = await octokit.rest.issues.createComment({ ...onIssue, body: "hello" });
  const id = { ...at, comment_id: data.id };
  await octokit.rest.issues.listComments(onIssue);
  await octokit.rest.issues.getComment(id);
  await octokit.rest.issues.updateComment({ ...id, body: "hello again" });
  await octokit.rest.reactions.createForIssueComment({ ...id, content: "rocket" });
  await octokit.rest.reactions.listForIssueComment(id);
  await octokit.rest.issues.deleteComment(id);
  await octokit.rest.issues.listEvents(onIssue);
});

test("the App hears of everything", async () => {
  const { driver } = github;
  const author = "rita";
  const fork = await driver.fork(repository, author);
  await driver.push(fork, { branch: "idea", files: { "d.tf": "4\n" }, author });
  const theirs = await driver.openPullRequest(repository, {
    head: "idea",
    headRepository: fork,
    author,
  });
  driver.convertToDraft(theirs);
  driver.markReady(theirs);
  await driver.push(fork, { branch: "idea", files: { "d.tf": "5\n" }, author });
  await driver.push(repository, { files: { "later.txt": "1\n" } });
  const merged = await driver.updateBranch(theirs, author);
  expect(theirs.head.sha).toBe(merged);
  await driver.review(theirs, { event: "APPROVE" }, "dana");
  await driver.editPullRequest(theirs, { title: "Better", body: "Because." });
  driver.closePullRequest(theirs);
  driver.reopenPullRequest(theirs);
  const group = await driver.requestMergeGroup([pull, theirs]);
  await driver.destroyMergeGroup(group, "dequeued");
  const other = await driver.createRepository({ owner: "acme", name: "other" });
  driver.removeFromInstallation(other);
  const installation = driver.install(other);
  driver.suspend(installation);
  driver.unsuspend(installation);
  await github.deliveriesSettled();
  await octokit.rest.apps.revokeInstallationAccessToken();
  driver.uninstall(installation);
  await github.deliveriesSettled();
  expect([...new Set(receiver.events())].sort()).toEqual(Object.keys(extract.webhooks).sort());
});

test("every operation was answered, and all of it as GitHub describes it", () => {
  const answered = github.requests.entries
    .filter(({ status }) => status >= 200 && status < 300)
    .map(({ route }) => route);
  expect([...new Set(answered)].sort()).toEqual(Object.keys(extract.operations).sort());
  expect(github.violations).toEqual([]);
});
