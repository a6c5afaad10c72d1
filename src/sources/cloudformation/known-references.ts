import type { Node } from "../../policy/node.ts";
import type { Evaluator } from "./evaluator.ts";
import { referredResources } from "./referred-resources.ts";
import { membersOf } from "./template.ts";

/**
 * Logical ids of the resources that a text or a list of texts stands for. `undefined` when one of
 * them stands elsewhere, or stands there only under a condition.
 */
export function knownReferences(
  node: Node | undefined,
  evaluator: Evaluator,
  types: ReadonlySet<string>,
): string[] | undefined {
  if (!node) return undefined;
  const items = node.kind === "array" ? node.items : [node];
  const found = items.map((item) => {
    const isConditional = item.kind === "choice" || membersOf(item).has("Fn::If");
    const ids = isConditional ? [] : referredResources(item, evaluator, types);
    return ids.length === 1 ? ids : undefined;
  });
  return found.includes(undefined) ? undefined : found.flatMap((ids) => ids ?? []);
}
