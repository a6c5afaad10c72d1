import { canonicalStatement } from "../canonical.ts";
import { kindsOf } from "../kinds.ts";
import type { Rule } from "../rule.ts";
import { lacks, misspelling } from "./members.ts";

const names = ["Principal", "NotPrincipal"];

/**
 * A statement of a resource policy without principals: AWS refuses the policy. An empty object is
 * another matter. A resource control policy must have the element as well (AWS Organizations User
 * Guide, "RCP syntax"); which code Access Analyzer gives to that is not known.
 */
export const missingPrincipal: Rule = {
  issueCode: "MISSING_PRINCIPAL",
  findingType: "ERROR",
  summary: "a statement of a resource policy has no Principal",
  accessAnalyzer: true,
  kinds: kindsOf("RESOURCE_POLICY", "RESOURCE_CONTROL_POLICY"),

  *statement(statement, { kind }) {
    if (!lacks(statement.node, names)) return;
    const misspelt = misspelling(statement.node, names);
    yield {
      at: misspelt?.member.key.range ?? statement.range,
      locations: [statement.range],
      subject: canonicalStatement(statement),
      details: `The statement has no \`Principal\`. ${kind === "rcp" ? 'Write `"Principal": "*"`.' : "Name who it is about."}${misspelt?.hint ?? ""}`,
      ...(kind === "rcp" && { beyondAccessAnalyzer: true }),
      ...(misspelt?.suggestion && { suggestion: misspelt.suggestion }),
    };
  },
};
