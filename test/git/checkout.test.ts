import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { openCheckout } from "../../src/git/checkout.ts";
import type { FileContent, Snapshot } from "../../src/review/change.ts";

let scratch: string;
beforeAll(() => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), "leastwise-git-")));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe("two commits", () => {
  test("the base is the merge base, not the tip of the branch", async () => {
    const repository = new Repository();
    repository.write("policy.json", "1");
    const fork = repository.commit();
    repository.git("switch", "--quiet", "--create", "feature");
    repository.write("policy.json", "2");
    const head = repository.commit();
    repository.git("switch", "--quiet", "main");
    repository.write("policy.json", "3");
    repository.commit();

    const change = await openCheckout(repository.path, { base: "main", head: "feature" });

    expect([change.base?.label, change.head.label]).toEqual([fork, head]);
    expect(await files(change.base)).toEqual({ "policy.json": "1" });
    expect(await files(change.head)).toEqual({ "policy.json": "2" });
  });

  test("the configuration comes from the tip of the base", async () => {
    const repository = new Repository();
    repository.write("a", "1");
    repository.commit();
    repository.git("switch", "--quiet", "--create", "feature");
    repository.write("a", "2");
    repository.commit();
    repository.git("switch", "--quiet", "main");
    repository.write("settings", "new");
    const tip = repository.commit();

    const change = await openCheckout(repository.path, { base: "main", head: "feature" });

    expect(change.configuration?.label).toBe(tip);
  });

  test("equal contents have equal ids; paths may hold anything", async () => {
    const repository = new Repository();
    const names = [
      "with blank.json",
      "line\nbreak.json",
      "ünï/ćode.json",
      "-option",
      "tab\there",
      '"quoted"',
      "~",
    ];
    for (const name of names) repository.write(name, "same");
    repository.commit();
    repository.git("mv", "with blank.json", "renamed.json");
    repository.git("rm", "--quiet", "--", "-option");
    repository.commit();

    const change = await openCheckout(repository.path, { base: "HEAD~1", head: "HEAD" });

    expect(Object.keys(await files(change.base)).sort()).toEqual([...names].sort());
    const { files: entries } = await change.head.list();
    expect(entries.map(({ path }) => path).sort()).toEqual(
      [
        "renamed.json",
        ...names.filter((name) => name !== "with blank.json" && name !== "-option"),
      ].sort(),
    );
    expect(new Set(entries.map(({ id }) => id)).size).toBe(1);
  });

  test("symbolic links and submodules are not files; a submodule has its commit", async () => {
    const inner = new Repository();
    inner.write("inner.json", "{}");
    inner.commit();
    const repository = new Repository();
    repository.write("real.json", "{}");
    symlinkSync("real.json", join(repository.path, "link.json"));
    repository.git(
      "-c",
      "protocol.file.allow=always",
      "submodule",
      "--quiet",
      "add",
      inner.path,
      "module",
    );
    repository.commit();

    const change = await openCheckout(repository.path, { head: "HEAD" });

    expect(Object.keys(await files(change.head))).toEqual([".gitmodules", "real.json"]);
    const { head } = await openCheckout(repository.path);
    expect(Object.keys(await files(head))).toEqual([".gitmodules", "real.json"]);
    for (const snapshot of [change.head, head]) {
      const { links, submodules } = await snapshot.list();
      expect(links?.toSorted()).toEqual(["link.json", "module"]);
      expect(submodules).toEqual([{ path: "module", id: inner.git("rev-parse", "HEAD") }]);
    }
  });

  test("binary, broken and big files say so, and the next file is right again", async () => {
    const repository = new Repository();
    repository.write("a-empty", "");
    repository.write("b-binary", Buffer.from([1, 0, 2]));
    repository.write("c-latin", Buffer.from([0x61, 0xe9, 0x62]));
    repository.write("d-big", "x".repeat(1024 * 1024 + 1));
    repository.write("e-most", "y".repeat(1024 * 1024));
    repository.write("f-mark", "\ufeff{}");
    repository.write("g-last", "z\n");
    repository.commit();

    const { head } = await openCheckout(repository.path, { head: "HEAD" });
    const { files: entries } = await head.list();
    // Without the sizes, so that the bound is kept while reading as well.
    const contents = await Promise.all(entries.map(({ path, id }) => head.read({ path, id })));

    expect(contents.map(shown)).toEqual([
      "",
      "binary",
      "binary",
      "too large 1048577",
      "y".repeat(1024 * 1024),
      "\ufeff{}",
      "z\n",
    ]);
    expect(shown(await head.read(entry(entries, "d-big")))).toBe("too large 1048577");
  });

  test("a directory below the root sees the whole checkout", async () => {
    const repository = new Repository();
    repository.write("below/a.json", "1");
    repository.write("b.json", "2");
    repository.commit();

    const { head } = await openCheckout(join(repository.path, "below"), { head: "HEAD" });

    expect(Object.keys(await files(head))).toEqual(["b.json", "below/a.json"]);
  });

  test("a detached head, a tag and an abbreviated id are commits too", async () => {
    const repository = new Repository();
    repository.write("a", "1");
    const first = repository.commit();
    repository.git("tag", "-a", "v1", "-m", "one");
    repository.write("a", "2");
    const second = repository.commit();
    repository.git("switch", "--quiet", "--detach");

    const change = await openCheckout(repository.path, { base: "v1", head: second.slice(0, 10) });

    expect([change.base?.label, change.head.label]).toEqual([first, second]);
  });

  test("a bare repository works when the head is given", async () => {
    const repository = new Repository();
    repository.write("a", "1");
    repository.commit();
    const bare = join(scratch, "bare.git");
    run(scratch, "clone", "--quiet", "--bare", repository.path, bare);

    const { head } = await openCheckout(bare, { head: "main" });

    expect(await files(head)).toEqual({ a: "1" });
    await expect(openCheckout(bare)).rejects.toThrow("give --head");
  });

  test("a repository with SHA-256 ids", async () => {
    const repository = new Repository("--object-format=sha256");
    repository.write("a", "1");
    repository.commit();
    repository.write("b", "1");

    const { head } = await openCheckout(repository.path);
    const { files: entries } = await head.list();

    expect(entries.map(({ id }) => id.length)).toEqual([64, 64]);
    expect(entry(entries, "b").id).toBe(entry(entries, "a").id);
    expect(await files(head)).toEqual({ a: "1", b: "1" });
  });

  test("an object that git does not have is unreadable", async () => {
    const repository = new Repository();
    repository.write("a", "1");
    repository.commit();

    const { head } = await openCheckout(repository.path, { head: "HEAD" });

    expect(shown(await head.read({ path: "a", id: "0".repeat(40) }))).toBe(
      "unreadable: git does not have its content",
    );
    expect(shown(await head.read({ path: "a", id: "not an id\nHEAD:a" }))).toBe(
      "unreadable: it has no object in git",
    );
  });
});

