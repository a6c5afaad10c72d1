import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { lineAfter } from "../../../demo/fake-github/diff.ts";
import type { Files } from "../../../demo/fake-github/git-import.ts";
import { GitStore, isRefName } from "../../../demo/fake-github/git-store.ts";

let folder: string;
let store: GitStore;
const author = { name: "Dana", email: "dana@example.com" };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "git-store-test-"));
  store = await GitStore.create(join(folder, "one.git"), "main");
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function commit(files: Files, ...parents: string[]): Promise<string> {
  return store.commit({ parents, files, message: "m", author, date: 1_700_000_000_000 });
}

async function contents(sha: string): Promise<Record<string, string>> {
  const tree = (await store.treeOf(sha)) ?? "";
  const entries = (await store.tree(tree, true)).filter((entry) => entry.type === "blob");
  return Object.fromEntries(
    await Promise.all(
      entries.map(async ({ path, sha: id }) => [path, String(await store.blob(id))] as const),
    ),
  );
}

test("names and bytes from strangers come back as they were", async () => {
  const files = {
    "a b/ü.json": "x",
    '"quoted"\\and\nbroken': "y",
    "--option": "z",
    "$(touch pwned)": "`id`",
    empty: "",
  };
  const sha = await commit({ ...files, bytes: Buffer.from([0xff, 0x00, 0x0a]) });
  const { bytes, ...rest } = await contents(sha);
  expect(rest).toEqual(files);
  expect(bytes).toBe("\ufffd\0\n");
});

test("files are kept, changed and deleted from one commit to the next", async () => {
  const first = await commit({ a: "1", b: "2", "c/d": "3" });
  const second = await commit({ a: "one", b: null }, first);
  expect(await contents(second)).toEqual({ a: "one", "c/d": "3" });
  expect((await store.diff(first, second)).map((file) => [file.path, file.status])).toEqual([
    ["a", "modified"],
    ["b", "removed"],
  ]);
  expect(await store.log(first, second)).toEqual([
    expect.objectContaining({ sha: second, parents: [first], message: "m" }),
  ]);
});

test("links, submodules and changes of type are told apart", async () => {
  const first = await commit({ link: "a file\n", plain: "x\n" });
  const second = await commit(
    { link: { symlinkTo: "../outside" }, module: { submodule: "1".repeat(40) } },
    first,
  );
  const tree = await store.tree((await store.treeOf(second)) ?? "", true);
  expect(tree.map((entry) => [entry.path, entry.mode, entry.type])).toEqual([
    ["link", "120000", "blob"],
    ["module", "160000", "commit"],
    ["plain", "100644", "blob"],
  ]);
  expect((await store.diff(first, second)).map((file) => [file.path, file.status])).toEqual([
    ["link", "changed"],
    ["module", "added"],
  ]);
});

test("content cannot forge the header of another file's diff", async () => {
  const first = await commit({ a: "1\n", b: "1\n" });
  const second = await commit({ a: "diff --git a/b b/b\n@@ -1 +1 @@\n", b: "2\n" }, first);
  const files = await store.diff(first, second);
  expect(files.map((file) => [file.path, file.additions, file.deletions])).toEqual([
    ["a", 2, 1],
    ["b", 1, 1],
  ]);
  expect(files[0]?.patch).toBe("@@ -1 +1,2 @@\n-1\n+diff --git a/b b/b\n+@@ -1 +1 @@");
});

test.each(["refs/heads/main", "refs/heads/feature/a-b_c.1", "refs/heads/ü"])(
  "%s is a reference name",
  (name) => expect(isRefName(name)).toBe(true),
);

test.each([
  "main",
  "refs/",
  "refs/heads/a b",
  "refs/heads/a..b",
  "refs/heads/a^",
  "refs/heads/a~1",
  "refs/heads/@{u}",
  "refs/heads/a:b",
  "refs/heads/.a",
  "refs/heads/a.lock",
  "refs/heads/a/",
  "refs/heads/a\n",
])("%j is not a reference name", (name) => expect(isRefName(name)).toBe(false));

test.each(["--all", "HEAD", ":/m", "main^{tree}", "0".repeat(40), "abc"])(
  "%j does not resolve",
  async (revision) => {
    await store.setRef("refs/heads/main", await commit({ a: "1" }));
    expect(await store.resolve(revision)).toBeUndefined();
  },
);

test("lines are followed through a diff exactly where git keeps them", async () => {
  const line = fc.integer({ min: 0, max: 400 });
  const lines = fc.uniqueArray(line, { maxLength: 60 });
  // A text and an edit of it that keeps most lines in place.
  const pair = fc
    .tuple(lines, fc.array(fc.nat({ max: 9 }), { minLength: 60, maxLength: 60 }), fc.nat())
    .map(([before, dice, seed]) => {
      const after = before.flatMap((one, i) =>
        dice[i] === 0 ? [] : dice[i] === 1 ? [1000 + seed + i, one] : [one],
      );
      return { before, after };
    });
  const pairs = fc.sample(pair, { numRuns: 200, seed: 2 });
  const text = (numbers: readonly number[]) => numbers.map((one) => `${one}\n`).join("");
  const first = await commit(
    Object.fromEntries(pairs.map(({ before }, i) => [`${i}`, `top\n${text(before)}`])),
  );
  const second = await commit(
    Object.fromEntries(pairs.map(({ after }, i) => [`${i}`, `top\n${text(after)}`])),
    first,
  );
  const files = new Map((await store.diff(first, second)).map((file) => [file.path, file]));
  expect(files.size).toBeGreaterThan(100);
  for (const [i, { before, after }] of pairs.entries()) {
    const file = files.get(`${i}`);
    for (const [at, value] of before.entries()) {
      const to = lineAfter(file, at + 2);
      expect(to).toBe(after.includes(value) ? after.indexOf(value) + 2 : undefined);
    }
  }
});
