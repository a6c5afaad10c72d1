/** A part of a Markdown report that can be shortened at the border of its items. */
export interface Section {
  /** Shown before the items. */
  readonly heading: string;
  /**
   * Blocks or list items, each complete in itself. A section whose list is empty is not shown; one
   * without a list is its heading alone.
   */
  readonly items?: readonly (string | Item)[];
  /** Closes what the heading opened. */
  readonly end?: string;
}

/** An item that stands for several entries (or, as the head of some, for none). */
export interface Item {
  readonly text: string;
  /** For the note of what is left out. */
  readonly entries: number;
}

/**
 * Sections as Markdown of at most `bytesMax` bytes of UTF-8. GitHub counts characters in places and
 * bytes in others; the bytes are never fewer. Every section keeps its heading. When the items do not
 * all fit, each section has at least its equal share of the room, and the earlier ones have what the
 * later ones leave of theirs; what is left out is counted in a note.
 */
export function fitSections(sections: readonly Section[], bytesMax: number): string {
  const shown = sections.filter(({ items }) => items === undefined || items.length > 0);
  const needs = shown.map(({ items = [] }) =>
    items.reduce<number>((bytes, item) => bytes + utf8Length(textOf(item)) + 1, 0),
  );
  let room = bytesMax - shown.reduce((bytes, section) => bytes + frameLength(section), 0);
  const share = Math.floor(room / Math.max(1, needs.filter((need) => need > 0).length));
  const blocks = shown.map((section, index) => {
    const reserved = needs
      .slice(index + 1)
      .reduce((bytes, need) => bytes + Math.min(need, share), 0);
    const block = fitItems(section, room - reserved);
    room -= block.itemsLength;
    return block.text;
  });
  return blocks.join(separator);
}

/** Texts that stand in one item of a list, and how long it may grow, in UTF-16 units. */
const textsPerItem = 20;
const itemLengthMax = 1500;

/** Short texts side by side, in as few items as are not too long; each counts as one entry. */
export function itemsOf(lead: string, texts: readonly string[]): Item[] {
  const items: Item[] = [];
  let open: string[] = [];
  let length = 0;
  const close = () => {
    if (open.length > 0) items.push({ text: lead + open.join(", "), entries: open.length });
    open = [];
    length = 0;
  };
  for (const text of texts) {
    if (open.length >= textsPerItem || length + text.length > itemLengthMax) close();
    open.push(text);
    length += text.length;
  }
  close();
  return items;
}

const separator = "\n\n";
/** Room that is kept in every section for the note. */
const noteLengthMax = 200;

/** What a section takes without its items, in bytes, with the note and the separators. */
function frameLength({ heading, end }: Section): number {
  return utf8Length(heading) + utf8Length(end ?? "") + noteLengthMax + 2 * separator.length;
}

function fitItems(
  { heading, items = [], end }: Section,
  room: number,
): { text: string; itemsLength: number } {
  const shown: string[] = [];
  let itemsLength = 0;
  for (const item of items) {
    const length = utf8Length(textOf(item)) + 1;
    if (itemsLength + length > room) break;
    shown.push(textOf(item));
    itemsLength += length;
  }
  const rest = items.slice(shown.length).reduce<number>((sum, item) => sum + entriesOf(item), 0);
  const lines = [heading];
  if (shown.length > 0) lines.push("", ...shown);
  if (rest > 0) lines.push("", leftOut(rest));
  if (end !== undefined) lines.push(end);
  return { text: lines.join("\n"), itemsLength };
}

function textOf(item: string | Item): string {
  return typeof item === "string" ? item : item.text;
}

function entriesOf(item: string | Item): number {
  return typeof item === "string" ? 1 : item.entries;
}

function leftOut(count: number): string {
  return `**Cut:** ${count} more ${count === 1 ? "entry" : "entries"} left out, since GitHub takes no longer text. The \`leastwise\` command shows them all.`;
}

/** How many bytes a text has in UTF-8; half a surrogate pair counts as its replacement, three. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
