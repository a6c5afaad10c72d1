import type { Suggestion } from "../findings/finding.ts";
import type { TextValue } from "../policy/text-value.ts";
import type { Range } from "../text/range.ts";

/**
 * A suggestion that replaces a stretch of a text (offsets into it) by other characters, or
 * `undefined` when the stretch cannot be told for certain to stand in the file as it is: the text
 * is put together from several parts, or an escape lies in it. The author's quotes stay.
 */
export function replacement(
  value: TextValue,
  start: number,
  end: number,
  newText: string,
): Suggestion | undefined {
  const range = exactRange(value, start, end);
  // Anything else could need escapes, which differ between JSON, YAML and HCL.
  if (!range || !/^[\w:*?./@-]*$/.test(newText)) return undefined;
  return { title: `Replace with \`${newText}\``, edits: [{ range, newText }] };
}

function exactRange(value: TextValue, start: number, end: number): Range | undefined {
  const [part, ...others] = value.parts;
  if (part?.kind !== "literal" || others.length > 0) return undefined;
  const { file } = part.at;
  if (!part.anchors) {
    if (part.at.end - part.at.start !== part.text.length) return undefined;
    return { file, start: part.at.start + start, end: part.at.start + end };
  }
  if (part.anchors.some(([offset]) => offset > start && offset < end)) return undefined;
  const anchor = part.anchors.findLast(([offset]) => offset <= start);
  const next = part.anchors.find(([offset]) => offset === end);
  if (!anchor) return undefined;
  const from = anchor[1] + start - anchor[0];
  const to = from + end - start;
  // The last character is an escape when more of the file belongs to it than one character.
  const limit = end === part.text.length ? part.at.end : (next?.[1] ?? to);
  if (to !== limit) return undefined;
  return { file, start: from, end: to };
}
