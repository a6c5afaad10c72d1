import type { NotJudged } from "../../policy/inventory.ts";
import type { ConfiguredInputs, SourceFiles, SourceResult, SyntaxProblem } from "../source.ts";
import { nothing } from "../source-result.ts";
import type { Variant } from "./configuration.ts";
import { resolvePath } from "./file-paths.ts";
import { type Definition, definitionsOf, parseBody } from "./module.ts";
import type { Modules } from "./modules.ts";

/** Lists of values files with which one directory is evaluated. */
const listsMax = 32;

/**
 * The values files that the configuration names for directories, in place of those that are tried:
 * Terraform is run there with these files and no others.
 */
export class ConfiguredValues {
  private readonly byDirectory = new Map<string, (readonly string[])[]>();
  private readonly byFile = new Map<string, Set<string>>();

  constructor(inputs: ConfiguredInputs["terraform"]) {
    for (const { directory, varFiles } of inputs) {
      const resolved = resolvePath("", directory);
      if (resolved === undefined) continue;
      // A path that leads out of the repository is told of as a file that is not there.
      const paths = varFiles.map((path) => resolvePath("", path) ?? path);
      this.byDirectory.set(resolved, [...(this.byDirectory.get(resolved) ?? []), paths]);
      for (const path of paths) {
        const directories = this.byFile.get(path);
        if (directories) directories.add(resolved);
        else this.byFile.set(path, new Set([resolved]));
      }
    }
  }

  /** The directories that it has files for, and that hold no Terraform files. */
  unknownDirectories({ directories, files }: Modules): NotJudged[] {
    return [...this.byDirectory].flatMap(([directory, lists]) => {
      if (directories.has(directory)) return [];
      const file = lists.flat().find((path) => files.paths.has(path)) ?? directory;
      const reason = `The configuration of Leastwise names values files for \`${directory || "."}\`, which holds no Terraform files.`;
      return [
        { range: { file, start: 0, end: 0 }, address: directory || ".", reason, unread: false },
      ];
    });
  }

  has(directory: string): boolean {
    return this.byDirectory.has(directory);
  }

  /** The directories that a values file is named for. `undefined`: it is named for none. */
  directoriesOf(path: string): ReadonlySet<string> | undefined {
    return this.byFile.get(path);
  }

  /**
   * The variants of a directory. The first one has plain addresses; of the others the last file
   * stands in the addresses, and all of them where that does not tell them apart.
   */
  variants(
    modules: Modules,
    directory: string,
  ): { readonly found: readonly Variant[]; readonly result: SourceResult } {
    const notJudged: NotJudged[] = [];
    const syntaxProblems: SyntaxProblem[] = [];
    const lists = this.byDirectory.get(directory) ?? [];
    const at = { file: modules.names(directory)[0] ?? directory, start: 0, end: 0 };
    const found = lists.slice(0, listsMax).map((paths, index): Variant => {
      const values = readValues(modules.files, paths);
      syntaxProblems.push(...values.syntaxProblems);
      for (const path of values.missing) {
        const reason = `The configuration of Leastwise names the values file \`${path}\`, which is not there: what it gives a value to is not known.`;
        notJudged.push({ range: at, address: directory || ".", reason, unread: true });
      }
      return index === 0 ? { inputs: values.inputs } : { path: front(paths, lists), ...values };
    });
    if (lists.length > listsMax) {
      const reason = `More than ${listsMax} lists of values files are named for one directory: those past it are not judged.`;
      notJudged.push({ range: at, address: directory || ".", reason, unread: true });
    }
    return { found, result: { ...nothing, notJudged, syntaxProblems } };
  }
}

/** Later files win, as those behind `-var-file` do. */
function readValues(files: SourceFiles, paths: readonly string[]) {
  const inputs = new Map<string, Definition>();
  const missing: string[] = [];
  const syntaxProblems: SyntaxProblem[] = [];
  for (const path of paths) {
    const text = files.text(path);
    if (!files.paths.has(path)) missing.push(path);
    if (text === undefined) continue;
    const { body, problems } = parseBody(path, text);
    syntaxProblems.push(...problems);
    for (const [name, value] of definitionsOf(path, body)) inputs.set(name, value);
  }
  return { inputs, missing, syntaxProblems };
}

function front(paths: readonly string[], lists: readonly (readonly string[])[]): string {
  const last = paths.at(-1);
  if (last === undefined) return "no values file";
  const isAlone = lists.filter((others) => others.at(-1) === last).length === 1;
  return isAlone ? last : paths.join("+");
}
