/** The folder of a file with the slash at its end; empty at the root. Paths as in `Range.file`. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}
