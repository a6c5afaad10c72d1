import { placeholderText, type TextValue } from "./text-value.ts";

/** Variables of one text that are read; the rest of it is taken as plain text. */
const variablesMax = 1_000;

/** A policy variable as it is written: `${aws:PrincipalTag/team, 'none'}`. */
export interface PolicyVariable {
  /** Offsets into the placeholder text: the dollar sign, and behind the brace (or the text's end). */
  readonly start: number;
  readonly end: number;
  /** False when the text ends before the brace. */
  readonly closed: boolean;
  /** As it is written, up to the comma. */
  readonly name: string;
  /** What follows the first comma. */
  readonly fallback?: string;
}

/**
 * The policy variables of a text, in order. The escapes for single characters (`${*}`, `${?}`, `${$}`)
 * are none (IAM User Guide, "IAM policy elements: Variables and tags").
 */
export function policyVariables(value: TextValue): PolicyVariable[] {
  if (!mayHaveVariables(value)) return [];
  const text = placeholderText(value);
  const found: PolicyVariable[] = [];
  let start = text.indexOf("${");
  while (start >= 0 && found.length < variablesMax) {
    const brace = text.indexOf("}", start);
    const closed = brace >= 0;
    const content = text.slice(start + 2, closed ? brace : undefined);
    const end = closed ? brace + 1 : text.length;
    if (!closed || !/^[*?$]$/.test(content)) {
      const comma = content.indexOf(",");
      found.push({
        start,
        end,
        closed,
        name: comma < 0 ? content : content.slice(0, comma),
        ...(comma >= 0 && { fallback: content.slice(comma + 1) }),
      });
    }
    start = text.indexOf("${", end);
  }
  return found;
}

/** A text with another one in place of every closed variable and every escape. */
export function withoutVariables(text: string, stand: string): string {
  let result = "";
  let from = 0;
  for (let start = text.indexOf("${"); start >= 0; start = text.indexOf("${", from)) {
    const brace = text.indexOf("}", start);
    if (brace < 0) break;
    result += text.slice(from, start) + stand;
    from = brace + 1;
  }
  return result + text.slice(from);
}

function mayHaveVariables(value: TextValue): boolean {
  return value.parts.some((part) => part.kind === "literal" && part.text.includes("${"));
}
