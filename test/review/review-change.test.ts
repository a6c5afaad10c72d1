import { describe, expect, test } from "@jest/globals";
import { analyse } from "../../src/review/analyse.ts";
import type { Review } from "../../src/review/review.ts";
import { reviewChange } from "../../src/review/review-change.ts";
import { type FakeFiles, fakeChange } from "../support/fake-change.ts";

const quiet = `{
  "Version": "2012-10-17",
  "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }]
}`;
const admin = `{
  "Version": "2012-10-17",
  "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }]
}`;
const misspelt = quiet.replace("s3:GetObject", "s3:GetObjct");

describe("the verdict of a change", () => {
  test.each<{ name: string; base?: FakeFiles; head: FakeFiles; expected: string[] }>([
    {
      name: "nothing changed",
      base: { "a.json": admin },
      head: { "a.json": admin },
      expected: ["pass: No IAM file in this change"],
    },
    {
      name: "only other files changed",
      base: { "main.go": "x" },
      head: { "main.go": "y", "package-lock.json": "{}" },
      expected: ["pass: No IAM file in this change"],
    },
    {
      name: "JSON that is no policy",
      base: {},
      head: { "data.json": '{ "name": "x" }' },
      expected: ["pass: No IAM policy in this change"],
    },
    {
      name: "a harmless policy",
      base: {},
      head: { "a.json": quiet },
      expected: ["pass: New access, no new findings in 1 policy"],
    },
    {
      name: "a policy that gives everything",
      base: { "a.json": quiet },
      head: { "a.json": admin },
      expected: ["fail: 1 security warning", "introduced ADMINISTRATOR_ACCESS a.json:3"],
    },
    {
      name: "what was there before does not count",
      base: { "a.json": admin },
      head: { "a.json": admin.replace('"Version"', '\n "Version"') },
      expected: [
        "pass: No new access, no new findings in 1 policy",
        "pre-existing ADMINISTRATOR_ACCESS a.json:4",
      ],
    },
    {
      name: "a file that was renamed",
      base: { "a.json": admin },
      head: { "b.json": admin },
      expected: [
        "pass: No new access, no new findings in 1 policy",
        "pre-existing ADMINISTRATOR_ACCESS b.json:3",
      ],
    },
    {
      name: "a repair",
      base: { "a.json": admin },
      head: { "a.json": quiet },
      expected: ["pass: No new access, 1 fixed", "fixed ADMINISTRATOR_ACCESS a.json:3"],
    },
    {
      name: "a policy that was removed",
      base: { "a.json": admin },
      head: {},
      expected: ["pass: No new access, 1 fixed", "fixed ADMINISTRATOR_ACCESS a.json:3"],
    },
    {
      name: "a broken file beside another one",
      base: {},
      head: { "a.json": quiet.replace(',\n  "Statement"', '\n  "Statement"'), "b.json": misspelt },
      expected: [
        "fail: 2 errors",
        "introduced JSON_SYNTAX_ERROR a.json:3",
        "introduced INVALID_ACTION b.json:3",
      ],
    },
    {
      name: "without a base everything counts",
      head: { "a.json": admin },
      expected: ["fail: 1 security warning", "introduced ADMINISTRATOR_ACCESS a.json:3"],
    },
  ])("$name", async ({ base, head, expected }) => {
    expect(lines(await reviewChange(fakeChange(base, head)))).toEqual(expected);
  });
});

