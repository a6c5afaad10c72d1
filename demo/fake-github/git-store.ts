/**
 * A bare git repository, driven through the `git` program.
 *
 * Names come from strangers: no shell is used, paths travel over standard input, revisions are
 * looked up only after `isRefName` or as plain SHAs, and no configuration of the machine applies.
 * What is asked most is answered by processes that stay: to start one takes longer than an answer.
 */
import { mkdir } from "node:fs/promises";
import { type FileDiff, readDiff } from "./diff.ts";
import { type Files, importText, oneLine } from "./git-import.ts";
import {
  type CommitInfo,
  GitObjects,
  type Person,
  readCommit,
  readTree,
  type TreeEntry,
} from "./git-objects.ts";
import { isSha, run, sha } from "./git-process.ts";
import { GitSession } from "./git-session.ts";

/** Of two histories so many commits are looked at before git itself is asked. */
const lineLengthMax = 300;

export class GitStore {
  /** The folder of the bare repository: `git clone` works on it. */
  readonly folder: string;
  /** Objects never change, so what was read of them is kept. */
  readonly #read = new Map<string, Promise<unknown>>();
  readonly #objects: GitObjects;
  readonly #refs: GitSession;
  /** A reference that cannot be moved ends the process: the next one is moved after that. */
  #moved: Promise<void> = Promise.resolve();
  #commits = 0;

  private constructor(folder: string) {
    this.folder = folder;
    this.#objects = new GitObjects(folder);
    this.#refs = new GitSession(folder, ["--git-dir", folder, "update-ref", "--stdin"]);
  }

  static async create(folder: string, defaultBranch: string): Promise<GitStore> {
    await mkdir(folder, { recursive: true });
    const store = new GitStore(folder);
    const branch = `--initial-branch=${branchName(defaultBranch)}`;
    await run(folder, ["init", "--quiet", "--bare", branch, folder]);
    return store;
  }

