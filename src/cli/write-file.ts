import { appendFile, chmod, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { UsageError } from "../git/usage-error.ts";

/**
 * Writes a file so that nobody ever reads half of it: the text goes to a file beside it, which then
 * takes its place and keeps its mode. What is no ordinary file (a pipe, a device) is written to as it
 * is, and a link is followed. Rejects with a `UsageError` when it cannot be written.
 *
 * @param file from `directory`.
 */
export async function replaceFile(file: string, text: string, directory: string): Promise<void> {
  const named = resolve(directory, file);
  try {
    const target = await realpath(named).catch(() => named);
    const present = await stat(target).catch(() => undefined);
    if (present && !present.isFile()) return await writeFile(target, text);
    const beside = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
    try {
      // Never through a link that somebody else left there.
      await writeFile(beside, text, { flag: "wx" });
      if (present) await chmod(beside, present.mode & 0o7777);
      await rename(beside, target);
    } catch (error) {
      if (!isTaken(error)) await rm(beside, { force: true });
      throw error;
    }
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${reasonOf(error)}`);
  }
}

/**
 * Adds a text to a file that others write to as well, unless it would then be longer than
 * `bytesMax`. Resolves to what stands in the way, in words, if anything does.
 */
export async function appendBounded(
  file: string,
  text: string,
  bytesMax: number,
): Promise<string | undefined> {
  try {
    const before = await stat(file).then(
      ({ size }) => size,
      () => 0,
    );
    if (before + Buffer.byteLength(text) > bytesMax) {
      return `it would be longer than ${bytesMax / 1024} KiB`;
    }
    await appendFile(file, text);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

function isTaken(error: unknown): boolean {
  return codeOf(error) === "EEXIST";
}

/** In words of ours: the system's name the file beside. */
function reasonOf(error: unknown): string {
  const code = codeOf(error);
  return code === undefined ? String(error) : (reasons[code] ?? code);
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "it is not allowed (EACCES)",
  EISDIR: "it is a folder (EISDIR)",
  ENOENT: "there is no such folder (ENOENT)",
  ENOSPC: "the disk is full (ENOSPC)",
  EROFS: "nothing can be written there (EROFS)",
};
