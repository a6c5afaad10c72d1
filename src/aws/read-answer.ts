import type {
  CheckReason,
  PathStep,
  PolicyAnswer,
  ValidatorFinding,
  ValidatorLocation,
} from "../review/policy-validator.ts";
import { unreadable } from "./fault.ts";
import { propertiesOf } from "./properties.ts";

const page =
  "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html";

/** Longest text of AWS that is passed on, in UTF-16 units. */
const textLengthMax = 2000;
/** Steps of one path; IAM's documents are seven levels deep. */
const pathLengthMax = 32;

/**
 * The findings of `ValidatePolicy` as the review takes them. Nothing of the answer is taken on
 * trust: what does not have the documented form is left out and told as a doubt.
 */
export function readFindings(findings: readonly unknown[]): PolicyAnswer {
  const doubts = new Set<string>();
  const read = findings.flatMap((finding): ValidatorFinding[] => {
    const { issueCode, findingDetails, findingType, learnMoreLink, locations } =
      propertiesOf(finding);
    if (typeof issueCode !== "string" || !/^[A-Z][A-Z0-9_]{1,99}$/.test(issueCode)) {
      doubts.add("a finding of AWS has no issue code that could be read, and is left out");
      return [];
    }
    return [
      {
        issueCode,
        findingType: typeof findingType === "string" ? findingType : "",
        findingDetails: bounded(findingDetails) || `AWS reports ${issueCode} without details.`,
        learnMoreLink: safeLink(learnMoreLink),
        locations: listOf(locations).map(readLocation),
      },
    ];
  });
  return { findings: read, doubts: [...doubts] };
}

/** The answer of one of the custom policy checks. */
export function readResult(answer: object): PolicyAnswer {
  const { result, reasons } = propertiesOf(answer);
  if (result !== "PASS" && result !== "FAIL") return { problem: unreadable };
  return { result, reasons: listOf(reasons).map(readReason) };
}

function readReason(reason: unknown): CheckReason {
  const { description, statementIndex: index } = propertiesOf(reason);
  return {
    description: bounded(description),
    ...(isCount(index) && { statementIndex: index }),
  };
}

function readLocation(location: unknown): ValidatorLocation {
  const { path, span } = propertiesOf(location);
  const { start, end } = propertiesOf(span);
  const { offset: from } = propertiesOf(start);
  const { offset: to } = propertiesOf(end);
  return {
    // A step of an unknown kind is left out: the path may lead nowhere then, and the span still does.
    path: listOf(path)
      .slice(0, pathLengthMax)
      .flatMap((step) => readStep(step) ?? []),
    ...(typeof from === "number" && typeof to === "number" && { span: { start: from, end: to } }),
  };
}

function readStep(step: unknown): PathStep | undefined {
  const { index, key, value, substring } = propertiesOf(step);
  if (isCount(index)) return { index };
  if (typeof key === "string") return { key };
  if (typeof value === "string") return { value };
  const { start, length } = propertiesOf(substring);
  return isCount(start) && isCount(length) ? { substring: { start, length } } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function bounded(text: unknown): string {
  if (typeof text !== "string") return "";
  return text.length > textLengthMax ? `${text.slice(0, textLengthMax)}…` : text;
}

function safeLink(link: unknown): string {
  const isAws =
    typeof link === "string" &&
    /^https:\/\/docs\.aws\.amazon\.com\/[\w./#?=&%-]{1,500}$/.test(link);
  return isAws ? link : page;
}
