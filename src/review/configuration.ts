import { parseSettings, type SettingsProblem } from "../settings/parse-settings.ts";
import { defaultSettings, type Settings, settingsPath } from "../settings/settings.ts";
import { LineIndex } from "../text/line-index.ts";
import type { ConfigurationProblem } from "./review.ts";

/** A configuration file: its text, or why it cannot be read. */
export interface Configuration {
  readonly path: string;
  /** Of the commit that it was read from, or words. */
  readonly label?: string;
  readonly content: { readonly text: string } | { readonly unreadable: string };
}

/** Where the file stands, from the root of the repository. */
export const configurationFolder = settingsPath.slice(0, settingsPath.lastIndexOf("/"));

/** A name that is close, and not read: silence about it would pass for a configuration that holds. */
const misnamedPath = settingsPath.replace(/yml$/, "yaml");

/**
 * Why there is no configuration file where one was meant to be, as a file that cannot be read:
 * it has the wrong name, or is a link. `undefined` when there is none at all.
 */
export function misplacedConfiguration(
  paths: { has(path: string): boolean },
  links: readonly string[] = [],
): Configuration | undefined {
  if (paths.has(settingsPath)) return undefined;
  if (links.includes(settingsPath)) {
    const unreadable = "it is a symbolic link or a submodule, which is not followed";
    return { path: settingsPath, content: { unreadable } };
  }
  if (!paths.has(misnamedPath)) return undefined;
  return { path: misnamedPath, content: { unreadable: `its name must be \`${settingsPath}\`` } };
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
