/** A condition operator, taken apart. Names are compared as IAM does: without regard to case. */
export interface ConditionOperator {
  /** `ForAllValues`, `ForAnyValue`. */
  readonly set?: "all" | "any";
  /** Positive form in lower case: `stringequals` for `ForAllValues:StringNotEqualsIfExists`. */
  readonly comparison: string;
  readonly negated: boolean;
  readonly ifExists: boolean;
}

/** Reads `ForAnyValue:StringNotLikeIfExists`. Does not check that the comparison is one of IAM's. */
export function parseConditionOperator(text: string): ConditionOperator {
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
