import { type Action, actionsOf, conditionKey } from "../../catalog/catalog.ts";
import { parseConditionOperator } from "../../policy/condition-operator.ts";
import { matchesGlob } from "../../policy/pattern.ts";
import type { Policy } from "../../policy/policy.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { displayText, knownText } from "../../policy/text-value.ts";
import { canonicalStatement } from "../canonical.ts";
import type { Rule } from "../rule.ts";
import { onlyIf, quoted } from "../wording.ts";

/**
 * A Deny that demands a key which requests by none of its actions have: it never stops anything.
 *
 * Judged are keys of a service with actions of the same service, and the tags of a request. A key that
 * the catalogue names for no action at all proves nothing: its lists are not complete. Resource tags,
 * and single actions of DynamoDB, KMS and S3 in some kinds of policies, are judged as Access Analyzer
 * judges them.
 */
export const denyWithAbsentKey: Rule = {
  issueCode: "DENY_WITH_ABSENT_KEY",
  findingType: "SECURITY_WARNING",
  confidence: "likely",
  summary: "a Deny goes by a key that requests by its actions never have",
  conditionsOnly: true,
  controls: [
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 CM-6 (own judgement)",
    "ISO 27001 A.5.15 (own judgement)",
    "ISO 27001 A.8.9 (own judgement)",
  ],

  *statement(statement, policy) {
    if (statement.effect !== "Deny" || !statement.action) return;
    for (const { operator, key } of statement.conditions) {
      const operatorText = knownText(operator);
      const keyText = knownText(key)?.toLowerCase();
      if (operatorText === undefined || keyText === undefined) continue;
      const { comparison, negated, ifExists, set } = parseConditionOperator(operatorText);
      if (comparison === "null" || negated || ifExists || set === "all") continue;
      if (!isAbsentFrom(keyText, statement, policy)) continue;
      yield {
        at: key.range,
        subject: canonicalStatement(statement),
        details: `Requests by ${actionsText(statement)} never have ${quoted(displayText(key))}, so that this Deny stops nothing. Use a key that they have, or deny the actions that have this one.${onlyIf(statement)}`,
        related: [{ range: statement.action.range, message: "none of these has the key" }],
      };
      return;
    }
  },
};

function actionsText({ action }: Statement): string {
  const texts = (action?.values ?? []).map((value) => quoted(displayText(value)));
  return texts.length > 3 ? `these ${texts.length} actions` : texts.join(", ");
}

/**
 * Keys that guardrails of many teams use with actions for which the reference data do not name them:
 * who is added to an image, as to a snapshot. Which of the two is wrong is not known.
 */
const doubtfulKeys = /^ec2:(?:add|remove)\//;

/** Services whose single actions another rule judges, where it judges the policy at all. */
const judgedElsewhere = new Set(["kms", "s3", "dynamodb"]);

function isAbsentFrom(key: string, { action }: Statement, { kind }: Policy): boolean {
  const prefix = key.slice(0, Math.max(0, key.indexOf(":")));
  const isOfRequest = isRequestTag(key);
  if (!isOfRequest && (prefix === "aws" || prefix === "")) return false;
  if (doubtfulKeys.test(key)) return false;
  const values = action?.values ?? [];
  const isForOthers = kind !== "scp" && kind !== "rcp";
  for (const value of values) {
    const text = knownText(value)?.toLowerCase();
    const [service = "", name] = text?.split(":") ?? [];
    if (name === undefined || /[*?]/.test(service)) return false;
    if (!isOfRequest && service !== prefix) return false;
    // A whole service has every key that it has.
    if (/^\*+$/.test(name)) return false;
    if (isForOthers && judgedElsewhere.has(service) && !/[*?]/.test(name)) return false;
    const all = actionsOf(service);
    const own = all.filter((each) => matchesGlob(name, each.name.toLowerCase()));
    if (own.length === 0 || own.some((each) => hasKey(each, service, key))) return false;
    if (!all.some((each) => hasKey(each, service, key))) return false;
  }
  return values.length > 0;
}

function hasKey(action: Action, service: string, key: string): boolean {
  const format = conditionKey(service, key)?.name;
  if (format === undefined) return false;
  // A type of resource names the tags of requests by whichever action sets them.
  const isOfRequest = isRequestTag(key);
  const keys = [
    ...action.conditionKeys,
    ...action.resourceTypes.flatMap(({ conditionKeys, resourceType }) => [
      ...conditionKeys,
      ...(isOfRequest ? [] : resourceType.conditionKeys),
    ]),
  ];
  return keys.some(({ name }) => name === format);
}

function isRequestTag(key: string): boolean {
  return key === "aws:tagkeys" || key.startsWith("aws:requesttag/");
}
