import { escalationDifference } from "../access/escalation/escalation-difference.ts";
import type { Finding } from "../findings/finding.ts";
import { type Settings, settingsPath } from "../settings/settings.ts";
import { type AccessAnalyzerInput, Consultation } from "./access-analyzer/consultation.ts";
import { reviewAccess } from "./access-entries.ts";
import { classify, type JudgedSide } from "./classify.ts";
import { type Configuration, parseConfiguration, readConfiguration } from "./configuration.ts";
import { judgementDifferences, settingsDifferences } from "./configuration-change.ts";
import { coverage } from "./coverage.ts";
import { applyExceptions, type Excepted } from "./exceptions.ts";
import type { PolicyQuestion } from "./policy-validator.ts";
import { constructPaths, presentFindings } from "./present-findings.ts";
import type {
  AppliedConfiguration,
  CommandAcceptance,
  ConfigurationChange,
  Coverage,
  Review,
} from "./review.ts";
import { Side } from "./side.ts";
import { undecidedPaths } from "./undecided-paths.ts";
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
  const { settings, configurationProblems } = readConfiguration(
    input.configuration,
    input.ownerConfiguration,
  );
  const sides = readSides(input, settings);
  const { base, head } = sides;
  const wanted = { base: base?.wanted ?? [], head: head.wanted };
  if (!input.final && wanted.base.length + wanted.head.length > 0) return { wanted };

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
  const { classified, exceptions } = judgeSides(sides, consulted, settings, input);
  const verified = verifySuggestions(classified, head);
  const findings = presentFindings(
    verified,
    base?.places ?? head.places,
    head.places,
    constructPaths(base?.result, head.result),
  );
  const covered = coveredBy(input, head);
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
  const access = base && reviewAccess(base, head, covered.notJudged, settings.parameters);
  const escalations = escalationDifference(base?.result, head.result);
  const judged = {
    findings,
    coverage: {
      ...covered,
      notJudged: [...covered.notJudged, ...undecidedPaths(base, head)],
    },
    configurationProblems,
    ...(accessAnalyzer && { accessAnalyzer }),
    ...(access && { access }),
    ...(escalations.length > 0 && { escalations }),
  };
  const configurationChange = changeOfConfiguration(input, sides, settings);
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

interface Sides {
  readonly base: Side | undefined;
  readonly head: Side;
}

interface FoundOnSides {
  readonly base: readonly Finding[];
  readonly head: readonly Finding[];
}

const nothing: JudgedSide = { findings: [], addresses: new Set() };

function readSides({ base, head, focus }: AnalysisInput, settings: Settings): Sides {
  return { base: base && new Side(base, focus, settings), head: new Side(head, focus, settings) };
}

/** A change of the configuration is checked as well; what is wrong with it belongs to the change. */
function offlineFindings({ base, head }: Sides, input: AnalysisInput): FoundOnSides {
  const problems = (side: AnalysisSide | undefined) =>
    parseConfiguration(side && editedConfiguration(input, side)).problems.map((problem) => ({
      language: "configuration" as const,
      ...problem,
    }));
  return {
    base: base?.offlineFindings(problems(input.base)) ?? [],
    head: [
      ...head.offlineFindings(input.base ? problems(input.head) : []),
      ...(base ? head.changeFindings(base) : []),
    ],
  };
}

function judgeSides(
  { base, head }: Sides,
  found: FoundOnSides,
  settings: Settings,
  { today, accepted = [] }: AnalysisInput,
): Excepted {
  const atBase = base?.judged(found.base);
  const atHead = head.judged(found.head);
  return applyExceptions(classify(atBase ?? nothing, atHead), {
    configured: settings.exceptions,
    base: atBase && base?.commented(atBase.findings),
    head: head.commented(atHead.findings),
    commanded: accepted,
    today,
  });
}

function coveredBy(input: AnalysisInput, head: Side): Coverage {
  const unreadable = new Map(
    [...input.head.unreadable].filter(([path]) => !head.ignored.has(path)),
  );
  const covered = coverage(head.result, head.places, { ...input.head, unreadable }, head.wanted);
  const ignored = [...head.ignored].map(([file, pattern]) => ({
    file,
    line: 1,
    address: null,
    reason: `the configuration ignores it: \`paths.ignore\` has \`${pattern}\``,
    unread: false,
  }));
  return { ...covered, notJudged: [...covered.notJudged, ...ignored] };
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
    ownerFile: ownerConfiguration?.path ?? null,
    mode,
    failOn,
    comments,
    rules,
    ...(customRules.length > 0 && { customRules }),
  };
}

/** The configuration file of a side, when the change edits it. */
function editedConfiguration(
  { focus }: AnalysisInput,
  { paths, texts, unreadable }: AnalysisSide,
): Configuration | undefined {
  if (!focus.includes(settingsPath) || !paths.includes(settingsPath)) return undefined;
  const text = texts.get(settingsPath);
  const reason = unreadable.get(settingsPath)?.reason ?? "its content is not there";
  return { path: settingsPath, content: text === undefined ? { unreadable: reason } : { text } };
}

/** Judges the change once more, with the configuration that it brings; AWS is not asked for that. */
function changeOfConfiguration(
  input: AnalysisInput,
  sides: Sides,
  settings: Settings,
): ConfigurationChange | undefined {
  if (!input.base || !input.focus.includes(settingsPath)) return undefined;
  const { settings: general } = parseConfiguration(input.ownerConfiguration);
  const proposed = parseConfiguration(editedConfiguration(input, input.head), general);
  if (proposed.problems.length > 0) {
    const effects = ["Not worked out: the new configuration is not valid."];
    return { file: settingsPath, settings: [], effects };
  }
  const then = readSides(input, proposed.settings);
  const effects = judgementDifferences(
    judgeOffline(input, sides, settings),
    judgeOffline(input, then, proposed.settings),
  );
  // The tip of the base branch may have moved on; what the change edits is the file it started from.
  const before = parseConfiguration(editedConfiguration(input, input.base), general);
  const differences = settingsDifferences(before.settings, proposed.settings);
  return { file: settingsPath, settings: differences, effects };
}

function judgeOffline(input: AnalysisInput, sides: Sides, settings: Settings) {
  const { base, head } = sides;
  const { classified } = judgeSides(sides, offlineFindings(sides, input), settings, input);
  const findings = presentFindings(classified, base?.places ?? head.places, head.places);
  const judged = { findings, coverage: coveredBy(input, head), configurationProblems: [] };
  return { findings, ...verdictInMode(judged, settings) };
}
