import type { Suggestion } from "../../findings/finding.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { displayText } from "../../policy/text-value.ts";
import { replacement } from "../replacement.ts";
import { knownConditions } from "../validation/known-conditions.ts";

const suffix = "IfExists";

/**
 * An edit that takes `IfExists` off the operator that compares a key (in lower case), so that the key
 * has to be there. `undefined` where it would change a condition on another key as well, or make two
 * operators of one name.
 */
export function withoutIfExists(statement: Statement, key: string): Suggestion | undefined {
  const found = knownConditions(statement).find(
    (condition) =>
      condition.key === key && condition.operator.ifExists && !condition.operator.negated,
  );
  if (!found?.operatorText.endsWith(suffix)) return undefined;
  const { operator } = found.entry;
  const newText = found.operatorText.slice(0, -suffix.length);
  const others = statement.conditions.filter((entry) => entry !== found.entry);
  const isShared = others.some(
    ({ operator: { range } }) =>
      range.file === operator.range.file && range.start === operator.range.start,
  );
  const isTaken = others.some(
    (entry) => displayText(entry.operator).toLowerCase() === newText.toLowerCase(),
  );
  if (isShared || isTaken) return undefined;
  return replacement(operator, 0, found.operatorText.length, newText);
}
