import { customCodePattern } from "../rules/custom/custom-rule.ts";
import { settingsDescription } from "./description.ts";
import type { Member, Schema } from "./schema.ts";

/** Where the published schema stands in the repository. */
const address =
  "https://raw.githubusercontent.com/leastwise/leastwise/main/schema/leastwise.schema.json";

/** The JSON Schema (draft 2020-12) of the configuration file, as text that ends with a line feed. */
export function settingsJsonSchema(): string {
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: address,
    title: "Leastwise",
    description: "The configuration of Leastwise: .github/leastwise.yml",
    ...jsonSchema(settingsDescription),
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

function jsonSchema(schema: Schema): object {
  switch (schema.kind) {
    case "choice":
      return words(schema.words, schema.customCodes);
    case "flag":
      return { type: "boolean" };
    case "text":
      return {
        type: "string",
        minLength: 1,
        maxLength: schema.lengthMax,
        ...(schema.form && { pattern: schema.form.pattern }),
      };
    case "date":
      return { type: "string", format: "date", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" };
    case "list":
      return {
        type: "array",
        ...(schema.itemsMin && { minItems: schema.itemsMin }),
        maxItems: schema.itemsMax,
        items: jsonSchema(schema.item),
      };
    case "text or mapping":
      return { anyOf: [jsonSchema(schema.text), jsonSchema(schema.mapping)] };
    case "table":
      return {
        type: "object",
        propertyNames: words(schema.keys, schema.customCodes),
        additionalProperties: jsonSchema(schema.value),
      };
    case "mapping": {
      const members = Object.entries(schema.members);
      const required = members.filter(([, { required }]) => required).map(([name]) => name);
      return {
        type: "object",
        additionalProperties: false,
        ...(required.length > 0 && { required }),
        ...(schema.oneOf && { anyOf: schema.oneOf.map((name) => ({ required: [name] })) }),
        properties: Object.fromEntries(
          members.map(([name, member]) => [name, memberSchema(member)]),
        ),
      };
    }
  }
}

/** Which custom rules a file has, a schema cannot say: any word of their form will do. */
function words(known: readonly string[], customCodes: true | undefined): object {
  if (!customCodes) return { enum: known };
  return { anyOf: [{ enum: known }, { type: "string", pattern: customCodePattern }] };
}

function memberSchema({ schema, means }: Member): object {
  return { description: means.replaceAll("`", "'"), ...jsonSchema(schema) };
}
