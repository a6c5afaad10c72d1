import { describe, expect, test } from "@jest/globals";
import { settingsDifferences } from "../../src/review/configuration-change.ts";
import { parseSettings } from "../../src/settings/parse-settings.ts";
import { defaultSettings, settingsPath } from "../../src/settings/settings.ts";

function read(list: string, defaults = defaultSettings) {
  const text = `principals: { required-tags: ${list} }`;
  const { settings, problems } = parseSettings(text, settingsPath, defaults);
  const { requiredTags, tagValues } = settings.parameters;
  return { settings, requiredTags, tagValues, problems: problems.map(({ details }) => details) };
}

describe("required tags", () => {
  test("are keys, or keys with the values that they may have", () => {
    expect(read("[Owner, { key: Environment, values: [dev, prod] }, { key: Team }]")).toMatchObject(
      {
        requiredTags: ["Owner", "Environment", "Team"],
        tagValues: [{ key: "Environment", values: ["dev", "prod"] }],
        problems: [],
      },
    );
  });

  test("of the file hold instead of the owner's, with their values", () => {
    const { settings: owner } = read("[{ key: Environment, values: [prod] }]");
    expect(read("[Owner]", owner).tagValues).toBeUndefined();
    expect(parseSettings("mode: warn", settingsPath, owner).settings.parameters).toEqual(
      owner.parameters,
    );
  });

  test("are asked for once", () => {
    expect(read("[Owner, Owner]").requiredTags).toEqual(["Owner"]);
  });

  test.each([
    ["[{ values: [a] }]", "needs `key`"],
    ["[{ key: A, values: [] }]", "`values` is empty"],
    ["[{ key: A, values: prod }]", "`values` must be a list"],
    ["[{ key: A, value: prod }]", "Did you mean `values`?"],
    ["[{ key: A }, { key: A, values: [b] }]", "`key: A` is given twice"],
    ["[[A]]", "must be a text"],
    [`[{ key: ${"k".repeat(129)} }]`, "longer than 128"],
    [`[{ key: A, values: [${"v".repeat(257)}] }]`, "longer than 256"],
  ])("%s is an error", (list, message) => {
    expect(read(list).problems).toEqual([expect.stringContaining(message)]);
  });

  test("that get other values are a difference of the configuration", () => {
    const { settings: now } = read("[Owner, { key: Environment, values: [dev] }]");
    const { settings: then } = read("[Owner, { key: Environment, values: [dev, prod] }]");
    expect(settingsDifferences(now, then)).toEqual([
      "`principals.required-tags`: `Environment: dev, prod` is added.",
      "`principals.required-tags`: `Environment: dev` is removed.",
    ]);
  });
});
