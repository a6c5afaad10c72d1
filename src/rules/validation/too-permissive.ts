import { hasWildcard } from "../../policy/pattern.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { policyVariables, withoutVariables } from "../../policy/policy-variables.ts";
import {
  displayText,
  placeholder,
  placeholderText,
  type TextValue,
} from "../../policy/text-value.ts";
import type { Rule } from "../rule.ts";
import { ofOneBranch } from "../trust/github-subject-fix.ts";
import { quotedValue } from "../wording.ts";
import { type ConditionKeyUse, conditionKeyUses } from "./condition-members.ts";
import { textsOf } from "./condition-values.ts";

/**
 * Keys that draw the line between one's own and other people's accounts: a pattern there lets
 * strangers in (Access Analyzer's reference of policy checks, 2026). In lower case.
 */
const sensitiveKeys = new Set([
  "aws:principalaccount",
  "aws:principalorgid",
  "aws:resourceaccount",
  "aws:resourceorgid",
  "aws:sourceaccount",
  "aws:sourceorgid",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:vpceaccount",
  "aws:vpceorgid",
]);

/** Keys whose values need some literal characters before a pattern begins. AWS has not published the list. */
const prefixedKeys = new Set(["token.actions.githubusercontent.com:sub"]);
const prefixLengthMin = 6;

/** A private-use character that stands for a policy variable. */
const variable = "\u{E001}";

export const wildcardUsageTooPermissive = tooPermissive({
  issueCode: "WILDCARD_USAGE_TOO_PERMISSIVE",
  summary: "a wildcard in a condition lets in too much",
  what: "wildcard",
  isOpen: (character) => character === "*" || character === "?",
  has: hasWildcard,
});

export const variableUsageTooPermissive = tooPermissive({
  issueCode: "VARIABLE_USAGE_TOO_PERMISSIVE",
  summary: "a policy variable in a condition lets in too much",
  what: "policy variable",
  isOpen: (character) => character === variable,
  has: (value) => policyVariables(value).some(({ closed }) => closed),
});

/**
 * Values that are patterns, where they decide who gets in: of an Allow with a positive operator, or
 * of a Deny with a negative one.
 */
function tooPermissive(options: {
  issueCode: string;
  summary: string;
  what: string;
  isOpen(character: string): boolean;
  has(value: TextValue): boolean;
}): Rule {
  const { issueCode, summary, what, isOpen, has } = options;
  return {
    issueCode,
    findingType: "ERROR",
    summary,
    accessAnalyzer: true,
    conditionsOnly: true,

    *statement(statement, _, { repository }) {
      for (const use of conditionKeyUses(statement)) {
        const key = use.name?.toLowerCase();
        if (key === undefined || !letsIn(statement, use)) continue;
        for (const value of textsOf(use)) {
          if (!has(value)) continue;
          const advice = adviceFor(key, withoutVariables(placeholderText(value), variable), isOpen);
          if (!advice) continue;
          const suggestion = prefixedKeys.has(key)
            ? ofOneBranch(statement, value, repository)
            : undefined;
          yield {
            at: value.range,
            subject: `${key} ${displayText(value)}`,
            details: `The ${what} in ${quotedValue(value)} lets in more than ${quotedValue(use.key)} is to tell apart. ${advice}`,
            ...(suggestion && { suggestion }),
          };
        }
      }
    },
  };
}

function letsIn({ effect }: Statement, { block: { parsed } }: ConditionKeyUse): boolean {
  if (parsed?.comparison !== "stringlike") return false;
  return parsed.negated ? effect === "Deny" : effect === "Allow";
}

/** What would be right; `undefined` when the value is well as it is. */
function adviceFor(
  key: string,
  text: string,
  isOpen: (character: string) => boolean,
): string | undefined {
  if (sensitiveKeys.has(key)) return "Write the values in full.";
  if (key === "aws:userid") {
    const [before = ""] = text.split(":", 1);
    const isWell = text.includes(":")
      ? before.length === 1 || ![...before].some(isOpen)
      : ![...before].some(isOpen);
    return isWell ? undefined : "Write the unique id in full, and the wildcard behind a colon.";
  }
  if (prefixedKeys.has(key) && hasShortPrefix(text, isOpen)) {
    return `Put at least ${prefixLengthMin} characters in front of it.`;
  }
  return undefined;
}

/** What is not known may be long enough. */
function hasShortPrefix(text: string, isOpen: (character: string) => boolean): boolean {
  let literals = 0;
  for (const character of text) {
    if (character === placeholder) literals = prefixLengthMin;
    else if (isOpen(character)) {
      if (literals < prefixLengthMin) return true;
      literals = 0;
    } else if (character === "*" || character === "?" || character === variable) {
      literals = 0;
    } else literals++;
  }
  return false;
}
