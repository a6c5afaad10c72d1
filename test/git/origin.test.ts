import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { openCheckout } from "../../src/git/checkout.ts";
import { githubName, originOf } from "../../src/git/origin.ts";
import { openPaths } from "../../src/git/paths.ts";

describe("the address of a remote", () => {
  test.each([
    ["https://github.com/octo/infra.git", "octo/infra"],
    ["https://github.com/octo/infra", "octo/infra"],
    ["https://github.com/octo/infra/", "octo/infra"],
    ["https://x-access-token:abc@github.com/octo/infra.git", "octo/infra"],
    ["git@github.com:octo/infra.git", "octo/infra"],
    ["ssh://git@github.com/octo/infra.git", "octo/infra"],
    ["https://github.com/octo/infra.tools.git", "octo/infra.tools"],
    ["https://gitlab.com/octo/infra.git", undefined],
    ["https://github.com.evil.example/octo/infra.git", undefined],
    ["https://evil.example/github.com/octo/infra.git", undefined],
    ["https://github.com@evil.example/octo/infra.git", undefined],
    ["/srv/git/octo/infra.git", undefined],
    ["https://github.com/octo/in*ra.git", undefined],
    ["", undefined],
  ])("%s", (url, name) => {
    expect(githubName(url)).toBe(name);
  });
});

describe("a checkout", () => {
  let root: string;
  const git = (...args: string[]) => execFileSync("git", args, { cwd: root });

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "origin-"));
    git("init", "--quiet");
  });
  afterEach(() => rmSync(root, { recursive: true }));

  test("knows its origin and the branch that was checked out of it", async () => {
    git("remote", "add", "origin", "git@github.com:octo/infra.git");
    git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/release/next");
    const repository = { name: "octo/infra", defaultBranch: "release/next" };
    expect(await originOf(root)).toEqual(repository);
    expect(await openCheckout(root)).toMatchObject({ repository });
    expect(await openPaths([root], root)).toMatchObject({ repository });
  });

  test("without an origin, or one on another host, has none", async () => {
    expect(await originOf(root)).toBeUndefined();
    git("remote", "add", "origin", "https://gitlab.com/octo/infra.git");
    git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
    expect(await originOf(root)).toBeUndefined();
  });

  test("that does not know the default branch has none", async () => {
    git("remote", "add", "origin", "https://github.com/octo/infra.git");
    expect(await originOf(root)).toBeUndefined();
  });
});
