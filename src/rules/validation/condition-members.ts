import { type ConditionOperator, parseConditionOperator } from "../../policy/condition-operator.ts";
import type { Member, Node } from "../../policy/node.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { knownText, type TextValue } from "../../policy/text-value.ts";

/** Choices and lists that are followed into each other. */
const depthMax = 16;

/** One operator with the object of its keys, as they are written. */
export interface ConditionBlock {
  readonly operator: TextValue;
  /** `undefined` when the operator is not wholly known. */
  readonly parsed: ConditionOperator | undefined;
  readonly members: readonly Member[];
}

/** One key of a block. */
export interface ConditionKeyUse {
  readonly block: ConditionBlock;
  readonly key: TextValue;
  /** As it is written; `undefined` when it is not wholly known. */
  readonly name: string | undefined;
  /** One value or a list of them. */
  readonly node: Node;
  /** The single values: lists and choices are taken apart. */
  readonly values: readonly Node[];
}

/** The condition blocks of a statement in their order. What is of the wrong type is left out. */
export function conditionBlocks({ node }: Statement): readonly ConditionBlock[] {
  let found = blocksOf.get(node);
  if (!found) {
    found = readBlocks(node);
    blocksOf.set(node, found);
  }
  return found;
}

const blocksOf = new WeakMap<Node, readonly ConditionBlock[]>();

/** Every key of every operator of a statement. */
export function conditionKeyUses(statement: Statement): readonly ConditionKeyUse[] {
  let found = usesOf.get(statement.node);
  if (!found) {
    found = conditionBlocks(statement).flatMap((block) =>
      block.members.map(({ key, value }) => ({
        block,
        key,
        name: knownText(key),
        node: value,
        values: singles(value),
      })),
    );
    usesOf.set(statement.node, found);
  }
  return found;
}

const usesOf = new WeakMap<Node, readonly ConditionKeyUse[]>();

function readBlocks(node: Node): readonly ConditionBlock[] {
  if (node.kind !== "object") return [];
  return node.members
    .filter(({ key }) => knownText(key) === "Condition")
    .flatMap(({ value }) => objects(value))
    .flatMap(({ members }) =>
      members.flatMap(({ key: operator, value }) => {
        const text = knownText(operator);
        const parsed = text === undefined ? undefined : parseConditionOperator(text);
        return objects(value).map((block) => ({ operator, parsed, members: block.members }));
      }),
    );
}

function objects(node: Node): (Node & { kind: "object" })[] {
  return singles(node).filter((each) => each.kind === "object");
}

function isSingle({ kind }: Node): boolean {
  return kind !== "array" && kind !== "choice";
}

/** The items of lists and the arms of choices, or the one value. */
export function singles(node: Node, depth = 0): readonly Node[] {
  if (depth > depthMax) return [];
  switch (node.kind) {
    case "array":
      if (node.items.every(isSingle)) return node.items;
      return node.items.flatMap((item) => singles(item, depth + 1));
    case "choice":
      return [node.then, node.otherwise].flatMap((arm) => (arm ? singles(arm, depth + 1) : []));
    default:
      return [node];
  }
}
