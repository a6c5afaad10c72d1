import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { IssueComment, PullRequest, Repository } from "../../demo/fake-github/model.ts";
import {
  adminPolicy,
  expectClean,
  type Harness,
  harmlessPolicy,
  newRepository,
  openPull,
  policyText,
  startHarness,
} from "./harness.ts";

let harness: Harness;
let repository: Repository;
let pull: PullRequest;

beforeAll(async () => {
  harness = await startHarness();
});

beforeEach(async () => {
  repository = await newRepository(harness);
  pull = await openPull(harness, repository, { "policies/a.json": adminPolicy });
});

afterEach(async () => {
  await harness.settled();
  expectClean(harness);
});

afterAll(() => harness.close());

/** Times on GitHub are those of seconds: what was published in the same one was not read. */
const readingMs = 2000;

async function say(body: string, by?: string): Promise<IssueComment> {
  harness.githubLater(readingMs);
  const comment = harness.github.driver.comment(pull, body, by);
  await harness.settled();
  return comment;
}

function runs(): number {
  return harness.github.driver.checkRuns(repository, pull.head.sha).length;
}

function replies(): string[] {
  return pull.comments
    .filter(({ author }) => author.login === "leastwise[bot]")
    .map(({ body }) => body.split("\n").slice(1).join("\n"));
}

function newComment(): Omit<IssueComment, "id" | "body"> {
  const { author, createdAt } = pull;
  return { pull, author, createdAt, updatedAt: createdAt, reactions: [] };
}

const reactions = (comment: IssueComment) => comment.reactions.map(({ content }) => content);

describe("recheck", () => {
  test("by someone with write permission reviews once more", async () => {
    const comment = await say("/leastwise recheck");
    expect([runs(), reactions(comment), replies()]).toEqual([2, ["+1"], []]);
    expect(pull.reviews).toHaveLength(1);
  });

  test("is done once, however often the delivery comes", async () => {
    await say("/leastwise recheck");
    const { webhooks } = harness.github;
    const delivery = webhooks.deliveries.find(({ event }) => event === "issue_comment");
    webhooks.redeliver(delivery?.guid ?? "");
    webhooks.redeliver(delivery?.guid ?? "");
    await harness.settled();
    expect(runs()).toBe(2);
  });

  test.each(["read", "none"] as const)(
    "by someone with %s is refused, once",
    async (permission) => {
      const { driver } = harness.github;
      driver.setPermission(repository, "stranger", permission);
      const first = await say("/leastwise recheck", "stranger");
      const second = await say("/leastwise recheck", "stranger");
      expect([runs(), reactions(first), reactions(second)]).toEqual([1, ["-1"], ["-1"]]);
      expect(replies()).toEqual([expect.stringContaining("take write permission")]);
    },
  );

  test("looks at the permission of now, not of a while ago", async () => {
    const { driver } = harness.github;
    driver.setPermission(repository, "dana", "read");
    await say("/leastwise recheck");
    expect(runs()).toBe(1);
    driver.setPermission(repository, "dana", "write");
    await say("/leastwise recheck");
    expect(runs()).toBe(2);
  });

  test("is refused once for each person, also by another server", async () => {
    const { driver } = harness.github;
    driver.setPermission(repository, "stranger", "read");
    await say("/leastwise recheck", "stranger");
    await harness.restart();
    const second = await say("/leastwise help", "stranger");
    const other = await say("/leastwise recheck", "guest");
    expect([reactions(second), reactions(other)]).toEqual([["-1"], ["-1"]]);
    expect(replies()).toHaveLength(2);
  });

  test("by the author of a pull request from a fork, who may only read, is refused", async () => {
    const { driver } = harness.github;
    const fork = await driver.fork(repository, "rita");
    await driver.push(fork, { branch: "idea", files: { "policies/idea.json": adminPolicy } });
    pull = await driver.openPullRequest(repository, {
      head: "idea",
      headRepository: fork,
      author: "rita",
    });
    await harness.settled();
    const own = await say("/leastwise accept ADMINISTRATOR_ACCESS mine", "rita");
    expect(reactions(own)).toEqual(["-1"]);
    expect(driver.latestCheckRuns(pull)).toMatchObject([{ conclusion: "failure" }]);
    const ours = await say("/leastwise accept ADMINISTRATOR_ACCESS agreed");
    expect(reactions(ours)).toEqual(["+1"]);
    expect(driver.latestCheckRuns(pull)).toMatchObject([{ conclusion: "success" }]);
  });

  test("that was deleted before it was read does nothing", async () => {
    const { driver, webhooks } = harness.github;
    webhooks.hold();
    const comment = driver.comment(pull, "/leastwise recheck");
    driver.deleteComment(comment);
    await webhooks.release();
    await harness.settled();
    expect([runs(), replies()]).toEqual([1, []]);
  });
});

