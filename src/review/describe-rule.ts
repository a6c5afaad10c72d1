import type { Confidence, FindingType } from "../findings/finding.ts";
import { confidenceOf } from "../rules/confidence.ts";
import { isCustomCode } from "../rules/custom/custom-rule.ts";
import { nearest } from "../rules/edit-distance.ts";
import { rules } from "../rules/index.ts";
import { learnMoreLink } from "../rules/learn-more-link.ts";
import type { AppliedCustomRule } from "./review.ts";

/** What people are told of a rule. */
export interface RuleDescription {
  readonly issueCode: string;
  readonly findingType: FindingType;
  readonly confidence: Confidence;
  readonly summary: string;
  readonly learnMoreLink: string;
}

/** Whether a code, case not counting, is that of a rule of the team's own, if it is one at all. */
export function mayBeCustom(code: string): boolean {
  return isCustomCode(code.toUpperCase());
}

/**
 * The rule of an issue code, case not counting; else the code that was probably meant, if any.
 *
 * @param custom the team's own rules, as a review was made with them.
 */
export function describeRule(
  code: string,
  custom: readonly AppliedCustomRule[] = [],
): RuleDescription | { readonly meant: string | undefined } {
  const wanted = code.toUpperCase();
  const rule = rules.find(({ issueCode }) => issueCode === wanted);
  if (rule) {
    const { issueCode, findingType, summary } = rule;
    return {
      issueCode,
      findingType,
      confidence: confidenceOf(rule),
      summary,
      learnMoreLink: learnMoreLink(issueCode),
    };
  }
  const own = custom.find(({ issueCode }) => issueCode === wanted);
  if (own) {
    const { issueCode, findingType, message } = own;
    return {
      issueCode,
      findingType,
      confidence: "certain",
      summary: message.replace(/[.]\s*$/, ""),
      learnMoreLink: learnMoreLink(issueCode),
    };
  }
  return {
    meant: nearest(
      code,
      [...rules, ...custom].map(({ issueCode }) => issueCode),
    ),
  };
}
