import type { AccessAnalyzerCoverage, ReviewFinding } from "../review/review.ts";
import { counted } from "./wording.ts";

/** What a report says of Access Analyzer in sentences; foreign text in them stands in backticks. */
export function accessAnalyzerSentences(
  coverage: AccessAnalyzerCoverage | undefined,
): readonly string[] {
  if (!coverage) return [];
  const { notAsked, policies, answered, leftOut, paidChecks } = coverage;
  if (notAsked !== null) return [`AWS Access Analyzer was not asked: ${notAsked}.`];
  return [
    answeredSentence(policies, answered),
    ...(paidChecks > 0
      ? [`${counted(paidChecks, "paid check")} of AWS ${paidChecks === 1 ? "was" : "were"} made.`]
      : []),
    ...(leftOut > 0
      ? [
          `${counted(leftOut, "finding")} of AWS ${leftOut === 1 ? "was" : "were"} left out: stand-ins were sent for values that are not known before deployment, and may be the cause.`,
        ]
      : []),
  ];
}

function answeredSentence(policies: number, answered: number): string {
  if (policies === 0) return "AWS Access Analyzer had nothing to answer: no policy text changed.";
  const texts = counted(policies, "changed policy text");
  return answered === policies
    ? `AWS Access Analyzer was asked about ${texts}.`
    : `AWS Access Analyzer was asked about ${texts} and answered for ${answered} of them.`;
}

/** What is missing of the answers, one line for each reason, with the policies that it is about. */
export function accessAnalyzerProblems(
  coverage: AccessAnalyzerCoverage | undefined,
): readonly { readonly text: string; readonly policies: readonly string[] }[] {
  return (coverage?.problems ?? []).map(({ reason, missing, policies }) => ({
    text: `${missing ? "No answer" : "An answer in doubt"}: ${reason}.`,
    policies,
  }));
}

/** Who else found it; empty for the offline engine alone. */
export function reporterSentence({ reportedBy }: ReviewFinding): string {
  if (!reportedBy.includes("access-analyzer")) return "";
  return reportedBy.includes("offline")
    ? "AWS Access Analyzer reports it as well."
    : "Reported by AWS Access Analyzer.";
}
