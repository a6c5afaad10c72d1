import { parseSettings, type SettingsProblem } from "../settings/parse-settings.ts";
import { defaultSettings, type Settings } from "../settings/settings.ts";
import { LineIndex } from "../text/line-index.ts";
import type { ConfigurationProblem } from "./review.ts";

/** A configuration file: its text, or why it cannot be read. */
export interface Configuration {
  readonly path: string;
  readonly content: { readonly text: string } | { readonly unreadable: string };
}

/**
 * The settings that hold, and what is wrong with their files, with lines and columns.
 *
 * @param owner the configuration that holds where the repository's own says nothing.
 */
export function readConfiguration(
  configuration: Configuration | undefined,
  owner?: Configuration,
): {
  settings: Settings;
  configurationProblems: ConfigurationProblem[];
} {
  const general = parseConfiguration(owner);
  const own = parseConfiguration(configuration, general.settings);
  return {
    settings: own.settings,
    configurationProblems: [
      ...placed(configuration, own.problems),
      ...placed(owner, general.problems),
    ],
  };
}

function placed(
  configuration: Configuration | undefined,
  problems: readonly SettingsProblem[],
): ConfigurationProblem[] {
  if (!configuration || problems.length === 0) return [];
  const { path, content } = configuration;
  const lines = new LineIndex("text" in content ? content.text : "");
  return problems.map(({ at, details }) => ({ file: path, ...lines.position(at.start), details }));
}

/** As `readConfiguration`, with offsets. Without a file the defaults hold. */
export function parseConfiguration(
  configuration: Configuration | undefined,
  defaults: Settings = defaultSettings,
): {
  settings: Settings;
  problems: readonly SettingsProblem[];
} {
  if (!configuration) return { settings: defaults, problems: [] };
  const { path, content } = configuration;
  if ("text" in content) return parseSettings(content.text, path, defaults);
  const details = `The file cannot be read: ${content.unreadable}.`;
  const problems = [{ at: { file: path, start: 0, end: 0 }, details }];
  return { settings: defaults, problems };
}
