import { type ConditionOperator, parseConditionOperator } from "../policy/condition-operator.ts";
import { patternLengthMax } from "../policy/pattern.ts";
import type { PolicyDocument, Statement } from "../policy/policy-document.ts";
import { knownText, type TextValue, unknownParts, type When } from "../policy/text-value.ts";
import { canonicalStatements } from "./canonical-statement.ts";
import { hasSymbol, type Symbols } from "./symbols.ts";

/** A statement as both the evaluator and the comparison use it: strings, with symbols for unknowns. */
export interface AccessStatement {
  /** Position of the policy among those that were read, from 0. */
  readonly policy: number;
  /** Position in its document, from 0. */
  readonly index: number;
  readonly sid?: string;
  readonly effect: "Allow" | "Deny";
  /** Patterns in lower case. */
  readonly actions: Values;
  /** The same patterns as they are written. */
  readonly actionTexts: readonly string[];
  /** Absent where the policy type has no `Resource` (trust policies): any resource. */
  readonly resources?: Values;
  /** Absent in policies of a principal: whoever holds the policy. */
  readonly principals?: PrincipalValues;
  readonly conditions: readonly Condition[];
  /** Whether `${…}` is a policy variable: `Version` 2012-10-17. */
  readonly variables: boolean;
  /** What must hold for the statement to exist at all. */
  readonly when: readonly Assumption[];
}

/** `Action: [...]`, or with `negated` `NotAction: [...]`. */
export interface Values {
  readonly patterns: readonly string[];
  readonly negated: boolean;
}

export interface PrincipalValues {
  readonly principals: readonly PrincipalValue[];
  readonly negated: boolean;
}

export interface PrincipalValue {
  /** `AWS`, `Service`, `Federated`, `CanonicalUser`; `*` for everyone. */
  readonly type: string;
  readonly value: string;
}

export interface Condition {
  readonly operator: ConditionOperator;
  /** As it is written. */
  readonly operatorText: string;
  /** In lower case. */
  readonly key: string;
  /** As it is written. */
  readonly keyText: string;
  readonly values: readonly string[];
}

/** Something unknown before deployment that is taken to hold or not to hold. */
export interface Assumption {
  readonly reference: string;
  readonly holds: boolean;
}

/** A statement whose meaning could not be established; nothing may be concluded from its absence. */
export interface Unreadable {
  readonly policy: number;
  /** Absent: it is not even known which statements stand there. */
  readonly index?: number;
  readonly sid?: string;
  readonly reason: string;
  /** What it says, as far as it is written: equal texts are equal, whatever comes of them. */
  readonly content: string;
}

export interface ReadStatements {
  readonly statements: readonly AccessStatement[];
  readonly unreadable: readonly Unreadable[];
}

/** Conditions over single values of one statement that are told apart; each doubles the variants. */
const uncertainValuesMax = 4;

/**
 * Reads the statements of a document. A statement without a valid effect, action or resource allows
 * and denies nothing and is left out: IAM does not accept it.
 *
 * @param policy the position that the statements carry, to be found again.
 */
export function readStatements(
  document: PolicyDocument,
  policy: number,
  symbols: Symbols,
): ReadStatements {
  const version = document.version && knownText(document.version);
  const variables = document.version !== undefined && (version ?? "2012-10-17") === "2012-10-17";
  const statements: AccessStatement[] = [];
  const unreadable = (document.unknownStatements ?? []).map(
    ({ reference }): Unreadable => ({
      policy,
      reason: `\`${reference}\` is not known`,
      content: reference,
    }),
  );
  for (const [position, statement] of document.statements.entries()) {
    const sid = statement.sid && symbols.write(statement.sid);
    const place = { policy, index: statement.index, ...(sid !== undefined && { sid }) };
    const refuse = (reason: string): void => {
      const content = canonicalStatements(document)[position] ?? "";
      unreadable.push({ ...place, reason, content });
    };
    const { effect } = statement;
    if (effect === undefined) {
      if (statement.effectValue && knownText(statement.effectValue) === undefined) {
        refuse(`its effect is not known${referencesIn(statement.effectValue)}`);
      }
      continue;
    }
    const values = valuesOf(statement);
    const variants = certainVariants(statement, values);
    if (!variants) {
      refuse(`more than ${uncertainValuesMax} conditions on single values`);
      continue;
    }
    if (values.some(isTooLong)) {
      refuse(`a pattern is longer than patternLengthMax = ${patternLengthMax}`);
      continue;
    }
    for (const { holds, when } of variants) {
      const read = readVariant(statement, holds, symbols);
      if (typeof read === "string") refuse(read);
      else if (read) statements.push({ ...place, ...read, effect, variables, when });
    }
  }
  return { statements, unreadable };
}

/** Long texts without wildcards do no harm. */
function isTooLong({ parts }: TextValue): boolean {
  const [only] = parts;
  if (parts.length === 1 && only?.kind === "literal" && only.text.length <= patternLengthMax) {
    return false;
  }
  let length = 0;
  let hasWildcard = false;
  for (const part of parts) {
    length += part.kind === "literal" ? part.text.length : 1;
    hasWildcard ||= part.kind === "literal" && /[*?]/.test(part.text);
  }
  return hasWildcard && length > patternLengthMax;
}

interface Variant {
  readonly holds: (value: TextValue) => boolean;
  readonly when: readonly Assumption[];
}

