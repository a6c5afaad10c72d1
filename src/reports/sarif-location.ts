import type { Place } from "../review/review.ts";
import { cutText, visibleText } from "./visible-text.ts";

/** Names the root of the repository, as CodeQL does. */
export const rootId = "%SRCROOT%";
/** Longest message, in UTF-16 units. */
const messageLengthMax = 4000;

/**
 * A place as SARIF's `physicalLocation`: lines and columns from 1 in UTF-16 units, the end exclusive,
 * as ours are.
 */
export function physicalLocation({ file, start, end }: Place): object {
  return { artifactLocation: artifactLocation(file), region: region({ start, end }) };
}

/** A line (from 1) of a file. */
export function lineLocation(file: string, line: number): object {
  return {
    physicalLocation: { artifactLocation: artifactLocation(file), region: { startLine: line } },
  };
}

export function artifactLocation(file: string): object {
  return { uri: relativeUri(file), uriBaseId: rootId };
}

export function region({ start, end }: Pick<Place, "start" | "end">): object {
  return {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}

/**
 * A path as relative reference (RFC 3986): every segment percent-encoded, so that none is taken for a
 * scheme, a query or a fragment. Half a surrogate pair, which no encoding has, becomes U+FFFD.
 */
function relativeUri(path: string): string {
  return wellFormed(path)
    .split("/")
    .map((segment) => encodeURIComponent(segment))
    .join("/");
}

/** Whether a text has no half of a surrogate pair, so that every reader of JSON takes it. */
export function isWellFormed(text: string): boolean {
  return !loneSurrogate.test(text);
}

function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, "\u{fffd}");
}

const loneSurrogate = /\p{Cs}/u;

/**
 * A plain text message. In SARIF's text brackets make links (section 3.11.6 of the standard), and so
 * they are escaped. Braces are left as they are, against section 3.11.5: no reader that we know of
 * undoes it where a message has no arguments, and `${var.x}` is to be read.
 */
export function message(foreign: string): { text: string } {
  const { text, note } = cutText(foreign, messageLengthMax);
  return { text: escapeBrackets(`${visibleText(text)}${note}`) };
}

/** A link in a message to one of the result's related locations. */
export function locationLink(foreign: string, id: number): string {
  const { text, note } = cutText(foreign, messageLengthMax / 4);
  return `[${escapeBrackets(`${visibleText(text)}${note}`)}](${id})`;
}

function escapeBrackets(text: string): string {
  return text.replace(/[[\]\\]/g, "\\$&");
}
