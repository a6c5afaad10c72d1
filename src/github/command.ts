/** What somebody asks for in a comment on a pull request. */
export type Command =
  | { readonly kind: "recheck" }
  | { readonly kind: "explain"; readonly code: string }
  | { readonly kind: "accept"; readonly code: string; readonly reason: string }
  | { readonly kind: "unknown" };

/** Longest line that is looked at, in UTF-16 units. */
const lineLengthMax = 500;

/** Markdown takes a line that is indented further for code. */
const indentMax = 3;

/**
 * The command on the first line of a comment that is not empty, or `undefined`. Quoted lines and code
 * are none: the line begins with `/leastwise`. The end of a reason that is too long is left out.
 */
export function commandOf(body: string): Command | undefined {
  const start = body.search(/\S/);
  const indent = body.slice(body.lastIndexOf("\n", start) + 1, start);
  if (start < 0 || indent.length > indentMax || indent.includes("\t")) return undefined;
  const [line = ""] = body.slice(start, start + lineLengthMax).split(/\r?\n/, 1);
  const [word, name, argument, ...rest] = line.trim().split(/[ \t]+/);
  if (word !== "/leastwise") return undefined;
  if (name === "recheck" && argument === undefined) return { kind: "recheck" };
  if (name === "explain" && argument !== undefined && rest.length === 0) {
    return { kind: "explain", code: argument };
  }
  if (name === "accept" && argument !== undefined && rest.length > 0) {
    const cut = line.length === lineLengthMax ? "…" : "";
    return { kind: "accept", code: argument, reason: rest.join(" ") + cut };
  }
  return { kind: "unknown" };
}
