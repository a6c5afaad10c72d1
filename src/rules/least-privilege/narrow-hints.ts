import { levelsOf } from "../../access/describe-actions.ts";
import { serviceName } from "../../catalog/catalog.ts";
import { parseArn } from "../../policy/arn.ts";
import { hasWildcard, isStar } from "../../policy/pattern.ts";
import type { Policy } from "../../policy/policy.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { displayText, knownText, type TextValue } from "../../policy/text-value.ts";
import { canonicalGrant } from "../canonical.ts";
import type { Rule } from "../rule.ts";
import { onlyIf, quotedValue } from "../wording.ts";
import { accessFamilies } from "./access-families.ts";
import { includedActions } from "./included-actions.ts";
import { named } from "./listed.ts";
import { reportedAsAWhole } from "./reported-as-a-whole.ts";
import { wholeServices } from "./whole-services.ts";

/**
 * What many good policies do on purpose, and what a careful look can still make narrower: hints, which
 * are off until the configuration gives them a finding type.
 */

/** Where the same pattern is reported as what it reaches, that says more. */
const stronger = [...reportedAsAWhole, ...accessFamilies.map(({ issueCode }) => issueCode)];

export const wholeServiceOnSomeResources: Rule = {
  issueCode: "WHOLE_SERVICE_ON_SOME_RESOURCES",
  findingType: "SUGGESTION",
  confidence: "hint",
  summary: "all actions of a service are allowed on the resources that are named",
  controls: [
    "NIST 800-53 AC-3",
    "NIST 800-53 AC-5",
    "NIST 800-53 AC-6",
    "ISO 27001 A.5.15 (own judgement)",
    "ISO 27001 A.8.2 (own judgement)",
    "ISO 27001 A.8.3 (own judgement)",
  ],
  yieldsTo: stronger,

  *statement(statement, policy) {
    if (!isGrant(statement, policy)) return;
    for (const value of statement.action?.values ?? []) {
      const [prefix, ...others] = wholeServices(value);
      if (prefix === undefined || others.length > 0) continue;
      const actions = includedActions(value).map(([, { name }]) => `${prefix}:${name}`);
      const strong = actions.filter((name) => levelsOf([name])[0] === "Permissions management");
      if (strong.length === 0) continue;
      yield {
        at: value.range,
        subject: canonicalGrant(statement, displayText(value), "named resources"),
        details: `${quotedValue(value)} allows all ${actions.length} actions of ${serviceName(prefix)} on the resources that are named, among them ${named(strong)}, which change permissions. Name the actions that are needed.${onlyIf(statement, value)}`,
      };
    }
  },
};

export const futureActionsIncluded: Rule = {
  issueCode: "FUTURE_ACTIONS_INCLUDED",
  findingType: "SUGGESTION",
  confidence: "hint",
  summary: "a pattern of writing actions includes those that AWS adds later",
  controls: [
    "NIST 800-53 AC-6 (own judgement)",
    "NIST 800-53 CM-7 (own judgement)",
    "ISO 27001 A.5.15 (own judgement)",
    "ISO 27001 A.8.9 (own judgement)",
  ],
  yieldsTo: [...stronger, wholeServiceOnSomeResources.issueCode],

  *statement(statement, policy) {
    if (!isGrant(statement, policy)) return;
    for (const value of statement.action?.values ?? []) {
      if (!hasWildcard(value)) continue;
      const names = includedActions(value).map(([prefix, { name }]) => `${prefix}:${name}`);
      const [level] = levelsOf(names);
      if (level !== "Write" && level !== "Permissions management") continue;
      yield {
        at: value.range,
        subject: canonicalGrant(statement, displayText(value), "future actions"),
        details: `${quotedValue(value)} stands for ${named(names)} today, and for every action with such a name that AWS adds. Name the actions.${onlyIf(statement, value)}`,
      };
    }
  },
};

/** Conditions that name whose resources they are. */
const accountKeys = new Set(["aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths"]);

export const anyAccountInResource: Rule = {
  issueCode: "ANY_ACCOUNT_IN_RESOURCE",
  findingType: "SUGGESTION",
  confidence: "hint",
  summary: "an ARN leaves the account open",
  controls: [
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 AC-4 (own judgement)",
    "NIST 800-53 AC-6 (own judgement)",
    "ISO 27001 A.5.15 (own judgement)",
    "ISO 27001 A.8.3 (own judgement)",
  ],

  *statement(statement, policy) {
    if (!isGrant(statement, policy)) return;
    const isLimited = statement.conditions.some(({ key }) =>
      accountKeys.has(displayText(key).toLowerCase()),
    );
    if (isLimited) return;
    for (const value of statement.resource?.values ?? []) {
      if (!leavesAccountOpen(value)) continue;
      yield {
        at: value.range,
        subject: canonicalGrant(statement, "any account", displayText(value)),
        details: `${quotedValue(value)} is about resources of this name in every account that shares them. Fill in the account, or demand \`aws:ResourceAccount\`.${onlyIf(statement, value)}`,
      };
    }
  },
};

/** What names a resource, but not whose it is. */
function leavesAccountOpen(value: TextValue): boolean {
  const arn = parseArn(value);
  return (
    arn !== undefined &&
    isStar(arn.account) &&
    !isStar(arn.resource) &&
    knownText(arn.service) !== "iam"
  );
}

function isGrant({ effect }: Statement, { kind }: Policy): boolean {
  return effect === "Allow" && (kind === "identity" || kind === "permission-set");
}
