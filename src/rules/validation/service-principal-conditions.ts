import {
  keysBesideSource,
  servicesSendingSource,
  sourceKeys,
  weakSourceKeys,
} from "../../catalog/service-principals.ts";
import type { Principal, Statement } from "../../policy/policy-document.ts";
import { knownText } from "../../policy/text-value.ts";
import { canonicalStatement } from "../canonical.ts";
import type { Rule } from "../rule.ts";
import { onlyIf, quoted } from "../wording.ts";
import { hasUnknownCondition, knownConditions } from "./known-conditions.ts";
import { sourceDemanded } from "./source-demanded.ts";

/**
 * Services that may use a resource on anybody's behalf: another customer of AWS can have the service do
 * it for them.
 *
 * Which services and resources Access Analyzer judges is not published (inferred); its answers to role
 * trust policies are clean. Judged here are services that are known to send the keys, and no
 * statement with a condition that may do the same.
 */
export const restrictAccessToServicePrincipal: Rule = {
  issueCode: "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL",
  findingType: "SECURITY_WARNING",
  summary: "a service may use the resource on anybody's behalf",
  accessAnalyzer: true,
  kinds: ["resource"],
  principalsOnly: true,

  *statement(statement, policy) {
    const principal = servicePrincipal(statement);
    if (!principal || hasUnknownCondition(statement)) return;
    if (knownConditions(statement).some(({ key }) => !keysBesideSource.has(key))) return;
    const name = quoted(knownText(principal.value) ?? "");
    const suggestion = sourceDemanded(statement, policy);
    yield {
      at: principal.value.range,
      ...(suggestion && { suggestion }),
      subject: canonicalStatement(statement),
      details: `${name} may do this for every customer of AWS. Demand \`aws:SourceArn\`, \`aws:SourceAccount\`, \`aws:SourceOrgID\` or \`aws:SourceOrgPaths\` with your own resource, account or organization.${onlyIf(statement, principal.value)}`,
    };
  },
};

export const recommendedConditionKeyForServicePrincipal: Rule = {
  issueCode: "RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",
  findingType: "SUGGESTION",
  summary: "a service is limited by a key that says little",
  accessAnalyzer: true,
  kinds: ["resource"],
  principalsOnly: true,

  *statement(statement, policy) {
    const principal = servicePrincipal(statement);
    if (!principal || hasUnknownCondition(statement)) return;
    const conditions = knownConditions(statement);
    const weak = conditions.find(({ key }) => weakSourceKeys.has(key));
    if (!weak || conditions.some(({ key }) => sourceKeys.has(key))) return;
    const suggestion = sourceDemanded(statement, policy);
    yield {
      at: weak.entry.key.range,
      ...(suggestion && { suggestion }),
      subject: canonicalStatement(statement),
      details: `${quoted(weak.keyText)} limits ${quoted(knownText(principal.value) ?? "")} less than the keys that AWS made for it. Demand \`aws:SourceArn\`, \`aws:SourceAccount\`, \`aws:SourceOrgID\` or \`aws:SourceOrgPaths\`.`,
    };
  },
};

function servicePrincipal({ effect, principal }: Statement): Principal | undefined {
  if (effect !== "Allow") return undefined;
  return principal?.principals.find(
    ({ type, value }) =>
      type === "Service" && servicesSendingSource.has(knownText(value)?.toLowerCase() ?? ""),
  );
}
