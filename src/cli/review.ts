import { openCheckout } from "../git/checkout.ts";
import { openPaths } from "../git/paths.ts";
import { UsageError } from "../git/usage-error.ts";
import { visibleText } from "../reports/visible-text.ts";
import type { Change } from "../review/change.ts";
import { readConfiguration } from "../review/configuration.ts";
import type { Review } from "../review/review.ts";
import { reviewChange } from "../review/review-change.ts";
import { awsValidator } from "./aws-validator.ts";
import {
  type DefaultConfigurationOptions,
  withDefaultConfiguration,
} from "./default-configuration.ts";
import { type ExitStatus, exitStatus } from "./exit-status.ts";
import type { Io } from "./io.ts";
import { destinations, type ReportOptions, writeReview } from "./report.ts";

type ReviewOptions = ReportOptions & DefaultConfigurationOptions & { readonly aws?: boolean };

/** `leastwise review`: the change between a base and the head of the checkout. */
export async function review(
  options: ReviewOptions & { readonly base?: string; readonly head?: string },
  io: Io,
): Promise<ExitStatus> {
  const { base, head } = options;
  if (base === undefined) {
    throw new UsageError(
      "required option '--base <ref>' not specified: the branch that the change is to be merged into, such as origin/main",
    );
  }
  return judge(
    () => openCheckout(io.workingDirectory, { base, ...(head === undefined ? {} : { head }) }),
    options,
    io,
  );
}

/** `leastwise scan`: what stands under the paths. */
export async function scan(
  paths: readonly string[],
  options: ReviewOptions,
  io: Io,
): Promise<ExitStatus> {
  return judge(() => openPaths(paths, io.workingDirectory), options, io);
}

async function judge(
  open: () => Promise<Change>,
  options: ReviewOptions,
  io: Io,
): Promise<ExitStatus> {
  const to = destinations(options);
  const change = await withDefaultConfiguration(await open(), options, io);
  const validator = options.aws ? await awsValidator(io) : undefined;
  const result = await reviewChange(change, undefined, validator, today());
  await writeReview(result, to, io);
  if (result.configurationProblems.length > 0) return exitStatus.usage;
  return (await hasUnusedMistakes(change, result, io))
    ? exitStatus.usage
    : statuses[result.verdict];
}

/**
 * A change without anything to judge reads no configuration. A mistake in a file that the caller has
 * named is said all the same.
 */
async function hasUnusedMistakes(change: Change, result: Review, io: Io): Promise<boolean> {
  if (result.configuration) return false;
  const { configurationProblems } = readConfiguration(
    undefined,
    await change.ownerConfiguration?.(),
  );
  for (const { file, line, column, details } of configurationProblems) {
    io.stderr.write(`leastwise: ${visibleText(`${file}:${line}:${column}: ${details}`)}\n`);
  }
  return configurationProblems.length > 0;
}

/** The day in UTC; exceptions end by it. */
function today(): string {
  return new Date().toISOString().slice(0, 10);
}

const statuses: Readonly<Record<Review["verdict"], ExitStatus>> = {
  pass: exitStatus.clean,
  fail: exitStatus.findings,
  incomplete: exitStatus.incomplete,
};
