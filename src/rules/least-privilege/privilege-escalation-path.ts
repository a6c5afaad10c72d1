import type { Escalation } from "../../access/escalation/escalations.ts";
import type { Rule } from "../rule.ts";
import { quoted } from "../wording.ts";
import { escalationGroups, escalationProblem } from "./escalation-groups.ts";
import { reportedAsAWhole } from "./reported-as-a-whole.ts";

/**
 * A known path from the permissions of a principal to more of them, judged over all its policies with
 * its boundary, conditions and Denies. One finding for each statement that opens paths: it spells out
 * the worst one and names the others.
 *
 * Left alone: principals that may do everything anyway. Access to data and credentials on every
 * resource, and the rewriting of resource policies, have rules of their own.
 */
export const privilegeEscalationPath: Rule = {
  issueCode: "PRIVILEGE_ESCALATION_PATH",
  findingType: "SECURITY_WARNING",
  summary: "a principal can get permissions that nobody gave it",
  controls: [
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 AC-5 (own judgement)",
    "NIST 800-53 AC-6 (own judgement)",
    "NIST 800-53 AC-6(1) (own judgement)",
    "NIST 800-53 AC-6(2) (own judgement)",
    "NIST 800-53 AC-6(10) (own judgement)",
    "ISO 27001 A.5.3 (own judgement)",
    "ISO 27001 A.8.2 (own judgement)",
  ],
  // Where the breadth of the actions is reported anyway, that finding says enough.
  yieldsTo: reportedAsAWhole,

  *principal(principal, { inventory }) {
    for (const group of escalationGroups("path", principal, inventory)) {
      yield escalationProblem(group, "This opens a way to more permissions", remedyFor(group.lead));
    }
  },
};

function remedyFor({ category, closedBy, reachKind, decisive: { action } }: Escalation): string {
  const name = quoted(action);
  if (category === "new-passrole") {
    return `Name the roles that ${name} is needed for, and the service with \`iam:PassedToService\`.`;
  }
  const keys = closedBy.map(quoted).join(" or ");
  const condition = keys === "" ? "" : `, or limit it with a condition on ${keys}`;
  if (reachKind === "itself") return `Take ${name} away for the principal itself${condition}.`;
  return `Name the resources that ${name} is needed on${condition}.`;
}
