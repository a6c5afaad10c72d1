import type { RuleDescription } from "../reports/rules.ts";
import { confidenceOf } from "../rules/confidence.ts";
import { type CustomRule, isCustomCode } from "../rules/custom/custom-rule.ts";
import { rulesWith } from "../rules/custom/custom-rules.ts";
import { learnMoreLink } from "../rules/learn-more-link.ts";
import { practiceOf } from "../rules/practices.ts";
import type { Rule } from "../rules/rule.ts";

/** What people are told of every rule, those of the team included. */
export function describedRules(customRules: readonly CustomRule[] = []): RuleDescription[] {
  return rulesWith(customRules).map(describedRule);
}

function describedRule(rule: Rule): RuleDescription {
  const { issueCode, findingType, summary, controls = [] } = rule;
  return {
    issueCode,
    findingType,
    confidence: confidenceOf(rule),
    summary,
    controls,
    practice: isCustomCode(issueCode) ? "Custom rules" : (practiceOf(issueCode)?.name ?? null),
    learnMoreLink: learnMoreLink(issueCode),
  };
}
