import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { rootOf } from "../git/checkout.ts";
import { openPaths } from "../git/paths.ts";
import { UsageError } from "../git/usage-error.ts";
import {
  type TestedExample,
  type TestedRule,
  testedRulesJson,
  testedRulesTerminal,
} from "../reports/tested-rules.ts";
import { visibleText } from "../reports/visible-text.ts";
import type { Snapshot } from "../review/change.ts";
import { readConfiguration } from "../review/configuration.ts";
import { type ExampleOutcome, runExample } from "../review/custom-rule-examples.ts";
import { reviewChange } from "../review/review-change.ts";
import type { CustomRule } from "../rules/custom/custom-rule.ts";
import { type Settings, settingsPath } from "../settings/settings.ts";
import { type DefaultConfigurationOptions, defaultConfiguration } from "./default-configuration.ts";
import { type ExitStatus, exitStatus } from "./exit-status.ts";
import { nothingReviewed } from "./inventory.ts";
import { type Io, terminalOptions } from "./io.ts";

export interface ConfigurationOptions extends DefaultConfigurationOptions {
  /** From the working directory; absent: that of the repository, if it has one. */
  readonly config?: string;
}

/** `leastwise rules test`: whether every custom rule says of its examples what they promise. */
export async function testRules(
  options: ConfigurationOptions & { readonly format: "terminal" | "json" },
  io: Io,
): Promise<ExitStatus> {
  const read = await readSettings(options, io);
  if (!read) throw new UsageError(`there is no ${settingsPath} here: name the file with --config`);
  if (!read.settings) return exitStatus.usage;
  const { settings, root } = read;
  const head = listedOnce((await openPaths([root], root)).head);
  const rules: TestedRule[] = [];
  for (const rule of settings.customRules) rules.push(await testRule(rule, head, settings));
  io.stdout.write(
    options.format === "json"
      ? testedRulesJson(rules)
      : testedRulesTerminal(rules, terminalOptions(io)),
  );
  return rules.some(({ examples }) => examples.some(({ holds }) => !holds))
    ? exitStatus.findings
    : exitStatus.clean;
}

/**
 * The settings of a configuration file, or nothing when it is the repository's own and not there, and
 * no default is given. What is wrong with them is written to the standard error; there are no settings
 * then.
 */
export async function readSettings(
  { config, ...options }: ConfigurationOptions,
  io: Io,
): Promise<{ readonly root: string; readonly settings?: Settings } | undefined> {
  const root = await rootOf(io.workingDirectory, false).catch(() => io.workingDirectory);
  const path =
    config === undefined ? join(root, settingsPath) : resolve(io.workingDirectory, config);
  const owner = await defaultConfiguration(options, io);
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) {
    if (config !== undefined) throw new UsageError(`the file ${config} cannot be read`);
    if (!owner) return undefined;
  }
  const name = config ?? settingsPath;
  const own = text === undefined ? undefined : { path: name, content: { text } };
  const { settings, configurationProblems } = readConfiguration(own, owner);
  for (const { file, line, column, details } of configurationProblems) {
    io.stderr.write(`leastwise: ${visibleText(`${file}:${line}:${column}: ${details}`)}\n`);
  }
  return configurationProblems.length > 0 ? { root } : { root, settings };
}

async function testRule(rule: CustomRule, head: Snapshot, settings: Settings): Promise<TestedRule> {
  const { code, examples } = rule;
  const expected = [
    ...examples.reported.map((path) => ({ path, reported: true })),
    ...examples.notReported.map((path) => ({ path, reported: false })),
  ];
  const tested: TestedExample[] = [];
  for (const { path, reported } of expected) {
    const { lines, problem } = await outcomeOf(rule, path, head, settings);
    const holds = problem === undefined && lines.length > 0 === reported;
    tested.push({
      path,
      expected: reported ? "reported" : "not-reported",
      holds,
      lines,
      problem: problem ?? null,
    });
  }
  return { issueCode: code, examples: tested };
}

/** Loads files as a review does that has one file to look at: all others are there to be asked for. */
async function outcomeOf(
  rule: CustomRule,
  path: string,
  head: Snapshot,
  settings: Settings,
): Promise<ExampleOutcome> {
  const name = path.replace(/^\.\//, "");
  const listing = await head.list();
  const { files } = listing;
  if (!files.some((file) => file.path === name))
    return { lines: [], problem: "there is no such file" };
  const without = {
    ...head,
    list: async () => ({ ...listing, files: files.filter((file) => file.path !== name) }),
  };
  let outcome: ExampleOutcome = { lines: [], problem: "files of its kind are not read" };
  await reviewChange({ base: without, head }, (input) => {
    const result = runExample(rule, name, input, settings);
    if ("wanted" in result) return { wanted: { base: [], head: result.wanted } };
    outcome = result.outcome;
    return { review: nothingReviewed(input.head.label) };
  });
  return outcome;
}

/** Every example looks at the same tree. */
function listedOnce(snapshot: Snapshot): Snapshot {
  const { label, filesMax } = snapshot;
  let listing: ReturnType<Snapshot["list"]> | undefined;
  return {
    label,
    ...(filesMax !== undefined && { filesMax }),
    list: () => {
      listing ??= snapshot.list();
      return listing;
    },
    read: (entry) => snapshot.read(entry),
  };
}