  /** Ends the processes of git. The folder stays. */
  async close(): Promise<void> {
    await Promise.all([this.#objects.close(), this.#refs.close()]);
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
      // The branch was needed for the writing only.
      `\nget-mark :1\nreset ${ref}\nfrom ${"0".repeat(40)}\n\ndone\n`,
    ];
    const output = await run(
      this.folder,
      ["--git-dir", this.folder, "fast-import", "--quiet", "--done"],
      Buffer.concat(input.map((part) => (typeof part === "string" ? Buffer.from(part) : part))),
    );
    return output.toString().trim();
  }

  /** The commit of a full reference name (`refs/heads/main`). */
  async ref(name: string): Promise<string | undefined> {
    if (!isRefName(name)) return undefined;
    return (await this.#objects.info(`${name}^{commit}`))?.sha;
  }

  async setRef(name: string, target: string | null): Promise<void> {
    if (!isRefName(name)) throw new Error(`${JSON.stringify(name)} is not a reference name`);
    const move = target === null ? `delete ${name}` : `update ${name} ${sha(target)}`;
    const moving = this.#moved.then(() => this.#refs.ask(`start\n${move}\ncommit\n`, readMoved));
    this.#moved = moving.catch(() => {});
    await moving;
  }

  /** The commit that a SHA, a branch or a full reference name stands for. */
  async resolve(revision: string): Promise<string | undefined> {
    if (isSha(revision)) return await this.#peeled(revision, "commit");
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
    const start = isSha(revision) ? revision : await this.resolve(revision);
    return start === undefined ? undefined : await this.#peeled(start, "tree");
  }

  #peeled(start: string, type: "commit" | "tree"): Promise<string | undefined> {
    const expression = `${sha(start)}^{${type}}`;
    return this.#once(expression, async () => (await this.#objects.info(expression))?.sha);
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
    return this.#once(`merge-base ${a} ${b}`, async () => {
      const fork = await this.#fork(sha(a), sha(b));
      return fork === undefined ? await this.#try(["merge-base", a, b]) : fork.base;
    });
  }

  /** The tree of a merge without conflicts; undefined when there are conflicts. */
  async mergeTree(ours: string, theirs: string): Promise<string | undefined> {
    const base = await this.mergeBase(ours, theirs);
    if (base === ours) return await this.treeOf(theirs);
    if (base === theirs) return await this.treeOf(ours);
    return await this.#once(`merge ${ours} ${theirs}`, () =>
      this.#try(["merge-tree", "--write-tree", sha(ours), sha(theirs)]),
    );
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
  async tree(tree: string, recursive: boolean): Promise<readonly TreeEntry[]> {
    const entries = await this.#entries(sha(tree));
    if (!recursive) return entries;
    const deep = entries.map(async (entry) => {
      if (entry.type !== "tree") return [entry];
      const below = await this.tree(entry.sha, true);
      return [entry, ...below.map((one) => ({ ...one, path: `${entry.path}/${one.path}` }))];
    });
    return (await Promise.all(deep)).flat();
  }

  #entries(tree: string): Promise<readonly TreeEntry[]> {
    return this.#once(`tree ${tree}`, async () => {
      const object = await this.#objects.contents(tree);
      if (object?.type !== "tree") throw new Error(`no tree ${tree}`);
      return await Promise.all(
        readTree(object.content).map(async (entry) => {
          const size = entry.type === "blob" ? await this.#size(entry.sha) : undefined;
          return { ...entry, size };
        }),
      );
    });
  }

  #size(object: string): Promise<number | undefined> {
    return this.#once(`size ${object}`, async () => (await this.#objects.info(object))?.size);
  }

  /** The bytes of a blob; undefined when there is no such blob. */
  blob(blob: string): Promise<Buffer | undefined> {
    return this.#once(`blob ${blob}`, async () => {
      if (!isSha(blob)) return undefined;
      const object = await this.#objects.contents(blob);
      return object?.type === "blob" ? object.content : undefined;
    });
  }

  /** Commits reachable from `head` and not from `base`, oldest first. */
  log(base: string, head: string): Promise<readonly CommitInfo[]> {
    return this.#once(`log ${base} ${head}`, async () => {
      const fork = await this.#fork(sha(base), sha(head));
      if (fork !== undefined) return fork.ahead.toReversed();
      return await this.#commitInfos(["--reverse", "--topo-order", `${base}..${head}`]);
    });
  }

  async commitInfo(commit: string): Promise<CommitInfo> {
    const info = await this.#commit(commit);
    if (info === undefined) throw new Error(`no commit ${commit}`);
    return info;
  }

  #commit(commit: string): Promise<CommitInfo | undefined> {
    return this.#once(`commit ${commit}`, async () => {
      const object = await this.#objects.contents(`${sha(commit)}^{commit}`);
      if (object === undefined) return undefined;
      const read = readCommit(object.sha, object.content);
      return read ?? (await this.#commitInfos(["--max-count=1", object.sha]))[0];
    });
  }

  /** Where two histories meet, where neither has a merge; undefined: git itself has to be asked. */
  async #fork(
    base: string,
    head: string,
  ): Promise<{ base: string | undefined; ahead: readonly CommitInfo[] } | undefined> {
    const [behind, ahead] = await Promise.all([this.#line(base), this.#line(head)]);
    if (behind === undefined || ahead === undefined) return undefined;
    const known = new Set(behind.map((commit) => commit.sha));
    const at = ahead.findIndex((commit) => known.has(commit.sha));
    return at < 0
      ? { base: undefined, ahead }
      : { base: ahead[at]?.sha, ahead: ahead.slice(0, at) };
  }

  /** A commit and all before it, newest first; undefined: there is a merge, or none, or very many. */
  async #line(head: string): Promise<readonly CommitInfo[] | undefined> {
    const line: CommitInfo[] = [];
    for (let next: string | undefined = head; next !== undefined; ) {
      const commit: CommitInfo | undefined = await this.#commit(next);
      if (commit === undefined) return undefined;
      line.push(commit);
      if (commit.parents.length > 1 || line.length > lineLengthMax) return undefined;
      [next] = commit.parents;
    }
    return line;
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
  async diff(from: string, to: string): Promise<readonly FileDiff[]> {
    const ends = await Promise.all([this.treeOf(sha(from)), this.treeOf(sha(to))]);
    const [before, after] = ends;
    if (before === undefined || after === undefined) throw new Error(`no commits ${from}, ${to}`);
    if (before === after) return [];
    const flags = ["-r", "-M", "--full-index", "--no-ext-diff", "--no-textconv", "--raw", "-p"];
    return await this.#once(`diff ${before} ${after}`, async () =>
      readDiff((await this.#git(["diff-tree", ...flags, "-z", before, after])).toString()),
    );
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

/** What `git update-ref --stdin` says when it has moved a reference. */
function readMoved(said: Buffer) {
  const expected = "start: ok\ncommit: ok\n";
  if (said.length < expected.length) return expected.length;
  if (said.toString() !== expected) throw new Error(`git update-ref: ${said}`);
  return { value: undefined, length: expected.length };
}

function iso(date: string): string {
  return date.replace("+00:00", "Z");
}
