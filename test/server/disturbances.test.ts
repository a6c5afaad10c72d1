import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Repository } from "../../demo/fake-github/model.ts";
import { ReviewFailedError } from "../../src/github/failure.ts";
import { type AnalysisInput, type AnalysisResult, analyse } from "../../src/review/analyse.ts";
import { reviewFinding, reviewOf } from "../support/review.ts";
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

const blobRoute = "GET /repos/{owner}/{repo}/git/blobs/{file_sha}";
const compareRoute = "GET /repos/{owner}/{repo}/compare/{basehead}";
const createRoute = "POST /repos/{owner}/{repo}/check-runs";
const updateRoute = "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}";
const reviewRoute = "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews";

/** What a test puts in the place of the analysis. */
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
  expectClean(harness);
});

afterAll(() => harness.close());

describe("two pushes that race", () => {
  test("end with one verdict on the newest head, and the older run is cancelled", async () => {
    const { driver } = harness.github;
    let raced = false;
    analysis = async (input) => {
      if (!raced) {
        raced = true;
        await driver.push(repository, { branch: "change", files: { "README.md": "# 2\n" } });
        await harness.github.deliveriesSettled();
      }
      return analyse(input);
    };
    const pull = await open();
    const runs = driver.checkRuns(repository);
    expect(runs.map(({ status, conclusion }) => ({ status, conclusion }))).toEqual([
      { status: "completed", conclusion: "cancelled" },
      { status: "completed", conclusion: "failure" },
    ]);
    expect(latestRun(harness, pull)).toBe(runs[1]);
    expect(pull.reviews).toMatchObject([{ commitId: pull.head.sha }]);
  });

  test("a head whose event never comes is reviewed as well", async () => {
    const { driver, webhooks } = harness.github;
    let raced = false;
    analysis = async (input) => {
      if (!raced) {
        raced = true;
        webhooks.hold();
        await driver.push(repository, { branch: "change", files: { "README.md": "# 2\n" } });
        await webhooks.release(() => []);
      }
      return analyse(input);
    };
    const pull = await open();
    expect(latestRun(harness, pull)).toMatchObject({ conclusion: "failure" });
  });
});

describe("errors of GitHub that pass", () => {
  test.each([
    { name: "reading a blob", fault: { route: blobRoute, status: 502 }, waits: false },
    {
      name: "reading a blob, without an answer",
      fault: { route: blobRoute, hangUp: true },
      waits: false,
    },
    { name: "creating the run", fault: { route: createRoute, status: 500 }, waits: true },
    {
      name: "creating the run, though it was created",
      fault: { route: createRoute, status: 502, afterEffect: true },
      waits: true,
    },
    { name: "completing the run", fault: { route: updateRoute, status: 503 }, waits: true },
    {
      name: "completing the run, though it was completed",
      fault: { route: updateRoute, hangUp: true, afterEffect: true },
      waits: true,
    },
    { name: "posting the review", fault: { route: reviewRoute, status: 502 }, waits: true },
    {
      name: "posting the review, though it was posted",
      fault: { route: reviewRoute, status: 502, afterEffect: true },
      waits: true,
    },
  ])("$name: tried again, and nothing stands twice", async ({ fault, waits }) => {
    harness.github.faults.add(fault);
    const pull = await open();
    expect((await harness.service.queue.state()).delayed).toBe(waits ? 1 : 0);
    await harness.clock.advance(5_000);
    await harness.settled();
    expect(harness.github.driver.checkRuns(repository)).toMatchObject([
      { status: "completed", conclusion: "failure" },
    ]);
    expect(pull.reviews).toHaveLength(1);
    expect(ownComments(pull)).toHaveLength(1);
  });

  test("a token that is no longer taken is replaced", async () => {
    const pull = await open();
    harness.github.driver.expireTokens();
    await push();
    await harness.clock.advance(5_000);
    await harness.settled();
    expect(latestRun(harness, pull)).toMatchObject({ conclusion: "success" });
  });
});

