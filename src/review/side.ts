import { accessDifference } from "../access/access-difference.ts";
import type { Finding } from "../findings/finding.ts";
import type { Inventory, UnreadFile } from "../policy/inventory.ts";
import { matchesGlob as matchesName } from "../policy/pattern.ts";
import type { Policy } from "../policy/policy.ts";
import type { CustomRule } from "../rules/custom/custom-rule.ts";
import { rulesWith } from "../rules/custom/custom-rules.ts";
import type { SyntaxProblem } from "../rules/rule.ts";
import { runChangeRules, runRules } from "../rules/run-rules.ts";
import { matchesGlob } from "../settings/glob.ts";
import type { Settings } from "../settings/settings.ts";
import { isTerraformPath } from "../sources/detect.ts";
import { readSources } from "../sources/read-sources.ts";
import type { DeclaredUse, SourceFiles, SourceResult } from "../sources/source.ts";
import { type WrittenCredential, writtenCredentials } from "../sources/written-credentials.ts";
import { type AcceptComment, readAcceptComments } from "./accept-comments.ts";
import type { AnalysisSide } from "./analyse.ts";
import { ignoredBy, withRuleSettings } from "./apply-settings.ts";
import type { JudgedSide } from "./classify.ts";
import type { CommentedSide } from "./exceptions.ts";
import { mergePlaces, mergeReporters } from "./merge-same.ts";
import { Places } from "./places.ts";
import type { SuggestedSide, SuggestedState } from "./verify-suggestions.ts";

/** One side of the change with what was read from it, as the settings want it. */
export class Side implements SourceFiles, SuggestedSide {
  readonly paths: ReadonlySet<string>;
  readonly links: ReadonlySet<string>;
  readonly places: Places;
  readonly result: SourceResult;
  /** The files of the focus that the configuration ignores, each with the pattern that says so. */
  readonly ignored: ReadonlyMap<string, string>;
  private readonly side: AnalysisSide;
  private readonly focus: readonly string[];
  private readonly settings: Settings;
  private readonly asked = new Set<string>();
  private comments: CommentsOfSide | undefined;
  /** What stands there now, by focus. */
  private readonly known = new Map<string, SuggestedReading>();

  constructor(side: AnalysisSide, focus: readonly string[], settings: Settings) {
    this.side = side;
    this.focus = focus;
    this.settings = settings;
    this.paths = new Set(side.paths);
    this.links = new Set(side.links);
    this.places = new Places(side.texts);
    const present = focus.filter((path) => this.paths.has(path));
    const ignored = ignoredBy(settings);
    this.ignored = new Map(
      present.flatMap((path) => {
        const pattern = ignored(path);
        return pattern === undefined ? [] : [[path, pattern]];
      }),
    );
    // A file that is gone, or not there yet, can be part of a configuration that is there.
    const judged = focus.filter((path) => !this.ignored.has(path));
    const result = readSources(this, judged, useByPath(settings), settings.inputs);
    const kept = settings.ignore.length === 0 ? result : without(result, ignored);
    const unread = this.unreadFiles(kept);
    this.result = unread.length === 0 ? kept : { ...kept, unread };
  }

  /** Files that are there, or may be, and whose policies are not all known. */
  private unreadFiles({ syntaxProblems }: SourceResult): UnreadFile[] {
    const { unreadable, missing, links = [] } = this.side;
    return [
      ...missing.map((reason) => ({ file: "", reason })),
      ...[...unreadable].map(([file, { reason }]) => ({ file, reason })),
      ...links.map((file) => ({ file, reason: "it is a symbolic link or a submodule" })),
      ...syntaxProblems.map(({ at: { file } }) => ({
        file,
        reason: "it has a syntax error",
        partly: true,
      })),
      ...this.wanted.map((file) => ({ file, reason: "it was not read" })),
    ];
  }

  /** The texts that the sources asked for and that are still to be loaded. */
  get wanted(): readonly string[] {
    return [...this.asked];
  }

  text(path: string): string | undefined {
    const text = this.side.texts.get(path);
    if (text === undefined && this.paths.has(path) && !this.side.unreadable.has(path)) {
      this.asked.add(path);
    }
    return text;
  }

  get texts(): ReadonlyMap<string, string> {
    return this.side.texts;
  }

  cost(files: Iterable<string>): number {
    const read = this.hasTerraform ? this.side.texts.keys() : files;
    return [...read].reduce((sum, file) => sum + (this.side.texts.get(file)?.length ?? 0), 0);
  }

  /** Terraform puts files together; all others are judged each for itself. */
  compare(changed: ReadonlyMap<string, string>): ReturnType<SuggestedSide["compare"]> {
    const focus = this.hasTerraform ? this.focus : [...changed.keys()];
    const key = focus === this.focus ? "" : JSON.stringify(focus);
    const known = this.known.get(key) ?? new SuggestedReading(this.side, focus, this.settings);
    this.known.set(key, known);
    const texts = new Map([...this.side.texts, ...changed]);
    const then = new SuggestedReading({ ...this.side, texts }, focus, this.settings);
    return {
      before: known.state,
      after: then.state,
      grantsMore: () => grantsMore(known.side.result, then.side.result),
    };
  }

  private get hasTerraform(): boolean {
    // What is not loaded was not asked for, and so plays no part.
    return [...this.side.texts.keys()].some(isTerraformPath);
  }

