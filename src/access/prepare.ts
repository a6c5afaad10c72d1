import type { ConditionOperator } from "../policy/condition-operator.ts";
import { assumptionKey } from "./evaluate.ts";
import type { AccessStatement, Condition, PrincipalValues, Values } from "./statement.ts";
import { hasSymbol, type Symbols } from "./symbols.ts";

/**
 * Statements as the comparison reads them: without policy variables (a variable with a value is a
 * symbol, one without drops out, by IAM's rules for missing keys) and with every assumption as one
 * more condition. Several of them can stand for one statement of a policy.
 */
export interface PreparedStatement {
  readonly source: AccessStatement;
  readonly actions: Values;
  readonly resources?: Values;
  readonly principals?: PrincipalValues;
  readonly conditions: readonly Condition[];
  readonly hasSymbols: boolean;
}

/** Policy variables of one statement that are told apart; each doubles the variants. */
export const variablesMax = 4;

/** `undefined` when the statement has too many policy variables. */
export function prepare(
  statement: AccessStatement,
  symbols: Symbols,
): readonly PreparedStatement[] | undefined {
  if (!statement.variables || !hasVariables(statement)) return [withoutVariables(statement)];
  const groups = byVariables(statement);
  const prepared: PreparedStatement[] = [];
  for (const group of groups) {
    const variants = prepareGroup(statement, group, symbols);
    if (!variants) return undefined;
    prepared.push(...variants);
  }
  return prepared;
}

/** Most statements have none. */
function hasVariables({ resources, conditions }: AccessStatement): boolean {
  const has = (text: string): boolean => text.includes("${");
  return (
    resources?.patterns.some(has) === true ||
    conditions.some(({ operator, values }) => takesVariables(operator) && values.some(has))
  );
}

function withoutVariables(statement: AccessStatement): PreparedStatement {
  const { actions, resources, principals, conditions } = statement;
  const all = [...conditions, ...assumptionsOf(statement)];
  return finish(statement, { actions, resources, principals }, all);
}

function assumptionsOf({ when }: AccessStatement): readonly Condition[] {
  return when.map((each) => plainCondition("bool", assumptionKey(each), String(each.holds)));
}

/** One statement for each set of variables that its resources use: only they have to be told apart. */
function byVariables(statement: AccessStatement): AccessStatement[] {
  const { resources } = statement;
  if (!resources || resources.negated) return [statement];
  const groups = new Map<string, string[]>();
  for (const text of resources.patterns) {
    const keys = variablesIn(text).flatMap(({ key }) => key ?? []);
    const group = [...new Set(keys)].sort().join("\n");
    groups.set(group, [...(groups.get(group) ?? []), text]);
  }
  return [...groups.values()].map((patterns) => ({
    ...statement,
    resources: { patterns, negated: false },
  }));
}

function prepareGroup(
  source: AccessStatement,
  statement: AccessStatement,
  symbols: Symbols,
): readonly PreparedStatement[] | undefined {
  const assumptions = assumptionsOf(statement);
  const keys = variableKeys(statement);
  // Without a variable that all of its resources need, the statement applies to nothing.
  const needed = neededKeys(statement);
  const free = keys.filter((key) => !needed.has(key));
  if (free.length > variablesMax) return undefined;
  let combinations: ReadonlyMap<string, boolean>[] = [
    new Map([...needed].map((key) => [key, true])),
  ];
  for (const key of free) {
    combinations = combinations.flatMap((chosen) =>
      [true, false].map((present) => new Map([...chosen, [key, present]])),
    );
  }
  return combinations.map((present) => {
    const read = (texts: readonly string[]): string[] =>
      texts.flatMap((text) => replaceVariables(text, present, symbols) ?? []);
    const resources = statement.resources && {
      patterns: read(statement.resources.patterns),
      negated: statement.resources.negated,
    };
    const conditions = statement.conditions.map((condition) =>
      takesVariables(condition.operator)
        ? { ...condition, values: read(condition.values) }
        : condition,
    );
    const presence = [...present].map(([key, isPresent]) =>
      plainCondition("null", key, isPresent ? "false" : "true"),
    );
    const { actions, principals } = statement;
    return finish(source, { actions, resources, principals }, [
      ...conditions,
      ...presence,
      ...assumptions,
    ]);
  });
}

