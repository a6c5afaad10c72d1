import { type FindingType, findingTypes, isAtLeast } from "../findings/finding.ts";
import type { Settings } from "../settings/settings.ts";
import {
  type AccessAnalyzerCoverage,
  type ConfigurationProblem,
  isNew,
  type Review,
  type ReviewFinding,
} from "./review.ts";

/** What the verdict follows from. */
type Judged = Pick<
  Review,
  "findings" | "coverage" | "configurationProblems" | "accessAnalyzer" | "access" | "unjudged"
>;

/**
 * The verdict as the mode of the configuration has it: in warn-only mode everything passes, and the
 * title says what would not. A broken configuration is never in that mode.
 */
export function verdictInMode(
  judged: Judged,
  settings: Settings,
): Pick<Review, "verdict" | "title" | "wouldBe"> {
  const result = verdict(judged, settings);
  const { verdict: wouldBe, title } = result;
  if (settings.mode !== "warn" || judged.configurationProblems.length > 0) return result;
  if (wouldBe === "pass") return result;
  const would = wouldBe === "fail" ? "Would fail" : "Would be incomplete";
  return { verdict: "pass", title: `${would}: ${title}`, wouldBe };
}

/**
 * Fails on a new finding at or above the threshold. Incomplete when something that matters could
 * not be read, when answers of AWS are required and missing, or when the configuration is broken:
 * then nobody knows what is to be enforced.
 */
function verdict(judged: Judged, { failOn }: Settings): Pick<Review, "verdict" | "title"> {
  const [problem] = judged.configurationProblems;
  if (problem) return { verdict: "incomplete", title: configurationTitle(problem) };

  const found = judged.findings.filter(isNew);
  if (found.some(({ findingType }) => isAtLeast(findingType, failOn))) {
    return { verdict: "fail", title: foundTitle(judged, found) };
  }
  const unread = judged.coverage.notJudged.filter((entry) => entry.unread);
  const [first] = unread;
  if (first) {
    const rest = unread.length > 1 ? ` and ${unread.length - 1} more` : "";
    return { verdict: "incomplete", title: `Not read: ${first.file || first.reason}${rest}` };
  }
  const lacking = judged.accessAnalyzer && lackingTitle(judged.accessAnalyzer);
  if (lacking) return { verdict: "incomplete", title: lacking };
  return {
    verdict: "pass",
    title: found.length > 0 ? foundTitle(judged, found) : quietTitle(judged),
  };
}

/** The title of a review in which no file can matter; `base` is null where there is none. */
export function nothingToReview(base: string | null): string {
  return base === null ? "No IAM file" : "No IAM file in this change";
}

function foundTitle(judged: Judged, found: readonly ReviewFinding[]): string {
  const quiet = noNewAccess(judged);
  return quiet === undefined ? countTitle(found) : `${countTitle(found)}; ${quiet}`;
}

/** Set when a change of policies provably gives nobody new access. */
function noNewAccess({ access, coverage }: Judged): string | undefined {
  if (coverage.policies === 0 && !access?.entries.length) return undefined;
  if (access?.newAccess === "none") return "no new access";
  return access?.newAccess === "none judged" ? "no new access in what was judged" : undefined;
}

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

function quietTitle(judged: Judged): string {
  const { findings, coverage, unjudged = [] } = judged;
  const open = unjudged.reduce((sum, each) => sum + each.findings.length, 0);
  const fixed = findings.filter(({ state }) => state === "fixed").length;
  const accepted = findings.filter((each) => each.accepted && each.state !== "pre-existing").length;
  const more = accepted > 0 ? `, ${accepted} accepted` : "";
  const access = noNewAccess(judged) ?? openAccess[judged.access?.newAccess ?? ""];
  const lead = access === undefined ? undefined : capitalized(access);
  if (fixed + open > 0) {
    const old = [
      ...(fixed > 0 ? [`${fixed} fixed`] : []),
      ...(open > 0 ? [`${open} no longer judged`] : []),
    ];
    return `${lead ?? "Nothing new"}, ${old.join(", ")}${more}`;
  }
  if (coverage.policies === 0) {
    const where = coverage.notJudged.length > 0 ? " in what was judged" : " in this change";
    return `${lead ?? `No IAM policy${judged.access ? where : ""}`}${more}`;
  }
  const policies = coverage.policies === 1 ? "1 policy" : `${coverage.policies} policies`;
  // There is a difference of access with every base.
  const quiet = judged.access ? "Nothing new" : "Nothing found";
  const nothing = lead === undefined ? quiet : `${lead}, no new findings`;
  return `${nothing} in ${policies}${more}`;
}

/** A title without findings must not read as if nothing was granted. */
const openAccess: Readonly<Record<string, string>> = {
  some: "new access",
  undecided: "perhaps new access",
};

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Set when the configuration asks for answers of AWS that are not there. */
function lackingTitle({
  required,
  notAsked,
  problems,
}: AccessAnalyzerCoverage): string | undefined {
  if (!required) return undefined;
  if (notAsked !== null) return `Access Analyzer is required and was not asked: ${notAsked}`;
  const missing = problems.filter((problem) => problem.missing);
  const [first] = missing;
  if (!first) return undefined;
  const rest = missing.length > 1 ? ` and ${missing.length - 1} more` : "";
  return `Access Analyzer is required and did not answer: ${first.reason}${rest}`;
}

function configurationTitle({ file, line, column, details }: ConfigurationProblem): string {
  return `Configuration ${file}:${line}:${column}: ${details}`;
}
