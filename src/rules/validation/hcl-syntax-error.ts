import type { Rule } from "../rule.ts";

/** The counterpart of `JSON_SYNTAX_ERROR` for HCL; Access Analyzer has none, since it only sees JSON. */
export const hclSyntaxError: Rule = {
  issueCode: "HCL_SYNTAX_ERROR",
  findingType: "ERROR",
  summary: "a file breaks the rules of HCL",
  syntax: "hcl",
};
