import { parseConditionOperator } from "../../policy/condition-operator.ts";
import { isStar } from "../../policy/pattern.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { displayText } from "../../policy/text-value.ts";

/**
 * True when `iam:PassedToService` limits the services that a role may be passed to. A value that
 * is nothing but `*` limits nothing.
 *
 * `IfExists` counts too: the key is in every request that passes a role. Access Analyzer's own
 * answers to it contradict each other; most of them are clean.
 */
export function restrictsPassedService(statement: Statement): boolean {
  return statement.conditions.some(({ operator, key, values }) => {
    const { comparison, negated } = parseConditionOperator(displayText(operator));
    return (
      displayText(key).toLowerCase() === "iam:passedtoservice" &&
      (comparison === "stringequals" || comparison === "stringlike") &&
      !negated &&
      !values.some(isStar)
    );
  });
}
