import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  adminPolicy,
  expectClean,
  type Harness,
  harmlessPolicy,
  latestRun,
  newRepository,
  openPull,
  policyText,
  startHarness,
} from "./harness.ts";

/** What a review costs of the 5,000 requests that an installation has in an hour. */
let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
  // The app asks once who it is, and knows it from then on.
  const repository = await newRepository(harness);
  await openPull(harness, repository, { "README.md": "# Changed\n" });
});

afterAll(() => harness.close());

test("a pull request with 20 changed policies: every blob is read once", async () => {
  const repository = await newRepository(harness);
  const { driver, requests } = harness.github;
  const names = Array.from({ length: 20 }, (_, index) => `policies/${index}.json`);
  const bases = names.map((name, index) => [
    name,
    policyText("s3:GetObject", `arn:aws:s3:::logs-${index}/*`),
  ]);
  await driver.push(repository, { files: Object.fromEntries(bases) });
  const heads = names.map((name, index) => [
    name,
    index === 0 ? adminPolicy : policyText("s3:PutObject", `arn:aws:s3:::logs-${index}/*`),
  ]);
  const pull = await openPull(harness, repository, Object.fromEntries(heads));
  expect(latestRun(harness, pull)).toMatchObject({ conclusion: "failure" });
  expect(pull.reviews).toHaveLength(1);
  expect(Object.fromEntries(requests.counts())).toEqual({
    // The token of the repository, which serves for an hour, and the question whether the owner has a
    // repository `.github` with a configuration for all.
    "POST /app/installations/{installation_id}/access_tokens": 2,
    // Before the review, and before anything is published; so with the runs.
    "GET /repos/{owner}/{repo}/pulls/{pull_number}": 2,
    "GET /repos/{owner}/{repo}/git/ref/{ref}": 1,
    "GET /repos/{owner}/{repo}/compare/{basehead}": 1,
    "GET /repos/{owner}/{repo}/commits/{ref}/check-runs": 2,
    // Merge base and head; the configuration stands in the merge base here.
    "GET /repos/{owner}/{repo}/git/trees/{tree_sha}": 2,
    "GET /repos/{owner}/{repo}/git/blobs/{file_sha}": 40,
    "POST /repos/{owner}/{repo}/check-runs": 1,
    "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}": 1,
    "GET /repos/{owner}/{repo}/pulls/{pull_number}/comments": 1,
    "GET /repos/{owner}/{repo}/pulls/{pull_number}/files": 1,
    // What was commented on before: a comment that somebody deleted is not written again.
    "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews": 1,
    // What was accepted by command: looked for when something is new.
    "GET /repos/{owner}/{repo}/issues/{issue_number}/comments": 1,
    "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews": 1,
  });

  // The next push reads what is new.
  requests.clear();
  await driver.push(repository, { branch: "change", files: { [`${names[0]}`]: harmlessPolicy } });
  await harness.settled();
  expect(latestRun(harness, pull)).toMatchObject({ conclusion: "success" });
  expect(requests.count("GET /repos/{owner}/{repo}/git/blobs/{file_sha}")).toBe(1);
  expectClean(harness);
});

test("a pull request without policies: ten requests, one of which writes", async () => {
  const repository = await newRepository(harness);
  await openPull(harness, repository, { "README.md": "# Changed\n" });
  expect(Object.fromEntries(harness.github.requests.counts())).toEqual({
    "POST /app/installations/{installation_id}/access_tokens": 1,
    "GET /repos/{owner}/{repo}/pulls/{pull_number}": 2,
    "GET /repos/{owner}/{repo}/git/ref/{ref}": 1,
    "GET /repos/{owner}/{repo}/compare/{basehead}": 1,
    "GET /repos/{owner}/{repo}/commits/{ref}/check-runs": 2,
    "GET /repos/{owner}/{repo}/git/trees/{tree_sha}": 2,
    "GET /repos/{owner}/{repo}/pulls/{pull_number}/comments": 1,
    "POST /repos/{owner}/{repo}/check-runs": 1,
  });
  expectClean(harness);
});

test("a command: what it costs besides the review that follows, and the reaction", async () => {
  const repository = await newRepository(harness);
  const { driver, requests } = harness.github;
  driver.setPermission(repository, "stranger", "read");
  const pull = await openPull(harness, repository, { "policies/a.json": adminPolicy });
  const costs = async (body: string, by?: string) => {
    harness.githubLater(2000);
    requests.clear();
    driver.comment(pull, body, by);
    await harness.settled();
    expect(requests.count(`POST ${root}/issues/comments/{comment_id}/reactions`)).toBe(1);
    // What follows the answer may be the review.
    const routes = requests.entries.map(({ route = "" }) => route.replace(` ${root}`, " "));
    const end = routes.indexOf("POST /issues/{issue_number}/comments");
    return end < 0 ? routes : routes.slice(0, end + 1);
  };
  const root = "/repos/{owner}/{repo}";
  const asked = ["GET /issues/comments/{comment_id}", "GET /collaborators/{username}/permission"];
  const looked = "GET /issues/{issue_number}/comments";
  const said = [looked, "POST /issues/{issue_number}/comments"];
  expect(await costs("/leastwise explain ADMINISTRATOR_ACCESS")).toEqual([...asked, ...said]);
  expect(await costs("/leastwise accept ADMINISTRATOR_ACESS why")).toEqual([
    ...asked,
    "GET /pulls/{pull_number}",
    ...said,
  ]);
  expect(await costs("/leastwise accept ADMINISTRATOR_ACCESS why")).toEqual([
    ...asked,
    "GET /pulls/{pull_number}",
    // What stood there, and whether it has stood since; the token for that serves for an hour.
    "GET /commits/{ref}/check-runs",
    "POST /app/installations/{installation_id}/access_tokens",
    "GET /issues/{issue_number}/events",
    // The same review once more; the blobs are known.
    "GET /compare/{basehead}",
    "GET /git/trees/{tree_sha}",
    "GET /git/trees/{tree_sha}",
    ...said,
  ]);
  expect(await costs("/leastwise recheck", "stranger")).toEqual([...asked, ...said]);
  expect(await costs("/leastwise recheck", "stranger")).toEqual([
    ...asked,
    looked,
    "POST /issues/comments/{comment_id}/reactions",
  ]);
  expectClean(harness);
});
