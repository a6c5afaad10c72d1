/** Diffs as GitHub shows them: read from git's own output, with the lines that may be commented on. */

import type { Side } from "./model.ts";

export interface FileDiff {
  /** The path at head; of a deleted file, the path at base. */
  readonly path: string;
  readonly previousPath: string | undefined;
  readonly status: "added" | "removed" | "modified" | "renamed" | "copied" | "changed";
  /** The blob at head; of a deleted file, the blob at base. */
  readonly sha: string;
  readonly baseSha: string;
  readonly additions: number;
  readonly deletions: number;
  /** The hunks as text, without the header of the file; undefined for binary files. */
  readonly patch: string | undefined;
  readonly lines: readonly DiffLine[];
}

/** One line of a patch, hunk headers included. */
export interface DiffLine {
  readonly kind: "hunk" | "context" | "added" | "deleted" | "no newline";
  readonly text: string;
  /** Line at base, from 1; undefined for added lines and headers. */
  readonly left: number | undefined;
  /** Line at head, from 1; undefined for deleted lines and headers. */
  readonly right: number | undefined;
  /** The number of the hunk, from 0. */
  readonly hunk: number;
}

/**
 * @param output of `git diff-tree -r --raw -p -z`: records with the paths unquoted, an empty record,
 * and the patches: sections in the same order
 */
export function readDiff(output: string): FileDiff[] {
  const patchStart = output.indexOf("\0\0") + 2;
  const sections = patchStart < 2 ? [] : splitSections(output.slice(patchStart));
  const fields = (patchStart < 2 ? output : output.slice(0, patchStart - 1)).split("\0");
  const files: FileDiff[] = [];
  let section = 0;
  for (let i = 0; i + 1 < fields.length; ) {
    const [, , oldSha = "", newSha = "", statusField = ""] = (fields[i] ?? "").slice(1).split(" ");
    const letter = statusField.charAt(0);
    const moved = letter === "R" || letter === "C";
    const first = fields[i + 1] ?? "";
    const path = moved ? (fields[i + 2] ?? "") : first;
    i += moved ? 3 : 2;
    // A change of type (file to symbolic link) is shown as a deletion and an addition.
    const typeChange = letter === "T";
    const lines = typeChange ? [] : readPatch(sections[section] ?? "");
    section += typeChange ? 2 : 1;
    files.push({
      path,
      previousPath: moved ? first : undefined,
      status: statuses[letter] ?? "modified",
      sha: letter === "D" ? oldSha : newSha,
      baseSha: oldSha,
      additions: lines.filter((line) => line.kind === "added").length,
      deletions: lines.filter((line) => line.kind === "deleted").length,
      patch: lines.length > 0 ? lines.map((line) => line.text).join("\n") : undefined,
      lines,
    });
  }
  return files;
}

const statuses: Record<string, FileDiff["status"]> = {
  A: "added",
  D: "removed",
  M: "modified",
  R: "renamed",
  C: "copied",
  T: "changed",
};

/** Lines of content start with a space, plus, minus or backslash, so a header cannot be forged. */
function splitSections(patches: string): string[] {
  return patches.split(/^(?=diff --git )/m).filter((section) => section.startsWith("diff --git "));
}

function readPatch(section: string): DiffLine[] {
  const lines: DiffLine[] = [];
  let left = 0;
  let right = 0;
  let hunk = -1;
  const texts = section.split("\n");
  if (texts.at(-1) === "") texts.pop();
  for (const text of texts) {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(text);
    if (header) {
      hunk++;
      left = Number(header[1]);
      right = Number(header[2]);
      lines.push({ kind: "hunk", text, left: undefined, right: undefined, hunk });
    } else if (hunk >= 0) {
      const mark = text.charAt(0);
      if (mark === "+") {
        lines.push({ kind: "added", text, left: undefined, right: right++, hunk });
      } else if (mark === "-") {
        lines.push({ kind: "deleted", text, left: left++, right: undefined, hunk });
      } else if (mark === "\\") {
        lines.push({ kind: "no newline", text, left: undefined, right: undefined, hunk });
      } else {
        lines.push({ kind: "context", text, left: left++, right: right++, hunk });
      }
    }
  }
  return lines;
}

/** Where a line stands in the patch: GitHub's `position`, counted from the first hunk header. */
export function positionOf(file: FileDiff, side: Side, line: number): number | undefined {
  const at = file.lines.findIndex((one) => (side === "LEFT" ? one.left : one.right) === line);
  return at < 0 ? undefined : at;
}

/** The hunk's text from its header down to the line at `position`. */
export function hunkTo(file: FileDiff, position: number): string {
  const number = file.lines[position]?.hunk;
  return file.lines
    .slice(0, position + 1)
    .filter((line) => line.hunk === number)
    .map((line) => line.text)
    .join("\n");
}

/**
 * Where a line of the old text stands in the new text; undefined when the line was changed or
 * deleted.
 *
 * @param file the difference between the two texts; undefined when they are the same
 */
export function lineAfter(file: FileDiff | undefined, line: number): number | undefined {
  let shift = 0;
  for (const one of file?.lines ?? []) {
    if (one.left === line) return one.right;
    if (one.kind !== "hunk") continue;
    const [oldStart, oldCount, newStart, newCount] = hunkRange(one.text);
    if (line < oldStart) break;
    shift = newStart + newCount - (oldStart + oldCount);
  }
  return line + shift;
}

/** First line and number of lines, old and new. A side without lines names the line before it. */
function hunkRange(header: string): [number, number, number, number] {
  const numbers = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(header);
  const oldCount = Number(numbers?.[2] ?? 1);
  const newCount = Number(numbers?.[4] ?? 1);
  return [
    Number(numbers?.[1]) + (oldCount === 0 ? 1 : 0),
    oldCount,
    Number(numbers?.[3]) + (newCount === 0 ? 1 : 0),
    newCount,
  ];
}
