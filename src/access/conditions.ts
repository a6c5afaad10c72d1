import { parseIpBlock } from "./ip-block.ts";
import { matchesArn, matchesCodes, readPattern, type VariableValue } from "./pattern-text.ts";
import type { Context, ContextValue } from "./request.ts";
import type { Condition } from "./statement.ts";

/**
 * Whether one line of a `Condition` block holds. All lines of a block have to hold (AND); of several
 * values for one key, one has to match (OR), for a negated operator none may (NOR).
 *
 * IAM User Guide, "IAM JSON policy elements: Condition operators", "Conditions with multiple context
 * keys or values".
 *
 * @param variables whether `${…}` in the values is a policy variable.
 */
export function conditionHolds(
  condition: Condition,
  context: Context,
  variables: boolean,
): boolean {
  const value = context.get(condition.key);
  return valueHolds(condition, value, variables ? variableIn(context) : undefined);
}

/** The same for the value of the key, `undefined` when the key is absent. */
export function valueHolds(
  condition: Condition,
  value: ContextValue | undefined,
  variables: VariableValue | undefined,
): boolean {
  const { operator } = condition;
  const values = value === undefined ? [] : typeof value === "string" ? [value] : value;
  const missing = values.length === 0;

  // "Null condition operator": `true` asks that the key is absent, `false` that it is present.
  if (operator.comparison === "null") {
    return condition.values.some((text) => (text.toLowerCase() === "true") === missing);
  }
  const satisfies = (each: string): boolean =>
    operator.negated !== condition.values.some((text) => matches(condition, text, each, variables));

  // "ForAllValues": also true when there are no keys in the request, or when the key value resolves
  // to a null data set, such as an empty string.
  if (operator.set === "all") return values.every((each) => each === "" || satisfies(each));
  // "…IfExists": if the key is not present, evaluate the condition element as true.
  if (missing && operator.ifExists) return true;
  // "ForAnyValue": for no matching key or a null data set, the condition returns false.
  if (operator.set === "any") return values.some(satisfies);
  // "If the key … is not present in the request context, the values do not match": so a negated
  // operator holds.
  if (missing) return operator.negated;
  // "Single-valued vs. multivalued context keys": a multivalued key requires a set operator. Without
  // one a positive operator is taken not to match; AWS defines neither reading.
  if (typeof value !== "string" && !operator.negated) return false;
  return values.every(satisfies);
}

function variableIn(context: Context): VariableValue {
  // "You can use policy variables only with single-valued keys."
  return (key) => {
    const value = context.get(key);
    return typeof value === "string" ? value : undefined;
  };
}

/** Whether a value of the request matches a value of the policy, by the positive operator. */
function matches(
  { operator: { comparison } }: Condition,
  expected: string,
  actual: string,
  variables: VariableValue | undefined,
): boolean {
  switch (comparison) {
    case "stringequals":
    case "stringequalsignorecase":
    case "stringlike": {
      const ignoringCase = comparison === "stringequalsignorecase";
      const codes = readPattern(ignoringCase ? expected.toLowerCase() : expected, {
        wildcards: comparison === "stringlike",
        ...(variables && { variables: ignoringCase ? lowered(variables) : variables }),
      });
      return (
        codes !== undefined && matchesCodes(codes, ignoringCase ? actual.toLowerCase() : actual)
      );
    }
    // "ArnEquals and ArnLike behave identically."
    case "arnequals":
    case "arnlike": {
      const codes = readPattern(expected, { wildcards: true, ...(variables && { variables }) });
      return codes !== undefined && matchesArn(codes, actual);
    }
    case "bool":
      return expected.toLowerCase() === actual.toLowerCase();
    case "binaryequals":
      return withoutPadding(expected) === withoutPadding(actual);
    case "ipaddress": {
      const block = parseIpBlock(expected);
      const address = parseIpBlock(actual);
      if (!block || !address || block.family !== address.family) return false;
      return block.first <= address.first && address.last <= block.last;
    }
    default:
      return comparison.startsWith("numeric")
        ? compares(comparison.slice("numeric".length), parseNumber(actual), parseNumber(expected))
        : compares(comparison.slice("date".length), parseDate(actual), parseDate(expected));
  }
}

function lowered(variables: VariableValue): VariableValue {
  return (key) => variables(key)?.toLowerCase();
}

function compares(
  relation: string,
  actual: number | undefined,
  expected: number | undefined,
): boolean {
  if (actual === undefined || expected === undefined) return false;
  switch (relation) {
    case "equals":
      return actual === expected;
    case "lessthan":
      return actual < expected;
    case "lessthanequals":
      return actual <= expected;
    case "greaterthan":
      return actual > expected;
    case "greaterthanequals":
      return actual >= expected;
    default:
      return false;
  }
}

/** Integers and decimals. */
export function parseNumber(text: string): number | undefined {
  return text.length <= 32 && /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** ISO 8601 in one of W3C's forms, or seconds since 1970; in milliseconds since 1970. */
export function parseDate(text: string): number | undefined {
  if (text.length > 40) return undefined;
  if (/^\d+$/.test(text) && text.length !== 4) return Number(text) * 1000;
  if (!/^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/.test(text)) {
    return undefined;
  }
  const zoned = /T.*(Z|[+-]\d\d:?\d\d)$/.test(text) || !text.includes("T") ? text : `${text}Z`;
  const time = Date.parse(zoned.replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
  return Number.isNaN(time) ? undefined : time;
}

function withoutPadding(base64: string): string {
  return base64.replaceAll("=", "");
}
