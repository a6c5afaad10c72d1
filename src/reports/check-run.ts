import type { FindingType } from "../findings/finding.ts";
import type { Review, ReviewException, ReviewFinding, ReviewNotJudged } from "../review/review.ts";
import { accessAnalyzerProblems, accessAnalyzerSentences } from "./access-analyzer.ts";
import { accessSections } from "./access-section.ts";
import {
  configurationSentences,
  exceptionPlace,
  exceptionSentence,
  sortedExceptions,
} from "./configuration.ts";
import { escalationSections } from "./escalation-section.ts";
import { findingsSections } from "./findings-section.ts";
import { inlineCode, prose } from "./markdown.ts";
import { partlyKnown } from "./partly-known.ts";
import { fitSections, type Item, itemsOf, type Section } from "./sections.ts";
import { cutText, visibleText } from "./visible-text.ts";
import {
  addressInFile,
  counted,
  groupByReason,
  lastLine,
  type NotJudgedGroup,
  newFindings,
  severityWords,
  shortCommit,
  unjudgedCount,
} from "./wording.ts";

/** GitHub's bounds: docs.github.com/en/rest/checks/runs#create-a-check-run. */
const outputLengthMax = 65_535;
const jobSummaryLengthMax = 1024 * 1024;
const annotationMessageBytesMax = 64 * 1024;
const annotationTitleLengthMax = 255;
/** GitHub names no bound for the title of the output; a line of this length still shows. */
const titleLengthMax = 255;
/** Ours: so many annotations take ten requests. Findings past it stand in the summary. */
export const annotationsMax = 500;

/** What a review becomes in a check run, in GitHub's own field names. */
export interface CheckRunReport {
  /** Plain text. */
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  /** Markdown: what is known in part only; absent when there is nothing to say. */
  readonly text?: string;
  readonly conclusion: "success" | "failure";
  readonly annotations: readonly Annotation[];
}

/** One annotation as the API takes it: lines and columns from 1, ends inclusive, plain text. */
export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  /** Only on annotations of a single line; GitHub refuses them otherwise. */
  readonly start_column?: number;
  readonly end_column?: number;
  readonly annotation_level: "failure" | "warning" | "notice";
  readonly title: string;
  readonly message: string;
}

/**
 * The check run of a review. Findings that were there before do not annotate. An incomplete review
 * fails: what could not be read may grant anything.
 */
export function checkRunReport(review: Review): CheckRunReport {
  const text = partialText(review);
  return {
    title: plainLine(review.title, titleLengthMax),
    summary: summary(review),
    ...(text === "" ? {} : { text }),
    conclusion: review.verdict === "pass" ? "success" : "failure",
    annotations: newFindings(review).slice(0, annotationsMax).map(annotation),
  };
}

/**
 * The same as one Markdown text, for a comment or the summary of a job, which takes up to a mebibyte
 * (docs.github.com/en/actions/reference/workflow-commands). Ends with a line feed.
 */
export function markdownReport(review: Review): string {
  const parts = [`## ${prose(review.title)}`, summary(review, jobSummaryLengthMax / 2)];
  const text = partialText(review);
  return `${[...parts, ...(text === "" ? [] : [text])].join("\n\n")}\n`;
}

function annotation(finding: ReviewFinding): Annotation {
  const { file, start } = finding;
  const endLine = lastLine(finding);
  return {
    path: file,
    start_line: start.line,
    end_line: endLine,
    ...(endLine === start.line
      ? { start_column: start.column, end_column: endColumn(finding) }
      : {}),
    annotation_level: annotationLevels[finding.findingType],
    title: plainLine(`${severityWords(finding)}: ${finding.issueCode}`, annotationTitleLengthMax),
    message: message(finding),
  };
}

const annotationLevels: Readonly<Record<FindingType, Annotation["annotation_level"]>> = {
  ERROR: "failure",
  SECURITY_WARNING: "failure",
  WARNING: "warning",
  SUGGESTION: "notice",
};

function endColumn({ start, end }: ReviewFinding): number {
  return end.line === start.line ? Math.max(start.column, end.column - 1) : start.column;
}

/** At most 16,000 UTF-16 units: under 64 KB whatever the characters are. */
function message(finding: ReviewFinding): string {
  const lines = [visibleText(finding.details)];
  for (const place of finding.related) {
    lines.push(`${visibleText(place.file)}:${place.start.line}: ${visibleText(place.message)}`);
  }
  if (finding.suggestion) lines.push(`Fix: ${visibleText(finding.suggestion.title)}`);
  lines.push(visibleText(finding.learnMoreLink));
  const { text, note } = cutText(lines.join("\n"), annotationMessageBytesMax / 4);
  return text + note;
}

