import { createHmac } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type FakeGitHub, startFakeGitHub } from "../../../demo/fake-github/fake-github.ts";
import type { Repository } from "../../../demo/fake-github/model.ts";
import { appClient, installationClient, Receiver } from "./support.ts";

let github: FakeGitHub;
let repository: Repository;
let receiver: Receiver;

beforeEach(async () => {
  receiver = new Receiver();
  github = await startFakeGitHub({ webhookUrl: await receiver.listen() });
  repository = await github.driver.createRepository({ owner: "acme", name: "infra" });
  await github.deliveriesSettled();
  expect(receiver.events()).toEqual(["installation.created"]);
  receiver.received.length = 0;
});

afterEach(async () => {
  await github.close();
  await receiver.close();
  expect(github.violations).toEqual([]);
});

test("deliveries are signed over their bytes and carry what an App needs", async () => {
  await github.driver.push(repository, { branch: "change", files: { "a.tf": "ü\n" } });
  const pull = await github.driver.openPullRequest(repository, { head: "change", title: "Tür" });
  await github.deliveriesSettled();
  expect(receiver.events()).toEqual(["check_suite.requested", "pull_request.opened"]);
  const { headers, body } = receiver.received[1] ?? { headers: {}, body: "" };
  const signature = createHmac("sha256", github.app.webhookSecret).update(body).digest("hex");
  expect(headers["x-hub-signature-256"]).toBe(`sha256=${signature}`);
  expect(headers["x-github-hook-installation-target-id"]).toBe(String(github.app.id));
  expect(headers["x-github-delivery"]).toMatch(/^[0-9a-f-]{36}$/);
  expect(JSON.parse(body)).toMatchObject({
    action: "opened",
    number: 1,
    pull_request: { title: "Tür", head: { sha: pull.head.sha }, base: { ref: "main" } },
    repository: { id: repository.id, owner: { login: "acme" }, default_branch: "main" },
    installation: { id: expect.any(Number) },
    sender: { login: "dana" },
  });
});

test("the life of a pull request", async () => {
  const { driver } = github;
  await driver.push(repository, { branch: "change", files: { "a.tf": "1\n" } });
  await driver.push(repository, { branch: "release", files: { "r.txt": "1\n" } });
  const pull = await driver.openPullRequest(repository, { head: "change", draft: true });
  await github.deliveriesSettled();
  receiver.received.length = 0;

  await driver.push(repository, { branch: "change", files: { "a.tf": "2\n" } });
  driver.markReady(pull);
  driver.convertToDraft(pull);
  await driver.editPullRequest(pull, { base: "release", title: "New title" });
  driver.comment(pull, "/leastwise review");
  driver.closePullRequest(pull);
  driver.reopenPullRequest(pull);
  const group = await driver.requestMergeGroup([pull]);
  await driver.destroyMergeGroup(group, "invalidated");
  await driver.mergePullRequest(pull);
  await github.deliveriesSettled();
  expect(receiver.events().toSorted()).toEqual(
    [
      "pull_request.synchronize",
      "check_suite.requested",
      "pull_request.ready_for_review",
      "pull_request.converted_to_draft",
      "pull_request.edited",
      "issue_comment.created",
      "pull_request.closed",
      "pull_request.reopened",
      "merge_group.checks_requested",
      "merge_group.destroyed",
      "pull_request.closed",
      "check_suite.requested",
    ].toSorted(),
  );
  const synchronize = payload("pull_request.synchronize");
  expect(synchronize).toMatchObject({ after: pull.head.sha });
  expect(payload("pull_request.edited")).toMatchObject({
    changes: { base: { ref: { from: "main" } } },
  });
  expect(payload("merge_group.checks_requested")).toMatchObject({
    merge_group: {
      head_sha: group.headSha,
      head_ref: expect.stringMatching(/^refs\/heads\/gh-readonly-queue\/release\/pr-1-/),
    },
  });
});

test("a commit can switch its checks off by a trailer", async () => {
  await github.driver.push(repository, {
    branch: "change",
    files: { "a.tf": "1\n" },
    message: "Change\n\nskip-checks: true",
  });
  await github.deliveriesSettled();
  expect(receiver.events()).toEqual([]);
});

