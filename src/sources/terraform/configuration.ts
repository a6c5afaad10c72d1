import type { NotJudged } from "../../policy/inventory.ts";
import type { Range } from "../../text/range.ts";
import type { SourceFiles, SyntaxProblem } from "../source.ts";
import { Budget, type BudgetPool } from "./budget.ts";
import type { Instance } from "./instances.ts";
import type { Definition, Module } from "./module.ts";
import { ModuleWorld } from "./module-world.ts";
import type { Modules } from "./modules.ts";
import type { Value } from "./value.ts";

/** Modules within modules that are followed. */
const moduleDepthMax = 16;
/** Instances of modules in one configuration. */
const moduleInstancesMax = 256;
/** Characters of all modules of one configuration; one that is called twice counts twice. */
const moduleLengthMax = 8 * 1024 * 1024;

/** A values file that is chosen when Terraform runs (`-var-file`). */
export interface Variant {
  /** Path of the file, for addresses; absent where there is nothing to tell it from. */
  readonly path?: string;
  readonly inputs: ReadonlyMap<string, Definition>;
}

/** A root module with all modules that it calls: what one run of Terraform sees. */
export class Configuration {
  readonly budget: Budget;
  readonly files: SourceFiles;
  readonly modules: Modules;
  /** Of the root module. Terraform takes paths of files from here. */
  readonly directory: string;
  readonly variant: Variant | undefined;
  readonly root: ModuleWorld;
  readonly spliced = new Map<string, Value>();
  readonly notJudged: NotJudged[] = [];
  private readonly problems = new Map<string, SyntaxProblem>();
  private readonly instances = new Map<string, { instance: Instance; world: ModuleWorld }>();
  private readonly called = new Map<string, ModuleWorld | undefined>();
  private readonly cycles = new Set<string>();
  private length = 0;

  constructor(root: Module, modules: Modules, pool: BudgetPool, variant?: Variant) {
    this.budget = Budget.forConfiguration(pool);
    this.files = modules.files;
    this.modules = modules;
    this.directory = root.directory;
    this.variant = variant;
    this.budget.grow(root.length);
    this.root = new ModuleWorld(root, this);
  }

  /** Every module instance, a caller before those that it calls. */
  worlds(): readonly ModuleWorld[] {
    const found = [this.root];
    for (const world of found) found.push(...world.children());
    return found;
  }

  register(instance: Instance, world: ModuleWorld): void {
    this.instances.set(instance.address, { instance, world });
  }

  instance(address: string): { instance: Instance; world: ModuleWorld } | undefined {
    return this.instances.get(address);
  }

  /** The module behind an instance of a call. `undefined`: a bound is passed, which is reported. */
  call(instance: Instance, module: Module, caller: ModuleWorld): ModuleWorld | undefined {
    if (this.called.has(instance.address)) return this.called.get(instance.address);
    const world = this.admits(module, caller, instance)
      ? new ModuleWorld(module, this, { caller, instance })
      : undefined;
    this.called.set(instance.address, world);
    return world;
  }

  private admits(module: Module, caller: ModuleWorld, instance: Instance): boolean {
    const at = instance.declaration.header;
    if (caller.depth >= moduleDepthMax) {
      this.refuse(at, instance, `modules within modules are followed ${moduleDepthMax} deep`);
      return false;
    }
    if (this.called.size >= moduleInstancesMax) {
      this.budget.exceed(`more than ${moduleInstancesMax} instances of modules`);
      return false;
    }
    this.length += module.length;
    if (this.length > moduleLengthMax) {
      this.budget.exceed(`modules of more than ${moduleLengthMax / 1024 / 1024} MiB`);
      return false;
    }
    this.budget.grow(module.length);
    return true;
  }

  private refuse(range: Range, { address }: Instance, why: string): void {
    const reason = `What this module creates is not judged: ${why}.`;
    this.notJudged.push({ range, address: this.address(address), reason, unread: false });
  }

  /** Addresses of other directories than the root start with the directory, or the values file. */
  address(address: string): string {
    const front = this.variant?.path ?? this.directory;
    return front === "" ? address : `${front}/${address}`;
  }

  /** The address without the values file; `undefined` when there is none. */
  variantOf(address: string): string | undefined {
    if (this.variant?.path === undefined) return undefined;
    return this.directory === "" ? address : `${this.directory}/${address}`;
  }

  reportCycle(key: string, range: Range): void {
    const reason = `\`${key}\` is needed to compute itself: Terraform refuses that, and what depends on it is not judged.`;
    if (this.cycles.has(key)) return;
    this.cycles.add(key);
    this.notJudged.push({ range, reason, unread: false });
  }

  reportSyntax(problems: readonly SyntaxProblem[]): void {
    for (const problem of problems) {
      const { file, start, end } = problem.at;
      this.problems.set(`${file}:${start}:${end} ${problem.details}`, problem);
    }
  }

  get syntaxProblems(): ReadonlyMap<string, SyntaxProblem> {
    return this.problems;
  }
}
