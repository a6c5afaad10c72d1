import type { Node } from "../../policy/node.ts";
import {
  displayText,
  placeholderText,
  rangeOf,
  sliceText,
  type TextPart,
  type TextValue,
} from "../../policy/text-value.ts";
import { scalarText } from "./template.ts";

/** Nesting that is followed; the text of a file has less. */
const depthMax = 120;

/**
 * The body of a loop for one value of its identifier: `${Name}`, `&{Name}` (without what is neither
 * letter nor digit) and `Ref: Name` stand for the value.
 */
export function substitute(node: Node, identifier: string, value: string, depth = 0): Node {
  if (depth > depthMax) return node;
  const inner = (child: Node) => substitute(child, identifier, value, depth + 1);
  switch (node.kind) {
    case "string": {
      const text = withValue(node.value, identifier, value);
      return text === node.value ? node : { ...node, value: text };
    }
    case "array":
      return { ...node, items: node.items.map(inner) };
    case "object": {
      const [only] = node.members;
      const referred = only && displayText(only.key) === "Ref" ? scalarText(only.value) : undefined;
      if (referred && node.members.length === 1 && displayText(referred) === identifier) {
        const literal: TextPart = { kind: "literal", text: value, at: node.range };
        return {
          kind: "string",
          value: { parts: [literal], range: node.range },
          range: node.range,
        };
      }
      return {
        ...node,
        members: node.members.map((found) => ({
          key: withValue(found.key, identifier, value),
          value: inner(found.value),
        })),
      };
    }
    default:
      return node;
  }
}

function withValue(written: TextValue, identifier: string, value: string): TextValue {
  const text = placeholderText(written);
  const plain = `\${${identifier}}`;
  const stripped = `&{${identifier}}`;
  if (!text.includes(plain) && !text.includes(stripped)) return written;
  const parts: TextPart[] = [];
  let copied = 0;
  while (copied < text.length) {
    const next = [plain, stripped]
      .map((name) => ({ name, at: text.indexOf(name, copied) }))
      .filter(({ at }) => at >= 0)
      .sort((first, second) => first.at - second.at)[0];
    const end = next?.at ?? text.length;
    for (const part of sliceText(written, copied, end).parts) parts.push(part);
    if (!next) break;
    const made = next.name === stripped ? value.replace(/[^A-Za-z0-9]/g, "") : value;
    const at = rangeOf(written, next.at, next.at + next.name.length);
    parts.push({ kind: "literal", text: made, at });
    copied = next.at + next.name.length;
  }
  return { ...written, parts };
}
