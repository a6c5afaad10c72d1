/**
 * Writes what is made from data of the code: from the description of the settings
 * (`src/settings/description.ts`) the JSON Schema and the table in docs/configuration.md; from the
 * registry of the rules the index in docs/rules/README.md and docs/practices.md. Run by
 * `npm run settings`, after a build.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { practicesPage, rulesIndex } from "../dist/rules/rules-index.js";
import { settingsJsonSchema } from "../dist/settings/json-schema.js";
import { settingsTable } from "../dist/settings/settings-table.js";

writeFileSync(new URL("../schema/leastwise.schema.json", import.meta.url), settingsJsonSchema());
between("docs/configuration.md", "settings", settingsTable());
between("docs/rules/README.md", "rules", rulesIndex());
between("docs/practices.md", "practices", practicesPage());

/** Puts a text between the markers of a page. */
function between(path, name, text) {
  const page = new URL(`../${path}`, import.meta.url);
  const before = readFileSync(page, "utf8");
  const generated = new RegExp(`(<!-- ${name}: generated -->\n)[^]*?(\n<!-- ${name}: end -->)`);
  if (!generated.test(before)) throw new Error(`${path} has no markers for ${name}`);
  writeFileSync(
    page,
    before.replace(generated, (_, start, end) => `${start}\n${text}\n${end}`),
  );
}