describe("a command on a pull request that is closed", () => {
  test.each(["recheck", "accept ADMINISTRATOR_ACCESS why not"])("%s: says so", async (command) => {
    harness.github.driver.closePullRequest(pull);
    const comment = await say(`/leastwise ${command}`);
    expect([reactions(comment), replies()]).toEqual([
      ["confused"],
      [expect.stringContaining("is closed")],
    ]);
    expect(runs()).toBe(1);
  });
});

describe("explain", () => {
  test("tells what a rule is about", async () => {
    const comment = await say("/leastwise explain administrator_access");
    expect(replies()).toEqual([
      expect.stringMatching(/^\*\*Security warning\*\* `ADMINISTRATOR_ACCESS`: .*\[Learn more\]/),
    ]);
    expect([reactions(comment), runs()]).toEqual([["+1"], 1]);
  });

  test("of something unknown says what was probably meant, and repeats nothing live", async () => {
    await say("/leastwise explain ADMINISTRATOR_ACESS");
    await say("/leastwise explain @everyone<img>");
    expect(replies()).toEqual([
      "There is no rule `ADMINISTRATOR_ACESS`. Did you mean `ADMINISTRATOR_ACCESS`?",
      "There is no rule `@everyone<img>`.",
    ]);
  });
});

test("the team's own rules are explained, and accepted, as the base has them", async () => {
  const { driver } = harness.github;
  await driver.push(repository, {
    branch: "main",
    files: {
      ".github/leastwise.yml": `custom-rules:
  - code: CUSTOM_NO_EXPORT
    message: "Exports go through the data team. @everyone <b>"
    type: WARNING
    deny: { actions: ["s3:PutObject"] }
`,
    },
  });
  await harness.settled();
  await say("/leastwise explain custom_no_export");
  await say("/leastwise explain CUSTOM_NO_EXPROT");
  // The rule came to the base after the review: no check has shown its finding yet.
  await say("/leastwise accept CUSTOM_NO_EXPORT agreed");
  await say("/leastwise recheck");
  await say("/leastwise accept custom_no_export agreed");
  const [explained, meant, unseen, accepted] = replies();
  expect(explained).toMatch(
    /^\*\*Warning\*\* `CUSTOM_NO_EXPORT`: Exports go through the data team/,
  );
  expect(explained).toContain("docs/custom-rules.md");
  expect(explained).toContain("`@everyone` `<b>`.");
  expect(meant).toBe("There is no rule `CUSTOM_NO_EXPROT`. Did you mean `CUSTOM_NO_EXPORT`?");
  expect(unseen).toBe(
    "The check shows no new finding of `CUSTOM_NO_EXPORT`, so there is nothing to accept. It shows new findings of `ADMINISTRATOR_ACCESS`.",
  );
  expect(accepted).toMatch(/^`dana` accepts 1 finding of `CUSTOM_NO_EXPORT` at /);
});

