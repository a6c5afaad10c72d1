import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { run } from "../../src/cli/run.ts";

let scratch: string;
let directory: string;
beforeAll(() => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), "leastwise-rules-")));
});
beforeEach(() => {
  directory = mkdtempSync(join(scratch, "tree-"));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const page = readFileSync(new URL("../../docs/custom-rules.md", import.meta.url), "utf8");

/** Fenced code with a path behind its language. */
const files = [...page.matchAll(/^```[a-z]+ (\S+)\n([\s\S]*?)^```$/gm)].map(
  ([, path = "", text = ""]) => ({ path, text }),
);
const [, shown = ""] = /^```console\n\$ leastwise rules test\n([\s\S]*?)^```$/m.exec(page) ?? [];

describe("the worked example of the documentation", () => {
  beforeEach(() => {
    for (const { path, text } of files) write(path, text);
  });

  test("gives what is shown", async () => {
    expect(files.length).toBeGreaterThan(4);
    expect(await call("rules", "test")).toEqual({ status: 0, stdout: shown, stderr: "" });
  });

  test("as data", async () => {
    const { stdout, status } = await call("rules", "test", "--format", "json");
    const { schemaVersion, holds, rules } = JSON.parse(stdout);
    expect([schemaVersion, holds, status]).toEqual([1, true, 0]);
    expect(rules[0].examples[0]).toEqual({
      path: "examples/rules/any-table.tf",
      expected: "reported",
      holds: true,
      lines: [10],
      problem: null,
    });
  });

  test("the rules are listed and explained with the others, and count in a scan", async () => {
    expect((await call("rules")).stdout).toMatch(
      /\nCustom rules: 1 error\n {2}CUSTOM_PIPELINE_BOUNDARY {2}Roles of pipelines/,
    );
    const one = await call("rules", "custom-table-deletion");
    expect(one.stdout).toMatch(/^CUSTOM_TABLE_DELETION {2}security warning\n {2}Production tables/);
    expect(one.stdout).toContain("docs/custom-rules.md\n");
    write(
      "open.json",
      files.find(({ path }) => path.endsWith(".json"))?.text.replace('"data"', '"*"') ?? "",
    );
    const scan = await call("scan", ".", "--format", "json");
    expect(JSON.parse(scan.stdout).findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ issueCode: "CUSTOM_TABLE_DELETION", file: "open.json" }),
      ]),
    );
  });

  test("an example that does not hold, and why", async () => {
    write("examples/rules/any-table.tf", 'resource "aws_iam_group" "a" {\n  name = "a"\n}\n');
    write("examples/rules/data-team.json", "{");
    write("examples/rules/test-tables.yml", "Words: of no template");
    const { stdout, status } = await call("rules", "test");
    expect(stdout).toContain(`CUSTOM_TABLE_DELETION  3 of 3 examples do not hold
  examples/rules/any-table.tf: expected to be reported, and nothing was found
  examples/rules/data-team.json: `);
    expect(stdout).toContain("test-tables.yml: no policy, role or user was recognised in it\n");
    expect(status).toBe(1);
  });
});

test("a file that is not there, and one that may not be reported and is", async () => {
  write(
    "drafts/own.yml",
    `custom-rules:
  - code: CUSTOM_A
    message: No
    deny: { actions: ["s3:*"] }
    examples: { reported: [gone.json], not-reported: [a.json] }
`,
  );
  write(
    "a.json",
    '{ "Version": "2012-10-17", "Statement": {\n"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" } }',
  );
  const { stdout, status } = await call("rules", "test", "--config", "drafts/own.yml");
  expect(stdout).toBe(`CUSTOM_A  2 of 2 examples do not hold
  gone.json: there is no such file
  a.json: expected not to be reported, and something was found in line 2
`);
  expect(status).toBe(1);
});

test.each([
  [["rules", "test"], "leastwise: there is no .github/leastwise.yml here"],
  [["rules", "test", "--config", "gone.yml"], "leastwise: the file gone.yml cannot be read"],
  [["rules", "CUSTOM_GONE"], "leastwise: there is no rule CUSTOM_GONE"],
])("%s: wrong use", async (args, message) => {
  const { status, stderr } = await call(...args);
  expect(stderr).toContain(message);
  expect(status).toBe(2);
});

test("a configuration that is wrong is told with its place", async () => {
  write(".github/leastwise.yml", "custom-rules:\n  - code: CUSTOM_A\n    message: a\n");
  const { status, stderr } = await call("rules", "test");
  expect(stderr).toBe(
    "leastwise: .github/leastwise.yml:2:5: This entry needs `deny` or `require`.\n",
  );
  expect(status).toBe(2);
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), text);
}

async function call(...args: string[]) {
  let stdout = "";
  let stderr = "";
  const status = await run(args, {
    stdin: (async function* () {})(),
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    env: {},
    workingDirectory: directory,
  });
  return { status, stdout, stderr };
}
