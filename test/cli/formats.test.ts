import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { readHtml } from "../reports/html-reader.ts";
import { runnerCommand } from "../reports/runner.ts";
import { schemaErrors } from "../reports/sarif-schema.ts";
import { policy, Scratch } from "./scratch.ts";

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
});
afterEach(() => scratch.remove());

const passRole = policy({ Action: "iam:PassRole", Resource: "*" });
const readOne = policy({ Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/*" });

/** A change that brings one finding: `new file.json`, line 7. */
function changed(): void {
  scratch.write("old.json", passRole);
  scratch.write("new file.json", readOne);
  scratch.commitAll();
  scratch.write("new file.json", passRole);
}

const reviewMain = ["review", "--base", "main"] as const;

describe("sarif", () => {
  test("a valid log of the change", async () => {
    changed();
    const { status, stdout, stderr } = await scratch.call([...reviewMain, "--format", "sarif"]);
    expect([status, stderr]).toEqual([1, ""]);
    const log = JSON.parse(stdout);
    expect(schemaErrors(log)).toEqual([]);
    const [run] = log.runs;
    expect(run.tool.driver.semanticVersion).toMatch(/^\d+\.\d+\.\d+$/);
    expect(run.tool.driver.rules.length).toBeGreaterThan(200);
    expect(run.results).toMatchObject([
      {
        ruleId: "PASS_ROLE_WITH_STAR_IN_RESOURCE",
        baselineState: "new",
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: "new%20file.json" },
              region: { startLine: 7 },
            },
          },
        ],
      },
    ]);
    const { ruleIndex, ruleId } = run.results[0];
    expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
  });

  test("a scan has no states", async () => {
    scratch.write("a.json", passRole);
    const { stdout } = await scratch.call(["scan", ".", "--format", "sarif"]);
    const log = JSON.parse(stdout);
    expect(schemaErrors(log)).toEqual([]);
    expect(log.runs[0].results[0]).not.toHaveProperty("baselineState");
  });

  test("fixed findings only with --all-results", async () => {
    scratch.write("a.json", passRole);
    scratch.commitAll();
    scratch.write("a.json", readOne);
    const results = async (...args: string[]) => {
      const { stdout } = await scratch.call([...reviewMain, "--format", "sarif", ...args]);
      return JSON.parse(stdout).runs[0].results;
    };
    expect(await results()).toEqual([]);
    expect(await results("--all-results")).toMatchObject([{ baselineState: "absent" }]);
  });

  test("what is unread makes the run unsuccessful", async () => {
    scratch.write("main.tf", "x".repeat(1024 * 1024 + 1));
    const { status, stdout } = await scratch.call(["scan", ".", "--format", "sarif"]);
    expect(status).toBe(3);
    const [invocation] = JSON.parse(stdout).runs[0].invocations;
    expect(invocation).toMatchObject({
      executionSuccessful: false,
      toolExecutionNotifications: [{ descriptor: { id: "UNREAD" }, level: "error" }],
    });
  });
});

