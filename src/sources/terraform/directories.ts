/** The directory that a file stands in: from the root of the repository, empty for the root. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

/** The directory around a directory; `undefined` for the root of the repository. */
export function parentOf(directory: string): string | undefined {
  return directory === "" ? undefined : directoryOf(directory);
}

/** The directory and those around it, the innermost first. */
export function withParents(directory: string): readonly string[] {
  const found: string[] = [];
  for (let at: string | undefined = directory; at !== undefined; at = parentOf(at)) found.push(at);
  return found;
}
