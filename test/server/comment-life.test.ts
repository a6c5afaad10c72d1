import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { PullRequest, Repository } from "../../demo/fake-github/model.ts";
import { isClosed } from "../../src/reports/review-comments.ts";
import { type AnalysisInput, type AnalysisResult, analyse } from "../../src/review/analyse.ts";
import { until } from "../support/until.ts";
import {
  adminPolicy,
  expectClean,
  expectKept,
  type Harness,
  harmlessPolicy,
  latestRun,
  newRepository,
  openPull,
  ownComments,
  policyText,
  startHarness,
} from "./harness.ts";

const reviewRoute = "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews";
const editRoute = "PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}";
const createRoute = "POST /repos/{owner}/{repo}/check-runs";
const updateRoute = "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}";

const passRole = policyText("iam:PassRole", "*");

let analysis: (input: AnalysisInput) => AnalysisResult | Promise<AnalysisResult>;
let harness: Harness;
let repository: Repository;

beforeAll(async () => {
  harness = await startHarness({ analyse: (input) => analysis(input) });
});

beforeEach(async () => {
  analysis = analyse;
  repository = await newRepository(harness);
});

afterEach(async () => {
  harness.github.faults.clear();
  await harness.settled();
  expectKept(harness);
});

afterAll(() => harness.close());

function open(files: Readonly<Record<string, string>> = { "policies/a.json": adminPolicy }) {
  return openPull(harness, repository, files);
}

async function push(files: Readonly<Record<string, string | null>>): Promise<void> {
  await harness.github.driver.push(repository, { branch: "change", files });
  await harness.settled();
}

/** The files that have a comment of ours which still counts, and where it stands. */
function standing(pull: PullRequest): string[] {
  return ownComments(pull)
    .filter(({ body }) => !isClosed(body))
    .map(({ path, line }) => `${path}:${line}`)
    .sort();
}

/** Runs something once, while a review is being made. */
function during(act: () => Promise<void>): void {
  let done = false;
  analysis = async (input) => {
    if (!done) {
      done = true;
      await act();
    }
    return analyse(input);
  };
}

describe("a comment of another app with our marker", () => {
  test("is left alone, and does not stand for ours", async () => {
    const { driver } = harness.github;
    const pull = await open();
    const [own] = ownComments(pull);
    if (!own) throw new Error("no comment");
    const place = { path: own.path, line: own.line ?? 1, side: "RIGHT" };
    const body = own.body.replace(/finding \S+/, "finding 0123456789abcdef");
    const forged = await driver.commentOnLine(pull, { ...place, body }, "other-app[bot]");
    const copied = await driver.commentOnLine(pull, { ...place, body: own.body }, "other-app[bot]");
    const words = [forged.body, copied.body];
    driver.deleteReviewComment(own);
    await push({ "policies/a.json": harmlessPolicy });
    expect([forged.body, copied.body]).toEqual(words);
    expect(latestRun(harness, pull)).toMatchObject({ conclusion: "success" });
  });
});

describe("a comment that somebody deleted", () => {
  test("does not come back with the next push, and another finding gets one", async () => {
    const pull = await open();
    const [own] = ownComments(pull);
    if (own) harness.github.driver.deleteReviewComment(own);
    await push({ "README.md": "# Changed\n" });
    expect(standing(pull)).toEqual([]);
    expect(latestRun(harness, pull)).toMatchObject({ conclusion: "failure" });
    await push({ "policies/b.json": passRole });
    expect(standing(pull)).toEqual(["policies/b.json:8"]);
  });
});

describe("a forced push back to a commit that was reviewed before", () => {
  test("brings the comments back in line with it", async () => {
    const { driver } = harness.github;
    const pull = await open();
    const first = pull.head.sha;
    await push({ "policies/a.json": harmlessPolicy, "policies/b.json": passRole });
    expect(standing(pull)).toEqual(["policies/b.json:8"]);
    await driver.resetBranch(repository, "change", first);
    await harness.settled();
    expect(standing(pull)).toEqual(["policies/a.json:7"]);
    expect(latestRun(harness, pull)).toMatchObject({ conclusion: "failure" });
    const runs = driver.checkRuns(repository, first).length;
    await driver.resetBranch(repository, "change", first);
    await harness.settled();
    expect(driver.checkRuns(repository, first)).toHaveLength(runs);
  });

  test("and the comment in the conversation as well", async () => {
    const { driver } = harness.github;
    await driver.push(repository, { files: { ".github/leastwise.yml": "comments: always\n" } });
    const pull = await open({ "policies/a.json": harmlessPolicy });
    const first = pull.head.sha;
    const [said, ...more] = pull.comments;
    const words = said?.body;
    expect([words, more]).toEqual([expect.stringContaining("**Pass.**"), []]);
    await push({ "policies/a.json": policyText("s3:GetObject", "arn:aws:s3:::other/*") });
    expect(said?.body).not.toBe(words);
    await driver.resetBranch(repository, "change", first);
    await harness.settled();
    expect(said?.body).toBe(words);
    expect(pull.comments).toHaveLength(1);
  });
});

