import type { Change } from "../review/change.ts";
import type { Configuration } from "../review/configuration.ts";
import type { Io } from "./io.ts";
import { readText } from "./read-text.ts";

export interface DefaultConfigurationOptions {
  /** From the working directory: what holds where the repository's own configuration says nothing. */
  readonly defaultConfig?: string;
}

/**
 * The default configuration of the owner, from a file: the app reads it from the owner's repository
 * `.github`. Rejects with a `UsageError` when there is none to read.
 */
export async function defaultConfiguration(
  { defaultConfig }: DefaultConfigurationOptions,
  io: Io,
): Promise<Configuration | undefined> {
  if (defaultConfig === undefined) return undefined;
  return { path: defaultConfig, content: { text: await readText(defaultConfig, io) } };
}

/** The change, judged with that configuration as well. */
export async function withDefaultConfiguration(
  change: Change,
  options: DefaultConfigurationOptions,
  io: Io,
): Promise<Change> {
  const configuration = await defaultConfiguration(options, io);
  return configuration ? { ...change, ownerConfiguration: async () => configuration } : change;
}
