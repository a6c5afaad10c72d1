import { canonicalStatement } from "../canonical.ts";
import type { Rule } from "../rule.ts";
import { lacks, misspelling } from "./members.ts";

const names = ["Resource", "NotResource"];

/** What has policies that are about the resource itself, and cannot name it. */
const withoutResources = new Set(["AWS::ECR::Repository", "AWS::ECR::PublicRepository"]);

/** A statement without resources: AWS refuses the policy. Trust policies have none: they belong to one role. */
export const missingResource: Rule = {
  issueCode: "MISSING_RESOURCE",
  findingType: "ERROR",
  summary: "a statement has neither Resource nor NotResource",
  accessAnalyzer: true,

  *statement(statement, policy) {
    if (policy.kind === "trust" || withoutResources.has(policy.resourceType ?? "")) return;
    if (!lacks(statement.node, names)) return;
    const misspelt = misspelling(statement.node, names);
    yield {
      at: misspelt?.member.key.range ?? statement.range,
      locations: [statement.range],
      subject: canonicalStatement(statement),
      details: `The statement has no \`Resource\`. Name the ARNs that it is about.${misspelt?.hint ?? ""}`,
      ...(misspelt?.suggestion && { suggestion: misspelt.suggestion }),
    };
  },
};
