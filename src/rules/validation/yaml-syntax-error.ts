import type { Rule } from "../rule.ts";

/** The counterpart of `JSON_SYNTAX_ERROR` for YAML; Access Analyzer has none, since it only sees JSON. */
export const yamlSyntaxError: Rule = {
  issueCode: "YAML_SYNTAX_ERROR",
  findingType: "ERROR",
  summary: "a file breaks the rules of YAML",
  syntax: "yaml",
};
