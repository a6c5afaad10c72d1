import type { Account, IssueComment, Reaction, ReviewComment } from "../model.ts";
import { type Html, html } from "./html.ts";
import { renderMarkdown } from "./markdown.ts";

/** Pieces that several sections of the page share. */

export function when(ms: number): Html {
  const iso = new Date(ms).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`;
}

export function author(account: Account): Html {
  const name = account.login.replace(/\[bot\]$/, "");
  return html`<strong>${name}</strong>${account.type === "Bot" && html` <span class="tag">app</span>`}`;
}

/** One comment, in a thread or in the conversation. */
export function commentBox(
  comment: IssueComment | ReviewComment,
  options: {
    readonly original?: readonly string[];
    readonly reply?: boolean;
    readonly tag?: string;
  } = {},
): Html {
  const edited = comment.updatedAt > comment.createdAt;
  return html`<article class="comment${options.reply === true && " reply"}" id="comment-${comment.id}">
<header>${author(comment.author)} ${when(comment.createdAt)}
${options.tag && html`<span class="tag">${options.tag}</span>`}
${edited && html`<span class="tag">edited</span>`}</header>
<div class="markdown">${renderMarkdown(comment.body, options.original)}</div>
${reactions(comment.reactions)}</article>`;
}

function reactions(all: readonly Reaction[]): Html | false {
  if (all.length === 0) return false;
  const counts = Object.entries(signs)
    .map(([content, sign]) => ({
      sign,
      count: all.filter((one) => one.content === content).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ sign, count }) => `${sign} ${count}`);
  return html`<div class="reactions">${counts.join("  ")}</div>`;
}

const signs: Readonly<Record<Reaction["content"], string>> = {
  "+1": "👍",
  "-1": "👎",
  laugh: "😄",
  hooray: "🎉",
  confused: "😕",
  heart: "❤️",
  rocket: "🚀",
  eyes: "👀",
};
