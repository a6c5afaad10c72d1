import type { FileContent, FileEntry } from "../review/change.ts";
import { textContent } from "../review/text-content.ts";
import { type Repository, routeOf } from "./repository.ts";

export interface BlobsOptions {
  /** Files above it are not read, in bytes. */
  readonly fileBytesMax: number;
  /** How much text is kept between reviews, in UTF-16 units. */
  readonly cacheLengthMax: number;
  /** How many blobs are read at once for one repository. */
  readonly concurrency: number;
}

/**
 * Reads blobs, each once: their ids name their content, so that what was read stays right for
 * ever. What is kept belongs to one repository of one installation and is given to no other.
 */
export class Blobs {
  private readonly options: BlobsOptions;
  /** The one that was used longest ago first. */
  private readonly kept = new Map<string, Kept>();
  private keptLength = 0;

  constructor(options: BlobsOptions) {
    this.options = options;
  }

  /** The blobs of one repository for one review. */
  of(repository: Repository): (entry: FileEntry) => Promise<FileContent> {
    const slots = new Slots(this.options.concurrency);
    const reading = new Map<string, Promise<FileContent>>();
    return async (entry) => {
      const { fileBytesMax } = this.options;
      if (entry.size !== undefined && entry.size > fileBytesMax) {
        return { kind: "too large", size: entry.size };
      }
      const key = `${repository.installationId}/${repository.repositoryId}/${entry.id}`;
      const known = this.used(key);
      if (known) return known;
      let content = reading.get(key);
      if (!content) {
        content = slots.run(() => this.read(repository, entry, key));
        reading.set(key, content);
        const done = () => reading.delete(key);
        content.then(done, done);
      }
      return content;
    };
  }

  forgetInstallation(installationId: number): void {
    for (const [key, kept] of this.kept) {
      if (key.startsWith(`${installationId}/`)) this.remove(key, kept);
    }
  }

  private async read(repository: Repository, entry: FileEntry, key: string): Promise<FileContent> {
    const { data } = await repository.client.request(
      "GET /repos/{owner}/{repo}/git/blobs/{file_sha}",
      { ...routeOf(repository), file_sha: entry.id },
    );
    if (data.encoding !== "base64") {
      return { kind: "unreadable", reason: "GitHub gave it in an encoding that is not known" };
    }
    const bytes = Buffer.from(data.content, "base64");
    const content: FileContent =
      bytes.length > this.options.fileBytesMax
        ? { kind: "too large", size: bytes.length }
        : textContent(bytes);
    this.keep(key, content);
    return content;
  }

  private used(key: string): FileContent | undefined {
    const kept = this.kept.get(key);
    if (!kept) return undefined;
    this.kept.delete(key);
    this.kept.set(key, kept);
    return kept.content;
  }

  private keep(key: string, content: FileContent): void {
    // The key and the object count as well: many small blobs must not pass for nothing.
    const length = 500 + (content.kind === "text" ? content.text.length : 0);
    this.kept.set(key, { content, length });
    this.keptLength += length;
    for (const [oldest, kept] of this.kept) {
      if (this.keptLength <= this.options.cacheLengthMax) return;
      this.remove(oldest, kept);
    }
  }

  private remove(key: string, kept: Kept): void {
    this.kept.delete(key);
    this.keptLength -= kept.length;
  }
}

interface Kept {
  readonly content: FileContent;
  readonly length: number;
}

/** Runs so many at once; the others wait in line. */
class Slots {
  private free: number;
  private readonly line: (() => void)[] = [];

  constructor(count: number) {
    this.free = count;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.line.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.line.shift();
      if (next) next();
      else this.free++;
    }
  }
}
