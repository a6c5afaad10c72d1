import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { nearest } from "../rules/edit-distance.ts";
import type { ListSchema, MappingSchema, Schema, TableSchema, TextSchema } from "./schema.ts";

/** Says what is wrong at a place (UTF-16 offsets), and what would be right. */
export type Report = (at: readonly [start: number, end: number], details: string) => void;

/** A value and the name that it has in the file, for messages. */
interface Named {
  readonly node: Node | null;
  /** Its key, or the key of the list that it is in. */
  readonly name: string;
  /** Where its key stands: the place of a value that is not there. */
  readonly key: Node;
}

/** Most words that a message lists. */
const listedMax = 12;

/**
 * The value of a node as far as it fits the schema; whatever does not fit is reported and left out.
 * Nothing is inherited from prototypes: tables have only the keys of the file.
 *
 * @param customCodes the codes of custom rules, for the places where these are words.
 */
export function readValue(
  schema: Schema,
  root: Node,
  report: Report,
  customCodes: readonly string[] = [],
): unknown {
  const reader = new Reader(report, customCodes, homes(schema));
  return reader.read(schema, { node: root, name: "the file", key: root });
}

/** Past this number nobody reads on, and finding out what was meant takes time. */
const reportsMax = 25;

class Reader {
  private readonly say: Report;
  private readonly customCodes: readonly string[];
  private readonly homes: Homes;
  private reports = 0;

  constructor(report: Report, customCodes: readonly string[], homes: Homes) {
    this.say = report;
    this.customCodes = customCodes;
    this.homes = homes;
  }

  read(schema: Schema, value: Named): unknown {
    switch (schema.kind) {
      case "choice":
        return this.choice(this.withCustom(schema.words, schema.customCodes), value);
      case "flag": {
        const word = this.choice(["true", "false"], value);
        return word === undefined ? undefined : word === "true";
      }
      case "text":
        return this.formed(schema, value);
      case "date":
        return this.date(value);
      case "list":
        return this.list(schema, value);
      case "mapping":
        return this.mapping(schema, value);
      case "text or mapping":
        return isMap(value.node)
          ? this.mapping(schema.mapping, value)
          : this.formed(schema.text, value);
      case "table":
        return this.table(schema, value);
    }
  }

  private text(
    { node, name, key }: Named,
    lengthMax: number,
    kind = "a text",
    advice = "Shorten it.",
  ): string | undefined {
    if (!isScalar(node) || typeof node.value !== "string" || node.value.trim() === "") {
      const alias = isAlias(node) ? " Aliases are not read: write it out." : "";
      this.report(node ?? key, `\`${name}\` must be ${kind}.${alias}`);
      return undefined;
    }
    if (node.value.length <= lengthMax) return node.value;
    this.report(node, `\`${name}\` is longer than ${lengthMax} characters. ${advice}`);
    return undefined;
  }

  private choice(words: readonly string[], value: Named): string | undefined {
    const kind = words.length > listedMax ? undefined : `one of ${listed(words)}`;
    const text = this.text(value, 100, kind);
    if (text === undefined || words.includes(text)) return text;
    this.report(value.node ?? value.key, () => unknownWord(value.name, text, words));
    return undefined;
  }

  private formed({ form, lengthMax, check }: TextSchema, value: Named): string | undefined {
    const text = this.text(value, lengthMax, undefined, form?.advice);
    if (text === undefined) return text;
    // The pattern is one of the description's own.
    const isFormed = !form || new RegExp(form.pattern).test(text);
    const wrong = isFormed ? check?.(text) : `\`${value.name}\` has another form. ${form.advice}`;
    if (wrong === undefined) return text;
    this.report(value.node ?? value.key, wrong);
    return undefined;
  }

  private date(value: Named): string | undefined {
    const kind = "a day of the calendar, written as `2026-12-31`";
    const text = this.text(value, 100, kind);
    if (text === undefined || isDay(text)) return text;
    this.report(value.node ?? value.key, `\`${value.name}\` must be ${kind}.`);
    return undefined;
  }

  private withCustom(words: readonly string[], has: true | undefined): readonly string[] {
    return has && this.customCodes.length > 0 ? [...words, ...this.customCodes] : words;
  }

  private list(schema: ListSchema, { node, name, key }: Named): unknown[] | undefined {
    const { item, itemsMax, itemsMin = 0, unique } = schema;
    if (!isSeq(node)) {
      this.report(
        node ?? key,
        `\`${name}\` must be a list: each entry on a line that begins with \`-\`.`,
      );
      return undefined;
    }
    if (node.items.length > itemsMax) {
      this.report(
        node,
        `\`${name}\` has more than ${itemsMax} entries. Take some of them together.`,
      );
      return undefined;
    }
    if (node.items.length < itemsMin) {
      this.report(node, `\`${name}\` is empty. Name at least one.`);
      return undefined;
    }
    if (unique !== undefined) this.reportRepeated(unique, node);
    return node.items.flatMap((entry) => {
      const value = this.read(item, {
        node: entry as Node | null,
        name,
        key: (entry as Node | null) ?? node,
      });
      return value === undefined ? [] : [value];
    });
  }

  private reportRepeated(member: string, { items }: YAMLSeq): void {
    const seen = new Set<string>();
    for (const entry of items) {
      const node = isMap(entry) ? entry.get(member, true) : undefined;
      if (!isScalar(node) || typeof node.value !== "string") continue;
      const text = node.value;
      if (seen.has(text)) {
        this.report(
          node,
          `\`${member}: ${shown(text)}\` is given twice. Give one of them another name.`,
        );
      }
      seen.add(text);
    }
  }

