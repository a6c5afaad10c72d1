import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { PullRequest, Repository } from "../../demo/fake-github/model.ts";
import { isClosed, markerOf } from "../../src/reports/review-comments.ts";
import { isNew } from "../../src/review/review.ts";
import { reviewChange } from "../../src/review/review-change.ts";
import { fakeChange } from "../support/fake-change.ts";
import {
  adminPolicy,
  expectClean,
  type Harness,
  harmlessPolicy,
  latestRun,
  newRepository,
  ownComments,
  policyText,
  startHarness,
} from "./harness.ts";

type Files = Record<string, string>;

const passRole = policyText("iam:PassRole", "*");
const allOfS3 = policyText("s3:*", "*");
const misspelt = policyText("s3:GetObjekt", "arn:aws:s3:::logs/*");
const moved = (text: string) => `\n\n${text}`;

let harness: Harness;
let repository: Repository;
let pull: PullRequest;
/** What stands at the merge base and at the head. */
let base: Files;
let head: Files;
let pushes = 0;
/** Every word that people wrote, by comment. */
const words = new Map<{ readonly body: string }, string>();

beforeAll(async () => {
  harness = await startHarness();
  repository = await newRepository(harness);
  base = { "README.md": "# infra\n", "policies/old.json": allOfS3 };
  head = { ...base, "policies/a.json": adminPolicy };
  const { driver } = harness.github;
  await driver.push(repository, { files: { "policies/old.json": allOfS3 } });
  await push({ "policies/a.json": adminPolicy });
  pull = await driver.openPullRequest(repository, { head: "change" });
  await harness.settled();
});

afterAll(() => harness.close());

/** Pushes to the branch without waiting for what follows. */
async function push(files: Record<string, string | null>): Promise<void> {
  pushes++;
  await harness.github.driver.push(repository, { branch: "change", files });
  for (const [path, text] of Object.entries(files)) {
    if (text === null) delete head[path];
    else head[path] = text;
  }
}

/** Puts all files of the head into one commit on the tip of the base, and pushes with force. */
async function rebase(): Promise<void> {
  pushes++;
  const { driver } = harness.github;
  const changed = Object.entries(head).filter(([path, text]) => base[path] !== text);
  const removed = Object.keys(base).filter((path) => !(path in head));
  const sha = await driver.push(repository, {
    branch: `rebased-${pushes}`,
    from: "main",
    files: Object.fromEntries([...changed, ...removed.map((path) => [path, null])]),
  });
  await driver.resetBranch(repository, "change", sha);
}

async function pushToBase(files: Files): Promise<void> {
  await harness.github.driver.push(repository, { files });
}

function reply(about: string): void {
  const comment = ownComments(pull).find(({ body }) => body.includes(about));
  if (!comment) throw new Error(`no comment about ${about}`);
  const answer = harness.github.driver.reply(comment, `What of ${about}?`);
  words.set(answer, answer.body);
}

/** The fingerprints of the findings that the two states call for. */
async function wanted(): Promise<string[]> {
  const { findings } = await reviewChange(fakeChange(base, head));
  return findings.filter(isNew).map(({ fingerprint }) => fingerprint);
}

function open(): string[] {
  return ownComments(pull).flatMap(({ body }) => (isClosed(body) ? [] : [markerOf(body) ?? "?"]));
}

/** What has to hold after every step, whatever happened in it. */
async function check(step: string): Promise<void> {
  await harness.settled();
  const expected = await wanted();
  expect({ step, open: open().sort() }).toEqual({ step, open: expected.sort() });
  const run = latestRun(harness, pull);
  expect({ step, status: run.status }).toEqual({ step, status: "completed" });
  for (const [comment, text] of words) expect(comment.body).toBe(text);
  const strangers = pull.reviewComments.filter(({ author }) => author.login !== "leastwise[bot]");
  expect(strangers).toHaveLength(words.size);
}

