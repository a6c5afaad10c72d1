import type { OwnRepository } from "../rules/rule-context.ts";
import type { Configuration } from "./configuration.ts";

/**
 * What is reviewed: two states of a repository. Implemented over GitHub's API, over a local git
 * checkout, and by a fake with plain fields in tests.
 */
export interface Change {
  /** The merge base of the pull request; `undefined` when there is no base (`leastwise scan`). */
  readonly base: Snapshot | undefined;
  readonly head: Snapshot;
  /**
   * Where the configuration is read from when that is not `base`: the tip of the base branch.
   * Never the head: nothing in a pull request governs its own review.
   */
  readonly configuration?: Snapshot;
  /** Reads what holds where the repository's own configuration says nothing. Rejects likewise. */
  readonly ownerConfiguration?: () => Promise<Configuration | undefined>;
  /** Where it stands on GitHub, when that is known. */
  readonly repository?: OwnRepository;
}

export interface Snapshot {
  /** The commit's SHA, or a word for people (`working tree`). */
  readonly label: string;
  /** Files that may be read of it, where it is cheap to read; absent: as many as of any other. */
  readonly filesMax?: number;
  /** All files. Rejects only for outside reasons (network, git). */
  list(): Promise<Listing>;
  /** Reads one file that `list` named. Called at most once for each blob that both sides share. */
  read(entry: FileEntry): Promise<FileContent>;
}

export interface Listing {
  readonly files: readonly FileEntry[];
  /** What the platform left out, in words for people; empty when the list is complete. */
  readonly missing: readonly string[];
  /**
   * Paths of symbolic links and submodules: they are no files, and not followed. Absent: none, or
   * not known.
   */
  readonly links?: readonly string[];
  /** Submodules: the path, and as id the commit of the other repository. Absent as for `links`. */
  readonly submodules?: readonly FileEntry[];
}

export interface FileEntry {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  /** Names the content: equal ids mean equal content. A blob's SHA where there is one. */
  readonly id: string;
  /** In bytes, when it is known without reading. */
  readonly size?: number;
}

export type FileContent =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "binary" }
  | { readonly kind: "too large"; readonly size: number }
  | { readonly kind: "unreadable"; readonly reason: string };
