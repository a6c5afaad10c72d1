import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { readCloudFormation } from "../../../src/sources/cloudformation/read-cloudformation.ts";
import { render } from "../rendering.ts";

/** Templates of AWS's public collection, many of them both as YAML and as JSON. */
const folder = new URL("../../../../shared/corpus/cloudformation/", import.meta.url);
const files = existsSync(folder) ? readdirSync(folder) : [];
const twins = files
  .filter((name) => name.endsWith(".json"))
  .map((json) => ({ json, yaml: json.replace(/json$/, "yaml") }))
  .filter(({ yaml }) => files.includes(yaml));

if (twins.length === 0) {
  test.skip("YAML and JSON twins: the corpus is not here", () => {});
} else {
  describe("YAML and JSON twins have the same inventory", () => {
    test.each(twins)("$json", ({ json, yaml }) => {
      const inventory = read(json);
      expect(inventory).toEqual(read(yaml));
      expect(inventory.some((line) => /^(?:json|yaml) at |left alone/.test(line))).toBe(false);
    });
  });
}

/** Its lines, with the members of documents and the resources in alphabetical order. */
function read(name: string): string[] {
  const text = readFileSync(new URL(name, folder), "utf8");
  return render(readCloudFormation("t", text), text).map(sortedMembers).sort();
}

function sortedMembers(line: string): string {
  const start = line.indexOf(": {");
  if (start < 0) return line;
  const sorted = JSON.stringify(JSON.parse(line.slice(start + 2)), (_, value) =>
    value && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort())
      : value,
  );
  return `${line.slice(0, start)}: ${sorted}`;
}
