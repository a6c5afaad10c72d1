import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import fc from "fast-check";
import type { PullRequest, Repository, ReviewComment } from "../../demo/fake-github/model.ts";
import { firstName } from "../../src/github/moved-comments.ts";
import { commentsMax, isClosed, markerOf } from "../../src/reports/review-comments.ts";
import { isNew, type Review } from "../../src/review/review.ts";
import { reviewChange } from "../../src/review/review-change.ts";
import { fakeChange } from "../support/fake-change.ts";
import {
  adminPolicy,
  expectKept,
  type Harness,
  harmlessPolicy,
  latestRun,
  newRepository,
  ownComments,
  policyText,
  startHarness,
} from "./harness.ts";

// These run a server and real git commands, which takes a while on a busy machine.
jest.setTimeout(600_000);

/** Histories that are tried; more with `PROPERTY_RUNS`. */
const runs = Number(process.env.PROPERTY_RUNS ?? 3);
const stepsMax = 10;

type Files = Readonly<Record<string, string>>;
/** A commit of the branch: what stands at it, and at the commit where it left `main`. */
interface Commit {
  readonly sha: string;
  readonly base: Files;
  readonly head: Files;
}

const texts = [
  harmlessPolicy,
  adminPolicy,
  `\n\n\n${adminPolicy}`,
  policyText("iam:PassRole", "*"),
  policyText("s3:GetObjekt", "arn:aws:s3:::logs/*"),
];
const paths = ["a/one.json", "a/two.json", "b/one.json", "b/two.json", "b/three.json"];
const writeRoutes = [
  "POST /repos/{owner}/{repo}/check-runs",
  "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}",
  "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
  "PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}",
];

const path = fc.constantFrom(...paths);
const edit = fc.record({ path, text: fc.option(fc.constantFrom(...texts)) });
const order = fc.constantFrom("reversed", "twice", "last", "none");
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("push" as const), edit }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("rename" as const), from: path, to: path }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("rebase" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("base" as const), edit }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("back" as const), commit: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("reply" as const), comment: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete" as const), comment: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("forge" as const), by: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("redeliver" as const), which: fc.nat(50) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("held" as const),
      edits: fc.array(edit, { minLength: 2, maxLength: 3 }),
      order,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("at once" as const),
      edits: fc.array(edit, { minLength: 2, maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("draft" as const), edit }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("closed" as const), edit }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("asked" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("fault" as const),
      route: fc.constantFrom(...writeRoutes),
      kind: fc.constantFrom("before", "after", "limit"),
      edit,
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type Edit = Extract<Step, { do: "push" }>["edit"];

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness.close());

test("any history leaves the comments that its end calls for, and no others touched", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: stepsMax }), async (steps) => {
      const history = await History.begin();
      for (const each of steps) {
        await history.do(each);
        await history.check(JSON.stringify(each));
      }
      await history.push({ path: "c/last.json", text: adminPolicy });
      await history.check("a last finding");
    }),
    { seed: 20_261_124, numRuns: runs, endOnFailure: true },
  );
  expectKept(harness);
});

class History {
  private readonly repository: Repository;
  private readonly pull: PullRequest;
  /** What stands at `main`, where the branch left it, and at the branch. */
  private main: Files;
  private base: Files;
  private head: Files;
  private readonly commits: Commit[] = [];
  /** Of other people's comments, the words. */
  private readonly words = new Map<ReviewComment, string>();
  /** Of comments that were answered, the words that they had then. */
  private readonly answered = new Map<ReviewComment, string>();
  private readonly deleted = new Set<ReviewComment>();
  private readonly seen = new Set<ReviewComment>();
  /** Findings whose comment somebody deleted: they may have none. */
  private readonly silent = new Set<string>();

  private constructor(repository: Repository, pull: PullRequest, main: Files, head: Files) {
    this.repository = repository;
    this.pull = pull;
    this.main = main;
    this.base = main;
    this.head = head;
    this.commits.push({ sha: pull.head.sha, base: main, head });
  }

