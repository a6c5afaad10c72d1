import { type FindingType, findingTypes, isAtLeast } from "../findings/finding.ts";
import type { Settings } from "../settings/settings.ts";
import { type ConfigurationProblem, isNew, type Review, type ReviewFinding } from "./review.ts";

/** What the verdict follows from. */
type Judged = Pick<Review, "findings" | "coverage" | "configurationProblems">;

/**
 * Fails on a new finding at or above the threshold. Incomplete when something that matters could
 * not be read, or when the configuration is broken: then nobody knows what is to be enforced.
 */
export function verdict(judged: Judged, { failOn }: Settings): Pick<Review, "verdict" | "title"> {
  const [problem] = judged.configurationProblems;
  if (problem) return { verdict: "incomplete", title: configurationTitle(problem) };

  const found = judged.findings.filter(isNew);
  if (found.some(({ findingType }) => isAtLeast(findingType, failOn))) {
    return { verdict: "fail", title: countTitle(found) };
  }
  const unread = judged.coverage.notJudged.filter((entry) => entry.unread);
  const [first] = unread;
  if (first) {
    const rest = unread.length > 1 ? ` and ${unread.length - 1} more` : "";
    return { verdict: "incomplete", title: `Not read: ${first.file || first.reason}${rest}` };
  }
  return { verdict: "pass", title: found.length > 0 ? countTitle(found) : quietTitle(judged) };
}

/** The title of a review in which no file can matter. */
export const nothingToReview = "No IAM file in this change";

function countTitle(findings: readonly ReviewFinding[]): string {
  return findingTypes
    .map(
      (type) => [type, findings.filter(({ findingType }) => findingType === type).length] as const,
    )
    .filter(([, count]) => count > 0)
    .map(([type, count]) => `${count} ${nouns[type]}${count === 1 ? "" : "s"}`)
    .join(", ");
}

const nouns: Readonly<Record<FindingType, string>> = {
  ERROR: "error",
  SECURITY_WARNING: "security warning",
  WARNING: "warning",
  SUGGESTION: "suggestion",
};

function quietTitle({ findings, coverage }: Judged): string {
  const fixed = findings.filter(({ state }) => state === "fixed").length;
  if (fixed > 0) return `Nothing new, ${fixed} fixed`;
  if (coverage.policies === 0) return "No IAM policy in this change";
  const policies = coverage.policies === 1 ? "1 policy" : `${coverage.policies} policies`;
  return `Nothing new in ${policies}`;
}

function configurationTitle({ file, line, column, details }: ConfigurationProblem): string {
  return `Configuration ${file}:${line}:${column}: ${details}`;
}
