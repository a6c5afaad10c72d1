import { describe, expect, test } from "@jest/globals";
import { run } from "../../src/cli/run.ts";

const wrongAction = '{"Statement":{"Effect":"Allow","Action":"s3:GetObjct","Resource":"*"}}';
const identity = { policyType: "IDENTITY_POLICY" };

describe("validate --jsonl", () => {
  test("answers one line a request, in order, odd lines too", async () => {
    const requests = [
      JSON.stringify({ id: 1, ...identity, text: wrongAction }),
      "",
      JSON.stringify({ id: "two", ...identity, text: JSON.parse(wrongAction) }),
      "[]",
      JSON.stringify({ id: 4, ...identity }),
      JSON.stringify({ id: 5, policyType: "TRUST", text: "{}" }),
      JSON.stringify({ id: 6, ...identity, resourceType: "AWS::S3::Bucket", text: "{}" }),
      JSON.stringify({ id: 7, ...identity, text: "{" }),
    ];
    const { status, stdout } = await call(requests.join("\n"), "validate", "--jsonl");
    const answers = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const codes = answers.map(({ id, findings, error }) => [
      id,
      error ?? findings.map(({ issueCode }: { issueCode: string }) => issueCode),
    ]);
    expect(codes).toEqual([
      [1, expect.arrayContaining(["INVALID_ACTION"])],
      ["two", expect.arrayContaining(["INVALID_ACTION"])],
      [null, "the line is no JSON object"],
      [4, "`text` is missing"],
      [5, expect.stringContaining("`policyType` must be one of IDENTITY_POLICY")],
      [6, "`resourceType` goes with RESOURCE_POLICY only"],
      [7, ["JSON_SYNTAX_ERROR"]],
    ]);
    expect(status).toBe(3);
  });

  test("a policy that the API refuses is no clean one", async () => {
    const text = wrongAction.replace("GetObjct", "a".repeat(32_768));
    const { status, stdout } = await call(
      JSON.stringify({ id: 1, ...identity, text }),
      "validate",
      "--jsonl",
    );
    expect(JSON.parse(stdout)).toEqual({
      id: 1,
      error: expect.stringContaining("not validated"),
      findings: [],
    });
    expect(status).toBe(3);
  });

  test("has the form of the API", async () => {
    const request = JSON.stringify({ id: 1, ...identity, text: wrongAction });
    const { stdout } = await call(request, "validate", "--jsonl");
    const { findings } = JSON.parse(stdout) as { findings: { issueCode: string }[] };
    expect(findings.find(({ issueCode }) => issueCode === "INVALID_ACTION")).toMatchObject({
      findingType: "ERROR",
      locations: [
        {
          path: [{ value: "Statement" }, { value: "Action" }],
          span: {
            start: { line: 1, column: 40, offset: 40 },
            end: { line: 1, column: 53, offset: 53 },
          },
        },
      ],
    });
  });

  test("the status says whether there is a finding at or above the threshold", async () => {
    const clean = wrongAction.replace("{", '{"Version":"2012-10-17",').replace("Objct", "Object");
    const line = (text: string) => JSON.stringify({ id: 1, ...identity, text });
    expect((await call(line(clean), "validate", "--jsonl")).status).toBe(0);
    expect((await call(line(wrongAction), "validate", "--jsonl")).status).toBe(1);
    expect(await call("", "validate", "--jsonl")).toMatchObject({ status: 0, stdout: "" });
  });

  test.each([["a.json"], ["--aws"]])("takes nothing besides: %s", async (argument) => {
    const { status, stdout, stderr } = await call("", "validate", "--jsonl", argument);
    expect(stderr).toContain("--jsonl reads the standard input");
    expect([status, stdout]).toEqual([2, ""]);
  });
});

async function call(
  input: string,
  ...args: string[]
): Promise<{ status: number; stdout: string; stderr: string }> {
  let stdout = "";
  let stderr = "";
  const status = await run(args, {
    stdin: (async function* () {
      yield input;
    })(),
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    env: {},
    workingDirectory: ".",
  });
  return { status, stdout, stderr };
}
