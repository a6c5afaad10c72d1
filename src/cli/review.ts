import { openCheckout } from "../git/checkout.ts";
import { openPaths } from "../git/paths.ts";
import { markdownReport } from "../reports/check-run.ts";
import { jsonReport } from "../reports/json.ts";
import { terminalReport } from "../reports/terminal.ts";
import type { Review } from "../review/review.ts";
import { reviewChange } from "../review/review-change.ts";
import { awsValidator } from "./aws-validator.ts";
import { type ExitStatus, exitStatus } from "./exit-status.ts";
import { type Io, terminalOptions } from "./io.ts";

type Format = "terminal" | "json" | "markdown";

/** `leastwise review`: the change between a base and the head of the checkout. */
export async function review(
  options: {
    readonly base: string;
    readonly head?: string;
    readonly format: Format;
    readonly aws?: boolean;
  },
  io: Io,
): Promise<ExitStatus> {
  const { base, head } = options;
  const change = await openCheckout(io.workingDirectory, {
    base,
    ...(head === undefined ? {} : { head }),
  });
  const validator = options.aws ? await awsValidator(io) : undefined;
  return report(await reviewChange(change, undefined, validator, today()), options.format, io);
}

/** `leastwise scan`: what stands under the paths. */
export async function scan(
  paths: readonly string[],
  options: { readonly format: Format; readonly aws?: boolean },
  io: Io,
): Promise<ExitStatus> {
  const change = await openPaths(paths, io.workingDirectory);
  const validator = options.aws ? await awsValidator(io) : undefined;
  return report(await reviewChange(change, undefined, validator, today()), options.format, io);
}

/** The day in UTC; exceptions end by it. */
function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function report(result: Review, format: Format, io: Io): ExitStatus {
  io.stdout.write(reportText(result, format, io));
  return result.configurationProblems.length > 0 ? exitStatus.usage : statuses[result.verdict];
}

function reportText(result: Review, format: Format, io: Io): string {
  switch (format) {
    case "json":
      return jsonReport(result);
    case "markdown":
      return markdownReport(result);
    case "terminal":
      return terminalReport(result, terminalOptions(io));
  }
}

const statuses: Readonly<Record<Review["verdict"], ExitStatus>> = {
  pass: exitStatus.clean,
  fail: exitStatus.findings,
  incomplete: exitStatus.incomplete,
};
