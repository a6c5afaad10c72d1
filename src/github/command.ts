/** What somebody asks for in a comment on a pull request. */
export type Command =
  | { readonly kind: "recheck" }
  | { readonly kind: "explain"; readonly code: string }
  | { readonly kind: "accept"; readonly code: string; readonly reason: string }
  | { readonly kind: "unknown" };

/** Longest line that is looked at, in UTF-16 units. */
const lineLengthMax = 500;

/**
 * The command on the first line of a comment, or `undefined`. Quoted lines and code are none: the
 * line begins with `/leastwise`.
 */
export function commandOf(body: string): Command | undefined {
  const [line = ""] = body.trimStart().slice(0, lineLengthMax).split(/\r?\n/, 1);
  const [word, name, argument, ...rest] = line.trim().split(/[ \t]+/);
  if (word !== "/leastwise") return undefined;
  if (name === "recheck" && argument === undefined) return { kind: "recheck" };
  if (name === "explain" && argument !== undefined && rest.length === 0) {
    return { kind: "explain", code: argument };
  }
  if (name === "accept" && argument !== undefined && rest.length > 0) {
    return { kind: "accept", code: argument, reason: rest.join(" ") };
  }
  return { kind: "unknown" };
}