function plainLine(text: string, lengthMax: number): string {
  const line = visibleText(text);
  return line.length <= lengthMax ? line : `${cutText(line, lengthMax - 1).text}…`;
}

function summary(review: Review, bytesMax = outputLengthMax): string {
  return fitSections(
    [
      {
        heading: `**${review.wouldBe ? "Warn only." : verdictWords[review.verdict]}** ${prose(review.title)}`,
      },
      configurationSection(review),
      unreadSection(review.coverage.notJudged.filter((entry) => entry.unread)),
      ...accessSections(review),
      ...escalationSections(review),
      accessAnalyzerSection(review),
      ...findingsSections(review, annotationsMax),
      exceptionsSection(sortedExceptions(review).met),
      ...configurationChangeSections(review),
      withdrawnSection(review),
      fixedSection(review.findings.filter((finding) => finding.state === "fixed")),
      unjudgedSection(review),
      notJudgedSection(review.coverage.notJudged.filter((entry) => !entry.unread)),
      otherExceptionsSection(sortedExceptions(review).unmet),
      { heading: closing(review) },
    ],
    bytesMax,
  );
}

const verdictWords: Readonly<Record<Review["verdict"], string>> = {
  pass: "Pass.",
  fail: "Fail.",
  incomplete: "Incomplete.",
};

function configurationSection({
  base,
  configuration,
  configurationProblems: problems,
}: Review): Section {
  const shared = configuration?.ownerFile ?? null;
  const isOwn = base !== null && problems.some(({ file }) => file !== shared);
  const isShared = problems.some(({ file }) => file === shared);
  const origin = [
    ...(isOwn ? ["The repository's own is read from the base branch."] : []),
    ...(isShared ? ["The shared one holds for all repositories of the owner."] : []),
  ].join(" ");
  return {
    heading: `### The configuration is not valid, and so fails the check${origin && `\n\n${origin}`}`,
    items: problems.map(
      ({ file, line, column, details }) =>
        `- ${inlineCode(file)}, line ${line}, column ${column}: ${prose(details)}`,
    ),
  };
}

function unreadSection(entries: readonly ReviewNotJudged[]): Section {
  return {
    heading: "### Could not be read, and so fails the check",
    items: groupByReason(entries).flatMap(notJudgedItems),
  };
}

function accessAnalyzerSection({ accessAnalyzer }: Review): Section {
  const failing = accessAnalyzer?.required ? ", and so fails the check" : "";
  return {
    heading: `### What AWS Access Analyzer did not answer${failing}\n\nThe result of the offline engine stands.`,
    items: accessAnalyzerProblems(accessAnalyzer).flatMap(({ text, policies }): Item[] => [
      { text: `- ${prose(text)}`, entries: policies.length === 0 ? 1 : 0 },
      ...policies.map((policy) => ({ text: `  - ${inlineCode(policy)}`, entries: 1 })),
    ]),
  };
}

function withdrawnSection({ accessAnalyzer }: Review): Section {
  return {
    heading:
      "### Not counted, since AWS contradicts\n\nAWS knows these names; the catalogue of Leastwise does not have them yet.",
    items: (accessAnalyzer?.withdrawn ?? []).map(
      ({ issueCode, file, start, details }) =>
        `- ${inlineCode(issueCode)} in ${inlineCode(file)}, line ${start.line}: ${prose(details)}`,
    ),
  };
}

function exceptionsSection(exceptions: readonly ReviewException[]): Section {
  return {
    heading: "### Exceptions",
    items: exceptions.map(exceptionItem),
  };
}

/** Everything that is in force is told, also where it is of no account here. */
function otherExceptionsSection(exceptions: readonly ReviewException[]): Section {
  return {
    heading: `<details>\n<summary>Exceptions that meet nothing here: ${exceptions.length}</summary>`,
    items: exceptions.map(exceptionItem),
    end: "\n</details>",
  };
}

function exceptionItem(exception: ReviewException): string {
  return `- ${inlineCode(exceptionPlace(exception))}: ${prose(exceptionSentence(exception))}`;
}

/** The change does not govern its own review, so this tells what would come after its merge. */
function configurationChangeSections({ configurationChange }: Review): Section[] {
  if (!configurationChange) return [];
  const { settings, effects } = configurationChange;
  return [
    {
      heading: `### This change edits the configuration\n\nIt is judged with that of its base.${settings.length === 0 && effects.length === 0 ? " No setting differs." : ""}`,
    },
    {
      heading: "Settings that differ:",
      items: settings.map((sentence) => `- ${prose(sentence)}`),
    },
    {
      heading: "With the new configuration, of this change:",
      items: effects.map((sentence) => `- ${prose(sentence)}`),
    },
  ];
}

