import { mentionsPolicy } from "../json/policy-content.ts";
import type { ConfiguredInputs, SourceFiles } from "../source.ts";
import { BudgetPool } from "./budget.ts";
import { ConfiguredValues } from "./configured-values.ts";
import { directoryOf, withParents } from "./directories.ts";
import { isConfigurationPath } from "./module.ts";
import { isValuesPath, Modules } from "./modules.ts";

/** Files that Terraform may read with `file()` and the like, and that are looked into. */
const dataFilesMax = 500;

/** Terraform files that are read to find who uses a policy that lies far from them. */
const userFilesMax = 200;

/**
 * The directories whose configurations a change of files leads to: those of Terraform files, the one
 * that a values file is for, and those that read a file by its name.
 *
 * A file is taken to be read from a directory around it. One that mentions a policy is searched for
 * in other directories too, the nearest first, up to `userFilesMax` files.
 */
export function terraformDirectories(
  files: SourceFiles,
  paths: readonly string[],
  inputs: ConfiguredInputs["terraform"] = [],
): string[] {
  const modules = new Modules(files, new BudgetPool());
  const configured = new ConfiguredValues(inputs);
  const found = new Set<string>();
  for (const path of paths) {
    const named = configured.directoriesOf(path);
    for (const directory of named ?? []) found.add(directory);
    if (isConfigurationPath(path)) found.add(directoryOf(path));
    else if (!named && isValuesPath(path))
      found.add(modules.configurationOf(path) ?? directoryOf(path));
  }
  if ([...modules.directories].every((directory) => found.has(directory))) return [...found];
  const data = paths.filter((path) => isDataPath(path)).slice(0, dataFilesMax);
  for (const path of data) {
    for (const directory of usersOf(path, modules, found)) found.add(directory);
  }
  return [...found];
}

function usersOf(path: string, modules: Modules, known: ReadonlySet<string>): string[] {
  const own = withParents(directoryOf(path)).filter((directory) =>
    modules.directories.has(directory),
  );
  const text = modules.files.text(path);
  const others = text !== undefined && mentionsPolicy(text) ? nearest(path, modules, own) : [];
  let left = userFilesMax;
  return [...own, ...others].filter((directory) => {
    if (known.has(directory)) return false;
    const names = modules.names(directory).filter(isConfigurationPath);
    if (!own.includes(directory)) {
      left -= names.length;
      if (left < 0) return false;
    }
    // Every text is asked for, so that those that are missing come together.
    const texts = names.map((name) => modules.files.text(name) ?? "");
    return texts.some((candidate) => mayRead(candidate, path, directory));
  });
}

/** Other directories in the order of their distance. */
function nearest(path: string, modules: Modules, own: readonly string[]): string[] {
  const around = withParents(directoryOf(path));
  return [...modules.directories]
    .filter((directory) => !own.includes(directory))
    .map((directory) => {
      const up = withParents(directory).findIndex((candidate) => around.includes(candidate));
      return { directory, up };
    })
    .sort((left, right) => left.up - right.up || (left.directory < right.directory ? -1 : 1))
    .map(({ directory }) => directory);
}

/** Whether a Terraform file may read a path: it names the file, or its directory in a call. */
function mayRead(text: string, path: string, directory: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (text.includes(name)) return true;
  if (!/\b(?:file|templatefile|fileset)\(/.test(text)) return false;
  const folder = directoryOf(path);
  if (folder !== directory) return text.includes(`${folder.slice(folder.lastIndexOf("/") + 1)}/`);
  return name.includes(".") && text.includes(`}${name.slice(name.lastIndexOf("."))}`);
}

/** Files that hold data or templates by their name. */
function isDataPath(path: string): boolean {
  return /\.(json|ya?ml|tpl|tftpl|tmpl|template|txt|csv|policy|pol)$/i.test(path);
}
