import type { Node, ObjectNode } from "../../policy/node.ts";
import { member } from "../../policy/node.ts";
import { displayText, type When } from "../../policy/text-value.ts";
import { parseJson } from "../json/parse-json.ts";
import type { SyntaxProblem } from "../source.ts";
import { choice } from "./choice.ts";

/** A policy document that was found below a property. */
export interface FoundDocument {
  /** Names and positions on the way to it, below the resource: `["Policies", "0"]`. */
  readonly path: readonly string[];
  readonly node: Node;
  /** What is declared there: the entry of a list, else the document itself. */
  readonly entry: Node;
  /** Conditions under which it is there; those that hold or not are known from the statements. */
  readonly when: readonly When[];
}

/**
 * Follows a path of property names through a resolved value to the documents at its end, through
 * lists and both arms of choices. `path` is the rest of the path: `["Policies", "[]", "PolicyDocument"]`.
 */
export function findDocuments(
  node: Node,
  path: readonly string[],
  before: Omit<FoundDocument, "node" | "entry"> & { entry?: Node },
): FoundDocument[] {
  if (node.kind === "choice" && path.length > 0) {
    const both = node.then !== undefined && node.otherwise !== undefined;
    const arms = [
      { arm: node.then, holds: true, path: before.path },
      // Both arms have documents of one name: keep them apart.
      { arm: node.otherwise, holds: false, path: both ? withSuffix(before.path) : before.path },
    ];
    return arms.flatMap(({ arm, holds, path: reached }) => {
      const when = [...before.when, { condition: node.condition, holds }];
      return arm ? findDocuments(arm, path, { ...before, path: reached, when }) : [];
    });
  }
  const [step, ...rest] = path;
  if (step === undefined) return [{ ...before, node, entry: before.entry ?? node }];
  if (step === "[]") {
    const items = node.kind === "array" ? node.items : [node];
    return items.flatMap((item, index) =>
      findDocuments(item, rest, { ...before, path: [...before.path, String(index)], entry: item }),
    );
  }
  if (node.kind === "unknown") return [{ ...before, node, entry: before.entry ?? node }];
  const found = node.kind === "object" ? member(node, step)?.value : undefined;
  if (!found) return [];
  // In a list the position names the policy, and `PolicyDocument` behind it says nothing more.
  const inList = /^\d/.test(before.path.at(-1) ?? "") && rest.length === 0;
  return findDocuments(found, rest, {
    ...before,
    path: inList ? before.path : [...before.path, step],
  });
}

/** A policy document as one object: JSON in texts parsed, choices moved down to the statements. */
export function readDocument(
  node: Node,
  when: readonly When[],
  problems: SyntaxProblem[],
): Node | undefined {
  switch (node.kind) {
    case "string": {
      const parsed = parseJson(node.value);
      for (const problem of parsed.problems) problems.push(problem);
      return parsed.node && underConditions(parsed.node, when);
    }
    case "choice": {
      const arms = [
        node.then &&
          readDocument(node.then, [{ condition: node.condition, holds: true }], problems),
        node.otherwise &&
          readDocument(node.otherwise, [{ condition: node.condition, holds: false }], problems),
      ];
      return mergeArms(arms[0], arms[1], when);
    }
    default:
      return underConditions(node, when);
  }
}

function withSuffix(path: readonly string[]): readonly string[] {
  const last = path.at(-1);
  return last === undefined ? path : [...path.slice(0, -1), `${last} (else)`];
}

/** The document with its statements there only under conditions. */
function underConditions(node: Node, when: readonly When[]): Node {
  if (node.kind !== "object" || when.length === 0) return node;
  return {
    ...node,
    members: node.members.map((found) =>
      displayText(found.key) === "Statement"
        ? { ...found, value: conditional(found.value, when) }
        : found,
    ),
  };
}

function conditional(node: Node, when: readonly When[]): Node {
  return when.toReversed().reduce<Node>((inner, { condition, holds }) => {
    const [then, otherwise] = holds ? [inner, undefined] : [undefined, inner];
    return choice(condition, then, otherwise, inner.range) ?? inner;
  }, node);
}

/** One document of two that exclude each other. */
function mergeArms(
  first: Node | undefined,
  second: Node | undefined,
  when: readonly When[],
): Node | undefined {
  if (first?.kind !== "object" || second?.kind !== "object") {
    const only = first?.kind === "object" ? first : (second ?? first);
    return only && underConditions(only, when);
  }
  const other = member(second, "Statement");
  const merged: ObjectNode = {
    ...first,
    members: first.members.map((found) =>
      other && displayText(found.key) === "Statement"
        ? {
            ...found,
            value: { kind: "array", items: [found.value, other.value], range: found.value.range },
          }
        : found,
    ),
  };
  return underConditions(merged, when);
}
