/** A read-only view of pull requests: what a browser sees at the addresses of GitHub's pages. */
import { createHash } from "node:crypto";
import type { IssueComment, PullRequest, Review } from "../model.ts";
import type { Platform } from "../platform.ts";
import { fullName } from "../present/repositories.ts";
import { pullDiff } from "../pull-diff.ts";
import { checksSection, isWaiting } from "./checks-section.ts";
import { diffSection, outdatedSection } from "./diff-section.ts";
import { type Html, html } from "./html.ts";
import { renderMarkdown } from "./markdown.ts";
import { author, commentBox, when } from "./parts.ts";
import { style } from "./style.ts";

export interface Page {
  readonly status: number;
  readonly html: string;
  /** The Content-Security-Policy: the one style sheet, and nothing else. */
  readonly policy: string;
}

const refreshSeconds = 2;

/** @param path of the URL, percent-encoded; undefined is returned for paths that are not pages */
export async function page(platform: Platform, path: string): Promise<Page | undefined> {
  if (path === "/") return document("Pull requests", listPage(platform), 200);
  const [, owner, name, number] = /^\/([\w.-]+)\/([\w.-]+)\/pull\/(\d{1,9})$/.exec(path) ?? [];
  if (owner === undefined || name === undefined) return undefined;
  const pull = platform.findRepository(owner, name)?.pulls.get(Number(number));
  if (pull === undefined) {
    return document("Not found", html`<main><h1>There is no such pull request</h1></main>`, 404);
  }
  return document(`${pull.title} · #${pull.number}`, await pullPage(pull), 200, isWaiting(pull));
}

function listPage(platform: Platform): Html {
  const pulls = platform.repositories
    .filter((one) => !one.deleted)
    .flatMap((one) => [...one.pulls.values()]);
  return html`${bar("every repository")}<main><h1>Pull requests</h1>
<ul class="pulls">${pulls.map(
    (
      pull,
    ) => html`<li class="card"><header><span class="pill ${stateOf(pull)}">${stateOf(pull)}</span>
<a href="/${fullName(pull.repository)}/pull/${pull.number}">${pull.title}</a>
<span class="right soft small">${fullName(pull.repository)} #${pull.number}</span></header></li>`,
  )}</ul></main>`;
}

async function pullPage(pull: PullRequest): Promise<Html> {
  const files = await pullDiff(pull);
  const added = files.reduce((sum, file) => sum + file.additions, 0);
  const deleted = files.reduce((sum, file) => sum + file.deletions, 0);
  const { repository, ref } = pull.head;
  const head = repository === pull.repository ? ref : `${repository.owner.login}:${ref}`;
  return html`${bar(fullName(pull.repository))}<main>
<h1>${pull.title} <span class="number">#${pull.number}</span></h1>
<div class="facts"><span class="pill ${stateOf(pull)}">${stateOf(pull)}</span>
<span>${author(pull.author)} wants to merge <span class="branch">${head}</span> into <span class="branch">${pull.base.ref}</span></span>
<span>${files.length} ${files.length === 1 ? "file" : "files"} <span class="plus">+${added}</span> <span class="minus">−${deleted}</span></span></div>
${
  pull.body &&
  html`<section><h2>Description</h2><article class="card"><div class="body markdown">${renderMarkdown(pull.body)}</div></article></section>`
}
${await checksSection(pull)}
${conversation(pull)}
${await diffSection(pull)}
${outdatedSection(pull)}
<footer>This page belongs to a stand-in for GitHub that runs on this machine. It shows what an app wrote; nothing can be changed here.</footer>
</main>`;
}

/** Comments and reviews in the order of time. */
function conversation(pull: PullRequest): Html | false {
  const entries = [
    ...pull.comments.map((comment) => ({ at: comment.createdAt, box: conversationBox(comment) })),
    ...pull.reviews
      .filter((review) => review.state !== "PENDING" && review.body !== "")
      .map((review) => ({ at: review.submittedAt, box: reviewBox(review) })),
  ].toSorted((a, b) => a.at - b.at);
  if (entries.length === 0) return false;
  return html`<section><h2>Conversation</h2>${entries.map((entry) => entry.box)}</section>`;
}

function conversationBox(comment: IssueComment): Html {
  return commentBox(comment);
}

function reviewBox(review: Review): Html {
  const comments = review.pull.reviewComments.filter(
    (one) => one.review === review && one.inReplyTo === undefined,
  ).length;
  const verb = {
    APPROVED: "approved",
    CHANGES_REQUESTED: "requested changes",
    COMMENTED: "reviewed",
    PENDING: "is reviewing",
  }[review.state];
  return html`<article class="comment"><header>${author(review.author)} ${verb} <code>${review.commitId.slice(0, 7)}</code> ${when(review.submittedAt)}
${comments > 0 && html`<span class="tag">${comments} on the diff below</span>`}</header>
<div class="markdown">${renderMarkdown(review.body)}</div></article>`;
}

function stateOf(pull: PullRequest): string {
  if (pull.mergedAt !== null) return "merged";
  if (pull.state === "closed") return "closed";
  return pull.draft ? "draft" : "open";
}

function bar(where: string): Html {
  return html`<div class="bar"><div><strong>${where}</strong><span>stand-in for GitHub, read only</span></div></div>`;
}

function document(title: string, body: Html, status: number, refresh = false): Page {
  const hash = createHash("sha256").update(style).digest("base64");
  const head = html`<meta charset="utf-8"><meta name="viewport" content="width=device-width">
${refresh && html`<meta http-equiv="refresh" content="${refreshSeconds}">`}<title>${title}</title>`;
  return {
    status,
    html: `<!doctype html>\n<html lang="en"><head>${head}<style>${style}</style></head><body>${body}</body></html>\n`,
    policy: `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  };
}
