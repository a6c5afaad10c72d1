import type { Configuration } from "../review/configuration.ts";
import { textContent } from "../review/text-content.ts";

/** What the contents API answers for a path: a file, a folder, a link, a submodule. */
type Contents = { readonly type?: string } | readonly unknown[];

/** The text of a file, or why there is none. GitHub leaves files above a megabyte out. */
export function textOfContents(data: Contents): Configuration["content"] {
  if (!("type" in data) || data.type !== "file") return { unreadable: "it is not a file" };
  const { content, encoding } = data as { content?: unknown; encoding?: unknown };
  if (encoding !== "base64" || typeof content !== "string") {
    return { unreadable: "it is too large" };
  }
  const read = textContent(Buffer.from(content, "base64"));
  return read.kind === "text" ? { text: read.text } : { unreadable: "the content is binary" };
}
