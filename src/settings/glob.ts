/** Longest pattern, in UTF-16 units. */
export const globLengthMax = 300;

/**
 * What a pattern may look like: 21 names at most, no slash in front or doubled, no `.` or `..` among them, and
 * none of the characters that mean something in other dialects and would mean nothing here.
 */
export const globPattern =
  "^(?!(?:.*/)?[.]{1,2}(?:/|$))[^/\\\\\\[\\]{}!()|]+(?:/[^/\\\\\\[\\]{}!()|]+){0,20}/?$";

/**
 * Whether a path (from the root of the repository, with forward slashes) fits a pattern: `*` stands
 * for any characters of one name, `?` for one of them, `**` as a whole name for any number of
 * folders, none included. A pattern that ends with `/` is about everything below. Nothing else is
 * special, and case counts.
 *
 * A configuration can come from a stranger's branch. The time is at most the product of both
 * lengths, whatever the pattern is.
 */
export function matchesGlob(path: string, pattern: string): boolean {
  const names = path.split("/");
  const parts = (pattern.endsWith("/") ? `${pattern}**` : pattern).split("/");
  // The numbers of parts that may have matched the names so far.
  let reached = skipFolders(new Set([0]), parts);
  for (const name of names) {
    if (reached.size === 0) return false;
    const next = new Set<number>();
    for (const at of reached) {
      const part = parts[at];
      if (part === undefined) continue;
      if (part === "**") next.add(at);
      else if (matchesName(name, part)) next.add(at + 1);
    }
    reached = skipFolders(next, parts);
  }
  return reached.has(parts.length);
}

/** `**` may stand for no folder at all. */
function skipFolders(reached: ReadonlySet<number>, parts: readonly string[]): ReadonlySet<number> {
  const all = new Set(reached);
  for (const at of all) if (parts[at] === "**") all.add(at + 1);
  return all;
}

/** Keeps one place to come back to, that of the last `*`: earlier ones never need to take more. */
function matchesName(name: string, part: string): boolean {
  let at = 0;
  let star = -1;
  let starAt = 0;
  for (let index = 0; index < name.length; ) {
    const wanted = part[at];
    if (wanted === "*") {
      star = at++;
      starAt = index;
    } else if (wanted !== undefined && (wanted === "?" || wanted === name[index])) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++starAt;
    } else return false;
  }
  while (part[at] === "*") at++;
  return at === part.length;
}
