import type { Node } from "../../policy/node.ts";
import type { UnknownReason } from "../../policy/text-value.ts";
import { choice } from "./choice.ts";
import type { Evaluator } from "./evaluator.ts";

/**
 * A function of CloudFormation: its argument is not resolved yet, `call` is the whole function as
 * it is written. `undefined` means that nothing stands there.
 */
export type Intrinsic = (evaluator: Evaluator, argument: Node, call: Node) => Node | undefined;

/** The items of an argument that has to be a list. */
export function itemsOf(argument: Node): readonly Node[] {
  return argument.kind === "array" ? argument.items : [];
}

/** Works on each arm of a choice, and on any other value as it is. */
export function eachArm(
  node: Node | undefined,
  work: (arm: Node | undefined) => Node | undefined,
): Node | undefined {
  if (node?.kind !== "choice") return work(node);
  const [then, otherwise] = [node.then, node.otherwise].map((arm) => arm && eachArm(arm, work));
  return choice(node.condition, then, otherwise, node.range);
}

/** Why something that should be a text or a list is not known. */
export function reasonOf(node: Node | undefined): UnknownReason {
  if (node?.kind === "unknown") return node.unknown.reason;
  return node?.kind === "string" ? "known after deployment" : "not supported";
}
