import type { DiffLine, FileDiff } from "../diff.ts";
import type { PullRequest, ReviewComment } from "../model.ts";
import { pullDiff } from "../pull-diff.ts";
import { type Html, html } from "./html.ts";
import { commentBox } from "./parts.ts";

/** Longer diffs are cut, so that the page stays readable. */
const diffLinesMax = 1000;
const lineLengthMax = 2000;

/** A comment with its answers. */
interface Thread {
  readonly first: ReviewComment;
  readonly replies: readonly ReviewComment[];
}

/** The changed files, with the threads on their lines. */
export async function diffSection(pull: PullRequest): Promise<Html> {
  const files = await pullDiff(pull);
  const threads = threadsOf(pull);
  const cards = files.map((file) =>
    fileCard(
      file,
      threads.filter(({ first }) => first.path === file.path),
    ),
  );
  return html`<section><h2>Changed files</h2>
${cards.length > 0 ? cards : html`<p class="soft">No file is changed.</p>`}</section>`;
}

/** Threads whose lines have changed since, with the code as it was. */
export function outdatedSection(pull: PullRequest): Html | false {
  const threads = threadsOf(pull).filter(({ first }) => isOutdated(first));
  if (threads.length === 0) return false;
  return html`<section><h2>Outdated comments</h2>${threads.map(outdatedCard)}</section>`;
}

function threadsOf(pull: PullRequest): Thread[] {
  const shown = pull.reviewComments.filter((one) => one.review?.state !== "PENDING");
  return shown
    .filter((one) => one.inReplyTo === undefined)
    .map((first) => ({ first, replies: shown.filter((one) => one.inReplyTo === first) }));
}

function isOutdated(comment: ReviewComment): boolean {
  return comment.subject === "line" && comment.line === null;
}

function fileCard(file: FileDiff, threads: readonly Thread[]): Html {
  const name = file.previousPath === undefined ? file.path : `${file.previousPath} → ${file.path}`;
  const onFile = threads.filter(({ first }) => first.subject === "file");
  return html`<article class="card"><header><span class="path"><strong>${name}</strong></span>
${file.status !== "modified" && html`<span class="tag">${file.status}</span>`}
<span class="right small"><span class="plus">+${file.additions}</span> <span class="minus">−${file.deletions}</span></span></header>
${onFile.map((thread) => html`<div class="thread">${threadBoxes(thread, [])}</div>`)}
${file.lines.length > 0 ? diffTable(file, threads) : html`<div class="body own soft small">Nothing to show: the file is binary, or only its name changed.</div>`}</article>`;
}

function diffTable(file: FileDiff, threads: readonly Thread[]): Html {
  const rows = file.lines.slice(0, diffLinesMax).map((line) => {
    const here = threads.filter(
      ({ first }) =>
        first.line !== null && first.line === (first.side === "LEFT" ? line.left : line.right),
    );
    return html`${diffRow(line)}${here.map((thread) => threadRow(file, thread))}`;
  });
  const left = file.lines.length - rows.length;
  return html`<table class="code">${rows}${
    left > 0 && html`<tr class="hunk"><td colspan="4">${left} more lines are not shown.</td></tr>`
  }</table>`;
}

function diffRow(line: DiffLine): Html {
  if (line.kind === "hunk" || line.kind === "no newline") {
    return html`<tr class="hunk"><td colspan="4" class="text">${line.text.slice(0, lineLengthMax)}</td></tr>`;
  }
  const mark = line.kind === "added" ? "+" : line.kind === "deleted" ? "−" : "";
  return html`<tr class="${line.kind}"><td class="line">${line.left}</td><td class="line">${line.right}</td>
<td class="mark">${mark}</td><td class="text">${line.text.slice(1, lineLengthMax)}</td></tr>`;
}

function threadRow(file: FileDiff, thread: Thread): Html {
  const { side, line, startLine } = thread.first;
  const original = file.lines
    .filter((one) => {
      const number = side === "LEFT" ? one.left : one.right;
      return number !== undefined && number >= (startLine ?? line ?? 0) && number <= (line ?? 0);
    })
    .map((one) => one.text.slice(1));
  return html`<tr class="thread-row"><td colspan="4"><div class="thread">${threadBoxes(thread, original)}</div></td></tr>`;
}

function threadBoxes({ first, replies }: Thread, original: readonly string[]): Html {
  const range =
    first.originalLine === null
      ? "on the file"
      : first.startLine !== null && first.startLine !== first.line
        ? `lines ${first.startLine} to ${first.line}`
        : `line ${first.line ?? first.originalLine}`;
  return html`${commentBox(first, { original, tag: range })}
${replies.map((one) => commentBox(one, { original, reply: true }))}`;
}

function outdatedCard({ first, replies }: Thread): Html {
  const hunk = first.diffHunk.split("\n");
  const count =
    (first.originalLine ?? 0) - (first.originalStartLine ?? first.originalLine ?? 0) + 1;
  const original = hunk
    .filter((line) => line.charAt(0) !== (first.side === "LEFT" ? "+" : "-"))
    .slice(-count)
    .map((line) => line.slice(1));
  return html`<article class="card"><header><span class="path"><strong>${first.path}</strong></span>
<span class="tag">outdated</span><span class="right soft small">was line ${first.originalLine}</span></header>
<table class="code">${hunk.slice(-6).map(hunkRow)}</table>
<div class="thread">${commentBox(first, { original })}
${replies.map((one) => commentBox(one, { original, reply: true }))}</div></article>`;
}

function hunkRow(line: string): Html {
  const mark = line.charAt(0);
  const kind = mark === "+" ? "added" : mark === "-" ? "deleted" : mark === "@" ? "hunk" : "";
  return html`<tr class="${kind}"><td class="mark">${kind === "hunk" ? "" : mark}</td><td class="text">${(kind === "hunk" ? line : line.slice(1)).slice(0, lineLengthMax)}</td></tr>`;
}