describe("errors of GitHub that stay", () => {
  test("fail the check after the last attempt, with the cause and a button that works", async () => {
    harness.github.faults.add({
      route: compareRoute,
      status: 500,
      times: Number.POSITIVE_INFINITY,
    });
    const pull = await open();
    for (const ms of [5_000, 30_000, 120_000, 300_000]) {
      expect(harness.github.driver.checkRuns(repository)).toEqual([]);
      await harness.clock.advance(ms);
      await harness.settled();
    }
    const run = latestRun(harness, pull);
    expect(run).toMatchObject({ status: "completed", conclusion: "failure" });
    expect(run.externalId).toMatch(/:error$/);
    expect(run.summary).toContain("status 500 (request FAKE:0000:0000)");
    expect(run.actions.map(({ label }) => label)).toEqual(["Run again"]);

    harness.github.faults.clear();
    harness.github.driver.requestAction(run, run.actions[0]?.identifier ?? "");
    await harness.settled();
    expect(latestRun(harness, pull).externalId).not.toMatch(/:error$/);
    expect(pull.reviews).toHaveLength(1);
  });

  test("a review that GitHub does not take does not hold up the verdict, and is told", async () => {
    harness.github.faults.add({
      route: reviewRoute,
      status: 422,
      message: "line must be part of the diff",
    });
    const pull = await open();
    const run = latestRun(harness, pull);
    expect(run).toMatchObject({ status: "completed", conclusion: "failure" });
    expect(run.summary).toMatch(/^> The inline comments could not be written\. .* status 422/);
    expect(run.annotations).toHaveLength(1);
  });
});

describe("rate limits", () => {
  test("put the review off, with everything else of the installation", async () => {
    const { driver, faults, requests } = harness.github;
    const elsewhere = await driver.createRepository({
      owner: `other-${repository.id}`,
      name: "infra",
    });
    faults.secondaryLimit({ route: updateRoute, retryAfterSeconds: 90 });
    const pull = await open();
    const asked = requests.count();
    await push();
    expect(requests.count()).toBe(asked);
    expect(await harness.service.queue.state()).toMatchObject({
      waiting: 0,
      running: 0,
      delayed: 1,
    });

    const other = await openPull(harness, elsewhere, { "policies/read.json": harmlessPolicy });
    expect(latestRun(harness, other)).toMatchObject({ conclusion: "success" });

    await harness.clock.advance(89_999);
    await harness.settled();
    expect(driver.checkRuns(repository, pull.head.sha)).toEqual([]);
    await harness.clock.advance(1);
    await harness.settled();
    expect(latestRun(harness, pull)).toMatchObject({ status: "completed", conclusion: "success" });
  });

  test("of the hour wait for its end", async () => {
    const ahead = Math.ceil((harness.clock.now() - Date.now()) / 1000);
    harness.github.faults.primaryLimit({ route: blobRoute, resetInSeconds: ahead + 1200 });
    const pull = await open();
    await harness.clock.advance(1_195_000);
    await harness.settled();
    expect(harness.github.driver.checkRuns(repository)).toMatchObject([{ status: "in_progress" }]);
    await harness.clock.advance(10_000);
    await harness.settled();
    expect(harness.github.driver.checkRuns(repository)).toMatchObject([{ status: "completed" }]);
    expect(pull.reviews).toHaveLength(1);
  });
});

