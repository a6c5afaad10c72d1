import type { AddedValue, Addition } from "../findings/addition.ts";
import type { Suggestion } from "../findings/finding.ts";
import { member, type Node, type ObjectNode } from "../policy/node.ts";
import type { PolicyDocument, Statement } from "../policy/policy-document.ts";
import { displayText, knownText } from "../policy/text-value.ts";
import { isWithin } from "../text/range.ts";

/** A condition that is wanted: `StringEquals`, `aws:SourceAccount`, and the value. */
export interface WantedCondition {
  readonly operator: string;
  readonly key: string;
  readonly value: AddedValue;
}

/**
 * A suggestion that adds a condition to a statement, beside those that it has. `undefined` where the
 * operator compares the key already, or the statement is put together from several places.
 *
 * @param title with code in backticks.
 */
export function addedCondition(
  statement: Statement,
  { operator, key, value }: WantedCondition,
  title: string,
): Suggestion | undefined {
  const { node } = statement;
  if (node.kind !== "object") return undefined;
  const keys = object([[key, value]]);
  const all = adding(node, "Condition", object([[operator, keys]]));
  if (!all) return undefined;
  const condition = member(node, "Condition")?.value;
  if (!condition) return suggestion(title, { ...all, inBlock: all });
  if (condition.kind !== "object") return undefined;
  const present = member(condition, operator)?.value;
  const isThere =
    present?.kind === "object" && present.members.some((each) => isNamed(each.key, key));
  if (isThere || (present && present.kind !== "object")) return undefined;
  const within = present ? adding(present, key, value) : adding(condition, operator, keys);
  return within && suggestion(title, { ...within, inBlock: all });
}

/**
 * A suggestion that adds a statement, in IAM's words, behind those that a policy has. `undefined` where
 * it has one that is no list, or one of the same `Sid`.
 *
 * @param title with code in backticks.
 */
export function addedStatement(
  { node, statements }: PolicyDocument,
  members: readonly (readonly [string, AddedValue])[],
  title: string,
): Suggestion | undefined {
  const sid = members.find(([name]) => name === "Sid")?.[1];
  if (statements.some((each) => each.sid && knownText(each.sid) === sid)) return undefined;
  const list = node.kind === "object" ? member(node, "Statement")?.value : undefined;
  const addition = addingItem(list, object(members));
  return addition && suggestion(title, { ...addition, inBlock: addition });
}

/** An addition to an object, in the manner of its first member; `undefined` when it has none. */
export function adding(node: ObjectNode, name: string, value: AddedValue): Addition | undefined {
  const { range } = node;
  const like = node.members.find(({ key }) => isWithin(key.range, range))?.key.range;
  return like && { into: range, like, name, value };
}

/** An addition to a list, in the manner of its first item; `undefined` when it has none. */
export function addingItem(node: Node | undefined, value: AddedValue): Addition | undefined {
  if (node?.kind !== "array") return undefined;
  const { range, items } = node;
  const like = items.find((item) => isWithin(item.range, range))?.range;
  return like && { into: range, like, value };
}

export function object(members: readonly (readonly [string, AddedValue])[]): AddedValue {
  return { kind: "object", members };
}

function suggestion(title: string, addition: Addition): Suggestion {
  return { title, edits: [], additions: [addition] };
}

function isNamed(text: ObjectNode["members"][number]["key"], name: string): boolean {
  return displayText(text).toLowerCase() === name.toLowerCase();
}
