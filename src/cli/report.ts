import { resolve } from "node:path";
import { UsageError } from "../git/usage-error.ts";
import { markdownReport } from "../reports/check-run.ts";
import { htmlReport } from "../reports/html.ts";
import { jsonReport } from "../reports/json.ts";
import { sarifReport } from "../reports/sarif.ts";
import { terminalReport } from "../reports/terminal.ts";
import { visibleText } from "../reports/visible-text.ts";
import { workflowCommands } from "../reports/workflow-commands.ts";
import type { Review } from "../review/review.ts";
import { nearest } from "../rules/edit-distance.ts";
import { describedRules } from "./describe-rules.ts";
import { type Io, terminalOptions } from "./io.ts";
import { type ReviewFormat, reviewFormats } from "./review-formats.ts";
import { version } from "./version.ts";
import { appendBounded, replaceFile } from "./write-file.ts";

/** Of the summary of a step: docs.github.com/en/actions/reference/workflow-commands. */
const stepSummaryBytesMax = 1024 * 1024;

export interface ReportOptions {
  readonly format: ReviewFormat;
  /** `FILE`, or `FORMAT=FILE` for a form besides. */
  readonly output?: readonly string[];
  /** Of SARIF: accepted and fixed findings as well. */
  readonly allResults?: boolean;
}

/** Where a review goes. */
export interface Destinations {
  /** Absent: nothing. */
  readonly stdout?: ReviewFormat;
  readonly files: readonly { readonly format: ReviewFormat; readonly file: string }[];
  readonly allResults: boolean;
}

/** What the options ask for. Throws a `UsageError` before any work is done. */
export function destinations(options: ReportOptions): Destinations {
  const { format, output = [], allResults = false } = options;
  const named = output.map(splitOutput);
  const plain = named.filter((each) => each.format === undefined);
  if (plain.length > 1) {
    throw new UsageError(
      "--output takes one file for --format; others have their format in front: sarif=FILE",
    );
  }
  const files = named.map((each) => ({ file: each.file, format: each.format ?? format }));
  const paths = files.map(({ file }) => resolve("/", file));
  if (new Set(paths).size < paths.length) throw new UsageError("--output names a file twice");
  if (files.some((each) => each.format === "github")) {
    throw new UsageError("GitHub takes workflow commands from the log only: no --output for them");
  }
  const formats = [...files.map((each) => each.format), ...(plain.length > 0 ? [] : [format])];
  if (allResults && !formats.includes("sarif")) {
    throw new UsageError("--all-results is about SARIF only: the other formats have them all");
  }
  return { files, allResults, ...(plain.length === 0 && { stdout: format }) };
}

function splitOutput(output: string): {
  readonly format: ReviewFormat | undefined;
  readonly file: string;
} {
  const equals = output.indexOf("=");
  const name = output.slice(0, Math.max(0, equals));
  const format = reviewFormats.find((each) => each === name);
  const file = format === undefined ? output : output.slice(equals + 1);
  if (file === "" || file === "-") {
    throw new UsageError("--output takes a file; without it the result goes to standard output");
  }
  if (format === undefined && /^[a-z]+$/.test(name)) {
    const meant = nearest(name, reviewFormats);
    throw new UsageError(
      `--output knows no format \`${name}\`${meant ? `; did you mean \`${meant}\`?` : ""} (a file of this name is written ./${output})`,
    );
  }
  return { format, file };
}

/** Writes a review to where it belongs. Rejects with a `UsageError` when a file cannot be written. */
export async function writeReview(
  review: Review,
  { stdout, files, allResults }: Destinations,
  io: Io,
): Promise<void> {
  for (const { format, file } of files) {
    // A file has no width and no colours of its own.
    const text = reviewText(review, format, allResults, { ...io, stdout: { write: () => true } });
    await replaceFile(file, text, io.workingDirectory);
  }
  if (stdout === undefined) return;
  const text = reviewText(review, stdout, allResults, io);
  if (stdout !== "github") {
    io.stdout.write(text);
    return;
  }
  (io.commands ?? io.stdout).write(text);
  await writeStepSummary(review, io);
}

/** The text of the check run, on the page of the workflow run. */
async function writeStepSummary(review: Review, io: Io): Promise<void> {
  const file = io.env.GITHUB_STEP_SUMMARY;
  if (!file) return;
  const problem = await appendBounded(file, markdownReport(review), stepSummaryBytesMax);
  if (problem === undefined) return;
  io.stderr.write(`leastwise: the summary of the step is missing: ${visibleText(problem)}\n`);
}

function reviewText(review: Review, format: ReviewFormat, allResults: boolean, io: Io): string {
  switch (format) {
    case "json":
      return jsonReport(review);
    case "markdown":
      return markdownReport(review);
    case "sarif": {
      const tool = { version: version(), rules: describedRules() };
      return sarifReport(review, tool, { complete: allResults });
    }
    case "html":
      return htmlReport(review);
    case "github":
      return workflowCommands(review);
    case "terminal":
      return terminalReport(review, terminalOptions(io));
  }
}
