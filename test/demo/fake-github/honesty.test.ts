import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { ApiDescription } from "../../../demo/fake-github/api-description.ts";
import { type FakeGitHub, startFakeGitHub } from "../../../demo/fake-github/fake-github.ts";
import type { PullRequest, Repository } from "../../../demo/fake-github/model.ts";
import { installationClient, refusal } from "./support.ts";

const extract = JSON.parse(
  readFileSync(
    new URL("../../../demo/fake-github/openapi/github-api.generated.json", import.meta.url),
    "utf8",
  ),
) as {
  source: string;
  operations: Record<string, object>;
  webhooks: Record<string, object>;
  schemas: Record<string, object>;
};

const at = { owner: "acme", repo: "infra" };
let github: FakeGitHub;
let repository: Repository;
let pull: PullRequest;

beforeEach(async () => {
  github = await startFakeGitHub();
  repository = await github.driver.createRepository({ owner: "acme", name: "infra" });
  await github.driver.push(repository, { branch: "change", files: { "a.tf": "a\n" } });
  pull = await github.driver.openPullRequest(repository, { head: "change" });
});

afterEach(async () => {
  await github.close();
});

test("the extract is whole: every reference leads somewhere, every schema is used", () => {
  expect(extract.source).toMatch(/^@octokit\/openapi \d+\.\d+\.\d+, api\.github\.com\.json$/);
  const text = JSON.stringify(extract);
  const used = new Set([...text.matchAll(/"github#\/schemas\/([^"]+)"/g)].map(([, name]) => name));
  expect([...used].sort()).toEqual(Object.keys(extract.schemas).sort());
  expect(text).not.toContain('"nullable"');
});

test("every described operation is served, and wants to know who asks", async () => {
  for (const route of Object.keys(extract.operations)) {
    const [method = "", template = ""] = route.split(" ");
    const path = template.replace(/\{[^}]+\}/g, "1");
    const response = await fetch(github.apiUrl + path, { method });
    expect([route, response.status]).toEqual([route, 401]);
  }
  expect(github.violations).toEqual([]);
});

test.each(["/repos/acme/infra/pulls/1/merge", "/graphql", "/nothing"])(
  "%s is not served, and that is recorded",
  async (path) => {
    const response = await fetch(github.apiUrl + path, { method: "PUT" });
    expect(response.status).toBe(404);
    expect(github.violations).toEqual([
      { where: "route", name: `PUT ${path}`, problem: expect.stringContaining("does not serve") },
    ]);
  },
);

test.each([
  {
    name: "a review without a body",
    ask: { event: "COMMENT" },
    says: "a review of event COMMENT needs a body",
  },
  {
    name: "a comment without a line",
    ask: { event: "COMMENT", body: "b", comments: [{ path: "a.tf", body: "c" }] },
    says: "comment 0: needs a line",
  },
  {
    name: "an unknown event",
    ask: { event: "REJECT", body: "b" },
    says: "allowed values",
  },
  {
    name: "a range of one line",
    ask: {
      event: "COMMENT",
      body: "b",
      comments: [{ path: "a.tf", body: "c", line: 1, start_line: 1 }],
    },
    says: "start_line must be before line",
  },
])("$name is refused and recorded", async ({ ask, says }) => {
  const octokit = await installationClient(github);
  const refused = await refusal(
    octokit.request("POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews", {
      ...at,
      pull_number: 1,
      ...(ask as object),
    }),
  );
  expect(refused.status).toBe(422);
  expect(github.violations.map((one) => one.problem)).toEqual([expect.stringContaining(says)]);
  expect(pull.reviews).toEqual([]);
});

test("query parameters are looked at as well", async () => {
  const octokit = await installationClient(github);
  const ask = (query: object) =>
    refusal(octokit.request("GET /repos/{owner}/{repo}/pulls", { ...at, ...query }));
  expect((await ask({ per_page: 101 })).text).toContain("between 1 and 100");
  expect((await ask({ sate: "open" })).text).toContain("sate");
  expect((await ask({ state: "opened" })).text).toContain("allowed values");
  expect(github.violations).toHaveLength(3);
});

test("an answer of the fake that GitHub would not give is found", () => {
  const description = new ApiDescription();
  const route = "GET /repos/{owner}/{repo}/git/blobs/{file_sha}";
  const blob = { sha: "1", url: "u", node_id: "n", size: 1, content: "", encoding: "base64" };
  expect(description.checkResponse(route, 200, blob)).toBeUndefined();
  expect(description.checkResponse(route, 200, { ...blob, size: "1" })).toContain("/size");
  expect(description.checkResponse(route, 201, blob)).toBe("status 201 is not described");
  expect(description.checkResponse(route, 429, {})).toContain("message");
  expect(description.violations).toHaveLength(3);
  description.checkWebhook("pull_request.opened", { action: "opened" });
  expect(description.violations.at(-1)).toMatchObject({ where: "webhook" });
});

test("requests are counted by route, and blobs that are read twice are told", async () => {
  const octokit = await installationClient(github);
  github.requests.clear();
  const { data } = await octokit.rest.git.getTree({ ...at, tree_sha: pull.head.sha });
  const file_sha = data.tree.find((entry) => entry.path === "a.tf")?.sha ?? "";
  await octokit.rest.git.getBlob({ ...at, file_sha });
  expect(github.requests.blobsReadTwice()).toEqual(new Map());
  await octokit.rest.git.getBlob({ ...at, file_sha });
  expect(github.requests.blobsReadTwice()).toEqual(new Map([[file_sha, 2]]));
  expect(github.requests.counts()).toEqual(
    new Map([
      ["GET /repos/{owner}/{repo}/git/blobs/{file_sha}", 2],
      ["POST /app/installations/{installation_id}/access_tokens", 1],
      ["GET /repos/{owner}/{repo}/git/trees/{tree_sha}", 1],
    ]),
  );
  expect(github.violations).toEqual([]);
});
