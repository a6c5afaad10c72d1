import type { Suggestion } from "../../findings/finding.ts";
import { coversAction } from "../../policy/pattern.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { addedCondition } from "../addition.ts";
import { canonicalStatement } from "../canonical.ts";
import type { Rule } from "../rule.ts";
import { onlyIf, quotedValue } from "../wording.ts";
import { denialToOutsiders, everyone, keepsOutsidersOut } from "./outsiders.ts";

/**
 * A trust policy that lets everyone assume the role, from any AWS account: nothing on the side of the
 * caller stands in the way.
 *
 * Not reported when a condition demands a fixed value of a key that only insiders have, or a Deny of
 * the same policy takes it away from outsiders. `sts:ExternalId` is no such key: it is not a secret.
 * Judges `sts:AssumeRole`; federated sign-in has a principal of its own.
 */
export const roleAssumableByAnyone: Rule = {
  issueCode: "ROLE_ASSUMABLE_BY_ANYONE",
  findingType: "SECURITY_WARNING",
  summary: "a trust policy lets everyone assume the role",
  controls: [
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 AC-6 (own judgement)",
    "NIST 800-53 IA-2 (own judgement)",
    "ISO 27001 A.5.15 (own judgement)",
    "ISO 27001 A.8.2 (own judgement)",
  ],

  *document({ statements }, policy, { trustedOrganizations }) {
    if (policy.kind !== "trust") return;
    const isDeniedToOutsiders = denialToOutsiders(statements);
    for (const statement of statements) {
      const principal = everyone(statement.principal);
      if (statement.effect !== "Allow" || !principal || !allowsAssumeRole(statement)) continue;
      if (keepsOutsidersOut(statement) || isDeniedToOutsiders(statement)) continue;
      const suggestion = ofOrganization(statement, trustedOrganizations);
      yield {
        ...(suggestion && { suggestion }),
        at: principal.value.range,
        subject: canonicalStatement(statement),
        details: `${quotedValue(principal.value)} lets every AWS account assume this role${statement.conditions.length > 0 ? "; the conditions keep nobody out" : ""}. Name the accounts or roles that may, or demand \`aws:PrincipalOrgID\`.${onlyIf(statement, principal.value)}`,
        related: statement.conditions.map(({ range, key }) => ({
          range,
          message: `${quotedValue(key)} does not keep outsiders out`,
        })),
      };
    }
  },
};

/** The organization, where the configuration knows one and no other. */
function ofOrganization(
  statement: Statement,
  [organization, ...others]: readonly string[],
): Suggestion | undefined {
  if (organization === undefined || others.length > 0) return undefined;
  if (statement.principal?.principals.length !== 1) return undefined;
  return addedCondition(
    statement,
    { operator: "StringEquals", key: "aws:PrincipalOrgID", value: organization },
    "Let in the organization of the configuration alone, with `aws:PrincipalOrgID`",
  );
}

function allowsAssumeRole({ action, notAction }: Statement): boolean {
  if (action) return action.values.some((value) => coversAction(value, "sts:AssumeRole") === "yes");
  if (!notAction) return false;
  return !notAction.values.some((value) => coversAction(value, "sts:AssumeRole") !== "no");
}
