import type { Annotation, CheckRun, PullRequest } from "../model.ts";
import { latestRuns } from "../present/checks.ts";
import { type Html, html } from "./html.ts";
import { renderMarkdown } from "./markdown.ts";

/** Lines of code shown before and after an annotation. */
const contextLines = 3;
/** Of an annotation over many lines, only so many are shown. */
const annotatedLinesMax = 20;
/** Longer lines are cut: a minified file is one line of megabytes. */
const lineLengthMax = 400;

/** The check runs on the newest head, with what they say and where. */
export async function checksSection(pull: PullRequest): Promise<Html> {
  const runs = runsOf(pull, pull.head.sha);
  const files = await headFiles(pull);
  const cards = await Promise.all(runs.map((run) => checkCard(pull, run, files)));
  return html`<section><h2>Checks on <code>${pull.head.sha.slice(0, 7)}</code></h2>
${cards.length > 0 ? cards : html`<p class="soft">None yet.</p>`}
${await earlier(pull)}</section>`;
}

/** Whether the page should be looked at again soon. */
export function isWaiting(pull: PullRequest): boolean {
  const runs = runsOf(pull, pull.head.sha);
  return runs.length === 0 || runs.some((run) => run.status !== "completed");
}

function runsOf(pull: PullRequest, sha: string): CheckRun[] {
  const suites = pull.repository.suites.filter((suite) => suite.headSha === sha);
  return latestRuns(suites.flatMap((suite) => suite.runs));
}

async function checkCard(
  pull: PullRequest,
  run: CheckRun,
  files: ReadonlyMap<string, string>,
): Promise<Html> {
  const annotations = await Promise.all(
    run.annotations
      .toSorted((a, b) => compare(a.path, b.path) || a.start_line - b.start_line)
      .map((one) => annotationItem(pull, one, files)),
  );
  return html`<article class="card">
<header>${state(run)}<strong>${run.name}</strong>
<span class="check-title">${run.title}</span>
<span class="right pill ${run.conclusion ?? run.status}">${word(run)}</span></header>
${run.summary && html`<div class="body markdown">${renderMarkdown(run.summary)}</div>`}
${run.text && html`<div class="body markdown">${renderMarkdown(run.text)}</div>`}
${
  run.actions.length > 0 &&
  html`<div class="actions">${run.actions.map(
    (one) => html`<span class="button" title="${one.description}">${one.label}</span>`,
  )}</div>`
}
${annotations.length > 0 && html`<div class="annotation soft small">${plural(annotations.length, "annotation")}</div>`}
${annotations}</article>`;
}

async function annotationItem(
  pull: PullRequest,
  one: Annotation,
  files: ReadonlyMap<string, string>,
): Promise<Html> {
  const place =
    one.start_line === one.end_line
      ? `${one.path}:${one.start_line}`
      : `${one.path}:${one.start_line}–${one.end_line}`;
  return html`<div class="annotation"><div class="head">
<span class="pill ${one.annotation_level}">${one.annotation_level}</span>
<strong>${one.title}</strong><span class="path soft right">${place}</span></div>
<div class="message">${one.message}</div>
${await excerpt(pull, one, files)}
${one.raw_details && html`<details><summary class="soft small">Details</summary><pre class="scroll">${one.raw_details}</pre></details>`}</div>`;
}

/** The annotated lines as they are at head, with a few lines around them. */
async function excerpt(
  pull: PullRequest,
  one: Annotation,
  files: ReadonlyMap<string, string>,
): Promise<Html> {
  const sha = files.get(one.path);
  const content = sha === undefined ? undefined : await pull.repository.store.blob(sha);
  if (content === undefined) return html`<p class="soft small">The file is not at head.</p>`;
  const lines = content.toString().replace(/\n$/, "").split("\n");
  const first = Math.max(1, one.start_line - contextLines);
  const lastMarked = Math.min(one.end_line, one.start_line + annotatedLinesMax - 1);
  const last = Math.min(lines.length, lastMarked + contextLines);
  const rows: Html[] = [];
  for (let number = first; number <= last; number++) {
    const here = number >= one.start_line && number <= lastMarked;
    const text = (lines[number - 1] ?? "").slice(0, lineLengthMax);
    rows.push(
      html`<tr class="${here && "here"}"><td class="line">${number}</td><td class="text">${here ? marked(text, one) : text}</td></tr>`,
    );
  }
  return html`<div class="excerpt"><table class="code">${rows}</table></div>`;
}

function marked(text: string, one: Annotation): Html {
  if (one.start_column === null || one.start_line !== one.end_line) return html`${text}`;
  const start = one.start_column - 1;
  const end = one.end_column ?? text.length;
  return html`${text.slice(0, start)}<mark>${text.slice(start, end)}</mark>${text.slice(end)}`;
}

/** How the commits before the newest one fared. */
async function earlier(pull: PullRequest): Promise<Html | false> {
  const commits = await pull.repository.store.log(pull.base.sha, pull.head.sha);
  const items = commits
    .filter((info) => info.sha !== pull.head.sha)
    .toReversed()
    .flatMap((info) =>
      runsOf(pull, info.sha).map(
        (run) =>
          html`<article class="card"><header>${state(run)}<code>${info.sha.slice(0, 7)}</code>
<span class="grow">${info.message.split("\n")[0]}</span>
<span class="soft small">${run.name}: ${run.title ?? word(run)}</span></header></article>`,
      ),
    );
  return items.length > 0 && html`<h2>Checks on earlier commits</h2>${items}`;
}

async function headFiles(pull: PullRequest): Promise<ReadonlyMap<string, string>> {
  const { store } = pull.repository;
  const tree = await store.treeOf(pull.head.sha);
  const entries = tree === undefined ? [] : await store.tree(tree, true);
  return new Map(
    entries.filter((entry) => entry.type === "blob").map((entry) => [entry.path, entry.sha]),
  );
}

function state(run: CheckRun): Html {
  const sign = run.conclusion === null ? "…" : (signs[run.conclusion] ?? "–");
  return html`<span class="state ${run.conclusion ?? run.status}" aria-hidden="true">${sign}</span>`;
}

const signs: Readonly<Record<string, string>> = {
  success: "✓",
  failure: "✕",
  timed_out: "✕",
  action_required: "!",
};

function word(run: CheckRun): string {
  return (run.conclusion ?? run.status).replaceAll("_", " ");
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
