import type { Member, Node } from "../../policy/node.ts";
import { displayText } from "../../policy/text-value.ts";
import { parseJson } from "../json/parse-json.ts";
import { isPolicyDocument, mentionsPolicy } from "../json/policy-content.ts";
import type { Evaluator } from "./evaluator.ts";
import type { Resource } from "./template.ts";

interface UndeclaredPolicy {
  readonly path: readonly string[];
  /** As it is written. */
  readonly entry: Node;
  /** Resolved. */
  readonly node: Node;
}

/**
 * Policy documents in properties that no table knows: objects and texts that look like one.
 * `handled` are values that are judged already.
 */
export function undeclaredPolicies(
  resource: Resource,
  evaluator: Evaluator,
  handled: ReadonlySet<Node>,
): UndeclaredPolicy[] {
  const found: UndeclaredPolicy[] = [];
  const pending: { node: Node; path: readonly string[] }[] = [];
  const add = ({ key, value }: Member, path: readonly string[]) => {
    pending.push({ node: value, path: [...path, displayText(key)] });
  };
  for (const property of [...resource.properties.values()].reverse()) add(property, []);
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, path } = next;
    if (handled.has(node)) continue;
    const isPolicy: boolean = isPolicyDocument(node) || isPolicyText(node);
    if (isPolicy) {
      const resolved = resolvedDocument(node, evaluator);
      if (resolved) found.push({ path, entry: node, node: resolved });
    } else if (node.kind === "array") {
      for (const [index, item] of [...node.items.entries()].reverse()) {
        pending.push({ node: item, path: [...path, String(index)] });
      }
    } else if (node.kind === "object") {
      for (const member of node.members.toReversed()) add(member, path);
    }
  }
  return found;
}

/** Its JSON may stand in a text. */
function resolvedDocument(node: Node, evaluator: Evaluator): Node | undefined {
  const resolved = evaluator.resolve(node);
  if (resolved?.kind !== "string") return resolved;
  const parsed = parseJson(resolved.value).node;
  return isPolicyDocument(parsed) ? parsed : undefined;
}

/** A text, or the text of `Fn::Sub`, that looks like the JSON of a policy document. */
function isPolicyText(node: Node): boolean {
  if (node.kind === "string") {
    const text = displayText(node.value);
    return text.trimStart().startsWith("{") && mentionsPolicy(text);
  }
  const [only] = node.kind === "object" ? node.members : [];
  if (!only || displayText(only.key) !== "Fn::Sub") return false;
  const template = only.value.kind === "array" ? only.value.items[0] : only.value;
  return template?.kind === "string" && isPolicyText(template);
}
