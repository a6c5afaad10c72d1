/** The text that `git fast-import` reads. Paths and content travel in it, not on a command line. */
import { sha } from "./git-process.ts";

/** What stands at a path: text, bytes, a symbolic link, a submodule; null deletes the path. */
type FileContent =
  | string
  | Uint8Array
  | { readonly symlinkTo: string }
  | { readonly submodule: string }
  | null;

export type Files = Readonly<Record<string, FileContent>>;

export const importText = { change, data };

function change(path: string, content: FileContent): (string | Uint8Array)[] {
  if (content === null) return [`D ${quoted(path)}\n`];
  if (typeof content === "string" || content instanceof Uint8Array) {
    return [`M 100644 inline ${quoted(path)}\n`, ...data(content)];
  }
  if ("symlinkTo" in content) {
    return [`M 120000 inline ${quoted(path)}\n`, ...data(content.symlinkTo)];
  }
  return [`M 160000 ${sha(content.submodule)} ${quoted(path)}\n`];
}

function data(content: string | Uint8Array): [string, Uint8Array, string] {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return [`data ${bytes.length}\n`, bytes, "\n"];
}

/** A path as fast-import reads it: in double quotes, with backslash escapes. */
function quoted(path: string): string {
  if (path.includes("\0")) throw new Error("a path cannot hold a NUL");
  return `"${path.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n")}"`;
}

/** A name or an address, fit for the header of a commit. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a commit header is one line
  return text.replace(/[<>\u0000-\u001f]/g, "").trim();
}
