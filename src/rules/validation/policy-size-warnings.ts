import {
  policySizeQuotas,
  resourcePolicySizeQuotas,
  trustPolicySizeQuota,
  validatePolicySizeMax,
} from "../../catalog/policy-size-quotas.ts";
import { documentSize } from "../../policy/document-size.ts";
import type { Policy, PolicyKind } from "../../policy/policy.ts";
import { kindsOf } from "../kinds.ts";
import type { Rule } from "../rule.ts";

/**
 * Policies that are longer than AWS takes. The least size that the document can have is compared, so
 * that unknown parts raise no alarm.
 *
 * Access Analyzer counts every character but white space, and one more: 25 of 25 answers.
 */
export const policySizeWarningRules: readonly Rule[] = [
  sizeRule({
    issueCode: "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA",
    summary: "an identity policy is longer than its quota",
    kinds: kindsOf("IDENTITY_POLICY"),
    quota: () => policySizeQuotas.IDENTITY_POLICY,
    remedy: "Split it into several policies.",
  }),
  sizeRule({
    issueCode: "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA",
    summary: "a resource policy is longer than its quota",
    kinds: ["resource"],
    quota: ({ resourceType = "" }) =>
      Object.hasOwn(resourcePolicySizeQuotas, resourceType)
        ? resourcePolicySizeQuotas[resourceType]
        : undefined,
    remedy: "Bring statements together, or give access in identity policies.",
  }),
  sizeRule({
    issueCode: "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA",
    summary: "a role trust policy is longer than its quota",
    kinds: ["trust"],
    quota: () => trustPolicySizeQuota,
    remedy: "Shorten it, or have the quota raised, which AWS does up to 4,096 characters.",
  }),
];

interface SizeHead extends Pick<Rule, "issueCode" | "summary"> {
  readonly kinds: readonly PolicyKind[];
  quota(policy: Policy): number | undefined;
  readonly remedy: string;
}

function sizeRule({ issueCode, summary, kinds, quota, remedy }: SizeHead): Rule {
  return {
    issueCode,
    findingType: "WARNING",
    summary,
    accessAnalyzer: true,
    kinds,

    *document({ node, range, statementKey }, policy) {
      const max = quota(policy);
      if (max === undefined) return;
      const size = documentSize(node).charactersWithoutSpace + 1;
      if (size <= max) return;
      yield {
        at: statementKey ?? range,
        subject: "size",
        details: `The policy has ${size} characters without white space, and AWS takes ${max}. ${remedy}${size > validatePolicySizeMax ? ` Access Analyzer itself refuses to look at more than ${validatePolicySizeMax}.` : ""}`,
        locations: [range],
      };
    },
  };
}
