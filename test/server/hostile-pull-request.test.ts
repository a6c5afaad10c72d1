import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { PullRequest } from "../../demo/fake-github/model.ts";
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

/** A name that would notify people, link and break out of Markdown if it were taken as it is. */
const markdownName = "@octocat <img src=x> [link](https://example.com) #1 `](x)";

const aliasBomb = `AWSTemplateFormatVersion: "2010-09-09"
a: &a [x, x, x, x, x, x, x, x, x, x]
${[..."bcdefghijkl"]
  .map((name, index) => {
    const previous = `*${"abcdefghijkl"[index]}`;
    return `${name}: &${name} [${Array(10).fill(previous).join(", ")}]`;
  })
  .join("\n")}
Resources:
  Role:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: *l
`;

const files = {
  "policies/admin.json": adminPolicy,
  "big/main.tf": `# ${"x".repeat(5 * 1024 * 1024)}`,
  "big/data.json": `{ "x": "${"x".repeat(5 * 1024 * 1024)}" }`,
  "templates/bomb.yml": aliasBomb,
  "deep/main.tf": `locals {\n  a = ${"[".repeat(10_000)}${"]".repeat(10_000)}\n}\n`,
  "deep/policy.json": `{ "Statement": { "Effect": "Allow", "Action": ${"[".repeat(100_000)}`,
  "deep/template.yml": `Resources:\n  A:\n    Type: AWS::IAM::Role\n    Properties: ${"[".repeat(50_000)}`,
  "binary/policy.json": `{"Statement": "\u0000\u0001\u0002"}`,
  "broken/main.tf": 'resource "aws_iam_policy" "a" {\n  policy = jsonencode({\n}\n',
  "broken/template.yml":
    "Resources:\n  A:\n    Type: AWS::IAM::Role\n   Properties: [\n  B:\n    Type: AWS::IAM::Role\n",
  "names/main.tf": `resource "aws_iam_role_policy" "a" {
  name   = ${JSON.stringify(markdownName)}
  role   = ${JSON.stringify(markdownName)}
  policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Sid = ${JSON.stringify(markdownName)}, Effect = "Allow", Action = "s3:@octocat", Resource = "*"
  }] })
}
`,
  "names/@octocat](x)/policy.json": adminPolicy.replace("One", markdownName.replaceAll('"', "")),
};

let harness: Harness;
let pull: PullRequest;

beforeAll(async () => {
  harness = await startHarness();
  pull = await openPull(harness, await newRepository(harness), files);
}, 60_000);

afterAll(() => harness.close());

test("one check run, completed, and nothing against GitHub's description", () => {
  expect(latestRun(harness, pull)).toMatchObject({ status: "completed", conclusion: "failure" });
  expectClean(harness);
});

describe("every file is reviewed or named", () => {
  test.each([
    ["policies/admin.json", "ADMINISTRATOR_ACCESS"],
    ["deep/main.tf", "HCL_SYNTAX_ERROR"],
    ["deep/policy.json", "JSON_SYNTAX_ERROR"],
    ["deep/template.yml", "YAML_SYNTAX_ERROR"],
    ["broken/main.tf", "HCL_SYNTAX_ERROR"],
    ["broken/template.yml", "YAML_SYNTAX_ERROR"],
    ["names/main.tf", "INVALID_ACTION"],
    ["names/@octocat](x)/policy.json", "ADMINISTRATOR_ACCESS"],
  ])("%s has a finding: %s", (path, code) => {
    const { annotations } = latestRun(harness, pull);
    const found = annotations.filter((annotation) => annotation.path === path);
    expect(found.map(({ title }) => title)).toContainEqual(expect.stringContaining(code));
  });

  test.each(["big/main.tf", "big/data.json", "binary/policy.json", "templates/bomb.yml"])(
    "%s is listed as not judged",
    (path) => {
      const { summary } = latestRun(harness, pull);
      expect(summary).toMatch(new RegExp(`- \`${path.replaceAll(/[.]/g, "\\.")}\`, line \\d+`));
    },
  );
});

test("text of the pull request is inert", () => {
  const { summary, text } = latestRun(harness, pull);
  const surfaces = [summary, text, ...ownComments(pull).map(({ body }) => body)];
  for (const surface of surfaces) {
    // Outside of code spans and our own marker nothing of the hostile name is left.
    const prose = (surface ?? "")
      .replace(/^<!-- leastwise:finding [0-9a-f]+ -->/, "")
      .replace(/(`+)[\s\S]*?[^`]\1(?!`)/g, "");
    expect(prose).not.toMatch(/@octocat|<img|\[link\]|#1\b/);
  }
  expect(ownComments(pull).length).toBeGreaterThan(0);
});
