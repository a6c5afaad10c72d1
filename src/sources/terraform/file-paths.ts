import type { SourceFiles } from "../source.ts";
import { withParents } from "./directories.ts";
import type { FoundFile } from "./scope.ts";

/** Longer paths are no paths of a repository. */
const pathLengthMax = 1024;

/**
 * Finds a file as Terraform would from a directory, but only inside of the repository.
 *
 * @param directory from the root of the repository, empty for the root
 * @param path as it is written: relative to the directory
 */
export function findFile(files: SourceFiles, directory: string, path: string): FoundFile {
  const resolved = resolvePath(directory, path);
  if (resolved === undefined) return { kind: "outside" };
  if (linkOn(files, resolved) !== undefined) return { kind: "linked" };
  if (!files.paths.has(resolved)) return { kind: "missing" };
  const text = files.text(resolved);
  return text === undefined
    ? { kind: "unread", path: resolved }
    : { kind: "text", path: resolved, text };
}

/** The symbolic link or submodule that a path leads through, or is. */
export function linkOn({ links }: SourceFiles, path: string): string | undefined {
  if (!links || links.size === 0) return undefined;
  return withParents(path).find((front) => links.has(front));
}

/** `undefined`: the path leads out of the repository. */
export function resolvePath(directory: string, path: string): string | undefined {
  if (path.startsWith("/") || path.startsWith("~") || path.length > pathLengthMax) return undefined;
  if (path.includes("\0") || path.includes("\\")) return undefined;
  const steps = directory === "" ? [] : directory.split("/");
  for (const step of path.split("/")) {
    if (step === "" || step === ".") continue;
    if (step !== "..") steps.push(step);
    else if (steps.pop() === undefined) return undefined;
  }
  return steps.join("/");
}

/** The way from one directory to another, both from the root of the repository: `../modules/app`. */
export function relativePath(from: string, to: string): string {
  const start = from === "" ? [] : from.split("/");
  const end = to === "" ? [] : to.split("/");
  let shared = 0;
  while (shared < start.length && start[shared] === end[shared]) shared++;
  return [...start.slice(shared).map(() => ".."), ...end.slice(shared)].join("/") || ".";
}
