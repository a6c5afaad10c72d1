import type { ConditionOperator } from "../../policy/condition-operator.ts";
import { hasWildcard, isStar } from "../../policy/pattern.ts";
import type { Statement } from "../../policy/policy-document.ts";
import type { TextValue } from "../../policy/text-value.ts";
import { hasUnknownCondition, knownConditions } from "./known-conditions.ts";

/**
 * True when `iam:PassedToService` limits the services that a role may be passed to. A value that
 * is nothing but `*` limits nothing.
 *
 * `StringEqualsIfExists` is no limit: it holds of a request without the key, and Access Analyzer
 * reports it (AWSProtonCodeBuildProvisioningServiceRolePolicy, March 2026). Its answers to
 * `StringLikeIfExists` were clean.
 */
export function limitsPassedService(statement: Statement): boolean {
  return limits(
    statement,
    "iam:passedtoservice",
    isStar,
    ({ ifExists, comparison }) => !ifExists || comparison === "stringlike",
  );
}

/**
 * True when `iam:AWSServiceName` limits the services whose service-linked role may be created. Any
 * wildcard in a value opens it again, as in `*rds.amazonaws.com`. `IfExists` makes no difference: the
 * service is a required parameter of the call.
 */
export function limitsLinkedService(statement: Statement): boolean {
  return limits(statement, "iam:awsservicename", hasWildcard, () => true);
}

function limits(
  statement: Statement,
  wanted: string,
  isOpen: (value: TextValue) => boolean,
  counts: (operator: ConditionOperator) => boolean,
): boolean {
  // A condition that is not known may be the one.
  if (hasUnknownCondition(statement)) return true;
  return knownConditions(statement).some(({ key, operator, entry }) => {
    const { comparison, negated } = operator;
    const isEquality = comparison === "stringequals" || comparison === "stringlike";
    if (key !== wanted || !isEquality || negated || !counts(operator)) return false;
    return !entry.values.some(isOpen);
  });
}