describe("the working tree", () => {
  test("is what stands on the disk: changed, staged, new, deleted; not what is ignored", async () => {
    const repository = new Repository();
    for (const name of ["same", "changed", "staged", "deleted", "removed"])
      repository.write(name, "old");
    repository.write(".gitignore", "ignored\n");
    repository.commit();
    repository.write("changed", "new");
    repository.write("staged", "new");
    repository.git("add", "staged");
    repository.write("new/with\nbreak", "new");
    repository.write("added", "new");
    repository.git("add", "--intent-to-add", "added");
    repository.write("ignored", "x");
    rmSync(join(repository.path, "deleted"));
    repository.git("rm", "--quiet", "removed");

    const change = await openCheckout(repository.path, { base: "HEAD" });

    expect(await files(change.head)).toEqual({
      ".gitignore": "ignored\n",
      added: "new",
      changed: "new",
      "new/with\nbreak": "new",
      same: "old",
      staged: "new",
    });
  });

  test("has the ids that git would give", async () => {
    const repository = new Repository();
    repository.write("a", "1\n");
    repository.commit();
    repository.write("a", "2\n");
    repository.write("b", "1\n");

    const change = await openCheckout(repository.path, { base: "HEAD" });
    const { files: entries } = await change.head.list();
    const base = await change.base?.list();

    expect(entry(entries, "b").id).toBe(base?.files[0]?.id);
    expect(entry(entries, "a").id).toBe(repository.git("hash-object", "a"));
  });

  test("links are not followed, neither files nor directories; pipes do not block", async () => {
    const outside = join(scratch, "outside");
    mkdirSync(outside);
    writeFileSync(join(outside, "secret.json"), "secret");
    const repository = new Repository();
    repository.write("directory/secret.json", "mine");
    repository.write("file.json", "mine");
    repository.commit();
    rmSync(join(repository.path, "directory"), { recursive: true });
    symlinkSync(outside, join(repository.path, "directory"));
    rmSync(join(repository.path, "file.json"));
    symlinkSync(join(outside, "secret.json"), join(repository.path, "file.json"));
    symlinkSync(outside, join(repository.path, "untracked"));
    makePipe(join(repository.path, "pipe"));

    const { head } = await openCheckout(repository.path);

    expect(await files(head)).toEqual({});
    const read = await head.read({ path: "directory/secret.json", id: "x" });
    expect(read.kind).toBe("unreadable");
  });

  test("a big file is not read", async () => {
    const repository = new Repository();
    repository.write("big", "x".repeat(5 * 1024 * 1024));

    const { head } = await openCheckout(repository.path);

    expect(await files(head)).toEqual({ big: "too large 5242880" });
  });

  test("a name that is not UTF-8 does not vanish", async () => {
    const repository = new Repository();
    repository.write("a", "1");
    repository.commit();
    const name = Buffer.concat([
      Buffer.from(`${repository.path}/bad`),
      Buffer.of(0xff),
      Buffer.from(".json"),
    ]);
    writeFileSync(name, "{}");

    const { head } = await openCheckout(repository.path);

    expect(await files(head)).toEqual({
      a: "1",
      "bad\uFFFD.json": "unreadable: its name is not UTF-8",
    });
  });

  test("a conflict is read from the disk", async () => {
    const repository = new Repository();
    repository.write("a", "1");
    repository.commit();
    repository.git("switch", "--quiet", "--create", "other");
    repository.write("a", "2");
    repository.commit();
    repository.git("switch", "--quiet", "main");
    repository.write("a", "3");
    repository.commit();
    expect(() => repository.git("merge", "other")).toThrow();

    const { head } = await openCheckout(repository.path);

    expect(Object.keys(await files(head))).toEqual(["a"]);
    expect((await files(head)).a).toContain("<<<<<<<");
  });

  test("an empty repository has no files; with a base it says why not", async () => {
    const repository = new Repository();

    expect(await files((await openCheckout(repository.path)).head)).toEqual({});
    await expect(openCheckout(repository.path, { base: "main" })).rejects.toThrow(
      "the checkout has no commit yet",
    );
  });
});

