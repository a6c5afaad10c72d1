import type { FindingType } from "../findings/finding.ts";
import type { UnknownReason } from "../policy/text-value.ts";
import type { Position } from "../text/line-index.ts";

/** The result of a review: plain data, in the shape of the command's JSON contract. */
export interface Review {
  /** Commits (or words) that were compared; `base` is null when there was none. */
  readonly base: string | null;
  readonly head: string;
  readonly verdict: Verdict;
  /** The verdict in one line. */
  readonly title: string;
  /** The most severe first, then by file and place; every state is in here. */
  readonly findings: readonly ReviewFinding[];
  readonly coverage: Coverage;
  /** What is wrong with the configuration file of the base; the review is incomplete then. */
  readonly configurationProblems: readonly ConfigurationProblem[];
}

/** A place in the configuration file: line and column from 1. */
export interface ConfigurationProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly details: string;
}

export type Verdict = "pass" | "fail" | "incomplete";

/** Only introduced and widened findings annotate, comment and count for the verdict. */
export type FindingState = "introduced" | "widened" | "pre-existing" | "fixed";

/** A place in a file: lines and columns from 1, the end exclusive. */
export interface Place {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/** The place of a fixed finding is the one it had in the base. */
export interface ReviewFinding extends Place {
  readonly issueCode: string;
  readonly findingType: FindingType;
  readonly state: FindingState;
  /** Address of the policy or owner; null when the finding is about a file. */
  readonly policy: string | null;
  readonly details: string;
  readonly learnMoreLink: string;
  readonly fingerprint: string;
  readonly related: readonly (Place & { readonly message: string })[];
  readonly suggestion: ReviewSuggestion | null;
  readonly controls: readonly string[];
  readonly reportedBy: readonly ("offline" | "access-analyzer")[];
  /** The lines of the place (the first few), for reports that show source. */
  readonly excerpt: readonly string[];
}

export interface ReviewSuggestion {
  readonly title: string;
  readonly edits: readonly (Place & { readonly newText: string })[];
}

/** What was judged in the reach of the change, at head. */
export interface Coverage {
  readonly policies: number;
  /** How many of them were wholly known. */
  readonly full: number;
  readonly partial: readonly PartialPolicy[];
  readonly notJudged: readonly ReviewNotJudged[];
}

export interface PartialPolicy {
  readonly policy: string;
  readonly unknowns: readonly {
    readonly reference: string;
    readonly reason: UnknownReason;
    readonly file: string;
    readonly line: number;
  }[];
}

export interface ReviewNotJudged {
  readonly file: string;
  /** From 1; 1 when the entry is about the whole file. */
  readonly line: number;
  readonly address: string | null;
  readonly reason: string;
  /** True: the review is incomplete because of it. */
  readonly unread: boolean;
}

/** True for the findings that belong to the change. */
export function isNew(finding: ReviewFinding): boolean {
  return finding.state === "introduced" || finding.state === "widened";
}