function finish(
  source: AccessStatement,
  elements: {
    readonly actions: Values;
    readonly resources: Values | undefined;
    readonly principals: PrincipalValues | undefined;
  },
  conditions: readonly Condition[],
): PreparedStatement {
  const { actions, resources, principals } = elements;
  const hasSymbols =
    actions.patterns.some(hasSymbol) ||
    resources?.patterns.some(hasSymbol) === true ||
    principals?.principals.some(({ value }) => hasSymbol(value)) === true ||
    conditions.some(({ values }) => values.some(hasSymbol));
  return {
    source,
    actions,
    conditions,
    hasSymbols,
    ...(resources && { resources }),
    ...(principals && { principals }),
  };
}

/** Keys whose variable is in every resource pattern, without a default. */
function neededKeys({ resources }: AccessStatement): Set<string> {
  if (!resources || resources.negated) return new Set();
  const [first = new Set<string>(), ...others] = resources.patterns.map(
    (text) =>
      new Set(
        variablesIn(text).flatMap(({ key, otherwise }) =>
          key !== undefined && otherwise === undefined ? [key] : [],
        ),
      ),
  );
  return new Set([...first].filter((key) => others.every((each) => each.has(key))));
}

/** The keys of all policy variables, in lower case. */
function variableKeys(statement: AccessStatement): string[] {
  const texts = [
    ...(statement.resources?.patterns ?? []),
    ...statement.conditions.flatMap(({ operator, values }) =>
      takesVariables(operator) ? values : [],
    ),
  ];
  const keys = new Set<string>();
  for (const text of texts) {
    for (const { key } of variablesIn(text)) if (key !== undefined) keys.add(key);
  }
  return [...keys];
}

interface Variable {
  readonly start: number;
  /** Behind the brace. */
  readonly end: number;
  /** Absent for `${*}`, `${?}` and `${$}`. */
  readonly key?: string;
  readonly otherwise?: string;
}

function variablesIn(text: string): Variable[] {
  const found: Variable[] = [];
  for (let start = text.indexOf("${"); start >= 0; start = text.indexOf("${", start + 2)) {
    const brace = text.indexOf("}", start);
    if (brace < 0) break;
    const inside = text.slice(start + 2, brace);
    const end = brace + 1;
    if (inside === "*" || inside === "?" || inside === "$") {
      found.push({ start, end });
      continue;
    }
    const comma = inside.indexOf(",");
    const key = (comma < 0 ? inside : inside.slice(0, comma)).trim().toLowerCase();
    const quoted = comma < 0 ? "" : inside.slice(comma + 1).trim();
    const otherwise = /^'[^']*'$/.test(quoted) ? quoted.slice(1, -1) : undefined;
    found.push({ start, end, key, ...(otherwise !== undefined && { otherwise }) });
  }
  return found;
}

/** `undefined` when a variable has neither value nor default: the text matches nothing then. */
function replaceVariables(
  text: string,
  present: ReadonlyMap<string, boolean>,
  symbols: Symbols,
): string | undefined {
  let result = "";
  let at = 0;
  for (const { start, end, key, otherwise } of variablesIn(text)) {
    if (start < at) continue;
    result += text.slice(at, start);
    at = end;
    if (key === undefined) result += symbols.of(text.slice(start, end));
    else if (present.get(key)) result += symbols.of(variableReference(key));
    else if (otherwise === undefined) return undefined;
    else result += otherwise;
  }
  return result + text.slice(at);
}

/** The reference of the symbol that stands for the value of a key. */
export function variableReference(key: string): string {
  return `\${${key}}`;
}

/** "Policy variables … in String operators and ARN operators"; not in the others. */
function takesVariables({ comparison }: ConditionOperator): boolean {
  return comparison.startsWith("string") || comparison.startsWith("arn");
}

/** A condition of one value, as a comparison makes it up. */
export function plainCondition(comparison: string, key: string, value: string): Condition {
  const operator = { comparison, negated: false, ifExists: false };
  return { operator, operatorText: comparison, key, keyText: key, values: [value] };
}
