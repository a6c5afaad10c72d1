import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "../../src/cli/run.ts";

export interface Called {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own in which the command runs. */
export class Scratch {
  readonly directory = realpathSync(mkdtempSync(join(tmpdir(), "leastwise-cli-")));

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  write(name: string, text: string): void {
    const path = join(this.directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  read(name: string): string {
    return readFileSync(join(this.directory, name), "utf8");
  }

  /** Makes it a repository with all that is there in one commit, on the branch `main`. */
  commitAll(): void {
    this.git("init", "--quiet", "--initial-branch=main");
    this.git("add", "--all");
    const author = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
    this.git(...author, "commit", "--quiet", "--message=x");
  }

  async call(args: readonly string[], env: Record<string, string> = {}): Promise<Called> {
    const written = { stdout: "", stderr: "" };
    const status = await run(args, {
      stdin: (async function* () {})(),
      stdout: { write: (text) => (written.stdout += text) },
      stderr: { write: (text) => (written.stderr += text) },
      env,
      workingDirectory: this.directory,
    });
    return { status, ...written };
  }

  private git(...args: string[]): void {
    execFileSync("git", args, { cwd: this.directory, stdio: "ignore" });
  }
}

/** A policy document with one statement that allows something. */
export function policy(statement: object): string {
  const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] };
  return JSON.stringify(document, undefined, 2);
}
