import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, lstat, open, realpath } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import type { FileContent, FileEntry, Listing, Snapshot } from "../review/change.ts";
import type { BlobReader } from "./blob-reader.ts";
import { fileBytesMax, fileContent } from "./file-content.ts";
import { errorCode, gitText } from "./git.ts";
import { isFileMode, isLinkMode, isSubmoduleMode } from "./tree-snapshot.ts";

/** Most files that are hashed at a time. */
const hashedAtOnceMax = 16;

/**
 * The files of a working tree as they stand on the disk: tracked ones with their uncommitted
 * changes, and untracked ones that are not ignored.
 *
 * git's index tells which files are unchanged; only the others are read to be listed. Symbolic links
 * are not followed.
 */
export class WorkingTreeSnapshot implements Snapshot {
  readonly label = "working tree";
  private readonly root: string;
  private readonly blobs: BlobReader;
  /** Paths whose content is on the disk and not in git. */
  private readonly onDisk = new Set<string>();

  constructor(root: string, blobs: BlobReader) {
    this.root = root;
    this.blobs = blobs;
  }

  async list(): Promise<Listing> {
    const [indexed, different, untracked, format] = await Promise.all([
      gitText(this.root, ["ls-files", "-z", "--cached", "--stage"]),
      gitText(this.root, ["diff-files", "-z", "--no-renames", "--name-status"]),
      gitText(this.root, ["ls-files", "-z", "--others", "--exclude-standard"]),
      gitText(this.root, ["rev-parse", "--show-object-format"]),
    ]);
    const changed = changedPaths(different);
    const entries = new Map<string, FileEntry>();
    const links = new Set<string>();
    const submodules: FileEntry[] = [];
    for (const { path, mode, id } of indexEntries(indexed)) {
      if (isLinkMode(mode)) links.add(path);
      if (isSubmoduleMode(mode)) submodules.push({ path, id });
      if (isFileMode(mode) && !changed.has(path)) entries.set(path, { path, id });
    }
    // An embedded repository stands with a slash at its end.
    const candidates = [
      ...[...changed].filter(([, status]) => status !== "D").map(([path]) => path),
      ...paths(untracked).filter((path) => !path.endsWith("/")),
    ];
    for (const entry of await this.diskEntries(candidates, format.trim())) {
      entries.set(entry.path, entry);
      this.onDisk.add(entry.path);
    }
    const files = [...entries.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    const others = candidates.filter((path) => !entries.has(path));
    for (const path of await linksOf(this.root, others)) links.add(path);
    return {
      files,
      missing: [],
      links: [...links].filter((path) => !entries.has(path)),
      submodules: submodules.filter(({ path }) => !entries.has(path)),
    };
  }

  async read(entry: FileEntry): Promise<FileContent> {
    return this.onDisk.has(entry.path)
      ? readInside(this.root, entry.path)
      : this.blobs.read(entry.id);
  }

  private async diskEntries(candidates: readonly string[], format: string): Promise<FileEntry[]> {
    const found: FileEntry[] = [];
    for (let start = 0; start < candidates.length; start += hashedAtOnceMax) {
      const entries = await Promise.all(
        candidates
          .slice(start, start + hashedAtOnceMax)
          .map((path) => diskEntry(this.root, path, format)),
      );
      found.push(...entries.filter((entry) => entry !== undefined));
    }
    return found;
  }
}

/** `<mode> <id> <stage>`, a tab, the path. A path in conflict has several stages. */
function indexEntries(output: string): { path: string; mode: string; id: string }[] {
  return paths(output).flatMap((record) => {
    const tab = record.indexOf("\t");
    const [mode, id] = record.slice(0, tab).split(" ");
    return mode !== undefined && id !== undefined
      ? [{ path: record.slice(tab + 1), mode, id }]
      : [];
  });
}

/**
 * Path → status letter. A path whose directory has become a link is deleted (`D`) to git, though the
 * disk answers for it.
 */
function changedPaths(output: string): Map<string, string> {
  const fields = paths(output);
  const changed = new Map<string, string>();
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [status = "", path = ""] = fields.slice(index, index + 2);
    // A path in conflict comes twice: as unmerged, and as it differs.
    if (changed.get(path) !== "U") changed.set(path, status);
  }
  return changed;
}

function paths(output: string): string[] {
  return output.split("\0").filter((record) => record !== "");
}

/** `undefined` when there is no plain file: deleted, a link, a directory, a device. */
async function diskEntry(
  root: string,
  path: string,
  format: string,
): Promise<FileEntry | undefined> {
  const stat = await lstat(join(root, path)).catch(() => undefined);
  // It is there, and cannot be called by the name that was read.
  if (!stat && isMisread(path)) return { path, id: `unreadable ${path}` };
  if (!stat?.isFile()) return undefined;
  if (stat.size > fileBytesMax) {
    // Its content is never read, so its id need not be git's.
    return { path, id: `${stat.size} bytes at ${stat.mtimeMs}`, size: stat.size };
  }
  const bytes = await readBytes(root, path).catch(() => undefined);
  const id = bytes ? blobId(bytes, format) : `unreadable ${path}`;
  return { path, id, size: stat.size };
}

/** Those of the paths that are symbolic links on the disk. */
async function linksOf(root: string, candidates: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    candidates.map(async (path) => {
      const stat = await lstat(join(root, path)).catch(() => undefined);
      return stat?.isSymbolicLink() ? [path] : [];
    }),
  );
  return found.flat();
}

/** The id that git gives the content. */
function blobId(bytes: Uint8Array, format = "sha1"): string {
  return createHash(format === "sha256" ? "sha256" : "sha1")
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest("hex");
}

/** A file below `root`. It, or a directory on its way, may have become a link: then it is not read. */
export async function readInside(root: string, path: string): Promise<FileContent> {
  try {
    const stat = await lstat(join(root, path));
    if (stat.size > fileBytesMax) return { kind: "too large", size: stat.size };
    return fileContent(await readBytes(root, path));
  } catch (error) {
    const reason = isMisread(path) ? "its name is not UTF-8" : reasonOf(error);
    return { kind: "unreadable", reason };
  }
}

/** Names in bytes that are not UTF-8 have this character in the place of those. */
function isMisread(path: string): boolean {
  return path.includes("\uFFFD");
}

async function readBytes(root: string, path: string): Promise<Buffer> {
  const file = join(root, path);
  const directory = await realpath(dirname(file));
  if (directory !== root && !directory.startsWith(root.endsWith(sep) ? root : root + sep)) {
    throw new Error("a link on its path leads out of the tree");
  }
  // O_NONBLOCK: opening a pipe must not wait for somebody to write.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const handle = await open(file, flags);
  try {
    return await readBounded(handle);
  } finally {
    await handle.close();
  }
}

/** At most one byte more than the bound: enough to see that the file is past it. */
async function readBounded(handle: FileHandle): Promise<Buffer> {
  const stat = await handle.stat();
  if (!stat.isFile()) throw new Error("it is not a plain file");
  const buffer = Buffer.allocUnsafe(Math.min(stat.size, fileBytesMax) + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  if (length > stat.size) throw new Error("it was written to while it was read");
  return buffer.subarray(0, length);
}

function reasonOf(error: unknown): string {
  const code = errorCode(error);
  if (code === "EACCES" || code === "EPERM") return "no permission to read it";
  if (code === "ELOOP") return "it is a symbolic link";
  if (code === "ENOENT") return "it is gone";
  return error instanceof Error ? error.message : String(error);
}
