import { rangeOf } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import type { PathStep, ValidatorLocation } from "../policy-validator.ts";
import { escaped, type PolicyText, type SentNode, type SentText } from "./policy-text.ts";

/** A place of the text that was sent, and where that is written. */
export interface Located {
  readonly range: Range;
  /** The smallest value or name that holds the place. */
  readonly node: SentNode;
  /** The values around it, the document first, `node` excluded. */
  readonly around: readonly SentNode[];
  /** Names of the members on the way: `Statement`, `Action`. */
  readonly names: readonly string[];
  /** True when the place is the name of a member. */
  readonly isKey: boolean;
  /** True when a stretch within a text is meant, and nothing of it stands in for something unknown. */
  readonly isKnownStretch: boolean;
}

/**
 * Finds a location of an answer in the policy. The span decides, since the text is ours to the last
 * character; the path where there is no span or it does not fit. `undefined` when neither leads to
 * anything.
 */
export function locate(
  policy: PolicyText,
  { path, span }: ValidatorLocation,
): { readonly located: Located; readonly exact: boolean } | undefined {
  const bySpan = span && locateSpan(policy, span);
  if (bySpan) return { located: bySpan, exact: true };
  const byPath = locatePath(policy, path);
  return byPath && { located: byPath, exact: !span };
}

function locateSpan(
  { text, root }: PolicyText,
  { start, end }: { readonly start: number; readonly end: number },
): Located | undefined {
  const isInside = Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end;
  if (!isInside || end > text.length) return undefined;
  const around: SentNode[] = [];
  const names: string[] = [];
  let node = root;
  let isKey = false;
  for (;;) {
    const next = stepInto(node, start, end);
    if (!next) break;
    around.push(node);
    if (next.name !== undefined) names.push(next.name);
    node = next.node;
    isKey = next.isKey;
    if (isKey) break;
  }
  const isWithin = start > node.start || end < node.end;
  const stretch =
    isWithin && node.value
      ? stretchOf(node.value, start - node.start, end - node.start)
      : undefined;
  return {
    node,
    around,
    names,
    isKey,
    range: stretch?.range ?? node.range,
    isKnownStretch: stretch?.isKnown ?? false,
  };
}

interface Step {
  readonly node: SentNode;
  readonly name?: string;
  readonly isKey: boolean;
}

/** The member or item that holds the span; the one that starts behind its start for an empty span. */
function stepInto(node: SentNode, start: number, end: number): Step | undefined {
  const holds = (part: SentNode) => part.start <= start && end <= part.end && start < part.end;
  for (const { name, key, value } of node.members) {
    if (holds(key)) return { node: key, name, isKey: true };
    if (holds(value)) return { node: value, name, isKey: false };
  }
  const item = node.items.find(holds);
  return item && { node: item, isKey: false };
}

function locatePath({ root }: PolicyText, path: readonly PathStep[]): Located | undefined {
  const around: SentNode[] = [];
  const names: string[] = [];
  let node = root;
  let isKey = false;
  let stretch: Stretch | undefined;
  for (const step of path) {
    if ("substring" in step) {
      const { start, length } = step.substring;
      stretch = node.value && substringOf(node.value, start, start + length);
      break;
    }
    const next = followStep(node, step);
    if (!next) return undefined;
    around.push(node);
    if (next.name !== undefined) names.push(next.name);
    node = next.node;
    isKey = next.isKey;
  }
  return {
    node,
    around,
    names,
    isKey,
    range: stretch?.range ?? node.range,
    isKnownStretch: stretch?.isKnown ?? false,
  };
}

function followStep(
  node: SentNode,
  step: Exclude<PathStep, { substring: unknown }>,
): Step | undefined {
  if ("index" in step) {
    const item = node.items[step.index];
    // A lone value counts as a list of one.
    if (!item && node.kind !== "array" && step.index === 0) return { node, isKey: false };
    return item && { node: item, isKey: false };
  }
  const name = "key" in step ? step.key : step.value;
  const member = node.members.find((candidate) => sentName(candidate.key) === name);
  if (!member) return undefined;
  return "key" in step
    ? { node: member.key, name: member.name, isKey: true }
    : { node: member.value, name: member.name, isKey: false };
}

/** The name as AWS reads it, stand-ins included. */
function sentName({ value }: SentNode): string {
  if (!value) return "";
  let fill = 0;
  return value.value.parts
    .map((part) => (part.kind === "literal" ? part.text : (value.fills[fill++] ?? "")))
    .join("");
}

interface Stretch {
  readonly range: Range;
  readonly isKnown: boolean;
}

/** A stretch of the JSON string, in offsets from its opening quote. */
function stretchOf(sent: SentText, start: number, end: number): Stretch | undefined {
  return stretch(sent, start - 1, end - 1, (text) => escaped(text).length);
}

/** A stretch of the text that the JSON string stands for. */
function substringOf(sent: SentText, start: number, end: number): Stretch | undefined {
  return stretch(sent, start, end, (text) => text.length);
}

/** Texts longer than this are shown as a whole: the walk goes by characters. */
const stretchLengthMax = 20_000;

function stretch(
  { value, fills }: SentText,
  start: number,
  end: number,
  lengthOf: (text: string) => number,
): Stretch | undefined {
  let at = 0;
  let index = 0;
  let fill = 0;
  let first: number | undefined;
  let last: number | undefined;
  let isKnown = true;
  const pass = (length: number, isLiteral: boolean): void => {
    if (at < end && at + length > start) {
      first ??= index;
      last = index + 1;
      isKnown &&= isLiteral;
    }
    at += length;
    index++;
  };
  for (const part of value.parts) {
    if (at >= end || index > stretchLengthMax) break;
    if (part.kind === "unknown") {
      pass(fills[fill++]?.length ?? 0, false);
      continue;
    }
    for (let unit = 0; unit < part.text.length && at < end; unit++) {
      pass(lengthOf(part.text.charAt(unit)), true);
    }
  }
  if (first === undefined || last === undefined || index > stretchLengthMax) return undefined;
  return { range: rangeOf(value, first, last), isKnown };
}
