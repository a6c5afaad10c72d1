import type { FindingType } from "../findings/finding.ts";
import type { Review, ReviewException, ReviewFinding, ReviewNotJudged } from "../review/review.ts";
import {
  accessAnalyzerProblems,
  accessAnalyzerSentences,
  reporterSentence,
} from "./access-analyzer.ts";
import { accessSections } from "./access-section.ts";
import { configurationSentences, exceptionPlace, exceptionSentence } from "./configuration.ts";
import { escalationSections } from "./escalation-section.ts";
import { inlineCode, link, prose } from "./markdown.ts";
import { fitSections, type Section } from "./sections.ts";
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
  lines.push(finding.learnMoreLink);
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
      ...accessSections(review),
      ...escalationSections(review),
      configurationSection(review.configurationProblems),
      unreadSection(review.coverage.notJudged.filter((entry) => entry.unread)),
      accessAnalyzerSection(review),
      findingsSection(review),
      exceptionsSection(review.exceptions ?? []),
      ...configurationChangeSections(review),
      withdrawnSection(review),
      fixedSection(review.findings.filter((finding) => finding.state === "fixed")),
      notJudgedSection(review.coverage.notJudged.filter((entry) => !entry.unread)),
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

function configurationSection(problems: Review["configurationProblems"]): Section {
  return {
    heading:
      "### The configuration is not valid, and so fails the check\n\nIt is read from the base branch.",
    items: problems.map(
      ({ file, line, column, details }) =>
        `- ${inlineCode(file)}, line ${line}, column ${column}: ${prose(details)}`,
    ),
  };
}

function unreadSection(entries: readonly ReviewNotJudged[]): Section {
  return {
    heading: "### Could not be read, and so fails the check",
    items: groupByReason(entries).map(notJudgedGroup),
  };
}

function accessAnalyzerSection({ accessAnalyzer }: Review): Section {
  const failing = accessAnalyzer?.required ? ", and so fails the check" : "";
  return {
    heading: `### What AWS Access Analyzer did not answer${failing}\n\nThe result of the offline engine stands.`,
    items: accessAnalyzerProblems(accessAnalyzer).map(({ text, policies }) =>
      [`- ${prose(text)}`, ...policies.map((policy) => `  - ${inlineCode(policy)}`)].join("\n"),
    ),
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

/** The findings of one policy (or file) stand together under its name. */
function findingsSection(review: Review): Section {
  const findings = newFindings(review);
  const groups = new Map<string, ReviewFinding[]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.file, finding.policy]);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  const items = [...groups.values()].flatMap((group, groupIndex) =>
    group.map((finding, index) => {
      const name = index === 0 ? `${groupName(finding)}\n\n` : "";
      return `${groupIndex > 0 && index === 0 ? "\n" : ""}${name}${findingItem(finding)}`;
    }),
  );
  const unannotated = findings.length - annotationsMax;
  const note =
    unannotated > 0
      ? `\n\nThe first ${annotationsMax} are annotated in the files, ${unannotated} are listed here only.`
      : "";
  return { heading: `### New in this change${note}`, items };
}

function groupName({ file, policy }: ReviewFinding): string {
  const address = addressInFile(file, policy);
  const about = address === null ? "" : ` · ${inlineCode(address)}`;
  return `${inlineCode(file)}${about}`;
}

function findingItem(finding: ReviewFinding): string {
  const widened = finding.state === "widened" ? " (was there, and grants more now)" : "";
  return (
    `- **${severityWords(finding)}** ${inlineCode(finding.issueCode)}, ` +
    `line ${finding.start.line}${widened}: ${prose(finding.details)} ` +
    [link("Learn more", finding.learnMoreLink), reporterSentence(finding)].join(" ").trimEnd()
  );
}

function exceptionsSection(exceptions: readonly ReviewException[]): Section {
  return {
    heading: "### Exceptions",
    items: exceptions.map(
      (exception) =>
        `- ${inlineCode(exceptionPlace(exception))}: ${prose(exceptionSentence(exception))}`,
    ),
  };
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

function fixedSection(findings: readonly ReviewFinding[]): Section {
  return {
    heading: `### Fixed: ${counted(findings.length, "finding")}`,
    items: findings.map(
      (finding) =>
        `- ${inlineCode(finding.issueCode)} in ${inlineCode(finding.policy ?? finding.file)}`,
    ),
  };
}

function notJudgedSection(entries: readonly ReviewNotJudged[]): Section {
  return {
    heading: `<details>\n<summary>Not judged: ${entries.length}</summary>`,
    items: groupByReason(entries).map(notJudgedGroup),
    end: "\n</details>",
  };
}

/** A reason with its places; an entry that is about no single file has none. */
function notJudgedGroup({ reason, entries }: NotJudgedGroup): string {
  const places = entries
    .filter(({ file }) => file !== "")
    .map((entry) => {
      const address = addressInFile(entry.file, entry.address);
      const about = address === null ? "" : `: ${inlineCode(address)}`;
      return `\n  - ${inlineCode(entry.file)}, line ${entry.line}${about}`;
    });
  return `- ${prose(reason)}${places.join("")}`;
}

function closing(review: Review): string {
  const before = review.findings.filter((finding) => finding.state === "pre-existing").length;
  const { policies, full } = review.coverage;
  const lines = [
    before > 0
      ? `${counted(before, "finding")} ${before === 1 ? "was" : "were"} there before and ${before === 1 ? "does" : "do"} not count.`
      : "",
    policies === 0
      ? ""
      : `Judged ${counted(policies, "policy", "policies")}, ${policies === full ? "all of them wholly known" : `${policies - full} of them known in part`}.`,
    ...accessAnalyzerSentences(review.accessAnalyzer).map((sentence) => prose(sentence)),
    ...configurationSentences(review).map((sentence) => prose(sentence)),
    review.base === null
      ? `Judged ${inlineCode(shortCommit(review.head))} as it stands.`
      : `Compared ${inlineCode(shortCommit(review.head))} with ${inlineCode(shortCommit(review.base))}.`,
  ];
  return lines.filter((line) => line !== "").join(" ");
}

function partialText(review: Review): string {
  const { partial } = review.coverage;
  return fitSections(
    [
      {
        heading: `### Known in part: ${counted(partial.length, "policy", "policies")}\n\nWhat is not known before deployment was neither taken for harmless nor for everything.`,
        items: partial.map(({ policy, unknowns }) => {
          const parts = unknowns.map(
            ({ reference, reason, file, line }) =>
              `  - ${inlineCode(reference)}: ${reason} (${inlineCode(file)}, line ${line})`,
          );
          return [`- ${inlineCode(policy)}`, ...parts].join("\n");
        }),
      },
    ],
    outputLengthMax,
  );
}
