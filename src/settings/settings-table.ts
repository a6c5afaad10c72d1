import { settingsDescription } from "./description.ts";
import type { Member, Schema } from "./schema.ts";

/** Most words that a cell lists. */
const wordsMax = 12;

/** The table of every setting, in Markdown: what stands between the markers of the documentation. */
export function settingsTable(): string {
  return [
    "| key | value | what it means | without it |",
    "| --- | --- | --- | --- |",
    ...rows("", settingsDescription).map((cells) => `| ${cells.join(" | ")} |`),
  ].join("\n");
}

type Row = readonly [key: string, value: string, means: string, without: string];

function rows(prefix: string, schema: Schema): Row[] {
  switch (schema.kind) {
    case "mapping":
      return Object.entries(schema.members).flatMap(([name, member]) =>
        memberRows(`${prefix}${name}`, member),
      );
    case "list":
      return rows(prefix.replace(/\.$/, "[]."), schema.item);
    case "text or mapping":
      return rows(prefix, schema.mapping);
    default:
      return [];
  }
}

function memberRows(key: string, { schema, means, without, required }: Member): Row[] {
  const deeper = rows(`${key}.`, schema);
  const own: Row = [
    `\`${key}\``,
    value(schema),
    means,
    required ? "must be there" : (without ?? ""),
  ];
  return [own, ...deeper];
}

function value(schema: Schema): string {
  switch (schema.kind) {
    case "choice":
      return schema.words.length > wordsMax
        ? "an issue code"
        : schema.words.map((word) => `\`${word}\``).join(", ");
    case "flag":
      return "`true`, `false`";
    case "text":
      return schema.form ? `a text. ${schema.form.advice}` : "a text";
    case "date":
      return "a day: `2026-12-31`";
    case "list":
      return schema.item.kind === "mapping"
        ? "a list of entries"
        : `a list. Each entry: ${value(schema.item)}`;
    case "mapping":
      return "a mapping";
    case "text or mapping":
      return `${value(schema.text)}, or ${value(schema.mapping)}`;
    case "table":
      return `a mapping from a ${schema.of} to ${value(schema.value)}`;
  }
}
