import { type AddedValue, type Addition, isAddedObject } from "../../findings/addition.ts";
import type { Edit } from "../../text/edit.ts";
import { continued } from "./continued.ts";
import { linkedArn } from "./linked-arn.ts";
import { ownAccount } from "./own-account.ts";
import { quotedText } from "./quoted-text.ts";
import { all, copied, type Target } from "./style.ts";

const unit = "  ";

/** An addition to a mapping or sequence in the block style of YAML, behind what it holds. */
export function inYaml(
  { into, like, name, value }: Omit<Addition, "inBlock">,
  target: Target,
): Edit | undefined {
  const { file, text } = target;
  if (!/\.(?:ya?ml|template)$/i.test(file)) return undefined;
  const lineStart = text.lastIndexOf("\n", like.start - 1) + 1;
  const before = text.slice(lineStart, like.start);
  // A name stands first on its line, or behind the dashes of the lists that it opens.
  if (!/^[ -]*$/.test(before)) return undefined;
  const dash = before.lastIndexOf("-");
  const column = name === undefined ? dash : before.length;
  if (column < 0) return undefined;
  if (name !== undefined && !/^\s*:/.test(text.slice(like.end, like.end + 100))) return undefined;
  const indent = " ".repeat(column);
  const lines = name === undefined ? itemLines(value, target) : memberLines(name, value, target);
  if (!lines) return undefined;
  const last = into.start + text.slice(into.start, into.end).trimEnd().length;
  const lineEnd = text.indexOf("\n", last);
  const end = lineEnd < 0 ? text.length : lineEnd;
  const isCrLf = text[end - 1] === "\r";
  const at = isCrLf ? end - 1 : end;
  const newLine = isCrLf ? "\r\n" : "\n";
  const newText = lines.map((line) => `${newLine}${indent}${line}`).join("");
  return { range: { file, start: at, end: at }, newText };
}

function memberLines(name: string, value: AddedValue, target: Target): string[] | undefined {
  const key = /^[A-Za-z][\w-]*(?::[A-Za-z][\w/-]*)*$/.test(name)
    ? name
    : quotedText(name, { syntax: "yaml" });
  if (key === undefined) return undefined;
  const scalar = scalarText(value, target);
  if (scalar !== undefined) return [`${key}: ${scalar}`];
  if (typeof value === "string") return undefined;
  if (!("kind" in value)) {
    const items = all(value.map((item) => itemLines(item, target)));
    return items && [`${key}:`, ...items.flat().map((line) => unit + line)];
  }
  if (value.kind !== "object") return undefined;
  const members = all(value.members.map(([each, deeper]) => memberLines(each, deeper, target)));
  return members && [`${key}:`, ...members.flat().map((line) => unit + line)];
}

function itemLines(value: AddedValue, target: Target): string[] | undefined {
  const scalar = scalarText(value, target);
  if (scalar !== undefined) return [`- ${scalar}`];
  if (!isAddedObject(value)) return undefined;
  const lines = all(value.members.map(([name, deeper]) => memberLines(name, deeper, target)));
  return lines?.flat().map((line, index) => (index === 0 ? "- " : unit) + line);
}

function scalarText(value: AddedValue, target: Target): string | undefined {
  if (typeof value === "string") {
    return isWord(value) ? value : quotedText(value, { syntax: "yaml" });
  }
  if (!("kind" in value)) return undefined;
  if (value.kind === "own account") return ownAccount(value, "yaml", target);
  if (value.kind === "continued") return continued(value, { syntax: "yaml" }, target);
  if (value.kind === "linked arn") return linkedArn(value, { syntax: "yaml" }, target);
  if (value.kind !== "copy") return undefined;
  const text = copied(value.of, target, "");
  return text?.includes("\n") ? undefined : text;
}

/** A plain word, as `Deny`: not one that YAML 1.1 or 1.2 reads as something else than a text. */
function isWord(text: string): boolean {
  return (
    /^[A-Za-z][A-Za-z0-9]{1,100}$/.test(text) && !/^(?:true|false|yes|no|on|off|null)$/i.test(text)
  );
}
