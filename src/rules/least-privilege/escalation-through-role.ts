import type { Rule } from "../rule.ts";
import { escalationGroups, escalationProblem } from "./escalation-groups.ts";

/**
 * A role of the repository that the principal may assume, by both sides, and that may do everything,
 * or leads there by further roles. Roles that merely do other things are what roles are for: those are
 * hints.
 */
export const escalationThroughRole: Rule = {
  issueCode: "ESCALATION_THROUGH_ROLE",
  findingType: "SECURITY_WARNING",
  summary: "a principal can act as a role that leads to more permissions",
  controls: [
    "NIST 800-53 AC-5 (own judgement)",
    "NIST 800-53 AC-6 (own judgement)",
    "NIST 800-53 AC-6(10) (own judgement)",
    "ISO 27001 A.5.3 (own judgement)",
    "ISO 27001 A.8.2 (own judgement)",
  ],

  *principal(principal, { inventory }) {
    for (const group of escalationGroups("through-role", principal, inventory)) {
      yield escalationProblem(
        group,
        "The principal gets further than its own policies say",
        "Let fewer principals assume the role, demand MFA or an external id where people use it, or take from the role what they do not need.",
      );
    }
  },
};
