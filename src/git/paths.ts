import type { Dirent } from "node:fs";
import { lstat, readdir, realpath } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { Change, FileContent, FileEntry, Listing, Snapshot } from "../review/change.ts";
import { configurationFolder } from "../review/configuration.ts";
import { openCheckout, rootOf } from "./checkout.ts";
import { runGit } from "./git.ts";
import { UsageError } from "./usage-error.ts";
import { readInside } from "./working-tree-snapshot.ts";

/** Bounds of a walk through directories; what lies past them is reported as missing. */
const filesMax = 200_000;
const depthMax = 64;

/** Directories that hold the work of others. */
const skipped: ReadonlySet<string> = new Set([".git", "node_modules", ".terraform"]);

/**
 * What stands under some paths (files or directories), as a change without a base.
 *
 * In a git checkout these are the files that git does not ignore, named from its root. Elsewhere, or
 * when a path is itself ignored, the directories are walked, without links; files are then named
 * from `workingDirectory`, or from the directory that holds all paths. There the configuration is
 * looked for, whatever the paths are. Rejects with a `UsageError`.
 */
export async function openPaths(
  paths: readonly string[],
  workingDirectory: string,
): Promise<Change> {
  const targets = await Promise.all(paths.map((path) => target(path, workingDirectory)));
  const root = await checkoutOf(targets);
  if (root !== undefined) {
    const { head, repository } = await openCheckout(root);
    const prefixes = targets.map(({ path }) => slashed(relative(root, path)));
    return {
      base: undefined,
      head: new PartOfSnapshot(head, prefixes),
      configuration: head,
      ...(repository && { repository }),
    };
  }
  const common = commonDirectory(await realpath(workingDirectory), targets);
  const head = new WalkedSnapshot(common, targets);
  const folder = await target(configurationFolder, common).catch(() => undefined);
  const configuration = folder?.isDirectory
    ? { configuration: new WalkedSnapshot(common, [folder]) }
    : {};
  return { base: undefined, head, ...configuration };
}

interface Target {
  /** Absolute, without links. */
  readonly path: string;
  readonly isDirectory: boolean;
}

async function target(path: string, workingDirectory: string): Promise<Target> {
  const real = await realpath(resolve(workingDirectory, path)).catch(() => undefined);
  const stat = real === undefined ? undefined : await lstat(real).catch(() => undefined);
  if (real === undefined || !stat) throw new UsageError(`there is no file or directory ${path}`);
  if (stat.isDirectory()) return { path: real, isDirectory: true };
  if (stat.isFile()) return { path: real, isDirectory: false };
  throw new UsageError(`${path} is neither a file nor a directory`);
}

/** The root of the checkout that all paths are in, if git ignores none of them. */
async function checkoutOf(targets: readonly Target[]): Promise<string | undefined> {
  const [first] = targets;
  if (!first) return undefined;
  const root = await rootOf(first.isDirectory ? first.path : dirname(first.path), false).catch(
    () => undefined,
  );
  if (root === undefined || !targets.every(({ path }) => isInside(root, path))) return undefined;
  const others = targets.filter(({ path }) => path !== root).map(({ path }) => path);
  if (others.length === 0) return root;
  const ignored = await runGit(root, ["check-ignore", "--", ...others]);
  // 0: at least one is ignored; 1: none.
  return ignored.status === 1 ? root : undefined;
}

/** The files of a snapshot at or below some paths; an empty path is the root. */
class PartOfSnapshot implements Snapshot {
  readonly label: string;
  readonly filesMax = filesMax;
  private readonly whole: Snapshot;
  private readonly prefixes: readonly string[];

  constructor(whole: Snapshot, prefixes: readonly string[]) {
    this.label = whole.label;
    this.whole = whole;
    this.prefixes = prefixes;
  }

  async list(): Promise<Listing> {
    const { files, missing, links = [], submodules = [] } = await this.whole.list();
    return {
      files: files.filter(({ path }) => this.holds(path)),
      missing,
      links: links.filter((path) => this.holds(path)),
      submodules: submodules.filter(({ path }) => this.holds(path)),
    };
  }

  read(entry: FileEntry): Promise<FileContent> {
    return this.whole.read(entry);
  }

  private holds(path: string): boolean {
    return this.prefixes.some(
      (prefix) => prefix === "" || path === prefix || path.startsWith(`${prefix}/`),
    );
  }
}

/** Files found by walking. Nothing is compared with them, so that their paths do for ids. */
class WalkedSnapshot implements Snapshot {
  readonly label = "files";
  readonly filesMax = filesMax;
  private readonly root: string;
  private readonly targets: readonly Target[];

  constructor(root: string, targets: readonly Target[]) {
    this.root = root;
    this.targets = targets;
  }

  async list(): Promise<Listing> {
    const files = new Map<string, FileEntry>();
    const missing: string[] = [];
    const links: string[] = [];
    const add = (path: string) => {
      const name = slashed(relative(this.root, path));
      files.set(name, { path: name, id: `file ${name}` });
    };
    for (const { path, isDirectory } of this.targets) {
      if (isDirectory) await this.walk(path, add, () => files.size >= filesMax, missing, links);
      else add(path);
    }
    const sorted = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    return { files: sorted, missing, links };
  }

  read(entry: FileEntry): Promise<FileContent> {
    return readInside(this.root, entry.path);
  }

  private async walk(
    start: string,
    add: (path: string) => void,
    isFull: () => boolean,
    missing: string[],
    links: string[],
  ): Promise<void> {
    const directories: { path: string; depth: number }[] = [{ path: start, depth: 0 }];
    for (let next = directories.pop(); next; next = directories.pop()) {
      const { path, depth } = next;
      if (isFull()) {
        missing.push(`everything past ${filesMax} files`);
        return;
      }
      if (depth > depthMax) {
        missing.push(`the folder ${this.name(path)}: it lies more than ${depthMax} folders deep`);
        continue;
      }
      const entries = await entriesOf(path);
      if (!entries) missing.push(`the folder ${this.name(path)}: it cannot be read`);
      for (const entry of entries ?? []) {
        const child = join(path, entry.name);
        if (entry.isFile()) add(child);
        else if (entry.isSymbolicLink()) links.push(this.name(child));
        else if (entry.isDirectory() && !skipped.has(entry.name)) {
          directories.push({ path: child, depth: depth + 1 });
        }
      }
    }
  }

  private name(path: string): string {
    return slashed(relative(this.root, path)) || ".";
  }
}

async function entriesOf(directory: string): Promise<readonly Dirent[] | undefined> {
  return readdir(directory, { withFileTypes: true }).catch(() => undefined);
}

/** The working directory when it holds all paths, else the nearest directory that does. */
function commonDirectory(start: string, targets: readonly Target[]): string {
  let common = start;
  while (!targets.every(({ path }) => isInside(common, path))) {
    const parent = dirname(common);
    if (parent === common) break;
    common = parent;
  }
  return common;
}

function isInside(directory: string, path: string): boolean {
  const prefix = directory.endsWith(sep) ? directory : directory + sep;
  return path === directory || path.startsWith(prefix);
}

function slashed(path: string): string {
  return path.split(sep).join("/");
}
