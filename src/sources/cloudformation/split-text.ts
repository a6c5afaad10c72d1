import { placeholderText, sliceText, type TextValue } from "../../policy/text-value.ts";

/** The pieces of a text between separators; unknown parts contain none. */
export function splitText(value: TextValue, separator: string, trim: boolean): TextValue[] {
  const text = placeholderText(value);
  const pieces: TextValue[] = [];
  let start = 0;
  for (;;) {
    const found = text.indexOf(separator, start);
    const end = found < 0 ? text.length : found;
    let [from, to] = [start, end];
    while (trim && from < to && text[from] === " ") from++;
    while (trim && from < to && text[to - 1] === " ") to--;
    pieces.push(sliceText(value, from, to));
    if (found < 0) return pieces;
    start = found + separator.length;
  }
}
