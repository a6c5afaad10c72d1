import type { Node } from "../../policy/node.ts";
import { displayText } from "../../policy/text-value.ts";

/** References longer than this are cut; their place keeps them apart. */
const lengthMax = 200;

/**
 * A value in CloudFormation's short form, whichever form it was written in, so that equal values
 * get equal references: `!Ref Bucket`, `!GetAtt Role.Arn`, `!Select [0, !GetAZs ]`.
 */
export function written(node: Node): string {
  const text = render(node, lengthMax);
  if (text.length <= lengthMax) return text;
  return `${text.slice(0, lengthMax)}… (at ${node.range.start})`;
}

/** Stops soon after `budget` characters. */
function render(node: Node, budget: number): string {
  switch (node.kind) {
    case "string":
      return displayText(node.value)
        .slice(0, budget + 1)
        .replace(/\s+/g, " ");
    case "number":
      return node.text;
    case "boolean":
      return String(node.value);
    case "null":
      return "null";
    case "unknown":
      return node.unknown.reference;
    case "choice":
      return `!If ${node.condition.reference}`;
    case "array":
      return `[${renderAll(node.items, budget, (item, left) => render(item, left))}]`;
    case "object": {
      const [only] = node.members;
      const name = only && displayText(only.key);
      if (only && node.members.length === 1 && name && /^(?:Ref|Condition|Fn::\w+)$/.test(name)) {
        return renderCall(name.replace("Fn::", ""), only.value, budget);
      }
      const members = renderAll(node.members, budget, ({ key, value }, left) => {
        return `${displayText(key)}: ${render(value, left)}`;
      });
      return `{${members}}`;
    }
  }
}

function renderCall(name: string, argument: Node, budget: number): string {
  if (name === "GetAtt" && argument.kind === "array") {
    return `!GetAtt ${argument.items
      .slice(0, 4)
      .map((item) => render(item, budget))
      .join(".")}`;
  }
  return `!${name} ${render(argument, budget)}`;
}

function renderAll<T>(
  items: readonly T[],
  budget: number,
  one: (item: T, left: number) => string,
): string {
  let text = "";
  for (const item of items) {
    if (text.length > budget) break;
    text += `${text === "" ? "" : ", "}${one(item, budget - text.length)}`;
  }
  return text;
}
