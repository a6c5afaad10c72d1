import { policyType } from "../../policy/policy.ts";
import { canonicalStatement } from "../canonical.ts";
import type { Rule } from "../rule.ts";
import { lacks, misspelling } from "./members.ts";

const names = ["Principal", "NotPrincipal"];

/** A statement of a resource policy without principals: AWS refuses the policy. An empty object is another matter. */
export const missingPrincipal: Rule = {
  issueCode: "MISSING_PRINCIPAL",
  findingType: "ERROR",
  summary: "a statement of a resource policy has no Principal",
  accessAnalyzer: true,

  *statement(statement, policy) {
    if (policyType(policy.kind) !== "RESOURCE_POLICY") return;
    if (!lacks(statement.node, names)) return;
    const misspelt = misspelling(statement.node, names);
    yield {
      at: misspelt?.member.key.range ?? statement.range,
      locations: [statement.range],
      subject: canonicalStatement(statement),
      details: `The statement has no \`Principal\`. Name who it is about.${misspelt?.hint ?? ""}`,
      ...(misspelt?.suggestion && { suggestion: misspelt.suggestion }),
    };
  },
};
