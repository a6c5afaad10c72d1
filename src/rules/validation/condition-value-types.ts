import { knownText, type TextValue } from "../../policy/text-value.ts";
import type { Rule } from "../rule.ts";
import { quoted, quotedValue } from "../wording.ts";
import { conditionSubject, type KnownCondition, knownConditions } from "./known-conditions.ts";

/**
 * Values that the operator cannot compare: AWS takes the policy, and the condition is never met, or
 * always by a negated operator. Values with policy variables are left alone, since nobody knows them.
 */
interface Check extends Pick<Rule, "issueCode" | "summary"> {
  /** Positive forms of the operators, in lower case. */
  readonly comparisons: readonly string[];
  isWrong(text: string, condition: KnownCondition): boolean;
  /** What would be right. */
  readonly expected: string;
}

const dates = [
  "dateequals",
  "datelessthan",
  "datelessthanequals",
  "dategreaterthan",
  "dategreaterthanequals",
];

const checks: readonly Check[] = [
  {
    issueCode: "INVALID_DATE_VALUE",
    summary: "a date is a plain number",
    comparisons: dates,
    // `aws:EpochTime` is a number by nature.
    isWrong: (text, { key }) => isEpoch(text) && key !== "aws:epochtime",
    expected: "Write the date as `YYYY-MM-DD` or `YYYY-MM-DDThh:mm:ssZ`.",
  },
  {
    issueCode: "TYPE_MISMATCH_BOOLEAN",
    summary: "a value of a Boolean operator is neither true nor false",
    comparisons: ["bool", "null"],
    isWrong: (text) => !/^(?:true|false)$/i.test(text),
    expected: "Write `true` or `false`.",
  },
  {
    issueCode: "TYPE_MISMATCH_DATE",
    summary: "a value of a date operator is no date",
    comparisons: dates,
    isWrong: (text) => !isEpoch(text) && !isDate(text),
    expected: "Write the date as `YYYY-MM-DD` or `YYYY-MM-DDThh:mm:ssZ`.",
  },
  {
    issueCode: "TYPE_MISMATCH_NUMBER",
    summary: "a value of a numeric operator is no number",
    comparisons: [
      "numericequals",
      "numericlessthan",
      "numericlessthanequals",
      "numericgreaterthan",
      "numericgreaterthanequals",
    ],
    isWrong: (text) => !Number.isFinite(Number(text)),
    expected: "Write a number, such as `3600` or `1.2`.",
  },
  {
    issueCode: "TYPE_MISMATCH_STRING",
    summary: "a value of a binary operator is no Base64 text",
    comparisons: ["binaryequals"],
    isWrong: (text) => !/^[A-Za-z0-9+/_-]*={0,2}$/.test(text),
    expected: "Write the value in Base64.",
  },
];

export const conditionValueTypeRules: readonly Rule[] = checks.map(toRule);

function toRule({ issueCode, summary, comparisons, isWrong, expected }: Check): Rule {
  return {
    issueCode,
    findingType: "WARNING",
    summary,
    accessAnalyzer: true,
    conditionsOnly: true,

    *statement(statement) {
      for (const condition of knownConditions(statement)) {
        if (!comparisons.includes(condition.operator.comparison)) continue;
        for (const value of condition.entry.values) {
          const text = plainText(value);
          if (text === undefined || !isWrong(text, condition)) continue;
          yield {
            at: value.range,
            subject: `${conditionSubject(condition)}=${text}`,
            details: `${quoted(condition.operatorText)} cannot compare with ${quotedValue(value)}. ${expected}`,
          };
        }
      }
    },
  };
}

/** A known text without policy variables. */
function plainText(value: TextValue): string | undefined {
  const text = knownText(value);
  return text?.includes("${") ? undefined : text;
}

function isEpoch(text: string): boolean {
  return /^-?\d+(?:\.\d+)?$/.test(text);
}

/**
 * The forms of ISO 8601 that the W3C's note on dates lists, and the usual liberties with them: which
 * of these AWS takes is not published.
 */
function isDate(text: string): boolean {
  return /^\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:[Tt]\d{2}:?\d{2}(?::?\d{2}(?:[.,]\d{1,9})?)?(?:[Zz]|[+-]\d{2}(?::?\d{2})?)?)?)?$/.test(
    text,
  );
}
