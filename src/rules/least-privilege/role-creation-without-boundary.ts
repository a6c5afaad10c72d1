import type { Rule } from "../rule.ts";
import { escalationGroups, escalationProblem } from "./escalation-groups.ts";

/**
 * Roles or users can be made and given any permission: nothing demands a permissions boundary, neither
 * a condition on `iam:PermissionsBoundary` nor a Deny. Where the principal can also change itself,
 * that is reported instead.
 */
export const roleCreationWithoutBoundary: Rule = {
  issueCode: "ROLE_CREATION_WITHOUT_BOUNDARY",
  findingType: "SECURITY_WARNING",
  summary: "roles or users can be made without a permissions boundary",
  controls: [
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 AC-6 (own judgement)",
    "NIST 800-53 AC-6(1) (own judgement)",
    "NIST 800-53 CM-5 (own judgement)",
    "ISO 27001 A.5.18 (own judgement)",
    "ISO 27001 A.8.2 (own judgement)",
  ],

  *principal(principal, { inventory }) {
    for (const group of escalationGroups("creation", principal, inventory)) {
      yield escalationProblem(
        group,
        "Whatever the principal lacks, it can give to a principal of its own making",
        "Demand a boundary with `StringEquals` on `iam:PermissionsBoundary` for making principals and for giving them policies, and deny taking it off again.",
      );
    }
  },
};
