import type { Node, StringNode } from "../../policy/node.ts";
import {
  placeholderText,
  rangeOf,
  sliceText,
  type TextPart,
  type TextValue,
} from "../../policy/text-value.ts";

/**
 * Makes unknown parts of dynamic references, `{{resolve:ssm:name}}`: CloudFormation fetches the
 * value from Systems Manager or Secrets Manager.
 */
export function dynamicReferences(node: StringNode): Node {
  const { value } = node;
  const text = placeholderText(value);
  let start = text.indexOf("{{resolve:");
  if (start < 0) return node;
  const parts: TextPart[] = [];
  let copied = 0;
  while (start >= 0) {
    const end = text.indexOf("}}", start);
    if (end < 0) break;
    for (const part of sliceText(value, copied, start).parts) parts.push(part);
    parts.push({
      kind: "unknown",
      reference: referenceText(value, start, end + 2),
      reason: "outside the repository",
      at: rangeOf(value, start, end + 2),
    });
    copied = end + 2;
    start = text.indexOf("{{resolve:", copied);
  }
  for (const part of sliceText(value, copied, text.length).parts) parts.push(part);
  return { ...node, value: { ...value, parts } };
}

function referenceText(value: TextValue, start: number, end: number): string {
  return sliceText(value, start, end)
    .parts.map((part) => (part.kind === "literal" ? part.text : `\${${part.reference}}`))
    .join("");
}