describe("accept", () => {
  const latest = () => harness.github.driver.latestCheckRuns(pull)[0];

  test("by someone with write permission lets what stands there now pass", async () => {
    expect(latest()).toMatchObject({ conclusion: "failure" });
    const comment = await say("/leastwise accept ADMINISTRATOR_ACCESS break glass @everyone");
    expect(reactions(comment)).toEqual(["+1"]);
    expect(replies()).toEqual([
      expect.stringMatching(/^`dana` accepts 1 finding of `ADMINISTRATOR_ACCESS` at /),
    ]);
    expect(latest()).toMatchObject({
      conclusion: "success",
      title: "New access, no new findings in 1 policy, 1 accepted",
    });
    expect(latest()?.summary).toContain(
      "`by command`: `ADMINISTRATOR_ACCESS` in `policies/a.json`:",
    );
    expect(pull.reviewComments[0]?.body).toContain("**Accepted** for this pull request");
  });

  test("does not cover what comes later", async () => {
    await say("/leastwise accept ADMINISTRATOR_ACCESS break glass");
    const { driver } = harness.github;
    await driver.push(repository, { branch: "change", files: { "README.md": "# Changed\n" } });
    await harness.settled();
    expect(latest()).toMatchObject({ conclusion: "success" });
    await driver.push(repository, {
      branch: "change",
      files: { "policies/other.json": adminPolicy },
    });
    await harness.settled();
    expect(latest()).toMatchObject({ conclusion: "failure" });
  });

  test("by somebody else is refused, and so is a marker that somebody else wrote", async () => {
    harness.github.driver.setPermission(repository, "stranger", "read");
    await say("/leastwise accept ADMINISTRATOR_ACCESS please", "stranger");
    await say("/leastwise accept ADMINISTRATOR_ACCESS why not");
    const [own] = pull.comments.filter(({ body }) => body.includes("leastwise:accepted"));
    const other = await openPull(
      harness,
      repository,
      { "policies/a.json": adminPolicy },
      { branch: "other" },
    );
    harness.github.driver.comment(other, own?.body ?? "", "stranger");
    harness.github.driver.comment(other, "/leastwise recheck");
    await harness.settled();
    expect(harness.github.driver.latestCheckRuns(other)).toMatchObject([{ conclusion: "failure" }]);
  });

  test("names what it accepts, and how much more there is", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `policies/b${10 + index}.json`);
    const files = Object.fromEntries(names.map((name) => [name, adminPolicy]));
    await harness.github.driver.push(repository, { branch: "change", files });
    await harness.settled();
    await say("/leastwise accept `ADMINISTRATOR_ACCESS` break glass");
    const [reply = ""] = replies();
    expect(reply.split("\n")).toEqual([
      expect.stringMatching(/^`dana` accepts 13 findings of .*: `break glass`\.$/),
      "",
      "- `policies/a.json`, line 7",
      ...names.slice(0, 9).map((name) => `- \`${name}\`, line 7`),
      "- and 3 more",
      "",
      "When the policy grants something else, the finding is back.",
    ]);
    expect(latest()).toMatchObject({ conclusion: "success" });
  });

  test("on a draft, whose check is there as well", async () => {
    const { driver } = harness.github;
    pull = await openPull(
      harness,
      repository,
      { "policies/draft.json": adminPolicy },
      { branch: "draft", draft: true },
    );
    const comment = await say("/leastwise accept ADMINISTRATOR_ACCESS later");
    expect(reactions(comment)).toEqual(["+1"]);
    driver.markReady(pull);
    await harness.settled();
    expect(latest()).toMatchObject({ conclusion: "success" });
    expect(pull.reviewComments).toEqual([]);
  });

  test("twice, with other words, is told twice", async () => {
    await say("/leastwise accept ADMINISTRATOR_ACCESS break glass");
    const again = await say("/leastwise accept ADMINISTRATOR_ACCESS break glass");
    const other = await say("/leastwise accept ADMINISTRATOR_ACCESS until spring");
    expect([reactions(again), reactions(other)]).toEqual([["+1"], ["+1"]]);
    expect(replies()).toEqual([
      expect.stringContaining("`break glass`"),
      expect.stringContaining("`until spring`"),
    ]);
  });

  test("where the check is that of a version that kept no digest: it is reviewed once more", async () => {
    const run = latest();
    if (run) run.externalId = run.externalId.replace(/:f[0-9a-f]{12}$/, "");
    const first = await say("/leastwise accept ADMINISTRATOR_ACCESS break glass");
    expect(reactions(first)).toEqual(["confused"]);
    expect(replies()).toEqual([expect.stringContaining("It is reviewed once more.")]);
    expect(runs()).toBe(2);
    const second = await say("/leastwise accept ADMINISTRATOR_ACCESS break glass");
    expect(reactions(second)).toEqual(["+1"]);
  });

  test("by somebody whose permission is taken away before it is read is refused", async () => {
    const { driver, webhooks } = harness.github;
    harness.githubLater(readingMs);
    webhooks.hold();
    const comment = driver.comment(pull, "/leastwise accept ADMINISTRATOR_ACCESS bye");
    driver.setPermission(repository, "dana", "read");
    await webhooks.release();
    await harness.settled();
    expect(reactions(comment)).toEqual(["-1"]);
    expect(latest()).toMatchObject({ conclusion: "failure" });
  });

  test("in a conversation that was locked accepts nothing, and no error is made of it", async () => {
    const before = harness.log.length;
    harness.github.faults.add({
      route: "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
      status: 403,
      message: "Unable to create comment because issue is locked.",
    });
    const comment = await say("/leastwise accept ADMINISTRATOR_ACCESS break glass");
    expect([reactions(comment), replies()]).toEqual([[], []]);
    expect(latest()).toMatchObject({ conclusion: "failure" });
    const lines = harness.log.slice(before).map((line) => JSON.parse(line));
    expect(lines.filter(({ level }) => level >= 40)).toEqual([]);
    expect(lines).toContainEqual(expect.objectContaining({ outcome: "locked" }));
  });

  test("where there are more comments than can be looked at accepts nothing", async () => {
    for (let id = 1; id <= 3000; id++) {
      pull.comments.push({ ...newComment(), id, body: "Hello." });
    }
    const comment = await say("/leastwise accept ADMINISTRATOR_ACCESS break glass");
    expect(reactions(comment)).toEqual(["confused"]);
    expect(latest()).toMatchObject({ conclusion: "failure" });
  });

  test("counts in the merge queue as well", async () => {
    const { driver } = harness.github;
    const before = await driver.requestMergeGroup([pull]);
    await harness.settled();
    expect(driver.checkRuns(repository, before.headSha)).toMatchObject([{ conclusion: "failure" }]);
    await driver.destroyMergeGroup(before, "dequeued");
    await say("/leastwise accept ADMINISTRATOR_ACCESS break glass");
    await driver.push(repository, { files: { "README.md": "# Moved on\n" } });
    const after = await driver.requestMergeGroup([pull]);
    await harness.settled();
    expect(driver.checkRuns(repository, after.headSha)).toMatchObject([{ conclusion: "success" }]);
  });

  test("counts in a queue that rebases: the branch of the group names the pull request", async () => {
    const { driver } = harness.github;
    await say("/leastwise accept ADMINISTRATOR_ACCESS break glass");
    await driver.push(repository, { files: { "README.md": "# Moved on\n" } });
    const group = await driver.requestMergeGroup([pull], "rebase");
    await harness.settled();
    const [run] = driver.checkRuns(repository, group.headSha);
    expect(run).toMatchObject({ conclusion: "success" });
    // So it does when the run, or the whole suite, is asked for again.
    if (run) driver.rerequestCheckRun(run);
    await harness.settled();
    if (run) driver.rerequestCheckSuite(run.suite);
    await harness.settled();
    expect(driver.checkRuns(repository, group.headSha)).toMatchObject([
      { conclusion: "success" },
      { conclusion: "success" },
      { conclusion: "success" },
    ]);
  });

  test("of what is not there says so", async () => {
    const missing = await say("/leastwise accept MISSING_VERSION why not");
    const nonsense = await say("/leastwise accept NONSENSE why not");
    expect([reactions(missing), reactions(nonsense)]).toEqual([["confused"], ["confused"]]);
    expect(replies()).toEqual([
      expect.stringContaining("no new finding of `MISSING_VERSION`"),
      expect.stringContaining("There is no rule `NONSENSE`"),
    ]);
    expect(runs()).toBe(1);
  });
});

