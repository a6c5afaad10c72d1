import type { Node } from "../../policy/node.ts";
import { type TextValue, type UnknownPart, unknownParts } from "../../policy/text-value.ts";
import { type ParsedJson, parseJson } from "../json/parse-json.ts";
import { reasonOf } from "./access.ts";
import { depthMax } from "./budget.ts";
import { describe } from "./describe.ts";
import { toNode } from "./nodes.ts";
import type { World } from "./scope.ts";
import type { JsonValue, Value } from "./value.ts";

/**
 * JSON that is spliced into a text, as one unknown part of it. Text cannot hold one of two values;
 * `parsePolicyText` puts the tree back where the part stands for a value.
 */
export function spliceJson(value: JsonValue, world: World): UnknownPart {
  const reference = describe(value);
  world.spliced.set(reference, value.content);
  return { kind: "unknown", reference, reason: reasonOf(value.content), at: value.range };
}

/** True when the JSON holds a choice, which its text could not show. */
export function holdsChoice(value: Value, world: World, depth = 0): boolean {
  if (depth > depthMax || !world.budget.spend()) return false;
  switch (value.kind) {
    case "choice":
      return true;
    case "list":
      return value.items.some((item) => holdsChoice(item, world, depth + 1));
    case "object":
      return value.entries.some((entry) => holdsChoice(entry.value, world, depth + 1));
    case "json":
      return holdsChoice(value.content, world, depth + 1);
    default:
      return false;
  }
}

/** Parses JSON text; JSON that Terraform itself spliced into it keeps its tree. */
export function parsePolicyText(text: TextValue, world: World): ParsedJson {
  const parsed = parseJson(text);
  const spliced = unknownParts(text).some(({ reference }) => world.spliced.has(reference));
  if (!parsed.node || !spliced) return parsed;
  return { ...parsed, node: restore(parsed.node, world) };
}

function restore(node: Node, world: World): Node {
  switch (node.kind) {
    case "unknown": {
      const content = world.spliced.get(node.unknown.reference);
      return content ? toNode(content, world.budget) : node;
    }
    case "array":
      return { ...node, items: node.items.map((item) => restore(item, world)) };
    case "object":
      return {
        ...node,
        members: node.members.map(({ key, value }) => ({ key, value: restore(value, world) })),
      };
    default:
      return node;
  }
}
