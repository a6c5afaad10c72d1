import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { type FakeGitHub, startFakeGitHub } from "../../../demo/fake-github/fake-github.ts";
import type { Repository } from "../../../demo/fake-github/model.ts";
import { appClient, installationClient, quiet, refusal } from "./support.ts";

let github: FakeGitHub;
let repository: Repository;
let time: number;
const at = { owner: "acme", repo: "infra" };

beforeEach(async () => {
  time = Date.now();
  github = await startFakeGitHub({ now: () => time, permissions: { contents: "read" } });
  repository = await github.driver.createRepository({ owner: "acme", name: "infra" });
});

afterEach(async () => {
  await github.close();
  expect(github.violations).toEqual([]);
});

test.each(["", "/api/v3"])("the App signs in with its key, below %j", async (prefix) => {
  const octokit = appClient(github, github.url + prefix);
  const { data: app } = await octokit.rest.apps.getAuthenticated();
  expect(app).toMatchObject({ id: github.app.id, slug: "leastwise" });
  const { data } = await octokit.rest.apps.getRepoInstallation(at);
  expect(data.account).toMatchObject({ login: "acme", type: "Organization" });
  expect(data.access_tokens_url).toBe(
    `${github.url}${prefix}/app/installations/${data.id}/access_tokens`,
  );
});

test("another key, another App and no sign-in at all are refused", async () => {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const as = (auth: { appId: number; privateKey: string }) =>
    new Octokit({ baseUrl: github.apiUrl, log: quiet, authStrategy: createAppAuth, auth });
  const wrongKey = as({ appId: github.app.id, privateKey });
  expect(await refusal(wrongKey.rest.apps.getAuthenticated())).toMatchObject({ status: 401 });
  const wrongApp = as({ appId: 1, privateKey: github.app.privateKey });
  expect(await refusal(wrongApp.rest.apps.getAuthenticated())).toMatchObject({ status: 401 });
  const nobody = new Octokit({ baseUrl: github.apiUrl, log: quiet });
  expect(await refusal(nobody.rest.repos.get(at))).toMatchObject({ status: 401 });
});

test("a token ends after an hour, and on demand", async () => {
  const octokit = await installationClient(github);
  await octokit.rest.repos.get(at);
  const token = await tokenOf(octokit);
  const holder = new Octokit({ baseUrl: github.apiUrl, log: quiet, auth: token });
  await holder.rest.repos.get(at);
  time += 61 * 60 * 1000;
  expect(await refusal(holder.rest.repos.get(at))).toMatchObject({ status: 401 });

  time = Date.now();
  const renewed = new Octokit({
    baseUrl: github.apiUrl,
    log: quiet,
    auth: (
      await appClient(github).rest.apps.createInstallationAccessToken({
        installation_id: await installationId(),
      })
    ).data.token,
  });
  await renewed.rest.repos.get(at);
  github.driver.expireTokens();
  expect(await refusal(renewed.rest.repos.get(at))).toMatchObject({ status: 401 });
});

test("a token can be given back", async () => {
  const octokit = await installationClient(github);
  const token = await tokenOf(octokit);
  const renewed = new Octokit({ baseUrl: github.apiUrl, log: quiet, auth: token });
  await renewed.rest.apps.revokeInstallationAccessToken();
  expect(await refusal(renewed.rest.repos.get(at))).toMatchObject({ status: 401 });
});

test("permissions are looked at for every route", async () => {
  const octokit = await installationClient(github);
  const sha = await repository.store.ref("refs/heads/main");
  await octokit.rest.git.getCommit({ ...at, commit_sha: sha ?? "" });
  const refused = await refusal(
    octokit.rest.checks.create({ ...at, name: "Leastwise", head_sha: sha ?? "" }),
  );
  expect(refused.status).toBe(403);
  expect(refused.text).toContain("Resource not accessible by integration");
  expect((await refusal(octokit.rest.pulls.list(at))).status).toBe(403);
});

test("a token can be narrowed to one repository and fewer permissions, never widened", async () => {
  await github.driver.createRepository({ owner: "acme", name: "other" });
  const app = appClient(github);
  const installation_id = await installationId();
  const { data } = await app.rest.apps.createInstallationAccessToken({
    installation_id,
    repository_ids: [repository.id],
    permissions: { contents: "read" },
  });
  const octokit = new Octokit({ baseUrl: github.apiUrl, log: quiet, auth: data.token });
  const { data: seen } = await octokit.rest.apps.listReposAccessibleToInstallation();
  expect(seen.repositories.map((one) => one.name)).toEqual(["infra"]);
  expect((await refusal(octokit.rest.repos.get({ ...at, repo: "other" }))).status).toBe(404);
  const wider = app.rest.apps.createInstallationAccessToken({
    installation_id,
    permissions: { contents: "write" },
  });
  expect((await refusal(wider)).status).toBe(422);
  const elsewhere = app.rest.apps.createInstallationAccessToken({
    installation_id,
    repositories: ["nothing"],
  });
  expect((await refusal(elsewhere)).status).toBe(422);
});

test("a suspended installation is refused, and an uninstalled one is gone", async () => {
  const octokit = await installationClient(github);
  await octokit.rest.repos.get(at);
  const installation = github.driver.install(repository);
  github.driver.suspend(installation);
  expect((await refusal(octokit.rest.repos.get(at))).status).toBe(403);
  github.driver.unsuspend(installation);
  await octokit.rest.repos.get(at);
  github.driver.uninstall(installation);
  expect((await refusal(appClient(github).rest.apps.getRepoInstallation(at))).status).toBe(404);
});

test("the bot account can be looked up", async () => {
  const octokit = await installationClient(github);
  const { data } = await octokit.rest.users.getByUsername({ username: "leastwise[bot]" });
  expect(data).toMatchObject({ id: github.app.botId, type: "Bot" });
});

async function installationId(): Promise<number> {
  const { data } = await appClient(github).rest.apps.listInstallations();
  return data[0]?.id ?? 0;
}

async function tokenOf(octokit: Octokit): Promise<string> {
  const { token } = (await octokit.auth({ type: "installation" })) as { token: string };
  return token;
}
