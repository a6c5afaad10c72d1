import { describe, expect, test } from "@jest/globals";
import { listTree, listTrees, treeRequestsMax } from "../../src/github/tree.ts";
import { StubClient } from "../support/stub-client.ts";

const route = "GET /repos/{owner}/{repo}/git/trees/{tree_sha}";

describe("listTrees", () => {
  test("files of every mode, without symbolic links, submodules and trees", async () => {
    const stub = trees({
      commit: {
        "main.tf": "100644 blob",
        "run.sh": "100755 blob",
        link: "120000 blob",
        module: "160000 commit",
        folder: "040000 tree",
        "folder/a.json": "100644 blob",
      },
    });
    expect(await listTree(stub.repository, "commit")).toEqual({
      files: [
        { path: "main.tf", id: "sha of main.tf", size: 1 },
        { path: "run.sh", id: "sha of run.sh", size: 1 },
        { path: "folder/a.json", id: "sha of folder/a.json", size: 1 },
      ],
      missing: [],
      links: ["link", "module"],
      submodules: [{ path: "module", id: "sha of module" }],
    });
    expect(stub.calls).toEqual([{ route, parameters: { tree_sha: "commit", recursive: "1" } }]);
  });

  test("a cut list is read tree by tree, shared trees once", async () => {
    const files = {
      base: ["a/1.tf", "same/2.tf", "old/3.tf"],
      head: ["a/1.tf", "same/2.tf", "new/4.tf"],
    };
    const stub = cut({
      base: { a: "a-base", same: "shared", old: "old" },
      head: { a: "a-head", same: "shared", new: "new" },
      "a-base": ["1.tf"],
      "a-head": ["1.tf"],
      shared: ["2.tf"],
      old: ["3.tf"],
      new: ["4.tf"],
    });
    const pair = await listTrees(stub.repository, "base", "head");
    expect(pair.base.files.map(({ path }) => path).sort()).toEqual([...files.base].sort());
    expect(pair.head.files.map(({ path }) => path).sort()).toEqual([...files.head].sort());
    expect([pair.base.missing, pair.head.missing]).toEqual([[], []]);
    const read = stub.of(route).map(({ tree_sha, recursive }) => `${tree_sha} ${recursive ?? ""}`);
    expect(new Set(read).size).toBe(read.length);
    // What differs comes before what is the same.
    expect(read.indexOf("shared 1")).toBe(read.length - 1);
  });

  test("what the requests do not reach is named, and what differs is reached first", async () => {
    const same = Array.from({ length: 300 }, (_, index) => `s${index}`);
    const folders = Object.fromEntries(same.map((name) => [name, name]));
    const stub = cut({
      base: { ...folders, z: "z-base" },
      head: { ...folders, z: "z-head" },
      "z-base": ["1.tf"],
      "z-head": ["1.tf"],
      ...Object.fromEntries(same.map((name) => [name, ["2.tf"]])),
    });
    const { base, head } = await listTrees(stub.repository, "base", "head");
    expect(stub.calls).toHaveLength(treeRequestsMax);
    expect(head.files[0]?.path).toBe("z/1.tf");
    expect(head.missing).toHaveLength(21);
    expect(head.missing[0]).toBe("the folder s194: the repository is too large");
    expect(head.missing.at(-1)).toBe("86 more folders: the repository is too large");
    expect(base.missing).toEqual(head.missing);
  });
});

/** Whole lists: paths with their mode and type. */
function trees(lists: Readonly<Record<string, Readonly<Record<string, string>>>>): StubClient {
  return new StubClient({
    [route]: ({ tree_sha }) => ({
      truncated: false,
      tree: Object.entries(lists[String(tree_sha)] ?? {}).map(([path, kind]) => {
        const [mode, type] = kind.split(" ");
        return { path, mode, type, sha: `sha of ${path}`, ...(type === "blob" ? { size: 1 } : {}) };
      }),
    }),
  });
}

/** A repository whose whole list is cut: trees of folders, and folders of files. */
function cut(
  lists: Readonly<Record<string, Readonly<Record<string, string>> | readonly string[]>>,
): StubClient {
  return new StubClient({
    [route]: ({ tree_sha, recursive }) => {
      const list = lists[String(tree_sha)] ?? [];
      if (Array.isArray(list)) {
        const tree = list.map((path) => ({
          path,
          mode: "100644",
          type: "blob",
          sha: "x",
          size: 1,
        }));
        return { truncated: false, tree };
      }
      const tree = Object.entries(list).map(([path, sha]) => ({
        path,
        mode: "040000",
        type: "tree",
        sha,
      }));
      return { truncated: recursive !== undefined, tree };
    },
  });
}
