/** What the command has of the world around it. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  /** The result, and nothing else. */
  readonly stdout: Output;
  /** Problems. */
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
}

interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Columns of a log or a file, which have no width of their own. */
const widthDefault = 100;

/** How the result is to look where it goes. NO_COLOR and FORCE_COLOR as no-color.org and force-color.org have them. */
export function terminalOptions({ stdout, env }: Io): { color: boolean; width: number } {
  return { color: wantsColor(stdout, env), width: stdout.columns || widthDefault };
}

function wantsColor(stdout: Output, env: Io["env"]): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0";
  return stdout.isTTY === true && env.TERM !== "dumb";
}
