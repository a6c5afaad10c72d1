import type { Condition } from "../../access/statement.ts";
import type { Suggestion } from "../../findings/finding.ts";
import type { ConditionEntry, Statement } from "../../policy/policy-document.ts";
import { canonicalStatement } from "../canonical.ts";
import type { Rule } from "../rule.ts";
import { onlyIf, quoted } from "../wording.ts";
import { keyDemanded } from "./met-without-key.ts";
import { operatorReplacement } from "./operator-replacement.ts";
import { absenceOf } from "./optional-keys.ts";
import {
  allHold,
  conditionsByKey,
  entryOf,
  letsThroughWithout,
  readStatementsOf,
  slipsPast,
} from "./statement-questions.ts";

/**
 * `ForAnyValue:` with a negated operator: it is met as soon as one value is none of the list, whatever
 * the others are, and never without a value (IAM User Guide, "Set operators for multivalued context
 * keys"). An Allow accepts mixed sets then. A Deny does what is meant with the values of a request, as
 * with `aws:TagKeys`; with keys that tell who asks, it leaves out those who have none.
 */
export const forAnyValueWithNegatedOperator: Rule = {
  issueCode: "FORANYVALUE_WITH_NEGATED_OPERATOR",
  findingType: "WARNING",
  confidence: "likely",
  summary: "ForAnyValue with a negated operator does not test all values",
  conditionsOnly: true,
  controls: [
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 CM-6 (own judgement)",
    "ISO 27001 A.5.15 (own judgement)",
  ],

  *document(document, policy, { inventory }) {
    for (const { source, statement } of readStatementsOf(document)) {
      for (const [key, conditions] of conditionsByKey(statement)) {
        const condition = conditions.find(isNegatedAny);
        const entry = condition && entryOf(source, condition);
        if (!condition || !entry) continue;
        const words = { operator: quoted(condition.operatorText), key: quoted(condition.keyText) };
        const details =
          statement.effect === "Allow"
            ? acceptsMixedSets(conditions, condition) &&
              letsThroughWithout([], source, policy, inventory) &&
              `${words.operator} is met as soon as one value of ${words.key} is not in the list, whatever the others are: this Allow accepts a request that has listed values as well. Use \`ForAllValues:\` with \`"Null": { … "false" }\` on the same key.`
            : absenceOf(key) === "who" &&
              !allHold(conditions, undefined) &&
              slipsPast([key], source, document) &&
              `${words.operator} is never met by a request without ${words.key}, so that this Deny does not stop those who have none. Add \`IfExists\`, or deny requests without the key with \`Null\`.`;
        if (!details) continue;
        const suggestion =
          statement.effect === "Allow"
            ? everyValue(source, condition, entry)
            : operatorReplacement(source, entry, `${condition.operatorText}IfExists`);
        yield {
          ...(suggestion && { suggestion }),
          at: entry.operator.range,
          subject: `${key} in ${canonicalStatement(source)}`,
          details: `${details}${onlyIf(source)}`,
          related: [{ range: entry.key.range, message: "the key has several values or none" }],
        };
      }
    }
  },
};

/** The operator for all values, which has to be told that there is one. */
function everyValue(
  source: Statement,
  { operatorText, keyText }: Condition,
  entry: ConditionEntry,
): Suggestion | undefined {
  const operator = operatorText.replace(/^foranyvalue/i, "ForAllValues");
  const replaced = operatorReplacement(source, entry, operator);
  const demanded = keyDemanded(source, keyText, entry);
  if (!replaced || !demanded) return undefined;
  return {
    ...replaced,
    ...demanded,
    edits: replaced.edits,
    title: `Replace with \`${operator}\`, and demand the key`,
  };
}

function isNegatedAny({ operator, values }: Condition): boolean {
  return operator.set === "any" && operator.negated && values.length > 0;
}

/** Whether a listed value is accepted beside one that is not. */
function acceptsMixedSets(conditions: readonly Condition[], { values }: Condition): boolean {
  const [listed] = values.filter((value) => !/[*?$]/.test(value));
  return listed !== undefined && allHold(conditions, [listed, "zz-other"]);
}
