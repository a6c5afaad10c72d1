import type { Addition } from "../../findings/addition.ts";
import type { Edit } from "../../text/edit.ts";
import { isRow } from "./lined-up.ts";
import { quotedText } from "./quoted-text.ts";
import { indentAt, type Target } from "./style.ts";

/** A member with a text that is put before the one whose manner it follows, in any syntax. */
export function leading(
  { like, name, value }: Omit<Addition, "inBlock">,
  { text }: Target,
): Edit | undefined {
  if (name === undefined || typeof value !== "string") return undefined;
  const [, gap = "", sign] = /^([ \t]*)([=:])/.exec(text.slice(like.end, like.end + 100)) ?? [];
  if (sign === undefined) return undefined;
  const indent = indentAt(text, like.start);
  const isFirstOnLine = text.slice(0, like.start).endsWith(`\n${indent}`) || like.start === 0;
  const newLine = text.includes("\r\n") ? "\r\n" : "\n";
  const isQuoted = text[like.start] === '"';
  const isHcl = sign === "=";
  // Unquoted names with a colon are YAML, in its block style: braces would need a comma.
  const isBlockOfYaml = !isHcl && !isQuoted;
  if (isBlockOfYaml && !isFirstOnLine) return undefined;
  const written = quotedText(value, { syntax: isHcl ? "hcl" : "json" });
  if (written === undefined) return undefined;
  const lineEnd = text.indexOf("\n", like.end);
  const line = text.slice(like.start, lineEnd < 0 ? text.length : lineEnd).trimEnd();
  // The signs stand in line, where those of others do: not with what goes on for several lines.
  const isInLine = isHcl && isFirstOnLine && isRow(line);
  const plain = isInLine ? name.padEnd(like.end - like.start + gap.length - 1) : name;
  const before = isQuoted ? JSON.stringify(name) : plain;
  const member = `${before}${isHcl ? " =" : `${gap}:`} ${written}`;
  const comma = isBlockOfYaml || (isHcl && isFirstOnLine) ? "" : ",";
  const end = isFirstOnLine ? newLine + indent : " ";
  return {
    range: { file: like.file, start: like.start, end: like.start },
    newText: `${member}${comma}${end}`,
  };
}
