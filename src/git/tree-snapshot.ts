import type { FileContent, FileEntry, Listing, Snapshot } from "../review/change.ts";
import type { BlobReader } from "./blob-reader.ts";
import { fileBytesMax } from "./file-content.ts";
import { gitText } from "./git.ts";

/** A commit. */
export class TreeSnapshot implements Snapshot {
  readonly label: string;
  private readonly directory: string;
  private readonly blobs: BlobReader;
  /** Whether git knows sizes without fetching every blob. */
  private readonly withSizes: boolean;

  constructor(directory: string, commit: string, blobs: BlobReader, withSizes: boolean) {
    this.label = commit;
    this.directory = directory;
    this.blobs = blobs;
    this.withSizes = withSizes;
  }

  async list(): Promise<Listing> {
    const sizes = this.withSizes ? ["-l"] : [];
    const output = await gitText(this.directory, [
      "ls-tree",
      "-r",
      "-z",
      ...sizes,
      "--full-tree",
      this.label,
    ]);
    const records = output.split("\0");
    return {
      files: records.flatMap(treeEntry),
      missing: [],
      links: records.flatMap(linkPath),
      submodules: records.flatMap(submodule),
    };
  }

  async read(entry: FileEntry): Promise<FileContent> {
    if (entry.size !== undefined && entry.size > fileBytesMax) {
      return { kind: "too large", size: entry.size };
    }
    return this.blobs.read(entry.id);
  }
}

/**
 * `<mode> <type> <id> [<size>]`, a tab, the path. Only files are listed: a symbolic link has no
 * content of its own, and what it leads to inside the repository is listed there; a submodule is
 * another repository.
 */
function treeEntry(record: string): FileEntry[] {
  const tab = record.indexOf("\t");
  const [mode, type, id, size] = record.slice(0, tab).split(/ +/);
  if (tab < 0 || type !== "blob" || !isFileMode(mode) || id === undefined) return [];
  const bytes = Number(size);
  return [
    {
      path: record.slice(tab + 1),
      id,
      ...(size !== undefined && Number.isInteger(bytes) ? { size: bytes } : {}),
    },
  ];
}

/** The path of a symbolic link (`120000`) or a submodule (`160000`). */
function linkPath(record: string): string[] {
  return isLinkMode(record.slice(0, record.indexOf(" ")))
    ? [record.slice(record.indexOf("\t") + 1)]
    : [];
}

function submodule(record: string): FileEntry[] {
  const tab = record.indexOf("\t");
  const [mode, , id] = record.slice(0, tab).split(/ +/);
  return isSubmoduleMode(mode) && id !== undefined ? [{ path: record.slice(tab + 1), id }] : [];
}

export function isSubmoduleMode(mode: string | undefined): boolean {
  return mode === "160000";
}

export function isLinkMode(mode: string | undefined): boolean {
  return mode === "120000" || isSubmoduleMode(mode);
}

/** `100644`, `100755`, and `100664` of old repositories; not links (`120000`). */
export function isFileMode(mode: string | undefined): boolean {
  return mode?.startsWith("100") === true;
}
