import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Octokit } from "@octokit/rest";
import { type FakeGitHub, startFakeGitHub } from "../../../demo/fake-github/fake-github.ts";
import type { Repository } from "../../../demo/fake-github/model.ts";
import { installationClient, refusal } from "./support.ts";

let github: FakeGitHub;
let repository: Repository;
let octokit: Octokit;
let head: string;

const at = { owner: "acme", repo: "infra" };

beforeEach(async () => {
  github = await startFakeGitHub();
  repository = await github.driver.createRepository({ owner: "acme", name: "infra" });
  head = await github.driver.push(repository, { branch: "change", files: { "a.tf": "a\n" } });
  octokit = await installationClient(github);
});

afterEach(async () => {
  await github.close();
});

test("annotations are appended in batches of fifty and read back in pages", async () => {
  const { data: run } = await octokit.rest.checks.create({
    ...at,
    name: "Leastwise",
    head_sha: head,
    status: "in_progress",
    external_id: "1",
  });
  const batch = (from: number) =>
    Array.from({ length: 50 }, (_, i) => ({
      path: "a.tf",
      start_line: from + i,
      end_line: from + i,
      annotation_level: "warning" as const,
      message: `finding ${from + i}`,
    }));
  const output = { title: "100 findings", summary: "All of them." };
  const id = { ...at, check_run_id: run.id };
  await octokit.rest.checks.update({ ...id, output: { ...output, annotations: batch(1) } });
  await octokit.rest.checks.update({
    ...id,
    conclusion: "failure",
    output: { ...output, annotations: batch(51) },
  });

  const { data } = await octokit.rest.checks.get(id);
  expect(data).toMatchObject({ status: "completed", conclusion: "failure", external_id: "1" });
  expect(data.output).toMatchObject({ title: "100 findings", annotations_count: 100 });
  const read = await octokit.paginate(octokit.rest.checks.listAnnotations, id);
  expect(read.map((one) => one.start_line)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  expect(github.violations).toEqual([]);
});

test.each([
  {
    name: "fifty-one annotations",
    body: {
      output: {
        title: "t",
        summary: "s",
        annotations: Array.from({ length: 51 }, () => ({
          path: "a.tf",
          start_line: 1,
          end_line: 1,
          annotation_level: "warning",
          message: "m",
        })),
      },
    },
    says: /50 items/,
  },
  { name: "completed without a conclusion", body: { status: "completed" }, says: /conclusion/ },
  { name: "a conclusion that GitHub alone gives", body: { conclusion: "stale" }, says: /stale/ },
  {
    name: "columns on several lines",
    body: {
      output: {
        title: "t",
        summary: "s",
        annotations: [
          {
            path: "a.tf",
            start_line: 1,
            end_line: 2,
            start_column: 1,
            annotation_level: "notice",
            message: "m",
          },
        ],
      },
    },
    says: /columns/,
  },
  { name: "a field that GitHub would ignore", body: { sumary: "s" }, says: /sumary/ },
  {
    name: "a long label",
    body: { actions: [{ label: "x".repeat(21), description: "d", identifier: "i" }] },
    says: /20 characters/,
  },
  { name: "an unknown level", body: { status: "done" }, says: /allowed values/ },
])("a request with $name is refused and recorded", async ({ body, says }) => {
  const refused = await refusal(
    octokit.request("POST /repos/{owner}/{repo}/check-runs", {
      ...at,
      name: "Leastwise",
      head_sha: head,
      ...(body as object),
    }),
  );
  expect(refused.status).toBe(422);
  expect(refused.text).toMatch(says);
  expect(github.violations).toEqual([
    {
      where: "request",
      name: "POST /repos/{owner}/{repo}/check-runs",
      problem: expect.stringMatching(says),
    },
  ]);
  expect(github.driver.checkRuns(repository)).toEqual([]);
});

test("the newest run of a name is listed, all of them on request", async () => {
  const make = (name: string) =>
    octokit.rest.checks.create({ ...at, name, head_sha: head, conclusion: "success" });
  await make("Leastwise");
  const { data: second } = await make("Leastwise");
  const { data: other } = await make("Other");
  const list = async (filter: "latest" | "all", check_name?: string) => {
    const { data } = await octokit.rest.checks.listForRef({
      ...at,
      ref: head,
      filter,
      ...(check_name && { check_name }),
    });
    return data.check_runs.map((run) => run.id);
  };
  expect(await list("latest")).toEqual([other.id, second.id]);
  expect(await list("all")).toHaveLength(3);
  expect(await list("latest", "Leastwise")).toEqual([second.id]);
  const suites = await octokit.rest.checks.listSuitesForRef({ ...at, ref: "change" });
  expect(suites.data.check_suites.map((one) => [one.status, one.conclusion])).toEqual([
    ["completed", "success"],
  ]);
  expect(github.violations).toEqual([]);
});

test("runs of other Apps can be read, not changed", async () => {
  const foreign = await github.driver.addForeignCheckRun(repository, {
    app: "build",
    name: "build",
    headSha: head,
    conclusion: "success",
  });
  const id = { ...at, check_run_id: foreign.id };
  expect((await octokit.rest.checks.get(id)).data.app?.slug).toBe("build");
  const refused = await refusal(octokit.rest.checks.update({ ...id, conclusion: "failure" }));
  expect(refused).toMatchObject({ status: 403 });
  expect(refused.text).toContain("can only be modified by the GitHub App that created it");
  expect(foreign.conclusion).toBe("success");
  expect(github.violations).toEqual([]);
});

test("a commit that is not there takes no check run", async () => {
  const head_sha = "0123456789".repeat(4);
  const refused = await refusal(octokit.rest.checks.create({ ...at, name: "x", head_sha }));
  expect(refused.status).toBe(422);
  expect(refused.text).toContain("No commit found for SHA");
  expect(github.violations).toEqual([]);
});
