import type { Finding } from "../findings/finding.ts";
import { type Settings, settingsPath } from "../settings/settings.ts";
import type { AnalysisInput, AnalysisSide } from "./analyse.ts";
import { classify, type GrantChange, type JudgedSide } from "./classify.ts";
import { type Configuration, misplacedConfiguration, parseConfiguration } from "./configuration.ts";
import { coverage } from "./coverage.ts";
import { applyExceptions, type Excepted } from "./exceptions.ts";
import { grantChanges, newGrants, writtenGrantChanges } from "./grant-change.ts";
import { mergeClassified } from "./merge-same.ts";
import type { Coverage, ReviewAccess } from "./review.ts";
import { Side } from "./side.ts";
import { StatementAccess } from "./statement-access.ts";
import { withoutSuperseded } from "./superseded.ts";
import { reasonsBefore, type UnjudgedFinding, unjudgedReasons } from "./unjudged.ts";

/** Base and head as they read under one configuration. */
export interface Sides {
  readonly base: Side | undefined;
  readonly head: Side;
}

interface FoundOnSides {
  readonly base: readonly Finding[];
  readonly head: readonly Finding[];
}

interface JudgedFindings extends Excepted {
  /** Of base, where nobody knows whether they are fixed. */
  readonly unjudged: readonly UnjudgedFinding[];
}

const nothing: JudgedSide = { findings: [], addresses: new Set() };

/** Reads both sides; what they lack is in their `wanted`. */
export function readSides({ base, head, focus }: AnalysisInput, settings: Settings): Sides {
  return { base: base && new Side(base, focus, settings), head: new Side(head, focus, settings) };
}

/** A change of the configuration is checked as well; what is wrong with it belongs to the change. */
export function offlineFindings({ base, head }: Sides, input: AnalysisInput): FoundOnSides {
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

/**
 * What the change brought of the findings, and what of it somebody has accepted.
 *
 * @param access the access difference of the sides; asked for only where a finding depends on it.
 */
export function judgeSides(
  { base, head }: Sides,
  found: FoundOnSides,
  settings: Settings,
  { today, accepted = [] }: AnalysisInput,
  access: () => ReviewAccess | undefined,
): JudgedFindings {
  const atBase = base?.judged(found.base);
  const atHead = head.judged(found.head);
  const { changeAt, isNew, reasonFor, reasonBefore } = grantQuestions({ base, head }, access);
  const before = atBase ?? nothing;
  const all = withoutSuperseded(classify(before, atHead, changeAt, isNew), access);
  const reasons = new Map(
    all.map((each) => [each, each.state === "fixed" ? reasonFor(each.finding) : undefined]),
  );
  const judged = all.filter((each) => reasons.get(each) === undefined);
  const open = all.filter((each) => reasons.get(each) !== undefined);
  const classified = mergeClassified(judged, before.addresses).map((each) => {
    const isOld = each.state === "fixed" || each.state === "pre-existing";
    const unknownBefore = isOld ? undefined : reasonBefore(each.finding);
    return unknownBefore === undefined ? each : { ...each, unknownBefore };
  });
  const unjudged = mergeClassified(open, before.addresses).flatMap((each) => {
    const reason = reasonFor(each.finding);
    return reason === undefined ? [] : [{ ...each, reason }];
  });
  const excepted = applyExceptions(classified, {
    configured: settings.exceptions,
    base: atBase && base?.commented(atBase.findings),
    head: head.commented(atHead.findings),
    commanded: accepted,
    today,
  });
  return { ...excepted, unjudged };
}

/** What a classification asks of the access difference, each worked out when it is asked for first. */
function grantQuestions({ base, head }: Sides, access: () => ReviewAccess | undefined) {
  let grants: ((address: string) => GrantChange) | undefined;
  let written: ((address: string) => GrantChange) | undefined;
  let isNewGrant: ((finding: Finding) => boolean) | undefined;
  let reasons: ((finding: Finding) => string | undefined) | undefined;
  let reasonsOfBase: ((finding: Finding) => string | undefined) | undefined;
  const statements = base && new StatementAccess(base.result, head.result);
  const changeAt = (finding: Finding): GrantChange => {
    const difference = access();
    if (!base || !difference) return "undecided";
    const address = finding.address ?? finding.at.file;
    grants ??= grantChanges(difference);
    const change = grants(address);
    if (change === "more") return change;
    written ??= writtenGrantChanges(base.result, head.result);
    const asWritten = change === "no more" ? written(address) : change;
    // What is not known elsewhere in the policy makes nothing of this statement new.
    return asWritten === "undecided" && statements?.wasAllowed(finding) ? "no more" : asWritten;
  };
  const isNew = (finding: Finding): boolean => {
    if (!base) return false;
    isNewGrant ??= newGrants(base.result, head.result);
    return isNewGrant(finding);
  };
  const reasonFor = (finding: Finding): string | undefined => {
    if (!base || !statements) return undefined;
    reasons ??= unjudgedReasons(base.result, head.result, statements);
    return reasons(finding);
  };
  const reasonBefore = (finding: Finding): string | undefined => {
    if (!base || !statements) return undefined;
    reasonsOfBase ??= reasonsBefore(base.result, head.result, statements);
    return reasonsOfBase(finding);
  };
  return { changeAt, isNew, reasonFor, reasonBefore };
}

/** What was judged at head, with what the configuration ignores among what was not. */
export function coveredBy(input: AnalysisInput, { base, head }: Sides): Coverage {
  const unreadable = new Map(
    [...input.head.unreadable].filter(([path]) => !head.ignored.has(path)),
  );
  const covered = coverage(
    head.result,
    head.places,
    { ...input.head, unreadable },
    head.wanted,
    base?.result,
  );
  // The configuration itself is always read.
  const files = [...head.ignored].filter(([path]) => path !== settingsPath);
  const ignored = files.map(([file, pattern]) => ({
    file,
    line: 1,
    address: null,
    reason: `the configuration ignores it: \`paths.ignore\` has \`${pattern}\``,
    unread: false,
  }));
  return { ...covered, notJudged: [...covered.notJudged, ...ignored] };
}

/** The configuration file of a side, when the change edits it. */
export function editedConfiguration(
  { focus }: AnalysisInput,
  { paths, texts, unreadable, links }: AnalysisSide,
): Configuration | undefined {
  const misplaced = misplacedConfiguration(new Set(paths), links);
  if (misplaced) return focus.includes(misplaced.path) ? misplaced : undefined;
  if (!focus.includes(settingsPath) || !paths.includes(settingsPath)) return undefined;
  const text = texts.get(settingsPath);
  const reason = unreadable.get(settingsPath)?.reason ?? "its content is not there";
  return { path: settingsPath, content: text === undefined ? { unreadable: reason } : { text } };
}

/** Rules judge by it as by what the configuration says. */
export function withRepository(settings: Settings, { repository }: AnalysisInput): Settings {
  if (!repository) return settings;
  return { ...settings, parameters: { ...settings.parameters, repository } };
}
