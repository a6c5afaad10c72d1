import type { Suggestion } from "../../findings/finding.ts";
import type { ConditionEntry, Statement } from "../../policy/policy-document.ts";
import { displayText } from "../../policy/text-value.ts";
import { replacement } from "../replacement.ts";

/**
 * A suggestion that writes another operator over the one of a condition. `undefined` where more would
 * change with it: another key stands under the operator, or the new one stands in the statement
 * already, so that it would be there twice.
 */
export function operatorReplacement(
  { conditions }: Statement,
  { operator }: ConditionEntry,
  newText: string,
): Suggestion | undefined {
  const { file, start } = operator.range;
  const isHere = ({ operator: { range } }: ConditionEntry): boolean =>
    range.file === file && range.start === start;
  const isTaken = conditions.some(
    (each) => !isHere(each) && displayText(each.operator).toLowerCase() === newText.toLowerCase(),
  );
  if (isTaken || conditions.filter(isHere).length !== 1) return undefined;
  return replacement(operator, 0, displayText(operator).length, newText);
}