  static async begin(): Promise<History> {
    const repository = await newRepository(harness);
    const { driver } = harness.github;
    const old = { "a/old.json": policyText("s3:*", "*") };
    await driver.push(repository, { files: old });
    const first = { "a/one.json": adminPolicy };
    await driver.push(repository, { branch: "change", files: first });
    const pull = await driver.openPullRequest(repository, { head: "change" });
    await harness.settled();
    const main = { "README.md": "# infra\n", ...old };
    return new History(repository, pull, main, { ...main, ...first });
  }

  async do(step: Step): Promise<void> {
    const { driver, faults, webhooks } = harness.github;
    switch (step.do) {
      case "push":
        return this.push(step.edit);
      case "rename": {
        const text = this.head[step.from];
        if (text === undefined || step.from === step.to) return;
        return this.pushFiles({ [step.from]: null, [step.to]: text });
      }
      case "rebase":
        return this.rebase();
      case "base":
        await driver.push(this.repository, { files: { [step.edit.path]: step.edit.text } });
        this.main = edited(this.main, { [step.edit.path]: step.edit.text });
        return;
      case "back": {
        const commit = this.commits[step.commit % this.commits.length];
        if (!commit) return;
        await driver.resetBranch(this.repository, "change", commit.sha);
        this.base = commit.base;
        this.head = commit.head;
        return;
      }
      case "reply": {
        const comment = this.own(step.comment);
        if (!comment) return;
        const answer = driver.reply(comment, "Why?");
        this.words.set(answer, answer.body);
        this.answered.set(comment, wordsOf(comment.body));
        return;
      }
      case "delete": {
        const comment = this.own(step.comment);
        // With its answers, as GitHub shows them on their own then.
        if (!comment || this.answered.has(comment)) return;
        driver.deleteReviewComment(comment);
        this.deleted.add(comment);
        this.silent.add(markerOf(comment.body) ?? "");
        this.silent.add(firstName(comment.body) ?? "");
        return;
      }
      case "forge": {
        const [own] = ownComments(this.pull).filter(({ line }) => line !== null);
        if (!own) return;
        const place = { path: own.path, body: own.body, line: own.line ?? 1, side: "RIGHT" };
        const by = step.by === 0 ? "mallory" : "other-app[bot]";
        const forged = await driver.commentOnLine(this.pull, place, by);
        this.words.set(forged, forged.body);
        return;
      }
      case "redeliver": {
        const past = webhooks.deliveries.filter(
          ({ repositoryId }) => repositoryId === this.repository.id,
        );
        const guid = past[step.which % past.length]?.guid;
        if (guid !== undefined) webhooks.redeliver(guid);
        return;
      }
      case "held":
        webhooks.hold();
        for (const each of step.edits) await this.push(each);
        await webhooks.release((held) => {
          if (step.order === "reversed") return held.toReversed();
          if (step.order === "twice") return [...held, ...held.toReversed()];
          return step.order === "last" ? held.slice(-2) : held;
        });
        return;
      case "at once":
        for (const each of step.edits) await this.push(each);
        return;
      case "draft":
        driver.convertToDraft(this.pull);
        await this.push(step.edit);
        await harness.settled();
        driver.markReady(this.pull);
        return;
      case "closed":
        driver.closePullRequest(this.pull);
        await harness.settled();
        driver.reopenPullRequest(this.pull);
        return this.push(step.edit);
      case "asked":
        await harness.settled();
        driver.rerequestCheckRun(latestRun(harness, this.pull));
        return;
      case "fault": {
        const { route, kind } = step;
        if (kind === "limit") faults.secondaryLimit({ route, retryAfterSeconds: 4 });
        else faults.add({ route, status: 502, afterEffect: kind === "after" });
        await this.push(step.edit);
        await harness.settled();
        await harness.clock.advance(5_000);
        faults.clear();
      }
    }
  }

