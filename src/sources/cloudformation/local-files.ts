import type { Node } from "../../policy/node.ts";
import { fileLengthMax, type SourceFiles } from "../source.ts";
import { parseTemplateText } from "./parse-template-text.ts";

/**
 * The path of a file that a template names beside itself; `undefined` for a URL, an absolute path,
 * and for what lies outside the repository. `from` is the path of the template.
 */
export function localPath(from: string, location: string): string | undefined {
  if (location === "" || /^[a-z][a-z0-9+.-]*:/i.test(location) || location.startsWith("/")) {
    return undefined;
  }
  const steps = from.split("/").slice(0, -1);
  for (const step of location.replaceAll("\\", "/").split("/")) {
    if (step === "" || step === ".") continue;
    if (step !== "..") steps.push(step);
    else if (steps.pop() === undefined) return undefined;
  }
  return steps.join("/");
}

/** A file as a tree, or why there is none. */
export type LoadedTree =
  | { readonly node: Node }
  | { readonly missing: "not there" | "not loaded" | "too large" | "broken" };

/** Files as trees, each of them parsed once. */
export class Trees {
  private readonly files: SourceFiles | undefined;
  private readonly loaded = new Map<string, LoadedTree>();

  constructor(files: SourceFiles | undefined) {
    this.files = files;
  }

  load(path: string): LoadedTree {
    const before = this.loaded.get(path);
    if (before) return before;
    const tree = loadTree(this.files, path);
    this.loaded.set(path, tree);
    return tree;
  }
}

function loadTree(files: SourceFiles | undefined, path: string): LoadedTree {
  if (!files?.paths.has(path)) return { missing: "not there" };
  const text = files.text(path);
  if (text === undefined) return { missing: "not loaded" };
  if (text.length > fileLengthMax) return { missing: "too large" };
  const { node, problems } = parseTemplateText(path, text);
  if (!node || problems.length > 0) return { missing: "broken" };
  return { node };
}
