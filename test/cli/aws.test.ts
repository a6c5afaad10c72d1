import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import nock from "nock";
import { run } from "../../src/cli/run.ts";
import { region, withCredentials } from "../aws/credentials.ts";
import { endpoint, rawFinding, validation } from "../aws/service.ts";
import { mockNetwork } from "../support/network.ts";

mockNetwork();
withCredentials();

let directory: string;
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), "leastwise-aws-")));
  const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" };
  const policy = { Version: "2012-10-17", Statement: [statement] };
  writeFileSync(join(directory, "a.json"), JSON.stringify(policy, null, 2));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const path = [{ value: "Statement" }, { index: 0 }, { value: "Action" }];
const finding = rawFinding({ issueCode: "NEW_AT_AWS", locations: [{ path }] });
const validate = ["validate", "a.json", "--policy-type", "IDENTITY_POLICY"];

test("validate --aws: AWS's findings are there in AWS's form, at the place in the file", async () => {
  validation().reply(200, { findings: [finding] });
  const { status, stdout, stderr } = await call(...validate, "--aws", "--format", "json");
  expect(stderr).toBe("");
  expect(JSON.parse(stdout).findings).toEqual([
    {
      findingType: finding.findingType,
      issueCode: "NEW_AT_AWS",
      findingDetails: finding.findingDetails,
      learnMoreLink: finding.learnMoreLink,
      locations: [
        {
          path,
          span: {
            start: { line: 6, column: 16, offset: 93 },
            end: { line: 6, column: 30, offset: 107 },
          },
        },
      ],
    },
  ]);
  expect(status).toBe(0);
});

test("validate --aws: a fault is told, and the status says that something is missing", async () => {
  validation().reply(403, {}, { "x-amzn-errortype": "AccessDeniedException" });
  const { status, stderr } = await call(...validate, "--aws");
  expect(stderr).toBe(
    "leastwise: a.json: AWS Access Analyzer: AWS denied the request: the credentials lack the permission for it\n",
  );
  expect(status).toBe(3);
});

describe("compare --aws", () => {
  const noNewAccess = () => nock(endpoint).post("/policy/check-no-new-access");
  const compare = ["compare", "a.json", "b.json", "--policy-type", "IDENTITY_POLICY"];
  const write = (action: string) =>
    writeFileSync(
      join(directory, "b.json"),
      `{"Version":"2012-10-17","Id":"ä","Statement":{"Effect":"Allow","Action":"${action}","Resource":"arn:aws:s3:::b/*"}}`,
    );

  test("asks once, in ASCII, and gives AWS's answer beside ours", async () => {
    write("s3:PutObject");
    const reasons = [{ description: "New access in statement 0.", statementIndex: 0 }];
    let sent = "";
    noNewAccess().reply(200, (_, body) => {
      sent = JSON.stringify(body);
      return { result: "FAIL", message: "", reasons };
    });
    const { status, stdout } = await call(...compare, "--aws", "--format", "json");
    expect(JSON.parse(stdout)).toMatchObject({
      result: "FAIL",
      accessAnalyzer: { result: "FAIL", reasons },
    });
    expect(sent).toContain("u00e4");
    expect(status).toBe(1);
  });

  test("says where the two differ", async () => {
    write("s3:GetObject");
    noNewAccess().reply(200, { result: "FAIL", message: "", reasons: [] });
    const { status, stdout } = await call(...compare, "--aws");
    expect(stdout).toContain("No new access: both allow exactly the same.");
    expect(stdout).toContain(
      "AWS Access Analyzer says: new access. The two differ; AWS's answer is the authority.",
    );
    expect(status).toBe(1);
  });

  test("a fault is told, and our own answer stands", async () => {
    write("s3:GetObject");
    noNewAccess().reply(403, {}, { "x-amzn-errortype": "AccessDeniedException" });
    const { status, stdout } = await call(...compare, "--aws");
    expect(stdout).toContain("No new access");
    expect(stdout).toContain("AWS Access Analyzer did not answer: AWS denied the request");
    expect(status).toBe(3);
  });

  test("goes with the two policy types that AWS compares", async () => {
    write("s3:GetObject");
    const scp = ["compare", "a.json", "b.json", "--policy-type", "SERVICE_CONTROL_POLICY"];
    const { status, stderr } = await call(...scp, "--aws");
    expect(stderr).toContain("IDENTITY_POLICY and RESOURCE_POLICY only");
    expect(status).toBe(2);
  });
});

test("scan --aws: AWS's findings stand in the report", async () => {
  validation().reply(200, { findings: [finding] });
  const { stdout } = await call("scan", ".", "--aws", "--format", "json");
  expect(JSON.parse(stdout)).toMatchObject({
    findings: [{ issueCode: "NEW_AT_AWS", file: "a.json", reportedBy: ["access-analyzer"] }],
    accessAnalyzer: { notAsked: null, policies: 1, answered: 1 },
  });
});

test("without --aws nobody is asked, whatever the environment holds", async () => {
  process.env.LEASTWISE_AWS = "1";
  const { stdout } = await call("scan", ".");
  expect(stdout).toContain("AWS Access Analyzer was not asked: it is not switched on");
});

test("a broken environment is wrong use", async () => {
  const { status, stderr } = await call("scan", ".", "--aws", { LEASTWISE_AWS_ROLE_ARN: "role" });
  expect(stderr).toBe("leastwise: LEASTWISE_AWS_ROLE_ARN is not the ARN of a role.\n");
  expect(status).toBe(2);
});

async function call(
  ...argv: (string | Readonly<Record<string, string>>)[]
): Promise<{ status: number; stdout: string; stderr: string }> {
  const output = { stdout: "", stderr: "" };
  const status = await run(
    argv.filter((each) => typeof each === "string"),
    {
      stdin: (async function* () {})(),
      stdout: { write: (text) => (output.stdout += text) },
      stderr: { write: (text) => (output.stderr += text) },
      env: Object.assign(
        { AWS_REGION: region },
        ...argv.filter((each) => typeof each !== "string"),
      ),
      workingDirectory: directory,
    },
  );
  return { status, ...output };
}
