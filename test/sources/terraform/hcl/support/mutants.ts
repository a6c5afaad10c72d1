/** Pieces of the language that are put in at random places. */
const pieces = [
  ..."{}[]()\"=:,.?!<>+-*/%&|~#$@;'`\\ \n\t",
  ..."a1_é😀",
  "\r\n",
  "${",
  "%{",
  "$${",
  "%%{",
  "${~",
  "~}",
  "=>",
  "==",
  "&&",
  "||",
  "...",
  "//",
  "/*",
  "*/",
  "<<EOT\n",
  "<<-EOT\n",
  "EOT\n",
  "\nEOT\n",
  "[*]",
  ".*",
  ".0",
  "for x in y : ",
  "if ",
  "%{ if x }",
  "%{ else }",
  "%{ endif }",
  "%{ for a in b }",
  "%{ endfor }",
  "null",
  "true",
  "1e5",
  "0.5",
  '"x"',
  "f(",
  "x = 1\n",
  "b {\n",
  "\n}\n",
  "(k) = 1",
  "\\u00e9",
  "\\n",
  "\u0301",
];

/** Numbers from 0 (inclusive) to 1 (exclusive), the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A text with a few changes: something put in, taken out, doubled or moved. */
export function mutated(text: string, random: () => number): string {
  const characters = Array.from(text);
  const below = (limit: number): number => Math.floor(random() * limit);
  for (let left = 1 + below(3); left > 0; left--) {
    const at = below(characters.length + 1);
    const length = 1 + below(random() < 0.8 ? 3 : 20);
    switch (below(5)) {
      case 0:
        characters.splice(at, length);
        break;
      case 1:
        characters.splice(at, 0, ...characters.slice(at, at + length));
        break;
      case 2:
        characters.splice(at, 1, ...(pieces[below(pieces.length)] ?? ""));
        break;
      case 3:
        characters.splice(below(characters.length + 1), 0, ...characters.splice(at, length));
        break;
      default:
        characters.splice(at, 0, ...(pieces[below(pieces.length)] ?? ""));
    }
  }
  return characters.join("");
}
