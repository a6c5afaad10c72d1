/** A place in a text as people count it: both from 1, the column in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Converts offsets to lines and columns. Lines end with LF, CRLF or a lone CR, as GitHub and
 * editors count them.
 */
export class LineIndex {
  /** Offset of the first character of each line. */
  private readonly starts: number[] = [0];
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
    if (!text.includes("\r")) {
      // The common case, and many times faster.
      for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
        this.starts.push(at + 1);
      }
      return;
    }
    for (let offset = 0; offset < text.length; offset++) {
      const code = text.charCodeAt(offset);
      if (code === 10 || (code === 13 && text.charCodeAt(offset + 1) !== 10)) {
        this.starts.push(offset + 1);
      }
    }
  }

  get lineCount(): number {
    return this.starts.length;
  }

  /** Offset (from 0) → line and column (from 1). An offset past the end means the end. */
  position(offset: number): Position {
    const bounded = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= bounded) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: bounded - (this.starts[low] ?? 0) + 1 };
  }

  /** Line and column (from 1) → offset (from 0), or `undefined` when there is no such line. */
  offset(position: Position): number | undefined {
    const start = this.starts[position.line - 1];
    if (start === undefined) return undefined;
    return Math.min(start + position.column - 1, this.text.length);
  }

  /** The text of a line (from 1) without its line end; empty when there is no such line. */
  line(number: number): string {
    const start = this.starts[number - 1];
    if (start === undefined) return "";
    return this.text.slice(start, this.starts[number]).replace(/[\r\n]+$/, "");
  }
}
