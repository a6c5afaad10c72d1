import { join, type Range } from "../text/range.ts";

/**
 * A text as far as it is known before deployment: literal parts and unknown parts, in order.
 *
 * `range` is where the whole value is written, quotes included. The parts keep their own places,
 * which may be in other files (a Terraform local, a template file).
 */
export interface TextValue {
  readonly parts: readonly TextPart[];
  readonly range: Range;
  /** Set when the value stands there only under conditions that are not known; all must hold. */
  readonly when?: readonly When[];
}

export type TextPart = LiteralPart | UnknownPart;

export interface LiteralPart {
  readonly kind: "literal";
  readonly text: string;
  /** Where the text is written. */
  readonly at: Range;
  /**
   * How offsets in `text` lead to offsets in the file, when they differ (escapes, indented
   * heredocs, folded YAML): from each anchor on, both run in step until the next anchor. Absent:
   * in step from the start when both are of one length, else the whole text stands for the whole
   * range.
   */
  readonly anchors?: readonly Anchor[];
}

/** `[offset in the value, offset in the file]`, in ascending order. */
export type Anchor = readonly [value: number, file: number];

/**
 * A part that is not known before deployment. It contains no wildcard. Two parts with the same
 * reference are equal, different ones are different.
 */
export interface UnknownPart {
  readonly kind: "unknown";
  /** As it is written, with the module instance in front: `module.app.aws_s3_bucket.logs.arn`, `!Ref Bucket`. */
  readonly reference: string;
  readonly reason: UnknownReason;
  readonly at: Range;
}

export type UnknownReason =
  | "known after deployment"
  | "input without a value"
  | "outside the repository"
  | "not supported";

/** A condition that is not known before deployment, and whether it has to hold. */
export interface When {
  readonly condition: UnknownPart;
  readonly holds: boolean;
}

/** A text that is wholly known and stands in the file as it is. */
export function literalText(text: string, range: Range): TextValue {
  return { parts: [{ kind: "literal", text, at: range }], range };
}

export function unknownText(part: UnknownPart): TextValue {
  return { parts: [part], range: part.at };
}

/** The text, when every part of it is known. */
export function knownText(value: TextValue): string | undefined {
  const [only] = value.parts;
  if (only?.kind === "literal" && value.parts.length === 1) return only.text;
  let text = "";
  for (const part of value.parts) {
    if (part.kind === "unknown") return undefined;
    text += part.text;
  }
  return text;
}

/** The text for people: an unknown part stands as `${reference}`. */
export function displayText(value: TextValue): string {
  const [only] = value.parts;
  if (only?.kind === "literal" && value.parts.length === 1) return only.text;
  return value.parts
    .map((part) => (part.kind === "literal" ? part.text : `\${${part.reference}}`))
    .join("");
}

export function unknownParts(value: TextValue): readonly UnknownPart[] {
  return value.parts.filter((part) => part.kind === "unknown");
}

/**
 * Stands for an unknown part where a text has to be one string, so that a parser can run over it.
 * A private-use character: one that the text itself contains is read as the same placeholder.
 */
export const placeholder = "\u{E000}";

/** The text with one placeholder character for every unknown part. */
export function placeholderText(value: TextValue): string {
  const [only] = value.parts;
  if (only?.kind === "literal" && value.parts.length === 1) return only.text;
  return value.parts.map((part) => (part.kind === "literal" ? part.text : placeholder)).join("");
}

/**
 * Where a stretch of the placeholder text is written in the files: `start` inclusive, `end`
 * exclusive. When its ends are in different files, the range of the whole value.
 */
export function rangeOf(value: TextValue, start: number, end: number): Range {
  const plain = plainPart(value);
  if (plain && start < end && end <= plain.text.length) {
    const { file, start: base } = plain.at;
    return { file, start: base + start, end: base + end };
  }
  const first = place(value, start, "start");
  const last = end > start ? place(value, end - 1, "end") : first;
  if (!first || !last || first.file !== last.file || last.end < first.start) return value.range;
  return join(first, last);
}

