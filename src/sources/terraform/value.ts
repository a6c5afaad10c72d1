import {
  displayText,
  knownText,
  literalText,
  type TextPart,
  type TextValue,
  type UnknownPart,
  type UnknownReason,
} from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";

/**
 * A value of Terraform's language, as far as it is known without a plan. `range` is where the
 * value is written, which may be another file than the one that uses it.
 */
export type Value =
  | StringValue
  | NumberValue
  | BooleanValue
  | NullValue
  | ListValue
  | ObjectValue
  | JsonValue
  | InstanceValue
  | NamespaceValue
  | UnknownValue
  | ChoiceValue
  | ErrorValue;

export interface StringValue {
  readonly kind: "string";
  readonly text: TextValue;
  readonly range: Range;
  /** Address of the resource instance whose name, ARN or id this is. */
  readonly names?: string;
  /** An unknown part stands for what Terraform would refuse; see `ErrorValue`. */
  readonly faulty?: true;
}

export interface NumberValue {
  readonly kind: "number";
  /** In Terraform's own decimal form, without exponent or needless zeros. */
  readonly text: string;
  readonly range: Range;
}

export interface BooleanValue {
  readonly kind: "boolean";
  readonly value: boolean;
  readonly range: Range;
}

interface NullValue {
  readonly kind: "null";
  readonly range: Range;
}

/**
 * A tuple, list or set (sets are sorted and free of repeats as far as their elements are known). An
 * item that is a choice with a missing arm, or that is `many`, may be absent.
 */
export interface ListValue {
  readonly kind: "list";
  readonly type: "tuple" | "list" | "set";
  readonly items: readonly Value[];
  readonly range: Range;
}

/** An object or map, in the order of the text. */
export interface ObjectValue {
  readonly kind: "object";
  /** True for what surely is a map; other values may be maps, too. */
  readonly isMap?: true;
  readonly entries: readonly Entry[];
  readonly range: Range;
}

export interface Entry {
  /** A key with an unknown part may be equal to any other. */
  readonly key: TextValue;
  readonly value: Value;
}

/** JSON text that Terraform itself writes: the value in it is kept, and serialised only on demand. */
export interface JsonValue {
  readonly kind: "json";
  readonly content: Value;
  readonly range: Range;
  /** Address of the policy document data source that it comes from. */
  readonly document?: string;
}

/** A whole resource or data source: one instance of it. */
export interface InstanceValue {
  readonly kind: "instance";
  readonly address: string;
  readonly range: Range;
}

/** The first steps of a reference, such as `data.aws_iam_policy_document`. No value by itself. */
interface NamespaceValue {
  readonly kind: "namespace";
  readonly path: readonly string[];
  readonly range: Range;
}

/** A value of which nothing is known, not even its type. */
export interface UnknownValue {
  readonly kind: "unknown";
  readonly unknown: UnknownPart;
  readonly range: Range;
  /** In a list or object: stands for any number of elements. */
  readonly many?: true;
  readonly names?: string;
}

/** One of two values by a condition that is not known. In a list or object an arm can be missing. */
export interface ChoiceValue {
  readonly kind: "choice";
  readonly condition: UnknownPart;
  readonly then?: Value;
  readonly otherwise?: Value;
  readonly range: Range;
  /** In a list or object: the arm that exists stands for any number of elements like it. */
  readonly many?: true;
}

/** What Terraform would refuse. `try` and `can` see it; everywhere else it is an unknown value. */
export interface ErrorValue {
  readonly kind: "error";
  readonly unknown: UnknownPart;
  readonly range: Range;
}

/** True for an error, and for a text with one in it. */
export function isFaulty(value: Value): boolean {
  return value.kind === "error" || (value.kind === "string" && value.faulty === true);
}

export function stringValue(text: string, range: Range): StringValue {
  return { kind: "string", text: literalText(text, range), range };
}

export function textual(text: TextValue): StringValue {
  return { kind: "string", text, range: text.range };
}

export function numberValue(value: number, range: Range): NumberValue {
  return { kind: "number", text: String(value), range };
}

export function booleanValue(value: boolean, range: Range): BooleanValue {
  return { kind: "boolean", value, range };
}

export function listValue(
  items: readonly Value[],
  range: Range,
  type: ListValue["type"] = "tuple",
): ListValue {
  return { kind: "list", type, items, range };
}

export function unknownValue(reference: string, reason: UnknownReason, at: Range): UnknownValue {
  return { kind: "unknown", unknown: { kind: "unknown", reference, reason, at }, range: at };
}

/** What lies beyond a bound. */
export function notEvaluated(at: Range): UnknownValue {
  return unknownValue(`… (${at.file}:${at.start})`, "not supported", at);
}

export function errorValue(reference: string, at: Range, reason?: UnknownReason): ErrorValue {
  const part = unknownPart(reference, reason ?? "not supported", at);
  return { kind: "error", unknown: part, range: at };
}

export function unknownPart(reference: string, reason: UnknownReason, at: Range): UnknownPart {
  return { kind: "unknown", reference, reason, at };
}

/** The text of a string, number or boolean, when it is known to the last character. */
export function knownString(value: Value): string | undefined {
  switch (value.kind) {
    case "string":
      return knownText(value.text);
    case "number":
      return value.text;
    case "boolean":
      return String(value.value);
    default:
      return undefined;
  }
}

/** Characters of a text, as far as they are known; 0 for any other value. */
export function lengthOf(value: Value): number {
  return value.kind === "string" ? textLength(value.text) : 0;
}

/** Length with every unknown part counted as one. */
export function textLength({ parts }: TextValue): number {
  let length = 0;
  for (const part of parts) length += part.kind === "literal" ? part.text.length : 1;
  return length;
}

/** The integer of a known number (or of a text that is one). */
export function knownInteger(value: Value): number | undefined {
  const text = knownString(value);
  if (text === undefined || !/^-?\d{1,15}$/.test(text)) return undefined;
  return Number(text);
}

/** True when every element of the list is surely there, once. */
export function isExact(list: ListValue): boolean {
  return !list.items.some(isUncertain);
}

/** True for an element of a list or object that may be absent, or there several times. */
export function isUncertain(item: Value): boolean {
  if (item.kind === "unknown") return item.many === true;
  if (item.kind !== "choice") return false;
  return item.many === true || !item.then || !item.otherwise;
}

/** One text out of several, in order, with the place of the whole. */
export function concatTexts(texts: readonly TextValue[], range: Range): TextValue {
  const parts: TextPart[] = [];
  for (const text of texts) {
    for (const part of text.parts) parts.push(part);
  }
  return { parts, range };
}

/** Compares two texts by their UTF-8 bytes, the order of keys and sets. */
export function compareBytes(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    // Surrogates stand for characters above every other UTF-16 unit.
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** The entries in the order in which Terraform goes through them: by the bytes of their keys. */
export function sortedEntries(object: ObjectValue): Entry[] {
  return object.entries
    .map((entry) => ({ entry, key: displayText(entry.key) }))
    .sort((a, b) => compareBytes(a.key, b.key))
    .map(({ entry }) => entry);
}
