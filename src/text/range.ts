/**
 * A stretch of a file: UTF-16 offsets into its unchanged text, `start` inclusive, `end` exclusive.
 * The file is a path relative to the root of the repository, with forward slashes. Which side of a
 * change the file is read from is known where the range is used.
 */
export interface Range {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** The smallest range that holds both; the first one alone when they are in different files. */
export function join(first: Range, second: Range): Range {
  if (first.file !== second.file) return first;
  return {
    file: first.file,
    start: Math.min(first.start, second.start),
    end: Math.max(first.end, second.end),
  };
}

export function isWithin(inner: Range, outer: Range): boolean {
  return inner.file === outer.file && inner.start >= outer.start && inner.end <= outer.end;
}
