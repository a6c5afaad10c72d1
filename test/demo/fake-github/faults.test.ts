import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Octokit } from "@octokit/rest";
import { type FakeGitHub, startFakeGitHub } from "../../../demo/fake-github/fake-github.ts";
import type { Repository } from "../../../demo/fake-github/model.ts";
import { appClient, quiet, refusal } from "./support.ts";

const at = { owner: "acme", repo: "infra" };
const repo = "GET /repos/{owner}/{repo}";
let github: FakeGitHub;
let repository: Repository;
let octokit: Octokit;

beforeEach(async () => {
  github = await startFakeGitHub();
  repository = await github.driver.createRepository({ owner: "acme", name: "infra" });
  const app = appClient(github);
  const { data } = await app.rest.apps.getRepoInstallation(at);
  const token = await app.rest.apps.createInstallationAccessToken({ installation_id: data.id });
  // A bare token: the client of the App repeats requests that failed with a fresh token.
  octokit = new Octokit({ baseUrl: github.apiUrl, log: quiet, auth: token.data.token });
});

afterEach(async () => {
  await github.close();
  expect(github.violations).toEqual([]);
});

test("the secondary limit says when to come back", async () => {
  github.faults.secondaryLimit({ retryAfterSeconds: 7, route: repo });
  const response = await fetch(`${github.apiUrl}/repos/acme/infra`);
  expect(response.status).toBe(403);
  expect(response.headers.get("retry-after")).toBe("7");
  expect(await response.json()).toMatchObject({ message: /secondary rate limit/ });
  expect((await octokit.rest.repos.get(at)).status).toBe(200);
});

test("the primary limit says that nothing remains and when it is reset", async () => {
  github.faults.primaryLimit({ resetInSeconds: 90, times: 2 });
  const response = await fetch(`${github.apiUrl}/repos/acme/infra`);
  expect(response.status).toBe(403);
  expect(response.headers.get("x-ratelimit-remaining")).toBe("0");
  const reset = Number(response.headers.get("x-ratelimit-reset"));
  expect(Math.abs(reset - Date.now() / 1000 - 90)).toBeLessThan(30);
  expect((await refusal(octokit.rest.repos.get(at))).text).toContain("API rate limit exceeded");
  expect((await octokit.rest.repos.get(at)).headers["x-ratelimit-remaining"]).toBe("4999");
});

test("so many requests of a route fail, others do not", async () => {
  github.faults.add({ route: repo, status: 502, times: 2 });
  await octokit.rest.pulls.list(at);
  expect((await refusal(octokit.rest.repos.get(at))).status).toBe(502);
  expect((await refusal(octokit.rest.repos.get(at))).status).toBe(502);
  expect((await octokit.rest.repos.get(at)).status).toBe(200);
  github.faults.add({ status: 500, times: Number.POSITIVE_INFINITY });
  expect((await refusal(octokit.rest.pulls.list(at))).status).toBe(500);
  github.faults.clear();
  expect((await octokit.rest.pulls.list(at)).status).toBe(200);
});

test("a connection is closed without an answer, also after the request took effect", async () => {
  github.faults.add({ route: repo, hangUp: true });
  expect((await refusal(octokit.rest.repos.get(at))).status).toBe(500);
  const head_sha = (await repository.store.ref("refs/heads/main")) ?? "";
  const create = { ...at, name: "Leastwise", head_sha };
  const route = "POST /repos/{owner}/{repo}/check-runs";
  github.faults.add({ route, hangUp: true });
  await refusal(octokit.rest.checks.create(create));
  expect(github.driver.checkRuns(repository)).toHaveLength(0);
  github.faults.add({ route, hangUp: true, afterEffect: true });
  await refusal(octokit.rest.checks.create(create));
  expect(github.driver.checkRuns(repository)).toHaveLength(1);
  expect(github.requests.entries.at(-1)).toMatchObject({ route, status: 0 });
});

test("what was not changed is answered 304", async () => {
  const first = await octokit.rest.repos.get(at);
  const etag = first.headers.etag ?? "";
  const again = octokit.rest.repos.get({ ...at, headers: { "if-none-match": etag } });
  expect((await refusal(again)).status).toBe(304);
});
