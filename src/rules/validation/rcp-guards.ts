import { principalKeys, serviceCallKeys } from "../../catalog/special-condition-keys.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { knownText } from "../../policy/text-value.ts";
import type { Rule } from "../rule.ts";
import { quoted } from "../wording.ts";
import {
  conditionSubject,
  hasUnknownCondition,
  type KnownCondition,
  knownConditions,
} from "./known-conditions.ts";

/**
 * Resource control policies reach principals and services of AWS alike. A condition on a key that only
 * one of both has must say whom it is about, or the policy stops the other.
 *
 * Which keys and operators Access Analyzer goes by is not published (inferred): the keys are those of
 * its page, and `Bool` counts like `BoolIfExists`, which AWS's own examples use.
 */
interface Guard extends Pick<Rule, "issueCode" | "summary"> {
  readonly keys: readonly string[];
  isGuard(condition: KnownCondition): boolean;
  details(key: string): string;
}

const guards: readonly Guard[] = [
  {
    issueCode: "RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY",
    summary: "a resource control policy by principal reaches services of AWS, too",
    keys: principalKeys,
    isGuard: (condition) => isServiceCheck(condition, "false"),
    details: (key) =>
      `Requests of AWS services do not have ${key}, and this policy reaches them, too. Add \`"BoolIfExists": { "aws:PrincipalIsAWSService": "false" }\`.`,
  },
  {
    issueCode: "RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY",
    summary: "a resource control policy for services of AWS reaches other principals, too",
    keys: serviceCallKeys,
    isGuard: (condition) => isServiceCheck(condition, "true"),
    details: (key) =>
      `Only requests of AWS services have ${key}, and this policy reaches your own principals, too. Add \`"BoolIfExists": { "aws:PrincipalIsAWSService": "true" }\`.`,
  },
  {
    issueCode: "RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK",
    summary: "a resource control policy stops services that do not send its key",
    keys: serviceCallKeys.filter((key) => key !== "aws:principalservicename"),
    isGuard: isPresenceCheck,
    details: (key) =>
      `Not every service sends ${key}, and this policy stops those that do not. Add \`"Null": { "aws:SourceAccount": "false" }\`.`,
  },
];

export const rcpGuardRules: readonly Rule[] = guards.map(
  ({ issueCode, summary, keys, isGuard, details }) => ({
    issueCode,
    findingType: "WARNING",
    summary,
    accessAnalyzer: true,
    kinds: ["rcp"],
    conditionsOnly: true,

    *statement(statement) {
      if (hasUnknownCondition(statement)) return;
      if (knownConditions(statement).some(isGuard)) return;
      for (const condition of conditionsOn(statement, keys)) {
        yield {
          at: condition.entry.key.range,
          subject: conditionSubject(condition),
          details: details(quoted(condition.keyText)),
        };
      }
    },
  }),
);

/** A check for the presence of a key is no comparison with it. */
function conditionsOn(statement: Statement, keys: readonly string[]): readonly KnownCondition[] {
  return knownConditions(statement).filter(
    ({ key, operator }) =>
      operator.comparison !== "null" &&
      keys.some((name) => (name.endsWith("/") ? key.startsWith(name) : key === name)),
  );
}

function isServiceCheck({ key, operator, entry }: KnownCondition, wanted: string): boolean {
  if (key !== "aws:principalisawsservice" || operator.comparison !== "bool") return false;
  // An unknown value may be the right one.
  return entry.values.every((value) => (knownText(value)?.toLowerCase() ?? wanted) === wanted);
}

function isPresenceCheck({ key, operator, entry }: KnownCondition): boolean {
  if (operator.comparison !== "null") return false;
  if (key !== "aws:sourceaccount" && key !== "aws:sourcearn") return false;
  return entry.values.every((value) => (knownText(value)?.toLowerCase() ?? "false") === "false");
}