  push({ path, text }: Edit): Promise<void> {
    return this.pushFiles({ [path]: text });
  }

  private async pushFiles(files: Readonly<Record<string, string | null>>): Promise<void> {
    const sha = await harness.github.driver.push(this.repository, { branch: "change", files });
    this.head = edited(this.head, files);
    this.commits.push({ sha, base: this.base, head: this.head });
  }

  /** Puts what the branch changes on the tip of `main`, and pushes with force. */
  private async rebase(): Promise<void> {
    const { driver } = harness.github;
    const changed: Record<string, string | null> = {};
    for (const path of new Set([...Object.keys(this.base), ...Object.keys(this.head)])) {
      if (this.base[path] !== this.head[path]) changed[path] = this.head[path] ?? null;
    }
    const sha = await driver.push(this.repository, {
      branch: `rebased-${this.commits.length}`,
      from: "main",
      files: changed,
    });
    await driver.resetBranch(this.repository, "change", sha);
    this.base = this.main;
    this.head = edited(this.main, changed);
    this.commits.push({ sha, base: this.base, head: this.head });
  }

  private own(index: number): ReviewComment | undefined {
    const own = ownComments(this.pull);
    return own[index % own.length];
  }

  /** What has to hold after every step, whatever happened in it. */
  async check(step: string): Promise<void> {
    await harness.settled();
    const review = await reviewChange(fakeChange({ ...this.base }, { ...this.head }));
    this.checkOwn(step, review);
    for (const [comment, text] of this.words)
      expect({ step, body: comment.body }).toEqual({ step, body: text });
    const others = this.pull.reviewComments.filter(
      ({ author }) => author.login !== "leastwise[bot]",
    );
    expect({ step, others: others.length }).toEqual({ step, others: this.words.size });
    const { status, conclusion } = latestRun(harness, this.pull);
    const expected = review.verdict === "pass" ? "success" : "failure";
    expect({ step, status, conclusion }).toEqual({
      step,
      status: "completed",
      conclusion: expected,
    });
  }

  private checkOwn(step: string, review: Review): void {
    const wanted = review.findings.filter(isNew).map(({ fingerprint }) => fingerprint);
    const own = ownComments(this.pull);
    const open = own.filter(({ body }) => !isClosed(body));
    const said = open.map(({ body }) => markerOf(body) ?? "?");
    expect({ step, said: [...said].sort() }).toEqual({ step, said: [...new Set(said)].sort() });
    // What has come into the base meanwhile is not fixed, though it is no longer new.
    const present = review.findings.filter(({ state }) => state !== "fixed");
    const gone = said.filter((each) => !present.some(({ fingerprint }) => fingerprint === each));
    expect({ step, gone }).toEqual({ step, gone: [] });
    const missing = wanted.filter((each) => !said.includes(each) && !this.silent.has(each));
    if (said.length < commentsMax) expect({ step, missing }).toEqual({ step, missing: [] });
    expect(said.length).toBeLessThanOrEqual(commentsMax);
    for (const comment of own) this.seen.add(comment);
    // Nothing is taken back, unless there are so many that the more severe take the place of others.
    if (wanted.length >= commentsMax) this.seen.clear();
    for (const comment of this.seen) {
      if (!this.deleted.has(comment)) expect(own).toContain(comment);
    }
    for (const [comment, text] of this.answered) {
      if (!isClosed(comment.body)) {
        expect({ step, words: wordsOf(comment.body) }).toEqual({ step, words: text });
      }
    }
  }
}

function edited(files: Files, edits: Readonly<Record<string, string | null>>): Files {
  const result = { ...files };
  for (const [path, text] of Object.entries(edits)) {
    if (text === null) delete result[path];
    else result[path] = text;
  }
  return result;
}

function wordsOf(body: string): string {
  // Without the hidden lines, which tell what it is about.
  return body.replaceAll(/^<!--[^>]*-->$/gm, "").trim();
}
