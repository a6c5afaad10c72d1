import { member } from "../../policy/node.ts";
import type { Rule } from "../rule.ts";
import { lacks, misspelling } from "./members.ts";

const names = ["Statement"];

/**
 * A policy that says nothing: AWS refuses it. An empty list counts as none; field reports say that
 * Access Analyzer does so too (inferred).
 */
export const missingStatement: Rule = {
  issueCode: "MISSING_STATEMENT",
  findingType: "ERROR",
  summary: "a policy has no statement",
  accessAnalyzer: true,

  *document({ node, range, statementKey }) {
    if (node.kind !== "object") return;
    const statement = member(node, "Statement")?.value;
    const isEmpty = statement?.kind === "array" && statement.items.length === 0;
    if (!isEmpty && !lacks(node, names)) return;
    const misspelt = isEmpty ? undefined : misspelling(node, names);
    yield {
      at: misspelt?.member.key.range ?? statementKey ?? range,
      locations: [range],
      subject: "no statement",
      details: `The policy has no statement. Add a \`Statement\` with at least one of them.${misspelt?.hint ?? ""}`,
      ...(misspelt?.suggestion && { suggestion: misspelt.suggestion }),
    };
  },
};
