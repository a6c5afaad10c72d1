import { canonicalStatement } from "../canonical.ts";
import type { Rule } from "../rule.ts";
import { lacks, misspelling } from "./members.ts";

const names = ["Action", "NotAction"];

/** A statement without actions: AWS refuses the policy. */
export const missingAction: Rule = {
  issueCode: "MISSING_ACTION",
  findingType: "ERROR",
  summary: "a statement has neither Action nor NotAction",
  accessAnalyzer: true,

  *statement(statement) {
    if (!lacks(statement.node, names)) return;
    const misspelt = misspelling(statement.node, names);
    yield {
      at: misspelt?.member.key.range ?? statement.range,
      locations: [statement.range],
      subject: canonicalStatement(statement),
      details: `The statement has no \`Action\`. Name the actions, or those to leave out with \`NotAction\`.${misspelt?.hint ?? ""}`,
      ...(misspelt?.suggestion && { suggestion: misspelt.suggestion }),
    };
  },
};
