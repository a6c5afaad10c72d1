import type { PathSeverity } from "../access/escalation/path.ts";
import type { SubjectKind } from "../access/subjects.ts";
import {
  type Confidence,
  type FindingType,
  isAtLeast,
  type Reporter,
} from "../findings/finding.ts";
import type { UnknownReason } from "../policy/text-value.ts";
import type { CommentMode, ReviewMode, RuleSetting } from "../settings/settings.ts";
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
  /** What AWS was asked; absent when there was no policy to ask about. */
  readonly accessAnalyzer?: AccessAnalyzerCoverage;
  /** The verdict without warn-only mode, when that mode let the change pass. */
  readonly wouldBe?: "fail" | "incomplete";
  /** What of the configuration bears on the report; absent when no analysis was needed. */
  readonly configuration?: AppliedConfiguration;
  /** Of the configuration, of what was judged, and by command. Absent: none. */
  readonly exceptions?: readonly ReviewException[];
  /** Set when the change edits the configuration. */
  readonly configurationChange?: ConfigurationChange;
  /** What access the change gives and takes; absent without a base, or when no analysis was needed. */
  readonly access?: ReviewAccess;
  /** Paths by which a principal can come to more than its policies say. Absent: none. */
  readonly escalations?: readonly ReviewEscalation[];
  /** Findings of base that are neither fixed nor known to be there still, by their cause. Absent: none. */
  readonly unjudged?: readonly ReviewUnjudged[];
}

/** Findings of base, and why nobody can tell what has become of them. */
export interface ReviewUnjudged {
  /** A clause for people. */
  readonly reason: string;
  readonly findings: readonly UnjudgedReviewFinding[];
}

/** The place is the one that it had in the base. */
interface UnjudgedReviewFinding extends Place {
  readonly issueCode: string;
  readonly findingType: FindingType;
  readonly policy: string | null;
  readonly details: string;
  readonly fingerprint: string;
}

/** The access difference, and how far it reaches. */
export interface ReviewAccess {
  /** Only those whose access differs, or may differ; what is new or wider first. */
  readonly entries: readonly AccessEntry[];
  /**
   * `none`: proved that nothing is newly allowed. `none judged`: likewise, in what could be judged.
   * `some`: there is new access. `undecided`: neither could be shown.
   */
  readonly newAccess: "none" | "none judged" | "some" | "undecided";
  /**
   * Addresses of what differs and was not compared: there are too many, or it is a guard, such as a
   * public access block, that keeps access closed without a policy.
   */
  readonly notCompared: readonly string[];
}

/** What a principal may do, or others may do with a resource, that is new; and what is gone. */
export interface AccessEntry {
  /** Address of the principal, the resource or the policy: at head, or at base when it is gone. */
  readonly principal: string;
  /** Its type as in CloudFormation; null for a policy of which nothing more is known. */
  readonly type: string | null;
  /**
   * `identity`: all that a principal may do. `trust`: who may assume the role. `resource`: who may do
   * what with it. `deny`: what Deny statements leave to those whose Allows are not known here. `scp`,
   * `rcp`, `boundary`, `vpc-endpoint`, `session`: what the limit lets through.
   */
  readonly kind: SubjectKind;
  readonly state: "new" | "changed" | "gone";
  /** Its address at base, when that was another one; null otherwise. */
  readonly renamedFrom: string | null;
  readonly granted: readonly AccessLine[];
  readonly removed: readonly AccessLine[];
  readonly undecided: readonly UndecidedAccess[];
  /** Attached policies whose content is not known here. */
  readonly opaque: {
    readonly granted: readonly string[];
    readonly removed: readonly string[];
    readonly unchanged: readonly string[];
  };
  /** Whom from outside the change newly lets in, by a trust or resource policy; null: nobody. */
  readonly exposure: AccessExposure | null;
  /** A boundary of the principal whose content is not known here: it may let less through. */
  readonly unknownBoundary: string | null;
  /**
   * Why base may have allowed what is new: a clause for people. What counts as new is what base did not
   * allow for certain. Absent: base surely did not.
   */
  readonly unknownBefore?: string;
}

