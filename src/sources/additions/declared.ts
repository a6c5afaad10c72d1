import { folderOf } from "../../text/path.ts";
import type { Target } from "./style.ts";

/** What a module or template declares: a resource, a data source, and the like. */
export interface Block {
  /** `resource`, `data`, `module`, `locals` and others of Terraform. */
  readonly keyword: string;
  readonly type: string;
  readonly name: string;
  readonly body: string;
  /** There is one of it, whatever is decided later. */
  readonly isSingle: boolean;
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** What the module or the template that a file belongs to declares. Remembered. */
export function blocksFor({ file, text, texts }: Target): readonly Block[] {
  const files = blocksOf.get(texts) ?? new Map<string, readonly Block[]>();
  blocksOf.set(texts, files);
  const known = files.get(file);
  if (known) return known;
  const blocks = isTerraform(file) ? moduleBlocks(file, texts) : templateBlocks(file, text);
  files.set(file, blocks);
  return blocks;
}

/** The blocks of a file are asked for by every suggestion for it. */
const blocksOf = new WeakMap<Target["texts"], Map<string, readonly Block[]>>();

/**
 * Whether a block waits for the one that a place stands in, by way of others or as itself: what
 * stands there cannot refer to it, since neither could be made first. Names are enough, so that it
 * may say so of a block that only sounds like it.
 */
export function waitsFor(
  block: Block,
  place: { readonly file: string; readonly start: number },
  blocks: readonly Block[],
): boolean {
  const byName = new Map<string, Block[]>();
  for (const each of blocks) {
    const name = referenceName(each);
    byName.set(name, [...(byName.get(name) ?? []), each]);
  }
  const seen = new Set<Block>();
  const queue = [block];
  for (let next = queue.pop(); next; next = queue.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next.file === place.file && next.start <= place.start && place.start < next.end) {
      return true;
    }
    for (const name of referencesIn(next)) queue.push(...(byName.get(name) ?? []));
  }
  return false;
}

/** As others refer to it: all locals together. */
function referenceName({ keyword, type, name, file }: Block): string {
  if (!isTerraform(file)) return name;
  if (keyword === "resource") return `${type}.${name}`;
  if (keyword === "data") return `data.${type}.${name}`;
  return keyword === "locals" ? "local" : `${keyword}.${name}`;
}

function referencesIn({ body, file }: Block): ReadonlySet<string> {
  const names = new Set<string>();
  if (isTerraform(file)) {
    for (const [name] of body.matchAll(/\b(?:data\.\w+\.|module\.|[a-z]\w*_\w+\.)[\w-]+/g)) {
      names.add(name);
    }
    if (/\blocal\./.test(body)) names.add("local");
    return names;
  }
  // Neither keys nor the last word of a type.
  for (const [name] of body.matchAll(/(?<![\w:])[A-Za-z0-9]{1,255}(?!["']?\s{0,9}:)\b/g)) {
    names.add(name);
  }
  return names;
}

export function isTemplate(text: string): boolean {
  return /^[ \t{]*"?Resources"?[ \t]*:/m.test(text);
}

export function isTerraform(file: string): boolean {
  return file.endsWith(".tf");
}

function moduleBlocks(file: string, texts: Target["texts"]): readonly Block[] {
  const folder = folderOf(file);
  return [...texts].flatMap(([path, text]) =>
    isTerraform(path) && folderOf(path) === folder ? terraformBlocks(path, text) : [],
  );
}

function terraformBlocks(file: string, text: string): readonly Block[] {
  const code = withoutComments(text);
  const header = /^([a-z_]+)(?:[ \t]+"([^"\n]{1,200})")?(?:[ \t]+"([^"\n]{1,200})")?[ \t]*\{/gm;
  const headers = [...code.matchAll(header)];
  return headers.map(({ 0: whole, 1: keyword = "", 2: first = "", 3: second, index }, at) => {
    // To the next one: a brace of a text may stand first on its line.
    const end = headers[at + 1]?.index ?? text.length;
    const body = code.slice(index + whole.length, end);
    return {
      keyword,
      type: second === undefined ? "" : first,
      name: second ?? first,
      body,
      isSingle: !/^[ \t]*(?:count|for_each)[ \t]*=/m.test(body),
      file,
      start: index,
      end,
    };
  });
}

/** With comments that have lines of their own blanked, so that all else keeps its place. */
function withoutComments(text: string): string {
  const blank = (part: string) => part.replaceAll(/[^\n]/g, " ");
  const parts: string[] = [];
  let from = 0;
  const opening = /^[ \t]*\/\*/gm;
  for (let found = opening.exec(text); found; found = opening.exec(text)) {
    const close = text.indexOf("*/", opening.lastIndex);
    if (close < 0) break;
    parts.push(text.slice(from, found.index), blank(text.slice(found.index, close + 2)));
    from = close + 2;
    opening.lastIndex = from;
  }
  parts.push(text.slice(from));
  return parts.join("").replaceAll(/^[ \t]*(?:#|\/\/).*$/gm, blank);
}

/** The resources of a template in YAML, or in JSON that has one member on each line. */
function templateBlocks(file: string, text: string): readonly Block[] {
  if (!isTemplate(text)) return [];
  const found: { name: string; lines: string[]; start: number; end: number }[] = [];
  let outer = -1;
  let inner = -1;
  let start = 0;
  for (const line of text.split("\n")) {
    const end = start + line.length + 1;
    const content = line.trim();
    const indent = line.length - line.trimStart().length;
    if (outer < 0) {
      if (/^"?Resources"?\s*:\s*\{?$/.test(content)) outer = indent;
    } else if (content !== "" && !content.startsWith("#")) {
      if (indent <= outer) break;
      if (inner < 0) inner = indent;
      const [, name] = /^"?([A-Za-z0-9]{1,255})"?\s*:/.exec(content) ?? [];
      const last = found.at(-1);
      if (indent === inner && name !== undefined) found.push({ name, lines: [line], start, end });
      else if (last) {
        last.lines.push(line);
        last.end = end;
      }
    }
    start = end;
  }
  return found.map(({ name, lines, ...place }) => {
    const body = lines.map((line) => line.trimEnd()).join("\n");
    const [, type = ""] = /\bType"?\s*:\s*["']?(AWS::[A-Za-z0-9:]+)/.exec(body) ?? [];
    const isSingle = !/\bCondition"?\s*:\s*["']?\w/.test(body);
    return { keyword: "resource", type, name, body, isSingle, file, ...place };
  });
}
