import { cutText, hasInvisible, visibleText } from "./visible-text.ts";

/** Longest foreign text that is shown in one code span, in UTF-16 units. */
const codeLengthMax = 300;

/** Longest prose that is shown in one go, in UTF-16 units. */
const proseLengthMax = 2000;

/**
 * Longest run of backticks that is shown as it is. GitHub's parser ends code spans only up to a
 * certain length of fence (80 in cmark-gfm), so longer runs are told by their number.
 */
const backtickRunMax = 16;

/**
 * Foreign text as one Markdown code span: the one way for a name, path or value that strangers
 * chose to get into Markdown. In a code span nothing is a mention, link, image, reference, HTML or
 * emphasis. Line breaks and invisible characters are made visible, long text is cut with a note.
 *
 * The span must not be put into a table cell nor into a block of HTML.
 */
export function inlineCode(foreign: string, lengthMax = codeLengthMax): string {
  const cut = cutText(foreign, lengthMax);
  const text = visibleText(cut.text).replace(/`+/g, countedRun);
  const fence = "`".repeat(longestBacktickRun(text) + 1);
  const padding = /^`|`$|^ .* $/.test(text) && text.trim() !== "" ? " " : "";
  return `${fence}${padding}${text || " "}${padding}${fence}${cut.note && ` ${cut.note}`}`;
}

/**
 * The same for a cell of a table. A bar would end the cell, also in a code span, and escapes for it are
 * read differently by different parsers: it is written as a character that cannot be shown.
 */
export function tableCode(foreign: string, lengthMax = codeLengthMax): string {
  return withoutBars(inlineCode(foreign, lengthMax));
}

/** Prose for a cell of a table. */
export function tableProse(details: string): string {
  return withoutBars(prose(details));
}

function withoutBars(markdown: string): string {
  return markdown.replaceAll("|", "\\u{7c}");
}

/**
 * A sentence of ours with foreign text in backticks (the details of a finding, a reason, a title)
 * as one line of inert Markdown. What stands in backticks becomes code spans. Foreign text may hold
 * backticks itself and so leak out of its span: therefore every other word that could mean anything
 * to GitHub (`@name`, `#1`, links, HTML, emphasis, commit ids) becomes a code span too.
 */
export function prose(details: string, lengthMax = proseLengthMax): string {
  const cut = cutText(details, lengthMax);
  const parts = splitCode(cut.text).map((part) =>
    part.code ? inlineCode(part.text) : inertWords(part.text),
  );
  return glue(parts).trim() + (cut.note && ` ${cut.note}`);
}

/** Text as a fenced code block; the fence is longer than any run of backticks in it. */
export function fencedCode(text: string, language = ""): string {
  const fence = "`".repeat(Math.max(3, longestBacktickRun(text) + 1));
  return `${fence}${language}\n${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${fence}`;
}

/** A link with words of ours. An address that is not plainly one of the web is shown as code. */
export function link(words: string, address: string): string {
  return /^https:\/\/[A-Za-z0-9./_~%?=&#:+-]+$/.test(address)
    ? `[${words}](${address})`
    : inlineCode(address);
}

export interface ProsePart {
  readonly code: boolean;
  readonly text: string;
}

/**
 * Splits prose at its code spans, as CommonMark does: a run of backticks is closed by the next run
 * of the same length; without one it is words.
 */
export function splitCode(text: string): ProsePart[] {
  const runs = [...text.matchAll(/`+/g)].map(({ 0: run, index }) => ({
    start: index,
    end: index + run.length,
  }));
  const closing = closingRuns(runs);
  const parts: ProsePart[] = [];
  let offset = 0;
  runs.forEach((open, index) => {
    const close = closing[index];
    if (!close || open.start < offset) return;
    parts.push({ code: false, text: text.slice(offset, open.start) });
    parts.push({ code: true, text: unpadded(text.slice(open.end, close.start)) });
    offset = close.end;
  });
  parts.push({ code: false, text: text.slice(offset) });
  return parts;
}

interface BacktickRun {
  readonly start: number;
  readonly end: number;
}

/** For every run the next one of the same length. */
function closingRuns(runs: readonly BacktickRun[]): readonly (BacktickRun | undefined)[] {
  const next = new Map<number, BacktickRun>();
  return runs
    .toReversed()
    .map((run) => {
      const length = run.end - run.start;
      const closing = next.get(length);
      next.set(length, run);
      return closing;
    })
    .reverse();
}

/** Without the blank that CommonMark takes off at both ends. */
function unpadded(code: string): string {
  return /^ .*[^ ].* $/.test(code) ? code.slice(1, -1) : code;
}

function inertWords(text: string): string {
  return text
    .split(/([ \t\r\n]+)/)
    .map((word, index) => (index % 2 === 1 ? " " : inertWord(word)))
    .join("");
}

/** The punctuation around a word that becomes code stays outside of it. */
function inertWord(word: string): string {
  // An arrow between steps is ours, and means nothing to GitHub.
  if (word === "" || word === "→" || isInert(word)) return word;
  let start = 0;
  while (opening.has(word.charAt(start))) start++;
  let end = word.length;
  while (end > start && closing.has(word.charAt(end - 1))) end--;
  // A bracket that closes one of the word's own belongs to it.
  if (word.charAt(end) === ")" && word.slice(start, end).includes("(")) end++;
  const core = word.slice(start, end);
  const shown = isDate(core) ? core : inlineCode(core);
  return core === "" ? inlineCode(word) : word.slice(0, start) + shown + word.slice(end);
}

const opening: ReadonlySet<string> = new Set(["(", '"', "'", "“"]);
const closing: ReadonlySet<string> = new Set([")", '"', "'", "”", "’", ".", ",", ";", "!", "?"]);

/**
 * Letters, digits and the punctuation of sentences, in shapes from which GitHub makes nothing:
 * no link (`www.`, `://`), no emoji (`:name:`), no issue (`GH-1`, and whatever prefixes a repository
 * has set up), no commit id, no list or heading when it opens a line.
 */
function isInert(word: string): boolean {
  if (hasInvisible(word)) return false;
  if (!/^[\p{L}\p{M}\p{N}.,;:?!'"’“”()/%…–—-]+$/u.test(word)) return false;
  if (/:[^,;.?!'"’”)]/.test(word)) return false;
  if (/www\./i.test(word)) return false;
  if (/[\p{L}\p{N}]-\d/u.test(word) && !isDate(word)) return false;
  if (/[0-9a-f]{7,}/i.test(word)) return false;
  return /[\p{L}\p{N}"'(“]/u.test(word.charAt(0)) ? !/^\d+[.)]$/.test(word) : isDash(word);
}

function isDate(word: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(word);
}

function isDash(word: string): boolean {
  return word === "–" || word === "—" || /^[.,;:?!'"’”)…]+$/.test(word);
}

/** Two code spans side by side would melt into one: a blank keeps them apart. */
function glue(parts: readonly string[]): string {
  let text = "";
  for (const part of parts) {
    text += text.endsWith("`") && part.startsWith("`") ? ` ${part}` : part;
  }
  return text;
}

function countedRun(run: string): string {
  return run.length > backtickRunMax ? `[${run.length} backticks]` : run;
}

function longestBacktickRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}
