import { createHash } from "node:crypto";

/** What somebody asks for in a comment on a pull request. */
export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "recheck" }
  | { readonly kind: "explain"; readonly code: string }
  | { readonly kind: "accept"; readonly code: string; readonly reason: string }
  | { readonly kind: "unknown" };

/** Longest line that is looked at, in UTF-16 units. */
const lineLengthMax = 500;

/** Markdown takes a line that is indented further for code. */
const indentMax = 3;

/** A further line that looks like a command; it may stand in a block of code all the same. */
const further = /\n {0,3}\/leastwise(?!\S)/;

/**
 * The command on the first line of a comment that is not empty, or `undefined`. Quoted lines and code
 * are none: the line begins with `/leastwise`. The end of a reason that is too long is left out.
 *
 * Of several commands in one comment none is carried out: a thumb up would not say which.
 */
export function commandOf(body: string): Command | undefined {
  const start = body.search(/\S/);
  const indent = body.slice(body.lastIndexOf("\n", start) + 1, start);
  if (start < 0 || indent.length > indentMax || indent.includes("\t")) return undefined;
  const [line = ""] = body.slice(start, start + lineLengthMax).split(/\r?\n/, 1);
  // Some keyboards write spaces that do not break.
  const [word, name, argument, ...rest] = line.trim().split(/\s+/);
  if (word !== "/leastwise") return undefined;
  if (further.test(body.slice(start))) return { kind: "unknown" };
  if ((name === undefined || name === "help") && argument === undefined) return { kind: "help" };
  if (name === "recheck" && argument === undefined) return { kind: "recheck" };
  if (name === "explain" && argument !== undefined && rest.length === 0) {
    return { kind: "explain", code: bare(argument) };
  }
  if (name === "accept" && argument !== undefined && rest.length > 0) {
    const cut = line.length === lineLengthMax ? "…" : "";
    return { kind: "accept", code: bare(argument), reason: rest.join(" ") + cut };
  }
  return { kind: "unknown" };
}

/** A code as the reports show it: in backticks. */
function bare(argument: string): string {
  return /^`([^`]+)`$/.exec(argument)?.[1] ?? argument;
}

/** Tells whether a comment still says what it said. */
export function bodyDigest(body: string): string {
  return createHash("sha256").update(body).digest("hex").slice(0, 32);
}
