import { execFile, spawn } from "node:child_process";

/** What a git process may say at most. */
export const outputBytesMax = 200_000_000;

/**
 * Runs git without a shell and without the configuration of the machine. Rejects when it fails.
 *
 * @param input goes to its standard input
 */
export function run(
  folder: string,
  args: readonly string[],
  input?: Uint8Array,
  identity?: Readonly<Record<string, string>>,
): Promise<Buffer> {
  const options = processOptions(folder, identity);
  if (input === undefined) {
    return new Promise((resolve, reject) => {
      execFile(
        "git",
        args,
        { ...options, encoding: "buffer", maxBuffer: outputBytesMax },
        (error, stdout, stderr) =>
          error ? reject(new Error(`${error.message}\n${stderr}`)) : resolve(stdout),
      );
    });
  }
  return new Promise((resolve, reject) => {
    const child = spawn("git", args, options);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0
        ? resolve(Buffer.concat(out))
        : reject(new Error(`git ${args.join(" ")} failed: ${Buffer.concat(err)}`)),
    );
    // git may end early; its exit status tells more than the broken pipe.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}

/** How every git process is started: in a folder, and with an environment of our own. */
export function processOptions(folder: string, identity?: Readonly<Record<string, string>>) {
  return {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      LC_ALL: "C",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_TERMINAL_PROMPT: "0",
      ...identity,
    },
  };
}

/** A full SHA, or an error: nothing else reaches git's command line in its place. */
export function sha(text: string): string {
  if (!isSha(text)) throw new Error(`${JSON.stringify(text)} is not a SHA`);
  return text;
}

export function isSha(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}
