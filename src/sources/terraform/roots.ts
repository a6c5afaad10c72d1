import type { NotJudged } from "../../policy/inventory.ts";
import type { ConfiguredValues } from "./configured-values.ts";
import { parentOf } from "./directories.ts";
import { resolvePath } from "./file-paths.ts";
import { isConfigurationPath } from "./module.ts";
import type { Modules } from "./modules.ts";
import { isTerragruntPath, unitSources } from "./terragrunt.ts";

/**
 * Files that are read to find the callers of a module, besides those of the directories in question:
 * on GitHub every file is a request.
 */
export const callerFilesMax = 400;

/** Configurations that are evaluated because they use a module that changed. */
const callersMax = 64;

/**
 * The root modules to evaluate for a set of directories: those that lead to them by module calls, and
 * the directories that nobody in the repository calls.
 *
 * A call can stand in any Terraform file. They are searched for `source = "./…"` in the order of
 * their nearness to the directories, up to `callerFilesMax`. For a directory that shows itself to be
 * a root (a backend, a lock file, a unit of Terragrunt, values of its own or named for it) nothing is
 * searched.
 */
export function findRoots(
  modules: Modules,
  directories: readonly string[],
  configured: ConfiguredValues,
): { readonly roots: readonly string[]; readonly notJudged: readonly NotJudged[] } {
  const asked = new Set(directories);
  const sought = [...asked].filter((directory) => {
    const module = modules.get(directory);
    // While its own files are still missing, nothing is asked for on its behalf.
    return module?.isLoaded === true && !isRoot(modules, directory, configured);
  });
  const notJudged: NotJudged[] = [];
  const callers = sought.length > 0 ? findCallers(modules, asked, sought, notJudged) : new Map();

  const roots = new Set<string>();
  const others = new Set<string>();
  const visited = new Set<string>();
  const pending = [...asked];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (visited.has(next)) continue;
    visited.add(next);
    const found = [...(callers.get(next) ?? [])].filter((caller) => caller !== next);
    // An example shows one use of a module that is made for others.
    const isUsed = found.some((caller) => !isExample(caller));
    if (!isUsed || isRoot(modules, next, configured)) (asked.has(next) ? roots : others).add(next);
    pending.push(...found);
  }
  const followed = [...others].sort();
  if (followed.length > callersMax) {
    const reason = `More than ${callersMax} configurations use the modules in question: ${followed.length - callersMax} of them are not evaluated.`;
    notJudged.push({ range: wholeOf(followed[0] ?? ""), reason, unread: true });
  }
  return { roots: [...[...roots].sort(), ...followed.slice(0, callersMax)], notJudged };

  function wholeOf(directory: string) {
    return { file: modules.names(directory)[0] ?? directory, start: 0, end: 0 };
  }
}

/** Signs that a directory is where Terraform runs. */
function isRoot(modules: Modules, directory: string, configured: ConfiguredValues): boolean {
  const front = directory === "" ? "" : `${directory}/`;
  return (
    configured.has(directory) ||
    modules.files.paths.has(`${front}.terraform.lock.hcl`) ||
    modules.files.paths.has(`${front}terragrunt.hcl`) ||
    modules.names(directory).some((path) => /(^|\/)terraform\.tfvars|\.auto\.tfvars/.test(path)) ||
    modules.get(directory)?.hasBackend === true
  );
}

function isExample(directory: string): boolean {
  return /(^|\/)(examples?|tests?|fixtures?|demos?)(\/|$)/i.test(directory);
}

/** The directories that call each directory, as far as the files say that are looked into. */
function findCallers(
  modules: Modules,
  asked: ReadonlySet<string>,
  sought: readonly string[],
  notJudged: NotJudged[],
): Map<string, Set<string>> {
  const callers = new Map<string, Set<string>>();
  const others: { path: string; directory: string; distance: number }[] = [];
  const scan = (path: string, directory: string): void => {
    const text = modules.files.text(path) ?? "";
    const sources = isTerragruntPath(path)
      ? unitSources(path, text, modules.files)
      : localSources(text);
    for (const source of sources) {
      const called = resolvePath(directory, source);
      if (called === undefined || called === directory) continue;
      const found = callers.get(called);
      if (found) found.add(directory);
      else callers.set(called, new Set([directory]));
    }
  };
  const nearness = new Nearness(sought);
  for (const directory of modules.directories) {
    const isAsked = asked.has(directory);
    const distance = isAsked ? 0 : nearness.distance(directory);
    for (const path of modules.names(directory)) {
      if (!isConfigurationPath(path)) continue;
      if (isAsked) scan(path, directory);
      else others.push({ path, directory, distance: distance + (rarely.test(path) ? 0.5 : 0) });
    }
  }
  others.sort((left, right) => left.distance - right.distance || (left.path < right.path ? -1 : 1));
  for (const { path, directory } of others.slice(0, callerFilesMax)) scan(path, directory);
  if (others.length > callerFilesMax) {
    const reason = `${others.length - callerFilesMax} Terraform files of other directories are not searched for calls of what changed here (the nearest ${callerFilesMax} are): a configuration there may use it.`;
    const file = modules.names(sought[0] ?? "")[0] ?? "";
    notJudged.push({ range: { file, start: 0, end: 0 }, reason, unread: false });
  }
  return callers;
}

/** Files that by their name hold no module calls come last. */
const rarely =
  /(^|[/_-])(variables?|vars|outputs?|versions?|providers?|terraform|backend|data)\.(tf|tofu)$/;

/** The local paths that module calls of a file name. Lenient: only a hint where to look. */
export function localSources(text: string): readonly string[] {
  return [...text.matchAll(/\bsource"?\s*[=:]\s*"(\.{1,2}(?:\/[^"\n$%]{0,500})?)"/g)].map(
    ([, source = ""]) => source,
  );
}

/** Steps up and down between directories. */
class Nearness {
  private readonly up = new Map<string, number>();

  constructor(directories: readonly string[]) {
    for (const directory of directories) {
      let steps = 0;
      for (let at: string | undefined = directory; at !== undefined; at = parentOf(at)) {
        this.up.set(at, Math.min(this.up.get(at) ?? Number.POSITIVE_INFINITY, steps++));
      }
    }
  }

  /** The least number of steps to one of the directories. */
  distance(directory: string): number {
    let steps = 0;
    for (let at: string | undefined = directory; at !== undefined; at = parentOf(at)) {
      const up = this.up.get(at);
      if (up !== undefined) return steps + up;
      steps++;
    }
    return steps;
  }
}
