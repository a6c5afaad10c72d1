import { describe, expect, test } from "@jest/globals";
import { ownRepository } from "../../src/review/own-repository.ts";

const described = { name: "octo/infra", defaultBranch: "main" };

test("the name and the branch", () => {
  expect(ownRepository(described)).toEqual(described);
});

describe("a name that a policy could read in another way is none", () => {
  test.each([
    ["octo"],
    ["octo/infra/more"],
    ["octo/in*"],
    ["octo/in?ra"],
    ["octo/infra${x}"],
    ['octo/in"fra'],
    ["octo/in fra"],
    ["octo/infra\n"],
    [`octo/${"x".repeat(300)}`],
    [""],
  ])("%j", (name) => {
    expect(ownRepository({ ...described, name })).toBeUndefined();
  });

  test.each([["*"], ["release/*"], ["a b"], ["-x"], ["main\n"], ['a"b'], ["a:b"], [""]])(
    "the branch %j",
    (defaultBranch) => {
      expect(ownRepository({ ...described, defaultBranch })).toBeUndefined();
    },
  );

  test.each([["release/2026.1"], ["trunk"], ["_x"]])("but the branch %j is one", (branch) => {
    expect(ownRepository({ ...described, defaultBranch: branch })?.defaultBranch).toBe(branch);
  });
});

describe("the subjects of its tokens have ids", () => {
  const ids = { ...described, id: 34, ownerId: 12 };

  test.each([
    ["since July 2026", { ...ids, created: "2026-07-15T00:00:00Z" }, "octo@12/infra@34"],
    ["and not before", { ...ids, created: "2026-07-14T23:59:59Z" }, undefined],
    ["nor when the day is not known", { ...ids, created: null }, undefined],
    ["nor when they are not known", { ...described, created: "2026-08-01T00:00:00Z" }, undefined],
  ])("%s", (_, given, subject) => {
    expect(ownRepository(given)?.subject).toBe(subject);
  });
});
