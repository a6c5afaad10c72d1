import { execFile } from "node:child_process";
import { UsageError } from "./usage-error.ts";

/** Most that one git command may print: the listing of some 500,000 files. */
const outputBytesMax = 256 * 1024 * 1024;

export interface GitResult {
  /** Exit status of git. */
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/**
 * Runs git without a shell and resolves whatever its exit status is. Rejects with a `UsageError` when
 * git cannot be started or prints too much.
 */
export function runGit(directory: string, args: readonly string[]): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    execFile(
      "git",
      [...gitOptions, ...args],
      { cwd: directory, env: gitEnvironment(), encoding: "buffer", maxBuffer: outputBytesMax },
      (error, stdout, stderr) => {
        const status = error ? error.code : 0;
        if (typeof status === "number") {
          resolve({ status, stdout, stderr: stderr.toString("utf8").trim() });
        } else {
          reject(startError(error, directory));
        }
      },
    );
  });
}

/** Options of every call: nothing that a checkout's configuration names is run by looking at it. */
export const gitOptions: readonly string[] = ["-c", "core.fsmonitor=false"];

/** Speaks English, asks for nothing, takes no lock, and sees the objects as they are. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_REPLACE_OBJECTS: "1",
  };
}

function startError(error: unknown, directory: string): Error {
  const code = errorCode(error);
  if (code === "ENOENT") {
    return new UsageError(
      `git could not be started in ${directory}: is git installed, and does the directory exist?`,
    );
  }
  if (code === "ENOTDIR") return new UsageError(`${directory} is not a directory`);
  return new UsageError(`git could not be run: ${String(error)}`);
}

/** What Node says went wrong: `ENOENT`, `EACCES`. */
export function errorCode(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}

/** The standard output as text, when git ended well; else a `UsageError` with what git said. */
export async function gitText(directory: string, args: readonly string[]): Promise<string> {
  const result = await runGit(directory, args);
  if (result.status !== 0) {
    throw new UsageError(
      `git ${args[0]} failed: ${result.stderr || `exit status ${result.status}`}`,
    );
  }
  return result.stdout.toString("utf8");
}
