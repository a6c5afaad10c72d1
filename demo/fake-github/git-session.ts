import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { outputBytesMax, processOptions } from "./git-process.ts";

/**
 * Reads one answer from the start of what git has said.
 *
 * @returns the answer and how many bytes it takes, or how many bytes are needed at least to go on
 */
export type ReadAnswer<T> = (
  said: Buffer,
) => { readonly value: T; readonly length: number } | number;

interface Question {
  readonly read: ReadAnswer<unknown>;
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** Processes that live at once; beyond that the one that was asked longest ago ends. */
const sessionsMax = 16;
const stderrLengthMax = 1_000;

/** Those whose process lives, the one that was asked last at the end. */
const living = new Set<GitSession>();

/**
 * A git process that answers one question after the other: to start one takes longer than most
 * answers. It starts with the first question, again when it has ended, and does not keep this
 * process alive while nothing is asked.
 */
export class GitSession {
  readonly #folder: string;
  readonly #args: readonly string[];
  #child: ChildProcessWithoutNullStreams | undefined;
  #questions: Question[] = [];
  #chunks: Buffer[] = [];
  #length = 0;
  #needed = 1;
  #closed = false;

  constructor(folder: string, args: readonly string[]) {
    this.#folder = folder;
    this.#args = args;
  }

  /** Rejects when the process ends before it has answered; further questions start another. */
  ask<T>(question: string, read: ReadAnswer<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new Error("the repository is closed"));
    const child = this.#child ?? this.#start();
    this.#child = child;
    living.delete(this);
    living.add(this);
    for (const other of living) {
      if (living.size <= sessionsMax) break;
      if (other.#questions.length === 0 && other !== this) other.#end();
    }
    return new Promise((resolve, reject) => {
      if (this.#questions.length === 0) keepAlive(child, true);
      this.#questions.push({ read, resolve, reject });
      // Questions of the same moment go out together.
      child.stdin.cork();
      process.nextTick(() => child.stdin.uncork());
      child.stdin.write(question);
    });
  }

  /** Ends the process, after it has answered what it was asked, and waits for its end. */
  async close(): Promise<void> {
    this.#closed = true;
    const child = this.#child;
    if (child === undefined) return;
    const ended = new Promise((resolve) => child.once("close", resolve));
    keepAlive(child, true);
    child.stdin.end();
    await ended;
  }

  /** Lets an idle process go. */
  #end(): void {
    this.#child?.stdin.end();
    this.#child = undefined;
    living.delete(this);
  }

  #start(): ChildProcessWithoutNullStreams {
    const child = spawn("git", this.#args, processOptions(this.#folder));
    let errors = "";
    let failure: Error | undefined;
    const fail = (error: Error) => {
      failure ??= error;
      child.kill();
    };
    child.stdout.on("data", (chunk: Buffer) => {
      if (this.#child !== child) return;
      this.#chunks.push(chunk);
      this.#length += chunk.length;
      if (this.#length > outputBytesMax) return fail(new Error("the answer is too long"));
      try {
        this.#answer(child);
      } catch (error) {
        fail(error instanceof Error ? error : new Error(String(error)));
      }
    });
    child.stderr.on("data", (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-stderrLengthMax);
    });
    // It may end early; its end tells more than the broken pipe.
    child.stdin.on("error", () => {});
    child.on("error", fail);
    child.on("close", () => {
      if (this.#child !== child) return;
      this.#child = undefined;
      living.delete(this);
      const left = this.#questions.splice(0);
      this.#chunks = [];
      this.#length = 0;
      this.#needed = 1;
      const error = failure ?? new Error(`git ${this.#args[0]} ended: ${errors}`);
      for (const { reject } of left) reject(error);
    });
    return child;
  }

  #answer(child: ChildProcessWithoutNullStreams): void {
    while (this.#length >= this.#needed) {
      const [question] = this.#questions;
      if (question === undefined) throw new Error("git said something that nobody asked for");
      const said = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
      if (said === undefined) return;
      const read = question.read(said);
      const left = typeof read === "number" ? said : said.subarray(read.length);
      this.#chunks = left.length > 0 ? [left] : [];
      this.#length = left.length;
      this.#needed = typeof read === "number" ? Math.max(read, left.length + 1) : 1;
      if (typeof read === "number") continue;
      this.#questions.shift();
      question.resolve(read.value as never);
      if (this.#questions.length === 0 && !this.#closed) keepAlive(child, false);
    }
  }
}

/** Whether the process of node goes on as long as this one of git lives. */
function keepAlive(child: ChildProcessWithoutNullStreams, keep: boolean): void {
  for (const each of [child, child.stdin, child.stdout, child.stderr] as unknown as Socket[]) {
    if (keep) each.ref();
    else each.unref();
  }
}
