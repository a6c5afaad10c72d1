/** A start or end tag as it stands in a file. */
export interface Tag {
  readonly name: string;
  readonly isEnd: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

const voidNames: ReadonlySet<string> = new Set(["meta", "br"]);

/**
 * Reads HTML of the strict kind that the report is: quoted attributes, every element closed. Throws for
 * everything else, such as a `<` that opens no tag, or an `&` that opens no reference.
 */
export function readHtml(html: string): { readonly tags: readonly Tag[]; readonly text: string } {
  const tags: Tag[] = [];
  const open: string[] = [];
  let text = "";
  const parts =
    /(?<plain>[^<]+)|<(?<end>\/?)(?<name>[a-z][a-z0-9]*)(?<written>(?: [a-z-]+="[^"<>]*")*)>/y;
  const body = html.replace(/^<!doctype html>\n/, "");
  while (parts.lastIndex < body.length) {
    const at = parts.lastIndex;
    const groups = parts.exec(body)?.groups;
    if (!groups) throw new Error(`no tag: ${body.slice(at, at + 80)}`);
    const { plain, end, name = "", written = "" } = groups;
    if (plain !== undefined) {
      // The style is no text: `>` and `&` mean nothing in it.
      text += open.at(-1) === "style" ? "" : decoded(plain);
      continue;
    }
    const isEnd = end === "/";
    if (isEnd && open.pop() !== name) throw new Error(`</${name}> closes nothing`);
    if (!isEnd && !voidNames.has(name)) open.push(name);
    const attributes = [...written.matchAll(/ ([a-z-]+)="([^"]*)"/g)].map(
      ([, key = "", value = ""]) => [key, key === "content" ? value : decoded(value)] as const,
    );
    tags.push({ name, isEnd, attributes: Object.fromEntries(attributes) });
  }
  if (open.length > 0) throw new Error(`<${open.join(">, <")}> not closed`);
  return { tags, text };
}

const characters: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&#91;": "[",
  "&#96;": "`",
};

function decoded(text: string): string {
  if (/>/.test(text)) throw new Error(`a bare >: ${text.slice(0, 80)}`);
  return text.replace(/&[^;&]{0,8};?/g, (reference) => {
    const character = characters[reference];
    if (character === undefined) throw new Error(`no reference: ${reference}`);
    return character;
  });
}
