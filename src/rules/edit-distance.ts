/** Longest word that is compared; the longest action name of AWS has 64 characters. */
const wordLengthMax = 128;

/**
 * The candidate that is nearest to the word, case not counting; `undefined` when none is near
 * enough to be meant: a third of the word's characters, at most `distanceMax` of them, may be
 * wrong, missing or too many; two exchanged neighbours count as one. Of equally near ones the first.
 */
export function nearest(
  word: string,
  candidates: Iterable<string>,
  distanceMax = 3,
): string | undefined {
  if (word.length > wordLengthMax) return undefined;
  const lower = word.toLowerCase();
  let limit = Math.min(distanceMax, Math.ceil(word.length / 3));
  let best: string | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(lower, candidate.toLowerCase(), limit);
    if (distance > limit) continue;
    best = candidate;
    limit = distance - 1;
    if (limit < 0) break;
  }
  return best;
}

/**
 * Insertions, deletions, replacements and exchanges of neighbours that lead from one word to the
 * other; `limit + 1` when there are more than `limit`.
 */
export function editDistance(first: string, second: string, limit: number): number {
  if (Math.abs(first.length - second.length) > limit) return limit + 1;
  if (Math.max(first.length, second.length) > wordLengthMax) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: second.length + 1 }, (_, index) => index);
  for (let i = 1; i <= first.length; i++) {
    const row = [i];
    for (let j = 1; j <= second.length; j++) {
      const same = first[i - 1] === second[j - 1];
      let cost = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && first[i - 1] === second[j - 2] && first[i - 2] === second[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    if (Math.min(...row) > limit) return limit + 1;
    beforeLast = last;
    last = row;
  }
  return Math.min(last[second.length] ?? 0, limit + 1);
}
