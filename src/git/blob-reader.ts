import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import type { FileContent } from "../review/change.ts";
import { fileBytesMax, fileContent } from "./file-content.ts";
import { gitEnvironment, gitOptions } from "./git.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Reads blobs through one `git cat-file --batch` process, which starts with the first read and does
 * not keep the program alive once nobody waits for an answer.
 */
export class BlobReader {
  private readonly directory: string;
  private process: ChildProcessWithoutNullStreams | undefined;
  private readonly waiting: Waiting[] = [];
  private readonly parser = new BatchParser((content) => this.answer(content));

  constructor(directory: string) {
    this.directory = directory;
  }

  /** `id`: a full object id. Rejects with a `UsageError` when git fails. */
  read(id: string): Promise<FileContent> {
    if (!/^[0-9a-f]{40,64}$/.test(id)) {
      return Promise.resolve({ kind: "unreadable", reason: "it has no object in git" });
    }
    return new Promise((resolve, reject) => {
      this.process ??= this.start();
      if (this.waiting.length === 0) hold(this.process);
      this.waiting.push({ resolve, reject });
      this.process.stdin.write(`${id}\n`);
    });
  }

  private start(): ChildProcessWithoutNullStreams {
    const child = spawn("git", [...gitOptions, "cat-file", "--batch"], {
      cwd: this.directory,
      env: gitEnvironment(),
    });
    let problem = "";
    child.stdout.on("data", (chunk: Buffer) => this.parser.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => {
      problem = (problem + chunk.toString("utf8")).slice(-1000);
    });
    child.stdin.on("error", () => {
      // The process has ended; "close" says why.
    });
    child.on("error", (error) => this.fail(error.message));
    child.on("close", () => this.fail(problem.trim() || "it ended"));
    return child;
  }

  private answer(content: FileContent): void {
    this.waiting.shift()?.resolve(content);
    if (this.waiting.length === 0 && this.process) release(this.process);
  }

  private fail(problem: string): void {
    this.process = undefined;
    this.parser.reset();
    for (const { reject } of this.waiting.splice(0)) {
      reject(new UsageError(`git cat-file failed: ${problem}`));
    }
  }
}

interface Waiting {
  readonly resolve: (content: FileContent) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Takes the output of `cat-file --batch` apart: `<id> blob <size>`, a line feed, the content, a line
 * feed; or `<id> missing`. Content past the bound is thrown away as it comes.
 */
class BatchParser {
  private readonly answer: (content: FileContent) => void;
  private header = "";
  private body: Body | undefined;

  constructor(answer: (content: FileContent) => void) {
    this.answer = answer;
  }

  reset(): void {
    this.header = "";
    this.body = undefined;
  }

  push(chunk: Buffer): void {
    let offset = 0;
    while (offset < chunk.length) {
      offset = this.body ? this.pushBody(this.body, chunk, offset) : this.pushHeader(chunk, offset);
    }
  }

  private pushHeader(chunk: Buffer, offset: number): number {
    const end = chunk.indexOf(10, offset);
    this.header += chunk.toString("latin1", offset, end < 0 ? chunk.length : end);
    if (end < 0) return chunk.length;
    const [, type, size] = this.header.split(" ");
    this.header = "";
    if (type === "blob") {
      this.body = { size: Number(size), received: 0, chunks: [] };
    } else if (size === undefined) {
      this.answer({ kind: "unreadable", reason: "git does not have its content" });
    } else {
      this.body = { size: Number(size), received: 0, chunks: undefined };
    }
    return end + 1;
  }

  /** The content and the line feed behind it. */
  private pushBody(body: Body, chunk: Buffer, offset: number): number {
    const end = Math.min(chunk.length, offset + body.size + 1 - body.received);
    if (body.size <= fileBytesMax) body.chunks?.push(chunk.subarray(offset, end));
    body.received += end - offset;
    if (body.received > body.size) {
      this.body = undefined;
      this.answer(bodyContent(body));
    }
    return end;
  }
}

interface Body {
  readonly size: number;
  received: number;
  /** `undefined` when the object is not a file. */
  readonly chunks: Buffer[] | undefined;
}

function bodyContent({ size, chunks }: Body): FileContent {
  if (!chunks) return { kind: "unreadable", reason: "it is not a file" };
  if (size > fileBytesMax) return { kind: "too large", size };
  return fileContent(Buffer.concat(chunks).subarray(0, size));
}

/** Keeps the program alive while answers are awaited. */
function hold(child: ChildProcessWithoutNullStreams): void {
  child.ref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) handle(stream).ref?.();
}

function release(child: ChildProcessWithoutNullStreams): void {
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) handle(stream).unref?.();
}

/** The pipes of a child process are sockets, which the types do not say. */
function handle(stream: object): { ref?: () => void; unref?: () => void } {
  return stream;
}