describe("other comments", () => {
  test("an unknown command gets the list of commands", async () => {
    const comment = await say("/leastwise approve");
    expect(replies()).toEqual([expect.stringContaining("`/leastwise recheck`")]);
    expect(reactions(comment)).toEqual(["confused"]);
  });

  test.each(["/leastwise", "/leastwise help"])("%s gets it as well", async (body) => {
    const comment = await say(body);
    expect(replies()).toEqual([expect.stringContaining("`/leastwise recheck`")]);
    expect(reactions(comment)).toEqual(["+1"]);
  });

  test("of several commands in one comment none is carried out, and it is said", async () => {
    const comment = await say(
      "/leastwise accept ADMINISTRATOR_ACCESS fine\r\n/leastwise accept MISSING_VERSION fine",
    );
    expect(replies()).toEqual([expect.stringContaining("Each takes a comment of its own")]);
    expect([reactions(comment), runs()]).toEqual([["confused"], 1]);
  });

  test("are left alone, and cost no request", async () => {
    harness.github.requests.clear();
    await say("Please /leastwise recheck");
    await say("> /leastwise recheck");
    await say("```\n/leastwise recheck\n```");
    await say("/leastwis\u0435 recheck");
    await say(`Look:\n${"/leastwise ".repeat(5900)}`);
    expect(harness.github.requests.count()).toBe(0);
  });

  test.each(["leastwise[bot]", "other-app[bot]"])("of %s are no commands", async (app) => {
    harness.github.requests.clear();
    await say("/leastwise recheck", app);
    expect(harness.github.requests.count()).toBe(0);
  });

  test("that are made into a command by an edit are none", async () => {
    const comment = await say("Please look again.");
    harness.github.driver.editComment(comment, "/leastwise recheck");
    await harness.settled();
    expect([runs(), reactions(comment)]).toEqual([1, []]);
  });

  test("on an issue that is no pull request cost no request", async () => {
    const { webhooks, app, requests } = harness.github;
    await say("/leastwise recheck");
    const delivery = webhooks.deliveries.findLast(({ event }) => event === "issue_comment");
    if (!delivery) throw new Error("no delivery");
    const { pull_request: _, ...issue } = delivery.payload.issue as Record<string, unknown>;
    const body = JSON.stringify({ ...delivery.payload, issue });
    const signature = createHmac("sha256", app.webhookSecret).update(body).digest("hex");
    requests.clear();
    const { status } = await harness.post(body, {
      ...delivery.headers,
      "x-hub-signature-256": `sha256=${signature}`,
    });
    await harness.settled();
    expect([status, requests.count()]).toEqual([202, 0]);
  });

  test("with hostile fields do no harm", async () => {
    const { webhooks, app } = harness.github;
    const comment = await say("Hello.");
    const delivery = webhooks.deliveries.findLast(({ event }) => event === "issue_comment");
    if (!delivery) throw new Error("no delivery");
    const payload = delivery.payload as Record<string, Record<string, unknown>>;
    const send = async (fields: Record<string, unknown>) => {
      const body = JSON.stringify({ ...payload, ...fields });
      const signature = createHmac("sha256", app.webhookSecret).update(body).digest("hex");
      const { status } = await harness.post(body, {
        ...delivery.headers,
        "x-hub-signature-256": `sha256=${signature}`,
      });
      await harness.settled();
      return status;
    };
    const command = { ...payload.comment, body: "/leastwise recheck" };
    for (const fields of [
      // The comment that the worker reads is no command, whatever the event says.
      { comment: command },
      { comment: { ...command, body: null } },
      { comment: { ...command, user: null } },
      { comment: { ...command, id: "1/../../../app" } },
      { comment: command, issue: { ...payload.issue, number: "1?x=" } },
      { comment: command, repository: { ...payload.repository, owner: { login: "../.." } } },
      { comment: command, repository: null, installation: null },
      { comment: command, installation: { id: "__proto__" } },
    ]) {
      expect([202, 500]).toContain(await send(fields));
    }
    expect([runs(), reactions(comment), replies()]).toEqual([1, [], []]);
  });
});

