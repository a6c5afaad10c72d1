import type { Range } from "./range.ts";

/** Replaces the text of a range. */
export interface Edit {
  readonly range: Range;
  readonly newText: string;
}
