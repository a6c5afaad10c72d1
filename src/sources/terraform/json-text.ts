import {
  type LiteralPart,
  sliceLiteral,
  type TextPart,
  type TextValue,
} from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { type Budget, depthMax } from "./budget.ts";
import { collapse } from "./choice.ts";
import { describe } from "./describe.ts";
import { sortedEntries, type Value } from "./value.ts";

/**
 * The text that `jsonencode` writes: keys sorted, no blanks, `<`, `>`, `&` and U+2028 escaped. Every
 * part keeps the place where it is written; what is not known stays an unknown part.
 */
export function jsonText(value: Value, budget: Budget): TextValue {
  const parts: TextPart[] = [];
  write(value, parts, budget, 0);
  return { parts, range: value.range };
}

function write(value: Value, parts: TextPart[], budget: Budget, depth: number): void {
  if (depth > depthMax || !budget.spend()) {
    parts.push(unknownPartOf(value));
    return;
  }
  const punctuation = (text: string): void => {
    parts.push(literal(text, value.range));
  };
  switch (value.kind) {
    case "null":
      punctuation("null");
      break;
    case "boolean":
      punctuation(String(value.value));
      break;
    case "number":
      punctuation(value.text);
      break;
    case "string":
      writeString(value.text, parts);
      break;
    case "json":
      writeString(jsonText(value.content, budget), parts);
      break;
    case "list":
      punctuation("[");
      value.items.forEach((item, index) => {
        if (index > 0) punctuation(",");
        write(item, parts, budget, depth + 1);
      });
      punctuation("]");
      break;
    case "object":
      punctuation("{");
      sortedEntries(value).forEach((entry, index) => {
        if (index > 0) punctuation(",");
        writeString(entry.key, parts);
        punctuation(":");
        write(entry.value, parts, budget, depth + 1);
      });
      punctuation("}");
      break;
    default:
      parts.push(unknownPartOf(value));
  }
}

function writeString(text: TextValue, parts: TextPart[]): void {
  parts.push(literal('"', text.range));
  for (const part of text.parts) {
    if (part.kind === "unknown") parts.push(part);
    else for (const piece of escaped(part)) parts.push(piece);
  }
  parts.push(literal('"', text.range));
}

/** The part with its escapes; each escape stands for the one character it came from. */
function escaped(part: LiteralPart): LiteralPart[] {
  const pieces: LiteralPart[] = [];
  let from = 0;
  for (let index = 0; index < part.text.length; index++) {
    const replacement = escapeOf(part.text.charAt(index));
    if (replacement === undefined) continue;
    if (from < index) pieces.push(sliceLiteral(part, from, index));
    pieces.push(literal(replacement, sliceLiteral(part, index, index + 1).at));
    from = index + 1;
  }
  if (from < part.text.length) pieces.push(sliceLiteral(part, from, part.text.length));
  return pieces;
}

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

function escapeOf(character: string): string | undefined {
  const short = shortEscapes[character];
  if (short) return short;
  const code = character.charCodeAt(0);
  const special = code < 0x20 || code === 0x2028 || code === 0x2029 || "<>&".includes(character);
  return special ? `\\u${code.toString(16).padStart(4, "0")}` : undefined;
}

function literal(text: string, at: Range): LiteralPart {
  return { kind: "literal", text, at };
}

/** The one unknown part that stands for a value inside a text. */
export function unknownPartOf(value: Value): TextPart & { kind: "unknown" } {
  const reduced = collapse(value);
  if (reduced.kind === "unknown" || reduced.kind === "error") return reduced.unknown;
  const reference = describe(value);
  return { kind: "unknown", reference, reason: "not supported", at: value.range };
}

/**
 * The value as a part of a text, as `"${…}"` converts it. `undefined`: Terraform refuses it (null,
 * lists, objects). The value is no choice.
 */
export function toText(value: Value, budget: Budget): TextValue | undefined {
  switch (value.kind) {
    case "string":
      return value.text;
    case "number":
      return { parts: [literal(value.text, value.range)], range: value.range };
    case "boolean":
      return { parts: [literal(String(value.value), value.range)], range: value.range };
    case "json":
      return jsonText(value.content, budget);
    case "unknown":
    case "error":
      return { parts: [value.unknown], range: value.range };
    case "choice":
      return { parts: [unknownPartOf(value)], range: value.range };
    default:
      return undefined;
  }
}

/** True when the text has no literal part: nothing of it is known. */
export function isWhollyUnknown(text: TextValue): boolean {
  return text.parts.length > 0 && text.parts.every((part) => part.kind === "unknown");
}
