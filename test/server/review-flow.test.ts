import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Repository } from "../../demo/fake-github/model.ts";
import {
  adminPolicy,
  expectClean,
  type Harness,
  harmlessPolicy,
  latestRun,
  newRepository,
  openPull,
  ownComments,
  startHarness,
} from "./harness.ts";

const reviewRoute = "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews";
const createRoute = "POST /repos/{owner}/{repo}/check-runs";
const updateRoute = "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}";

let harness: Harness;
let repository: Repository;

beforeAll(async () => {
  harness = await startHarness();
});

beforeEach(async () => {
  repository = await newRepository(harness);
});

afterEach(async () => {
  await harness.settled();
  expectClean(harness);
});

afterAll(() => harness.close());

describe("a pull request that is opened", () => {
  test("gets a check run with annotations, and one review with comments on the diff", async () => {
    const pull = await open({ "policies/admin.json": adminPolicy });
    const run = latestRun(harness, pull);
    expect(run).toMatchObject({
      name: "Leastwise",
      status: "completed",
      conclusion: "failure",
      externalId: expect.stringMatching(
        `^pr:${pull.number}:${pull.head.sha}:${pull.base.sha}:0.1.0:c[0-9a-f]{12}:f[0-9a-f]{12}$`,
      ),
    });
    expect(run.annotations.map(({ path }) => path)).toContain("policies/admin.json");
    expect(pull.reviews).toMatchObject([
      { state: "COMMENTED", commitId: pull.head.sha, author: { login: "leastwise[bot]" } },
    ]);
    expect(ownComments(pull)).toHaveLength(run.annotations.length);
  });

  test("and has nothing to find gets a successful run and no word besides", async () => {
    const pull = await open({ "policies/read.json": harmlessPolicy });
    expect(latestRun(harness, pull)).toMatchObject({ conclusion: "success", annotations: [] });
    expect([pull.reviews, pull.reviewComments, pull.comments]).toEqual([[], [], []]);
  });

  test("and touches no policy gets one request that is complete at once", async () => {
    const pull = await open({ "README.md": "# Changed\n" });
    expect(latestRun(harness, pull)).toMatchObject({ status: "completed", conclusion: "success" });
    const { requests } = harness.github;
    expect([requests.count(createRoute), requests.count(updateRoute)]).toEqual([1, 0]);
  });

  test("and whose author switches checks off gets its run all the same", async () => {
    const { driver } = harness.github;
    await driver.push(repository, {
      branch: "change",
      files: { "policies/admin.json": adminPolicy },
      message: "Change files\n\n\nskip-checks: true",
    });
    const pull = await driver.openPullRequest(repository, { head: "change" });
    await harness.settled();
    expect(latestRun(harness, pull)).toMatchObject({ conclusion: "failure" });
  });

  test("and is empty gets a successful run", async () => {
    const { driver } = harness.github;
    await driver.push(repository, { branch: "change", files: {} });
    const pull = await driver.openPullRequest(repository, { head: "change" });
    await harness.settled();
    expect(latestRun(harness, pull)).toMatchObject({ conclusion: "success" });
  });

  test("as a draft gets the check run, and the comments when it is ready", async () => {
    const pull = await open({ "policies/admin.json": adminPolicy }, { draft: true });
    expect(latestRun(harness, pull)).toMatchObject({ conclusion: "failure" });
    expect(pull.reviews).toEqual([]);
    harness.github.driver.markReady(pull);
    await harness.settled();
    expect(latestRun(harness, pull)).toMatchObject({ conclusion: "failure" });
    expect(pull.reviews).toHaveLength(1);
  });

  test("from a fork is read through the repository itself, also when the fork is gone", async () => {
    const { driver } = harness.github;
    const fork = await driver.fork(repository, "stranger");
    const files = { "policies/admin.json": adminPolicy };
    await driver.push(fork, { branch: "change", files, author: "stranger" });
    harness.github.webhooks.hold();
    const pull = await driver.openPullRequest(repository, {
      head: "change",
      headRepository: fork,
      author: "stranger",
    });
    driver.deleteRepository(fork);
    await harness.github.webhooks.release();
    await harness.settled();
    expect(latestRun(harness, pull)).toMatchObject({ conclusion: "failure" });
    expect(pull.reviews).toHaveLength(1);
  });
});