describe("a finding whose file is renamed", () => {
  test("keeps its comment, which GitHub shows as outdated", async () => {
    const pull = await open();
    await push({ "policies/a.json": null, "roles/a.json": adminPolicy });
    expect(standing(pull)).toEqual(["policies/a.json:null"]);
    expect(ownComments(pull)).toHaveLength(1);
    await push({ "roles/a.json": harmlessPolicy });
    expect(standing(pull)).toEqual([]);
  });
});

describe("a review that GitHub refuses for one of its comments", () => {
  const files = { "policies/a.json": adminPolicy, "policies/b.json": passRole };
  const refusal = { route: reviewRoute, status: 422, message: "line must be part of the diff" };

  test("is posted comment by comment", async () => {
    harness.github.faults.add(refusal);
    const pull = await open(files);
    expect(standing(pull)).toEqual(["policies/a.json:7", "policies/b.json:8"]);
    expect(latestRun(harness, pull).summary).not.toContain("did not take");
  });

  test("without the one that is refused, which is told and tried again later", async () => {
    harness.github.faults.add({ ...refusal, times: 2 });
    const pull = await open(files);
    expect(standing(pull)).toHaveLength(1);
    expect(latestRun(harness, pull).summary).toMatch(/^> GitHub did not take one of the inline/);
    await push({ "README.md": "# Changed\n" });
    expect(standing(pull)).toHaveLength(2);
  });
});

describe("something that happens during a review", () => {
  test("another base: nothing is said about the old one", async () => {
    const { driver } = harness.github;
    await driver.push(repository, { branch: "next", files: { "policies/a.json": adminPolicy } });
    await driver.push(repository, {
      branch: "change",
      from: "next",
      files: { "README.md": "# Changed\n" },
    });
    const pulls: PullRequest[] = [];
    during(async () => {
      const [pull] = pulls;
      if (pull) await driver.editPullRequest(pull, { base: "next" });
      await harness.github.deliveriesSettled();
    });
    harness.github.webhooks.hold();
    pulls.push(await driver.openPullRequest(repository, { head: "change" }));
    await harness.github.webhooks.release();
    await harness.settled();
    const [pull] = pulls;
    if (!pull) throw new Error("no pull request");
    expect(pull.reviews).toEqual([]);
    expect(driver.checkRuns(repository, pull.head.sha).map(({ conclusion }) => conclusion)).toEqual(
      ["cancelled", "success"],
    );
  });

  test("it is closed: the comments come when it is opened again", async () => {
    const { driver } = harness.github;
    const pull = await open({ "README.md": "# Changed\n" });
    during(async () => driver.closePullRequest(pull));
    await push({ "policies/a.json": adminPolicy });
    expect(pull.reviews).toEqual([]);
    driver.reopenPullRequest(pull);
    await harness.settled();
    expect(standing(pull)).toEqual(["policies/a.json:7"]);
  });

  test("it becomes a draft, and is ready before anybody looks: the comments are not lost", async () => {
    const { driver } = harness.github;
    const pull = await open({ "README.md": "# Changed\n" });
    during(async () => driver.convertToDraft(pull));
    const update = harness.github.faults.hold(updateRoute);
    const pushed = push({ "policies/a.json": adminPolicy });
    await update.arrived;
    expect(pull.draft).toBe(true);
    driver.markReady(pull);
    update.release();
    await pushed;
    await harness.settled();
    expect(standing(pull)).toEqual(["policies/a.json:7"]);
  });
});

describe("a push in the moment in which the comments are posted", () => {
  test.each(["a push", "a forced push"])("%s: each finding is said once", async (kind) => {
    const { driver, faults } = harness.github;
    const main = await driver.push(repository, { files: { "README.md": "# infra\n" } });
    const review = faults.hold(reviewRoute);
    await driver.push(repository, { branch: "change", files: { "policies/a.json": adminPolicy } });
    const pull = await driver.openPullRequest(repository, { head: "change" });
    await review.arrived;
    const files = { "policies/a.json": `\n${adminPolicy}`, "policies/b.json": passRole };
    if (kind === "a push") await driver.push(repository, { branch: "change", files });
    else {
      const sha = await driver.push(repository, { branch: "rewritten", from: main, files });
      await driver.resetBranch(repository, "change", sha);
    }
    review.release();
    await harness.settled();
    const said = ownComments(pull).filter(({ body }) => !isClosed(body));
    expect(said.map(({ path }) => path).sort()).toEqual(["policies/a.json", "policies/b.json"]);
    expect(latestRun(harness, pull)).toMatchObject({ status: "completed", conclusion: "failure" });
  });
});

