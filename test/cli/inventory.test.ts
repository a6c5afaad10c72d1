import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { run } from "../../src/cli/run.ts";

let directory: string;
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), "leastwise-inventory-")));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const policy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "iam:PassRole", Resource: "*" }],
});

test("lists what stands under the paths, and judges nothing", async () => {
  write("a/x.json", policy);
  write("b/y.json", policy);
  write("README.md", "words");

  const { status, stdout, stderr } = await call("inventory", "a", "--format", "json");

  const { schemaVersion, policies } = JSON.parse(stdout);
  expect(schemaVersion).toBe(1);
  expect(policies).toMatchObject([{ address: "a/x.json", resolution: "full", startLine: 1 }]);
  expect([status, stderr]).toEqual([0, ""]);
});

test("files that a configuration names are loaded, whatever they are called", async () => {
  write("main.tf", 'resource "aws_iam_policy" "p" {\n  policy = file("${path.module}/p.md")\n}\n');
  write("p.md", policy);

  const { status, stdout } = await call("inventory", ".");

  expect(stdout).toBe(`\
aws_iam_policy.p  identity
  p.md:1
  Allow iam:PassRole on *

1 policy; 0 owners.
`);
  expect(status).toBe(0);
});

test("mistakes of syntax go to the standard error as well", async () => {
  write("main.tf", 'resource "aws_iam_policy" "p" {\n  policy = <<EOF\n');
  const { status, stdout, stderr } = await call("inventory", ".");
  expect(stderr).toMatch(/^leastwise: main\.tf:\d+:\d+: .+\n$/);
  expect(stdout).toContain("Not judged: 1");
  expect(status).toBe(3);
});

test("a file that cannot be read makes it incomplete", async () => {
  write("main.tf", "x".repeat(1024 * 1024 + 1));
  const { status, stdout } = await call("inventory", ".", "--format", "json");
  expect(JSON.parse(stdout).notJudged).toMatchObject([{ file: "main.tf", unread: true }]);
  expect(status).toBe(3);
});

test("a configuration that is not valid is wrong use", async () => {
  write("x.json", policy);
  write(".github/leastwise.yml", "nonsense: true\n");
  const { status, stderr } = await call("inventory", ".");
  expect(stderr).toContain("leastwise: .github/leastwise.yml:1:1: ");
  expect(status).toBe(2);
});

test.each([
  [["inventory"], "missing required argument 'path'"],
  [["inventory", "nowhere"], "leastwise: there is no file or directory nowhere"],
  [["inventory", ".", "--format", "sarif"], "Allowed choices are terminal, json"],
])("wrong use: %j", async (args, message) => {
  const { status, stdout, stderr } = await call(...args);
  expect(stderr).toContain(message);
  expect([status, stdout]).toEqual([2, ""]);
});

test("nothing that may matter is an empty inventory", async () => {
  write("README.md", "words");
  const { status, stdout } = await call("inventory", ".");
  expect([status, stdout]).toEqual([0, "0 policies; 0 owners.\n"]);
});

async function call(...args: readonly string[]) {
  const written = { stdout: "", stderr: "" };
  const status = await run(args, {
    stdin: (async function* () {})(),
    stdout: { write: (text) => (written.stdout += text), columns: 100 },
    stderr: { write: (text) => (written.stderr += text) },
    env: {},
    workingDirectory: directory,
  });
  return { status, ...written };
}

function write(name: string, text: string): void {
  mkdirSync(dirname(join(directory, name)), { recursive: true });
  writeFileSync(join(directory, name), text);
}
