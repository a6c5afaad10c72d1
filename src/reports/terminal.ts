import type { FindingType } from "../findings/finding.ts";
import type {
  Coverage,
  Place,
  Review,
  ReviewException,
  ReviewFinding,
  ReviewNotJudged,
} from "../review/review.ts";
import {
  accessAnalyzerProblems,
  accessAnalyzerSentences,
  reporterSentence,
} from "./access-analyzer.ts";
import { countByRule } from "./by-rule.ts";
import {
  configurationSentences,
  exceptionPlace,
  exceptionSentence,
  sortedExceptions,
} from "./configuration.ts";
import { escalationBlock } from "./escalation-section.ts";
import { partlyKnown } from "./partly-known.ts";
import { accessBlock } from "./terminal-access.ts";
import { excerptLines } from "./terminal-excerpt.ts";
import { type Paint, painter, type Style, wrap } from "./terminal-style.ts";
import { visibleText } from "./visible-text.ts";
import {
  addressInFile,
  counted,
  groupByReason,
  newFindings,
  severityWords,
  shortCommit,
  unjudgedCount,
} from "./wording.ts";

export interface TerminalOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

/** Text wider than this is hard to read, narrower is not worth wrapping for. */
const widthMax = 110;
const widthMin = 40;
/** Most values of one policy that are named as unknown. */
const unknownsMax = 5;

/**
 * A review for a terminal or a log: the findings of the change with their source, then what was
 * fixed, what could not be judged, and last the access difference and the verdict, where a reader of
 * a log looks first.
 */
