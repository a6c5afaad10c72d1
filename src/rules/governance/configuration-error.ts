import type { Rule } from "../rule.ts";

/** The review finds these where it reads the configuration and the exceptions of a change. */
export const configurationError: Rule = {
  issueCode: "CONFIGURATION_ERROR",
  findingType: "ERROR",
  summary: "the configuration, or an exception in the source, is not valid",
  syntax: "configuration",
};
