import { ask } from "../../access/ask.ts";
import { applies } from "../../access/evaluate.ts";
import type { Context } from "../../access/request.ts";
import type { AccessStatement } from "../../access/statement.ts";
import { canonicalStatement } from "../canonical.ts";
import type { Rule } from "../rule.ts";
import { onlyIf, quotedValue } from "../wording.ts";
import { allHold, conditionsByKey, entryOf, readStatementsOf } from "./statement-questions.ts";

/** Service control policies that stop more than they are meant to. */

/**
 * Services with one endpoint for all regions that nearly every account uses, with an action of each
 * and the region that its requests have: those that AWS's own example of such a policy leaves out
 * (Organizations User Guide, "Deny access to AWS based on the requested AWS Region").
 */
const globalActions: readonly (readonly [service: string, action: string, region: string])[] = [
  ["iam", "iam:GetRole", "us-east-1"],
  ["organizations", "organizations:DescribeOrganization", "us-east-1"],
  ["route53", "route53:ChangeResourceRecordSets", "us-east-1"],
  ["cloudfront", "cloudfront:GetDistribution", "us-east-1"],
  ["support", "support:CreateCase", "us-east-1"],
];

const regionDenyHitsGlobalServices: Rule = {
  issueCode: "REGION_DENY_HITS_GLOBAL_SERVICES",
  findingType: "WARNING",
  confidence: "likely",
  summary: "a Deny by region also stops services that are in no region",
  kinds: ["scp"],
  conditionsOnly: true,
  controls: [
    "NIST 800-53 AC-4 (own judgement)",
    "NIST 800-53 CM-6 (own judgement)",
    "ISO 27001 A.8.9 (own judgement)",
  ],

  *document(document) {
    for (const { source, statement } of readStatementsOf(document)) {
      if (statement.effect !== "Deny" || !isAboutAlmostEverything(statement)) continue;
      const conditions = conditionsByKey(statement).get("aws:requestedregion");
      const [condition] = conditions ?? [];
      const entry = condition && entryOf(source, condition);
      if (!conditions || !condition || !entry) continue;
      const stopped = globalActions.filter(
        ([, action, region]) =>
          allHold(conditions, region) &&
          applies({ ...statement, conditions: [], when: [] }, requestOf(action)),
      );
      if (stopped.length === 0) continue;
      const names = stopped.map(([service]) => `\`${service}:*\``);
      yield {
        at: entry.key.range,
        subject: `${stopped.map(([service]) => service).join()} in ${canonicalStatement(source)}`,
        details: `Requests to services without regions go to \`us-east-1\`, which this Deny stops: ${names.join(", ")} cannot be used in the accounts any more. Leave them out with \`NotAction\`, as AWS's example of such a policy does.${onlyIf(source)}`,
        related: [{ range: entry.range, message: "the regions that are left" }],
      };
    }
  },
};

/** A Deny of some services by region has been thought about service by service. */
function isAboutAlmostEverything({ actions }: AccessStatement): boolean {
  return actions.negated || actions.patterns.includes("*");
}

const noContext: Context = new Map();

function requestOf(action: string): { action: string; resource: string; context: Context } {
  return { action, resource: "*", context: noContext };
}

const controlPolicyAllowsNothing: Rule = {
  issueCode: "CONTROL_POLICY_ALLOWS_NOTHING",
  findingType: "WARNING",
  summary: "the Allows of a service control policy are all taken back by its Denies",
  kinds: ["scp"],
  controls: [
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 CM-6 (own judgement)",
    "ISO 27001 A.8.9 (own judgement)",
  ],

  *document(document) {
    const [first] = document.statements.filter(({ effect }) => effect === "Allow");
    if (!first || !document.statements.some(({ effect }) => effect === "Deny")) return;
    const deny = document.statements.find(
      ({ effect, conditions }) => effect === "Deny" && conditions.length === 0,
    );
    if (!deny || ask({ grants: [document] }, {}).result !== "not allowed") return;
    yield {
      at: deny.range,
      subject: canonicalStatement(deny),
      details: `What this policy allows, its Denies take back altogether. Attached alone, it closes the accounts below; attached beside others, it is only a Deny. Deny less, or leave out the Allow.${onlyIf(deny)}`,
      related: [{ range: first.range, message: "allowed here, and taken back" }],
    };
  },
};

/**
 * A wide Deny under conditions that nobody is exempt from. Many guardrails are meant to be like that: a
 * hint.
 */
const controlPolicyWithoutExemption: Rule = {
  issueCode: "CONTROL_POLICY_WITHOUT_EXEMPTION",
  findingType: "SUGGESTION",
  confidence: "hint",
  summary: "a wide Deny in a service control policy exempts nobody",
  kinds: ["scp"],
  conditionsOnly: true,
  controls: [
    "NIST 800-53 AC-6 (own judgement)",
    "NIST 800-53 CP-2 (own judgement)",
    "ISO 27001 A.8.2 (own judgement)",
  ],

  *document(document) {
    for (const { source, statement } of readStatementsOf(document)) {
      if (statement.effect !== "Deny" || !isAboutAlmostEverything(statement)) continue;
      const isOfPrincipals = [...conditionsByKey(statement).keys()].some((key) =>
        /^aws:(principal|userid|username|assumedroot)/.test(key),
      );
      if (isOfPrincipals) continue;
      const [first] = source.conditions;
      if (!first) continue;
      yield {
        at: first.operator.range,
        subject: canonicalStatement(source),
        details: `This Deny reaches almost every action and exempts nobody, so that a mistake in ${quotedValue(first.key)} can only be mended from the management account. Exempt a role for emergencies with \`ArnNotLike\` on \`aws:PrincipalArn\`. Service-linked roles need none.${onlyIf(source)}`,
      };
    }
  },
};

export const controlPolicyRules: readonly Rule[] = [
  regionDenyHitsGlobalServices,
  controlPolicyAllowsNothing,
  controlPolicyWithoutExemption,
];