describe("the comment mode of the configuration", () => {
  const configure = (text: string) =>
    harness.github.driver.push(repository, { files: { ".github/leastwise.yml": text } });

  test("`never`: the check run alone", async () => {
    await configure("comments: never");
    const other = await openPull(
      harness,
      repository,
      { "policies/b.json": adminPolicy },
      { branch: "other" },
    );
    expect([other.reviews, other.reviewComments, other.comments]).toEqual([[], [], []]);
    expect(harness.github.driver.latestCheckRuns(other)).toMatchObject([{ conclusion: "failure" }]);
  });

  test("`always`: one comment that is kept up to date", async () => {
    await configure("comments: always");
    const { driver } = harness.github;
    const other = await openPull(
      harness,
      repository,
      { "policies/b.json": harmlessPolicy },
      { branch: "other" },
    );
    expect(other.comments.map(({ body }) => body)).toEqual([
      expect.stringContaining("**Pass.** New access, no new findings in 1 policy"),
    ]);
    await driver.push(repository, {
      branch: "other",
      files: { "policies/b.json": adminPolicy },
    });
    await harness.settled();
    expect(other.comments.map(({ body }) => body)).toEqual([
      expect.stringContaining("**Fail.** 1 security warning"),
    ]);
    expect(other.reviews).toHaveLength(1);
  });
});

