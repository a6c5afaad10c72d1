import { coversAction, hasWildcard, isStar } from "../../policy/pattern.ts";
import { policyType } from "../../policy/policy.ts";
import { displayText } from "../../policy/text-value.ts";
import { canonicalGrant } from "../canonical.ts";
import type { Rule } from "../rule.ts";
import { onlyIf, quotedValue } from "../wording.ts";
import { restrictsPassedService } from "./passed-service.ts";

/**
 * The same as `PASS_ROLE_WITH_STAR_IN_RESOURCE`, with `iam:PassRole` hidden in a pattern such as
 * `iam:P*`. Where the pattern is reported for its breadth anyway, that finding says enough.
 */
export const passRoleWithStarInActionAndResource: Rule = {
  issueCode: "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
  findingType: "SECURITY_WARNING",
  summary: "an action pattern includes iam:PassRole on every role",
  accessAnalyzer: true,
  yieldsTo: ["ADMINISTRATOR_ACCESS", "STAR_IN_ACTION_AND_RESOURCE"],
  controls: ["NIST 800-53 AC-6 (own judgement)", "ISO 27001 A.8.2 (own judgement)"],

  *statement(statement, policy) {
    if (statement.effect !== "Allow" || policyType(policy.kind) !== "IDENTITY_POLICY") return;
    if (restrictsPassedService(statement)) return;

    const action = statement.action?.values.find(
      (value) => hasWildcard(value) && coversAction(value, "iam:PassRole") === "yes",
    );
    const resource = statement.resource?.values.find(isStar);
    if (!action || !resource) return;

    yield {
      at: action.range,
      subject: canonicalGrant(statement, displayText(action), "*"),
      details: `${quotedValue(action)} includes \`iam:PassRole\`, and \`*\` every role: the principal can hand any role of the account to a service, and so act as that role. Name the actions, and the ARNs of the roles that may be passed.${onlyIf(statement, action, resource)}`,
      related: [{ range: resource.range, message: "on every role" }],
    };
  },
};
