import { code, identifierEnd, isSpace, newlineLength } from "./characters.ts";

/** The lines of a text that hold nothing but a name, and so can end a heredoc of that marker. */
export class MarkerLines {
  /** For each name, the offsets behind it, in ascending order. */
  private readonly ends = new Map<string, number[]>();

  constructor(text: string) {
    let line = 0;
    while (line < text.length) {
      const start = spacesEnd(text, line);
      const end = identifierEnd(text, start);
      if (end > start && newlineLength(text, spacesEnd(text, end)) > 0) {
        const name = text.slice(start, end);
        const ends = this.ends.get(name);
        if (ends) ends.push(end);
        else this.ends.set(name, [end]);
      }
      const feed = text.indexOf("\n", end);
      line = feed < 0 ? text.length : feed + 1;
    }
  }

  /** The end of the first such marker that stands behind the offset. */
  endAfter(marker: string, offset: number): number | undefined {
    const ends = this.ends.get(marker) ?? [];
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return ends[low];
  }
}

/** The offset behind the blanks of a line, of all kinds that Unicode knows. */
export function spacesEnd(text: string, start: number): number {
  let at = start;
  for (;;) {
    const unit = text.charCodeAt(at);
    if (unit === code.lineFeed || unit === code.carriageReturn || !isSpace(unit)) return at;
    at++;
  }
}
