import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { Repository } from "../../demo/fake-github/model.ts";
import {
  adminPolicy,
  expectClean,
  type Harness,
  latestRun,
  newRepository,
  openPull,
  ownComments,
  startHarness,
} from "./harness.ts";

const file = ".github/leastwise.yml";
const exception = `exceptions:
  - rule: ADMINISTRATOR_ACCESS
    path: policies/**
    reason: Break glass
    owner: security
    until: 2999-12-31
`;

let harness: Harness;
let repository: Repository;

beforeAll(async () => {
  harness = await startHarness();
});

beforeEach(async () => {
  repository = await newRepository(harness);
});

afterAll(() => harness.close());

test("a broken configuration is annotated in its file, and judged with that of the base", async () => {
  const pull = await openPull(harness, repository, {
    [file]: "mode: warn\nfail_on: ERROR\n",
    "policies/admin.json": adminPolicy,
  });
  const run = latestRun(harness, pull);
  expect(run).toMatchObject({ conclusion: "failure", title: "1 error, 1 security warning" });
  expect(run.annotations).toContainEqual(
    expect.objectContaining({
      path: file,
      start_line: 2,
      start_column: 1,
      end_column: 7,
      title: "Error: CONFIGURATION_ERROR",
      message: expect.stringContaining("Did you mean `fail-on`?"),
    }),
  );
  expect(run.summary).toContain("### This change edits the configuration");
  expect(
    ownComments(pull)
      .map(({ path }) => path)
      .sort(),
  ).toEqual([file, "policies/admin.json"]);
  expectClean(harness);
});

test("an exception that a pull request brings counts for the next one", async () => {
  const { driver } = harness.github;
  const first = await openPull(harness, repository, {
    [file]: exception,
    "policies/admin.json": adminPolicy,
  });
  expect(latestRun(harness, first)).toMatchObject({ conclusion: "failure" });
  expect(latestRun(harness, first).summary).toContain("would be accepted");

  await driver.push(repository, { files: { [file]: exception } });
  const second = await openPull(
    harness,
    repository,
    { "policies/other.json": adminPolicy },
    { branch: "other" },
  );
  const run = latestRun(harness, second);
  expect(run).toMatchObject({ conclusion: "success", annotations: [] });
  expect(run.summary).toContain("### Exceptions");
  expect(run.summary).toContain("`Break glass`, by `security`, until 2999-12-31");
  expect(second.reviews).toEqual([]);
  expectClean(harness);
});

test("in warn-only mode the check succeeds and says what it would have failed for", async () => {
  await harness.github.driver.push(repository, { files: { [file]: "mode: warn\n" } });
  const pull = await openPull(harness, repository, { "policies/admin.json": adminPolicy });
  const run = latestRun(harness, pull);
  expect(run).toMatchObject({
    conclusion: "success",
    title: "Would fail: 1 security warning",
  });
  expect(run.summary).toMatch(/^\*\*Warn only\.\*\* /);
  expect(run.annotations).toHaveLength(1);
  expectClean(harness);
});

test("what the owner has in its repository `.github` holds where a repository says nothing", async () => {
  const { driver } = harness.github;
  const shared = await driver.createRepository({ owner: repository.owner.login, name: ".github" });
  await driver.push(shared, { files: { [file]: "mode: warn\nrules:\n  MISSING_VERSION: off\n" } });
  const pull = await openPull(harness, repository, { "policies/admin.json": adminPolicy });
  const run = latestRun(harness, pull);
  expect(run).toMatchObject({ conclusion: "success", title: "Would fail: 1 security warning" });
  expect(run.summary).toContain(
    `Judged with the configuration \`${repository.owner.login}/.github/${file}\`;`,
  );

  // The repository's own file goes before it; what is wrong with the shared one is named with its place.
  await driver.push(repository, { files: { [file]: "mode: enforce\n" } });
  const second = await openPull(
    harness,
    repository,
    { "policies/other.json": adminPolicy },
    { branch: "second" },
  );
  expect(latestRun(harness, second)).toMatchObject({ conclusion: "failure" });
  await driver.push(shared, { files: { [file]: "mode: wran\n" } });
  const third = await openPull(
    harness,
    repository,
    { "policies/third.json": adminPolicy },
    { branch: "third" },
  );
  const broken = latestRun(harness, third);
  expect(broken.conclusion).not.toBe("success");
  expect(broken.title).toContain(`${repository.owner.login}/.github/${file}:1:7`);
  expectClean(harness);
});
