import { canonicalStatement } from "../canonical.ts";
import type { Rule } from "../rule.ts";
import { lacks, misspelling } from "./members.ts";

const names = ["Effect"];

/** A statement that neither allows nor denies: AWS refuses the policy. */
export const missingEffect: Rule = {
  issueCode: "MISSING_EFFECT",
  findingType: "ERROR",
  summary: "a statement has no Effect",
  accessAnalyzer: true,

  *statement(statement) {
    if (!lacks(statement.node, names)) return;
    const misspelt = misspelling(statement.node, names);
    yield {
      at: misspelt?.member.key.range ?? statement.range,
      locations: [statement.range],
      subject: canonicalStatement(statement),
      details: `The statement has no \`Effect\`. Add \`Allow\` or \`Deny\`.${misspelt?.hint ?? ""}`,
      ...(misspelt?.suggestion && { suggestion: misspelt.suggestion }),
    };
  },
};
