/** Lines of the head that a hunk of the diff shows: from 1, both inclusive. */
export interface Hunk {
  readonly startLine: number;
  readonly endLine: number;
}

/** Reads the hunks from the `patch` of a file. One without lines in the head is left out. */
export function hunksOf(patch: string): readonly Hunk[] {
  const hunks: Hunk[] = [];
  for (const line of patch.split("\n")) {
    // Every other line begins with a space, plus, minus or backslash.
    const match = /^@@ -\d{1,10}(?:,\d{1,10})? \+(\d{1,10})(?:,(\d{1,10}))? @@/.exec(line);
    if (!match) continue;
    const startLine = Number(match[1]);
    const count = match[2] === undefined ? 1 : Number(match[2]);
    if (count > 0) hunks.push({ startLine, endLine: startLine + count - 1 });
  }
  return hunks;
}

/**
 * True when GitHub takes a comment on these lines of the head: a single hunk has to show them all.
 * It refuses the whole review for one comment that is elsewhere.
 */
export function isShown(hunks: readonly Hunk[], startLine: number, endLine: number): boolean {
  return hunks.some((hunk) => hunk.startLine <= startLine && endLine <= hunk.endLine);
}