  private mapping(schema: MappingSchema, { node, name, key }: Named): object | undefined {
    const members = new Map(Object.entries(schema.members));
    const known = [...members.keys()];
    if (!isMap(node)) {
      this.report(node ?? key, `${subject(name)} must be a mapping with ${listed(known)}.`);
      return undefined;
    }
    const entries = this.entries(node, known, "key");
    const result: [string, unknown][] = [];
    let complete = true;
    for (const [memberName, member] of members) {
      const entry = entries.get(memberName);
      if (!entry) {
        if (!member.required) continue;
        this.report(node, `This entry needs \`${memberName}\`. ${member.means}`);
        complete = false;
        continue;
      }
      const value = this.read(member.schema, entry);
      if (value !== undefined) result.push([memberName, value]);
      else if (member.required) complete = false;
    }
    const { oneOf } = schema;
    if (oneOf && !oneOf.some((each) => entries.has(each))) {
      this.report(node, `This entry needs ${oneOf.map((each) => `\`${each}\``).join(" or ")}.`);
      complete = false;
    }
    const value = Object.fromEntries(result);
    const wrong = schema.check?.(value);
    if (wrong !== undefined) this.report(node, wrong);
    return complete ? value : undefined;
  }

  private table(
    { of, keys, value, customCodes }: TableSchema,
    { node, name, key }: Named,
  ): object | undefined {
    if (!isMap(node)) {
      this.report(node ?? key, `\`${name}\` must be a mapping from a ${of} to its setting.`);
      return undefined;
    }
    const result: [string, unknown][] = [];
    for (const [entryName, entry] of this.entries(node, this.withCustom(keys, customCodes), of)) {
      const read = this.read(value, entry);
      if (read !== undefined) result.push([entryName, read]);
    }
    return Object.fromEntries(result);
  }

  /** The members of a mapping that are known; unknown and repeated ones are reported. */
  private entries(node: YAMLMap, known: readonly string[], of: string): Map<string, Named> {
    const entries = new Map<string, Named>();
    const names = new Set(known);
    for (const { key, value } of node.items as Pair<Node | null, Node | null>[]) {
      const at = key ?? node;
      const name = isScalar(key) ? String(key.value) : "";
      if (!names.has(name)) this.report(at, () => unknownName(of, name, known, this.homes));
      else if (entries.has(name)) this.report(at, `\`${name}\` is given twice. Keep one of them.`);
      else entries.set(name, { node: value, name, key: at });
    }
    return entries;
  }

  private report(node: Node, details: string | (() => string)): void {
    if (++this.reports > reportsMax) return;
    const [start, end] = node.range ?? [0, 0];
    this.say([start, end], typeof details === "string" ? details : details());
  }
}

function unknownName(of: string, name: string, known: readonly string[], homes: Homes): string {
  if (name === "") return `A ${of} must be a plain word. Known: ${listed(known)}.`;
  const meant = nearest(name, known);
  const home = homes.get(name);
  const others = of === "rule" ? "`leastwise rules` lists them" : `Known: ${listed(known)}`;
  const advice = meant ? `Did you mean \`${meant}\`?` : `${home ?? others}.`;
  return `There is no ${of} \`${shown(name)}\` here. ${advice}`;
}

/** By key: a clause that says where in the file it belongs. */
type Homes = ReadonlyMap<string, string>;

function homes(schema: Schema): Homes {
  const paths = new Map<string, string[]>();
  const visit = (each: Schema, path: string) => {
    if (each.kind === "list") visit(each.item, path);
    if (each.kind !== "mapping") return;
    for (const [name, member] of Object.entries(each.members)) {
      paths.set(name, [...(paths.get(name) ?? []), path]);
      visit(member.schema, path === "" ? name : `${path}.${name}`);
    }
  };
  visit(schema, "");
  const clause = (where: readonly string[]) =>
    where.includes("")
      ? "It belongs at the top of the file"
      : `It belongs under ${where.map((path) => `\`${path}\``).join(" or ")}`;
  return new Map([...paths].map(([name, where]) => [name, clause(where)]));
}

function unknownWord(name: string, text: string, words: readonly string[]): string {
  const meant = nearest(text, words);
  const hint = meant ? ` Did you mean \`${meant}\`?` : "";
  const allowed = words.length > listedMax ? "" : ` It must be one of ${listed(words)}.`;
  const rest = hint === "" && allowed === "" ? " `leastwise rules` lists what is known." : "";
  return `\`${shown(text)}\` is not known as \`${name}\`.${hint}${allowed}${rest}`;
}

function subject(name: string): string {
  return name === "the file" ? "The file" : `\`${name}\``;
}

function listed(words: readonly string[]): string {
  const shownWords = words.slice(0, listedMax).map((word) => `\`${word}\``);
  return words.length > listedMax
    ? `${shownWords.join(", ")} and ${words.length - listedMax} more`
    : shownWords.join(", ");
}

/** A word of the file, short enough for a message and without what would end its code span. */
function shown(word: string): string {
  const text = word.replaceAll("`", "'");
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** A day that the calendar has, written as `2026-12-31`. */
export function isDay(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return false;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return year >= 1970 && day >= 1 && day <= days;
}