describe("a delivery that comes again", () => {
  test("changes nothing", async () => {
    const pull = await open({ "policies/admin.json": adminPolicy });
    const before = state();
    const opened = harness.github.webhooks.deliveries.find(({ action }) => action === "opened");
    harness.github.webhooks.redeliver(opened?.guid ?? "");
    await harness.settled();
    harness.github.requests.clear();
    harness.github.webhooks.redeliver(opened?.guid ?? "");
    await harness.settled();
    expect(state()).toEqual(before);
    // The pull request, its base, its runs and its comments are looked at, and nothing more.
    expect(harness.github.requests.count()).toBe(5);

    function state() {
      return {
        runs: harness.github.driver.checkRuns(repository).length,
        reviews: pull.reviews.length,
        comments: pull.reviewComments.map(({ id, body }) => ({ id, body })),
      };
    }
  });

  test("twice at once, and in the wrong order, gives one run for each head", async () => {
    const { driver, webhooks } = harness.github;
    const pull = await open({ "policies/admin.json": adminPolicy });
    webhooks.hold();
    await push({ "policies/read.json": harmlessPolicy });
    await push({ "policies/other.json": harmlessPolicy });
    await webhooks.release((held) => [...held, ...held].reverse());
    await harness.settled();
    expect(driver.checkRuns(repository, pull.head.sha)).toHaveLength(1);
    expect(latestRun(harness, pull)).toMatchObject({ status: "completed", conclusion: "failure" });
    expect(pull.reviews).toHaveLength(1);
  });
});

describe("a push", () => {
  test("that fixes it turns the check green and marks the comments, answered ones too", async () => {
    const pull = await open({ "policies/admin.json": adminPolicy });
    const [first] = ownComments(pull);
    if (!first) throw new Error("no comment");
    harness.github.driver.reply(first, "Will do.");
    await push({ "policies/admin.json": harmlessPolicy });
    expect(latestRun(harness, pull)).toMatchObject({ conclusion: "success" });
    expect(harness.github.requests.count(reviewRoute)).toBe(1);
    for (const { body } of ownComments(pull)) expect(body).toContain(`in ${pull.head.sha}`);
    expect(pull.reviewComments.map(({ body }) => body)).toContain("Will do.");
  });

  test("of something else says nothing again", async () => {
    const pull = await open({ "policies/admin.json": adminPolicy });
    const ids = ownComments(pull).map(({ id }) => id);
    await push({ "README.md": "# Changed\n" });
    await push({ "policies/admin.json": `\n\n${adminPolicy}` });
    expect(latestRun(harness, pull)).toMatchObject({ conclusion: "failure" });
    expect(ownComments(pull).map(({ id }) => id)).toEqual(ids);
    expect(harness.github.requests.count(reviewRoute)).toBe(1);
  });

  test("that brings it back says it anew", async () => {
    const pull = await open({ "policies/admin.json": adminPolicy });
    const count = ownComments(pull).length;
    await push({ "policies/admin.json": harmlessPolicy });
    await push({ "policies/admin.json": adminPolicy });
    expect(latestRun(harness, pull)).toMatchObject({ conclusion: "failure" });
    expect(ownComments(pull)).toHaveLength(2 * count);
  });
});

describe("comments of others", () => {
  test("are left alone, whatever marker they carry", async () => {
    const { driver } = harness.github;
    const pull = await open({ "policies/admin.json": adminPolicy });
    const [own] = ownComments(pull);
    if (!own) throw new Error("no comment");
    const forged = await driver.commentOnLine(
      pull,
      { path: own.path, body: own.body, line: own.originalLine ?? 1, side: "RIGHT" },
      "mallory",
    );
    await push({ "policies/admin.json": harmlessPolicy });
    expect(forged.body).not.toContain("Fixed");
    expect(own.body).toContain("Fixed");
  });
});

describe("people who ask for another run", () => {
  test("get a new one of the same commit, and no second review", async () => {
    const { driver } = harness.github;
    const pull = await open({ "policies/admin.json": adminPolicy });
    driver.rerequestCheckRun(latestRun(harness, pull));
    await harness.settled();
    const runs = driver.checkRuns(repository, pull.head.sha);
    expect(runs.map(({ conclusion }) => conclusion)).toEqual(["failure", "failure"]);
    expect(pull.reviews).toHaveLength(1);
  });

  test("get it for a fork as well, whose events name no pull request", async () => {
    const { driver } = harness.github;
    const fork = await driver.fork(repository, "stranger");
    const files = { "policies/admin.json": adminPolicy };
    await driver.push(fork, { branch: "change", files, author: "stranger" });
    const pull = await driver.openPullRequest(repository, {
      head: "change",
      headRepository: fork,
      author: "stranger",
    });
    await harness.settled();
    const run = latestRun(harness, pull);
    driver.rerequestCheckRun(run);
    await harness.settled();
    driver.rerequestCheckSuite(run.suite);
    await harness.settled();
    expect(driver.checkRuns(repository, pull.head.sha)).toHaveLength(3);
  });
});

