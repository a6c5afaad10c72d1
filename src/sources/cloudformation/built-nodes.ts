import type { Node, ObjectNode, StringNode } from "../../policy/node.ts";
import { literalText } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";

/**
 * Parts of a tree that nobody wrote: what a property means, as a policy document would say it. Every
 * node stands at the place of the property, and what was written there is put in as it is.
 */
export function builtText(text: string, at: Range): StringNode {
  return { kind: "string", value: literalText(text, at), range: at };
}

export function builtList(items: readonly Node[], at: Range): Node {
  return { kind: "array", items, range: at };
}

/** Members without a value are left out. */
export function builtObject(
  members: Readonly<Record<string, Node | undefined>>,
  at: Range,
): ObjectNode {
  return {
    kind: "object",
    members: Object.entries(members).flatMap(([name, value]) =>
      value ? [{ key: literalText(name, at), value }] : [],
    ),
    range: at,
  };
}

/** A document of one statement or several. */
export function builtDocument(statements: readonly Node[], at: Range): ObjectNode {
  return builtObject(
    { Version: builtText("2012-10-17", at), Statement: builtList(statements, at) },
    at,
  );
}

/** `Fn::Sub` with its variables: `template` is ours, the values are what was written. */
export function builtSub(
  template: string,
  variables: Readonly<Record<string, Node>>,
  at: Range,
): Node {
  const argument = builtList([builtText(template, at), builtObject(variables, at)], at);
  return builtObject({ "Fn::Sub": argument }, at);
}
