import type { Suggestion } from "../../findings/finding.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { knownText, type TextValue } from "../../policy/text-value.ts";
import { operatorReplacement } from "../conditions/operator-replacement.ts";
import { conditionRemoval } from "../removal.ts";
import { replacement } from "../replacement.ts";
import type { Rule } from "../rule.ts";
import { quoted } from "../wording.ts";
import { conditionSubject, type KnownCondition, knownConditions } from "./known-conditions.ts";

/**
 * Conditions whose only value is `*`: whether they hold depends on nothing but the presence of the
 * key. By operator that is the same as a `Null` condition, or always true, or never.
 *
 * Access Analyzer's answers show the row of `StringLike` only; the others follow from the meaning of
 * the operators (inferred).
 */
interface Meaning {
  /** Operators in lower case, as they are written. */
  readonly operators: readonly string[];
  details(operator: string, key: string): string;
  /** The value of a `Null` condition that says the same. */
  readonly isNull?: "true" | "false";
  /** The condition can go. */
  readonly isAlways?: boolean;
}

const present: Meaning = {
  isNull: "false",
  operators: ["stringlike", "foranyvalue:stringlike"],
  details: (operator, key) =>
    `${operator} with \`*\` only asks whether ${key} is in the request. Say so with \`"Null": { "…": "false" }\`, or name the values that are meant.`,
};

const absent: Meaning = {
  isNull: "true",
  operators: ["stringnotlike", "stringnotlikeifexists", "forallvalues:stringnotlike"],
  details: (operator, key) =>
    `${operator} with \`*\` only asks whether ${key} is missing from the request. Say so with \`"Null": { "…": "true" }\`, or name the values that are meant.`,
};

const always: Meaning = {
  isAlways: true,
  operators: ["stringlikeifexists", "forallvalues:stringlike"],
  details: (operator, key) =>
    `${operator} with \`*\` is met by every request, so that the condition on ${key} does nothing. Remove it, or name the values that are meant.`,
};

const never: Meaning = {
  operators: ["foranyvalue:stringnotlike"],
  details: (operator, key) =>
    `${operator} with \`*\` on ${key} is met by no request, so that the statement does nothing. Remove the statement, or name the values that are meant.`,
};

export const wildcardConditionRules: readonly Rule[] = [
  wildcardRule(present, {
    issueCode: "EQUIVALENT_TO_NULL_FALSE",
    summary: "a condition only asks whether its key is present",
  }),
  wildcardRule(absent, {
    issueCode: "EQUIVALENT_TO_NULL_TRUE",
    summary: "a condition only asks whether its key is absent",
  }),
  wildcardRule(always, {
    issueCode: "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION",
    summary: "a condition is always met because of a wildcard",
  }),
  wildcardRule(never, {
    issueCode: "REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION",
    summary: "a condition is never met because of a wildcard",
  }),
];

function wildcardRule(
  { operators, details, isNull, isAlways }: Meaning,
  head: Pick<Rule, "issueCode" | "summary">,
): Rule {
  return {
    ...head,
    findingType: "SUGGESTION",
    accessAnalyzer: true,
    conditionsOnly: true,

    *statement(statement) {
      for (const condition of knownConditions(statement)) {
        if (!operators.includes(condition.operatorText.toLowerCase())) continue;
        const value = onlyValue(condition);
        if (!value || knownText(value) !== "*") continue;
        const suggestion = isNull
          ? asNull(statement, condition, value, isNull)
          : isAlways && conditionRemoval(statement, condition.entry, "Remove the condition");
        yield {
          ...(suggestion && { suggestion }),
          at: value.range,
          subject: conditionSubject(condition),
          details: details(quoted(condition.operatorText), quoted(condition.keyText)),
        };
      }
    },
  };
}

function asNull(
  statement: Statement,
  { entry }: KnownCondition,
  value: TextValue,
  isNull: "true" | "false",
): Suggestion | undefined {
  const operator = operatorReplacement(statement, entry, "Null");
  const replaced = replacement(value, 0, 1, isNull);
  if (!operator || !replaced) return undefined;
  const title = `Write \`Null\` with \`${isNull}\``;
  return { title, edits: [...operator.edits, ...replaced.edits] };
}

/** The value, when there is one for certain and no other. */
function onlyValue({
  entry,
}: KnownCondition): KnownCondition["entry"]["values"][number] | undefined {
  const [value, ...others] = entry.values;
  return others.length === 0 && (value?.when?.length ?? 0) === 0 ? value : undefined;
}
