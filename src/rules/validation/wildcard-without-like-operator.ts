import type { Suggestion } from "../../findings/finding.ts";
import { withoutVariables } from "../../policy/policy-variables.ts";
import { placeholderText } from "../../policy/text-value.ts";
import { replacement } from "../replacement.ts";
import type { Rule } from "../rule.ts";
import { quoted, quotedValue } from "../wording.ts";
import { conditionSubject, type KnownCondition, knownConditions } from "./known-conditions.ts";

/**
 * A wildcard in a value that is compared as it is: it matches nothing but itself. ARN operators know
 * wildcards without `Like`; those within a policy variable and the escapes `${*}` and `${?}` are none.
 */
export const wildcardWithoutLikeOperator: Rule = {
  issueCode: "WILDCARD_WITHOUT_LIKE_OPERATOR",
  findingType: "WARNING",
  summary: "a wildcard stands in a value that is compared as it is",
  accessAnalyzer: true,
  conditionsOnly: true,

  *statement(statement) {
    for (const condition of knownConditions(statement)) {
      const { comparison } = condition.operator;
      if (comparison !== "stringequals" && comparison !== "stringequalsignorecase") continue;
      for (const value of condition.entry.values) {
        if (!/[*?]/.test(withoutVariables(placeholderText(value), ""))) continue;
        const suggestion = withLike(condition);
        yield {
          ...(suggestion && { suggestion }),
          at: value.range,
          subject: `${conditionSubject(condition)}=${placeholderText(value)}`,
          details: `${quoted(condition.operatorText)} compares ${quotedValue(value)} character by character, so that its wildcard stands for nothing but itself. Use \`StringLike\` or \`StringNotLike\`, or write the value out.`,
        };
      }
    }
  },
};

/** There is no `Like` that is blind to case. */
function withLike({ entry, operator, operatorText }: KnownCondition): Suggestion | undefined {
  if (operator.comparison !== "stringequals") return undefined;
  const at = operatorText.toLowerCase().indexOf("equals");
  const end = at + "equals".length;
  const suggestion = replacement(entry.operator, at, end, "Like");
  const operatorThen = `${operatorText.slice(0, at)}Like${operatorText.slice(end)}`;
  return suggestion && { ...suggestion, title: `Replace with \`${operatorThen}\`` };
}
