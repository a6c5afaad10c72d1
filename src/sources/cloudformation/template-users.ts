import { isCandidatePath } from "../detect.ts";
import { mentionsPolicy } from "../json/policy-content.ts";
import type { SourceFiles } from "../source.ts";

/** Templates that are looked into for each file, to find those that take it in. */
const candidatesMax = 40;

/** Files for which that is done. */
const searchedMax = 200;

/**
 * The templates that may take in one of `paths`: as a nested stack or as an included part. They
 * stand in the directory of the file or in one above it; those beside it come first. Only files
 * that could take part in a template are looked for, since most YAML and JSON is something else.
 */
export function templateUsers(files: SourceFiles, paths: readonly string[]): string[] {
  const searched = paths.filter(isDataPath).filter((path) => mayTakePart(files.text(path)));
  if (searched.length === 0) return [];
  const byDirectory = new Map<string, string[]>();
  for (const path of files.paths) {
    if (!isTemplatePath(path) || !isCandidatePath(path)) continue;
    const directory = directoryOf(path);
    const before = byDirectory.get(directory);
    if (before) before.push(path);
    else byDirectory.set(directory, [path]);
  }
  const users = new Set<string>();
  for (const path of searched.slice(0, searchedMax)) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const candidates = around(path).flatMap((directory) => byDirectory.get(directory) ?? []);
    for (const candidate of candidates.slice(0, candidatesMax)) {
      if (candidate === path) continue;
      if (files.text(candidate)?.includes(name)) users.add(candidate);
    }
  }
  return [...users];
}

/**
 * A template, or a part of one: statements without a document, which are judged by use only, or a
 * document in YAML, which may be a trust policy there. One in JSON is judged by itself.
 */
function mayTakePart(text: string | undefined): boolean {
  if (text === undefined) return false;
  if (/\bAWS::\w|\bFn::\w/.test(text)) return true;
  return /\bEffect\b/.test(text) && (!mentionsPolicy(text) || text[text.search(/\S/)] !== "{");
}

/** The directory of a file and those above it, the nearest first. */
function around(path: string): string[] {
  const directories: string[] = [];
  let directory = directoryOf(path);
  for (;;) {
    directories.push(directory);
    if (directory === "") return directories;
    directory = directoryOf(directory);
  }
}

function directoryOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

function isTemplatePath(path: string): boolean {
  return /\.(?:ya?ml|json|template)$/i.test(path);
}

function isDataPath(path: string): boolean {
  return /\.(?:ya?ml|json|template|txt|policy)$/i.test(path);
}
