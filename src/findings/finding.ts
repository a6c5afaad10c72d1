import type { Edit } from "../text/edit.ts";
import type { Range } from "../text/range.ts";

/** Access Analyzer's finding types, the most severe first. */
export const findingTypes = ["ERROR", "SECURITY_WARNING", "WARNING", "SUGGESTION"] as const;
export type FindingType = (typeof findingTypes)[number];

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
  /**
   * True when part of what makes the finding is our reading of what Access Analyzer reports: AWS
   * publishes the code, and not when exactly it applies. Its confidence is lower than that of others.
   */
  readonly isInferred?: boolean;
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

/** A fix: applying all edits removes the finding. */
export interface Suggestion {
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** True when `type` is as severe as `threshold`, or more. */
export function isAtLeast(type: FindingType, threshold: FindingType): boolean {
  return findingTypes.indexOf(type) <= findingTypes.indexOf(threshold);
}
