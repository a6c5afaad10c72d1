import { type ChildProcess, fork } from "node:child_process";
import { ReviewFailedError } from "../github/failure.ts";
import type { AnalysisInput, AnalysisResult } from "../review/analyse.ts";

/** What a child is sent. */
export interface AnalysisRequest {
  readonly id: number;
  readonly input: AnalysisInput;
}

/** What it answers. `stack` has no message: a message may quote what was analysed. */
export type AnalysisAnswer =
  | { readonly id: number; readonly result: AnalysisResult }
  | { readonly id: number; readonly stack: string };

export interface AnalysisProcessesOptions {
  /** The compiled module that a child runs. */
  readonly entry: URL;
  /** How many analyses run at once, each in a process of its own. */
  readonly processes: number;
  readonly timeoutMs: number;
  /** Of each process, in MiB. */
  readonly memoryMax: number;
}

/**
 * Runs analyses in processes of their own, which are kept from one to the next. They judge texts
 * that strangers wrote: one that takes too long or too much memory is killed and replaced, and the
 * server goes on.
 */
export class AnalysisProcesses {
  private readonly options: AnalysisProcessesOptions;
  private readonly idle: ChildProcess[] = [];
  private readonly busy = new Set<ChildProcess>();
  private readonly line: Task[] = [];
  /** What a child wrote to its standard error last: why it could not start, or ran out of memory. */
  private readonly lastWords = new WeakMap<ChildProcess, () => Error>();
  private lastId = 0;
  private stopped = false;

  constructor(options: AnalysisProcessesOptions) {
    this.options = options;
  }

  /** Starts the first process ahead of its first analysis. */
  warmUp(): void {
    if (this.idle.length + this.busy.size === 0) this.idle.push(this.fork());
  }

  /** Rejects with a {@link ReviewFailedError}: the review fails, it never passes unjudged. */
  analyse(input: AnalysisInput): Promise<AnalysisResult> {
    return new Promise((resolve, reject) => {
      if (this.stopped) {
        reject(new ReviewFailedError("The server of Leastwise is being stopped."));
        return;
      }
      this.line.push({ input, resolve, reject });
      this.startTasks();
    });
  }

  stop(): void {
    this.stopped = true;
    for (const child of [...this.idle.splice(0), ...this.busy]) child.kill("SIGKILL");
    for (const task of this.line.splice(0)) {
      task.reject(new ReviewFailedError("The server of Leastwise is being stopped."));
    }
  }

  private startTasks(): void {
    while (!this.stopped && this.busy.size < this.options.processes) {
      const task = this.line.shift();
      if (!task) return;
      this.run(task);
    }
  }

  private run(task: Task): void {
    const child = this.idle.pop() ?? this.fork();
    const id = ++this.lastId;
    this.busy.add(child);

    const end = (settle: () => void, reusable: boolean) => {
      clearTimeout(timer);
      child.off("message", onMessage).off("close", onClose).off("error", onError);
      this.busy.delete(child);
      if (reusable && !this.stopped) this.idle.push(child);
      else {
        // What happens to a child that was given up is of no interest to anybody.
        child.on("error", () => {});
        child.kill("SIGKILL");
      }
      settle();
      this.startTasks();
    };
    const fail = (message: string, cause?: Error) =>
      task.reject(new ReviewFailedError(message, cause ? { cause } : {}));
    const onMessage = (message: unknown) => {
      const answer = message as AnalysisAnswer;
      if (answer.id !== id) return;
      if ("result" in answer) end(() => task.resolve(answer.result), true);
      else end(() => fail(unexpected, withStack(answer.stack)), true);
    };
    const onClose = () => end(() => fail(crashed, this.lastWords.get(child)?.()), false);
    const onError = (cause: Error) => end(() => fail(crashed, cause), false);
    const timer = setTimeout(() => {
      end(() => fail(tooLong(this.options.timeoutMs)), false);
    }, this.options.timeoutMs);

    child.on("message", onMessage).on("close", onClose).on("error", onError);
    const request: AnalysisRequest = { id, input: task.input };
    child.send(request, (error) => {
      if (error && this.busy.has(child)) onError(error);
    });
  }

  private fork(): ChildProcess {
    const child = fork(this.options.entry, {
      serialization: "advanced",
      execArgv: [`--max-old-space-size=${this.options.memoryMax}`],
      // It needs no key and no secret, so it gets none.
      env: {},
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let words = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      words = (words + chunk.toString("utf8")).slice(-wordsLengthMax);
    });
    this.lastWords.set(child, () => new Error(`the process ended: ${words}`));
    // An idle child that dies is taken out of the line.
    child.once("close", () => {
      const at = this.idle.indexOf(child);
      if (at >= 0) this.idle.splice(at, 1);
    });
    return child;
  }
}

/** Of what a child wrote to its standard error, in UTF-16 units. */
const wordsLengthMax = 1500;

interface Task {
  readonly input: AnalysisInput;
  readonly resolve: (result: AnalysisResult) => void;
  readonly reject: (error: Error) => void;
}

const crashed =
  "The change could not be analysed: the analysis ran out of memory or ended unexpectedly.";
const unexpected = "The change could not be analysed: the analysis failed unexpectedly.";

function tooLong(timeoutMs: number): string {
  return `The change could not be analysed: it took longer than ${timeoutMs / 1000} seconds.`;
}

function withStack(stack: string): Error {
  const error = new Error("in the analysis");
  error.stack = stack;
  return error;
}
