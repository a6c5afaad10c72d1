import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from "@jest/globals";
import type { IssueComment, PullRequest, Repository } from "../../demo/fake-github/model.ts";
import type { Delivery } from "../../demo/fake-github/webhooks.ts";
import { ManualClock } from "../support/manual-clock.ts";
import {
  adminPolicy,
  expectKept,
  type Harness,
  latestRun,
  newRepository,
  openPull,
  policyText,
  startHarness,
} from "./harness.ts";

/**
 * Somebody accepts what they have read, and something happens before the command is carried out. The
 * clock of the app is a day late: what was first is for GitHub's clock to tell.
 */

// These run a server and real git commands, which takes a while on a busy machine.
jest.setTimeout(300_000);

let harness: Harness;
let repository: Repository;
let pull: PullRequest;

const code = "ADMINISTRATOR_ACCESS";
const accepting = `/leastwise accept ${code} break glass`;
const wider = { "policies/wider.json": adminPolicy };

beforeAll(async () => {
  harness = await startHarness({ clock: new ManualClock(Date.now() - 24 * 60 * 60_000) });
});

beforeEach(async () => {
  repository = await newRepository(harness);
  pull = await openPull(harness, repository, { "policies/a.json": adminPolicy });
  harness.githubLater(2000);
});

afterEach(async () => {
  await harness.settled();
  expectKept(harness);
});

afterAll(() => harness.close());

function comment(body: string, on = pull): IssueComment {
  harness.githubLater(2000);
  const written = harness.github.driver.comment(on, body);
  harness.githubLater(2000);
  return written;
}

/** What the app says on a pull request, without the hidden line. */
function replies(on = pull): string[] {
  return on.comments
    .filter(({ author }) => author.login === "leastwise[bot]")
    .map(({ body }) => body.split("\n").slice(1).join("\n"));
}

const reactions = ({ reactions }: IssueComment) => reactions.map(({ content }) => content);
const push = (files: Readonly<Record<string, string>>, branch = "change") =>
  harness.github.driver.push(repository, { branch, files });

const unseen = expect.stringMatching(/^Nothing was accepted: .* was not there yet when/);
const outdated = expect.stringMatching(
  /^Nothing was accepted: .* may not be the one that was seen/,
);

async function expectNothingAccepted(written: IssueComment, why: unknown): Promise<void> {
  expect([reactions(written), replies()]).toEqual([["confused"], [why]]);
  expect(latestRun(harness, pull)).toMatchObject({ conclusion: "failure" });
}

test.each<{ name: string; order: (held: readonly Delivery[]) => readonly Delivery[] }>([
  { name: "in the order of events", order: (held) => held },
  { name: "the other way round", order: (held) => held.toReversed() },
])("a push after the comment, deliveries $name: nothing is accepted", async ({ order }) => {
  const { webhooks } = harness.github;
  webhooks.hold();
  const written = comment(accepting);
  await push(wider);
  await webhooks.release(order);
  await harness.settled();
  await expectNothingAccepted(written, unseen);

  // Now it has been seen.
  comment(accepting);
  await harness.settled();
  expect(replies().at(-1)).toContain("`dana` accepts 2 findings of `ADMINISTRATOR_ACCESS`");
  expect(replies().at(-1)).toContain(
    "\n- `policies/a.json`, line 7\n- `policies/wider.json`, line 7\n",
  );
  expect(latestRun(harness, pull)).toMatchObject({ conclusion: "success" });
});

test("a push before the comment, whose review is not there yet: nothing is accepted", async () => {
  const { faults, driver } = harness.github;
  const update = faults.hold("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}");
  await push(wider);
  await update.arrived;
  const written = driver.comment(pull, accepting);
  await harness.github.deliveriesSettled();
  harness.githubLater(2000);
  update.release();
  await harness.settled();
  await expectNothingAccepted(written, unseen);
});

test("a command that is held up until the review is there: nothing is accepted", async () => {
  const { webhooks } = harness.github;
  await push(wider);
  webhooks.hold();
  const written = comment(accepting);
  await webhooks.release((held) => held.filter(({ event }) => event !== "issue_comment"));
  await harness.settled();
  // Its delivery comes when the check of the push has long been published.
  const delivery = webhooks.deliveries.findLast(({ event }) => event === "issue_comment");
  webhooks.redeliver(delivery?.guid ?? "");
  await harness.settled();
  await expectNothingAccepted(written, unseen);
});

test("a wider commit that was reviewed once comes back by force: nothing is accepted", async () => {
  const { driver, webhooks } = harness.github;
  const mild = pull.head.sha;
  const wide = await push(wider);
  await harness.settled();
  harness.githubLater(2000);
  await driver.resetBranch(repository, "change", mild);
  await harness.settled();
  harness.githubLater(2000);
  webhooks.hold();
  const written = comment(accepting);
  // It follows from the mild one, so this push need not even be forced.
  await driver.resetBranch(repository, "change", wide);
  await webhooks.release();
  await harness.settled();
  await expectNothingAccepted(written, outdated);
  expect(pull.forcePushes).toHaveLength(1);

  harness.githubLater(2000);
  comment(accepting);
  await harness.settled();
  expect(latestRun(harness, pull)).toMatchObject({ conclusion: "success" });
});

