import type { Member, Node } from "../../policy/node.ts";
import { displayText, type UnknownPart } from "../../policy/text-value.ts";
import { collapse, hasTooManyArms } from "./choice.ts";
import { isWhollyUnknown, toText } from "./json-text.ts";
import { toNode } from "./nodes.ts";
import { parsePolicyText } from "./policy-text.ts";
import type { World } from "./scope.ts";
import type { Condition } from "./steps.ts";
import { knownString, type Value } from "./value.ts";

/** The tree of a policy argument, and what of it could not be had. */
export interface PolicyNode {
  /** Where the whole document is one of two, its members are choices. */
  readonly node?: Node;
  /** What stands in place of a whole document (or of one arm of a choice). */
  readonly unknowns: readonly UnknownPart[];
  /** Text stood there that is no JSON at all. */
  readonly unreadable: boolean;
  /** Addresses of the policy document data sources in it. */
  readonly documents: readonly string[];
}

/** The policy document that an argument holds. */
export function policyNode(value: Value, when: readonly Condition[], world: World): PolicyNode {
  const unknowns: UnknownPart[] = [];
  const documents: string[] = [];
  let unreadable = false;
  const budget = world.budget.forPolicy();

  const convert = (whole: Value): Node | undefined => {
    const part = hasTooManyArms(whole) ? collapse(whole) : whole;
    if (part.kind === "null" || knownString(part)?.trim() === "") return undefined;
    if (part.kind === "json") {
      if (part.document) documents.push(part.document);
      return document(toNode(part.content, budget));
    }
    if (part.kind === "choice") {
      const then = part.then && convert(part.then);
      const otherwise = part.otherwise && convert(part.otherwise);
      return eitherOf(part.condition, then, otherwise, part);
    }
    if (part.kind === "object") return toNode(part, budget);
    const text = toText(part, budget);
    if (!text || isWhollyUnknown(text)) {
      return document(toNode(part, budget));
    }
    const { node, problems } = parsePolicyText(text, world);
    world.reportSyntax(problems);
    if (!node) unreadable = true;
    return node && document(node);
  };
  const document = (node: Node): Node | undefined => {
    if (node.kind === "choice") {
      const then = node.then && document(node.then);
      const otherwise = node.otherwise && document(node.otherwise);
      return eitherOf(node.condition, then, otherwise, node);
    }
    if (node.kind !== "unknown") return node;
    unknowns.push(node.unknown);
    return undefined;
  };

  let node = convert(value);
  for (const { condition, holds } of when.toReversed()) {
    if (node) node = eitherOf(condition, holds ? node : undefined, holds ? undefined : node, node);
  }
  return {
    unknowns,
    unreadable,
    documents,
    ...(node && { node }),
  };
}

/**
 * One of two documents as one, with a choice in every member: a document has to be an object for
 * those who read it.
 */
function eitherOf(
  condition: UnknownPart,
  then: Node | undefined,
  otherwise: Node | undefined,
  { range }: Pick<Node, "range">,
): Node | undefined {
  if (!then && !otherwise) return undefined;
  const yes = membersOf(then);
  const no = membersOf(otherwise);
  const names = new Set([...yes.keys(), ...no.keys()]);
  const members = [...names].flatMap((name): Member[] => {
    const a = yes.get(name);
    const b = no.get(name);
    const key = (a ?? b)?.key;
    if (!key) return [];
    const value: Node = {
      kind: "choice",
      condition,
      range: (a ?? b)?.value.range ?? range,
      // biome-ignore lint/suspicious/noThenProperty: the name of an arm
      ...(a && { then: a.value }),
      ...(b && { otherwise: b.value }),
    };
    return [{ key, value }];
  });
  return { kind: "object", members, range: (then ?? otherwise)?.range ?? range };
}

function membersOf(node: Node | undefined): Map<string, Member> {
  const members = new Map<string, Member>();
  if (node?.kind !== "object") return members;
  for (const member of node.members) {
    const name = displayText(member.key);
    if (!members.has(name)) members.set(name, member);
  }
  return members;
}
