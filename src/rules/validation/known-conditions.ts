import { type ConditionOperator, parseConditionOperator } from "../../policy/condition-operator.ts";
import type { ConditionEntry, Statement } from "../../policy/policy-document.ts";
import { knownText } from "../../policy/text-value.ts";

/** A condition whose operator and key are known texts. */
export interface KnownCondition {
  readonly entry: ConditionEntry;
  readonly operator: ConditionOperator;
  /** As it is written, with its set operator and `IfExists`. */
  readonly operatorText: string;
  /** In lower case: case does not count in condition keys. */
  readonly key: string;
  /** As it is written. */
  readonly keyText: string;
}

/** The conditions of a statement that can be judged by their names. */
export function knownConditions({ conditions }: Statement): readonly KnownCondition[] {
  const known = remembered.get(conditions);
  if (known) return known;
  const found = conditions.flatMap((entry): KnownCondition[] => {
    const operatorText = knownText(entry.operator);
    const keyText = knownText(entry.key);
    if (operatorText === undefined || keyText === undefined) return [];
    const operator = parseConditionOperator(operatorText);
    return [{ entry, operator, operatorText, key: keyText.toLowerCase(), keyText }];
  });
  remembered.set(conditions, found);
  return found;
}

/** A score of rules ask for the conditions of the same statement. */
const remembered = new WeakMap<readonly ConditionEntry[], readonly KnownCondition[]>();

/**
 * True when the statement may have conditions beside those that are known: what such a condition
 * could be must not be called missing.
 */
export function hasUnknownCondition(statement: Statement): boolean {
  return knownConditions(statement).length < statement.conditions.length;
}

/**
 * A question about a statement as a whole, whose answer is remembered: rules ask it for every single
 * condition, and a statement of strangers may have any number of them.
 */
export function perStatement<Answer>(
  ask: (statement: Statement) => Answer,
): (statement: Statement) => Answer {
  const answers = new WeakMap<Statement, { readonly answer: Answer }>();
  return (statement) => {
    const known = answers.get(statement);
    if (known) return known.answer;
    const answer = ask(statement);
    answers.set(statement, { answer });
    return answer;
  };
}

/** The keys of the known conditions, in lower case. */
export const conditionKeySet = perStatement(
  (statement): ReadonlySet<string> => new Set(knownConditions(statement).map(({ key }) => key)),
);

/** True for an operator that compares texts, with `Not` and `IgnoreCase` or without. */
export function comparesStrings({ comparison }: ConditionOperator): boolean {
  return comparison.startsWith("string");
}

/** `stringlike aws:principalarn`: what a problem with a condition is about, free of places. */
export function conditionSubject({ operatorText, key }: KnownCondition): string {
  return `${operatorText.toLowerCase()} ${key}`;
}
