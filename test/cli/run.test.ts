import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { run } from "../../src/cli/run.ts";

let scratch: string;
let directory: string;
beforeAll(() => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), "leastwise-cli-")));
});
beforeEach(() => {
  directory = mkdtempSync(join(scratch, "tree-"));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const passRole = policy({ Action: "iam:PassRole", Resource: "*" });
const readOne = policy({ Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/*" });

describe("review", () => {
  test("only what the change brings counts", async () => {
    write("old.json", passRole);
    git("init", "--quiet", "--initial-branch=main");
    commit();
    write("new.json", passRole);

    const { status, stdout, stderr } = await call("review", "--base", "main", "--format", "json");

    expect(stderr).toBe("");
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ schemaVersion: 1, head: "working tree", verdict: "fail" });
    expect(
      result.findings.filter(({ state }: { state: string }) => state === "introduced"),
    ).toMatchObject([{ issueCode: "PASS_ROLE_WITH_STAR_IN_RESOURCE", file: "new.json" }]);
    expect(status).toBe(1);
  });

  test("nothing new is quiet, and clean", async () => {
    write("old.json", passRole);
    git("init", "--quiet", "--initial-branch=main");
    commit();
    write("README.md", "words");

    const { status, stdout } = await call("review", "--base", "main");

    expect(stdout).toMatch(/^Pass\. /);
    expect(status).toBe(0);
  });

  test("two commits, from a directory below the root", async () => {
    write("a/b.json", readOne);
    git("init", "--quiet", "--initial-branch=main");
    commit();
    write("a/b.json", passRole);
    commit();
    write("a/b.json", readOne);
    directory = join(directory, "a");

    const { status, stdout } = await call("review", "--base", "HEAD~1", "--head", "HEAD");

    expect(stdout).toMatch(/^a\/b\.json:\d+:\d+ {2}security warning {2}PASS_ROLE_WITH_STAR/);
    expect(status).toBe(1);
  });

  test.each([
    [["review"], "required option '--base <ref>' not specified"],
    [["review", "--base", "nowhere"], "leastwise: git knows no commit `nowhere`"],
    [["review", "--base", "--head"], "is not the name of a branch, tag or commit"],
    [["review", "--bse", "main"], "(Did you mean --base?)"],
    [["review", "--base", "main", "--format", "xml"], "Allowed choices are terminal, json"],
    [["review", "--base", "main", "--format", "serif"], "(Did you mean sarif?)"],
    [["rules", "tset"], "leastwise: there is no rule tset; did you mean `rules test`?"],
    [["review", "--base", "main", "extra"], "too many arguments"],
    [["reviw"], "unknown command 'reviw'"],
    [["--nonsense"], "unknown option '--nonsense'"],
    [["scan"], "missing required argument 'path'"],
    [["scan", "nowhere"], "leastwise: there is no file or directory nowhere"],
    [["rules", "NOWHERE"], "leastwise: there is no rule NOWHERE"],
    [["rules", "pass_role_with_star"], "did you mean PASS_ROLE_WITH_STAR_IN_"],
    [["validate", "a.json"], "required option '--policy-type <type>' not specified"],
    [["validate", "a.json", "--policy-type", "TRUST"], "Allowed choices are IDENTITY_POLICY"],
    [
      ["validate", "nowhere", "--policy-type", "IDENTITY_POLICY"],
      "leastwise: nowhere cannot be read",
    ],
    [["validate", ".", "--policy-type", "IDENTITY_POLICY"], "leastwise: . cannot be read"],
    [["validate", "-", "-", "--policy-type", "IDENTITY_POLICY"], "can be read only once"],
    [
      ["validate", "-", "--policy-type", "RESOURCE_POLICY", "--resource-type", "bucket"],
      "It has the form AWS::S3::Bucket.",
    ],
    [
      ["validate", "-", "--policy-type", "IDENTITY_POLICY", "--resource-type", "AWS::S3::Bucket"],
      "--resource-type goes with --policy-type RESOURCE_POLICY only",
    ],
  ])("wrong use: %j", async (args, message) => {
    write("a", "");
    git("init", "--quiet", "--initial-branch=main");
    commit();
    const { status, stdout, stderr } = await call(...args);
    expect(stderr).toContain(message);
    expect([status, stdout]).toEqual([2, ""]);
  });

  test("outside of a checkout", async () => {
    const { status, stderr } = await call("review", "--base", "main");
    expect(stderr).toBe(`leastwise: ${directory} is not in a git checkout\n`);
    expect(status).toBe(2);
  });
});

describe("scan", () => {
  test("everything that stands there", async () => {
    write("a/x.json", passRole);
    write("b/y.json", readOne);

    const { status, stdout } = await call("scan", "a", "b", "--format", "json");

    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ base: null, head: "files", coverage: { policies: 2 } });
    expect(result.findings).toMatchObject([{ file: "a/x.json", state: "introduced" }]);
    expect(status).toBe(1);
  });

  test("what cannot be read makes it incomplete", async () => {
    write("main.tf", "x".repeat(1024 * 1024 + 1));
    const { status, stdout } = await call("scan", ".");
    expect(stdout).toContain("Incomplete.");
    expect(status).toBe(3);
  });

  test("colours only on a terminal, and as the environment wants", async () => {
    write("x.json", passRole);
    const colored = (environment: Record<string, string>, isTTY: boolean) =>
      call
        .with({ environment, isTTY })("scan", ".")
        .then(({ stdout }) => stdout.includes("\u001b["));
    expect(await colored({}, true)).toBe(true);
    expect(await colored({}, false)).toBe(false);
    expect(await colored({ NO_COLOR: "1" }, true)).toBe(false);
    expect(await colored({ NO_COLOR: "" }, true)).toBe(true);
    expect(await colored({ TERM: "dumb" }, true)).toBe(false);
    expect(await colored({ FORCE_COLOR: "1" }, false)).toBe(true);
    expect(await colored({ FORCE_COLOR: "0" }, true)).toBe(false);
  });
});

describe("validate", () => {
  test("the answer has the shape of Access Analyzer's", async () => {
    write("p.json", passRole);
    const { status, stdout } = await call(
      ...["validate", "p.json", "--policy-type", "IDENTITY_POLICY", "--format", "json"],
    );
    const { schemaVersion, findings } = JSON.parse(stdout);
    expect(schemaVersion).toBe(1);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      findingType: "SECURITY_WARNING",
      issueCode: "PASS_ROLE_WITH_STAR_IN_RESOURCE",
      findingDetails: expect.stringContaining("PassRole"),
      learnMoreLink: expect.stringMatching(/^https:\/\/docs\.aws\.amazon\.com\//),
    });
    expect(findings[0].locations).toContainEqual({
      path: [{ value: "Statement" }, { index: 0 }, { value: "Resource" }],
      span: {
        start: { line: 7, column: 18, offset: 127 },
        end: { line: 7, column: 21, offset: 130 },
      },
    });
    expect(Object.keys(findings[0])).not.toContain("file");
    expect(status).toBe(1);
  });

  test("the standard input, and several documents", async () => {
    write("p.json", passRole);
    const { stdout } = await call.with({ stdin: passRole })(
      ...["validate", "-", "p.json", "--policy-type", "IDENTITY_POLICY", "--format", "json"],
    );
    expect(JSON.parse(stdout).findings.map(({ file }: { file: string }) => file)).toEqual([
      "<stdin>",
      "p.json",
    ]);
  });

  test("for people, with the source", async () => {
    write("p.json", passRole);
    const { stdout } = await call("validate", "p.json", "--policy-type", "IDENTITY_POLICY");
    expect(stdout).toMatch(
      /^p\.json:7:19 {2}security warning {2}PASS_ROLE_WITH_STAR_IN_RESOURCE\n/,
    );
    expect(stdout).toMatch(/7 \| {7}"Resource": "\*"\n.*\| {19}\^\^\^\n/);
    expect(stdout).toMatch(/\n1 security warning in 1 policy document\.\n$/);
  });

  test.each([
    ["ERROR", 0],
    ["SECURITY_WARNING", 1],
    ["SUGGESTION", 1],
  ])("--fail-on %s → %i", async (type, expected) => {
    write("p.json", passRole);
    const { status } = await call(
      ...["validate", "p.json", "--policy-type", "IDENTITY_POLICY", "--fail-on", type],
    );
    expect(status).toBe(expected);
  });

  test("a valid document is clean", async () => {
    write("p.json", readOne);
    const { status, stdout } = await call("validate", "p.json", "--policy-type", "IDENTITY_POLICY");
    expect([status, stdout]).toEqual([0, "Valid. Nothing found in 1 policy document.\n"]);
  });

  test("broken JSON is a finding at its place", async () => {
    const { status, stdout } = await call.with({ stdin: '{\n  "Version": }' })(
      ...["validate", "-", "--policy-type", "IDENTITY_POLICY", "--format", "json"],
    );
    const [first] = JSON.parse(stdout).findings;
    expect(first.issueCode).toBe("JSON_SYNTAX_ERROR");
    expect(first.locations[0].span.start.line).toBe(2);
    expect(status).toBe(1);
  });

  test("nothing at all is a finding about the whole document", async () => {
    const { status, stdout } = await call.with({ stdin: "" })(
      ...["validate", "-", "--policy-type", "IDENTITY_POLICY", "--format", "json"],
    );
    const zero = { line: 1, column: 0, offset: 0 };
    expect(JSON.parse(stdout).findings[0].locations).toEqual([
      { path: [], span: { start: zero, end: zero } },
    ]);
    expect(status).toBe(1);
  });

  test("a document past the bound is not read, one that is no text neither", async () => {
    const args = ["validate", "-", "--policy-type", "IDENTITY_POLICY"] as const;
    const big = await call.with({ stdin: " ".repeat(1024 * 1024 + 1) })(...args);
    expect(big.stderr).toContain("the standard input is over the limit of 1 MiB");
    expect(big.status).toBe(3);
    const binary = await call.with({ stdin: Buffer.from([0xff, 0xfe, 0]) })(...args);
    expect(binary.stderr).toContain("the standard input is not a text in UTF-8");
    expect(binary.status).toBe(2);
  });
});

describe("rules", () => {
  test("lists all, explains one", async () => {
    const all = await call("rules", "--format", "json");
    expect(
      JSON.parse(all.stdout).rules.map(({ issueCode }: { issueCode: string }) => issueCode),
    ).toContain("PASS_ROLE_WITH_STAR_IN_RESOURCE");
    expect((await call("rules")).stdout).toMatch(/\n {2}PASS_ROLE_WITH_STAR_IN_RESOURCE +\S/);
    const one = await call("rules", "pass-role-with-star-in-resource");
    expect(one.stdout).toMatch(/^PASS_ROLE_WITH_STAR_IN_RESOURCE {2}security warning\n/);
    expect(one.stdout).toMatch(/\n {2}https:\/\/\S+\n$/);
    expect(one.status).toBe(0);
  });
});

describe("help and version", () => {
  test.each([
    ["--help"],
    ["help"],
    ["review", "--help"],
    ["help", "review"],
    ["validate", "--help"],
  ])("%s %s", async (...args) => {
    const { status, stdout, stderr } = await call(...args.filter((arg) => arg !== undefined));
    expect(stdout).toContain("Usage: leastwise");
    expect(stdout).toContain("Examples:");
    expect([status, stderr]).toEqual([0, ""]);
  });

  test("--version", async () => {
    const { status, stdout } = await call("--version");
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(status).toBe(0);
  });

  test("without a command it helps, and says that this was no use", async () => {
    const { status, stdout, stderr } = await call();
    expect(stderr).toContain("Usage: leastwise");
    expect([status, stdout]).toEqual([2, ""]);
  });
});

interface World {
  readonly stdin?: string | Buffer;
  readonly environment?: Record<string, string>;
  readonly isTTY?: boolean;
}

interface Called {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in `directory`. */
const call = Object.assign(caller({}), { with: caller });

function caller({ stdin = "", environment = {}, isTTY = false }: World) {
  return async (...args: readonly string[]): Promise<Called> => {
    const written = { stdout: "", stderr: "" };
    const status = await run(args, {
      stdin: (async function* () {
        yield stdin;
      })(),
      stdout: { write: (text) => (written.stdout += text), isTTY, columns: 100 },
      stderr: { write: (text) => (written.stderr += text), isTTY },
      env: environment,
      workingDirectory: directory,
    });
    return { status, ...written };
  };
}

function policy(statement: object): string {
  return JSON.stringify(
    { Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] },
    undefined,
    2,
  );
}

function write(name: string, text: string): void {
  mkdirSync(dirname(join(directory, name)), { recursive: true });
  writeFileSync(join(directory, name), text);
}

function commit(): void {
  git("add", "--all");
  git("-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "--quiet", "--message=x");
}

function git(...args: string[]): void {
  execFileSync("git", args, { cwd: directory, stdio: "ignore" });
}
