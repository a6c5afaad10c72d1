import type { Range } from "../text/range.ts";
import type { Node } from "./node.ts";
import type { PolicyDocument } from "./policy-document.ts";
import { readPolicyDocument } from "./read-policy-document.ts";
import { literalText } from "./text-value.ts";

/** A value of JSON, as far as policies need them. */
type Json = string | readonly Json[] | { readonly [name: string]: Json };

/** Everything in such a document stands at this place, which is in no file. */
export const nowhere: Range = { file: "", start: 0, end: 0 };

/** A document that stands in no file: a question to the engine, a managed policy of AWS's. */
export function writtenDocument(value: Json): PolicyDocument {
  return readPolicyDocument(toNode(value));
}

function toNode(value: Json): Node {
  if (typeof value === "string") {
    return { kind: "string", value: literalText(value, nowhere), range: nowhere };
  }
  if (isList(value)) return { kind: "array", items: value.map(toNode), range: nowhere };
  const members = Object.entries(value).map(([name, member]) => ({
    key: literalText(name, nowhere),
    value: toNode(member),
  }));
  return { kind: "object", members, range: nowhere };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
