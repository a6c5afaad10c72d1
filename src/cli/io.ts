import { withoutCommands } from "../reports/without-commands.ts";

/** What the command has of the world around it. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  /** The result, and nothing else. */
  readonly stdout: Output;
  /** Problems. */
  readonly stderr: Output;
  /** Workflow commands of GitHub Actions; absent: the standard output takes them as it is. */
  readonly commands?: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
}

interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/**
 * In GitHub Actions every line of a log may be a command to the runner: what is written there and is
 * none of ours, such as a name in a policy, must not become one.
 */
export function guarded(io: Io): Io {
  if (io.env.GITHUB_ACTIONS !== "true") return io;
  return {
    ...io,
    stdout: guardedOutput(io.stdout),
    stderr: guardedOutput(io.stderr),
    commands: io.stdout,
  };
}

function guardedOutput(output: Output): Output {
  return {
    write: (text) => output.write(withoutCommands(text)),
    ...(output.isTTY !== undefined && { isTTY: output.isTTY }),
    ...(output.columns !== undefined && { columns: output.columns }),
  };
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
