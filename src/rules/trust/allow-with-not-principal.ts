import { policyType } from "../../policy/policy.ts";
import { canonicalStatement } from "../canonical.ts";
import type { Rule } from "../rule.ts";
import { onlyIf } from "../wording.ts";

/**
 * `NotPrincipal` with `Allow`: everyone else is allowed, also anonymous requests. With `Deny` it is
 * left alone.
 */
export const allowWithNotPrincipal: Rule = {
  issueCode: "ALLOW_WITH_NOT_PRINCIPAL",
  findingType: "SECURITY_WARNING",
  summary: "a statement allows everyone but the named principals",
  accessAnalyzer: true,
  controls: [
    "CIS AWS 7.0.0 2.21",
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 SC-7 (own judgement)",
    "ISO 27001 A.8.3 (own judgement)",
  ],

  *statement(statement, policy) {
    const { notPrincipal, effectValue } = statement;
    if (policyType(policy.kind) !== "RESOURCE_POLICY") return;
    if (statement.effect !== "Allow" || !notPrincipal) return;
    yield {
      at: notPrincipal.key,
      subject: canonicalStatement(statement),
      details: `\`NotPrincipal\` with \`Allow\` allows this to everyone but the named ones, in any AWS account or none. Name those who may with \`Principal\`.${onlyIf(statement)}`,
      locations: [...(effectValue ? [effectValue.range] : []), notPrincipal.range],
    };
  },
};
