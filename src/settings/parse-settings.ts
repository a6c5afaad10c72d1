import type { RuleParameters } from "../rules/rule-context.ts";
import type { Range } from "../text/range.ts";
import { composeYaml, yamlDepthMax } from "../text/yaml.ts";
import { settingsDescription } from "./description.ts";
import { type Report, readValue } from "./read-value.ts";
import type { ValueOf } from "./schema.ts";
import { defaultSettings, type InputSettings, type Settings } from "./settings.ts";

/** A place in the configuration file that is wrong, and what would be right. */
export interface SettingsProblem {
  readonly at: Range;
  readonly details: string;
}

/** The longest configuration file that is read, in UTF-16 units. */
const settingsLengthMax = 256 * 1024;
/** Errors past this number are mostly the echo of the first. */
const problemsMax = 25;

/**
 * Reads the configuration file. With problems the settings are what could be read, and not to be
 * used for a verdict: a reviewer that guesses what the administrator meant is none.
 */
export function parseSettings(
  text: string,
  path: string,
): { settings: Settings; problems: readonly SettingsProblem[] } {
  const problems: SettingsProblem[] = [];
  const report: Report = ([start, end], details) => {
    if (problems.length < problemsMax) problems.push({ at: { file: path, start, end }, details });
  };
  const settings = readSettings(text, report);
  return { settings, problems };
}

function readSettings(text: string, report: Report): Settings {
  if (text.length > settingsLengthMax) {
    report([0, 0], `The file is longer than ${settingsLengthMax} characters. Shorten it.`);
    return defaultSettings;
  }
  const { documents, tooDeep } = composeYaml(text);
  if (tooDeep !== undefined) {
    const details = `This is nested deeper than ${yamlDepthMax} levels. No setting is.`;
    report([tooDeep, tooDeep + 1], details);
    return defaultSettings;
  }
  const [document, second] = documents;
  const errors = document?.errors ?? [];
  for (const { pos, message } of errors) report(pos, `${message}. Correct the YAML.`);
  if (second) {
    const [start, end] = second.range;
    report([start, end], "A second YAML document begins here. Keep one, and take the `---` out.");
  }
  const root = document?.contents;
  if (!root || errors.length > 0) return defaultSettings;
  const value = readValue(settingsDescription, root, report);
  return value === undefined ? defaultSettings : toSettings(value as Values);
}

type Values = ValueOf<typeof settingsDescription>;

function toSettings(value: Values): Settings {
  const { aws = {} } = value;
  return {
    failOn: value["fail-on"] ?? defaultSettings.failOn,
    mode: value.mode ?? defaultSettings.mode,
    comments: value.comments ?? defaultSettings.comments,
    rules: value.rules ?? defaultSettings.rules,
    ignore: value.paths?.ignore ?? defaultSettings.ignore,
    policyFiles: (value.policies ?? []).map(({ "resource-type": resourceType, ...use }) => ({
      ...use,
      ...(resourceType !== undefined && { resourceType }),
    })),
    exceptions: value.exceptions ?? defaultSettings.exceptions,
    parameters: toParameters(value),
    inputs: toInputs(value),
    aws: {
      validate: aws.validate ?? defaultSettings.aws.validate,
      required: aws.required ?? defaultSettings.aws.required,
      checks: aws.checks ?? defaultSettings.aws.checks,
    },
  };
}

function toParameters({ access = {}, principals = {} }: Values): RuleParameters {
  const { parameters } = defaultSettings;
  const duration = principals["max-session-duration"];
  const boundary = principals["required-boundary"];
  return {
    trustedAccounts: access["trusted-accounts"] ?? parameters.trustedAccounts,
    trustedOrganizations: access["trusted-organizations"] ?? parameters.trustedOrganizations,
    requiredTags: principals["required-tags"] ?? parameters.requiredTags,
    ...(duration !== undefined && { maxSessionDurationSeconds: toSeconds(duration) }),
    ...(boundary !== undefined && { requiredBoundary: boundary }),
    critical: {
      actions: access["critical-actions"] ?? parameters.critical.actions,
      resources: access["critical-resources"] ?? parameters.critical.resources,
    },
  };
}

/** `90m` or `4h`. */
function toSeconds(duration: string): number {
  const count = Number(duration.slice(0, -1));
  return count * (duration.endsWith("h") ? 3600 : 60);
}

function toInputs({ terraform = [], cloudformation = [] }: Values): InputSettings {
  return {
    terraform: terraform.map(({ directory, "var-files": varFiles }) => ({
      directory: withoutSlash(directory),
      varFiles: varFiles.map(withoutDot),
    })),
    cloudFormation: cloudformation.map(({ template, "parameter-files": parameterFiles }) => ({
      template: withoutDot(template),
      parameterFiles: parameterFiles.map(withoutDot),
    })),
  };
}

function withoutSlash(path: string): string {
  return withoutDot(path.endsWith("/") ? path.slice(0, -1) : path);
}

function withoutDot(path: string): string {
  return path.startsWith("./") ? path.slice(2) : path;
}
