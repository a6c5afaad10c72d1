import type { Suggestion } from "../../findings/finding.ts";
import type { Node } from "../../policy/node.ts";
import type { Edit } from "../../text/edit.ts";

/**
 * A suggestion that writes numbers and truth values as texts; other nodes stay. `undefined` when there
 * are none. In JSON, YAML and HCL alike a text may stand in double quotes.
 */
export function inQuotes(nodes: readonly Node[]): Suggestion | undefined {
  const edits = nodes.flatMap((node): Edit[] => {
    const text = scalarText(node);
    return text === undefined ? [] : [{ range: node.range, newText: `"${text}"` }];
  });
  if (edits.length === 0) return undefined;
  const [only] = edits.length === 1 ? edits : [];
  return { title: only ? `Write \`${only.newText}\`` : "Write the values as texts", edits };
}

function scalarText(node: Node): string | undefined {
  if (node.kind === "boolean") return String(node.value);
  return node.kind === "number" && /^[\w.+-]+$/.test(node.text) ? node.text : undefined;
}