  suggestedState(): SuggestedState {
    const { settings, result } = this;
    const { requiredBoundary } = settings.parameters;
    // The boundary that the team demands only takes access away, wherever it stands.
    const notJudged = result.notJudged.filter(
      ({ managedPolicy: arn }) =>
        arn === undefined || !requiredBoundary || !matchesName(requiredBoundary, arn),
    );
    return {
      // The team's own rules suggest nothing, and ask more than a try may cost. What the
      // configuration does not show nobody minds.
      findings: withRuleSettings(mergePlaces(this.offlineFindings([], [])), settings),
      policies: this.policies.length,
      notJudged: notJudged.length,
      complete: this.asked.size === 0,
    };
  }

  get policies(): readonly Policy[] {
    return this.result.policies;
  }

  /** The document of a policy as it stands in its file. */
  written({ document: { range } }: Policy): string {
    return this.side.texts.get(range.file)?.slice(range.start, range.end) ?? "";
  }

  isBroken({ document: { range } }: Policy): boolean {
    return this.result.syntaxProblems.some(
      ({ at }) => at.file === range.file && at.start <= range.end && at.end >= range.start,
    );
  }

  /**
   * What the offline engine finds.
   *
   * @param configuration what is wrong with the configuration file of this side.
   * @param customRules those of the settings, unless others are meant.
   */
  offlineFindings(
    configuration: readonly SyntaxProblem[] = [],
    customRules: readonly CustomRule[] = this.settings.customRules,
  ): Finding[] {
    const { result, settings } = this;
    const problems = [
      ...result.syntaxProblems,
      ...this.acceptComments.problems,
      ...this.credentials(),
      ...configuration,
    ];
    return runRules(result, problems, rulesWith(customRules), {
      parameters: settings.parameters,
    });
  }

  private credentials(): WrittenCredential[] {
    const ignored = ignoredBy(this.settings);
    return [...this.side.texts].flatMap(([file, text]) =>
      this.paths.has(file) && ignored(file) === undefined ? writtenCredentials(file, text) : [],
    );
  }

  /** What only the change from `base` shows. */
  changeFindings(base: Side): Finding[] {
    return runChangeRules(base.result, this.result, this.settings.parameters);
  }

  judged(findings: readonly Finding[]): JudgedSide {
    return {
      findings: withRuleSettings(mergeReporters(findings), this.settings),
      addresses: addresses(this.result),
    };
  }

  commented(findings: readonly Finding[]): CommentedSide {
    return { findings, comments: this.acceptComments.byFile, places: this.places };
  }

  private get acceptComments(): CommentsOfSide {
    this.comments ??= this.readComments();
    return this.comments;
  }

  /** Of all files that were read: a policy may stand in a file that the change does not touch. */
  private readComments(): CommentsOfSide {
    const byFile = new Map<string, readonly AcceptComment[]>();
    const wrong: SyntaxProblem[] = [];
    const ignored = ignoredBy(this.settings);
    const customCodes = this.settings.customRules.map(({ code }) => code);
    for (const [file, text] of this.side.texts) {
      if (!this.paths.has(file) || ignored(file) !== undefined) continue;
      const { comments, problems } = readAcceptComments(file, text, customCodes);
      if (comments.length > 0) byFile.set(file, comments);
      wrong.push(
        ...problems.map((problem) => ({ language: "configuration" as const, ...problem })),
      );
    }
    return { byFile, problems: wrong };
  }
}

interface CommentsOfSide {
  readonly byFile: ReadonlyMap<string, readonly AcceptComment[]>;
  readonly problems: readonly SyntaxProblem[];
}

/** A module that is judged may have ignored files beside it. */
function without(
  result: SourceResult,
  ignored: (path: string) => string | undefined,
): SourceResult {
  const isJudged = (file: string) => ignored(file) === undefined;
  const { elsewhere, guards } = result;
  return {
    ...(elsewhere && { elsewhere: elsewhere.filter(({ range }) => isJudged(range.file)) }),
    ...(guards && { guards: guards.filter(({ range }) => isJudged(range.file)) }),
    policies: result.policies.filter(({ document }) => isJudged(document.range.file)),
    owners: result.owners.filter(({ range }) => isJudged(range.file)),
    notJudged: result.notJudged.filter(({ range }) => isJudged(range.file)),
    syntaxProblems: result.syntaxProblems.filter(({ at }) => isJudged(at.file)),
  };
}

function addresses({ policies, owners }: Inventory): ReadonlySet<string> {
  const files = policies.map((policy) => policy.document.range.file);
  return new Set([...policies, ...owners].map(({ address }) => address).concat(files));
}

/** The patterns come from the base commit, which the pull request does not govern. */
function useByPath({ policyFiles }: Settings): (path: string) => DeclaredUse | undefined {
  return (path) => policyFiles.find((use) => matchesGlob(path, use.path));
}

/** A side that is read for a suggestion, and what stands there. */
class SuggestedReading {
  readonly side: Side;
  readonly state: SuggestedState;

  constructor(side: AnalysisSide, focus: readonly string[], settings: Settings) {
    this.side = new Side(side, focus, settings);
    this.state = this.side.suggestedState();
  }
}

function grantsMore(before: Inventory, after: Inventory): boolean {
  const { entries, notCompared } = accessDifference(before, after);
  if (notCompared.length > 0) return true;
  return entries.some(({ granted }) => granted.lines.length + granted.undecided.length > 0);
}
