import { parseFile } from "../json/parse-json.ts";
import { type ParsedYaml, parseYaml } from "./yaml.ts";

/** Reads a file as JSON or YAML, whichever it is. */
export function parseTemplateText(path: string, text: string): ParsedYaml {
  const isYamlName = /\.ya?ml$/i.test(path);
  const isJson = /\.json$/i.test(path) || text[text.search(/\S/)] === "{";
  if (!isJson) return parseYaml(path, text);
  const parsed = parseFile(path, text);
  // YAML has braces too.
  return parsed.problems.length > 0 && isYamlName ? parseYaml(path, text) : parsed;
}
