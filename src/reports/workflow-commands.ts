import type { Review } from "../review/review.ts";
import { accessHeadline } from "./access-wording.ts";
import { type Annotation, annotationsMax, checkRunReport } from "./check-run.ts";
import { cutText, visibleText } from "./visible-text.ts";
import { counted, groupByReason, newFindings } from "./wording.ts";

/** GitHub shows so many annotations of each type of one step, the first ones. */
const shownMax = 10;
/** Commands that tell why a review is incomplete. */
const causesMax = 20;
/** Longest message, in UTF-16 units: the runner cuts at 4,096 characters without a word. */
const messageLengthMax = 4000;

/** One workflow command of the kinds that annotate. Texts are plain; whoever writes them escapes. */
interface Command {
  readonly name: "error" | "warning" | "notice";
  readonly title: string;
  readonly message: string;
  readonly place?: CommandPlace;
}

/** Lines and columns from 1, ends inclusive. */
interface CommandPlace {
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
  readonly col?: number;
  readonly endColumn?: number;
}

/**
 * A review as workflow commands of GitHub Actions
 * (docs.github.com/en/actions/reference/workflow-commands), one a line: the verdict, what makes the
 * review incomplete, then the findings of the change, the most severe first. Nothing that stands in
 * the repository can become a command of its own.
 */
export function workflowCommands(review: Review): string {
  const annotations = checkRunReport(review).annotations.map(ofAnnotation);
  const causes = causesOf(review);
  const unlisted = newFindings(review).length - annotations.length;
  // The first ten notices are shown: what holds for all comes first.
  const commands = [verdict(review), ...causes, ...annotations];
  const note = hiddenNote(commands, unlisted);
  const [first, ...others] = commands;
  return [first, ...note, ...others]
    .flatMap((command) => (command ? [`${commandLine(command)}\n`] : []))
    .join("");
}

/** In one line, with what no finding tells. */
function verdict(review: Review): Command {
  const { verdict: result, wouldBe, title, access, coverage } = review;
  const word = wouldBe ? "Warn only." : verdictWords[result];
  const others = coverage.notJudged.filter(({ unread }) => !unread).length;
  const sentences = [
    title,
    ...(access && access.entries.length > 0 ? [accessHeadline(access)] : []),
    ...(others > 0 ? [`Not judged: ${others}`] : []),
  ];
  return { name: "notice", title: "Leastwise", message: `${word} ${sentences.join(". ")}` };
}

const verdictWords: Readonly<Record<Review["verdict"], string>> = {
  pass: "Pass.",
  fail: "Fail.",
  incomplete: "Incomplete.",
};

/** What makes the review incomplete, at its places. */
function causesOf({ configurationProblems, coverage }: Review): Command[] {
  const unread = groupByReason(coverage.notJudged.filter((entry) => entry.unread));
  const causes = [
    ...configurationProblems.map(
      ({ file, line, details }): Command => ({
        name: "error",
        title: "Leastwise: the configuration is not valid",
        message: details,
        place: { file, line, endLine: line },
      }),
    ),
    ...unread.map(({ reason, entries }): Command => {
      const [first] = entries;
      const others =
        entries.length > 1 ? ` (and ${counted(entries.length - 1, "more place")})` : "";
      return {
        name: "error",
        title: "Leastwise: could not be read",
        message: `${reason}${others}`,
        ...(first &&
          first.file !== "" && {
            place: { file: first.file, line: first.line, endLine: first.line },
          }),
      };
    }),
  ];
  const rest = causes.length - causesMax;
  if (rest <= 0) return causes;
  const more: Command = {
    name: "error",
    title: "Leastwise",
    message: `${counted(rest, "more cause")} of an incomplete review: --format json has all of them.`,
  };
  return [...causes.slice(0, causesMax), more];
}

function ofAnnotation(annotation: Annotation): Command {
  const { path, start_line, end_line, start_column, end_column } = annotation;
  return {
    name: annotation.annotation_level === "failure" ? "error" : annotation.annotation_level,
    title: annotation.title,
    message: annotation.message,
    place: {
      file: path,
      line: start_line,
      endLine: end_line,
      ...(start_column !== undefined && { col: start_column }),
      ...(end_column !== undefined && { endColumn: end_column }),
    },
  };
}

/** Says how much of it GitHub does not show beside the files. */
function hiddenNote(commands: readonly Command[], unlisted: number): Command[] {
  const count = (name: Command["name"]) => commands.filter((each) => each.name === name).length;
  // The note itself is a notice.
  const hidden =
    Math.max(0, count("error") - shownMax) +
    Math.max(0, count("warning") - shownMax) +
    Math.max(0, count("notice") + 1 - shownMax);
  const rest =
    unlisted > 0
      ? ` ${counted(unlisted, "finding")} past the first ${annotationsMax} ${unlisted === 1 ? "is" : "are"} not in the log: --format json has all of them.`
      : "";
  if (hidden + unlisted <= 0) return [];
  return [
    {
      name: "notice",
      title: "Leastwise: not all is annotated",
      message: `GitHub shows ${shownMax} errors, ${shownMax} warnings and ${shownMax} notices of a step: ${counted(hidden, "more annotation")} ${hidden === 1 ? "stands" : "stand"} in its log only.${rest}`,
    },
  ];
}

function commandLine({ name, title, message, place }: Command): string {
  const properties = [
    ...(place ? placeProperties(place) : []),
    ["title", visibleText(title)] as const,
  ];
  const written = properties.map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  const cut = cutText(message, messageLengthMax);
  const lines = cut.text.split("\n").map(visibleText);
  return `::${name} ${written.join(",")}::${escapeData(`${lines.join("\n")}${cut.note}`)}`;
}

function placeProperties({ file, line, endLine, col, endColumn }: CommandPlace) {
  return [
    ["file", visibleText(file)],
    ["line", line],
    ["endLine", endLine],
    ...(col === undefined ? [] : [["col", col] as const]),
    ...(endColumn === undefined ? [] : [["endColumn", endColumn] as const]),
  ] as const;
}

/** As the runner takes it back: github.com/actions/runner, `ActionCommand.cs`. */
function escapeData(text: string): string {
  return withoutOlderCommands(text)
    .replaceAll("%", "%25")
    .replaceAll("\r", "%0D")
    .replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** A runner that does not know a command looks for one of the older form in the line. */
function withoutOlderCommands(text: string): string {
  return text.replaceAll("##[", "##\\u{5b}");
}
