import picomatch from "picomatch";
import type { Finding } from "../findings/finding.ts";
import type { Inventory } from "../policy/inventory.ts";
import { runRules } from "../rules/run-rules.ts";
import { parseSettings } from "../settings/parse-settings.ts";
import type { Settings } from "../settings/settings.ts";
import { defaultSettings } from "../settings/settings.ts";
import { readSources } from "../sources/read-sources.ts";
import type { DeclaredUse, SourceFiles, SourceResult } from "../sources/source.ts";
import { LineIndex } from "../text/line-index.ts";
import { classify, type JudgedSide } from "./classify.ts";
import { coverage } from "./coverage.ts";
import { Places } from "./places.ts";
import { presentFindings } from "./present-findings.ts";
import type { ConfigurationProblem, Review } from "./review.ts";
import { verdict } from "./verdict.ts";

/** Everything that an analysis needs: plain data, so that it can run in another process. */
export interface AnalysisInput {
  /** `undefined` when there is no base: everything that stands counts as introduced then. */
  readonly base: AnalysisSide | undefined;
  readonly head: AnalysisSide;
  /** The paths that are reviewed: those that differ, or all that were asked for. */
  readonly focus: readonly string[];
  readonly configuration: Configuration | undefined;
  /** True in the last round: what is not loaded now will not come. */
  readonly final: boolean;
}

/** The configuration file: its text, or why it cannot be read. */
export interface Configuration {
  readonly path: string;
  readonly content: { readonly text: string } | { readonly unreadable: string };
}

export interface AnalysisSide {
  readonly label: string;
  readonly paths: readonly string[];
  readonly texts: ReadonlyMap<string, string>;
  /** Paths whose text cannot be had. */
  readonly unreadable: ReadonlyMap<string, Unreadable>;
  /** What the platform left out of `paths`, in words. */
  readonly missing: readonly string[];
}

export interface Unreadable {
  readonly reason: string;
  /** True when the review is incomplete without the file. */
  readonly matters: boolean;
  /** False when nothing suggests that the file has to do with IAM: the report is silent then. */
  readonly shown: boolean;
}

/** Either the texts that are needed besides, or the review. */
export type AnalysisResult =
  | { readonly wanted: { readonly base: readonly string[]; readonly head: readonly string[] } }
  | { readonly review: Review };

/** Judges a change. Pure, and it never throws for what stands in the files. */
export function analyse(input: AnalysisInput): AnalysisResult {
  const { settings, configurationProblems } = readConfiguration(input.configuration);
  const declaredUse = useByPath(settings);
  const base = input.base && new Side(input.base, input.focus, declaredUse);
  const head = new Side(input.head, input.focus, declaredUse);
  const wanted = { base: base?.wanted ?? [], head: head.wanted };
  if (!input.final && wanted.base.length + wanted.head.length > 0) return { wanted };

  const classified = classify(base?.judge() ?? nothing, head.judge());
  const findings = presentFindings(classified, base?.places ?? head.places, head.places);
  const covered = coverage(head.result, head.places, input.head, head.wanted);
  return {
    review: {
      base: input.base?.label ?? null,
      head: input.head.label,
      ...verdict({ findings, coverage: covered, configurationProblems }, settings),
      findings,
      coverage: covered,
      configurationProblems,
    },
  };
}

const nothing: JudgedSide = { findings: [], addresses: new Set() };

/** One side of the change with what was read from it. */
class Side implements SourceFiles {
  readonly paths: ReadonlySet<string>;
  readonly places: Places;
  readonly result: SourceResult;
  private readonly side: AnalysisSide;
  private readonly asked = new Set<string>();

  constructor(
    side: AnalysisSide,
    focus: readonly string[],
    declaredUse: (path: string) => DeclaredUse | undefined,
  ) {
    this.side = side;
    this.paths = new Set(side.paths);
    this.places = new Places(side.texts);
    const present = focus.filter((path) => this.paths.has(path));
    this.result = readSources(this, present, declaredUse);
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

  judge(): JudgedSide {
    const { result } = this;
    return {
      findings: mergeSame(runRules(result, result.syntaxProblems)),
      addresses: addresses(result),
    };
  }
}

/**
 * A document that is reached in two ways (as a raw file and through `file()`, or attached to two
 * roles) is one decision of the developer: the same code at the same place is one finding.
 */
function mergeSame(findings: readonly Finding[]): Finding[] {
  const byPlace = new Map<string, Finding>();
  for (const finding of findings) {
    const { file, start, end } = finding.at;
    const key = JSON.stringify([finding.issueCode, file, start, end]);
    const other = byPlace.get(key);
    // Known by its use in the configuration rather than as a mere file.
    if (!other || other.address === file) byPlace.set(key, finding);
  }
  return [...byPlace.values()];
}

function addresses({ policies, owners }: Inventory): ReadonlySet<string> {
  const files = policies.map((policy) => policy.document.range.file);
  return new Set([...policies, ...owners].map(({ address }) => address).concat(files));
}

function readConfiguration(configuration: Configuration | undefined): {
  settings: Settings;
  configurationProblems: ConfigurationProblem[];
} {
  if (!configuration) return { settings: defaultSettings, configurationProblems: [] };
  const { path, content } = configuration;
  if ("unreadable" in content) {
    const details = `The file cannot be read: ${content.unreadable}.`;
    const problem = { file: path, line: 1, column: 1, details };
    return { settings: defaultSettings, configurationProblems: [problem] };
  }
  const { settings, problems } = parseSettings(content.text, path);
  const lines = new LineIndex(content.text);
  const configurationProblems = problems.map(({ at, details }) => ({
    file: path,
    ...lines.position(at.start),
    details,
  }));
  return { settings, configurationProblems };
}

/** The globs come from the base commit, which the pull request does not govern. */
function useByPath(settings: Settings): (path: string) => DeclaredUse | undefined {
  const matchers = settings.policyFiles.map((use) => ({
    use,
    matches: picomatch(use.path, { dot: true, nonegate: true }),
  }));
  return (path) => matchers.find(({ matches }) => matches(path))?.use;
}
