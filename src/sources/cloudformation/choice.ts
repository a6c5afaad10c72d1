import type { Node } from "../../policy/node.ts";
import type { UnknownPart } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";

/** One of two values by a condition that is not known; `undefined` when there is neither. */
export function choice(
  condition: UnknownPart,
  whenTrue: Node | undefined,
  whenFalse: Node | undefined,
  range: Range,
): Node | undefined {
  if (!whenTrue && !whenFalse) return undefined;
  return {
    kind: "choice",
    condition,
    // biome-ignore lint/suspicious/noThenProperty: the name of an arm; nobody awaits a node.
    ...(whenTrue && { then: whenTrue }),
    ...(whenFalse && { otherwise: whenFalse }),
    range,
  };
}
