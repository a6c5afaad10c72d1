import MarkdownIt from "markdown-it";
import { escapeHtml, Html, html } from "./html.ts";

/**
 * Renders Markdown that anyone may have written. HTML in it is shown as text, except for comments,
 * which are hidden, and a few tags without attributes that GitHub renders too. Images become their
 * alternative text, so that the page loads nothing.
 *
 * @param original the lines that a suggestion block would replace
 */
export function renderMarkdown(text: string, original?: readonly string[]): Html {
  return new Html(markdown.render(text, { original }));
}

const markdown = new MarkdownIt({ html: false, linkify: false, breaks: true });

/** Only these, and only bare: none of them can leak its style out of the element around it. */
const inlineTag = /^<\/?(?:br|sub|sup|kbd|ins|del)>/;
const foldingLine = /^<(?:details|details open|\/details)>(?=$|<summary>)/;
const summaryLine = /^<summary>(.*)<\/summary>$/;

markdown.inline.ruler.before("autolink", "tags_and_comments", (state, silent) => {
  if (state.src.charCodeAt(state.pos) !== 60) return false;
  const rest = state.src.slice(state.pos);
  if (rest.startsWith("<!--")) {
    const end = rest.indexOf("-->");
    if (end < 0) return false;
    state.pos += end + 3;
    return true;
  }
  const tag = inlineTag.exec(rest)?.[0];
  if (tag === undefined) return false;
  if (!silent) state.push("plain_tag", "", 0).content = tag;
  state.pos += tag.length;
  return true;
});

markdown.block.ruler.before(
  "html_block",
  "comment",
  (state, startLine, endLine, silent) => {
    if (!lineAt(state, startLine).startsWith("<!--")) return false;
    let line = startLine;
    while (line < endLine && !lineAt(state, line).includes("-->")) line++;
    // Text after the comment is left to the inline rule.
    if (line < endLine && !lineAt(state, line).endsWith("-->")) return false;
    if (!silent) state.line = Math.min(line + 1, endLine);
    return true;
  },
  { alt: ["paragraph", "reference", "blockquote", "list"] },
);

markdown.block.ruler.before(
  "html_block",
  "folding",
  (state, startLine, _endLine, silent) => {
    const line = lineAt(state, startLine);
    const folding = foldingLine.exec(line)?.[0] ?? "";
    const rest = line.slice(folding.length);
    const summary = summaryLine.exec(rest)?.[1];
    if (rest !== "" ? summary === undefined : folding === "") return false;
    if (silent) return true;
    const shown = summary === undefined ? "" : `<summary>${inlineText(summary)}</summary>`;
    state.push("plain_tag", "", 0).content = folding + shown;
    state.line = startLine + 1;
    return true;
  },
  { alt: ["paragraph", "reference", "blockquote", "list"] },
);

markdown.renderer.rules.plain_tag = (tokens, index) => tokens[index]?.content ?? "";
markdown.renderer.rules.image = (tokens, index) =>
  html`<span class="image">[image: ${tokens[index]?.content}]</span>`.text;

markdown.renderer.rules.fence = (tokens, index, _options, env) => {
  const { original } = (env ?? {}) as { readonly original?: readonly string[] };
  const token = tokens[index];
  const lines = (token?.content ?? "").replace(/\n$/, "").split("\n");
  const language = token?.info.trim().split(/\s/)[0] ?? "";
  if (language === "suggestion" && original !== undefined) {
    return suggestion(original, token?.content === "" ? [] : lines).text;
  }
  if (language === "diff") return html`<pre><code>${lines.map(diffLine)}</code></pre>`.text;
  return html`<pre><code>${lines.join("\n")}</code></pre>`.text;
};

markdown.renderer.rules.link_open = (tokens, index, options, _env, self) => {
  tokens[index]?.attrSet("rel", "noopener noreferrer nofollow");
  return self.renderToken(tokens, index, options);
};

/** A suggestion block as what it does: the commented lines go, the new ones come. */
function suggestion(before: readonly string[], after: readonly string[]): Html {
  return html`<div class="suggestion"><div class="suggestion-title">Suggested change</div><table class="code">${[
    ...before.map((line) => suggestedLine("deleted", "−", line)),
    ...after.map((line) => suggestedLine("added", "+", line)),
  ]}</table></div>`;
}

function suggestedLine(kind: string, mark: string, line: string): Html {
  return html`<tr class="${kind}"><td class="mark">${mark}</td><td class="text">${line}</td></tr>`;
}

function diffLine(line: string): Html {
  const kind = line.startsWith("+") ? "added" : line.startsWith("-") ? "deleted" : "context";
  return html`<span class="diff-line ${kind}">${line}\n</span>`;
}

function lineAt(
  state: { src: string; bMarks: number[]; tShift: number[]; eMarks: number[] },
  line: number,
): string {
  const start = (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
  return state.src.slice(start, state.eMarks[line]).trimEnd();
}

/** GitHub reads no Markdown inside the tags; code spans are written as `<code>`. */
function inlineText(text: string): string {
  return escapeHtml(text).replace(/&#60;code&#62;(.*?)&#60;\/code&#62;/g, "<code>$1</code>");
}
