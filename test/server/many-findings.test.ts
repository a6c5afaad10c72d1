import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { annotationsMax } from "../../src/reports/check-run.ts";
import {
  expectClean,
  type Harness,
  latestRun,
  newRepository,
  openPull,
  ownComments,
  startHarness,
} from "./harness.ts";

const files = 250;
const findingsPerFile = 20;

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness.close());

/** Every statement misspells an action of its own. */
function policyOf(file: number): string {
  const statements = Array.from({ length: findingsPerFile }, (_, index) => ({
    Effect: "Allow",
    Action: `s3:GetObjekt${file}x${index}`,
    Resource: `arn:aws:s3:::logs-${file}-${index}/*`,
  }));
  return `${JSON.stringify({ Version: "2012-10-17", Statement: statements }, null, 1)}\n`;
}

test("5,000 findings: one run in batches, ten comments, and nothing dropped in silence", async () => {
  const repository = await newRepository(harness);
  const pull = await openPull(
    harness,
    repository,
    Object.fromEntries(
      Array.from({ length: files }, (_, file) => [`policies/${file}.json`, policyOf(file)]),
    ),
  );
  const runs = harness.github.driver.checkRuns(repository, pull.head.sha);
  const run = latestRun(harness, pull);
  expect(runs).toHaveLength(1);
  expect(run).toMatchObject({ status: "completed", conclusion: "failure" });
  expect(run.annotations).toHaveLength(annotationsMax);
  expect(run.title).toBe(`${files * findingsPerFile} errors`);
  const { requests } = harness.github;
  expect(requests.count("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}")).toBe(
    annotationsMax / 50,
  );
  expect(ownComments(pull)).toHaveLength(10);
  expect(requests.count("POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews")).toBe(1);

  // What has no annotation is counted, and so is what the summary has no room for.
  const summary = run.summary ?? "";
  expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(65_535);
  const all = files * findingsPerFile;
  expect(summary).toContain(
    `The first ${annotationsMax} are annotated in the files, ${all - annotationsMax} are listed here only.`,
  );
  const found = summary.slice(summary.indexOf("### New in this change"));
  const listed = found.match(/^- \*\*Error\*\*/gm)?.length ?? 0;
  const cut = Number(/\*\*Cut:\*\* (\d+) more entries left out/.exec(found)?.[1]);
  expect(listed + cut).toBe(all);
  expectClean(harness);
});
