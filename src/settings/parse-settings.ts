import { isMap, isScalar, isSeq, type Node } from "yaml";
import { isCustomCode } from "../rules/custom/custom-rule.ts";
import type { RuleParameters } from "../rules/rule-context.ts";
import type { Range } from "../text/range.ts";
import { composeYaml, yamlDepthMax } from "../text/yaml.ts";
import { toCustomRules } from "./custom-rules.ts";
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
 *
 * @param defaults what holds where the file says nothing. Rules are put together one by one, and
 * exceptions added; of everything else that the file has, the file counts.
 */
export function parseSettings(
  text: string,
  path: string,
  defaults: Settings = defaultSettings,
): { settings: Settings; problems: readonly SettingsProblem[] } {
  const problems: SettingsProblem[] = [];
  const report: Report = ([start, end], details) => {
    if (problems.length < problemsMax) problems.push({ at: { file: path, start, end }, details });
  };
  const settings = readSettings(text, path, report, defaults);
  if (problems.length === 0) return { settings, problems };
  // A rule of which a part could not be read would ask about more than it was to.
  return { settings: { ...settings, customRules: defaults.customRules }, problems };
}

function readSettings(text: string, path: string, report: Report, defaults: Settings): Settings {
  if (text.length > settingsLengthMax) {
    report([0, 0], `The file is longer than ${settingsLengthMax} characters. Shorten it.`);
    return defaults;
  }
  const { documents, tooDeep } = composeYaml(text);
  if (tooDeep !== undefined) {
    const details = `This is nested deeper than ${yamlDepthMax} levels. No setting is.`;
    report([tooDeep, tooDeep + 1], details);
    return defaults;
  }
  const [document, second] = documents;
  const errors = document?.errors ?? [];
  for (const { pos, message } of errors) report(pos, `${message}. Correct the YAML.`);
  if (second) {
    const [start, end] = second.range;
    report([start, end], "A second YAML document begins here. Keep one, and take the `---` out.");
  }
  const root = document?.contents;
  const isEmpty = isScalar(root) && root.source === "";
  if (!root || isEmpty || errors.length > 0) return defaults;
  const codes = [...writtenCodes(root), ...defaults.customRules.map(({ code }) => code)];
  const value = readValue(settingsDescription, root, report, codes);
  return value === undefined ? defaults : toSettings(value as Values, path, defaults);
}

/** The codes of the file's custom rules, wherever in it they are used. */
function writtenCodes(root: Node): string[] {
  const list = isMap(root) ? root.get("custom-rules", true) : undefined;
  if (!isSeq(list)) return [];
  return list.items.flatMap((entry) => {
    const code = isMap(entry) ? entry.get("code") : undefined;
    return typeof code === "string" && isCustomCode(code) ? [code] : [];
  });
}

type Values = ValueOf<typeof settingsDescription>;

function toSettings(value: Values, path: string, defaults: Settings): Settings {
  const { aws = {} } = value;
  return {
    failOn: value["fail-on"] ?? defaults.failOn,
    mode: value.mode ?? defaults.mode,
    comments: value.comments ?? defaults.comments,
    rules: { ...defaults.rules, ...value.rules },
    ignore: value.paths?.ignore ?? defaults.ignore,
    policyFiles:
      value.policies?.map(({ "resource-type": resourceType, ...use }) => ({
        ...use,
        ...(resourceType !== undefined && { resourceType }),
      })) ?? defaults.policyFiles,
    exceptions: [
      ...defaults.exceptions,
      ...(value.exceptions ?? []).map((exception) => ({ ...exception, file: path })),
    ],
    customRules: toCustomRules(value["custom-rules"] ?? [], defaults.customRules),
    parameters: toParameters(value, defaults.parameters),
    inputs: toInputs(value, defaults.inputs),
    aws: {
      validate: aws.validate ?? defaults.aws.validate,
      required: aws.required ?? defaults.aws.required,
      checks: aws.checks ?? defaults.aws.checks,
    },
  };
}

function toParameters(
  { access = {}, principals = {} }: Values,
  defaults: RuleParameters,
): RuleParameters {
  const duration = principals["max-session-duration"];
  const boundary = principals["required-boundary"] ?? defaults.requiredBoundary;
  const seconds = duration === undefined ? defaults.maxSessionDurationSeconds : toSeconds(duration);
  return {
    trustedAccounts: access["trusted-accounts"] ?? defaults.trustedAccounts,
    trustedOrganizations: access["trusted-organizations"] ?? defaults.trustedOrganizations,
    ...toTags(principals["required-tags"], defaults),
    ...(seconds !== undefined && { maxSessionDurationSeconds: seconds }),
    ...(boundary !== undefined && { requiredBoundary: boundary }),
    critical: {
      actions: access["critical-actions"] ?? defaults.critical.actions,
      resources: access["critical-resources"] ?? defaults.critical.resources,
    },
  };
}

function toTags(
  tags: NonNullable<Values["principals"]>["required-tags"],
  { requiredTags, tagValues }: RuleParameters,
): Pick<RuleParameters, "requiredTags" | "tagValues"> {
  if (!tags) return { requiredTags, ...(tagValues && { tagValues }) };
  const values = tags.flatMap((tag) => {
    return typeof tag === "string" || !tag.values ? [] : [{ key: tag.key, values: tag.values }];
  });
  return {
    requiredTags: [...new Set(tags.map((tag) => (typeof tag === "string" ? tag : tag.key)))],
    ...(values.length > 0 && { tagValues: values }),
  };
}

/** `90m` or `4h`. */
function toSeconds(duration: string): number {
  const count = Number(duration.slice(0, -1));
  return count * (duration.endsWith("h") ? 3600 : 60);
}

function toInputs({ terraform, cloudformation }: Values, defaults: InputSettings): InputSettings {
  const terraformInputs = terraform?.map(({ directory, "var-files": varFiles }) => ({
    directory: withoutSlash(directory),
    varFiles: varFiles.map(withoutDot),
  }));
  const templateInputs = cloudformation?.map(({ template, "parameter-files": parameterFiles }) => ({
    template: withoutDot(template),
    parameterFiles: parameterFiles.map(withoutDot),
  }));
  return {
    terraform: terraformInputs ?? defaults.terraform,
    cloudFormation: templateInputs ?? defaults.cloudFormation,
  };
}

function withoutSlash(path: string): string {
  return withoutDot(path.endsWith("/") ? path.slice(0, -1) : path);
}

function withoutDot(path: string): string {
  return path.startsWith("./") ? path.slice(2) : path;
}
