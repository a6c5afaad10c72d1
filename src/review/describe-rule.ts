import type { Confidence, FindingType } from "../findings/finding.ts";
import { confidenceOf } from "../rules/confidence.ts";
import { nearest } from "../rules/edit-distance.ts";
import { rules } from "../rules/index.ts";
import { learnMoreLink } from "../rules/learn-more-link.ts";

/** What people are told of a rule. */
export interface RuleDescription {
  readonly issueCode: string;
  readonly findingType: FindingType;
  readonly confidence: Confidence;
  readonly summary: string;
  readonly learnMoreLink: string;
}

/** The rule of an issue code, case not counting; else the code that was probably meant, if any. */
export function describeRule(
  code: string,
): RuleDescription | { readonly meant: string | undefined } {
  const rule = rules.find(({ issueCode }) => issueCode === code.toUpperCase());
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
  return {
    meant: nearest(
      code,
      rules.map(({ issueCode }) => issueCode),
    ),
  };
}
