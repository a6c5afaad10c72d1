import { LineIndex } from "../text/line-index.ts";
import type { Range } from "../text/range.ts";
import type { Place } from "./review.ts";

/** The most lines of source that a finding carries along, and the longest line. */
const excerptLinesMax = 12;
const excerptLineLengthMax = 500;

/** Turns ranges of one side of a change into lines and columns. */
export class Places {
  private readonly texts: ReadonlyMap<string, string>;
  private readonly indexes = new Map<string, LineIndex>();

  constructor(texts: ReadonlyMap<string, string>) {
    this.texts = texts;
  }

  /** Lines and columns from 1, the end exclusive. The first character of a file without text. */
  place(range: Range): Place {
    const lines = this.lines(range.file);
    return {
      file: range.file,
      start: lines.position(range.start),
      end: lines.position(range.end),
    };
  }

  /** The lines that the range touches, from the first; none when they are too long to be shown. */
  excerpt(range: Range): readonly string[] {
    const lines = this.lines(range.file);
    const first = lines.position(range.start).line;
    const last = lines.position(Math.max(range.start, range.end - 1)).line;
    const excerpt: string[] = [];
    for (let line = first; line <= Math.min(last, first + excerptLinesMax - 1); line++) {
      excerpt.push(lines.line(line));
    }
    return excerpt.every((line) => line.length <= excerptLineLengthMax) ? excerpt : [];
  }

  /**
   * All lines that the range touches, with the number of the first (from 1). `undefined` when they are
   * more than `most`, or too long to be shown.
   */
  wholeLines(
    range: Range,
    most: number,
  ): { readonly start: number; readonly texts: readonly string[] } | undefined {
    const lines = this.lines(range.file);
    const start = lines.position(range.start).line;
    const last = lines.position(Math.max(range.start, range.end - 1)).line;
    if (last - start >= most) return undefined;
    const texts = Array.from({ length: last - start + 1 }, (_, index) => lines.line(start + index));
    return texts.every((line) => line.length <= excerptLineLengthMax)
      ? { start, texts }
      : undefined;
  }

  private lines(file: string): LineIndex {
    let index = this.indexes.get(file);
    if (!index) {
      index = new LineIndex(this.texts.get(file) ?? "");
      this.indexes.set(file, index);
    }
    return index;
  }
}
