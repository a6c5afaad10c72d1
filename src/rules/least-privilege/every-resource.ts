import { isEveryResource } from "../../policy/arn.ts";
import type { Policy } from "../../policy/policy.ts";
import type { ConditionEntry, Statement } from "../../policy/policy-document.ts";
import { displayText } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";

/**
 * True for the policies that give their principal access. Boundaries and session policies only
 * limit what others give, and an `Allow` on everything is their usual beginning; service and
 * resource control policies are guardrails.
 */
export function grantsToItsPrincipal(policy: Policy): boolean {
  return policy.kind === "identity" || policy.kind === "permission-set";
}

/** Where the statement says that it is about every resource; `undefined` when it does not. */
export function everyResource(statement: Statement): Range | undefined {
  return statement.resource?.values.find(isEveryResource)?.range;
}

/** The same, with all resources but some (`NotResource`) counting as every one. */
export function nearlyEveryResource(statement: Statement): Range | undefined {
  const { notResource } = statement;
  if (notResource && !notResource.values.some(isEveryResource)) return notResource.range;
  return everyResource(statement);
}

/**
 * Keys that limit when, from where or by whom access is used, but not to which resources. Own
 * judgement: with any other key the statement gets the benefit of the doubt.
 */
const keysWithoutResources = new Set([
  "aws:calledvia",
  "aws:calledviafirst",
  "aws:calledvialast",
  "aws:currenttime",
  "aws:epochtime",
  "aws:multifactorauthage",
  "aws:multifactorauthpresent",
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalisawsservice",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:principaltype",
  "aws:referer",
  "aws:requestedregion",
  "aws:securetransport",
  "aws:sourceip",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:tokenissuetime",
  "aws:useragent",
  "aws:userid",
  "aws:username",
  "aws:viaawsservice",
  "aws:vpcsourceip",
]);

/** True when a condition may limit the statement to some resources. */
export function limitsResources(conditions: readonly ConditionEntry[]): boolean {
  return conditions.some(({ key }) => {
    const name = displayText(key).toLowerCase();
    return !keysWithoutResources.has(name) && !name.startsWith("aws:principaltag/");
  });
}
