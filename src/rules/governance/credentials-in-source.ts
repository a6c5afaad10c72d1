import type { Rule } from "../rule.ts";

/** The sources find these in every file that a review reads; see `writtenCredentials`. */
export const credentialsInSource: Rule = {
  issueCode: "CREDENTIALS_IN_SOURCE",
  findingType: "SECURITY_WARNING",
  summary: "an access key of AWS is written into the source",
  controls: ["NIST 800-53 IA-5 (own judgement)", "ISO 27001 A.5.17 (own judgement)"],
  syntax: "credentials",
};