test("check run buttons reach the App; runs of forks name no pull request", async () => {
  const { driver } = github;
  const fork = await driver.fork(repository, "rita");
  await driver.push(fork, { branch: "change", files: { "a.tf": "1\n" }, author: "rita" });
  const pull = await driver.openPullRequest(repository, {
    head: "change",
    headRepository: fork,
    author: "rita",
  });
  const octokit = await installationClient(github);
  await octokit.rest.checks.create({
    owner: "acme",
    repo: "infra",
    name: "Leastwise",
    head_sha: pull.head.sha,
    conclusion: "failure",
    external_id: "pr-1",
    actions: [{ label: "Again", description: "Review again", identifier: "again" }],
  });
  const [run] = driver.latestCheckRuns(pull);
  if (run === undefined) throw new Error("no check run");
  await github.deliveriesSettled();
  receiver.received.length = 0;

  driver.rerequestCheckRun(run);
  driver.requestAction(run, "again");
  driver.rerequestCheckSuite(run.suite);
  await github.deliveriesSettled();
  expect(receiver.events().toSorted()).toEqual([
    "check_run.requested_action",
    "check_run.rerequested",
    "check_suite.rerequested",
  ]);
  expect(payload("check_run.rerequested")).toMatchObject({
    check_run: { external_id: "pr-1", pull_requests: [], conclusion: "failure" },
  });
  expect(payload("check_run.requested_action")).toMatchObject({
    requested_action: { identifier: "again" },
  });
  expect(run.conclusion).toBe("failure");
  expect(() => driver.requestAction(run, "other")).toThrow("no action other");

  driver.deleteRepository(fork);
  const { data } = await octokit.rest.pulls.get({ owner: "acme", repo: "infra", pull_number: 1 });
  expect(data.head.repo).toBeNull();
  const at = { owner: "acme", repo: "infra" };
  await octokit.rest.git.getCommit({ ...at, commit_sha: pull.head.sha });
  const found = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({
    ...at,
    commit_sha: pull.head.sha,
  });
  expect(found.data).toEqual([]);
});

test("failed deliveries are listed and can be sent again under the same GUID", async () => {
  receiver.status = 503;
  await github.driver.push(repository, { branch: "change", files: { "a.tf": "1\n" } });
  await github.driver.openPullRequest(repository, { head: "change" });
  await github.deliveriesSettled();
  receiver.status = 202;
  const octokit = appClient(github);
  const { data } = await octokit.request("GET /app/hook/deliveries", {
    status: "failure",
    per_page: 1,
  } as { per_page: number });
  expect(data).toHaveLength(1);
  expect(data[0]).toMatchObject({ event: "pull_request", status_code: 503, redelivery: false });
  const delivery_id = Number(data[0]?.id);
  await octokit.rest.apps.redeliverWebhookDelivery({ delivery_id });
  await github.deliveriesSettled();
  const guids = receiver.received.map(({ headers }) => headers["x-github-delivery"]);
  expect(guids[2]).toBe(guids[1]);
  const all = await octokit.paginate(octokit.rest.apps.listWebhookDeliveries, { per_page: 2 });
  expect(all.map((one) => [one.event, one.status_code, one.redelivery])).toEqual([
    ["pull_request", 202, true],
    ["pull_request", 503, false],
    ["check_suite", 503, false],
    ["installation", 200, false],
  ]);
  const { data: shown } = await octokit.rest.apps.getWebhookDelivery({ delivery_id });
  expect(shown.request.payload).toMatchObject({ action: "opened" });
});

test("deliveries can be held back, reordered and repeated", async () => {
  github.webhooks.hold();
  await github.driver.push(repository, { branch: "change", files: { "a.tf": "1\n" } });
  await github.driver.openPullRequest(repository, { head: "change" });
  await github.deliveriesSettled();
  expect(receiver.received).toEqual([]);
  await github.webhooks.release(([suite, opened]) => [opened, suite, opened].filter(isThere));
  await github.deliveriesSettled();
  expect(receiver.events().toSorted()).toEqual([
    "check_suite.requested",
    "pull_request.opened",
    "pull_request.opened",
  ]);
  const guids = new Set(receiver.received.map(({ headers }) => headers["x-github-delivery"]));
  expect(guids.size).toBe(2);
});

test("an App that cannot be reached leaves a failed delivery", async () => {
  github.setWebhookUrl("http://127.0.0.1:1/");
  await github.driver.push(repository, { branch: "change", files: { "a.tf": "1\n" } });
  await github.deliveriesSettled();
  const last = github.webhooks.deliveries.at(-1);
  expect(last).toMatchObject({ statusCode: 0, status: "failed to connect to host" });
});

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}

function payload(event: string): unknown {
  const index = receiver.events().indexOf(event);
  return JSON.parse(receiver.received[index]?.body ?? "null");
}
