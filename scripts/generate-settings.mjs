/**
 * Writes what is made from the description of the settings (`src/settings/description.ts`): the JSON
 * Schema, and the table in docs/configuration.md. Run by `npm run settings`, after a build.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { settingsJsonSchema } from "../dist/settings/json-schema.js";
import { settingsTable } from "../dist/settings/settings-table.js";

writeFileSync(new URL("../schema/leastwise.schema.json", import.meta.url), settingsJsonSchema());

const page = new URL("../docs/configuration.md", import.meta.url);
const generated = /(<!-- settings: generated -->\n)[\s\S]*?(\n<!-- settings: end -->)/;
writeFileSync(
  page,
  readFileSync(page, "utf8").replace(
    generated,
    (_, start, end) => `${start}\n${settingsTable()}\n${end}`,
  ),
);