/** The stretch of the placeholder text as a value of its own. */
export function sliceText(value: TextValue, start: number, end: number): TextValue {
  const plain = plainPart(value);
  if (plain && start < end && end <= plain.text.length) {
    const range = rangeOf(value, start, end);
    return { parts: [{ kind: "literal", text: plain.text.slice(start, end), at: range }], range };
  }
  const parts: TextPart[] = [];
  const starts = partStarts(value);
  for (let index = partIndex(starts, start); index < value.parts.length; index++) {
    const part = value.parts[index];
    const offset = starts[index] ?? 0;
    if (!part || offset >= end) break;
    const length = part.kind === "literal" ? part.text.length : 1;
    const from = Math.max(start, offset) - offset;
    const to = Math.min(end, offset + length) - offset;
    if (from < to) parts.push(part.kind === "literal" ? sliceLiteral(part, from, to) : part);
  }
  return { parts, range: rangeOf(value, start, end) };
}

/** A stretch of a literal part (offsets into its text), with its own place and anchors. */
export function sliceLiteral(part: LiteralPart, start: number, end: number): LiteralPart {
  if (start === 0 && end === part.text.length) return part;
  const text = part.text.slice(start, end);
  const at = literalRange(part, start, end);
  const anchors = anchorsOf(part);
  if (!anchors) return { kind: "literal", text, at };
  const inside: Anchor[] = [];
  for (let index = lastAnchor(anchors, start) + 1; index < anchors.length; index++) {
    const anchor = anchors[index];
    if (!anchor || anchor[0] >= end) break;
    if (anchor[0] > start) inside.push(anchor);
  }
  const first: Anchor = [0, at.start];
  return {
    kind: "literal",
    text,
    at,
    anchors: [first, ...inside.map(([value, file]): Anchor => [value - start, file])],
  };
}

/** The only part of a value that stands in the file as it is: the text of a whole JSON file. */
function plainPart({ parts }: TextValue): LiteralPart | undefined {
  const [only] = parts;
  if (only?.kind !== "literal" || parts.length > 1 || only.anchors) return undefined;
  return only.at.end - only.at.start === only.text.length ? only : undefined;
}

function place(value: TextValue, index: number, edge: "start" | "end"): Range | undefined {
  const starts = partStarts(value);
  for (let at = partIndex(starts, index); at < value.parts.length; at++) {
    const part = value.parts[at];
    const offset = starts[at] ?? 0;
    if (part?.kind === "unknown" && index === offset) return part.at;
    if (part?.kind === "literal" && index < offset + part.text.length) {
      return literalRange(part, index - offset, index - offset + 1);
    }
  }
  const last = value.parts.at(-1);
  const at = last ? last.at : value.range;
  return edge === "start" ? { file: at.file, start: at.end, end: at.end } : at;
}

function literalRange(part: LiteralPart, start: number, end: number): Range {
  const anchors = anchorsOf(part);
  if (!anchors) return part.at;
  return {
    file: part.at.file,
    start: fileOffset(anchors, start),
    end: end > start ? fileEnd(part, anchors, end) : fileOffset(anchors, start),
  };
}

/** An end lies right behind the last character, or at the next anchor when escapes lie between. */
function fileEnd(part: LiteralPart, anchors: readonly Anchor[], end: number): number {
  if (end === part.text.length) {
    // What follows the last character up to the end of the part can only belong to it.
    return part.at.end;
  }
  const next = anchors[lastAnchor(anchors, end)];
  return next?.[0] === end ? next[1] : fileOffset(anchors, end - 1) + 1;
}

/** The offset in the file that an offset in the text leads to. */
export function fileOffset(anchors: readonly Anchor[], offset: number): number {
  const [value, file] = anchors[lastAnchor(anchors, offset)] ?? [0, 0];
  return file + offset - value;
}

/** Index of the last anchor at or before an offset in the value. */
function lastAnchor(anchors: readonly Anchor[], offset: number): number {
  let low = 0;
  let high = anchors.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((anchors[middle]?.[0] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where each part starts in the placeholder text. Remembered: parsers ask once for every token. */
function partStarts(value: TextValue): readonly number[] {
  let starts = partStartsOf.get(value);
  if (!starts) {
    let offset = 0;
    starts = value.parts.map((part) => {
      const start = offset;
      offset += part.kind === "literal" ? part.text.length : 1;
      return start;
    });
    partStartsOf.set(value, starts);
  }
  return starts;
}

const partStartsOf = new WeakMap<TextValue, readonly number[]>();

/** Index of the last part that starts at or before an offset in the placeholder text. */
function partIndex(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function anchorsOf(part: LiteralPart): readonly Anchor[] | undefined {
  if (part.anchors) return part.anchors;
  if (part.at.end - part.at.start === part.text.length) return [[0, part.at.start]];
  return undefined;
}