describe("html", () => {
  test("one file, with the source of the finding", async () => {
    changed();
    const { status, stdout, stderr } = await scratch.call([...reviewMain, "--format", "html"]);
    expect([status, stderr]).toEqual([1, ""]);
    expect(stdout).toMatch(/^<!doctype html>\n/);
    expect(stdout).toContain("&quot;Resource&quot;: <mark>&quot;*&quot;</mark>");
    expect(stdout).not.toMatch(/<script|src=|@import|url\(/);
  });
});

describe("github", () => {
  test("annotations in the log, and the summary of the step", async () => {
    changed();
    scratch.write("summary.md", "before\n");
    const { status, stdout, stderr } = await scratch.call([...reviewMain, "--format", "github"], {
      GITHUB_ACTIONS: "true",
      GITHUB_STEP_SUMMARY: join(scratch.directory, "summary.md"),
    });
    expect([status, stderr]).toEqual([1, ""]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.map((line) => runnerCommand(line)?.name)).toEqual(["notice", "error"]);
    expect(runnerCommand(lines[1] ?? "")?.properties).toMatchObject({
      file: "new file.json",
      line: "7",
      col: "19",
      endColumn: "21",
    });
    const summary = scratch.read("summary.md");
    expect(summary).toMatch(/^before\n## 1 security warning\n/);
    expect(summary).toContain("`PASS_ROLE_WITH_STAR_IN_RESOURCE`");
  });

  test("a summary that would be too long for the step is left out, and that is said", async () => {
    changed();
    scratch.write("summary.md", "x".repeat(1024 * 1024));
    const { status, stderr } = await scratch.call([...reviewMain, "--format", "github"], {
      GITHUB_STEP_SUMMARY: join(scratch.directory, "summary.md"),
    });
    expect(stderr).toBe(
      "leastwise: the summary of the step is missing: it would be longer than 1024 KiB\n",
    );
    expect(status).toBe(1);
    expect(scratch.read("summary.md")).toHaveLength(1024 * 1024);
  });

  test("without the variable there is no summary", async () => {
    changed();
    const { stderr } = await scratch.call([...reviewMain, "--format", "github"]);
    expect(stderr).toBe("");
  });

  test("no other format can give the runner a command", async () => {
    const name = "::stop-commands::x ##[add-mask]y";
    scratch.write(`${name}.json`, passRole);
    for (const format of ["terminal", "json", "markdown", "sarif", "html"]) {
      const args = ["scan", ".", "--format", format];
      const { stdout } = await scratch.call(args, { GITHUB_ACTIONS: "true" });
      expect(stdout).toContain("PASS_ROLE_WITH_STAR_IN_RESOURCE");
      expect(stdout.split("\n").filter((line) => runnerCommand(line))).toEqual([]);
    }
    const { stdout } = await scratch.call(["scan", "."], {});
    expect(stdout).toMatch(/^::stop-commands::x/);
    const missing = await scratch.call(["scan", "\n::error::x"], { GITHUB_ACTIONS: "true" });
    expect(missing.stderr.split("\n").filter((line) => runnerCommand(line))).toEqual([]);
  });
});

test("names that mean something to a format are names and nothing more", async () => {
  const names = ["a\n::error::x.json", "%41 b#c?.json", "x,y=z:w.json", "<script>alert(1)<.json"];
  scratch.write("README.md", "words");
  scratch.commitAll();
  for (const name of names) scratch.write(name, passRole);
  const [github, sarif, html] = await Promise.all(
    ["github", "sarif", "html"].map((format) => scratch.call([...reviewMain, "--format", format])),
  );
  const commands = (github?.stdout ?? "")
    .trimEnd()
    .split("\n")
    .map((line) => runnerCommand(line));
  expect(commands.map((command) => command?.properties.file).sort()).toEqual([
    "%41 b#c?.json",
    "<script>alert(1)<.json",
    "a\\n::error::x.json",
    "x,y=z:w.json",
    undefined,
  ]);
  const { results } = JSON.parse(sarif?.stdout ?? "").runs[0];
  const uris = results.map(
    ({ locations }: SarifResult) => locations[0].physicalLocation.artifactLocation.uri,
  );
  expect(uris.map(decodeURIComponent).sort()).toEqual(names.toSorted());
  const { tags, text } = readHtml(html?.stdout ?? "");
  expect(tags.map(({ name }) => name)).not.toContain("script");
  expect(text).toContain("<script>alert(1)<.json");
});

interface SarifResult {
  readonly locations: readonly [
    { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } },
  ];
}

describe("--output", () => {
  test("takes the place of the standard output", async () => {
    changed();
    const { status, stdout } = await scratch.call([...reviewMain, "--output", "report.txt"]);
    expect([status, stdout]).toEqual([1, ""]);
    expect(scratch.read("report.txt")).toMatch(/^new file\.json:7:19 {2}security warning/);
    expect(readdirSync(scratch.directory)).toEqual([
      ".git",
      "new file.json",
      "old.json",
      "report.txt",
    ]);
  });

  test("other formats besides, from one review", async () => {
    changed();
    mkdirSync(join(scratch.directory, "out"));
    const { stdout } = await scratch.call([
      ...[...reviewMain, "--format", "json"],
      ...["--output", "sarif=out/a.sarif", "--output", "html=out/a=b.html"],
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: "fail" });
    expect(JSON.parse(scratch.read("out/a.sarif"))).toMatchObject({ version: "2.1.0" });
    expect(scratch.read("out/a=b.html")).toMatch(/^<!doctype html>/);
  });

  test("what was there goes at once, and its mode stays", async () => {
    changed();
    scratch.write("out.json", "old");
    chmodSync(join(scratch.directory, "out.json"), 0o600);
    symlinkSync("out.json", join(scratch.directory, "link.json"));
    await scratch.call([...reviewMain, "--format", "json", "--output", "link.json"]);
    expect(JSON.parse(scratch.read("out.json"))).toMatchObject({ verdict: "fail" });
    expect(statSync(join(scratch.directory, "out.json")).mode & 0o777).toBe(0o600);
  });

  test("has no colours, whatever the terminal has", async () => {
    changed();
    await scratch.call([...reviewMain, "--output", "report.txt"], { TERM: "xterm" });
    expect(scratch.read("report.txt")).not.toContain("\u001b");
  });

  test.each([
    [["--output", "a", "--output", "b"], "--output takes one file for --format"],
    [["--output", "sarif=a", "--output", "html=./a"], "--output names a file twice"],
    [["--output", "xml=a"], "--output knows no format `xml`"],
    [["--output", "serif=a"], "--output knows no format `serif`; did you mean `sarif`?"],
    [["--output", "sarif="], "--output takes a file"],
    [["--output", "-"], "--output takes a file"],
    [["--output", "github=a"], "GitHub takes workflow commands from the log only"],
    [["--format", "github", "--output", "a"], "GitHub takes workflow commands from the log only"],
    [["--all-results"], "--all-results is about SARIF only"],
    [["--output", "nowhere/a"], "nowhere/a cannot be written: there is no such folder"],
    [["--output", "."], ". cannot be written: it is a folder"],
  ])("wrong use: %j", async (args, message) => {
    changed();
    const { status, stdout, stderr } = await scratch.call([...reviewMain, ...args]);
    expect(stderr).toContain(`leastwise: ${message}`);
    expect([status, stdout]).toEqual([2, ""]);
  });
});

describe("--default-config", () => {
  const owner = "rules:\n  PASS_ROLE_WITH_STAR_IN_RESOURCE: SUGGESTION\n";

  test("holds where the repository's own says nothing", async () => {
    changed();
    scratch.write("org.yml", owner);
    const args = [...reviewMain, "--format", "json", "--default-config", "org.yml"];
    const { status, stdout } = await scratch.call(args);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: "pass",
      configuration: { file: null, ownerFile: "org.yml" },
    });
  });

  test("what the repository's own sets counts before it, rule by rule", async () => {
    scratch.write(".github/leastwise.yml", "rules:\n  PASS_ROLE_WITH_STAR_IN_RESOURCE: ERROR\n");
    scratch.write("a.json", readOne);
    scratch.commitAll();
    scratch.write("a.json", passRole);
    scratch.write("org.yml", `${owner}  MISSING_VERSION: "off"\n`);
    const args = [...reviewMain, "--format", "json", "--default-config", "org.yml"];
    const { status, stdout } = await scratch.call(args);
    expect(status).toBe(1);
    expect(JSON.parse(stdout).configuration).toMatchObject({
      file: ".github/leastwise.yml",
      ownerFile: "org.yml",
      rules: { PASS_ROLE_WITH_STAR_IN_RESOURCE: "ERROR", MISSING_VERSION: "off" },
    });
  });

  test("a mistake in it is named with its place, in every format", async () => {
    changed();
    scratch.write("org.yml", "mode: enforce\nfail-onn: ERROR\n");
    for (const format of ["terminal", "markdown", "sarif", "html", "github"]) {
      const args = [...reviewMain, "--format", format, "--default-config", "org.yml"];
      const { status, stdout } = await scratch.call(args);
      expect(stdout).toContain("org.yml");
      expect(stdout).toContain("fail-on");
      expect(status).toBe(2);
    }
    const terminal = await scratch.call([...reviewMain, "--default-config", "org.yml"]);
    expect(terminal.stdout).toContain("org.yml:2:1:");
  });

  test("a mistake is named although there is nothing to judge", async () => {
    scratch.write("a.json", readOne);
    scratch.commitAll();
    scratch.write("org.yaml", "fail-onn: ERROR\n");
    const { status, stdout, stderr } = await scratch.call([
      ...["review", "--base", "main", "--head", "main", "--default-config", "org.yaml"],
    ]);
    expect(stderr).toMatch(/^leastwise: org\.yaml:1:1: /);
    expect(stdout).toContain("Pass.");
    expect(status).toBe(2);
  });

  test("a file that is not there is wrong use", async () => {
    changed();
    const { status, stdout, stderr } = await scratch.call([
      ...[...reviewMain, "--default-config", "nowhere.yml"],
    ]);
    expect(stderr).toContain("leastwise: nowhere.yml cannot be read");
    expect([status, stdout]).toEqual([2, ""]);
  });

  test("scan, inventory and rules know it as well", async () => {
    scratch.write("a.json", passRole);
    scratch.write("org.yml", `${owner}policies:\n  - path: a.json\n    kind: scp\n${customRule}`);
    const scan = await scratch.call([
      "scan",
      ".",
      "--format",
      "json",
      "--default-config",
      "org.yml",
    ]);
    expect(JSON.parse(scan.stdout).configuration).toMatchObject({ ownerFile: "org.yml" });
    const inventory = await scratch.call([
      ...["inventory", ".", "--format", "json", "--default-config", "org.yml"],
    ]);
    expect(JSON.parse(inventory.stdout).policies).toMatchObject([{ kind: "scp" }]);
    const rules = await scratch.call(["rules", "CUSTOM_NO_TABLES", "--default-config", "org.yml"]);
    expect(rules.stdout).toMatch(/^CUSTOM_NO_TABLES {2}/);
    const tested = await scratch.call(["rules", "test", "--default-config", "org.yml"]);
    expect([tested.status, tested.stderr]).toEqual([0, ""]);
  });
});

const customRule = `custom-rules:
  - code: CUSTOM_NO_TABLES
    message: Nobody deletes tables.
    deny:
      actions: ["dynamodb:DeleteTable"]
`;