describe("what the user can put right", () => {
  test("no checkout, no directory", async () => {
    const directory = join(scratch, "plain");
    mkdirSync(directory);
    await expect(openCheckout(directory)).rejects.toThrow("is not in a git checkout");
    await expect(openCheckout(join(scratch, "missing"))).rejects.toThrow(
      "does the directory exist",
    );
  });

  test.each(["--output=x", "-", ""])("a ref like an option: %s", async (ref) => {
    const repository = new Repository();
    repository.write("a", "1");
    repository.commit();
    await expect(openCheckout(repository.path, { base: ref })).rejects.toThrow(
      "is not the name of",
    );
  });

  test.each(["nowhere", "HEAD:a", "HEAD..HEAD", "main\nmain"])(
    "an unknown ref: %j",
    async (ref) => {
      const repository = new Repository();
      repository.write("a", "1");
      repository.commit();
      await expect(openCheckout(repository.path, { base: ref })).rejects.toThrow(
        "git knows no commit",
      );
    },
  );

  test("a branch that only the remote has", async () => {
    const origin = new Repository();
    origin.write("a", "1");
    origin.commit();
    origin.git("branch", "release");
    const clone = join(scratch, "clone");
    run(scratch, "clone", "--quiet", origin.path, clone);
    await expect(openCheckout(clone, { base: "release" })).rejects.toThrow(
      "did you mean `origin/release`?",
    );
  });

  test("a shallow clone, and histories without a common commit", async () => {
    const origin = new Repository();
    origin.write("a", "1");
    origin.commit();
    origin.git("switch", "--quiet", "--create", "feature");
    origin.write("a", "2");
    origin.commit();
    origin.git("switch", "--quiet", "main");
    origin.write("b", "3");
    origin.commit();
    origin.git("switch", "--quiet", "--orphan", "unrelated");
    origin.write("c", "4");
    origin.commit();
    const shallow = join(scratch, "shallow");
    run(
      scratch,
      "clone",
      "--quiet",
      "--depth=1",
      "--no-single-branch",
      `file://${origin.path}`,
      shallow,
    );

    await expect(
      openCheckout(shallow, { base: "origin/main", head: "origin/feature" }),
    ).rejects.toThrow("no common commit here, since this is a shallow clone");
    await expect(openCheckout(shallow, { base: "v0" })).rejects.toThrow("fetch-depth: 0");
    await expect(openCheckout(origin.path, { base: "main" })).rejects.toThrow(
      "their histories are unrelated",
    );
  });

  test("a file that may not be read", async () => {
    // The superuser reads everything.
    if (process.getuid?.() === 0) return;
    const repository = new Repository();
    repository.write("a", "1");
    chmodSync(join(repository.path, "a"), 0);
    const { head } = await openCheckout(repository.path);
    expect(await files(head)).toEqual({ a: "unreadable: no permission to read it" });
  });
});

