import { escalationDifference } from "../access/escalation/escalation-difference.ts";
import type { OwnRepository } from "../rules/rule-context.ts";
import type { Settings } from "../settings/settings.ts";
import { type AccessAnalyzerInput, Consultation } from "./access-analyzer/consultation.ts";
import { reviewAccess } from "./access-entries.ts";
import { type Configuration, readConfiguration } from "./configuration.ts";
import {
  coveredBy,
  judgeSides,
  offlineFindings,
  readSides,
  withRepository,
} from "./judge-sides.ts";
import type { PolicyQuestion } from "./policy-validator.ts";
import { constructPaths, presentFindings } from "./present-findings.ts";
import { changeOfConfiguration, proposalOf } from "./proposal.ts";
import type { AppliedConfiguration, CommandAcceptance, Review } from "./review.ts";
import { undecidedGuards } from "./undecided-guards.ts";
import { certainPaths, undecidedPaths } from "./undecided-paths.ts";
import { presentUnjudged } from "./unjudged.ts";
import { verdictInMode } from "./verdict.ts";
import { verifySuggestions } from "./verify-suggestions.ts";

/** Everything that an analysis needs: plain data, so that it can run in another process. */
export interface AnalysisInput {
  /** `undefined` when there is no base: everything that stands counts as introduced then. */
  readonly base: AnalysisSide | undefined;
  readonly head: AnalysisSide;
  /** The paths that are reviewed: those that differ, or all that were asked for. */
  readonly focus: readonly string[];
  readonly configuration: Configuration | undefined;
  /** What holds where `configuration` says nothing. */
  readonly ownerConfiguration?: Configuration;
  /** Where the change stands on GitHub, when that is known. */
  readonly repository?: OwnRepository;
  /** The day (in UTC) on which the change is judged: `2026-11-24`. Exceptions end by it. */
  readonly today?: string;
  /** What was accepted by command in the pull request. */
  readonly accepted?: readonly CommandAcceptance[];
  /** True in the last round: what is not loaded now will not come. */
  readonly final: boolean;
  /** Present when the operator lets AWS be asked. */
  readonly accessAnalyzer?: AccessAnalyzerInput;
}

export interface AnalysisSide {
  readonly label: string;
  readonly paths: readonly string[];
  readonly texts: ReadonlyMap<string, string>;
  /** Paths whose text cannot be had. */
  readonly unreadable: ReadonlyMap<string, Unreadable>;
  /** What the platform left out of `paths`, in words. */
  readonly missing: readonly string[];
  /** Paths of symbolic links and submodules, which are not followed. */
  readonly links?: readonly string[];
  /** Paths that the change is about and that lead out of the repository; see `movedSubmodules`. */
  readonly elsewhere?: readonly { readonly path: string; readonly reason: string }[];
}

export interface Unreadable {
  readonly reason: string;
  /** True when the review is incomplete without the file. */
  readonly matters: boolean;
  /** False when nothing suggests that the file has to do with IAM: the report is silent then. */
  readonly shown: boolean;
}

/** The texts that are needed besides, or what is to be asked of AWS, or the review. */
export type AnalysisResult =
  | { readonly wanted: { readonly base: readonly string[]; readonly head: readonly string[] } }
  | { readonly questions: readonly PolicyQuestion[] }
  | { readonly review: Review };

/** Judges a change. Pure, and it never throws for what stands in the files. */
export function analyse(input: AnalysisInput): AnalysisResult {
  const { settings: configured, configurationProblems } = readConfiguration(
    input.configuration,
    input.ownerConfiguration,
  );
  const settings = withRepository(configured, input);
  const sides = readSides(input, settings);
  const { base, head } = sides;
  const wanted = { base: base?.wanted ?? [], head: head.wanted };
  if (!input.final && wanted.base.length + wanted.head.length > 0) return { wanted };
  // Asked for last: what the change proposes takes no room from what it is judged by.
  const proposal = proposalOf(input);
  if (!input.final && proposal && proposal.wanted.base.length + proposal.wanted.head.length > 0) {
    return { wanted: proposal.wanted };
  }

  const consultation = new Consultation(
    settings,
    configurationProblems.length === 0,
    input.accessAnalyzer,
    base,
    head,
  );
  const { questions } = consultation;
  if (questions.length > 0) return { questions };

  const offline = offlineFindings(sides, input);
  const consulted = consultation.judge(offline.base, offline.head);
  const covered = coveredBy(input, sides);
  const access = base && reviewAccess(base, head, covered.notJudged, settings.parameters);
  const { classified, exceptions, unjudged } = judgeSides(
    sides,
    consulted,
    settings,
    input,
    () => access,
  );
  const verified = verifySuggestions(classified, head);
  const findings = presentFindings(
    verified,
    base?.places ?? head.places,
    head.places,
    constructPaths(base?.result, head.result),
  );
  const accessAnalyzer = consultation.coverage(
    consulted,
    consulted.withdrawn.map(({ issueCode, address, details, at }) => ({
      ...head.places.place(at),
      issueCode,
      policy: address ?? null,
      details,
    })),
    head.policies.length,
  );
  const paths = escalationDifference(base?.result, head.result, {
    isNothingNew: access?.newAccess === "none",
  });
  const escalations = certainPaths(paths, base, head, access);
  const judged = {
    findings,
    coverage: {
      ...covered,
      notJudged: [
        ...covered.notJudged,
        ...undecidedGuards(base, head),
        ...undecidedPaths(base, head),
      ],
    },
    configurationProblems,
    ...(accessAnalyzer && { accessAnalyzer }),
    ...(access && { access }),
    ...(escalations.length > 0 && { escalations }),
    ...(base && unjudged.length > 0 && { unjudged: presentUnjudged(unjudged, base.places) }),
  };
  const now = { sides, settings, configurationProblems };
  const configurationChange = proposal && changeOfConfiguration(input, now, proposal);
  return {
    review: {
      base: input.base?.label ?? null,
      head: input.head.label,
      ...verdictInMode(judged, settings),
      ...judged,
      configuration: applied(input, settings),
      ...(exceptions.length > 0 && { exceptions }),
      ...(configurationChange && { configurationChange }),
    },
  };
}

function applied(
  { configuration, ownerConfiguration }: AnalysisInput,
  { mode, failOn, comments, rules, customRules: custom }: Settings,
): AppliedConfiguration {
  const file = configuration?.path ?? null;
  const customRules = custom.map(({ code, type, message }) => ({
    issueCode: code,
    findingType: type,
    message,
  }));
  return {
    file,
    commit: configuration?.label ?? null,
    ownerFile: ownerConfiguration?.path ?? null,
    mode,
    failOn,
    comments,
    rules,
    ...(customRules.length > 0 && { customRules }),
  };
}