/** Once for each cause: what was found before may be there still. */
function unjudgedSection(review: Review): Section {
  return {
    heading: `### No longer judged: ${counted(unjudgedCount(review), "finding")}\n\nNeither fixed for certain nor known to be there.`,
    items: (review.unjudged ?? []).flatMap(({ reason, findings }) => [
      { text: `- ${prose(reason)}`, entries: 0 },
      ...ruleItems(findings, "  - "),
    ]),
  };
}

function fixedSection(findings: readonly ReviewFinding[]): Section {
  return {
    heading: `### Fixed: ${counted(findings.length, "finding")}`,
    items: ruleItems(findings, "- "),
  };
}

/** A rule and where it found something. */
function ruleItems(
  findings: readonly Pick<ReviewFinding, "issueCode" | "policy" | "file">[],
  bullet: string,
): Item[] {
  const placesByRule = new Map<string, string[]>();
  for (const { issueCode, policy, file } of findings) {
    const place = inlineCode(policy ?? file);
    const places = placesByRule.get(issueCode);
    if (places) places.push(place);
    else placesByRule.set(issueCode, [place]);
  }
  return [...placesByRule].flatMap(([issueCode, places]) =>
    itemsOf(`${bullet}${inlineCode(issueCode)} in `, places),
  );
}

function notJudgedSection(entries: readonly ReviewNotJudged[]): Section {
  return {
    heading: `<details>\n<summary>Not judged: ${entries.length}</summary>`,
    items: groupByReason(entries).flatMap(notJudgedItems),
    end: "\n</details>",
  };
}

/** A reason, and below it its places; an entry that is about no single file has none. */
function notJudgedItems({ reason, entries }: NotJudgedGroup): Item[] {
  const places = entries.filter(({ file }) => file !== "");
  return [
    { text: `- ${prose(reason)}`, entries: entries.length - places.length },
    ...places.map(({ file, line, address }) => {
      const inFile = addressInFile(file, address);
      const about = inFile === null ? "" : `: ${inlineCode(inFile)}`;
      return { text: `  - ${inlineCode(file)}, line ${line}${about}`, entries: 1 };
    }),
  ];
}

function closing(review: Review): string {
  const before = review.findings.filter((finding) => finding.state === "pre-existing").length;
  const { policies } = review.coverage;
  const lines = [
    before > 0
      ? `${counted(before, "finding")} ${before === 1 ? "was" : "were"} there before and ${before === 1 ? "does" : "do"} not count.`
      : "",
    policies === 0
      ? ""
      : `Judged ${counted(policies, "policy", "policies")}, ${knownWords(review)}.`,
    ...accessAnalyzerSentences(review.accessAnalyzer).map((sentence) => prose(sentence)),
    ...configurationSentences(review).map((sentence) => prose(sentence)),
    review.base === null
      ? `Judged ${inlineCode(shortCommit(review.head))} as it stands.`
      : `Compared ${inlineCode(shortCommit(review.head))} with ${inlineCode(shortCommit(review.base))}.`,
  ];
  return lines.filter((line) => line !== "").join(" ");
}

function knownWords({ coverage }: Review): string {
  const { policies, full } = coverage;
  const partly = partlyKnown(coverage).policies.length;
  if (partly > 0) return policies === 1 ? "known in part" : `${partly} of them known in part`;
  if (policies > full) return "known but for the account and Region";
  return policies === 1 ? "wholly known" : "all of them wholly known";
}

function partialText(review: Review): string {
  const { policies, others } = partlyKnown(review.coverage);
  const rest = others === "" ? "" : ` ${others}`;
  return fitSections(
    [
      {
        heading: `### Known in part: ${counted(policies.length, "policy", "policies")}\n\nWhat is not known before deployment was neither taken for harmless nor for everything.${rest}`,
        items: policies.flatMap(({ policy, unknowns }): Item[] => [
          { text: `- ${inlineCode(policy)}`, entries: unknowns.length === 0 ? 1 : 0 },
          ...unknowns.map(({ reference, reason, file, line }) => ({
            text: `  - ${inlineCode(reference)}: ${reason} (${inlineCode(file)}, line ${line})`,
            entries: 1,
          })),
        ]),
      },
    ],
    outputLengthMax,
  );
}
