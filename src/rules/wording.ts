import type { Statement } from "../policy/policy-document.ts";
import { displayText, type TextValue, type When } from "../policy/text-value.ts";

/** Longest text that a message quotes; the place shows the rest. */
const quotedLengthMax = 120;

/**
 * Text of strangers as a message quotes it: in backticks, on one line, without backticks of its
 * own and not endless. Reports escape what their format needs beyond that.
 */
export function quoted(text: string): string {
  const line = text.replace(/[\s\p{Cc}\p{Cf}]+/gu, " ").replaceAll("`", "'");
  return `\`${line.length > quotedLengthMax ? `${line.slice(0, quotedLengthMax - 1)}…` : line}\``;
}

export function quotedValue(value: TextValue): string {
  return quoted(displayText(value));
}

/**
 * The sentence that is added when a statement, or one of its values, is there only under conditions
 * that are not known before deployment; with a space in front, or empty.
 */
export function onlyIf(statement: Statement, ...values: readonly TextValue[]): string {
  return onlyWhen([...statement.when, ...values.flatMap(whenOf)]);
}

/** The same for a value that stands in no statement. */
export function onlyIfValue(value: TextValue): string {
  return onlyWhen(whenOf(value));
}

function onlyWhen(when: readonly When[]): string {
  const conditions = new Map<string, string>();
  for (const { condition, holds } of when) {
    const text = `${quoted(condition.reference)} ${holds ? "holds" : "does not hold"}`;
    conditions.set(text, text);
  }
  if (conditions.size === 0) return "";
  return ` This applies only if ${[...conditions.values()].join(" and ")}.`;
}

function whenOf(value: TextValue): readonly When[] {
  return value.when ?? [];
}
