import type { Rule } from "../rule.ts";
import { escalationGroups, escalationProblem } from "./escalation-groups.ts";

/**
 * A role of the repository that the principal may hand to a service in which it can run something, and
 * that may do everything or change permissions. One that merely may do other things is what passing
 * roles is for: that is a hint.
 */
export const passRoleStrongerThanCaller: Rule = {
  issueCode: "PASS_ROLE_STRONGER_THAN_CALLER",
  findingType: "SECURITY_WARNING",
  summary: "a role that can be passed may do more than who passes it",
  controls: [
    "NIST 800-53 AC-5 (own judgement)",
    "NIST 800-53 AC-6 (own judgement)",
    "NIST 800-53 AC-6(10) (own judgement)",
    "ISO 27001 A.5.3 (own judgement)",
    "ISO 27001 A.8.2 (own judgement)",
  ],

  *principal(principal, { inventory }) {
    for (const group of escalationGroups("stronger-role", principal, inventory)) {
      yield escalationProblem(
        group,
        "A service acts for the principal with a stronger role",
        "Pass a role that may do only what the service needs, or leave passing this one to a stronger principal.",
      );
    }
  },
};
