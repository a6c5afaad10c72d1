/** Objects as git keeps them, read through `git cat-file --batch-command`. */
import { GitSession } from "./git-session.ts";

export interface Person {
  readonly name: string;
  readonly email: string;
}

export interface CommitInfo {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Person & { readonly date: string };
  readonly committer: Person & { readonly date: string };
}

export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: "blob" | "tree" | "commit";
  readonly sha: string;
  /** In bytes; blobs only. */
  readonly size: number | undefined;
}

interface GitObject {
  readonly sha: string;
  readonly type: string;
  /** In bytes. */
  readonly size: number;
  /** Empty when only the information was asked for. */
  readonly content: Buffer;
}

/** The objects of one repository, those included that other processes of git add to it. */
export class GitObjects {
  readonly #session: GitSession;

  constructor(folder: string) {
    this.#session = new GitSession(folder, ["--git-dir", folder, "cat-file", "--batch-command"]);
  }

  /**
   * What an expression stands for, without the content; undefined when there is no such object.
   *
   * @param expression without white space: a SHA or the full name of a reference, with `^{type}`
   */
  info(expression: string): Promise<GitObject | undefined> {
    return this.#session.ask(`info ${expression}\n`, (said) => readObject(said, false));
  }

  /** Likewise, with the content. */
  contents(expression: string): Promise<GitObject | undefined> {
    return this.#session.ask(`contents ${expression}\n`, (said) => readObject(said, true));
  }

  /** Ends the process behind it. */
  close(): Promise<void> {
    return this.#session.close();
  }
}

/** `<sha> <type> <size>`, with the content in a line of its own; or `<expression> missing`. */
function readObject(said: Buffer, hasContent: boolean) {
  const lineEnd = said.indexOf("\n");
  if (lineEnd < 0) return said.length + 1;
  const header = said.toString("utf8", 0, lineEnd);
  const fields = /^([0-9a-f]{40}) (blob|tree|commit|tag) (\d+)$/.exec(header);
  const start = lineEnd + 1;
  if (fields === null) return { value: undefined, length: start };
  const [, sha = "", type = "", digits = ""] = fields;
  const size = Number(digits);
  const end = hasContent ? start + size : start;
  const length = hasContent ? end + 1 : end;
  if (said.length < length) return length;
  // A copy: what was said is overwritten by nobody, but would be kept as a whole.
  const content = Buffer.from(said.subarray(start, end));
  return { value: { sha, type, size, content }, length };
}

/** A commit from its object; undefined where it is written in a way that only git knows to read. */
export function readCommit(sha: string, content: Buffer): CommitInfo | undefined {
  const text = content.toString();
  const headEnd = text.indexOf("\n\n");
  const head = headEnd < 0 ? text : text.slice(0, headEnd);
  const lines = head.split("\n");
  const values = (name: string) =>
    lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  const [tree] = values("tree");
  const author = readPerson(values("author")[0] ?? "");
  const committer = readPerson(values("committer")[0] ?? "");
  if (!tree || !author || !committer || values("encoding").length > 0) return undefined;
  const message = headEnd < 0 ? "" : text.slice(headEnd + 2).trimEnd();
  return { sha, tree, parents: values("parent"), message, author, committer };
}

function readPerson(line: string): CommitInfo["author"] | undefined {
  const fields = /^([^<>]*) <([^<>]*)> (\d{1,11}) ([+-])(\d\d)(\d\d)$/.exec(line);
  if (fields === null) return undefined;
  const [, name = "", email = "", seconds, sign = "+", hours = "", minutes = ""] = fields;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
  const local = new Date((Number(seconds) + offset * 60) * 1000).toISOString().slice(0, 19);
  const zone = offset === 0 ? "Z" : `${sign}${hours}:${minutes}`;
  return { name: name.trim(), email, date: local + zone };
}

/** The entries of a tree from its object, in git's order. Sizes are not written there. */
export function readTree(content: Buffer): Omit<TreeEntry, "size">[] {
  const entries: Omit<TreeEntry, "size">[] = [];
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(" ", at);
    const end = content.indexOf(0, space);
    const mode = content.toString("latin1", at, space).padStart(6, "0");
    const sha = content.toString("hex", end + 1, end + 21);
    const type = mode === "040000" ? "tree" : mode === "160000" ? "commit" : "blob";
    entries.push({ path: content.toString("utf8", space + 1, end), mode, type, sha });
    at = end + 21;
  }
  return entries;
}
