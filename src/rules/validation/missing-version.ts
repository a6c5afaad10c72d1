import type { Rule } from "../rule.ts";
import { lacks, misspelling } from "./members.ts";
import { mayHaveVariables, withLanguageVersion } from "./policy-variables.ts";

const names = ["Version"];

/**
 * Without `Version` a policy is of 2008: policy variables such as `${aws:username}` are plain text
 * then, and match nothing or the wrong thing.
 *
 * Points at `Statement`, not at the whole document as Access Analyzer does, so that it stands where
 * the version is missing.
 * No suggestion where the policy has variables: adding the version changes what they mean.
 */
export const missingVersion: Rule = {
  issueCode: "MISSING_VERSION",
  findingType: "WARNING",
  summary: "a policy has no Version",
  accessAnalyzer: true,

  *document(document) {
    const { node, range, statementKey } = document;
    if (!lacks(node, names)) return;
    const misspelt = misspelling(node, names);
    const added = mayHaveVariables(document) ? undefined : withLanguageVersion(document);
    const suggestion = misspelt ? misspelt.suggestion : added;
    yield {
      at: misspelt?.member.key.range ?? statementKey ?? range,
      subject: "no version",
      details: `The policy has no \`Version\`, so that variables such as \`\${aws:username}\` are plain text in it. Add \`"Version": "2012-10-17"\`.${misspelt?.hint ?? ""}`,
      ...(suggestion && { suggestion }),
      locations: [range],
    };
  },
};
