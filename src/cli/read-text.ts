import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { UsageError } from "../git/usage-error.ts";
import { fileLengthMax } from "../sources/source.ts";
import type { Io } from "./io.ts";

/**
 * The text of a file, named from the working directory. Rejects with a `UsageError` when it cannot be
 * read or is no text, and with an ordinary error when it is too long.
 */
export async function readText(file: string, io: Io): Promise<string> {
  const handle = await open(resolve(io.workingDirectory, file)).catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${reasonOf(error)}`);
  });
  try {
    return decode(await readBounded(handle.createReadStream({ autoClose: false }), file), file);
  } finally {
    await handle.close();
  }
}

/** The same for the standard input. */
export async function readStdin(io: Io): Promise<string> {
  return decode(await readBounded(io.stdin, "the standard input"), "the standard input");
}

async function readBounded(
  stream: AsyncIterable<Uint8Array | string>,
  name: string,
): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      chunks.push(Buffer.from(chunk));
      length += chunk.length;
      if (length > fileLengthMax) break;
    }
  } catch (error) {
    throw new UsageError(`${name} cannot be read: ${reasonOf(error)}`);
  }
  if (length > fileLengthMax) {
    throw new Error(`${name} is over the limit of ${fileLengthMax / 1024 / 1024} MiB`);
  }
  return Buffer.concat(chunks);
}

/** In words of ours: the system's name a path of this machine. */
function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? String(error) : (reasons[code] ?? code);
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "it is not allowed (EACCES)",
  EISDIR: "it is a folder (EISDIR)",
  ENOENT: "there is no such file (ENOENT)",
};

/** A byte order mark stays, so that offsets agree with the file. */
function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UsageError(`${name} is not a text in UTF-8`);
  }
}