describe("a merge group", () => {
  test("is judged as a whole, by a run on its head", async () => {
    const { driver } = harness.github;
    const first = await open({ "policies/read.json": harmlessPolicy });
    const second = await open({ "policies/admin.json": adminPolicy }, { branch: "other" });
    const group = await driver.requestMergeGroup([first, second]);
    await harness.settled();
    const [run] = driver.checkRuns(repository, group.headSha);
    expect(run).toMatchObject({
      name: "Leastwise",
      conclusion: "failure",
      externalId: `merge-group:${first.number}:${group.headSha}:${group.baseSha}:0.1.0`,
    });
    if (run) driver.rerequestCheckRun(run);
    await harness.settled();
    if (run) driver.rerequestCheckSuite(run.suite);
    await harness.settled();
    expect(driver.checkRuns(repository, group.headSha)).toHaveLength(3);
  });
});

describe("the base", () => {
  test("is the branch, also when a tag has its name", async () => {
    const { driver } = harness.github;
    const files = { ".github/leastwise.yml": "mode: warn\n" };
    const tagged = await driver.push(repository, { branch: "elsewhere", files });
    await repository.store.setRef("refs/tags/main", tagged);
    const pull = await open({ "policies/admin.json": adminPolicy });
    expect(latestRun(harness, pull)).toMatchObject({ conclusion: "failure" });
  });

  test("is the one that the pull request has now", async () => {
    const { driver } = harness.github;
    await driver.push(repository, {
      branch: "next",
      files: { "policies/admin.json": adminPolicy },
    });
    await driver.push(repository, {
      branch: "change",
      from: "next",
      files: { "README.md": "x\n" },
    });
    const pull = await driver.openPullRequest(repository, { head: "change" });
    await harness.settled();
    expect(latestRun(harness, pull)).toMatchObject({ conclusion: "failure" });
    await driver.editPullRequest(pull, { title: "Another title" });
    await harness.settled();
    expect(driver.checkRuns(repository, pull.head.sha)).toHaveLength(1);
    await driver.editPullRequest(pull, { base: "next" });
    await harness.settled();
    expect(latestRun(harness, pull)).toMatchObject({ conclusion: "success" });
    // Back again: the run of the first time is not the one that counts.
    await driver.editPullRequest(pull, { base: "main" });
    await harness.settled();
    expect(latestRun(harness, pull)).toMatchObject({ conclusion: "failure" });
  });

  test("of another pull request with the same head cannot turn the check green", async () => {
    const { driver } = harness.github;
    await driver.push(repository, {
      branch: "next",
      files: { "policies/admin.json": adminPolicy },
    });
    await driver.push(repository, {
      branch: "change",
      from: "next",
      files: { "README.md": "x\n" },
    });
    const pull = await driver.openPullRequest(repository, { head: "change" });
    await harness.settled();
    await driver.openPullRequest(repository, { head: "change", base: "next" });
    await harness.settled();
    expect(driver.checkRuns(repository, pull.head.sha)).toHaveLength(2);
    const run = latestRun(harness, pull);
    expect(run.conclusion).toBe("failure");
    expect(run.summary).toContain(`pull request ${pull.number}`);
  });
});

test("a pull request that was closed before its turn is left alone", async () => {
  const { driver, webhooks } = harness.github;
  webhooks.hold();
  await driver.push(repository, {
    branch: "change",
    files: { "policies/admin.json": adminPolicy },
  });
  const pull = await driver.openPullRequest(repository, { head: "change" });
  driver.closePullRequest(pull);
  await webhooks.release((held) => [...held].reverse());
  await harness.settled();
  expect(driver.checkRuns(repository, pull.head.sha)).toEqual([]);
  driver.reopenPullRequest(pull);
  await harness.settled();
  expect(latestRun(harness, pull)).toMatchObject({ conclusion: "failure" });
});

test("a delivery with a wrong signature is refused, and nothing is asked of GitHub", async () => {
  harness.github.requests.clear();
  const response = await harness.post('{"action":"opened"}', {
    "x-github-event": "pull_request",
    "x-github-delivery": "guid",
    "x-github-hook-installation-target-id": String(harness.github.app.id),
    "x-hub-signature-256": `sha256=${"0".repeat(64)}`,
  });
  await harness.settled();
  expect(response.status).toBe(401);
  expect(harness.github.requests.count()).toBe(0);
});

test("the server says whether it lives and is ready", async () => {
  const get = async (path: string) => (await fetch(harness.service.url + path)).status;
  expect([await get("/ping"), await get("/healthz"), await get("/readyz")]).toEqual([
    200, 200, 200,
  ]);
});

function open(
  files: Readonly<Record<string, string>>,
  options: { readonly draft?: boolean; readonly branch?: string } = {},
) {
  return openPull(harness, repository, files, options);
}

async function push(files: Readonly<Record<string, string | null>>): Promise<void> {
  await harness.github.driver.push(repository, { branch: "change", files });
  await harness.settled();
}
