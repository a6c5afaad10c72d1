/**
 * A bare git repository, driven through the `git` program.
 *
 * Names come from strangers: no shell is used, paths travel over standard input, revisions are
 * looked up only after `isRefName` or as plain SHAs, and no configuration of the machine applies.
 */
import { mkdir } from "node:fs/promises";
import { type FileDiff, readDiff } from "./diff.ts";
import { type Files, importText, oneLine } from "./git-import.ts";
import { run, sha } from "./git-process.ts";

export interface Person {
  readonly name: string;
  readonly email: string;
}

export interface CommitInfo {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Person & { readonly date: string };
  readonly committer: Person & { readonly date: string };
}

export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: "blob" | "tree" | "commit";
  readonly sha: string;
  /** In bytes; blobs only. */
  readonly size: number | undefined;
}

export class GitStore {
  /** The folder of the bare repository: `git clone` works on it. */
  readonly folder: string;
  /** Objects never change, so what was read of them is kept. */
  readonly #read = new Map<string, Promise<unknown>>();
  #commits = 0;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(folder: string, defaultBranch: string): Promise<GitStore> {
    await mkdir(folder, { recursive: true });
    const store = new GitStore(folder);
    const branch = `--initial-branch=${branchName(defaultBranch)}`;
    await run(folder, ["init", "--quiet", "--bare", branch, folder]);
    return store;
  }

  /** Writes a commit; no branch moves. The files of the first parent stay unless they are named. */
  async commit(commit: {
    readonly parents: readonly string[];
    readonly files: Files;
    readonly message: string;
    readonly author: Person;
    /** Milliseconds since 1970. */
    readonly date: number;
  }): Promise<string> {
    const ref = `refs/new/${++this.#commits}`;
    const [first, ...others] = commit.parents.map(sha);
    const person = `${oneLine(commit.author.name)} <${oneLine(commit.author.email)}>`;
    const when = `${Math.floor(commit.date / 1000)} +0000`;
    const input: (string | Uint8Array)[] = [
      `commit ${ref}\nmark :1\ncommitter ${person} ${when}\n`,
      ...importText.data(commit.message),
      first === undefined ? "" : `from ${first}\n`,
      ...others.map((parent) => `merge ${parent}\n`),
      ...Object.entries(commit.files).flatMap(([path, content]) =>
        importText.change(path, content),
      ),
      "\nget-mark :1\ndone\n",
    ];
    const output = await run(
      this.folder,
      ["--git-dir", this.folder, "fast-import", "--quiet", "--done"],
      Buffer.concat(input.map((part) => (typeof part === "string" ? Buffer.from(part) : part))),
    );
    await this.#git(["update-ref", "-d", ref]);
    return output.toString().trim();
  }

  /** The commit of a full reference name (`refs/heads/main`). */
  async ref(name: string): Promise<string | undefined> {
    if (!isRefName(name)) return undefined;
    return await this.#try(["rev-parse", "--verify", "--quiet", `${name}^{commit}`]);
  }

  async setRef(name: string, target: string | null): Promise<void> {
    if (!isRefName(name)) throw new Error(`${JSON.stringify(name)} is not a reference name`);
    await this.#git(
      target === null ? ["update-ref", "-d", name] : ["update-ref", name, sha(target)],
    );
  }

  /** The commit that a SHA, a branch or a full reference name stands for. */
  async resolve(revision: string): Promise<string | undefined> {
    if (/^[0-9a-f]{40}$/.test(revision)) {
      return await this.#try(["rev-parse", "--verify", "--quiet", `${revision}^{commit}`]);
    }
    // As git takes a name that both a tag and a branch have; whether GitHub does is not documented.
    const names = [`refs/tags/${revision}`, `refs/heads/${revision}`, `refs/${revision}`];
    for (const name of names) {
      const sha = await this.ref(name);
      if (sha !== undefined) return sha;
    }
    return undefined;
  }

  /** The tree of a commit, tree or branch. */
  async treeOf(revision: string): Promise<string | undefined> {
    const start = /^[0-9a-f]{40}$/.test(revision) ? revision : await this.resolve(revision);
    if (start === undefined) return undefined;
    return await this.#try(["rev-parse", "--verify", "--quiet", `${start}^{tree}`]);
  }

  /** Takes a commit over from another repository and holds it under a reference. */
  async fetch(from: GitStore, fromRef: string, ref: string): Promise<void> {
    if (!isRefName(fromRef) || !isRefName(ref)) throw new Error("not a reference name");
    await this.#git(["fetch", "--quiet", "--no-tags", from.folder, `+${fromRef}:${ref}`]);
  }

  async fetchBranches(from: GitStore): Promise<void> {
    await this.#git([
      "fetch",
      "--quiet",
      "--no-tags",
      from.folder,
      "+refs/heads/*:refs/heads/*",
      "--update-head-ok",
    ]);
  }

  async branches(): Promise<ReadonlyMap<string, string>> {
    const output = await this.#git([
      "for-each-ref",
      "--format=%(refname:lstrip=2)%00%(objectname)",
      "refs/heads/",
    ]);
    return new Map(
      output
        .toString()
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => line.split("\0") as [string, string]),
    );
  }

  mergeBase(a: string, b: string): Promise<string | undefined> {
    return this.#once(`merge-base ${a} ${b}`, () => this.#try(["merge-base", sha(a), sha(b)]));
  }

  /** The tree of a merge without conflicts; undefined when there are conflicts. */
  async mergeTree(ours: string, theirs: string): Promise<string | undefined> {
    return await this.#try(["merge-tree", "--write-tree", sha(ours), sha(theirs)]);
  }

  async commitTree(
    tree: string,
    parents: readonly string[],
    message: string,
    author: Person,
    date: number,
  ): Promise<string> {
    const when = `${Math.floor(date / 1000)} +0000`;
    const output = await run(
      this.folder,
      [
        "--git-dir",
        this.folder,
        "commit-tree",
        sha(tree),
        ...parents.flatMap((parent) => ["-p", sha(parent)]),
      ],
      Buffer.from(message),
      {
        GIT_AUTHOR_NAME: author.name,
        GIT_AUTHOR_EMAIL: author.email,
        GIT_AUTHOR_DATE: when,
        GIT_COMMITTER_NAME: author.name,
        GIT_COMMITTER_EMAIL: author.email,
        GIT_COMMITTER_DATE: when,
      },
    );
    return output.toString().trim();
  }

  /** Entries of a tree in git's order; with `recursive` those of all trees below, and the trees. */
  tree(tree: string, recursive: boolean): Promise<readonly TreeEntry[]> {
    return this.#once(`tree ${tree} ${recursive}`, async () => {
      const flags = recursive ? ["-r", "-t"] : [];
      const output = await this.#git(["ls-tree", "-z", "-l", ...flags, sha(tree)]);
      return output
        .toString()
        .split("\0")
        .filter((line) => line !== "")
        .map(readTreeEntry);
    });
  }

  /** The bytes of a blob; undefined when there is no such blob. */
  blob(blob: string): Promise<Buffer | undefined> {
    return this.#once(`blob ${blob}`, async () => {
      if (!/^[0-9a-f]{40}$/.test(blob)) return undefined;
      try {
        return await this.#git(["cat-file", "blob", blob]);
      } catch {
        return undefined;
      }
    });
  }

  /** Commits reachable from `head` and not from `base`, oldest first. */
  log(base: string, head: string): Promise<readonly CommitInfo[]> {
    return this.#once(`log ${base} ${head}`, () =>
      this.#commitInfos(["--reverse", "--topo-order", `${sha(base)}..${sha(head)}`]),
    );
  }

  async commitInfo(commit: string): Promise<CommitInfo> {
    return await this.#once(`commit ${commit}`, async () => {
      const [info] = await this.#commitInfos(["--max-count=1", sha(commit)]);
      if (info === undefined) throw new Error(`no commit ${commit}`);
      return info;
    });
  }

  async #commitInfos(args: readonly string[]): Promise<readonly CommitInfo[]> {
    const format = "--format=%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B%x00";
    const fields = (await this.#git(["log", "-z", format, ...args])).toString().split("\0");
    const infos: CommitInfo[] = [];
    for (let i = 0; i + 9 < fields.length; i += 11) {
      const [
        id = "",
        tree = "",
        parents = "",
        an = "",
        ae = "",
        ad = "",
        cn = "",
        ce = "",
        cd = "",
      ] = fields.slice(i, i + 9);
      infos.push({
        sha: id,
        tree,
        parents: parents.split(" ").filter((parent) => parent !== ""),
        message: (fields[i + 9] ?? "").trimEnd(),
        author: { name: an, email: ae, date: iso(ad) },
        committer: { name: cn, email: ce, date: iso(cd) },
      });
    }
    return infos;
  }

  /** The difference between two commits or trees, with renames found as GitHub finds them. */
  diff(from: string, to: string): Promise<readonly FileDiff[]> {
    return this.#once(`diff ${from} ${to}`, async () => {
      const shared = ["diff-tree", "-r", "-M", "--full-index", "--no-ext-diff", "--no-textconv"];
      const ends = [sha(from), sha(to)];
      const [raw, patches] = await Promise.all([
        this.#git([...shared, "--raw", "-z", ...ends]),
        this.#git([...shared, "-p", ...ends]),
      ]);
      return readDiff(raw.toString(), patches.toString());
    });
  }

  #once<T>(key: string, read: () => Promise<T>): Promise<T> {
    const known = this.#read.get(key) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const reading = read();
    this.#read.set(key, reading);
    // What is not there now may be fetched later.
    reading.then(
      (value) => value === undefined && this.#read.delete(key),
      () => this.#read.delete(key),
    );
    return reading;
  }

  async #try(args: readonly string[]): Promise<string | undefined> {
    try {
      return (await this.#git(args)).toString().split("\n")[0];
    } catch {
      return undefined;
    }
  }

  #git(args: readonly string[]): Promise<Buffer> {
    return run(this.folder, ["--git-dir", this.folder, ...args]);
  }
}

/** git-check-ref-format's rules, so that a name cannot be read as an expression or an option. */
export function isRefName(name: string): boolean {
  return (
    /^refs\/[^/]/.test(name) &&
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what git refuses
    !/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(\/|$)|[/.]$/.test(name)
  );
}

export function branchName(name: string): string {
  if (!isRefName(`refs/heads/${name}`) || name.startsWith("-")) {
    throw new Error(`${JSON.stringify(name)} is not a branch name`);
  }
  return name;
}

function readTreeEntry(line: string): TreeEntry {
  const tab = line.indexOf("\t");
  const [mode = "", type = "", id = "", size = ""] = line.slice(0, tab).split(/ +/);
  return {
    path: line.slice(tab + 1),
    mode,
    type: type as TreeEntry["type"],
    sha: id,
    size: type === "blob" ? Number(size) : undefined,
  };
}

function iso(date: string): string {
  return date.replace("+00:00", "Z");
}