/** A git repository of its own, without any configuration from outside. */
class Repository {
  readonly path = mkdtempSync(join(scratch, "repository-"));

  constructor(...options: string[]) {
    this.git("init", "--quiet", "--initial-branch=main", ...options);
  }

  write(name: string, content: string | Buffer): void {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }

  /** Commits everything; the commit's id. */
  commit(): string {
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "--message=x");
    return this.git("rev-parse", "HEAD");
  }

  git(...args: string[]): string {
    return run(this.path, ...args);
  }
}

function run(directory: string, ...args: string[]): string {
  return execFileSync("git", args, {
    cwd: directory,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_SYSTEM: "/dev/null",
      GIT_AUTHOR_NAME: "A",
      GIT_AUTHOR_EMAIL: "a@example.com",
      GIT_COMMITTER_NAME: "A",
      GIT_COMMITTER_EMAIL: "a@example.com",
    },
  }).trim();
}

/** Path → content, as `shown`. */
async function files(snapshot: Snapshot | undefined): Promise<Record<string, string>> {
  const { files: entries = [] } = (await snapshot?.list()) ?? {};
  const contents: Record<string, string> = {};
  for (const each of entries) {
    if (snapshot) contents[each.path] = shown(await snapshot.read(each));
  }
  return contents;
}

function shown(content: FileContent): string {
  if (content.kind === "text") return content.text;
  if (content.kind === "too large") return `too large ${content.size}`;
  return content.kind === "binary" ? "binary" : `unreadable: ${content.reason}`;
}

function entry<E extends { path: string }>(entries: readonly E[], path: string): E {
  const found = entries.find((candidate) => candidate.path === path);
  if (!found) throw new Error(`no ${path}`);
  return found;
}

/** A named pipe: reading it waits for a writer. */
function makePipe(path: string): void {
  execFileSync("sh", ["-c", 'mkfifo "$1"', "sh", path]);
}
