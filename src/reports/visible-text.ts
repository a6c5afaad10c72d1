/**
 * Makes every character that does not show as itself visible: control characters (line breaks,
 * tabs, ESC), marks that turn the direction of writing, invisible and private characters, odd
 * spaces, halves of surrogate pairs; and marks upon marks, which would cover the lines around. They
 * appear as `\n`, `\r`, `\t` or `\u{1b}`.
 *
 * The result is one line, and safe to write to a terminal.
 */
export function visibleText(text: string): string {
  return text.replace(invisible, visibleCharacter).replace(piledMark, visibleCharacter);
}

/** True when `visibleText` would change the text; a tab counts as visible here. */
export function hasInvisible(text: string): boolean {
  return text.replaceAll("\t", " ").search(invisible) >= 0 || text.search(piledMark) >= 0;
}

/**
 * The first `lengthMax` UTF-16 units of a text, never half a character; with a note of what was
 * left out when it is longer.
 */
export function cutText(text: string, lengthMax: number): { text: string; note: string } {
  if (text.length <= lengthMax) return { text, note: "" };
  const last = text.charCodeAt(lengthMax - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? lengthMax - 1 : lengthMax;
  return { text: text.slice(0, end), note: `… (cut, ${text.length} characters)` };
}

/**
 * Control, format (direction marks, zero-width and tag characters), spaces and separators other
 * than the plain blank, private use, lone surrogates, whatever Unicode calls ignorable (it shows as
 * nothing: Hangul fillers, variation selectors; but not the two that emoji use), Braille's blank.
 */
const invisible =
  /(?! |\u{fe0e}|\u{fe0f})[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u{2800}]/gu;

/** A combining mark upon four others; no language writes more on one letter. */
const piledMark = /(?<=\p{M}{4})\p{M}/gu;

function visibleCharacter(character: string): string {
  if (character === "\n") return "\\n";
  if (character === "\r") return "\\r";
  if (character === "\t") return "\\t";
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}
