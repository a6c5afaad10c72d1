import type { Rule } from "../rule.ts";
import { lacks, misspelling } from "./members.ts";

const names = ["Version"];

/**
 * Without `Version` a policy is of 2008: policy variables such as `${aws:username}` are plain text
 * then, and match nothing or the wrong thing.
 *
 * Points at `Statement`, not at the whole document as Access Analyzer does, so that it stands where
 * the version is missing.
 * No suggestion: adding the version changes what the variables in the policy mean.
 */
export const missingVersion: Rule = {
  issueCode: "MISSING_VERSION",
  findingType: "WARNING",
  summary: "a policy has no Version",
  accessAnalyzer: true,

  *document({ node, range, statementKey }) {
    if (!lacks(node, names)) return;
    const misspelt = misspelling(node, names);
    yield {
      at: misspelt?.member.key.range ?? statementKey ?? range,
      subject: "no version",
      details: `The policy has no \`Version\`, so that variables such as \`\${aws:username}\` are plain text in it. Add \`"Version": "2012-10-17"\`.${misspelt?.hint ?? ""}`,
      ...(misspelt?.suggestion && { suggestion: misspelt.suggestion }),
      locations: [range],
    };
  },
};