describe("a rate limit in the middle of publishing", () => {
  test.each([
    { route: createRoute, status: 403 },
    { route: reviewRoute, status: 403 },
    { route: editRoute, status: 403 },
    { route: updateRoute, status: 403 },
    { route: reviewRoute, status: 429 },
  ])("$route, $status: it ends later, and nothing stands twice", async ({ route, status }) => {
    const pull = await open();
    if (status === 403) harness.github.faults.secondaryLimit({ route, retryAfterSeconds: 60 });
    else harness.github.faults.add({ route, status });
    // One comment is marked as fixed, and one is new.
    await push({ "policies/a.json": harmlessPolicy, "policies/b.json": passRole });
    expect(await harness.service.queue.state()).toMatchObject({ delayed: 1 });
    await harness.clock.advance(60_000);
    await harness.settled();
    expect(standing(pull)).toEqual(["policies/b.json:8"]);
    expect(ownComments(pull)).toHaveLength(2);
    expect(harness.github.driver.checkRuns(repository, pull.head.sha)).toMatchObject([
      { status: "completed", conclusion: "failure" },
    ]);
  });
});

describe("a server that ends in the middle of a review", () => {
  test("is followed by one that completes the run, and a late end of the first changes nothing", async () => {
    let end = () => {};
    const killed = new Promise<void>((resolve) => {
      end = resolve;
    });
    let began = () => {};
    const beginning = new Promise<void>((resolve) => {
      began = resolve;
    });
    const { driver } = harness.github;
    analysis = async (input) => {
      began();
      await killed;
      return analyse(input);
    };
    await driver.push(repository, { branch: "change", files: { "policies/a.json": adminPolicy } });
    const pull = await driver.openPullRequest(repository, { head: "change" });
    await beginning;
    await until(() => driver.checkRuns(repository).length > 0);
    // The base moves on meanwhile: the new review is not of the very same commits.
    await driver.push(repository, { files: { "README.md": "# Moved\n" } });
    analysis = analyse;
    const first = harness.service;
    await harness.restart();
    await harness.service.sweep.run();
    await harness.settled();
    const runs = () =>
      driver.checkRuns(repository).map(({ status, conclusion }) => [status, conclusion]);
    expect(runs()).toEqual([["completed", "failure"]]);
    expect(standing(pull)).toEqual(["policies/a.json:7"]);
    end();
    await until(async () => (await first.queue.state()).running === 0);
    await harness.settled();
    expect(runs()).toEqual([["completed", "failure"]]);
    expect(ownComments(pull)).toHaveLength(1);
  });
});

describe("an eleventh finding that is more severe", () => {
  test("takes the place of one of ten comments, which comes back when there is room", async () => {
    // Each is a warning at a place of its own.
    const lesser = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [
        `policies/${index}.json`,
        policyText("iam:PassRole", "*"),
      ]),
    );
    const pull = await open(lesser);
    expect(standing(pull)).toHaveLength(10);
    await push({ "policies/worse.json": policyText("s4:GetObject", "arn:aws:s3:::logs/*") });
    const severe = standing(pull);
    expect(severe).toHaveLength(10);
    expect(severe.filter((each) => each.startsWith("policies/worse.json"))).toHaveLength(1);
    await push({ "policies/worse.json": null });
    expect(standing(pull)).toHaveLength(10);
    expect(standing(pull).filter((each) => each.startsWith("policies/worse.json"))).toEqual([]);
  });
});

test("3,050 files: the comments go where GitHub lists the file, the annotations everywhere", async () => {
  const many = Object.fromEntries(
    Array.from({ length: 3050 }, (_, index) => [`notes/${index}.md`, `${index}\n`]),
  );
  const pull = await open({ ...many, "a/admin.json": adminPolicy, "z/pass.json": passRole });
  expect(standing(pull)).toEqual(["a/admin.json:7"]);
  const run = latestRun(harness, pull);
  expect(run.annotations.map(({ path }) => path).sort()).toEqual(["a/admin.json", "z/pass.json"]);
  expectClean(harness);
});
