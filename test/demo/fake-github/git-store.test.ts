import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
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
  await store.close();
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

test("nor can a path", async () => {
  const names = ["a\ndiff --git a/x b/x\n", 'quo"ted', "ü b"];
  const first = await commit(Object.fromEntries(names.map((name) => [name, "1\n2\n3\n"])));
  const second = await commit(
    { ...Object.fromEntries(names.map((name) => [name, `1\n2\n3\n${name}`])), last: "1\n" },
    first,
  );
  const files = await store.diff(first, second);
  expect(files.map(({ path, additions }) => [path, additions])).toEqual([
    [names[0], 2],
    ["last", 1],
    [names[1], 1],
    [names[2], 1],
  ]);
  expect(await store.diff(second, second)).toEqual([]);
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

describe("what another git does to the repository is seen at once", () => {
  const git = (...args: string[]) =>
    execFileSync("git", ["--git-dir", store.folder, ...args], { encoding: "utf8" }).trim();

  test("objects that were not there, and references that it moves, packs and deletes", async () => {
    const own = await commit({ a: "own" });
    const tree = (await store.treeOf(own)) ?? "";
    const identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"];
    const ref = "refs/heads/elsewhere";
    await store.setRef(ref, own);
    expect(await store.ref(ref)).toBe(own);
    const foreign = git(...identity, "commit-tree", tree, "-p", own, "-m", "Foreign\n\nbody");
    git("update-ref", ref, foreign);
    expect(await store.ref(ref)).toBe(foreign);
    expect(await store.resolve("elsewhere")).toBe(foreign);
    git("pack-refs", "--all");
    expect(await store.ref(ref)).toBe(foreign);
    await store.setRef(ref, own);
    expect(git("rev-parse", ref)).toBe(own);
    git("update-ref", "-d", ref);
    expect(await store.ref(ref)).toBeUndefined();
    expect(await store.commitInfo(foreign)).toMatchObject({
      message: "Foreign\n\nbody",
      parents: [own],
      author: { name: "Ann", email: "ann@example.com" },
    });

    const blob = "ce013625030ba8dba906f756967f9e9ca394464a";
    expect(await store.blob(blob)).toBeUndefined();
    expect(
      execFileSync("git", ["--git-dir", store.folder, "hash-object", "-w", "--stdin"], {
        input: "hello\n",
        encoding: "utf8",
      }).trim(),
    ).toBe(blob);
    git("gc", "--quiet");
    expect(String(await store.blob(blob))).toBe("hello\n");
  });

  test("times, names and messages are read as git shows them", async () => {
    const tree = (await store.treeOf(await commit({ a: "1" }))) ?? "";
    const env = (name: string, date: string) => ({
      ...process.env,
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: "ann@example.com",
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: "Kay",
      GIT_COMMITTER_EMAIL: "",
      GIT_COMMITTER_DATE: "1700000000 +0000",
    });
    const write = (message: string, name: string, date: string, ...more: string[]) =>
      execFileSync("git", ["--git-dir", store.folder, ...more, "commit-tree", tree], {
        input: message,
        env: env(name, date),
        encoding: "utf8",
      }).trim();
    const commits = [
      write("One\n\n  two\n\n", "Ann Öl", "1700000000 -0330"),
      write("", "Ann", "1700000000 +0545"),
      write("café", "Ann", "1700000000 -0000"),
      write("Latin", "Ann", "1700000000 +0000", "-c", "i18n.commitEncoding=ISO-8859-1"),
    ];
    for (const sha of commits) {
      const format = "--format=%T%n%an%n%ae%n%aI%n%cn%n%ce%n%cI%n%B";
      const shown = git("log", "--max-count=1", format, sha).replaceAll("+00:00", "Z");
      const { tree: of, author: by, committer, message } = await store.commitInfo(sha);
      const people = [by, committer].flatMap(({ name, email, date }) => [name, email, date]);
      expect([of, ...people, message].join("\n").trimEnd()).toBe(shown);
    }
  });

  test("histories are read as git reads them, merges included", async () => {
    const tree = (await store.treeOf(await commit({ a: "1" }))) ?? "";
    const history: string[] = [];
    // Parents of each commit: a line, another beside it, a merge of both, one that stands alone.
    const parents = [[], [0], [1], [1], [2, 3], [4], []];
    for (const [index, of] of parents.entries()) {
      const shas = of.map((one) => history[one] ?? "");
      const date = 1_700_000_000_000 + index * 1000;
      history.push(await store.commitTree(tree, shas, `commit ${index}`, author, date));
    }
    for (const base of history) {
      for (const head of history) {
        const log = git("log", "--reverse", "--topo-order", "--format=%H", `${base}..${head}`);
        expect((await store.log(base, head)).map(({ sha }) => sha).join("\n")).toBe(log);
        expect(await store.mergeBase(base, head)).toBe(mergeBase(base, head));
      }
    }
  });

  function mergeBase(a: string, b: string): string | undefined {
    try {
      return git("merge-base", a, b);
    } catch {
      return undefined;
    }
  }
});

test("commits are merged as git merges them", async () => {
  const base = await commit({ a: "1\n2\n3\n4\n5\n", b: "1\n" });
  const ours = await commit({ a: "one\n2\n3\n4\n5\n" }, base);
  const theirs = await commit({ a: "1\n2\n3\n4\nfive\n" }, base);
  const other = await commit({ a: "1\n2\n3\n4\n6\n" }, base);
  expect(await store.mergeTree(base, ours)).toBe(await store.treeOf(ours));
  expect(await store.mergeTree(ours, base)).toBe(await store.treeOf(ours));
  const merged = (await store.mergeTree(ours, theirs)) ?? "";
  expect(merged).toBe(await store.treeOf(await commit({ a: "one\n2\n3\n4\nfive\n" }, ours)));
  expect(await store.mergeTree(theirs, other)).toBeUndefined();
  // One that is not there has no base, and cannot be merged.
  expect(await store.mergeBase(ours, "1".repeat(40))).toBeUndefined();
  expect(await store.mergeTree(ours, "1".repeat(40))).toBeUndefined();
});

test("a reference that cannot be moved is told, and the next one is moved", async () => {
  const target = await commit({ a: "1" });
  const moves = [
    store.setRef("refs/heads/one", target),
    store.setRef("refs/heads/one/below", target),
    store.setRef("refs/heads/none", "1".repeat(40)),
    store.setRef("refs/heads/two", target),
  ];
  const results = await Promise.allSettled(moves);
  expect(results.map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "rejected",
    "fulfilled",
  ]);
  expect(results[1]).toHaveProperty("reason.message", expect.stringContaining("refs/heads/one"));
  expect(await store.ref("refs/heads/two")).toBe(target);
  await store.setRef("refs/heads/two", null);
  expect(await store.ref("refs/heads/two")).toBeUndefined();
});

test("more repositories than processes are kept for are served, and none after its end", async () => {
  const stores = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      GitStore.create(join(folder, `many-${index}.git`), "main"),
    ),
  );
  const written = stores.map((one) =>
    one.commit({ parents: [], files: { a: "1" }, message: "m", author, date: 0 }),
  );
  const shas = await Promise.all(written);
  for (const turn of [1, 2]) {
    for (const [index, one] of stores.entries()) {
      await one.setRef(`refs/heads/turn-${turn}`, shas[index] ?? "");
      expect(await one.ref(`refs/heads/turn-${turn}`)).toBe(shas[index]);
    }
  }
  await Promise.all(stores.map((one) => one.close()));
  await expect(stores[0]?.ref("refs/heads/turn-1")).rejects.toThrow("closed");
});

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