test("likewise when it comes back just before the comment", async () => {
  const { driver, webhooks } = harness.github;
  const mild = pull.head.sha;
  const other = await driver.push(repository, {
    branch: "other",
    files: { ...wider, "policies/a.json": adminPolicy },
  });
  await driver.resetBranch(repository, "change", other);
  await harness.settled();
  harness.githubLater(2000);
  await driver.resetBranch(repository, "change", mild);
  await harness.settled();
  harness.githubLater(2000);
  webhooks.hold();
  await driver.resetBranch(repository, "change", other);
  const written = comment(accepting);
  await webhooks.release();
  await harness.settled();
  await expectNothingAccepted(written, outdated);
});

test("the same commit reviewed once more after the comment: what it showed before is accepted", async () => {
  const { driver, webhooks } = harness.github;
  webhooks.hold();
  const written = comment(accepting);
  driver.rerequestCheckRun(latestRun(harness, pull));
  // The delivery of the comment comes last.
  const isComment = ({ event }: Delivery) => event === "issue_comment";
  await webhooks.release((held) => held.filter((each) => !isComment(each)));
  await harness.settled();
  expect(driver.checkRuns(repository, pull.head.sha)).toHaveLength(2);
  webhooks.redeliver(webhooks.deliveries.findLast(isComment)?.guid ?? "");
  await harness.settled();
  expect(reactions(written)).toEqual(["+1"]);
  expect(latestRun(harness, pull)).toMatchObject({ conclusion: "success" });
});

test("another base after the comment: what comes with it is not accepted", async () => {
  const { driver, webhooks } = harness.github;
  await push({ "README.md": "# Old\n" }, "old");
  await driver.push(repository, { files: { "policies/main.json": adminPolicy } });
  await driver.updateBranch(pull);
  await harness.settled();
  harness.githubLater(2000);
  webhooks.hold();
  const written = comment(accepting);
  // Against the old base, the policy that came from `main` is new as well.
  await driver.editPullRequest(pull, { base: "old" });
  await webhooks.release((held) => held.toReversed());
  await harness.settled();
  expect(reactions(written)).toEqual(["+1"]);
  expect(replies().at(-1)).toContain("accepts 1 finding of");
  expect(latestRun(harness, pull)).toMatchObject({ conclusion: "failure" });
  expect(latestRun(harness, pull).annotations.map(({ path }) => path)).toEqual([
    "policies/main.json",
  ]);
});

test("the verdict on another pull request with the same head is not one on this", async () => {
  const { driver, webhooks } = harness.github;
  await driver.push(repository, { branch: "next", files: { "README.md": "# Next\n" } });
  webhooks.hold();
  const second = await driver.openPullRequest(repository, { head: "change", base: "next" });
  const written = comment(accepting, second);
  await webhooks.release((held) => held.toReversed());
  await harness.settled();
  expect([reactions(written), replies(second)]).toEqual([["confused"], [unseen]]);
});

test.each(["/leastwise accept ADMINISTRATOR_ACCESS fine", "/leastwise recheck"])(
  "a comment that was edited before it was read, into %s: nothing is done",
  async (body) => {
    const { driver, webhooks } = harness.github;
    webhooks.hold();
    const written = comment("/leastwise accept ADMINISTRATOR_ACCESS please");
    driver.editComment(written, body, "mallory");
    await webhooks.release();
    await harness.settled();
    await expectNothingAccepted(written, expect.stringContaining("was edited before it was read"));
    expect(driver.checkRuns(repository, pull.head.sha)).toHaveLength(1);
  },
);

test("a command that is delivered again after a push accepts nothing more", async () => {
  const { webhooks } = harness.github;
  comment(accepting);
  await harness.settled();
  const delivery = webhooks.deliveries.findLast(({ event }) => event === "issue_comment");
  await push(wider);
  await harness.settled();
  webhooks.redeliver(delivery?.guid ?? "");
  await harness.settled();
  expect(replies()).toHaveLength(1);
  expect(latestRun(harness, pull)).toMatchObject({ conclusion: "failure" });
});

test("two commands in two comments, one after the other: both count", async () => {
  await push({ "policies/b.json": policyText("s4:GetObject", "*") });
  await harness.settled();
  harness.githubLater(2000);
  const { webhooks } = harness.github;
  webhooks.hold();
  const both = [comment(accepting), comment("/leastwise accept INVALID_SERVICE_IN_ACTION soon")];
  await webhooks.release();
  await harness.settled();
  expect(both.map(reactions)).toEqual([["+1"], ["+1"]]);
  expect(latestRun(harness, pull)).toMatchObject({ conclusion: "success" });
});
