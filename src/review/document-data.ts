import type { ChoiceNode, Node } from "../policy/node.ts";
import { displayText, type UnknownPart } from "../policy/text-value.ts";

/** A value of JSON. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json };

/** A part of a document that stands there only under a condition that is not known. */
interface ConditionalPart {
  /** Where it stands in the value: a JSON Pointer (RFC 6901); empty for the whole. */
  readonly path: string;
  readonly condition: UnknownPart;
  /** Whether the condition has to hold, or must not. */
  readonly holds: boolean;
}

/** Nesting that is shown; the sources read no deeper. */
const depthMax = 512;

/**
 * A policy document as a JSON value, with everything that can stand in it. An unknown part stands as
 * `${reference}`, within a text or alone. Of a choice by an unknown condition both sides stand there,
 * side by side in one list where there are two, and each is named in `conditional`; one that is
 * named several times stands there when all its conditions are met. Of a key that stands there twice
 * the later value counts, as JSON parsers have it.
 */
export function documentData(node: Node): {
  readonly document: Json;
  readonly conditional: readonly ConditionalPart[];
} {
  const conditional: ConditionalPart[] = [];
  const document = shownValue(node, "", conditional, 0);
  return { document, conditional };
}

function shownValue(node: Node, path: string, conditional: ConditionalPart[], depth: number): Json {
  if (depth > depthMax) return "${nested too deeply}";
  switch (node.kind) {
    case "string":
      return displayText(node.value);
    case "number":
      return numberOf(node.text);
    case "boolean":
      return node.value;
    case "null":
      return null;
    case "unknown":
      return `\${${node.unknown.reference}}`;
    case "array":
      return itemsOf(node.items, path, conditional, depth);
    case "object":
      return Object.fromEntries(
        node.members.map(({ key, value }) => {
          const name = displayText(key);
          return [name, shownValue(value, `${path}/${escaped(name)}`, conditional, depth + 1)];
        }),
      );
    case "choice": {
      const [only, ...others] = flattened(node, [], depth);
      if (!only) return null;
      if (others.length > 0 || only.node.kind === "array") {
        return itemsOf([node], path, conditional, depth);
      }
      note(only.when, path, conditional);
      return shownValue(only.node, path, conditional, depth + 1);
    }
  }
}

function itemsOf(
  items: readonly Node[],
  path: string,
  conditional: ConditionalPart[],
  depth: number,
): Json[] {
  return items
    .flatMap((item) =>
      item.kind === "choice" ? flattened(item, [], depth) : [{ node: item, when: [] }],
    )
    .map(({ node, when }, index) => {
      const at = `${path}/${index}`;
      note(when, at, conditional);
      return shownValue(node, at, conditional, depth + 1);
    });
}

type When = Omit<ConditionalPart, "path">;

interface Possible {
  readonly node: Node;
  readonly when: readonly When[];
}

/** Everything that a choice can come to; of a list that is one of its sides each item by itself. */
function flattened(choice: ChoiceNode, when: readonly When[], depth: number): Possible[] {
  const { condition, then, otherwise } = choice;
  const sides = [
    { side: then, holds: true },
    { side: otherwise, holds: false },
  ];
  return sides.flatMap(({ side, holds }) => {
    if (!side) return [];
    const all = [...when, { condition, holds }];
    if (depth > depthMax) return [{ node: side, when: all }];
    const nodes = side.kind === "array" ? side.items : [side];
    return nodes.flatMap((node) =>
      node.kind === "choice" ? flattened(node, all, depth + 1) : [{ node, when: all }],
    );
  });
}

function note(when: readonly When[], path: string, conditional: ConditionalPart[]): void {
  const said = new Set<string>();
  for (const each of when) {
    const key = `${each.condition.reference} ${each.holds}`;
    if (!said.has(key)) conditional.push({ path, ...each });
    said.add(key);
  }
}

/** A number that JavaScript cannot hold stands as its text. */
function numberOf(text: string): number | string {
  const number = Number(text);
  if (!Number.isFinite(number)) return text;
  return /[.eE]/.test(text) || Number.isSafeInteger(number) || String(number) === text
    ? number
    : text;
}

function escaped(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
