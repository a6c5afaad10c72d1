import type { Rule } from "../rule.ts";

/** Access Analyzer's code for text that is not JSON. */
export const jsonSyntaxError: Rule = {
  issueCode: "JSON_SYNTAX_ERROR",
  findingType: "ERROR",
  summary: "a file breaks the rules of JSON",
  accessAnalyzer: true,
  syntax: "json",
};
