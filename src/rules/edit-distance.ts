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
 *
 * Only the cells within `limit` of the diagonal are looked at: what is farther off costs more.
 */
export function editDistance(first: string, second: string, limit: number): number {
  const tooMany = limit + 1;
  if (Math.abs(first.length - second.length) > limit) return tooMany;
  if (Math.max(first.length, second.length) > wordLengthMax) return tooMany;
  // Most pairs differ in more letters than may be wrong, which is seen at once.
  const [letters, others] = [lettersOf(first), lettersOf(second)];
  if (count(letters & ~others) > limit || count(others & ~letters) > limit) return tooMany;
  let [beforeLast, last, row] = rows;
  for (let j = 0; j <= second.length; j++) last[j] = Math.min(j, tooMany);
  for (let i = 1; i <= first.length; i++) {
    const from = Math.max(1, i - limit);
    const to = Math.min(second.length, i + limit);
    row[from - 1] = from === 1 ? Math.min(i, tooMany) : tooMany;
    let least = row[from - 1] ?? tooMany;
    for (let j = from; j <= to; j++) {
      const same = first.charCodeAt(i - 1) === second.charCodeAt(j - 1);
      let cost = Math.min(
        (last[j - 1] ?? 0) + (same ? 0 : 1),
        // The cell above the band was not written for this word.
        j === i + limit ? tooMany : (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
      );
      if (i > 1 && j > 1 && isExchanged(first, i, second, j)) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      }
      row[j] = Math.min(cost, tooMany);
      least = Math.min(least, cost);
    }
    if (least > limit) return tooMany;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  return Math.min(last[second.length] ?? 0, tooMany);
}

/** One bit for each letter that occurs; others than the 26 share bits, which only hides differences. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let i = 0; i < word.length; i++) letters |= 1 << (word.charCodeAt(i) & 31);
  return letters;
}

/** How many bits are set. */
function count(bits: number): number {
  let number = 0;
  for (let left = bits; left !== 0; left &= left - 1) number++;
  return number;
}

function isExchanged(first: string, i: number, second: string, j: number): boolean {
  return (
    first.charCodeAt(i - 1) === second.charCodeAt(j - 2) &&
    first.charCodeAt(i - 2) === second.charCodeAt(j - 1)
  );
}

/** Room for three rows of the table, used again for every pair: nothing of it outlives a call. */
const rows = [0, 1, 2].map(() => new Uint8Array(wordLengthMax + 1)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
