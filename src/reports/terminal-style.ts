/** Paints text for a terminal, or leaves it as it is. What is painted has to be visible text. */
export type Paint = (style: Style, text: string) => string;

export type Style = "bold" | "dim" | "red" | "magenta" | "yellow" | "cyan" | "green";

/** Codes of ECMA-48 (SGR): on and off. */
const codes: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  magenta: [35, 39],
  cyan: [36, 39],
};

export function painter(color: boolean): Paint {
  return (style, text) => {
    const [on, off] = codes[style];
    return color && text !== "" ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  };
}

/** How many columns of a terminal a text takes; it has to be visible text. */
export function columns(text: string): number {
  let count = 0;
  for (const character of text) count += characterColumns(character);
  return count;
}

function characterColumns(character: string): 0 | 1 | 2 {
  if (/^\p{M}$/u.test(character)) return 0;
  const code = character.codePointAt(0) ?? 0;
  return wideRanges.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}

/** The larger blocks of wide characters of Unicode Standard Annex 11, and the common emoji. */
const wideRanges: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

/** Breaks visible text at blanks into lines of at most `width` columns; a longer word stands alone. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && columns(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