describe("an analysis", () => {
  test("that was killed fails the check, with the cause", async () => {
    analysis = () => {
      throw new ReviewFailedError(
        "The change could not be analysed: it took longer than 60 seconds.",
      );
    };
    const pull = await open();
    const run = latestRun(harness, pull);
    expect(run).toMatchObject({ status: "completed", conclusion: "failure" });
    expect(run.summary).toContain("it took longer than 60 seconds");
  });

  test("that fails for a reason of our own fails the check without giving it away", async () => {
    analysis = () => {
      throw new TypeError("cannot read /srv/leastwise");
    };
    const run = latestRun(harness, await open());
    expect(run).toMatchObject({ status: "completed", conclusion: "failure" });
    expect(run.summary).not.toContain("/srv");
  });

  test("with 120 findings is published in three requests, the last of which concludes", async () => {
    const { requests } = harness.github;
    const files = { "policies/admin.json": `${"\n".repeat(200)}${adminPolicy}` };
    analysis = ({ base, head }) => ({
      review: reviewOf({
        base: base?.label ?? null,
        head: head.label,
        findings: Array.from({ length: 120 }, (_, index) =>
          reviewFinding({
            file: "policies/admin.json",
            fingerprint: `f${index}`,
            start: { line: index + 1, column: 1 },
            end: { line: index + 1, column: 2 },
          }),
        ),
      }),
    });
    const pull = await openPull(harness, repository, files);
    const run = latestRun(harness, pull);
    expect(run.annotations.map(({ start_line }) => start_line)).toEqual(
      Array.from({ length: 120 }, (_, index) => index + 1),
    );
    expect([requests.count(createRoute), requests.count(updateRoute)]).toEqual([1, 3]);
    expect(pull.reviews).toHaveLength(1);
    expect(ownComments(pull)).toHaveLength(10);
  });

  test("whose annotations were written in part is published by a new run", async () => {
    const { faults, driver } = harness.github;
    const findings = Array.from({ length: 60 }, (_, index) =>
      reviewFinding({ fingerprint: `f${index}` }),
    );
    analysis = ({ head }) => ({ review: reviewOf({ head: head.label, findings }) });
    // The first of two batches is written, the second is not.
    faults.add({ route: updateRoute });
    faults.add({ route: updateRoute, status: 502 });
    const pull = await open();
    await harness.clock.advance(5_000);
    await harness.settled();
    const runs = driver.checkRuns(repository);
    expect(runs.map(({ conclusion }) => conclusion)).toEqual(["cancelled", "failure"]);
    expect(latestRun(harness, pull).annotations).toHaveLength(60);
  });

  test("is given the configuration of the tip of the base branch, and none of the head", async () => {
    const { driver } = harness.github;
    let seen: AnalysisInput["configuration"];
    analysis = (input) => {
      seen = input.configuration;
      return analyse(input);
    };
    const files = {
      "policies/read.json": harmlessPolicy,
      ".github/leastwise.yml": "fail-on: never\n",
    };
    const pull = await openPull(harness, repository, files);
    expect(seen).toBeUndefined();
    const text = "# the base\n";
    await driver.push(repository, { files: { ".github/leastwise.yml": text } });
    driver.rerequestCheckRun(latestRun(harness, pull));
    await harness.settled();
    expect(seen).toMatchObject({ path: ".github/leastwise.yml", content: { text } });
  });
});

test("a repository whose list of files is cut is read tree by tree", async () => {
  harness.github.faults.treeEntriesMax = 6;
  const files = Object.fromEntries(
    ["a", "b", "c", "d"].map((name) => [`${name}/policies/read.json`, harmlessPolicy]),
  );
  await harness.github.driver.push(repository, { files });
  const pull = await openPull(harness, repository, { "c/policies/admin.json": adminPolicy });
  const run = latestRun(harness, pull);
  expect(run).toMatchObject({ conclusion: "failure" });
  expect(run.annotations).toMatchObject([{ path: "c/policies/admin.json" }]);
});

test("an app that is removed does nothing more", async () => {
  const { driver, requests, webhooks } = harness.github;
  webhooks.hold();
  await driver.push(repository, {
    branch: "change",
    files: { "policies/admin.json": adminPolicy },
  });
  await driver.openPullRequest(repository, { head: "change" });
  driver.uninstall(driver.install(repository));
  await webhooks.release((held) => [...held].reverse());
  await harness.settled();
  expect([...requests.counts().keys()]).toEqual([
    "POST /app/installations/{installation_id}/access_tokens",
  ]);
  expect(await harness.service.queue.state()).toMatchObject({ waiting: 0, running: 0, delayed: 0 });
});

function open() {
  return openPull(harness, repository, { "policies/admin.json": adminPolicy });
}

async function push(): Promise<void> {
  const files = { "policies/admin.json": harmlessPolicy };
  await harness.github.driver.push(repository, { branch: "change", files });
  await harness.settled();
}
