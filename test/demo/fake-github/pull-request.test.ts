import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Octokit } from "@octokit/rest";
import { type FakeGitHub, startFakeGitHub } from "../../../demo/fake-github/fake-github.ts";
import type { PullRequest, Repository } from "../../../demo/fake-github/model.ts";
import { installationClient, refusal } from "./support.ts";

let github: FakeGitHub;
let repository: Repository;
let pull: PullRequest;
let octokit: Octokit;

const at = () => ({ owner: "acme", repo: "infra" });
const onPull = () => ({ ...at(), pull_number: pull.number });

beforeEach(async () => {
  github = await startFakeGitHub();
  repository = await github.driver.createRepository({
    owner: "acme",
    name: "infra",
    files: {
      "policies/admin.json": lines(1, 40),
      "old name.txt": lines(1, 20),
      "gone.txt": "to be deleted\n",
      "image.png": Buffer.from([0, 1, 2, 3]),
    },
  });
  await github.driver.push(repository, {
    branch: "change",
    files: {
      "policies/admin.json": lines(1, 40).replace("line 20\n", "line twenty\nand more\n"),
      "old name.txt": null,
      "new name.txt": `${lines(1, 20)}one more\n`,
      "gone.txt": null,
      "image.png": Buffer.from([0, 1, 2, 4]),
      "added.tf": "first\nsecond\n",
    },
  });
  pull = await github.driver.openPullRequest(repository, { head: "change", title: "A change" });
  octokit = await installationClient(github);
});

afterEach(async () => {
  await github.deliveriesSettled();
  await github.close();
  expect(github.violations).toEqual([]);
});

test("a pull request is read with its files, their patches from the real diff", async () => {
  const { data } = await octokit.rest.pulls.get(onPull());
  expect(data).toMatchObject({ number: 1, title: "A change", changed_files: 5, mergeable: null });
  expect((await octokit.rest.pulls.get(onPull())).data.mergeable).toBe(true);

  const files = await octokit.paginate(octokit.rest.pulls.listFiles, { ...onPull(), per_page: 2 });
  expect(files.map((file) => [file.filename, file.status, file.additions, file.deletions])).toEqual(
    [
      ["added.tf", "added", 2, 0],
      ["gone.txt", "removed", 0, 1],
      ["image.png", "modified", 0, 0],
      ["new name.txt", "renamed", 1, 0],
      ["policies/admin.json", "modified", 2, 1],
    ],
  );
  expect(files[0]?.patch).toBe("@@ -0,0 +1,2 @@\n+first\n+second");
  expect(files[2]?.patch).toBeUndefined();
  expect(files[3]?.previous_filename).toBe("old name.txt");
});

test("merge base, trees and blobs lead to what changed", async () => {
  await github.driver.push(repository, { files: { "later.txt": "on the base\n" } });
  const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
    ...at(),
    basehead: `main...${pull.head.sha}`,
  });
  expect(data).toMatchObject({ status: "diverged", ahead_by: 1, behind_by: 1 });
  expect(data.merge_base_commit.sha).toBe(pull.base.sha);

  const tree = await octokit.rest.git.getTree({
    ...at(),
    tree_sha: pull.head.sha,
    recursive: "true",
  });
  expect(tree.data.truncated).toBe(false);
  const blob = tree.data.tree.find((entry) => entry.path === "added.tf");
  const { data: content } = await octokit.rest.git.getBlob({ ...at(), file_sha: blob?.sha ?? "" });
  expect(Buffer.from(content.content, "base64").toString()).toBe("first\nsecond\n");
});

test("a truncated tree is walked by its sub-trees", async () => {
  github.faults.treeEntriesMax = 2;
  const { data } = await octokit.rest.git.getTree({
    ...at(),
    tree_sha: "change",
    recursive: "1",
  });
  expect(data.truncated).toBe(true);
  expect(data.tree).toHaveLength(2);
});

test("contents come as JSON and as bytes", async () => {
  const path = "policies/admin.json";
  const json = await octokit.rest.repos.getContent({ ...at(), path, ref: pull.head.sha });
  expect(json.data).toMatchObject({ type: "file", encoding: "base64", path });
  const raw = await octokit.rest.repos.getContent({
    ...at(),
    path,
    ref: pull.base.sha,
    mediaType: { format: "raw" },
  });
  expect(raw.data).toBe(lines(1, 40));
  expect(
    await refusal(octokit.rest.repos.getContent({ ...at(), path: "nothing/here" })),
  ).toMatchObject({ status: 404 });
});

