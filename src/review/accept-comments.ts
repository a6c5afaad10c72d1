import { nearest } from "../rules/edit-distance.ts";
import { issueCodes } from "../settings/description.ts";
import { isDay } from "../settings/read-value.ts";
import { type CommentPlaces, commentPlaces } from "../sources/comments.ts";
import type { Range } from "../text/range.ts";

/** An exception that stands in the source: `# leastwise:accept CODE reason="…" until=2026-12-31`. */
export interface AcceptComment {
  readonly file: string;
  /** Of the comment, from 1. */
  readonly line: number;
  /** The lines that it is about, from 1, both inclusive. */
  readonly firstLine: number;
  readonly lastLine: number;
  readonly code: string;
  readonly reason: string;
  readonly until: string;
  readonly fingerprint?: string;
}

export interface AcceptComments {
  readonly comments: readonly AcceptComment[];
  /** What is wrong with comments that were meant to be exceptions, and what would be right. */
  readonly problems: readonly { readonly at: Range; readonly details: string }[];
}

const keyword = "leastwise:accept";
const example = `${keyword} CODE reason="why" until=2026-12-31`;
/** Comments of one file; more of them are reported. */
const commentsMax = 200;
const reasonLengthMax = 500;

/**
 * The exceptions in the comments of a file: `#` or `//`, at the end of a line or on lines of their
 * own. One at the end of a line is about that line. One above is about the next line of code, and
 * about the lines below that are indented deeper: the block, list entry or statement that it opens.
 *
 * @param customCodes the codes of the configuration's own rules.
 */
export function readAcceptComments(
  file: string,
  text: string,
  customCodes: readonly string[] = [],
): AcceptComments {
  if (!text.includes(keyword)) return { comments: [], problems: [] };
  const places = commentPlaces(file, text);
  const lines = linesOf(text, places);
  const comments: AcceptComment[] = [];
  const problems: { at: Range; details: string }[] = [];
  let seen = 0;
  for (const [index, { text: line, start }] of lines.entries()) {
    const found = inComment(line, (at) => places.isComment(start + at));
    if (!found) continue;
    const at = { file, start: start + found.start, end: start + line.trimEnd().length };
    if (++seen > commentsMax) {
      problems.push({ at, details: `The file has more than ${commentsMax} exceptions.` });
      break;
    }
    const parsed = parseArguments(found.rest, customCodes);
    if ("problem" in parsed) problems.push({ at, details: parsed.problem });
    else comments.push({ file, line: index + 1, ...reach(lines, index, found.alone), ...parsed });
  }
  return { comments, problems };
}

/** The keyword in a comment of the line; `alone` when nothing stands before the comment. */
function inComment(
  line: string,
  isComment: (at: number) => boolean,
): { start: number; rest: string; alone: boolean } | undefined {
  for (let at = line.indexOf(keyword); at >= 0; at = line.indexOf(keyword, at + 1)) {
    const before = line.slice(0, at).trimEnd();
    const marks = before.endsWith("#") ? 1 : before.endsWith("//") ? 2 : 0;
    const rest = line.slice(at + keyword.length);
    const start = before.length - marks;
    if (marks === 0 || (rest !== "" && !/^\s/.test(rest)) || !isComment(start)) continue;
    return { start, rest: rest.trim(), alone: before.slice(0, start).trim() === "" };
  }
  return undefined;
}

function parseArguments(
  rest: string,
  customCodes: readonly string[],
): Pick<AcceptComment, "code" | "reason" | "until" | "fingerprint"> | { problem: string } {
  const [code = ""] = rest.split(/\s/, 1);
  if (code === "" || code.includes("=")) {
    return { problem: `The exception names no issue code. It has the form \`${example}\`.` };
  }
  if (!issueCodes.includes(code) && !customCodes.includes(code)) {
    const meant = nearest(code, [...issueCodes, ...customCodes]);
    const hint = meant ? `Did you mean \`${meant}\`?` : "`leastwise rules` lists the codes.";
    return { problem: `\`${plain(code)}\` is no issue code. ${hint}` };
  }
  const values = readPairs(rest.slice(code.length));
  if ("problem" in values) return values;
  const { reason, until, fingerprint } = values;
  if (reason === undefined || reason.trim() === "") {
    return { problem: 'The exception gives no reason. Add `reason="why it is accepted"`.' };
  }
  if (reason.length > reasonLengthMax) {
    return { problem: `The reason is longer than ${reasonLengthMax} characters. Shorten it.` };
  }
  if (until === undefined) {
    return { problem: "The exception has no last day. Add `until=2026-12-31`." };
  }
  if (!isDay(until)) {
    return { problem: `\`${plain(until)}\` is no day. It has the form \`until=2026-12-31\`.` };
  }
  if (fingerprint !== undefined && !/^[0-9a-f]{16}$/.test(fingerprint)) {
    return { problem: "`fingerprint` has 16 digits and letters from `a` to `f`." };
  }
  return { code, reason, until, ...(fingerprint !== undefined && { fingerprint }) };
}

type Pairs = Partial<Record<"reason" | "until" | "fingerprint", string>>;

/** `name=value` or `name="value"`, separated by blanks. */
function readPairs(text: string): Pairs | { problem: string } {
  const pairs: Record<string, string> = {};
  let rest = text.trim();
  while (rest !== "") {
    const match = /^(reason|until|fingerprint)=(?:"([^"]*)"|([^\s"]+))(?=\s|$)/.exec(rest);
    if (!match) {
      const word = plain(rest.split(/\s/, 1)[0] ?? "");
      return { problem: `\`${word}\` is not understood. It has the form \`${example}\`.` };
    }
    const [all, name = "", quoted, bare = ""] = match;
    if (name in pairs) return { problem: `\`${name}\` is given twice. Keep one of them.` };
    pairs[name] = quoted ?? bare;
    rest = rest.slice(all.length).trimStart();
  }
  return pairs;
}

function plain(word: string): string {
  return word.slice(0, 60).replaceAll("`", "'");
}

interface Line {
  readonly text: string;
  /** Offset in the file. */
  readonly start: number;
  /** It begins within a text of several lines, such as a heredoc. */
  readonly isInText: boolean;
}

function linesOf(text: string, { isInText }: CommentPlaces): Line[] {
  let start = 0;
  return text.split("\n").map((line) => {
    const at = start;
    start += line.length + 1;
    return { text: line, start: at, isInText: isInText(at) };
  });
}

/** The line that a comment is about, and the lines below it that are indented deeper. */
function reach(
  lines: readonly Line[],
  index: number,
  alone: boolean,
): Pick<AcceptComment, "firstLine" | "lastLine"> {
  if (!alone) return { firstLine: index + 1, lastLine: index + 1 };
  let first = index + 1;
  while (first < lines.length && isEmpty(lines[first])) first++;
  const depth = indentation(lines[first]);
  let last = first;
  for (let next = first + 1; next < lines.length; next++) {
    const line = lines[next];
    if (isEmpty(line)) continue;
    if (indentation(line) <= depth && !line?.isInText) break;
    last = next;
  }
  return { firstLine: first + 1, lastLine: last + 1 };
}

function isEmpty(line: Line | undefined): boolean {
  return /^\s*(?:#|\/\/|$)/.test(line?.text ?? "");
}

function indentation(line: Line | undefined): number {
  const text = line?.text ?? "";
  return text.length - text.trimStart().length;
}
