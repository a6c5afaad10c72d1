import { policySizeQuotas } from "../../catalog/policy-size-quotas.ts";
import { documentSize } from "../../policy/document-size.ts";
import type { PolicyKind } from "../../policy/policy.ts";
import type { Rule } from "../rule.ts";

export const policySizeExceedsScpQuota = sizeRule({
  issueCode: "POLICY_SIZE_EXCEEDS_SCP_QUOTA",
  summary: "a service control policy is longer than its quota",
  kind: "scp",
  quota: policySizeQuotas.SERVICE_CONTROL_POLICY,
});

export const policySizeExceedsRcpQuota = sizeRule({
  issueCode: "POLICY_SIZE_EXCEEDS_RCP_QUOTA",
  summary: "a resource control policy is longer than its quota",
  kind: "rcp",
  quota: policySizeQuotas.RESOURCE_CONTROL_POLICY,
});

/**
 * AWS Organizations stores every character that it is sent. White space between tokens is not
 * counted here, since most senders leave it out, nor is what is not known.
 */
function sizeRule(options: {
  issueCode: string;
  summary: string;
  kind: PolicyKind;
  quota: number;
}): Rule {
  const { issueCode, summary, kind, quota } = options;
  return {
    issueCode,
    findingType: "ERROR",
    summary,
    accessAnalyzer: true,
    kinds: [kind],

    *document({ node, range, statementKey }) {
      const { characters } = documentSize(node);
      if (characters <= quota) return;
      yield {
        at: statementKey ?? range,
        locations: [range],
        subject: "size",
        details: `The policy has ${characters} characters without white space between its parts, and AWS Organizations takes ${quota}. Split it into several policies.`,
      };
    },
  };
}
