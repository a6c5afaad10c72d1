import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { run } from "../../src/cli/run.ts";

let directory: string;
beforeAll(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), "leastwise-compare-")));
  write("read.json", [
    { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/*" },
  ]);
  write("more.json", [
    { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/*" },
    {
      Sid: "Pass",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: "arn:aws:iam::*:role/*",
      Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
    },
  ]);
  write("odd.json", [
    { Effect: "Allow", Action: "s3:*", Resource: "*", Condition: { Odd: { k: "v" } } },
  ]);
  writeFileSync(join(directory, "broken.json"), "{");
  writeFileSync(join(directory, "list.json"), "[]");
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const identity = ["--policy-type", "IDENTITY_POLICY"];

describe("two files", () => {
  test("new access, as data", async () => {
    const { status, stdout } = await call(
      "compare",
      "read.json",
      "more.json",
      ...identity,
      "--format",
      "json",
    );
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      result: "FAIL",
      reasons: [
        {
          description: "New access in the statement with sid: Pass.",
          statementIndex: 1,
          statementId: "Pass",
        },
      ],
      equal: false,
      granted: [
        {
          actions: ["iam:PassRole"],
          resources: ["arn:aws:iam::*:role/*"],
          conditions: ["StringEquals iam:PassedToService ec2.amazonaws.com"],
          accessLevels: ["Write"],
          statementIndex: 1,
          statementId: "Pass",
          witness: {
            principal: null,
            action: "iam:PassRole",
            resource: "arn:aws:iam::111122223333:role/example",
            context: { "iam:PassedToService": "ec2.amazonaws.com" },
          },
        },
      ],
      removed: [],
    });
    expect(status).toBe(1);
  });

  test("new access, for people", async () => {
    const { stdout } = await call("compare", "read.json", "more.json", ...identity);
    expect(stdout).toBe(`New access in 1 entry.

New access
  + iam:PassRole (Write)
    on arn:aws:iam::*:role/*
    if StringEquals iam:PassedToService ec2.amazonaws.com
    for example iam:PassRole on arn:aws:iam::111122223333:role/example with iam:PassedToService =
        ec2.amazonaws.com
`);
  });

  test("less access is no new access", async () => {
    const { status, stdout } = await call("compare", "more.json", "read.json", ...identity);
    expect(stdout).toMatch(/^No new access\.\n\nRemoved access\n {2}- iam:PassRole/);
    expect(status).toBe(0);
  });

  test("the same", async () => {
    const { status, stdout } = await call("compare", "more.json", "more.json", ...identity);
    expect(stdout).toBe("No new access: both allow exactly the same.\n");
    expect(status).toBe(0);
  });

  test("what cannot be decided is not clean", async () => {
    const { status, stdout } = await call(
      "compare",
      "read.json",
      "odd.json",
      ...identity,
      "--format",
      "json",
    );
    expect(JSON.parse(stdout)).toMatchObject({
      result: "UNDECIDED",
      reasons: [{ statementIndex: 0, description: expect.stringContaining("`Odd`") }],
    });
    expect(status).toBe(3);
  });

  test.each([
    [["read.json"], "takes two policy documents"],
    [["read.json", "more.json", "odd.json"], "takes two policy documents"],
    [["read.json", "more.json"], "'--policy-type <type>' not specified"],
    [["-", "-", ...identity], "can be read only once"],
    [["read.json", "nowhere.json", ...identity], "nowhere.json cannot be read"],
    [["read.json", "broken.json", ...identity], "broken.json is not JSON"],
    [["list.json", "read.json", ...identity], "list.json is not a policy document"],
    [["read.json", "--jsonl"], "takes no files"],
    [
      ["read.json", "more.json", ...identity, "--resource-type", "AWS::S3::Bucket"],
      "RESOURCE_POLICY only",
    ],
    [["read.json", "more.json", "--policy-type", "TRUST"], "Allowed choices are"],
  ])("wrong use: %j", async (args, message) => {
    const { status, stdout, stderr } = await call("compare", ...args);
    expect(stderr).toContain(message);
    expect([status, stdout]).toEqual([2, ""]);
  });
});

describe("one comparison a line", () => {
  const policy = (Action: string) => ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action, Resource: "*" }],
  });

  test("documents as text and as JSON, answers in order, odd lines answered too", async () => {
    const lines = [
      JSON.stringify({
        id: 1,
        policyType: "IDENTITY_POLICY",
        existing: policy("s3:*"),
        candidate: policy("s3:GetObject"),
      }),
      "",
      JSON.stringify({
        id: "two",
        existing: JSON.stringify(policy("s3:GetObject")),
        candidate: policy("s3:*"),
      }),
      "no json",
      JSON.stringify({ id: 4, existing: policy("s3:*") }),
      JSON.stringify({ id: 5, existing: "{", candidate: policy("s3:*") }),
      JSON.stringify({ id: "\u202e", existing: policy("s3:*"), candidate: policy("s3:*") }),
    ];
    const { status, stdout } = await call.withInput(lines.join("\n"))("compare", "--jsonl");
    expect(stdout).not.toContain("\u202e");
    const answers = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(answers.map(({ id, result, error }) => [id, result ?? error])).toEqual([
      [1, "PASS"],
      ["two", "FAIL"],
      [null, "the line is no JSON object"],
      [4, "`candidate` is missing"],
      [5, expect.stringMatching(/^`existing` is not JSON/)],
      ["\u202e", "PASS"],
    ]);
    expect(status).toBe(3);
  });

  test("the status says whether there is new access", async () => {
    const line = (candidate: string) =>
      JSON.stringify({ id: 1, existing: policy("s3:*"), candidate: policy(candidate) });
    expect((await call.withInput(line("s3:Get*"))("compare", "--jsonl")).status).toBe(0);
    const both = `${line("s3:Get*")}\n${line("ec2:*")}\n`;
    expect((await call.withInput(both)("compare", "--jsonl")).status).toBe(1);
    expect(await call.withInput("")("compare", "--jsonl")).toMatchObject({ status: 0, stdout: "" });
  });
});

function write(name: string, statements: readonly object[]): void {
  const policy = { Version: "2012-10-17", Statement: statements };
  writeFileSync(join(directory, name), JSON.stringify(policy));
}

interface Result {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const call = Object.assign((...args: string[]) => callWith("", args), {
  withInput:
    (input: string) =>
    (...args: string[]) =>
      callWith(input, args),
});

async function callWith(input: string, args: readonly string[]): Promise<Result> {
  let stdout = "";
  let stderr = "";
  async function* chunks(): AsyncGenerator<Uint8Array> {
    // In small pieces, so that lines are put together again.
    const bytes = Buffer.from(input);
    for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
  }
  const status = await run(args, {
    stdin: chunks(),
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    env: {},
    workingDirectory: directory,
  });
  return { status, stdout, stderr };
}
