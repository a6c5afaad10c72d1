import { isStar } from "../../policy/pattern.ts";
import { policyType } from "../../policy/policy.ts";
import { knownText } from "../../policy/text-value.ts";
import { canonicalGrant } from "../canonical.ts";
import type { Rule } from "../rule.ts";
import { restrictsPassedService } from "./passed-service.ts";

/**
 * `iam:PassRole` on every role lets the principal hand any role in the account to a service that
 * it controls, and so act as that role.
 *
 * As Access Analyzer does, judges only `Resource: "*"`: patterns such as `role/app-*` are clean,
 * and so is every statement that limits the service with `iam:PassedToService`. A Deny is left
 * alone: denying PassRole everywhere is what a guardrail should do.
 */
export const passRoleWithStarInResource: Rule = {
  issueCode: "PASS_ROLE_WITH_STAR_IN_RESOURCE",
  findingType: "SECURITY_WARNING",
  summary: "iam:PassRole is allowed on every role",
  accessAnalyzer: true,
  controls: ["NIST 800-53 AC-6 (own judgement)", "ISO 27001 A.8.2 (own judgement)"],

  *statement(statement, policy) {
    if (statement.effect !== "Allow" || policyType(policy.kind) !== "IDENTITY_POLICY") return;
    if (restrictsPassedService(statement)) return;

    const action = statement.action?.values.find(
      (value) => knownText(value)?.toLowerCase() === "iam:passrole",
    );
    const resource = statement.resource?.values.find(isStar);
    if (!action || !resource) return;

    yield {
      at: resource.range,
      subject: canonicalGrant(statement, "iam:PassRole", "*"),
      details:
        "`iam:PassRole` on `*` lets the principal hand any role of the account to a service, and so act as that role. Name the ARNs of the roles that may be passed, or limit the service with the condition key `iam:PassedToService`.",
      related: [{ range: action.range, message: "this action passes the role" }],
    };
  },
};