export interface AccessExposure {
  /** Everybody: strangers with an AWS account of their own, or without one. */
  readonly public: boolean;
  /** Ids of accounts that are neither one's own nor trusted. */
  readonly accounts: readonly string[];
  readonly organizations: readonly string[];
  /** Services that act on behalf of anybody: no condition says for whom. */
  readonly services: readonly string[];
  /** Identity providers that many customers share, of whom any is let in. */
  readonly providers: readonly string[];
}

/** Actions × resources under conditions. All texts are for people: `${var.x}` is not known. */
export interface AccessLine {
  readonly actions: readonly string[];
  readonly actionsExcept: readonly string[];
  readonly resources: readonly string[];
  readonly resourcesExcept: readonly string[];
  /** Who gets the access; empty where that is the entry's principal. */
  readonly principals: readonly string[];
  readonly conditions: readonly string[];
  /** The most powerful first. */
  readonly accessLevels: readonly string[];
  /** False when it fits no request that AWS would ever get. */
  readonly practical: boolean;
  /** The statement that allows it; where what is forbidden is compared, the one that forbids it. */
  readonly statement: AccessStatementPlace | null;
  readonly witness: AccessWitness;
}

export interface AccessStatementPlace {
  /** Where it stands: what is gone stands in base alone, in lines of its files. */
  readonly side: "base" | "head";
  /** Address of the policy, or name of a managed policy of AWS. */
  readonly policy: string;
  /** Null for a managed policy of AWS. */
  readonly file: string | null;
  /** From 1. */
  readonly line: number | null;
}

/** One request that one side allows and the other does not. */
export interface AccessWitness {
  /** Null where it is the entry's principal. */
  readonly principal: string | null;
  readonly action: string;
  readonly resource: string;
  /** By condition key; other keys are absent from the request. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  /** What was taken to hold of conditions that are not known: `var.admin` → true. */
  readonly assumptions: Readonly<Record<string, boolean>>;
}

export interface UndecidedAccess {
  readonly direction: "granted" | "removed";
  /** A clause for people. */
  readonly reason: string;
  readonly statement: AccessStatementPlace | null;
}

/** One escalation path of a principal, step by step. */
export interface ReviewEscalation {
  /** Of the path in the catalogue. */
  readonly id: string;
  /** What the catalogue calls it. */
  readonly name: string;
  readonly severity: PathSeverity;
  /** Address of the principal. */
  readonly principal: string;
  /** The name of the principal, each step in words, and what comes of it. */
  readonly path: readonly string[];
  readonly state: Exclude<FindingState, "widened">;
}

export interface AppliedConfiguration {
  /** Path of the file; null when there is none, and the defaults hold. */
  readonly file: string | null;
  /** Of the base branch, where the file was read; null when there is none. */
  readonly commit: string | null;
  /** The file with what holds for all repositories of the owner; null when there is none. */
  readonly ownerFile: string | null;
  readonly mode: ReviewMode;
  /** New findings of this type or a more severe one fail the check. */
  readonly failOn: FindingType;
  readonly comments: CommentMode;
  /** Rules that are not as they come: by issue code, `off` or a finding type. */
  readonly rules: Readonly<Record<string, RuleSetting>>;
  /** The team's own rules. Absent: none. */
  readonly customRules?: readonly AppliedCustomRule[];
}

export interface AppliedCustomRule {
  readonly issueCode: string;
  readonly findingType: FindingType;
  /** The team's sentence. */
  readonly message: string;
}

/** Who accepted a finding, and where that is written. */
export interface Acceptance {
  /** Null for a command in the pull request. */
  readonly file: string | null;
  /** From 1; null for a configuration. */
  readonly line: number | null;
  readonly reason: string;
  /** Null for a comment in the source: whoever wrote it answers for it. */
  readonly owner: string | null;
  /** The last day: `2026-12-31`; null when it holds for this pull request alone. */
  readonly until: string | null;
}

/** What somebody with write permission accepted by command, in the pull request itself. */
export interface CommandAcceptance {
  readonly issueCode: string;
  /** Of the findings that stood there then: another grant is not accepted. */
  readonly fingerprints: readonly string[];
  readonly reason: string;
  /** Login. */
  readonly by: string;
}

