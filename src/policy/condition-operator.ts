/** A condition operator, taken apart. Names are compared as IAM does: without regard to case. */
export interface ConditionOperator {
  /** `ForAllValues`, `ForAnyValue`. */
  readonly set?: "all" | "any";
  /** Positive form in lower case: `stringequals` for `ForAllValues:StringNotEqualsIfExists`. */
  readonly comparison: string;
  readonly negated: boolean;
  readonly ifExists: boolean;
}

/** What the values of an operator are. */
export type OperatorFamily =
  | "string"
  | "numeric"
  | "date"
  | "boolean"
  | "binary"
  | "ip address"
  | "arn"
  | "null";

/**
 * Every operator without set prefix and `IfExists`, in AWS's spelling, with the family of its values
 * (IAM User Guide, "IAM JSON policy elements: Condition operators", read in 2026).
 */
export const conditionOperators: readonly (readonly [name: string, family: OperatorFamily])[] = [
  ["StringEquals", "string"],
  ["StringNotEquals", "string"],
  ["StringEqualsIgnoreCase", "string"],
  ["StringNotEqualsIgnoreCase", "string"],
  ["StringLike", "string"],
  ["StringNotLike", "string"],
  ["NumericEquals", "numeric"],
  ["NumericNotEquals", "numeric"],
  ["NumericLessThan", "numeric"],
  ["NumericLessThanEquals", "numeric"],
  ["NumericGreaterThan", "numeric"],
  ["NumericGreaterThanEquals", "numeric"],
  ["DateEquals", "date"],
  ["DateNotEquals", "date"],
  ["DateLessThan", "date"],
  ["DateLessThanEquals", "date"],
  ["DateGreaterThan", "date"],
  ["DateGreaterThanEquals", "date"],
  ["Bool", "boolean"],
  ["BinaryEquals", "binary"],
  ["IpAddress", "ip address"],
  ["NotIpAddress", "ip address"],
  ["ArnEquals", "arn"],
  ["ArnLike", "arn"],
  ["ArnNotEquals", "arn"],
  ["ArnNotLike", "arn"],
  ["Null", "null"],
];

/** Reads `ForAnyValue:StringNotLikeIfExists`. Does not check that the comparison is one of IAM's. */
export function parseConditionOperator(text: string): ConditionOperator {
  let parsed = parsedOperators.get(text);
  if (!parsed) {
    parsed = parse(text);
    if (parsedOperators.size < parsedMax) parsedOperators.set(text, parsed);
  }
  return parsed;
}

/** Operators that are kept: there are two hundred right ones, and texts may come from strangers. */
const parsedMax = 500;
const parsedOperators = new Map<string, ConditionOperator>();

function parse(text: string): ConditionOperator {
  const lower = text.toLowerCase();
  const set = prefixes.find(([prefix]) => lower.startsWith(prefix));
  let comparison = set ? lower.slice(set[0].length) : lower;
  const ifExists = comparison.endsWith("ifexists");
  if (ifExists) comparison = comparison.slice(0, -"ifexists".length);
  const negation = negations.find(([negative]) => negative === comparison);
  return {
    ...(set && { set: set[1] }),
    comparison: negation ? negation[1] : comparison,
    negated: negation !== undefined,
    ifExists,
  };
}

/** The family of an operator's values; `undefined` when it is none of IAM's operators. */
export function operatorFamily({ comparison }: ConditionOperator): OperatorFamily | undefined {
  return families.get(comparison);
}

const families = new Map(conditionOperators.map(([name, family]) => [name.toLowerCase(), family]));

const prefixes = [
  ["forallvalues:", "all"],
  ["foranyvalue:", "any"],
] as const;

const negations = [
  ["stringnotequals", "stringequals"],
  ["stringnotequalsignorecase", "stringequalsignorecase"],
  ["stringnotlike", "stringlike"],
  ["numericnotequals", "numericequals"],
  ["datenotequals", "dateequals"],
  ["notipaddress", "ipaddress"],
  ["arnnotequals", "arnequals"],
  ["arnnotlike", "arnlike"],
] as const;