test("one review takes its comments on lines of the diff, all or none", async () => {
  const good = { path: "policies/admin.json", line: 21, side: "RIGHT", body: "see here" };
  const { data } = await octokit.rest.pulls.createReview({
    ...onPull(),
    event: "COMMENT",
    body: "One finding",
    comments: [good, { path: "gone.txt", line: 1, side: "LEFT", body: "on a deleted line" }],
  });
  expect(data.state).toBe("COMMENTED");
  expect(data.user?.login).toBe("leastwise[bot]");
  const comments = (await octokit.rest.pulls.listReviewComments(onPull())).data;
  expect(comments.map((one) => [one.path, one.line, one.side])).toEqual([
    ["policies/admin.json", 21, "RIGHT"],
    ["gone.txt", 1, "LEFT"],
  ]);
  expect(comments[0]?.diff_hunk).toMatch(/^@@ .*\+and more$/s);

  const refused = await refusal(
    octokit.rest.pulls.createReview({
      ...onPull(),
      event: "COMMENT",
      body: "Two findings",
      comments: [good, { ...good, line: 2 }],
    }),
  );
  expect(refused.status).toBe(422);
  expect(refused.text).toContain("line must be part of the diff");
  expect(pull.reviews).toHaveLength(1);
  expect(pull.reviewComments).toHaveLength(2);
});

test("comments follow their lines to the new head, or are outdated", async () => {
  await octokit.rest.pulls.createReview({
    ...onPull(),
    event: "COMMENT",
    body: "Findings",
    comments: [
      { path: "policies/admin.json", line: 20, body: "this line will change" },
      { path: "policies/admin.json", start_line: 22, line: 23, body: "these will move" },
    ],
  });
  const changed = lines(1, 40)
    .replace("line 20\n", "line 20 again\nand more\n")
    .replace("line 1\n", "a new first line\nline 1\n");
  await github.driver.push(repository, {
    branch: "change",
    files: { "policies/admin.json": changed },
  });
  const { data } = await octokit.rest.pulls.listReviewComments(onPull());
  expect(data.map((one) => [one.line, one.original_line, one.start_line])).toEqual([
    [null, 20, null],
    [24, 23, 23],
  ]);
  expect(data[1]?.commit_id).toBe(pull.head.sha);
});

test("comments are edited, answered and deleted by the App", async () => {
  await octokit.rest.pulls.createReview({
    ...onPull(),
    event: "COMMENT",
    body: "x",
    comments: [{ path: "added.tf", line: 1, body: "first" }],
  });
  const [comment] = pull.reviewComments;
  if (comment === undefined) throw new Error("no comment");
  const id = { ...at(), comment_id: comment.id };
  github.driver.reply(comment, "Why?", "rita");
  await octokit.rest.pulls.createReplyForReviewComment({ ...id, ...onPull(), body: "Because." });
  await octokit.rest.pulls.updateReviewComment({ ...id, body: "fixed" });
  const { data } = await octokit.rest.pulls.listReviewComments(onPull());
  expect(data.map((one) => [one.user?.login, one.body, one.in_reply_to_id])).toEqual([
    ["leastwise[bot]", "fixed", undefined],
    ["rita", "Why?", comment.id],
    ["leastwise[bot]", "Because.", comment.id],
  ]);
  await octokit.rest.pulls.deleteReviewComment({ ...at(), comment_id: data[2]?.id ?? 0 });
  const theirs = { ...at(), comment_id: data[1]?.id ?? 0 };
  expect(await refusal(octokit.rest.pulls.deleteReviewComment(theirs))).toMatchObject({
    status: 403,
  });
});

