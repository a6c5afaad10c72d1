import { actionsOf } from "../../catalog/catalog.ts";
import type { Suggestion } from "../../findings/finding.ts";
import { matchesGlob } from "../../policy/pattern.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { knownText, type TextValue } from "../../policy/text-value.ts";
import { addedCondition } from "../addition.ts";
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

  *principal(principal, { inventory, requiredBoundary }) {
    for (const group of escalationGroups("creation", principal, inventory)) {
      const { statement } = group.lead.decisive;
      const suggestion =
        statement && requiredBoundary !== undefined
          ? boundaryDemanded(statement, requiredBoundary)
          : undefined;
      yield {
        ...escalationProblem(
          group,
          "Whatever the principal lacks, it can give to a principal of its own making",
          "Demand a boundary with `StringEquals` on `iam:PermissionsBoundary` for making principals and for giving them policies, and deny taking it off again.",
        ),
        ...(suggestion && { suggestion }),
      };
    }
  },
};

/**
 * The boundary that the configuration demands, where all actions of the statement have the key: the
 * others would be lost with it. A pattern of boundaries does not say which one is meant.
 */
function boundaryDemanded(statement: Statement, boundary: string): Suggestion | undefined {
  const values = statement.action?.values ?? [];
  if (/[*?]/.test(boundary) || values.length === 0) return undefined;
  if (!values.every(hasBoundaryKey)) return undefined;
  return addedCondition(
    statement,
    { operator: "StringEquals", key: "iam:PermissionsBoundary", value: boundary },
    "Demand the boundary of the configuration, with `iam:PermissionsBoundary`",
  );
}

function hasBoundaryKey(value: TextValue): boolean {
  const [service, name = ""] = knownText(value)?.toLowerCase().split(":") ?? [];
  if (service !== "iam") return false;
  const meant = actionsOf("iam").filter((each) => matchesGlob(name, each.name.toLowerCase()));
  return (
    meant.length > 0 &&
    meant.every(({ conditionKeys, resourceTypes }) =>
      [...conditionKeys, ...resourceTypes.flatMap((type) => type.conditionKeys)].some(
        (key) => key.name === "iam:PermissionsBoundary",
      ),
    )
  );
}
