import { describe, expect, test } from "@jest/globals";
import { reviewChange } from "../../src/review/review-change.ts";
import { fakeChange } from "../support/fake-change.ts";

/** A policy with one statement for each pair of actions and resource. */
function policy(...grants: readonly (readonly [actions: readonly string[], resource: string])[]) {
  const statements = grants.map(([actions, resource]) => ({
    Effect: "Allow",
    Action: actions,
    Resource: resource,
  }));
  return JSON.stringify({ Version: "2012-10-17", Statement: statements }, null, 2);
}

async function statesOf(base: string, head: string): Promise<string[]> {
  const { findings } = await reviewChange(fakeChange({ "a.json": base }, { "a.json": head }));
  return findings.map(({ state, issueCode }) => `${state} ${issueCode}`).sort();
}

describe("what a wider grant covers is not fixed", () => {
  test.each([
    ["a service below an administrator", policy([["s3:*"], "*"]), "ADMINISTRATOR_ACCESS"],
    ["a path below an administrator", policy([["iam:PutRolePolicy"], "*"]), "ADMINISTRATOR_ACCESS"],
  ])("%s", async (_, base, code) => {
    expect(await statesOf(base, policy([["*"], "*"]))).toEqual([`introduced ${code}`]);
  });

  test("actions below their service", async () => {
    const base = policy([["s3:GetObject", "s3:PutObject"], "*"]);
    expect(await statesOf(base, policy([["s3:*"], "*"]))).toEqual([
      "introduced STAR_IN_ACTION_AND_RESOURCE",
    ]);
  });
});

describe("it is fixed", () => {
  test("where something of it is gone, whatever else comes", async () => {
    const head = policy([["s3:*"], "*"]);
    expect(await statesOf(policy([["iam:PutRolePolicy"], "*"]), head)).toEqual([
      "fixed PRIVILEGE_ESCALATION_PATH",
      "introduced STAR_IN_ACTION_AND_RESOURCE",
    ]);
  });

  test("where it is about how the policy is written", async () => {
    const base = policy([["s3:GetObject", "s3:Get*"], "arn:aws:s3:::b/*"]);
    expect(await statesOf(base, policy([["*"], "*"]))).toEqual([
      "fixed REDUNDANT_ACTION",
      "introduced ADMINISTRATOR_ACCESS",
    ]);
  });
});
