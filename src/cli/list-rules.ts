import { UsageError } from "../git/usage-error.ts";
import { type RuleDescription, rulesJson, rulesTerminal, ruleTerminal } from "../reports/rules.ts";
import { nearest } from "../rules/edit-distance.ts";
import { describedRules } from "./describe-rules.ts";
import { type ExitStatus, exitStatus } from "./exit-status.ts";
import { type Io, terminalOptions } from "./io.ts";
import { type ConfigurationOptions, readSettings } from "./test-rules.ts";

/** How far a mistyped issue code may be from the one that is meant. */
const distanceMax = 8;

/**
 * `leastwise rules`: all rules, those of the configuration included, or the one with the code,
 * whatever its case and separators.
 */
export async function listRules(
  code: string | undefined,
  options: ConfigurationOptions & { readonly format: "terminal" | "json" },
  io: Io,
): Promise<ExitStatus> {
  const read = await readSettings(options, io);
  const known = describedRules(read?.settings?.customRules);
  const shown = code === undefined ? known : [named(code, known)];
  const [first] = shown;
  const terminal = terminalOptions(io);
  if (options.format === "json") io.stdout.write(rulesJson(shown));
  else if (code !== undefined && first) io.stdout.write(ruleTerminal(first, terminal));
  else io.stdout.write(rulesTerminal(shown, terminal));
  return read && !read.settings ? exitStatus.usage : exitStatus.clean;
}

function named(code: string, known: readonly RuleDescription[]): RuleDescription {
  const wanted = code.toUpperCase().replaceAll("-", "_");
  const rule = known.find(({ issueCode }) => issueCode === wanted);
  if (rule) return rule;
  const codes = known.map(({ issueCode }) => issueCode);
  const meant =
    codes.find((candidate) => candidate.startsWith(wanted)) ??
    nearest(wanted, codes, distanceMax) ??
    (nearest(code, ["test"]) && "`rules test`");
  throw new UsageError(
    `there is no rule ${code}${meant === undefined ? "" : `; did you mean ${meant}?`}`,
  );
}
