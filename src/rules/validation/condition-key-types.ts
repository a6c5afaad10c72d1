import { parseIpBlock } from "../../access/ip-block.ts";
import { type KeyFacts, type KeyType, keyFacts } from "../../catalog/condition-keys.ts";
import { keysWithForAllValues } from "../../catalog/special-condition-keys.ts";
import { parseArn } from "../../policy/arn.ts";
import {
  type ConditionOperator,
  type OperatorFamily,
  operatorFamily,
} from "../../policy/condition-operator.ts";
import { knownText, type TextValue } from "../../policy/text-value.ts";
import { operatorReplacement } from "../conditions/operator-replacement.ts";
import type { Rule } from "../rule.ts";
import { quoted } from "../wording.ts";
import { conditionSubject, type KnownCondition, knownConditions } from "./known-conditions.ts";

/**
 * Operators that do not fit the type of their key. The types are those of the catalogue; a key that
 * it does not know is left alone.
 */
interface Check extends Pick<Rule, "issueCode" | "findingType" | "summary"> {
  /** True when the effect of the statement does not matter. */
  readonly anyEffect: boolean;
  fits(operator: ConditionOperator, facts: KeyFacts, key: string): boolean;
  details(operator: string, key: string, facts: KeyFacts): string;
  /** The operator that fits; `undefined` when more than one does, or none the values. */
  meant(condition: KnownCondition, facts: KeyFacts): string | undefined;
}

const checks: readonly Check[] = [
  {
    issueCode: "FORALLVALUES_WITH_SINGLE_VALUED_KEY",
    findingType: "SECURITY_WARNING",
    summary: "ForAllValues is used with a key that has one value",
    // It is met when the key is absent, which opens an Allow. Of Deny there is no example.
    anyEffect: false,
    fits: ({ set, comparison }, { multivalued }, key) =>
      set !== "all" || comparison === "null" || multivalued || keysWithForAllValues.has(key),
    details: (operator, key) =>
      `${key} has one value in a request, and ${operator} is met, too, when it has none. Remove \`ForAllValues:\`.`,
    meant: ({ operatorText }) => operatorText.replace(/^forallvalues:/i, ""),
  },
  {
    issueCode: "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS",
    findingType: "SECURITY_WARNING",
    summary: "an ARN is compared with StringLike",
    anyEffect: true,
    // Answers with a set operator are not known.
    fits: ({ comparison, set }, { type }) =>
      type !== "ARN" || comparison !== "stringlike" || set !== undefined,
    details: (operator, key) =>
      `${key} is an ARN, and a wildcard of ${operator} reaches over its colons into the account and the resource. Use \`ArnLike\` or \`ArnNotLike\`, which compare each part by itself.`,
    meant: ({ operatorText, entry }) =>
      entry.values.every((value) => parseArn(value))
        ? operatorText.replace(/^string(not)?like/i, (_, not) => (not ? "ArnNotLike" : "ArnLike"))
        : undefined,
  },
  {
    issueCode: "TYPE_MISMATCH",
    findingType: "WARNING",
    summary: "an operator does not fit the type of its key",
    anyEffect: true,
    fits: (operator, { type }) => {
      const family = operatorFamily(operator);
      return family === undefined || !misfits[type].includes(family);
    },
    details: (operator, key, { type }) =>
      `${key} is of the type ${typeNames[type]}, which ${operator} does not compare. Use ${operatorsFor[type]}.`,
    meant: ({ operatorText, entry }, { type }) =>
      entry.values.every((value) => isOfType(value, type))
        ? operatorsOfType[type]?.[operatorText.toLowerCase()]
        : undefined,
  },
];

export const conditionKeyTypeRules: readonly Rule[] = checks.map(toRule);

function toRule({ anyEffect, fits, details, meant, ...head }: Check): Rule {
  return {
    ...head,
    accessAnalyzer: true,
    conditionsOnly: true,

    *statement(statement) {
      if (!anyEffect && statement.effect !== "Allow") return;
      for (const condition of knownConditions(statement)) {
        const facts = keyFacts(condition.key);
        if (!facts || fits(condition.operator, facts, condition.key)) continue;
        const operator = meant(condition, facts);
        const suggestion =
          operator !== undefined && operatorReplacement(statement, condition.entry, operator);
        yield {
          ...(suggestion && { suggestion }),
          at: condition.entry.key.range,
          subject: conditionSubject(condition),
          details: words(condition, facts, details),
        };
      }
    },
  };
}

function words(
  { operatorText, keyText }: KnownCondition,
  facts: KeyFacts,
  details: Check["details"],
): string {
  return details(quoted(operatorText), quoted(keyText), facts);
}

/**
 * Families that do not fit a type. Access Analyzer's answers show that Boolean keys go with `Bool`,
 * and that text and ARN keys take `String` and `Arn` operators; of the other pairs only those are here
 * that cannot be meant. Keys of type String are left alone: many hold numbers, times or addresses.
 */
const misfits: Readonly<Record<KeyType, readonly OperatorFamily[]>> = {
  String: [],
  ARN: ["boolean", "numeric", "date", "ip address"],
  Bool: ["string", "arn", "numeric", "date", "ip address", "binary"],
  Numeric: ["string", "arn", "boolean", "date", "ip address", "binary"],
  // AWS compares times as numbers of seconds, too.
  Date: ["string", "arn", "boolean", "ip address", "binary"],
  IPAddress: ["string", "arn", "boolean", "numeric", "date", "binary"],
};

/** What a plain comparison of texts means for a key of another type: operators in lower case. */
const operatorsOfType: Partial<Readonly<Record<KeyType, Readonly<Record<string, string>>>>> = {
  Bool: {
    stringequals: "Bool",
    stringequalsifexists: "BoolIfExists",
    stringlike: "Bool",
    stringlikeifexists: "BoolIfExists",
  },
  Numeric: {
    stringequals: "NumericEquals",
    stringequalsifexists: "NumericEqualsIfExists",
    stringnotequals: "NumericNotEquals",
    stringnotequalsifexists: "NumericNotEqualsIfExists",
  },
  IPAddress: {
    stringequals: "IpAddress",
    stringequalsifexists: "IpAddressIfExists",
    stringnotequals: "NotIpAddress",
    stringnotequalsifexists: "NotIpAddressIfExists",
  },
};

function isOfType(value: TextValue, type: KeyType): boolean {
  const text = knownText(value);
  if (text === undefined) return false;
  if (type === "Bool") return /^(?:true|false)$/i.test(text);
  if (type === "Numeric") return /^-?\d+(?:\.\d+)?$/.test(text);
  return type === "IPAddress" && parseIpBlock(text) !== undefined;
}

const typeNames: Readonly<Record<KeyType, string>> = {
  String: "String",
  ARN: "ARN",
  Bool: "Boolean",
  Numeric: "Numeric",
  Date: "Date",
  IPAddress: "IP address",
};

const operatorsFor: Readonly<Record<KeyType, string>> = {
  String: "a string operator such as `StringEquals`",
  ARN: "`ArnEquals` or `ArnLike`",
  Bool: "`Bool`",
  Numeric: "a numeric operator such as `NumericLessThan`",
  Date: "a date operator such as `DateLessThan`",
  IPAddress: "`IpAddress` or `NotIpAddress`",
};
