import type { Rule } from "../rule.ts";
import { escalationGroups, escalationProblem } from "./escalation-groups.ts";

/**
 * A principal that may take off, replace or rewrite what limits it: its permissions boundary, or a
 * policy of its own with Denies.
 */
export const boundaryEditableByItsPrincipal: Rule = {
  issueCode: "BOUNDARY_EDITABLE_BY_ITS_PRINCIPAL",
  findingType: "SECURITY_WARNING",
  summary: "a principal can remove or rewrite what limits it",
  controls: [
    "NIST 800-53 AC-6 (own judgement)",
    "NIST 800-53 AC-6(10) (own judgement)",
    "NIST 800-53 CM-5 (own judgement)",
    "ISO 27001 A.8.2 (own judgement)",
  ],

  *principal(principal, { inventory }) {
    for (const group of escalationGroups("boundary", principal, inventory)) {
      yield escalationProblem(
        group,
        "What limits the principal is in its own hands",
        "Deny these actions for the principal itself and for the policy of its boundary, best in the boundary.",
      );
    }
  },
};