describe("what cannot be read", () => {
  test.each<{ name: string; head: FakeFiles; expected: string }>([
    {
      name: "Terraform of 5 MiB makes the review incomplete",
      head: { "main.tf": { kind: "too large", size: 5 * 1024 * 1024 } },
      expected: "incomplete: Not read: main.tf",
    },
    {
      name: "a unit of Terragrunt likewise",
      head: { "live/terragrunt.hcl": { kind: "too large", size: 5 * 1024 * 1024 } },
      expected: "incomplete: Not read: live/terragrunt.hcl",
    },
    {
      name: "a JSON file of 5 MiB is nothing that AWS takes",
      head: { "data.json": { kind: "too large", size: 5 * 1024 * 1024 } },
      expected: "pass: No IAM policy in what was judged",
    },
    {
      name: "binary content in a .json",
      head: { "data.json": { kind: "binary" } },
      expected: "pass: No IAM policy in what was judged",
    },
    {
      name: "a file that the platform does not give",
      head: { "data.json": { kind: "unreadable", reason: "gone" } },
      expected: "incomplete: Not read: data.json",
    },
  ])("$name", async ({ head, expected }) => {
    const review = await reviewChange(fakeChange({}, head));
    expect(lines(review)[0]).toBe(expected);
    expect(review.coverage.notJudged.map(({ file }) => file)).toEqual(Object.keys(head));
  });

  test("a binary file of unknown kind is nobody's business", async () => {
    const review = await reviewChange(fakeChange({}, { "bin/tool": { kind: "binary" } }));
    expect(review.coverage.notJudged).toEqual([]);
  });

  test("a list of files that is cut is said", async () => {
    const missing = ["the tree is longer than GitHub tells"];
    const review = await reviewChange(fakeChange({}, { "a.go": "x" }, { missing }));
    expect(lines(review)[0]).toBe(`incomplete: Not read: ${missing[0]}`);
  });
});

test("every content is read once, whichever side and path has it", async () => {
  const change = fakeChange(
    { "a.json": admin, "same.json": misspelt, "main.tf": 'locals { a = "x" }', "other.tf": "" },
    {
      "a.json": quiet,
      "copy.json": admin,
      "same.json": misspelt,
      "main.tf": 'locals { a = "y" }',
      "other.tf": "",
    },
  );
  await reviewChange(change);
  expect(change.reads.filter((path) => path === "other.tf")).toEqual(["other.tf"]);
  expect(change.reads.filter((path) => path.endsWith(".json")).sort()).toHaveLength(2);
  expect(change.reads).not.toContain("same.json");
});

test("a file that another one refers to is read as well", async () => {
  const head = {
    "infra/main.tf": `resource "aws_iam_policy" "a" {
      policy = file("\${path.module}/policies/a.txt")
    }`,
    "infra/policies/a.txt": admin,
  };
  const review = await reviewChange(fakeChange({ "infra/policies/a.txt": admin }, head));
  expect(lines(review)).toEqual([
    "fail: 1 security warning",
    "introduced ADMINISTRATOR_ACCESS infra/policies/a.txt:3",
  ]);
});

describe("the configuration", () => {
  const path = ".github/leastwise.yml";

  test("comes from the base, not from the change", async () => {
    const change = fakeChange(
      { "a.json": quiet },
      { "a.json": misspelt, [path]: "rules: { INVALID_ACTION: off }" },
    );
    expect(lines(await reviewChange(change))[0]).toBe("fail: 1 error");
  });

  test("comes from the tip of the base branch where that is another commit", async () => {
    const configuration = { [path]: "policies:\n  - path: guardrails/**\n    kind: scp\n" };
    const head = { "guardrails/a.json": admin };
    const review = await reviewChange(fakeChange({}, head, { configuration }));
    expect(lines(review)).toEqual(["pass: No new access, no new findings in 1 policy"]);
  });

  test("sets the threshold", async () => {
    const change = fakeChange({ [path]: "fail-on: ERROR" }, { [path]: "", "a.json": admin });
    expect(lines(await reviewChange(change))[0]).toBe("pass: 1 security warning");
  });

  test("makes the review incomplete when it is wrong", async () => {
    const change = fakeChange({ [path]: "fail-on: NEVER" }, { [path]: "", "a.json": admin });
    const [first] = lines(await reviewChange(change));
    expect(first).toContain("incomplete: Configuration .github/leastwise.yml:1:10: `NEVER`");
  });
});

test("a review passes unchanged through a copy between processes", async () => {
  const change = fakeChange({}, { "a.json": admin });
  const direct = await reviewChange(change);
  const copied = await reviewChange(change, (input) =>
    structuredClone(analyse(structuredClone(input))),
  );
  expect(copied).toEqual(direct);
});

function lines({ verdict, title, findings }: Review): string[] {
  return [
    `${verdict}: ${title}`,
    ...findings.map(
      ({ state, issueCode, file, start }) => `${state} ${issueCode} ${file}:${start.line}`,
    ),
  ];
}
