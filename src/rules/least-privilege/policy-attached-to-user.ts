import type { AddressedProblem, Rule } from "../rule.ts";
import { onlyIfValue, quotedValue } from "../wording.ts";
import { attachedPolicies, heldDocuments } from "./held-documents.ts";

/**
 * A policy on a single user. Who has which access is told by groups and roles; what hangs on people one
 * by one is forgotten when they change their work.
 *
 * The controls are those that AWS Security Hub lists for IAM.2.
 */
export const policyAttachedToUser: Rule = {
  issueCode: "POLICY_ATTACHED_TO_USER",
  findingType: "SUGGESTION",
  summary: "a policy is attached to a single user",
  controls: [
    "CIS AWS 5.0.0 1.14",
    "CIS AWS 6.0.0 2.14",
    "CIS AWS 7.0.0 2.13",
    "NIST 800-53 AC-2",
    "NIST 800-53 AC-3",
    "NIST 800-53 AC-6",
    "ISO 27001 A.5.15 (own judgement)",
    "ISO 27001 A.5.18 (own judgement)",
  ],

  *principal(principal): Iterable<AddressedProblem> {
    const { owner } = principal;
    if (owner?.type !== "AWS::IAM::User") return;
    const user = owner.name ? `the user ${quotedValue(owner.name)}` : "a user";
    const remedy = "Attach it to a group or, better, let people and programs assume a role.";
    for (const { policy } of heldDocuments(principal)) {
      // Those of its groups are as they should be.
      if (policy.owner !== owner.address) continue;
      yield {
        address: policy.address,
        at: policy.range,
        subject: `inline policy of ${user}`,
        details: `This policy belongs to ${user} alone. ${remedy}`,
      };
    }
    for (const value of attachedPolicies(principal)) {
      yield {
        address: owner.address,
        at: value.range,
        subject: `attaches ${quotedValue(value)} to ${user}`,
        details: `${quotedValue(value)} is attached to ${user} directly. ${remedy}${onlyIfValue(value)}`,
      };
    }
  },
};
