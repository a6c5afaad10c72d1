import type { SourceFiles } from "../source.ts";
import type { BudgetPool } from "./budget.ts";
import { directoryOf, withParents } from "./directories.ts";
import { isConfigurationPath, loadModule, type Module } from "./module.ts";
import { isTerragruntPath } from "./terragrunt.ts";

/** The directories of a repository that hold Terraform files, each read at most once. */
export class Modules {
  readonly files: SourceFiles;
  private readonly pool: BudgetPool;
  private readonly namesByDirectory: ReadonlyMap<string, readonly string[]>;
  private readonly known = new Map<string, Module>();
  private variants: Map<string, string[]> | undefined;
  /** Directories with configurations, in the order of the file list. */
  readonly directories: ReadonlySet<string>;

  /** Directories in which Terraform files stand by symbolic links. */
  private readonly linked: ReadonlySet<string>;

  constructor(files: SourceFiles, pool: BudgetPool) {
    this.linked = new Set([...(files.links ?? [])].filter(isConfigurationPath).map(directoryOf));
    this.files = files;
    this.pool = pool;
    this.namesByDirectory = terraformNames(files.paths);
    this.directories = new Set(
      [...this.namesByDirectory]
        .filter(([, names]) => names.some(isConfigurationPath))
        .map(([directory]) => directory),
    );
  }

  /** What a directory declares. `undefined`: no Terraform file stands directly in it. */
  get(directory: string): Module | undefined {
    const found = this.known.get(directory);
    const names = this.namesByDirectory.get(directory);
    if (found || !names?.some(isConfigurationPath)) return found;
    const module = loadModule(this.files, directory, names, this.linked.has(directory));
    this.pool.grow(module.length);
    this.known.set(directory, module);
    return module;
  }

  /** Those that were asked for. */
  get loaded(): readonly Module[] {
    return [...this.known.values()];
  }

  /** Paths of the Terraform files and values files that stand directly in a directory. */
  names(directory: string): readonly string[] {
    return this.namesByDirectory.get(directory) ?? [];
  }

  /**
   * The directory whose configuration a values file is for: its own, or the nearest one around it
   * that holds Terraform files (`vars/prod.tfvars`).
   */
  configurationOf(path: string): string | undefined {
    return withParents(directoryOf(path)).find((directory) => this.directories.has(directory));
  }

  /** Values files that Terraform reads for a directory only when it is told to, in order. */
  variantPaths(directory: string): readonly string[] {
    this.variants ??= this.findVariants();
    return this.variants.get(directory) ?? [];
  }

  private findVariants(): Map<string, string[]> {
    const found = new Map<string, string[]>();
    for (const [directory, names] of this.namesByDirectory) {
      for (const path of names) {
        const isOwn = this.directories.has(directory);
        if (!isValuesPath(path) || (isOwn && isAutomatic(path))) continue;
        const configuration = this.configurationOf(path);
        if (configuration === undefined) continue;
        const others = found.get(configuration);
        if (others) others.push(path);
        else found.set(configuration, [path]);
      }
    }
    for (const paths of found.values()) paths.sort();
    return found;
  }
}

export function isValuesPath(path: string): boolean {
  return /\.tfvars(\.json)?$/.test(path);
}

/** Whether Terraform reads a values file without being told to. */
function isAutomatic(path: string): boolean {
  return /(^|\/)terraform\.tfvars(\.json)?$|\.auto\.tfvars(\.json)?$/.test(path);
}

function terraformNames(paths: ReadonlySet<string>): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const path of paths) {
    if (!/\.(tf|tofu|tfvars)(\.json)?$/.test(path) && !isTerragruntPath(path)) continue;
    // What `terraform init` downloads is not part of the repository, also where it is committed.
    if (/(^|\/)\.(terraform|terragrunt-cache)\//.test(path)) continue;
    const directory = directoryOf(path);
    const found = names.get(directory);
    if (found) found.push(path);
    else names.set(directory, [path]);
  }
  return names;
}
