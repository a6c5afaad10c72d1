import type { AddedValue } from "../../findings/addition.ts";
import type { Range } from "../../text/range.ts";
import { continued } from "./continued.ts";
import { linkedArn } from "./linked-arn.ts";
import { ownAccount } from "./own-account.ts";
import { quotedText } from "./quoted-text.ts";

/** How values are written in one syntax. Lines after the first are indented with what is handed in. */
export interface Style {
  readonly syntax: "json" | "hcl" | "yaml";
  /** What one level of nesting adds. */
  readonly unit: string;
  /** Everything on one line. */
  readonly isInline: boolean;
  /** The flow style of YAML, whose names stand without quotes. */
  readonly hasPlainNames?: boolean;
}

/** The file that is added to, and those that it can refer to. */
export interface Target {
  /** Its path. */
  readonly file: string;
  readonly text: string;
  readonly texts: ReadonlyMap<string, string>;
  /** Where it is added, as an offset into the text. */
  readonly start?: number;
}

/** Longest text that is copied, in UTF-16 units. */
const copyLengthMax = 2000;

/**
 * A value as it is written at a place whose line is indented by `indent`; `undefined` when it has no
 * form there. In JSON and HCL alike: they differ in how a name is followed and members are separated.
 */
export function bracketedValue(
  value: AddedValue,
  style: Style,
  indent: string,
  target: Target,
): string | undefined {
  if (typeof value === "string") return quotedText(value, style);
  const inner = indent + style.unit;
  if (!("kind" in value)) {
    const items = all(value.map((item) => bracketedValue(item, style, inner, target)));
    if (!items) return undefined;
    const isShort = items.every((item) => !item.includes("\n")) && items.join().length < 60;
    if (style.isInline || isShort) return `[${items.join(", ")}]`;
    const trailing = style.syntax === "hcl" ? "," : "";
    return `[\n${items.map((item) => `${inner}${item}`).join(",\n")}${trailing}\n${indent}]`;
  }
  switch (value.kind) {
    case "copy":
      return copied(value.of, target, indent);
    case "continued":
      return continued(value, style, target);
    case "linked arn":
      return linkedArn(value, style, target);
    case "own account":
      return ownAccount(value, style.syntax, target);
    case "object": {
      const members = all(
        value.members.map(([name, each]) => {
          const text = bracketedValue(each, style, inner, target);
          return text === undefined ? undefined : bracketedMember(name, text, style);
        }),
      );
      if (!members) return undefined;
      if (style.isInline) return `{ ${members.join(", ")} }`;
      const lines = style.syntax === "json" ? members : aligned(members);
      const separator = style.syntax === "json" ? "," : "";
      return `{\n${lines.map((line) => inner + line).join(`${separator}\n`)}\n${indent}}`;
    }
  }
}

export function bracketedMember(
  name: string,
  value: string,
  { syntax, hasPlainNames = false }: Style,
): string | undefined {
  if (hasPlainNames && identifier.test(name)) return `${name}: ${value}`;
  if (syntax !== "hcl") return `${JSON.stringify(name)}: ${value}`;
  const written = identifier.test(name) ? name : quotedText(name, { syntax });
  return written === undefined ? undefined : `${written} = ${value}`;
}

/**
 * Arguments of HCL, `name = value` each, as `terraform fmt` has them: those of one line have their
 * signs in one column, as far as nothing of many lines stands between them.
 */
export function aligned(members: readonly string[]): string[] {
  const nameOf = (member: string) => member.slice(0, member.indexOf(" = "));
  const isRow = (member: string | undefined) => member !== undefined && !member.includes("\n");
  return members.map((member, index) => {
    if (!isRow(member)) return member;
    let first = index;
    while (isRow(members[first - 1])) first--;
    let end = index;
    while (isRow(members[end])) end++;
    const width = Math.max(...members.slice(first, end).map((each) => nameOf(each).length));
    const name = nameOf(member);
    return name.padEnd(width) + member.slice(name.length);
  });
}

const identifier = /^[A-Za-z_][\w-]*$/;

/** What stands at another place, with its later lines indented anew. */
export function copied(of: Range, target: Target, indent: string): string | undefined {
  if (of.file !== target.file || of.end - of.start > copyLengthMax) return undefined;
  const text = target.text.slice(of.start, of.end);
  if (text.trim() === "" || text !== text.trim()) return undefined;
  const [first = "", ...others] = text.split("\n");
  if (others.length === 0) return first;
  const closing = /^[ \t]*/.exec(others.at(-1) ?? "")?.[0] ?? "";
  if (!others.every((line) => line.startsWith(closing))) return undefined;
  return [first, ...others.map((line) => indent + line.slice(closing.length))].join("\n");
}

export function all<T>(values: readonly (T | undefined)[]): T[] | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? known : undefined;
}

/** The white space before the text of the line that an offset is on. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? "";
}
