import { parseSettings, type SettingsProblem } from "../settings/parse-settings.ts";
import { defaultSettings, type Settings } from "../settings/settings.ts";
import { LineIndex } from "../text/line-index.ts";
import type { ConfigurationProblem } from "./review.ts";

/** The configuration file: its text, or why it cannot be read. */
export interface Configuration {
  readonly path: string;
  readonly content: { readonly text: string } | { readonly unreadable: string };
}

/** The settings that hold, and what is wrong with their file, with lines and columns. */
export function readConfiguration(configuration: Configuration | undefined): {
  settings: Settings;
  configurationProblems: ConfigurationProblem[];
} {
  if (!configuration) return { settings: defaultSettings, configurationProblems: [] };
  const { path, content } = configuration;
  const { settings, problems } = parseConfiguration(configuration);
  const lines = new LineIndex("text" in content ? content.text : "");
  const configurationProblems = problems.map(({ at, details }) => ({
    file: path,
    ...lines.position(at.start),
    details,
  }));
  return { settings, configurationProblems };
}

/** As `readConfiguration`, with offsets. Without a file the defaults hold. */
export function parseConfiguration(configuration: Configuration | undefined): {
  settings: Settings;
  problems: readonly SettingsProblem[];
} {
  if (!configuration) return { settings: defaultSettings, problems: [] };
  const { path, content } = configuration;
  if ("text" in content) return parseSettings(content.text, path);
  const details = `The file cannot be read: ${content.unreadable}.`;
  const problems = [{ at: { file: path, start: 0, end: 0 }, details }];
  return { settings: defaultSettings, problems };
}