export interface ReviewException extends Acceptance {
  readonly issueCode: string;
  /**
   * What it is about: address and pattern of paths; of a command some of the places that it came to; empty
   * for a comment.
   */
  readonly about: readonly string[];
  /**
   * `new`: a comment that the change itself brings; it counts for later changes. `outgrown`: what it is
   * about grants something else than what was accepted.
   */
  readonly state: "in force" | "expired" | "new" | "outgrown";
  /** How many findings of head it meets; 0 where it is of no account for this change. */
  readonly findings: number;
}

/** What the change does to the configuration. The verdict is made without it. */
export interface ConfigurationChange {
  readonly file: string;
  /** The settings that differ: a sentence each, with foreign text in backticks. */
  readonly settings: readonly string[];
  /** What of this change would be judged differently: likewise. */
  readonly effects: readonly string[];
}

/** What IAM Access Analyzer was and was not asked, and what came of it. */
export interface AccessAnalyzerCoverage {
  /** Why it was not asked at all, in words for people; null when it was. */
  readonly notAsked: string | null;
  /** True when the configuration makes its answers a condition of passing. */
  readonly required: boolean;
  /** Distinct policy texts that differ between base and head, and how many of them were answered. */
  readonly policies: number;
  readonly answered: number;
  /** Paid checks that were made. */
  readonly paidChecks: number;
  /** What is missing of its answers; the offline result stands. */
  readonly problems: readonly AccessAnalyzerProblem[];
  /** Findings left out because they may be about nothing but stand-ins for unknown values. */
  readonly leftOut: number;
  /** Findings of the offline engine that gave way to AWS's answer. */
  readonly withdrawn: readonly WithdrawnFinding[];
}

export interface AccessAnalyzerProblem {
  readonly reason: string;
  /** Addresses of the policies that it is about. */
  readonly policies: readonly string[];
  /** False: the answer is there, and only something of it could not be understood. */
  readonly missing: boolean;
}

interface WithdrawnFinding extends Place {
  readonly issueCode: string;
  readonly policy: string | null;
  readonly details: string;
}

/** A place in the configuration file: line and column from 1. */
export interface ConfigurationProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly details: string;
}

type Verdict = "pass" | "fail" | "incomplete";

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
  /** Reports say it where it is not `certain`. */
  readonly confidence: Confidence;
  readonly state: FindingState;
  /** Address of the policy or owner; null when the finding is about a file. */
  readonly policy: string | null;
  readonly details: string;
  readonly learnMoreLink: string;
  readonly fingerprint: string;
  readonly related: readonly (Place & { readonly message: string })[];
  readonly suggestion: ReviewSuggestion | null;
  readonly controls: readonly string[];
  /** The id of the practice that the rule stands for. Absent: the rule is about the form of policies, or the team's. */
  readonly practice?: string;
  readonly reportedBy: readonly Reporter[];
  /** Set when an exception is in force for it: it does not count then. */
  readonly accepted?: Acceptance;
  /** Of a new finding: why it may have been there in base, which could not be judged. A clause for people. */
  readonly unknownBefore?: string;
  /** The lines of the place (the first few), for reports that show source. */
  readonly excerpt: readonly string[];
}

export interface ReviewSuggestion {
  readonly title: string;
  readonly edits: readonly (Place & { readonly newText: string })[];
  /**
   * The lines that the finding and the edits are on, from the line `start` (from 1), for reports that
   * offer the fix with one click. Absent: too many, too long, or not in one file.
   */
  readonly lines?: { readonly start: number; readonly texts: readonly string[] };
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

/**
 * The issue code of the findings that fail a review, when they have one in common and nothing else
 * stands in the way: then it is plain what an acceptance would be about.
 */
export function acceptableCode({ verdict, findings, configuration }: Review): string | undefined {
  if (verdict !== "fail" || !configuration) return undefined;
  const failing = findings.filter(
    (finding) => isNew(finding) && isAtLeast(finding.findingType, configuration.failOn),
  );
  const [first] = failing;
  if (!first || first.issueCode === "CONFIGURATION_ERROR") return undefined;
  return failing.every(({ issueCode }) => issueCode === first.issueCode)
    ? first.issueCode
    : undefined;
}

/** True for the findings that belong to the change, and that nobody has accepted. */
export function isNew(finding: ReviewFinding): boolean {
  if (finding.accepted) return false;
  return finding.state === "introduced" || finding.state === "widened";
}
