import { displayText } from "../../policy/text-value.ts";
import { armsOf } from "./choice.ts";
import type { Value } from "./value.ts";

/** Lists and objects in each other that are looked into. */
const depthMax = 4;
/** Values that are looked at. */
const valuesMax = 1_000;

/** A policy document within a value. */
export interface FoundDocument {
  readonly value: Value;
  /** The keys that lead to it; empty for the value itself. */
  readonly path: readonly string[];
}

/** The policy documents that a value is or holds, by their content. */
export function findDocuments(value: Value): readonly FoundDocument[] {
  const found: FoundDocument[] = [];
  let left = valuesMax;
  const visit = (inner: Value, path: readonly string[]): void => {
    if (--left < 0 || path.length > depthMax) return;
    if (holdsStatement(inner)) {
      found.push({ value: inner, path });
      return;
    }
    if (inner.kind === "choice") for (const arm of armsOf(inner)) visit(arm, path);
    if (inner.kind === "list") {
      for (const [index, item] of inner.items.entries()) visit(item, [...path, String(index)]);
    }
    if (inner.kind === "object") {
      for (const { key, value: held } of inner.entries) visit(held, [...path, displayText(key)]);
    }
  };
  visit(value, []);
  return found;
}

/** JSON, or an object, with statements in it. */
function holdsStatement(value: Value): boolean {
  switch (value.kind) {
    case "json":
      return value.document !== undefined || holdsStatement(value.content);
    case "object":
      return value.entries.some(
        (entry) => displayText(entry.key) === "Statement" && isStructured(entry.value),
      );
    case "string": {
      const [first] = value.text.parts;
      if (first?.kind !== "literal" || !first.text.trimStart().startsWith("{")) return false;
      return displayText(value.text).includes('"Statement"');
    }
    case "choice":
      return armsOf(value).every((arm) => arm.kind === "null" || holdsStatement(arm));
    default:
      return false;
  }
}

function isStructured(value: Value): boolean {
  return value.kind !== "string" && value.kind !== "number" && value.kind !== "boolean";
}
