import type { Node } from "../../src/policy/node.ts";
import { displayText, type TextValue } from "../../src/policy/text-value.ts";
import type { Range } from "../../src/text/range.ts";

/** A node as a plain value: unknown values as `{ unknown }`, choices as `{ if, holds, else }`. */
export function plain(node: Node | undefined): unknown {
  switch (node?.kind) {
    case undefined:
      return undefined;
    case "string":
      return displayText(node.value);
    case "number":
      return Number(node.text);
    case "boolean":
      return node.value;
    case "null":
      return null;
    case "array":
      return node.items.map(plain);
    case "object": {
      // `fromEntries` takes `__proto__` for a name like any other.
      return Object.fromEntries(
        node.members.map(({ key, value }) => [displayText(key), plain(value)]),
      );
    }
    case "unknown":
      return { unknown: node.unknown.reference };
    case "choice":
      return {
        if: node.condition.reference,
        ...(node.then ? { holds: plain(node.then) } : {}),
        ...(node.otherwise ? { else: plain(node.otherwise) } : {}),
      };
  }
}

/** The places that do not lie inside a text of that length. One expectation for all of them: each is dear. */
export function misplaced(ranges: readonly Range[], length: number): readonly Range[] {
  return ranges.filter(({ start, end }) => !(start >= 0 && end >= start && end <= length));
}

/** Every place that a node names. */
export function rangesOf(node: Node | undefined): readonly Range[] {
  switch (node?.kind) {
    case undefined:
      return [];
    case "string":
      return [node.range, ...rangesOfText(node.value)];
    case "array":
      return [node.range, ...node.items.flatMap(rangesOf)];
    case "object":
      return [
        node.range,
        ...node.members.flatMap(({ key, value }) => [...rangesOfText(key), ...rangesOf(value)]),
      ];
    case "choice":
      return [node.range, node.condition.at, ...rangesOf(node.then), ...rangesOf(node.otherwise)];
    case "unknown":
      return [node.range, node.unknown.at];
    case "number":
    case "boolean":
    case "null":
      return [node.range];
  }
}

function rangesOfText(value: TextValue): readonly Range[] {
  return [value.range, ...value.parts.map((part) => part.at)];
}
