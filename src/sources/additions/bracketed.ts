import type { Addition } from "../../findings/addition.ts";
import type { Edit } from "../../text/edit.ts";
import type { Range } from "../../text/range.ts";
import { addedBlock } from "./blocks.ts";
import { bracketedMember, bracketedValue, indentAt, type Style, type Target } from "./style.ts";

type Wanted = Omit<Addition, "inBlock">;

/** An addition to what ends with a bracket: JSON, the flow style of YAML, an object or block of HCL. */
export function bracketed(wanted: Wanted, target: Target): Edit | undefined {
  const { into, like } = wanted;
  const { text } = target;
  const close = text[into.end - 1];
  if (close !== "}" && close !== "]") return undefined;
  const open = text.indexOf(close === "}" ? "{" : "[", into.start);
  // In JSON a block is a member, whose name stands before the brace.
  const isBlock = open > into.start && text[into.start] !== '"';
  // What a block does not say itself stands at its header.
  if (open < 0 || (open > like.start && !isBlock)) return undefined;
  const syntax = isBlock ? "hcl" : syntaxAt(wanted, text);
  if (!syntax) return undefined;
  const body = { file: into.file, start: open + 1, end: into.end - 1 };
  return text.slice(body.start, body.end).includes("\n")
    ? onOwnLines(wanted, { body, syntax, isBlock, isList: close === "]" }, target)
    : onOneLine(wanted, { body, syntax, isBlock, isList: close === "]" }, target);
}

interface Brackets {
  /** What is between them. */
  readonly body: Range;
  readonly syntax: Style["syntax"];
  readonly isBlock: boolean;
  readonly isList: boolean;
}

function onOneLine(wanted: Wanted, { body, syntax, isBlock }: Brackets, target: Target) {
  if (isBlock) return undefined;
  const { text } = target;
  const style = {
    syntax,
    unit: "",
    isInline: true,
    hasPlainNames: syntax === "json" && isPlainName(wanted, text),
  };
  const added = entry(wanted, style, indentAt(text, wanted.into.start), target);
  const last = endOfText(text, body);
  if (added === undefined || isComment(text, last)) return undefined;
  const comma = text[last - 1] === "," ? "" : ",";
  const space = text.slice(last, body.end);
  return { range: { ...body, start: last }, newText: `${comma} ${added}${space}` };
}

function onOwnLines(wanted: Wanted, brackets: Brackets, target: Target): Edit | undefined {
  const { body, syntax, isBlock, isList } = brackets;
  const { text } = target;
  const outer = indentAt(text, wanted.into.start);
  const indent = indentWithin(wanted, brackets, outer, text);
  const isDeeper = indent.startsWith(outer) && indent.length > outer.length;
  const style = { syntax, unit: isDeeper ? indent.slice(outer.length) : "  ", isInline: false };
  const added = isBlock
    ? addedBlock(wanted, style, indent, target)
    : entry(wanted, style, indent, target);
  if (added === undefined) return undefined;
  const last = endOfText(text, body);
  // Lines separate the members of an object of HCL.
  const needsComma = syntax === "json" || isList;
  if (needsComma && isComment(text, last)) return undefined;
  const comma = needsComma && text[last - 1] !== "," ? "," : "";
  const newLine = newLineOf(text);
  const follows = syntax === "hcl" && isList && text[last - 1] === "," ? "," : "";
  const gap = isBlock && added.includes("\n") ? newLine : "";
  const left = text.slice(last, body.end);
  // White space before the bracket goes on being there, as part of what the bracket's line starts with.
  const before = outer.endsWith(left) ? outer.slice(0, outer.length - left.length) : outer;
  const tail = left.includes("\n") ? "" : `${newLine}${before}`;
  const isBehindBrace = wanted.like.start === body.start && text[last - 1] === "}";
  if (isList && !isBlock && tail !== "" && isBehindBrace) {
    return behindBrace(wanted, body, style, outer, target);
  }
  const lines = added.replaceAll("\n", newLine);
  return {
    range: { ...body, start: last, end: last },
    newText: `${comma}${gap}${newLine}${indent}${lines}${follows}${tail}`,
  };
}

/** What the lines between the brackets start with. */
function indentWithin(
  { like }: Wanted,
  { body, isBlock }: Brackets,
  outer: string,
  text: string,
): string {
  const own = indentAt(text, like.start);
  const isFirstOnLine = text.slice(0, like.start).endsWith(`\n${own}`);
  // What is like it may stand further in, within a block that is repeated.
  const [, ofBlock] = /\n([ \t]*)\S/.exec(text.slice(body.start, body.end)) ?? [];
  const ofLike = isFirstOnLine && like.start >= body.start ? own : `${outer}  `;
  return isBlock && ofBlock !== undefined ? ofBlock : ofLike;
}

/** `[{` … `}]`: the items follow each other on the lines of their braces. */
function behindBrace(
  wanted: Wanted,
  body: Range,
  style: Style,
  outer: string,
  target: Target,
): Edit {
  const { text } = target;
  const last = endOfText(text, body);
  const next = entry(wanted, style, outer, target)?.replaceAll("\n", newLineOf(text));
  const start = last - 1 - outer.length;
  const isOnOwnLine = text.slice(0, last).endsWith(`\n${outer}}`);
  // `terraform fmt` has a brace further in that another one follows.
  return style.syntax === "hcl" &&
    isOnOwnLine &&
    !text.slice(body.start, start).includes(`\n${outer}}`)
    ? { range: { ...body, start, end: last }, newText: `${outer}  }, ${next}` }
    : { range: { ...body, start: last, end: last }, newText: `, ${next}` };
}

function newLineOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

function entry(
  { name, value }: Wanted,
  style: Style,
  indent: string,
  target: Target,
): string | undefined {
  const text = bracketedValue(value, style, indent, target);
  return text === undefined || name === undefined ? text : bracketedMember(name, text, style);
}

/** Whether the name whose manner is followed has no quotes: the item's own first one, where it is an item. */
function isPlainName({ like }: Wanted, text: string): boolean {
  return /^(?:\{\s*)?[\w:-]+\s*:/.test(text.slice(like.start, like.start + 400));
}

/** Behind the last character that is not white space. */
function endOfText(text: string, { start, end }: Range): number {
  return start + text.slice(start, end).trimEnd().length;
}

/** Whether the line ends in a comment there: what is written behind it would be part of it. */
function isComment(text: string, end: number): boolean {
  const line = text.slice(text.lastIndexOf("\n", end - 1) + 1, end);
  return /#|\/\/|\*\//.test(line.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""'));
}

/** By what follows a name that stands there: the item's own first one, where it is an item. */
function syntaxAt({ name, like }: Wanted, text: string): Style["syntax"] | undefined {
  if (name === undefined) {
    // A list of texts: they look alike everywhere.
    if (text[like.start] === '"') return "json";
    const rest = text.slice(like.start, like.start + 400);
    const [, sign] = /^\{\s*"?[\w:-]{1,100}"?\s*([=:])/.exec(rest) ?? [];
    if (sign === undefined) return undefined;
    return sign === "=" ? "hcl" : "json";
  }
  const [sign] = /\S/.exec(text.slice(like.end, like.end + 100)) ?? [];
  if (sign === "=") return "hcl";
  // An escaped quote: JSON within a text.
  return sign === ":" && text[like.start] !== "\\" ? "json" : undefined;
}
