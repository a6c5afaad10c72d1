import type { Edit } from "../text/edit.ts";
import type { Range } from "../text/range.ts";
import type { Addition } from "./addition.ts";

/** Access Analyzer's finding types, the most severe first. */
export const findingTypes = ["ERROR", "SECURITY_WARNING", "WARNING", "SUGGESTION"] as const;
export type FindingType = (typeof findingTypes)[number];

/**
 * How sure a finding is, the surest first. `certain`: it follows from the policy and AWS's published
 * rules. `likely`: part of what makes it is a reading of ours, as of a code that AWS publishes without
 * saying when exactly it applies. `hint`: what is right looks the same; a reminder to look.
 */
const confidences = ["certain", "likely", "hint"] as const;
export type Confidence = (typeof confidences)[number];

export interface Finding {
  /** Access Analyzer's own where it has one, else a code of the same form. */
  readonly issueCode: string;
  readonly findingType: FindingType;
  readonly at: Range;
  readonly related: readonly RelatedLocation[];
  /** What is wrong, with what, and what would be right. Code stands in backticks. */
  readonly details: string;
  /** Address of the policy or owner; `undefined` when the finding is about a file. */
  readonly address?: string;
  /** What is granted or wrong, free of lines and files: identifies the finding across moves. */
  readonly subject: string;
  readonly suggestion?: Suggestion;
  /**
   * Where Access Analyzer places the finding, when that is not `at` and then `related`; for answers
   * in its form only. The range of the whole document stands for a finding about all of it.
   */
  readonly locations?: readonly Range[];
  /** Ids such as `CIS AWS 5.0.0 1.15`, `NIST 800-53 AC-6`, `ISO 27001 A.8.2`. */
  readonly controls: readonly string[];
  /** Absent: certain. */
  readonly confidence?: Confidence;
  /** Who found it; absent: the offline engine alone. */
  readonly reportedBy?: readonly Reporter[];
  /** Where people read more, when it is not the page of one of our rules. */
  readonly learnMoreLink?: string;
}

export type Reporter = "offline" | "access-analyzer";

export interface RelatedLocation {
  readonly range: Range;
  readonly message: string;
}

/** A fix: applying all edits, and adding what is to be added, removes the finding. */
export interface Suggestion {
  readonly title: string;
  readonly edits: readonly Edit[];
  /** A review has none left: it writes them as edits, in the syntax that stands there. */
  readonly additions?: readonly Addition[];
  /**
   * Ranges that the edits take away and that have to hold nothing but what separates entries: rules do
   * not see what else may stand there.
   */
  readonly between?: readonly Range[];
}

/** The less sure of two; an absent one is certain. */
export function lessSure(
  first: Confidence = "certain",
  second: Confidence = "certain",
): Confidence {
  return confidences.indexOf(first) >= confidences.indexOf(second) ? first : second;
}

/** The less severe of two. */
export function lessSevere(first: FindingType, second: FindingType = first): FindingType {
  return isAtLeast(first, second) ? second : first;
}

/** True when `type` is as severe as `threshold`, or more. */
export function isAtLeast(type: FindingType, threshold: FindingType): boolean {
  return findingTypes.indexOf(type) <= findingTypes.indexOf(threshold);
}
