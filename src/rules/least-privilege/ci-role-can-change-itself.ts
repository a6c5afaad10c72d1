import { pipelineIssuerOf } from "../../access/escalation/trust.ts";
import type { Rule } from "../rule.ts";
import { escalationGroups, escalationProblem } from "./escalation-groups.ts";

/**
 * A role that pipelines assume (GitHub, GitLab, HCP Terraform and the like) and that may change its
 * own policies or trust policy: whoever can change the pipeline has the account.
 */
export const ciRoleCanChangeItself: Rule = {
  issueCode: "CI_ROLE_CAN_CHANGE_ITSELF",
  findingType: "SECURITY_WARNING",
  summary: "a role of a pipeline can change its own policies or who may assume it",
  controls: [
    "NIST 800-53 AC-5 (own judgement)",
    "NIST 800-53 AC-6 (own judgement)",
    "NIST 800-53 CM-5 (own judgement)",
    "NIST 800-53 SR-3 (own judgement)",
    "ISO 27001 A.8.2 (own judgement)",
    "ISO 27001 A.8.4 (own judgement)",
  ],

  *principal(principal, { inventory }) {
    for (const group of escalationGroups("pipeline", principal, inventory)) {
      const issuer = pipelineIssuerOf(principal.trust) ?? "the pipeline";
      yield escalationProblem(
        group,
        `Whoever can change a pipeline with tokens of ${issuer} can give this role everything`,
        "Give the role a boundary, and deny it to change itself; have its own policies changed by another role.",
      );
    }
  },
};