test("conversation: comments, reactions, permission of the one who asks", async () => {
  const asked = github.driver.comment(pull, "/leastwise review", "dana");
  const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel({
    ...at(),
    username: "dana",
  });
  expect(data.permission).toBe("write");
  await octokit.rest.reactions.createForIssueComment({
    ...at(),
    comment_id: asked.id,
    content: "eyes",
  });
  expect(asked.reactions.map((one) => one.content)).toEqual(["eyes"]);
  const made = await octokit.rest.issues.createComment({
    ...at(),
    issue_number: pull.number,
    body: "on it",
  });
  await octokit.rest.issues.updateComment({ ...at(), comment_id: made.data.id, body: "done" });
  const list = await octokit.rest.issues.listComments({ ...at(), issue_number: pull.number });
  expect(list.data.map((one) => one.body)).toEqual(["/leastwise review", "done"]);
  await octokit.rest.issues.deleteComment({ ...at(), comment_id: made.data.id });
  expect(pull.comments).toHaveLength(1);
});

test("a huge pull request is listed up to 3,000 files, a comparison up to 300", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 3001 }, (_, i) => [`many/${String(i).padStart(4, "0")}.json`, "{}\n"]),
  );
  await github.driver.push(repository, { branch: "huge", files });
  const huge = await github.driver.openPullRequest(repository, { head: "huge" });
  const { data } = await octokit.rest.pulls.listFiles({
    ...at(),
    pull_number: huge.number,
    per_page: 100,
    page: 30,
  });
  expect(data.at(-1)?.filename).toBe("many/2999.json");
  const after = await octokit.rest.pulls.listFiles({
    ...at(),
    pull_number: huge.number,
    per_page: 100,
    page: 31,
  });
  expect(after.data).toEqual([]);
  const compared = await octokit.rest.repos.compareCommitsWithBasehead({
    ...at(),
    basehead: "main...huge",
  });
  expect(compared.data.files).toHaveLength(300);
});

test("the patch of a very long diff is left out", async () => {
  await github.driver.push(repository, {
    branch: "long",
    files: { "long.json": lines(1, 20_001) },
  });
  const long = await github.driver.openPullRequest(repository, { head: "long" });
  const { data } = await octokit.rest.pulls.listFiles({ ...at(), pull_number: long.number });
  expect(data[0]).toMatchObject({ filename: "long.json", additions: 20_001 });
  expect(data[0]?.patch).toBeUndefined();
});

test("a comparison reaches into forks", async () => {
  const fork = await github.driver.fork(repository, "rita");
  const sha = await github.driver.push(fork, {
    branch: "idea",
    files: { "a.tf": "1\n" },
    author: "rita",
  });
  const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
    ...at(),
    basehead: "main...rita:idea",
  });
  expect(data.commits.map((one) => one.sha)).toEqual([sha]);
});

test("a review waits unseen while it is pending, and an own approval is refused", async () => {
  const { data } = await octokit.rest.pulls.createReview({
    ...onPull(),
    comments: [{ path: "added.tf", line: 1, body: "not yet" }],
  });
  expect(data.state).toBe("PENDING");
  expect((await octokit.rest.pulls.listReviewComments(onPull())).data).toEqual([]);
  expect((await refusal(octokit.rest.pulls.createReview(onPull()))).text).toContain("pending");
  await expect(github.driver.review(pull, { event: "APPROVE" }, "dana")).rejects.toThrow(
    "Unprocessable Entity",
  );
});

test("forced pushes are events, pushes that follow are not", async () => {
  const names = async () => {
    const issue = { ...at(), issue_number: pull.number };
    return (await octokit.rest.issues.listEvents(issue)).data.map(({ event }) => event);
  };
  const first = pull.head.sha;
  await github.driver.push(repository, { branch: "change", files: { "added.tf": "third\n" } });
  expect(await names()).toEqual([]);
  const second = pull.head.sha;
  await github.driver.resetBranch(repository, "change", first);
  expect(await names()).toEqual(["head_ref_force_pushed"]);
  await github.driver.resetBranch(repository, "change", second);
  expect(await names()).toEqual(["head_ref_force_pushed"]);
  expect(github.violations).toEqual([]);
});

test("text past GitHub's limit is refused", async () => {
  const post = (length: number) =>
    octokit.rest.issues.createComment({
      ...at(),
      issue_number: pull.number,
      body: "x".repeat(length),
    });
  expect((await refusal(post(65_537))).text).toContain("too long");
  expect((await post(65_536)).status).toBe(201);
});

function lines(from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}\n`).join("");
}