describe("the button that accepts", () => {
  const latest = () => harness.github.driver.latestCheckRuns(pull)[0];
  const press = async (by?: string) => {
    const run = latest();
    if (!run) throw new Error("there is no check run");
    harness.github.driver.requestAction(run, run.actions[0]?.identifier ?? "", by);
    await harness.settled();
  };

  test("does so in the name of who pressed it, once", async () => {
    const shown = latest();
    expect(shown?.actions).toMatchObject([{ label: "Accept" }]);
    await press();
    expect(replies()).toEqual([
      expect.stringMatching(
        /^`dana` accepts 1 finding of `ADMINISTRATOR_ACCESS` at .*`accepted with the button of the check`/,
      ),
    ]);
    expect(latest()).toMatchObject({ conclusion: "success", actions: [] });
    if (shown) harness.github.driver.requestAction(shown, shown.actions[0]?.identifier ?? "");
    await harness.settled();
    expect(replies()).toHaveLength(1);
  });

  test("does nothing for people without write permission", async () => {
    harness.github.driver.setPermission(repository, "stranger", "read");
    await press("stranger");
    expect(replies()).toEqual([]);
    expect(latest()).toMatchObject({ conclusion: "failure" });
  });

  test("accepts nothing that came after it was shown", async () => {
    const shown = latest();
    await harness.github.driver.push(repository, {
      branch: "change",
      files: { "policies/other.json": adminPolicy },
    });
    await harness.settled();
    if (shown) harness.github.driver.requestAction(shown, shown.actions[0]?.identifier ?? "");
    await harness.settled();
    expect(replies()).toEqual([expect.stringContaining("Look at its newest check")]);
    expect(latest()).toMatchObject({ conclusion: "failure" });
  });

  test("accepts what an earlier command left, and no more", async () => {
    await say("/leastwise accept ADMINISTRATOR_ACCESS break glass");
    const files = { "policies/b.json": policyText("s4:GetObject", "*") };
    await harness.github.driver.push(repository, { branch: "change", files });
    await harness.settled();
    expect(latest()).toMatchObject({ conclusion: "failure" });
    await press();
    expect(replies().slice(1)).toEqual([
      expect.stringMatching(/^`dana` accepts 1 finding of `INVALID_SERVICE_IN_ACTION` at /),
    ]);
    expect(latest()).toMatchObject({ conclusion: "success" });
  });

  test("accepts nothing else when the base is another one now, though the head is the same", async () => {
    const { driver } = harness.github;
    const shown = latest();
    await driver.push(repository, { branch: "old", files: {} });
    await driver.push(repository, { files: { "policies/c.json": adminPolicy } });
    await driver.updateBranch(pull);
    await harness.settled();
    const onMain = latest();
    // Against the old base, the policy that came from `main` is new as well.
    await driver.editPullRequest(pull, { base: "old" });
    await harness.settled();
    expect(latest()?.annotations).toHaveLength(2);
    for (const stale of [shown, onMain]) {
      if (stale) driver.requestAction(stale, stale.actions[0]?.identifier ?? "");
    }
    await harness.settled();
    expect(replies()).toEqual([
      expect.stringContaining("Look at its newest check"),
      expect.stringContaining("Look at its newest check"),
    ]);
    expect(latest()).toMatchObject({ conclusion: "failure" });
  });

  test("once more, by a delivery that comes again, accepts nothing twice", async () => {
    const { webhooks } = harness.github;
    await press();
    const { guid } =
      webhooks.deliveries.findLast(({ action }) => action === "requested_action") ?? {};
    webhooks.redeliver(guid ?? "");
    await harness.settled();
    expect(replies()).toHaveLength(1);
    expect(latest()).toMatchObject({ conclusion: "success" });
  });

  test("of a check that the base has outrun brings a new check", async () => {
    const text = "rules:\n  ADMINISTRATOR_ACCESS: off\n";
    const files = { ".github/leastwise.yml": text };
    await harness.github.driver.push(repository, { branch: "main", files });
    await harness.settled();
    await press();
    expect(replies()).toEqual([expect.stringContaining("Look at its newest check")]);
    expect([runs(), latest()?.conclusion]).toEqual([2, "success"]);
  });

  test("names what it accepts", async () => {
    await press();
    expect(replies()).toEqual([expect.stringContaining("\n- `policies/a.json`, line 7\n")]);
  });

  test("accepts nothing when the pull request was closed meanwhile", async () => {
    const shown = latest();
    harness.github.driver.closePullRequest(pull);
    await harness.settled();
    if (shown) harness.github.driver.requestAction(shown, shown.actions[0]?.identifier ?? "");
    await harness.settled();
    expect(replies()).toEqual([expect.stringContaining("Look at its newest check")]);
    expect([runs(), latest()?.conclusion]).toEqual([1, "failure"]);
  });

  test("in a conversation that was locked accepts nothing", async () => {
    harness.github.faults.add({
      route: "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
      status: 403,
      message: "Unable to create comment because issue is locked.",
    });
    await press();
    expect(replies()).toEqual([]);
    expect(latest()).toMatchObject({ conclusion: "failure" });
  });

  test("is there only when the findings have one code", async () => {
    const other = await openPull(
      harness,
      repository,
      { "policies/a.json": adminPolicy, "policies/b.json": policyText("s4:GetObject", "*") },
      { branch: "other" },
    );
    expect(harness.github.driver.latestCheckRuns(other)).toMatchObject([
      { conclusion: "failure", actions: [] },
    ]);
  });
});