/** One variant of the statement for each way in which its uncertain values can turn out. */
function certainVariants(
  statement: Statement,
  values: readonly TextValue[],
): readonly Variant[] | undefined {
  const always = statement.when.map(assumption);
  if (!values.some(({ when }) => when)) return [{ holds: () => true, when: always }];
  const references = new Set<string>();
  for (const value of values) {
    for (const { condition } of value.when ?? []) {
      if (!always.some(({ reference }) => reference === condition.reference)) {
        references.add(condition.reference);
      }
    }
  }
  if (references.size > uncertainValuesMax) return undefined;
  let combinations: Assumption[][] = [[]];
  for (const reference of references) {
    combinations = combinations.flatMap((chosen) =>
      [true, false].map((holds) => [...chosen, { reference, holds }]),
    );
  }
  return combinations.map((chosen) => {
    const when = [...always, ...chosen];
    const holds = (value: TextValue): boolean =>
      (value.when ?? [])
        .map(assumption)
        .every((needed) =>
          when.some((made) => made.reference === needed.reference && made.holds === needed.holds),
        );
    return { holds, when };
  });
}

function assumption({ condition, holds }: When): Assumption {
  return { reference: condition.reference, holds };
}

function valuesOf(statement: Statement): readonly TextValue[] {
  const { action, notAction, resource, notResource, principal, notPrincipal } = statement;
  const values: TextValue[] = [];
  for (const element of [action, notAction, resource, notResource, ...statement.conditions]) {
    for (const value of element?.values ?? []) values.push(value);
  }
  for (const element of [principal, notPrincipal]) {
    for (const { value } of element?.principals ?? []) values.push(value);
  }
  return values;
}

type Read = Pick<
  AccessStatement,
  "actions" | "actionTexts" | "resources" | "principals" | "conditions"
>;

/** `undefined` when the variant says nothing; a reason when it cannot be read. */
function readVariant(
  statement: Statement,
  holds: Variant["holds"],
  symbols: Symbols,
): Read | string | undefined {
  const write = (values: readonly TextValue[]): string[] => {
    const written = new Set<string>();
    for (const value of values) if (holds(value)) written.add(symbols.write(value));
    return [...written];
  };
  const actions = statement.action ?? statement.notAction;
  if (!actions) return undefined;
  const resources = statement.resource ?? statement.notResource;
  const principals = statement.principal ?? statement.notPrincipal;

  if (principals?.principals.some(({ type }) => type.includes("${"))) {
    return "the type of a principal is not known";
  }
  const conditions: Condition[] = [];
  for (const { operator, key, values } of statement.conditions) {
    const operatorText = knownText(operator);
    if (operatorText === undefined) {
      return `a condition operator is not known${referencesIn(operator)}`;
    }
    const parsed = parseConditionOperator(operatorText);
    if (!comparisons.has(parsed.comparison)) return `\`${operatorText}\` is no condition operator`;
    const keyText = symbols.write(key);
    if (hasSymbol(keyText) && !isClaim(keyText)) {
      return `a condition key is not known${referencesIn(key)}`;
    }
    const condition = { operator: parsed, operatorText, key: keyText.toLowerCase(), keyText };
    conditions.push({ ...condition, values: write(values) });
  }
  const actionTexts = write(actions.values);
  return {
    actions: {
      patterns: [...new Set(actionTexts.map((text) => text.toLowerCase()))],
      negated: !statement.action,
    },
    actionTexts,
    conditions,
    ...(resources && {
      resources: { patterns: write(resources.values), negated: !statement.resource },
    }),
    ...(principals && {
      principals: {
        principals: principals.principals
          .filter(({ value }) => holds(value))
          .map(({ type, value }) => principalValue(type, symbols.write(value))),
        negated: !statement.principal,
      },
    }),
  };
}

/**
 * `${issuer}:sub`: a claim of a provider that is made with the role. It counts as a key of its own: what
 * holds whatever two keys are holds also where they turn out to be one.
 */
function isClaim(key: string): boolean {
  return /^[^:]*:[a-z_]+$/.test(key);
}

function referencesIn(value: TextValue): string {
  const references = unknownParts(value).map(({ reference }) => reference);
  return references.length > 0 ? `, ${references.join(", ")}` : "";
}

/** `"*"` and `{ "AWS": "*" }` are the same; an account id is short for the ARN of its root. */
function principalValue(type: string, value: string): PrincipalValue {
  if (type === "*" || (type === "AWS" && value === "*")) return { type: "*", value: "*" };
  // Of a whole `Principal` that is not known not even the type is: it is somebody.
  if (type === "" && hasSymbol(value)) return { type: "AWS", value };
  if (type === "AWS" && !value.includes(":") && /^\d+$/.test(value)) {
    return { type, value: `arn:aws:iam::${value}:root` };
  }
  return { type, value };
}

/** In the positive form, as `parseConditionOperator` gives them. */
const comparisons = new Set([
  "stringequals",
  "stringequalsignorecase",
  "stringlike",
  "numericequals",
  "numericlessthan",
  "numericlessthanequals",
  "numericgreaterthan",
  "numericgreaterthanequals",
  "dateequals",
  "datelessthan",
  "datelessthanequals",
  "dategreaterthan",
  "dategreaterthanequals",
  "bool",
  "binaryequals",
  "ipaddress",
  "arnequals",
  "arnlike",
  "null",
]);
