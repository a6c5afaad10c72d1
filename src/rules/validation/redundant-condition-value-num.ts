import { knownText } from "../../policy/text-value.ts";
import { removal } from "../removal.ts";
import type { Rule } from "../rule.ts";
import { quoted, quotedValue } from "../wording.ts";
import { conditionSubject, knownConditions } from "./known-conditions.ts";

/** Several numbers where only one of them counts: any value that is met is enough. */
export const redundantConditionValueNum: Rule = {
  issueCode: "REDUNDANT_CONDITION_VALUE_NUM",
  findingType: "SUGGESTION",
  summary: "a number is compared with several limits",
  accessAnalyzer: true,
  conditionsOnly: true,

  *statement(statement) {
    for (const condition of knownConditions(statement)) {
      const word = extremes.get(condition.operator.comparison);
      const { values, range } = condition.entry;
      if (!word || values.some(({ when }) => (when?.length ?? 0) > 0) || values.length < 2)
        continue;
      const numbers = values.map((value) => Number(knownText(value) ?? Number.NaN));
      const kept = numbers.reduce(word === "greatest" ? greater : less);
      const index = numbers.indexOf(kept);
      const value = values[index];
      const suggestion =
        value &&
        removal(
          values.map((each) => each.range),
          (each) => each !== index,
          `Keep ${quotedValue(value)} alone`,
        );
      yield {
        ...(suggestion && { suggestion }),
        at: range,
        subject: conditionSubject(condition),
        details: `Of several values of ${quoted(condition.operatorText)} only the ${word} counts${value ? `: ${quotedValue(value)}` : ""}. Remove the others.`,
      };
    }
  },
};

function greater(first: number, second: number): number {
  return Math.max(first, second);
}

function less(first: number, second: number): number {
  return Math.min(first, second);
}

/** Which of several values counts, by operator. */
const extremes: ReadonlyMap<string, "greatest" | "least"> = new Map([
  ["numericlessthan", "greatest"],
  ["numericlessthanequals", "greatest"],
  ["numericgreaterthan", "least"],
  ["numericgreaterthanequals", "least"],
]);