export function terminalReport(review: Review, options: TerminalOptions): string {
  const paint = painter(options.color);
  const width = textWidth(options);
  const blocks = [
    ...newFindings(review).map((finding) => findingBlock(finding, paint, width)),
    byRuleBlock(review, paint),
    fixedBlock(review, paint),
    unjudgedBlock(review, paint, width),
    partialBlock(review, paint, width),
    notJudgedBlock(review, paint, width),
    accessAnalyzerBlock(review, paint, width),
    exceptionsBlock(review, paint, width),
    configurationChangeBlock(review, paint, width),
    configurationBlock(review, paint, width),
    accessBlock(review, paint, width),
    escalationBlock(review, paint, width),
    verdictBlock(review, paint, width),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

export function textWidth({ width }: TerminalOptions): number {
  return Math.max(widthMin, Math.min(width, widthMax));
}

const styles: Readonly<Record<FindingType, Style>> = {
  ERROR: "red",
  SECURITY_WARNING: "magenta",
  WARNING: "yellow",
  SUGGESTION: "cyan",
};

/** `file:line:column  severity  CODE`: editors and terminals make a link of the first part. */
function headLine(finding: ReviewFinding, paint: Paint): string {
  const severity = severityWords(finding).toLowerCase();
  return [
    paint("bold", placeText(finding)),
    paint(styles[finding.findingType], severity),
    paint("bold", visibleText(finding.issueCode)),
  ].join("  ");
}

/** A finding with its source; `width` in columns. */
export function findingBlock(finding: ReviewFinding, paint: Paint, width: number): string[] {
  const widened = finding.state === "widened" ? paint("dim", "  was there, grants more now") : "";
  const { unknownBefore } = finding;
  const excerpt = excerptLines(finding, {
    paint,
    style: styles[finding.findingType],
    width: width - 2,
  });
  return [
    headLine(finding, paint) + widened,
    ...indented(wrap(visibleText(finding.details), width - 2)),
    ...(excerpt.length > 0 ? ["", ...indented(excerpt), ""] : []),
    ...(finding.policy === null || finding.policy === finding.file
      ? []
      : [note("in", visibleText(finding.policy), paint)]),
    ...finding.related.map((place) =>
      note("also", `${placeText(place)}: ${visibleText(place.message)}`, paint),
    ),
    ...(unknownBefore === undefined
      ? []
      : [
          note(
            "old",
            `not known whether it was there before: ${visibleText(unknownBefore)}`,
            paint,
          ),
        ]),
    ...(finding.suggestion ? [note("fix", visibleText(finding.suggestion.title), paint)] : []),
    ...(reporterSentence(finding) === "" ? [] : [note("by", reporterSentence(finding), paint)]),
    note("see", visibleText(finding.learnMoreLink), paint),
  ];
}

function note(label: string, text: string, paint: Paint): string {
  return `  ${paint("dim", `${label}:`.padEnd(5))} ${text}`;
}

function byRuleBlock(review: Review, paint: Paint): string[] {
  const rules = countByRule(newFindings(review));
  if (rules.length === 0) return [];
  return [
    paint("bold", "Findings by rule"),
    ...rules.map(({ first, count }) => {
      const type = paint(styles[first.findingType], severityWords(first).toLowerCase());
      return `${String(count).padStart(7)}  ${visibleText(first.issueCode)}  ${type}`;
    }),
  ];
}

function fixedBlock(review: Review, paint: Paint): string[] {
  const fixed = review.findings.filter(({ state }) => state === "fixed");
  if (fixed.length === 0) return [];
  return [
    paint("green", `Fixed: ${fixed.length}`),
    ...fixed.map(
      ({ issueCode, policy, file }) =>
        `  ${visibleText(issueCode)} in ${visibleText(policy ?? file)}`,
    ),
  ];
}

/** What was found in base, and may still be there: once for each cause. */
function unjudgedBlock(review: Review, paint: Paint, width: number): string[] {
  const { unjudged = [] } = review;
  if (unjudged.length === 0) return [];
  return [
    paint("bold", `No longer judged: ${unjudgedCount(review)}`),
    ...unjudged.flatMap(({ reason, findings }) => [
      ...hanging(visibleText(reason), width),
      ...findings.map(({ issueCode, policy, file }) =>
        paint("dim", `    ${visibleText(issueCode)} in ${visibleText(policy ?? file)}`),
      ),
    ]),
  ];
}

function partialBlock(review: Review, paint: Paint, width: number): string[] {
  const { policies, others } = partlyKnown(review.coverage);
  if (policies.length === 0) return [];
  return [
    `${paint("bold", `Known in part: ${policies.length}`)}`,
    ...policies.flatMap(({ policy, unknowns }) => {
      const named = unknowns
        .slice(0, unknownsMax)
        .map(({ reference, reason }) => `${visibleText(reference)} (${reason})`);
      const rest = unknowns.length - named.length;
      const all = [...named, ...(rest > 0 ? [`and ${rest} more`] : [])].join(", ");
      return hanging(`${visibleText(policy)}: ${all}`, width);
    }),
    ...(others === "" ? [] : hanging(others, width)),
  ];
}

/** One reason often holds for many places: it is said once, with the places below it. */
export function notJudgedBlock(
  { coverage }: { readonly coverage: Pick<Coverage, "notJudged"> },
  paint: Paint,
  width: number,
): string[] {
  const { notJudged } = coverage;
  if (notJudged.length === 0) return [];
  return [
    paint("bold", `Not judged: ${notJudged.length}`),
    ...groupByReason(notJudged).flatMap(({ reason, unread, entries }) => {
      const weight = unread ? " (the review is incomplete because of it)" : "";
      const places = entries.filter(({ file }) => file !== "").map(notJudgedPlace);
      return [
        ...hanging(`${visibleText(reason)}${weight}`, width),
        ...places.map((place) => paint("dim", `    ${visibleText(place)}`)),
      ];
    }),
  ];
}

function notJudgedPlace(entry: ReviewNotJudged): string {
  return [`${entry.file}:${entry.line}`, addressInFile(entry.file, entry.address) ?? ""]
    .join(" ")
    .trimEnd();
}

/** What is missing of AWS's answers, and what gave way to them. */
function accessAnalyzerBlock({ accessAnalyzer }: Review, paint: Paint, width: number): string[] {
  const problems = accessAnalyzerProblems(accessAnalyzer);
  const withdrawn = accessAnalyzer?.withdrawn ?? [];
  const lines = [
    ...problems.flatMap(({ text, policies }) => [
      ...hanging(visibleText(text), width),
      ...policies.map((policy) => paint("dim", `    ${visibleText(policy)}`)),
    ]),
    ...withdrawn.flatMap((each) =>
      hanging(
        `${placeText(each)}: ${visibleText(each.issueCode)} does not count, since AWS knows the name`,
        width,
      ),
    ),
  ];
  return lines.length === 0 ? [] : [paint("bold", "AWS Access Analyzer"), ...lines];
}

function configurationBlock(review: Review, paint: Paint, width: number): string[] {
  const problems = review.configurationProblems;
  if (problems.length === 0) return [];
  return [
    paint("bold", "The configuration is not valid"),
    ...problems.flatMap(({ file, line, column, details }) =>
      hanging(visibleText(`${file}:${line}:${column}: ${details}`), width),
    ),
  ];
}

/** In a scan, where everything is judged, an exception that meets nothing can go. */
function exceptionsBlock(review: Review, paint: Paint, width: number): string[] {
  const { met, unmet } = sortedExceptions(review);
  const block = (title: string, exceptions: readonly ReviewException[]) => [
    paint("bold", `${title}: ${exceptions.length}`),
    ...exceptions.flatMap((exception) =>
      hanging(visibleText(`${exceptionPlace(exception)}: ${exceptionSentence(exception)}`), width),
    ),
  ];
  const isTold = unmet.length > 0 && review.base === null;
  return [
    ...(met.length > 0 ? block("Exceptions", met) : []),
    ...(isTold ? block("Exceptions that meet nothing here", unmet) : []),
  ];
}

function configurationChangeBlock(
  { configurationChange }: Review,
  paint: Paint,
  width: number,
): string[] {
  if (!configurationChange) return [];
  const { settings, effects } = configurationChange;
  return [
    paint("bold", "The change edits the configuration, and is judged with that of its base"),
    ...[...settings, ...effects].flatMap((sentence) => hanging(visibleText(sentence), width)),
  ];
}

function verdictBlock(review: Review, paint: Paint, width: number): string[] {
  const [word, style]: readonly [string, Style] = review.wouldBe
    ? ["Warn only.", "magenta"]
    : verdicts[review.verdict];
  const { policies } = review.coverage;
  const partly = partlyKnown(review.coverage).policies.length;
  const before = review.findings.filter(({ state }) => state === "pre-existing").length;
  const facts = [
    review.base === null
      ? ""
      : `${visibleText(shortCommit(review.head))} against ${visibleText(shortCommit(review.base))}`,
    `${counted(policies, "policy", "policies")} judged${partly > 0 ? `, ${partly} known in part` : ""}`,
    before > 0 ? `${counted(before, "finding")} from before not shown` : "",
  ];
  return [
    `${paint("bold", paint(style, word))} ${wrap(visibleText(review.title), width).join("\n  ")}`,
    paint("dim", facts.filter((fact) => fact !== "").join("; ")),
    ...[
      ...accessAnalyzerSentences(review.accessAnalyzer),
      ...configurationSentences(review),
    ].flatMap((sentence) => wrap(visibleText(sentence), width).map((line) => paint("dim", line))),
  ];
}

const verdicts: Readonly<Record<Review["verdict"], readonly [word: string, style: Style]>> = {
  pass: ["Pass.", "green"],
  fail: ["Fail.", "red"],
  incomplete: ["Incomplete.", "red"],
};

function placeText({ file, start }: Pick<Place, "file" | "start">): string {
  return `${visibleText(file)}:${start.line}:${start.column}`;
}

/** Visible text, wrapped, with its further lines set in. */
export function hanging(text: string, width: number): string[] {
  const [first = "", ...rest] = wrap(text, width - 4);
  return [`  ${first}`, ...rest.map((line) => `    ${line}`)];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === "" ? "" : `  ${line}`));
}