const steps: [name: string, act: () => Promise<void>][] = [
  ["nothing yet", async () => {}],
  ["a second finding", () => push({ "policies/b.json": passRole })],
  ["both moved down", () => push({ "policies/a.json": moved(adminPolicy) })],
  ["the first is fixed", () => push({ "policies/a.json": harmlessPolicy })],
  ["and comes back", () => push({ "policies/a.json": adminPolicy })],
  ["something else", () => push({ "README.md": "# Infra\n" })],
  [
    "people answer, and the finding stays",
    async () => {
      reply("PASS_ROLE");
      await push({ "policies/b.json": moved(passRole) });
    },
  ],
  ["what was answered is fixed", () => push({ "policies/b.json": null })],
  ["what was answered comes back", () => push({ "policies/b.json": passRole })],
  ["a misspelt action", () => push({ "policies/c.json": misspelt })],
  ["a rename", () => push({ "policies/c.json": null, "policies/d.json": misspelt })],
  [
    "a rename of several, with a fix",
    () =>
      push({
        "policies/b.json": null,
        "roles/b.json": passRole,
        "policies/d.json": harmlessPolicy,
      }),
  ],
  [
    "somebody forges a marker",
    async () => {
      const [own] = ownComments(pull).filter(({ body }) => !isClosed(body));
      if (!own) throw new Error("no comment");
      const forged = await harness.github.driver.commentOnLine(
        pull,
        { path: own.path, body: own.body, line: own.line ?? 1, side: "RIGHT" },
        "mallory",
      );
      words.set(forged, forged.body);
      await push({ "README.md": "# INFRA\n" });
    },
  ],
  ["a file that is broken", () => push({ "policies/e.json": '{ "Statement": [ { "Effect": "Al' })],
  ["and whole again", () => push({ "policies/e.json": harmlessPolicy })],
  ["a rebase onto the same base", rebase],
  [
    "a rebase onto a base that moved",
    async () => {
      await pushToBase({ "policies/base.json": harmlessPolicy });
      base["policies/base.json"] = harmlessPolicy;
      head["policies/base.json"] = harmlessPolicy;
      await rebase();
    },
  ],
  [
    "a rebase onto a base that has one of the findings",
    async () => {
      await pushToBase({ "roles/b.json": passRole });
      base["roles/b.json"] = passRole;
      await rebase();
    },
  ],
  ["a finding of the base is edited away", () => push({ "policies/old.json": harmlessPolicy })],
  ["and put back as it was", () => push({ "policies/old.json": allOfS3 })],
  [
    "three pushes at once",
    async () => {
      await push({ "policies/a.json": harmlessPolicy });
      await push({ "policies/f.json": allOfS3 });
      await push({ "policies/g.json": misspelt });
    },
  ],
  [
    "deliveries in the wrong order, and twice",
    async () => {
      const { webhooks } = harness.github;
      webhooks.hold();
      await push({ "policies/f.json": harmlessPolicy });
      await push({ "policies/f.json": allOfS3, "policies/a.json": adminPolicy });
      await push({ "policies/g.json": null });
      await webhooks.release((held) => [...held, ...held].reverse());
    },
  ],
  [
    "every delivery so far once more",
    async () => {
      const { webhooks } = harness.github;
      const guids = webhooks.deliveries
        .filter(({ event }) => event === "pull_request")
        .map(({ guid }) => guid);
      for (const guid of new Set(guids)) webhooks.redeliver(guid);
    },
  ],
  [
    "a push while another is reviewed",
    async () => {
      await push({ "policies/h.json": passRole });
      await Promise.all([
        harness.github.deliveriesSettled(),
        push({ "policies/h.json": null, "policies/i.json": passRole }),
      ]);
    },
  ],
  [
    "a draft that gets more, and is ready again",
    async () => {
      const { driver } = harness.github;
      driver.convertToDraft(pull);
      await push({ "policies/j.json": misspelt });
      await harness.settled();
      driver.markReady(pull);
    },
  ],
  [
    "somebody asks for another run",
    async () => harness.github.driver.rerequestCheckRun(latestRun(harness, pull)),
  ],
  [
    "closed, opened again, and pushed to",
    async () => {
      const { driver } = harness.github;
      driver.closePullRequest(pull);
      await harness.settled();
      driver.reopenPullRequest(pull);
      await push({ "policies/a.json": harmlessPolicy });
    },
  ],
  [
    "people talk on a finding that is gone",
    async () => {
      const gone = ownComments(pull).find(({ body }) => isClosed(body));
      if (!gone) throw new Error("nothing is gone");
      const answer = harness.github.driver.reply(gone, "Thank you!");
      words.set(answer, answer.body);
      await push({ "README.md": "# infra again\n" });
    },
  ],
  ["a regression", () => push({ "policies/a.json": moved(moved(adminPolicy)) })],
  [
    "a forced push back to almost nothing",
    async () => {
      head = { ...base, "policies/a.json": adminPolicy };
      await rebase();
    },
  ],
  ["a last fix", () => push({ "policies/a.json": harmlessPolicy })],
  ["a last finding", () => push({ "policies/k.json": passRole })],
];

test("a history of more than thirty pushes leaves the comments that its end calls for", async () => {
  for (const [name, act] of steps) {
    await act();
    await check(name);
  }
  expect(pushes).toBeGreaterThanOrEqual(30);
  expect(await wanted()).toHaveLength(1);
  const ids = ownComments(pull).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expectClean(harness);
});
