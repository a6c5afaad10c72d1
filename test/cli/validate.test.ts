import { describe, expect, test } from "@jest/globals";
import { run } from "../../src/cli/run.ts";

describe("a policy that is longer than the API takes", () => {
  const text = JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: "s3:*", Resource: "*", Sid: "a".repeat(32_768) },
  });

  test("is refused, not called valid", async () => {
    const { status, stdout, stderr } = await validate(text);
    expect(stderr).toContain("leastwise: <stdin>: not validated");
    expect([status, stdout]).toEqual([3, ""]);
  });

  test("has no findings in the answer of the API's form", async () => {
    const { status, stdout } = await validate(text, "--format", "json");
    expect(JSON.parse(stdout).findings).toEqual([]);
    expect(status).toBe(3);
  });
});

async function validate(
  input: string,
  ...args: string[]
): Promise<{ status: number; stdout: string; stderr: string }> {
  let stdout = "";
  let stderr = "";
  const status = await run(["validate", "-", "--policy-type", "IDENTITY_POLICY", ...args], {
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
