import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { settingsJsonSchema } from "../../src/settings/json-schema.ts";
import { parseSettings } from "../../src/settings/parse-settings.ts";
import { settingsTable } from "../../src/settings/settings-table.ts";

const root = new URL("../../", import.meta.url);
const page = readFileSync(new URL("docs/configuration.md", root), "utf8");

describe("what `npm run settings` writes is up to date", () => {
  test("the JSON Schema", () => {
    const published = readFileSync(new URL("schema/leastwise.schema.json", root), "utf8");
    expect(published).toBe(settingsJsonSchema());
  });

  test("the table of the documentation", () => {
    const [, table] = /<!-- settings: generated -->\n\n([\s\S]*?)\n\n<!-- settings: end -->/.exec(
      page,
    ) as RegExpExecArray;
    expect(table).toBe(settingsTable());
  });
});

describe("the JSON Schema and the reader agree", () => {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, formats: { date: true } });
  const validate = ajv.compile(JSON.parse(settingsJsonSchema()));
  const [, example = ""] = /^```yaml\n([\s\S]*?)^```/m.exec(page) ?? [];

  test.each([
    [example, true],
    ["mode: warn", true],
    ["mode: loud", false],
    ["moode: warn", false],
    ["rules: { MISSING_VERSION: off }", true],
    ["rules: { MISING_VERSION: off }", false],
    ["paths: { ignore: [a/**] }", true],
    ["paths: { ignore: [/a] }", false],
    ["policies: [{ path: a, kind: scp }]", true],
    ["policies: [{ path: a }]", false],
    ["exceptions: [{ rule: MISSING_VERSION, reason: a, owner: b, until: 2026-12-31 }]", false],
    [
      "exceptions: [{ rule: MISSING_VERSION, path: x, reason: a, owner: b, until: 2026-12-31 }]",
      true,
    ],
    ["rules: { CUSTOM_lower: off }", false],
    [customRule("CUSTOM_A", "deny: { actions: ['s3:*'] }"), true],
    [customRule("CUSTOM_A", "deny: { actions: [] }"), false],
    [customRule("CUSTOM_A", "deny: { actions: [s3] }"), false],
    [customRule("CUSTOM_A", ""), false],
    [customRule("OTHER", "deny: { actions: ['s3:*'] }"), false],
    [`${customRule("CUSTOM_A", "require: { tags: [a] }")}\nrules: { CUSTOM_A: ERROR }`, true],
    ["aws: { validate: false }", true],
    ["aws: { validate: maybe }", false],
  ])("%s", (text, valid) => {
    expect(parseSettings(text, "a").problems.length === 0).toBe(valid);
    expect(validate(parse(text))).toBe(valid);
  });
});

function customRule(code: string, question: string): string {
  return `custom-rules:\n  - code: ${code}\n    message: a\n    ${question}`;
}
