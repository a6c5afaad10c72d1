import type { FindingType } from "../findings/finding.ts";
import { isCustomCode } from "./custom/custom-rule.ts";
import { rules } from "./index.ts";

const accessAnalyzerPage =
  "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html";
const customRulesPage = "https://github.com/leastwise/leastwise/blob/main/docs/custom-rules.md";
const ownPages = "https://github.com/leastwise/leastwise/blob/main/docs/rules/";

/** How AWS's page names the finding types in its anchors. */
const anchorTypes: Readonly<Record<FindingType, string>> = {
  ERROR: "error",
  SECURITY_WARNING: "security-warning",
  WARNING: "general-warning",
  SUGGESTION: "suggestion",
};

/**
 * Where people read more: AWS's page for a code that Access Analyzer has too, else our own; for the
 * team's own rules what such rules are.
 */
export function learnMoreLink(issueCode: string): string {
  if (isCustomCode(issueCode)) return customRulesPage;
  const rule = rules.find((candidate) => candidate.issueCode === issueCode);
  const name = pageName(issueCode);
  if (!rule?.accessAnalyzer) return `${ownPages}${name}.md`;
  const type = anchorTypes[rule.findingType];
  return `${accessAnalyzerPage}#access-analyzer-reference-policy-checks-${type}-${name}`;
}

/** The name that a rule's file, test and page share: its code in lower case with hyphens. */
export function pageName(issueCode: string): string {
  return issueCode.toLowerCase().replaceAll("_", "-");
}
