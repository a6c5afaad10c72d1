import { hasWildcard, isStar } from "../../policy/pattern.ts";
import type { Statement } from "../../policy/policy-document.ts";
import type { TextValue } from "../../policy/text-value.ts";
import { hasUnknownCondition, knownConditions } from "./known-conditions.ts";

/**
 * True when `iam:PassedToService` limits the services that a role may be passed to. A value that
 * is nothing but `*` limits nothing.
 *
 * `IfExists` counts too: the key is in every request that passes a role. Access Analyzer's own
 * answers to it contradict each other; most of them are clean.
 */
export function limitsPassedService(statement: Statement): boolean {
  return limits(statement, "iam:passedtoservice", isStar);
}

/**
 * True when `iam:AWSServiceName` limits the services whose service-linked role may be created. Any
 * wildcard in a value opens it again, as in `*rds.amazonaws.com`.
 */
export function limitsLinkedService(statement: Statement): boolean {
  return limits(statement, "iam:awsservicename", hasWildcard);
}

function limits(
  statement: Statement,
  wanted: string,
  isOpen: (value: TextValue) => boolean,
): boolean {
  // A condition that is not known may be the one.
  if (hasUnknownCondition(statement)) return true;
  return knownConditions(statement).some(({ key, operator, entry }) => {
    const { comparison, negated } = operator;
    const isEquality = comparison === "stringequals" || comparison === "stringlike";
    return key === wanted && isEquality && !negated && !entry.values.some(isOpen);
  });
}
