import {
  type AddedObject,
  type AddedValue,
  type Addition,
  isAddedObject,
} from "../../findings/addition.ts";
import { aligned, all, bracketedMember, bracketedValue, type Style, type Target } from "./style.ts";

/**
 * What is added to a block of HCL. In `statement` of a policy document data source a condition is a
 * block, and so is a statement in the data source; elsewhere a member is an argument.
 *
 * Source: the AWS provider, data source `aws_iam_policy_document`.
 */
export function addedBlock(
  { name, value, into }: Omit<Addition, "inBlock">,
  style: Style,
  indent: string,
  target: Target,
): string | undefined {
  const text = target.text.slice(into.start, into.end);
  if (/^statement\b/.test(text)) {
    if (name !== "Condition" || !isAddedObject(value)) return undefined;
    return conditions(value, style, indent, target)?.join(`\n\n${indent}`);
  }
  if (name === undefined) {
    if (!isAddedObject(value) || !/^data\s/.test(text)) return undefined;
    return statement(value, style, indent, target);
  }
  const written = bracketedValue(value, style, indent, target);
  return written === undefined ? undefined : bracketedMember(name, written, style);
}

/** `{ StringEquals: { key: value } }` as blocks. */
function conditions(
  { members }: AddedObject,
  style: Style,
  indent: string,
  target: Target,
): string[] | undefined {
  const entries = members.flatMap(([test, keys]) =>
    isAddedObject(keys)
      ? keys.members.map(([variable, values]) => ({ test, variable, values }))
      : [undefined],
  );
  return all(
    entries.map((entry) => {
      if (!entry) return undefined;
      const { test, variable, values } = entry;
      const list = listValue(values, style, indent + style.unit, target);
      if (list === undefined) return undefined;
      const inner = indent + style.unit;
      return `condition {\n${inner}test     = "${test}"\n${inner}variable = "${variable}"\n${inner}values   = ${list}\n${indent}}`;
    }),
  );
}

function listValue(
  value: AddedValue,
  style: Style,
  indent: string,
  target: Target,
): string | undefined {
  const isList = typeof value !== "string" && !("kind" in value);
  const written = bracketedValue(isList ? value : [value], style, indent, target);
  // A copied list stands in its own brackets.
  const inner = written?.slice(1, -1);
  return inner?.startsWith("[") && !isList ? inner : written;
}

const lists: Readonly<Record<string, string>> = { Action: "actions", Resource: "resources" };

/** A statement in IAM's words as a block. */
function statement(
  { members }: AddedObject,
  style: Style,
  indent: string,
  target: Target,
): string | undefined {
  const inner = indent + style.unit;
  const parts = all(
    members.map(([name, value]) => {
      if (name === "Condition") {
        if (!isAddedObject(value)) return undefined;
        const blocks = conditions(value, style, inner, target);
        return blocks && { text: blocks.join(`\n\n${inner}`), isBlock: true };
      }
      if (name === "Principal") {
        if (value !== "*") return undefined;
        const deeper = inner + style.unit;
        return {
          text: `principals {\n${deeper}type        = "*"\n${deeper}identifiers = ["*"]\n${inner}}`,
          isBlock: true,
        };
      }
      const argument = lists[name];
      const text = argument
        ? listValue(value, style, inner, target)
        : bracketedValue(value, style, inner, target);
      return text === undefined
        ? undefined
        : { text: `${argument ?? name.toLowerCase()} = ${text}`, isBlock: false };
    }),
  );
  if (!parts) return undefined;
  const texts = (isBlock: boolean) =>
    parts.filter((part) => part.isBlock === isBlock).map(({ text }) => text);
  const body = [
    ...aligned(texts(false)).map((text) => `${inner}${text}\n`),
    ...texts(true).map((text) => `\n${inner}${text}\n`),
  ];
  return `statement {\n${body.join("")}${indent}}`;
}
