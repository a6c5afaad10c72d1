import { splitCode } from "./markdown.ts";
import { cutText, visibleText } from "./visible-text.ts";

/** Longest foreign text that is shown as code, and as prose, in UTF-16 units. */
const codeLengthMax = 300;
const proseLengthMax = 4000;

/**
 * Foreign text for HTML, between tags or in a quoted attribute: the one way for it to get there. It is
 * one line, with what does not show made visible, and has no character that HTML would take for more.
 */
export function escapeHtml(foreign: string): string {
  return visibleText(foreign).replace(/[&<>"'[`]/g, (character) => entities[character] ?? "");
}

/** Brackets and backticks mean nothing to HTML, but may to what shows the text of a file. */
const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "[": "&#91;",
  "`": "&#96;",
};

/** Foreign text as code; long text is cut with a note. */
export function code(foreign: string, lengthMax = codeLengthMax): string {
  const { text, note } = cutText(foreign, lengthMax);
  return `<code>${escapeHtml(text) || " "}</code>${note === "" ? "" : ` ${escapeHtml(note)}`}`;
}

/** At most `max` of them, and how many are left. */
export function codes(
  texts: readonly string[],
  { max, separator = ", " }: { readonly max: number; readonly separator?: string },
): string {
  const shown = texts.slice(0, max).map((text) => code(text));
  const rest = texts.length - shown.length;
  return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(separator);
}

/** A sentence of ours with foreign text in backticks, which becomes code. */
export function prose(details: string): string {
  const { text, note } = cutText(details, proseLengthMax);
  const parts = splitCode(text).map((part) =>
    part.code ? code(part.text, proseLengthMax) : escapeHtml(part.text),
  );
  return `${parts.join("")}${note === "" ? "" : ` ${escapeHtml(note)}`}`;
}

/** A link with words of ours. An address that is not plainly one of the web is shown as code. */
export function anchor(words: string, address: string): string {
  return /^https:\/\/[A-Za-z0-9./_~%?=&#:+-]+$/.test(address)
    ? `<a href="${escapeHtml(address)}" rel="noopener noreferrer">${escapeHtml(words)}</a>`
    : code(address);
}

/** A part that is folded until somebody wants to see it. `summary` and `body` are HTML. */
export function fold(summary: string, body: string): string {
  return `<details>\n<summary>${summary}</summary>\n${body}\n</details>`;
}

/** A list of HTML items; nothing without any. */
export function list(items: readonly string[], className = ""): string {
  if (items.length === 0) return "";
  const attribute = className === "" ? "" : ` class="${className}"`;
  return `<ul${attribute}>\n${items.map((item) => `<li>${item}</li>`).join("\n")}\n</ul>`;
}
