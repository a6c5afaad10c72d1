import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { openPaths } from "../../src/git/paths.ts";

let scratch: string;
let root: string;
beforeAll(() => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), "leastwise-paths-")));
});
beforeEach(() => {
  root = mkdtempSync(join(scratch, "tree-"));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe("outside of git", () => {
  test("directories are walked, without links and the work of others", async () => {
    write("a.json", "b/c.tf", "b/line\nbreak.json", ".hidden/d.json");
    write("node_modules/x.json", "b/.terraform/y.tf", ".git-like/z.json");
    symlinkSync(root, join(root, "b/loop"));
    symlinkSync("../a.json", join(root, "b/link.json"));
    makePipe(join(root, "pipe.json"));

    expect(await paths(["."], root)).toEqual([
      ".git-like/z.json",
      ".hidden/d.json",
      "a.json",
      "b/c.tf",
      "b/line\nbreak.json",
    ]);
  });

  test("there is no base, and contents come from the disk", async () => {
    write("a.json");
    const change = await openPaths(["a.json"], root);
    expect(change.base).toBeUndefined();
    expect(await change.head.read({ path: "a.json", id: "" })).toEqual({
      kind: "text",
      text: "a.json",
    });
  });

  test("files are named from the working directory, each once", async () => {
    write("a/b/c.json", "a/d.json", "e.json");
    expect(await paths(["a/b", "a/b/c.json", "a/d.json"], root)).toEqual([
      "a/b/c.json",
      "a/d.json",
    ]);
  });

  test("paths elsewhere are named from the directory that holds all", async () => {
    write("a/b.json", "c/d/e.json");
    expect(await paths([join(root, "a")], join(root, "c/d"))).toEqual(["a/b.json"]);
  });

  test("a file is read whatever its directory is called", async () => {
    write("node_modules/x.json");
    expect(await paths(["node_modules/x.json"], root)).toEqual(["node_modules/x.json"]);
  });

  test("the configuration is that of the working directory, whatever is scanned", async () => {
    write("a/b.json", ".github/leastwise.yml", ".github/other.yml", "a/.github/leastwise.yml");
    const change = await openPaths(["a"], root);
    const listed = async (snapshot = change.configuration) =>
      (await snapshot?.list())?.files.map(({ path }) => path);
    expect(await listed()).toEqual([".github/leastwise.yml", ".github/other.yml"]);
    expect(await listed(change.head)).toEqual(["a/.github/leastwise.yml", "a/b.json"]);
  });

  test("a link on the way to a path is resolved, since the user named it", async () => {
    write("real/a.json");
    symlinkSync("real", join(root, "link"));
    expect(await paths(["link"], root)).toEqual(["real/a.json"]);
  });

  test("what lies too deep is missing", async () => {
    const deep = Array.from({ length: 70 }, () => "d").join("/");
    write(`${deep}/a.json`, "b.json");
    const { files, missing } = await (await openPaths(["."], root)).head.list();
    expect(files.map(({ path }) => path)).toEqual(["b.json"]);
    expect(missing).toEqual([
      `the folder ${Array.from({ length: 65 }, () => "d").join("/")}: it lies more than 64 folders deep`,
    ]);
  });

  test.each(["nowhere", "", "a.json/b"])("no such path: %j", async (path) => {
    write("a.json");
    const opened = openPaths([path], join(root, path === "" ? "gone" : "."));
    await expect(opened).rejects.toThrow(`there is no file or directory ${path}`);
  });

  test("neither file nor directory", async () => {
    makePipe(join(root, "pipe"));
    await expect(openPaths(["pipe"], root)).rejects.toThrow(
      "pipe is neither a file nor a directory",
    );
  });
});

describe("in a git checkout", () => {
  test("are the files that git does not ignore, named from its root", async () => {
    write("a/b.json", "a/ignored.json", "a/c/d.tf", "ab.json", "e.json");
    git("init", "--quiet");
    writeFileSync(join(root, ".gitignore"), "ignored.json\n");
    git("add", "a/b.json");

    expect(await paths(["."], root)).toEqual([
      ".gitignore",
      "a/b.json",
      "a/c/d.tf",
      "ab.json",
      "e.json",
    ]);
    expect(await paths(["b.json", "c"], join(root, "a"))).toEqual(["a/b.json", "a/c/d.tf"]);
    expect(await paths(["a", "e.json"], root)).toEqual(["a/b.json", "a/c/d.tf", "e.json"]);
  });

  test("the configuration is that of the whole checkout", async () => {
    write("a/b.json", ".github/leastwise.yml");
    git("init", "--quiet");
    const { configuration } = await openPaths(["a"], root);
    expect((await configuration?.list())?.files.map(({ path }) => path)).toContain(
      ".github/leastwise.yml",
    );
  });

  test("a path that git ignores is walked", async () => {
    write("cdk.out/t.json", "a.json");
    git("init", "--quiet");
    writeFileSync(join(root, ".gitignore"), "cdk.out\n");

    expect(await paths(["cdk.out"], root)).toEqual(["cdk.out/t.json"]);
    expect(await paths(["."], root)).toEqual([".gitignore", "a.json"]);
  });
});

async function paths(given: readonly string[], workingDirectory: string): Promise<string[]> {
  const { head } = await openPaths(given, workingDirectory);
  const { files, missing } = await head.list();
  expect(missing).toEqual([]);
  return files.map(({ path }) => path);
}

/** Files that hold their own names. */
function write(...names: string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), name);
  }
}

function git(...args: string[]): void {
  execFileSync("git", args, { cwd: root, stdio: "ignore" });
}

/** A named pipe: reading it waits for a writer. */
function makePipe(path: string): void {
  execFileSync("sh", ["-c", 'mkfifo "$1"', "sh", path]);
}
