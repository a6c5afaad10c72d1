import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { PullRequest, Repository } from "../../demo/fake-github/model.ts";
import { sampleFiles } from "../../demo/sample-repository.ts";
import { run } from "../../src/cli/run.ts";
import { expectClean, type Harness, latestRun, ownComments, startHarness } from "./harness.ts";

let harness: Harness;
let repository: Repository;
let pull: PullRequest;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "leastwise-sample-"));
  harness = await startHarness();
  const { driver } = harness.github;
  repository = await driver.createRepository({
    owner: "example",
    name: "shop-infrastructure",
    files: sampleFiles("base"),
  });
  await driver.push(repository, { branch: "change", files: sampleFiles("change") });
  pull = await driver.openPullRequest(repository, { head: "change" });
  await harness.settled();
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await harness.close();
});

test("the app finds what the sample hides, and nothing in its harmless changes", () => {
  const { conclusion, annotations } = latestRun(harness, pull);
  expect(conclusion).toBe("failure");
  const found = annotations.map(({ path, start_line, title }) => `${path}:${start_line} ${title}`);
  expect(found.sort()).toEqual([
    "infra/backup.tf:10 Suggestion: POLICY_ATTACHED_TO_USER",
    "infra/backup.tf:25 Security warning: STAR_IN_ACTION_AND_RESOURCE",
    "infra/backup.tf:6 Warning: IAM_USER_ACCESS_KEY",
    "infra/deploy.tf:35 Security warning: ADMINISTRATOR_ACCESS",
    "infra/deploy.tf:9 Security warning: MISSING_GITHUB_REPO_CONDITION_KEY",
    "infra/orders.tf:25 Error: INVALID_ACTION",
    "policies/reports-bucket.json:7 Security warning: PUBLIC_RESOURCE_POLICY",
    "policies/support.json:8 Error: JSON_SYNTAX_ERROR",
    "templates/pipeline.yml:36 Warning: WRITE_ON_ALL_RESOURCES",
    "templates/pipeline.yml:38 Security warning: PRIVILEGE_ESCALATION_PATH",
    "templates/pipeline.yml:39 Security warning: PASS_ROLE_WITH_STAR_IN_RESOURCE",
  ]);
  expectClean(harness);
});

test("the summary opens with who can newly do what", () => {
  const { summary } = latestRun(harness, pull);
  const [verdict, headline, table] = (summary ?? "").split("\n\n");
  expect(verdict).toMatch(/^\*\*Fail\.\*\*/);
  expect(headline).toBe("### New access: 3 roles, 1 user and 3 policies");
  expect(table?.split("\n")).toContain(
    "| policy `policies/analysts.json` | **new** `athena:StopQueryExecution` on `arn:aws:athena:eu-central-1:111122223333:workgroup/analysts` | Write |",
  );
});

test("the command finds the same in a checkout", async () => {
  write(sampleFiles("base"));
  git("init", "--quiet", "--initial-branch=main");
  commit("base");
  git("checkout", "--quiet", "-b", "change");
  write(sampleFiles("change"));
  commit("change");

  let output = "";
  const status = await run(["review", "--base", "main", "--format", "json"], {
    stdin: (async function* () {})(),
    stdout: { write: (text: string) => (output += text) },
    stderr: { write: (text: string) => (output += text) },
    env: {},
    workingDirectory: folder,
  });
  expect(status).toBe(1);
  const { findings, title } = JSON.parse(output) as {
    title: string;
    findings: { file: string; start: { line: number }; details: string; state: string }[];
  };
  const { title: titleOfRun, annotations } = latestRun(harness, pull);
  expect(title).toBe(titleOfRun);
  const ofCommand = findings
    .filter(({ state }) => state === "introduced")
    .map(({ file, start, details }) => `${file}:${start.line} ${details}`);
  const ofApp = annotations.map(
    ({ path, start_line, message }) => `${path}:${start_line} ${message.split("\n")[0]}`,
  );
  expect(ofCommand.sort()).toEqual(ofApp.sort());
});

test("a fix turns the check green and marks every comment", async () => {
  const before = ownComments(pull).length;
  expect(before).toBeGreaterThan(5);
  await harness.github.driver.push(repository, { branch: "change", files: sampleFiles("fix") });
  await harness.settled();
  expect(latestRun(harness, pull)).toMatchObject({ conclusion: "success", annotations: [] });
  const comments = ownComments(pull);
  expect(comments).toHaveLength(before);
  expect(comments.filter(({ body }) => !body.includes(`**Fixed** in ${pull.head.sha}`))).toEqual(
    [],
  );
  expect(pull.reviews).toHaveLength(1);
  expectClean(harness);
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function commit(message: string): void {
  git("add", "--all");
  git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", message);
}

function git(...args: string[]): void {
  execFileSync("git", args, { cwd: folder, stdio: "pipe" });
}
