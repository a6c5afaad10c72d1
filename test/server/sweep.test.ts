import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Repository } from "../../demo/fake-github/model.ts";
import { until } from "../support/until.ts";
import {
  adminPolicy,
  expectKept,
  type Harness,
  latestRun,
  newRepository,
  openPull,
  startHarness,
} from "./harness.ts";

const runsRoute = "GET /repos/{owner}/{repo}/commits/{ref}/check-runs";
const attemptsRoute = "POST /app/hook/deliveries/{delivery_id}/attempts";

let harness: Harness;
let repository: Repository;

beforeEach(async () => {
  harness = await startHarness();
  repository = await newRepository(harness);
});

afterEach(async () => {
  await harness.settled();
  await harness.close();
  expectKept(harness);
});

describe("a sweep", () => {
  test("asks once for deliveries that failed, and a delivery that comes late is reviewed", async () => {
    const url = `${harness.service.url}/api/github/webhooks`;
    harness.github.setWebhookUrl(`${harness.service.url}/elsewhere`);
    const pull = await openPull(harness, repository, { "policies/admin.json": adminPolicy });
    expect(harness.github.driver.checkRuns(repository)).toEqual([]);
    harness.github.setWebhookUrl(url);
    await sweep();
    expect(latestRun(harness, pull)).toMatchObject({ conclusion: "failure" });
    const asked = harness.github.requests.count(attemptsRoute);
    expect(asked).toBeGreaterThan(0);
    await sweep();
    expect(harness.github.requests.count(attemptsRoute)).toBe(asked);
    expect(harness.github.driver.checkRuns(repository)).toHaveLength(1);
  });

  test("finds pull requests whose head has no verdict, and asks about each head once", async () => {
    const { driver, requests, webhooks } = harness.github;
    webhooks.hold();
    const pull = await openPull(harness, repository, { "policies/admin.json": adminPolicy });
    const closed = await openPull(harness, repository, { "README.md": "x\n" }, { branch: "other" });
    driver.closePullRequest(closed);
    await webhooks.release(() => []);
    await sweep();
    expect(latestRun(harness, pull)).toMatchObject({ conclusion: "failure" });
    expect(driver.checkRuns(repository, closed.head.sha)).toEqual([]);
    await sweep();
    requests.clear();
    await sweep();
    expect(requests.count(runsRoute)).toBe(0);
  });

  test("after a restart asks for what was answered and then lost, and does nothing twice", async () => {
    const { driver, requests, webhooks } = harness.github;
    const pull = await openPull(harness, repository, { "policies/admin.json": adminPolicy });
    // The deliveries are answered as if a queue had kept them.
    webhooks.pretend(202);
    const group = await driver.requestMergeGroup([pull]);
    const asked = driver.comment(pull, "/leastwise explain ADMINISTRATOR_ACCESS");
    driver.comment(pull, "Looks good.");
    await harness.github.deliveriesSettled();
    webhooks.pretend(undefined);

    await harness.restart();
    await sweep();
    expect(driver.checkRuns(repository, group.headSha)).toMatchObject([{ conclusion: "failure" }]);
    expect(asked.reactions.map(({ content }) => content)).toEqual(["+1"]);
    requests.clear();
    await sweep();
    expect(requests.count(attemptsRoute)).toBe(0);

    await harness.restart();
    await sweep();
    expect(driver.checkRuns(repository, group.headSha)).toHaveLength(1);
    expect(pull.comments).toHaveLength(3);
  });

  test("that GitHub does not answer ends without harm", async () => {
    harness.github.faults.add({ status: 500, times: Number.POSITIVE_INFINITY });
    await sweep();
    harness.github.faults.clear();
  });
});

async function sweep(): Promise<void> {
  await harness.service.sweep.run();
  await harness.settled();
}

describe("repositories that come, or come back", () => {
  test.each([
    ["installed", false],
    ["no longer suspended", true],
  ])("%s: their open pull requests are looked for at once", async (_, isSuspended) => {
    const other = await startHarness({ sweeps: true });
    const { driver } = other.github;
    const files = { "policies/admin.json": adminPolicy };
    const place = { owner: "late", name: "infra", installed: isSuspended };
    const late = await driver.createRepository(place);
    await other.settled();
    if (isSuspended) driver.suspend(driver.install(late));
    await other.settled();
    const pull = await openPull(other, late, files);
    expect(driver.checkRuns(late)).toEqual([]);
    const installation = driver.install(late);
    if (isSuspended) driver.unsuspend(installation);
    const isReviewed = () => driver.latestCheckRuns(pull).some((run) => run.status === "completed");
    await until(isReviewed);
    await other.settled();
    await other.close();
    expectKept(other);
  });
});
