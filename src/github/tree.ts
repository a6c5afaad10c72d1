import type { FileEntry, Listing } from "../review/change.ts";
import { type Repository, routeOf } from "./repository.ts";

/**
 * GitHub lists at most 100,000 entries or 7 MB of a tree at once and says when it cut the list.
 * docs.github.com/en/rest/git/trees#get-a-tree
 *
 * What it cut is read tree by tree, with at most this many requests for both sides together.
 */
export const treeRequestsMax = 200;
/** Most trees that a listing names as missing; the rest is counted. */
const missingNamesMax = 20;

/** Lists the two sides of a change: see {@link listTrees}. */
export interface TreePair {
  readonly base: Listing;
  readonly head: Listing;
}

/**
 * Lists the files of two commits. Symbolic links and submodules are no files.
 *
 * Where GitHub cuts a list, the sub-trees that differ are read first, then those that both sides
 * share, until the requests are used up. What remains is named in `missing`.
 */
export async function listTrees(
  repository: Repository,
  base: string,
  head: string,
): Promise<TreePair> {
  const reader = new TreeReader(repository);
  const [whole, wholeHead] = await Promise.all([reader.all(base), reader.all(head)]);
  if (whole && wholeHead) return { base: listing(whole), head: listing(wholeHead) };
  return walk(reader, base, head);
}

/** Lists the files of one commit. */
export async function listTree(repository: Repository, commit: string): Promise<Listing> {
  return (await listTrees(repository, commit, commit)).head;
}

async function walk(reader: TreeReader, base: string, head: string): Promise<TreePair> {
  const sides = { base: new Side(), head: new Side() };
  const differing: Pair[] = [{ path: "", base, head }];
  const shared: Pair[] = [];
  for (let pair = differing.shift(); pair; pair = differing.shift() ?? shared.shift()) {
    const root = pair.path === "";
    const [baseTree, headTree] = await Promise.all([
      pair.base === undefined ? [] : reader.bounded(pair.base, !root),
      pair.head === undefined ? [] : reader.bounded(pair.head, !root),
    ]);
    const below = new Map<string, { base?: string; head?: string }>();
    for (const [name, tree] of [
      ["base", baseTree],
      ["head", headTree],
    ] as const) {
      if (!tree) sides[name].missing.push(pair.path);
      for (const entry of tree ?? []) {
        const path = root ? entry.path : `${pair.path}/${entry.path}`;
        if (isFile(entry)) sides[name].files.push(fileEntry(path, entry));
        else if (isLink(entry)) {
          sides[name].links.push(path);
          if (isSubmodule(entry)) sides[name].submodules.push(fileEntry(path, entry));
        } else if (entry.type === "tree" && !reader.isWhole(pair[name])) {
          below.set(path, { ...below.get(path), [name]: entry.sha });
        }
      }
    }
    for (const [path, trees] of below) {
      (trees.base === trees.head ? shared : differing).push({ path, ...trees });
    }
  }
  return { base: sides.base.listing(), head: sides.head.listing() };
}

/** A tree at the same path on both sides, or on one of them. */
interface Pair {
  readonly path: string;
  readonly base?: string;
  readonly head?: string;
}

interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
  readonly size?: number;
}

/** Reads trees, each once. */
class TreeReader {
  private readonly repository: Repository;
  private readonly read = new Map<string, Promise<Tree>>();
  /** Trees that were read with everything below them. */
  private readonly whole = new Set<string>();
  private requests = 0;

  constructor(repository: Repository) {
    this.repository = repository;
  }

  /** Everything below a tree, or `undefined` when GitHub cut the list. */
  async all(sha: string): Promise<readonly TreeEntry[] | undefined> {
    const tree = await this.request(sha, true);
    if (tree.truncated) return undefined;
    this.whole.add(sha);
    return tree.entries;
  }

  isWhole(sha: string | undefined): boolean {
    return sha !== undefined && this.whole.has(sha);
  }

  /** As much of a tree as one list holds; `undefined` when the requests are used up. */
  async bounded(sha: string, tryAll: boolean): Promise<readonly TreeEntry[] | undefined> {
    if (this.requests >= treeRequestsMax && !this.read.has(`${sha} all`)) return undefined;
    const all = tryAll ? await this.all(sha) : undefined;
    if (all) return all;
    if (this.requests >= treeRequestsMax && !this.read.has(sha)) return undefined;
    const tree = await this.request(sha, false);
    return tree.truncated ? undefined : tree.entries;
  }

  private request(sha: string, recursive: boolean): Promise<Tree> {
    const key = recursive ? `${sha} all` : sha;
    const known = this.read.get(key);
    if (known !== undefined) return known;
    this.requests++;
    const tree = this.repository.client
      .request("GET /repos/{owner}/{repo}/git/trees/{tree_sha}", {
        ...routeOf(this.repository),
        tree_sha: sha,
        // GitHub takes any value of the parameter for yes.
        ...(recursive ? { recursive: "1" } : {}),
      })
      .then(({ data }) => ({ entries: data.tree as TreeEntry[], truncated: data.truncated }));
    this.read.set(key, tree);
    return tree;
  }
}

interface Tree {
  readonly entries: readonly TreeEntry[];
  readonly truncated: boolean;
}

class Side {
  readonly files: FileEntry[] = [];
  readonly links: string[] = [];
  readonly submodules: FileEntry[] = [];
  /** Paths of trees that were not read. */
  readonly missing: string[] = [];

  listing(): Listing {
    const named = this.missing.slice(0, missingNamesMax);
    const rest = this.missing.length - named.length;
    return {
      files: this.files,
      links: this.links,
      submodules: this.submodules,
      missing: [
        ...named.map(
          (path) => `the folder ${path === "" ? "/" : path}: the repository is too large`,
        ),
        ...(rest > 0 ? [`${rest} more folders: the repository is too large`] : []),
      ],
    };
  }
}

function listing(entries: readonly TreeEntry[]): Listing {
  return {
    files: entries.filter(isFile).map((entry) => fileEntry(entry.path, entry)),
    links: entries.filter(isLink).map(({ path }) => path),
    submodules: entries.filter(isSubmodule).map((entry) => fileEntry(entry.path, entry)),
    missing: [],
  };
}

/** Modes of git: 100644 and 100755 are files, 120000 a symbolic link, 160000 a submodule. */
function isFile({ type, mode }: TreeEntry): boolean {
  return type === "blob" && mode.startsWith("100");
}

function isLink(entry: TreeEntry): boolean {
  return entry.mode === "120000" || isSubmodule(entry);
}

function isSubmodule({ mode }: TreeEntry): boolean {
  return mode === "160000";
}

function fileEntry(path: string, { sha, size }: TreeEntry): FileEntry {
  return { path, id: sha, ...(size === undefined ? {} : { size }) };
}
