import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { CheckRun, PullRequest, Repository } from "../../demo/fake-github/model.ts";
import { ReviewFailedError } from "../../src/github/failure.ts";
import { type AnalysisInput, type AnalysisResult, analyse } from "../../src/review/analyse.ts";
import { until } from "../support/until.ts";
import {
  adminPolicy,
  expectKept,
  type Harness,
  harmlessPolicy,
  latestRun,
  newRepository,
  ownComments,
  startHarness,
} from "./harness.ts";

/**
 * Two pull requests from one branch: against `main`, where its finding is new, and against `next`,
 * which has it already. There is one check of the commit for both.
 */

let analysis: (input: AnalysisInput) => AnalysisResult | Promise<AnalysisResult>;
let harness: Harness;
let repository: Repository;
let next: string;

beforeAll(async () => {
  harness = await startHarness({ analyse: (input) => analysis(input) });
});

beforeEach(async () => {
  analysis = analyse;
  repository = await newRepository(harness);
  const { driver } = harness.github;
  next = await driver.push(repository, {
    branch: "next",
    files: { "policies/admin.json": adminPolicy },
  });
  await driver.push(repository, {
    branch: "change",
    from: "next",
    files: { "policies/read.json": harmlessPolicy },
  });
});

afterEach(async () => {
  await harness.settled();
  expectKept(harness);
});

afterAll(() => harness.close());

async function open(base: "main" | "next" | "warned", draft = false): Promise<PullRequest> {
  const { driver } = harness.github;
  const pull = await driver.openPullRequest(repository, { head: "change", base, draft });
  await harness.settled();
  return pull;
}

const conclusion = (pull: PullRequest) => latestRun(harness, pull).conclusion;

function runs({ head }: PullRequest): readonly CheckRun[] {
  return harness.github.driver.checkRuns(repository, head.sha);
}

test.each(["main", "next"] as const)(
  "reviewed at once, the failure is what counts, also when the one against %s ends last",
  async (last) => {
    let end = () => {};
    const otherEnded = new Promise<void>((resolve) => {
      end = resolve;
    });
    analysis = async (input) => {
      const base = input.base?.label === next ? "next" : "main";
      if (base === last) await otherEnded;
      return analyse(input);
    };
    const { driver, webhooks } = harness.github;
    webhooks.hold();
    const first = await driver.openPullRequest(repository, { head: "change" });
    await driver.openPullRequest(repository, { head: "change", base: "next" });
    await webhooks.release();
    await until(() => runs(first).some(({ status }) => status === "completed"));
    end();
    await harness.settled();
    expect(conclusion(first)).toBe("failure");
    // None is left in progress: GitHub would show it for two weeks.
    expect(runs(first).filter(({ status }) => status !== "completed")).toEqual([]);
  },
);

test("a review without a verdict counts as well, though it was begun before the other", async () => {
  let begun = () => {};
  const started = new Promise<void>((resolve) => {
    begun = resolve;
  });
  let end = () => {};
  const otherEnded = new Promise<void>((resolve) => {
    end = resolve;
  });
  analysis = async (input) => {
    if (input.base?.label === next) return analyse(input);
    begun();
    await otherEnded;
    throw new ReviewFailedError("The change could not be analysed.");
  };
  const { driver } = harness.github;
  const first = await driver.openPullRequest(repository, { head: "change" });
  await started;
  await driver.openPullRequest(repository, { head: "change", base: "next" });
  await until(() => runs(first).some(({ conclusion }) => conclusion === "success"));
  end();
  await harness.settled();
  expect(latestRun(harness, first)).toMatchObject({
    conclusion: "failure",
    title: "The review did not come to its end",
  });
});

test("they do not hold each other back for ever", async () => {
  const { driver } = harness.github;
  const first = await open("main");
  const second = await open("next");
  expect(latestRun(harness, second)).toMatchObject({
    conclusion: "failure",
    summary: expect.stringContaining(`pull request ${first.number}`),
  });
  await driver.editPullRequest(first, { base: "next" });
  await harness.settled();
  expect([conclusion(first), conclusion(second)]).toEqual(["success", "success"]);
});

describe.each([
  ["main", "next"],
  ["next", "main"],
] as const)("opened against %s first, then against %s", (...bases) => {
  test("the other one passes when the one that fails is closed", async () => {
    const pulls = [await open(bases[0]), await open(bases[1])];
    const [failing, other] = bases[0] === "main" ? pulls : pulls.toReversed();
    if (!failing || !other) throw new Error("two were opened");
    expect(conclusion(other)).toBe("failure");
    harness.github.driver.closePullRequest(failing);
    await harness.settled();
    expect(conclusion(other)).toBe("success");
    // And fails again when it is opened again.
    harness.github.driver.reopenPullRequest(failing);
    await harness.settled();
    expect(conclusion(other)).toBe("failure");
  });

  test("deliveries that come again change nothing", async () => {
    await open(bases[0]);
    const second = await open(bases[1]);
    const before = runs(second).length;
    const { webhooks } = harness.github;
    const guids = webhooks.deliveries
      .filter(
        ({ event, repositoryId }) => event === "pull_request" && repositoryId === repository.id,
      )
      .map(({ guid }) => guid);
    for (const guid of guids) webhooks.redeliver(guid);
    await harness.settled();
    expect(runs(second)).toHaveLength(before);
    expect(conclusion(second)).toBe("failure");
  });
});

test("many that failed and were closed hold up none that passes", async () => {
  const { driver } = harness.github;
  const passing = await open("next");
  for (let index = 0; index < 7; index++) {
    const base = `old-${index}`;
    await driver.push(repository, { branch: base, files: {} });
    const failing = await driver.openPullRequest(repository, { head: "change", base });
    await harness.settled();
    expect(conclusion(failing)).toBe("failure");
    driver.closePullRequest(failing);
  }
  await harness.settled();
  expect(conclusion(passing)).toBe("success");
});

test("a draft that fails for the other's sake gets its comments when it is ready", async () => {
  const { driver } = harness.github;
  // What is new against this one does not fail it: its own review passes.
  await driver.push(repository, {
    branch: "warned",
    files: { ".github/leastwise.yml": "mode: warn\n" },
  });
  await open("main");
  const second = await open("warned", true);
  expect(latestRun(harness, second).externalId).toMatch(
    /:draft:shared:c[0-9a-f]{12}:f[0-9a-f]{12}$/,
  );
  expect(second.reviews).toEqual([]);
  driver.markReady(second);
  await harness.settled();
  expect(conclusion(second)).toBe("failure");
  expect(ownComments(second)).toHaveLength(1);
});

test("a failure is found behind more than one page of later runs", async () => {
  const first = await open("main");
  const second = await open("next");
  const [run] = runs(second).toReversed();
  if (!run) throw new Error("no run");
  // As if somebody had pressed "Re-run" very often.
  for (let index = 1; index <= 150; index++) run.suite.runs.push({ ...run, id: run.id + index });
  harness.github.driver.comment(second, "/leastwise recheck");
  await harness.settled();
  expect(latestRun(harness, second)).toMatchObject({
    conclusion: "failure",
    summary: expect.stringContaining(`pull request ${first.number}`),
  });
});
