import type { Node } from "../../policy/node.ts";
import { knownText } from "../../policy/text-value.ts";
import { type Budget, depthMax } from "./budget.ts";
import { jsonText, unknownPartOf } from "./json-text.ts";
import { notEvaluated, type Value } from "./value.ts";

/** The value as a tree of JSON. `null` members stay, as `jsonencode` keeps them. */
export function toNode(value: Value, budget: Budget, depth = 0): Node {
  const { range } = value;
  if (depth > depthMax || !budget.spend()) {
    return { kind: "unknown", unknown: unknownPartOf(value), range };
  }
  switch (value.kind) {
    case "string": {
      const [part] = value.text.parts;
      if (value.text.parts.length === 1 && part?.kind === "unknown") {
        return { kind: "unknown", unknown: part, range };
      }
      return { kind: "string", value: value.text, range };
    }
    case "number":
      return { kind: "number", text: value.text, range };
    case "boolean":
      return { kind: "boolean", value: value.value, range };
    case "null":
      return { kind: "null", range };
    case "json":
      return { kind: "string", value: jsonText(value.content, budget), range };
    case "list":
      return {
        kind: "array",
        items: value.items.map((item) => toNode(item, budget, depth + 1)),
        range,
      };
    case "object":
      return {
        kind: "object",
        members: value.entries.map((entry) => ({
          key: entry.key,
          value: toNode(entry.value, budget, depth + 1),
        })),
        range,
      };
    case "choice": {
      const then = value.then && toNode(value.then, budget, depth + 1);
      const otherwise = value.otherwise && toNode(value.otherwise, budget, depth + 1);
      return {
        kind: "choice",
        condition: value.condition,
        range,
        ...(then && { then }),
        ...(otherwise && { otherwise }),
      };
    }
    default:
      return { kind: "unknown", unknown: unknownPartOf(value), range };
  }
}

/** A tree of JSON as the value that `jsondecode` gives: of a repeated member the last one counts. */
export function fromNode(node: Node, budget: Budget, depth = 0): Value {
  const { range } = node;
  if (depth > depthMax || !budget.spend()) {
    return notEvaluated(range);
  }
  switch (node.kind) {
    case "string":
      return { kind: "string", text: node.value, range };
    case "number":
      return { kind: "number", text: canonicalNumber(node.text) ?? node.text, range };
    case "boolean":
    case "null":
    case "unknown":
      return node;
    case "array":
      return {
        kind: "list",
        type: "tuple",
        items: node.items.map((item) => fromNode(item, budget, depth + 1)),
        range,
      };
    case "object": {
      const last = new Map(node.members.map(({ key }, index) => [knownText(key) ?? index, index]));
      const kept = node.members.filter(
        ({ key }, index) => last.get(knownText(key) ?? index) === index,
      );
      return {
        kind: "object",
        entries: kept.map((member) => ({
          key: member.key,
          value: fromNode(member.value, budget, depth + 1),
        })),
        range,
      };
    }
    case "choice": {
      const then = node.then && fromNode(node.then, budget, depth + 1);
      const otherwise = node.otherwise && fromNode(node.otherwise, budget, depth + 1);
      return {
        kind: "choice",
        condition: node.condition,
        range,
        ...(then && { then }),
        ...(otherwise && { otherwise }),
      };
    }
  }
}

const exponentMax = 300;

/** A number literal in Terraform's decimal form: `1.50` → `1.5`, `1e3` → `1000`. */
export function canonicalNumber(text: string): string | undefined {
  const match = /^(-?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text);
  if (!match) return undefined;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  if (whole === "" && fraction === "") return undefined;
  const shift = Number(exponent);
  if (Math.abs(shift) > exponentMax) return undefined;
  let digits = whole + fraction;
  let point = whole.length + shift;
  if (point < 0) {
    digits = "0".repeat(-point) + digits;
    point = 0;
  }
  digits = digits.padEnd(point, "0");
  const integer = stripZeros(digits.slice(0, point), "left") || "0";
  const decimals = stripZeros(digits.slice(point), "right");
  return sign + integer + (decimals ? `.${decimals}` : "");
}

function stripZeros(digits: string, side: "left" | "right"): string {
  let start = 0;
  let end = digits.length;
  if (side === "left") while (start < end && digits[start] === "0") start++;
  else while (end > start && digits[end - 1] === "0") end--;
  return digits.slice(start, end);
}
