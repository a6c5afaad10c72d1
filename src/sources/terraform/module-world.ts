import { displayText } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import type { SyntaxProblem } from "../source.ts";
import type { Budget } from "./budget.ts";
import { mapArms, onlyIf, spreadEntries } from "./choice.ts";
import type { Configuration } from "./configuration.ts";
import { evaluate } from "./evaluate.ts";
import { findFile, linkOn, relativePath, resolvePath } from "./file-paths.ts";
import { parseTemplate } from "./hcl/parse-hcl.ts";
import { instanceAttribute } from "./instance-attributes.ts";
import { type Instance, instancesOf } from "./instances.ts";
import { toText } from "./json-text.ts";
import type { MergedDocument } from "./merged-documents.ts";
import type { Declaration, Module } from "./module.ts";
import { renderPolicyDocument } from "./policy-document.ts";
import { providerReference } from "./provider-reference.ts";
import type { FoundFile, Scope, World } from "./scope.ts";
import type { Condition } from "./steps.ts";
import { evaluateTemplate } from "./template.ts";
import { isTerragruntPath } from "./terragrunt.ts";
import { convert } from "./type-constraint.ts";
import {
  type Entry,
  errorValue,
  type InstanceValue,
  knownString,
  listValue,
  stringValue,
  unknownValue,
  type Value,
} from "./value.ts";

/** The call that a module instance comes from. */
interface Place {
  readonly caller: ModuleWorld;
  readonly instance: Instance;
}

/** What a module call leads to. */
export type CallTarget =
  | { readonly kind: "local"; readonly module: Module; readonly path: string }
  /** A path in the repository at which no Terraform file stands. */
  | { readonly kind: "missing"; readonly path: string }
  /** A module that is around the call: it calls itself. */
  | { readonly kind: "recursive"; readonly path: string }
  | { readonly kind: "outside"; readonly source: Value | undefined };

/** One module instance, evaluated on demand: every local, variable and document at most once. */
export class ModuleWorld implements World {
  readonly module: Module;
  readonly configuration: Configuration;
  readonly budget: Budget;
  readonly spliced: Map<string, Value>;
  /** Modules around it. */
  readonly depth: number;
  /** What has to hold for the module instance to be there. */
  readonly when: readonly Condition[];
  /** Where it is called, and the modules around it are; the innermost first. */
  readonly calls: readonly Range[];
  /** `module.app["eu"].`; empty for the root module. */
  private readonly prefix: string;
  private readonly place: Place | undefined;
  /** Some call around it hands over providers: its account or region may be another one. */
  private readonly ownProviders: boolean;
  private readonly known = new Map<string, unknown>();
  private readonly pending = new Set<string>();

  constructor(module: Module, configuration: Configuration, place?: Place) {
    this.module = module;
    this.configuration = configuration;
    this.budget = configuration.budget;
    this.spliced = configuration.spliced;
    this.place = place;
    this.depth = place ? place.caller.depth + 1 : 0;
    // A unit of Terragrunt runs its module by itself: the addresses are those of the module.
    const isUnit = place !== undefined && isTerragruntPath(place.instance.declaration.file);
    this.prefix = place && !isUnit ? `${place.instance.address}.` : "";
    this.when = place ? [...place.caller.when, ...place.instance.when] : [];
    this.calls = place ? [place.instance.declaration.header, ...place.caller.calls] : [];
    this.ownProviders = place
      ? place.caller.ownProviders || place.instance.declaration.body.attributes.has("providers")
      : false;
  }

  scope(file: string): Scope {
    return { world: this, file, variables: new Map() };
  }

  resolve(path: readonly string[], at: Range): Value {
    const [root = "", name = ""] = path;
    const reference = path.join(".");
    switch (root) {
      case "local":
        return this.local(name, reference, at);
      case "var":
        return this.variable(name, reference, at);
      case "module":
        return this.moduleCall(reference, at);
      case "path":
        if (name === "root") return stringValue(".", at);
        if (name === "module") return stringValue(this.path, at);
        return unknownValue(reference, "not supported", at);
      case "terraform":
      case "tofu":
        return unknownValue(reference, "input without a value", at);
      case "each":
      case "count":
      case "self":
        return errorValue(reference, at);
      default: {
        const declaration = this.module.declarations.get(reference);
        if (declaration) return this.whole(declaration, at);
        // Its block may be the one that could not be parsed.
        return unknownValue(this.prefix + reference, "not supported", at);
      }
    }
  }

  attribute(value: InstanceValue, name: string, at: Range): Value {
    const found = this.configuration.instance(value.address);
    if (!found) return unknownValue(`${value.address}.${name}`, "known after deployment", at);
    return found.world.ownAttribute(found.instance, name, at);
  }

  /** An argument of the instance, evaluated; `undefined` when it is not set. */
  argument(instance: Instance, name: string): Value | undefined {
    const found = instance.declaration.body.attributes.get(name);
    if (!found) return undefined;
    const owner = this.ownerOf(instance);
    return (
      owner.once(`${instance.address}.${name}`, found.key, () =>
        evaluate(found.expression, { ...instance.scope, file: found.file }),
      ) ?? errorValue(`${instance.address}.${name}`, found.key)
    );
  }

  /** The rendered document of an `aws_iam_policy_document`; `undefined` when it contains itself. */
  document(instance: Instance): MergedDocument | undefined {
    const owner = this.ownerOf(instance);
    return owner.once(`${instance.address}.json`, instance.declaration.header, () =>
      renderPolicyDocument(instance),
    );
  }

  instances(declaration: Declaration): readonly Instance[] {
    const { address, file, header } = declaration;
    const found = this.once(`instances of ${address}`, header, () => {
      const instances = instancesOf(declaration, this.scope(file), this.prefix);
      for (const instance of instances) this.configuration.register(instance, this);
      return instances;
    });
    return found ?? [];
  }

  instance(address: string): Instance | undefined {
    return this.configuration.instance(address)?.instance;
  }

  /** The modules that it calls, every instance of them. */
  children(): readonly ModuleWorld[] {
    return [...this.module.calls.values()].flatMap((call) => {
      const target = this.target(call);
      if (target.kind !== "local") return [];
      return this.instances(call).flatMap(
        (instance) => this.configuration.call(instance, target.module, this) ?? [],
      );
    });
  }

  /** Where the module of a call is declared. */
  target(call: Declaration): CallTarget {
    const source = call.body.attributes.get("source");
    const value = source && evaluate(source.expression, this.scope(source.file));
    const path = value && knownString(value);
    if (path === undefined || !/^\.\.?(\/|$)/.test(path)) return { kind: "outside", source: value };
    const directory = resolvePath(this.module.directory, path);
    if (directory === undefined) return { kind: "outside", source: value };
    const module = this.configuration.modules.get(directory);
    if (!module) return { kind: "missing", path };
    if (this.isInside(directory)) return { kind: "recursive", path };
    return { kind: "local", module, path };
  }

  find(path: string): FoundFile {
    return findFile(this.configuration.files, this.configuration.directory, path);
  }

  /** Paths of the repository below a directory that is given as Terraform would take it. */
  list(path: string): readonly string[] | undefined {
    const directory = resolvePath(this.configuration.directory, path);
    if (directory === undefined) return undefined;
    const front = directory === "" ? "" : `${directory}/`;
    const { files } = this.configuration;
    // What lies behind a symbolic link is not known.
    if (linkOn(files, directory) !== undefined) return undefined;
    if ([...(files.links ?? [])].some((link) => link.startsWith(front))) return undefined;
    return [...this.configuration.files.paths]
      .filter((candidate) => candidate.startsWith(front))
      .map((candidate) => candidate.slice(front.length));
  }

  /**
   * The configuration of a provider, here or in a module around this one.
   *
   * @param name `aws` or, with an alias, `aws.eu`
   */
  provider(name: string): { provider: Declaration; world: ModuleWorld } | undefined {
    const provider = this.module.providers.get(`provider.${name}`);
    if (provider) return { provider, world: this };
    if (!this.place) return undefined;
    const handed = this.place.instance.declaration.body.attributes.get("providers")?.expression;
    const found =
      handed?.kind === "object"
        ? handed.items.find(({ key }) => providerReference(key) === name)
        : undefined;
    return this.place.caller.provider((found && providerReference(found.value)) ?? name);
  }

  reportSyntax(problems: readonly SyntaxProblem[]): void {
    this.configuration.reportSyntax(problems);
  }

  renderTemplate(file: string, text: string, variables: ReadonlyMap<string, Value>): Value {
    const { parts, problems } = parseTemplate(text);
    const range = { file, start: 0, end: text.length };
    this.reportSyntax(
      problems.map(({ span, message }) => ({
        language: "hcl",
        at: { file, start: span.start, end: span.end },
        details: message,
      })),
    );
    if (problems.length > 0) return unknownValue(`templatefile("${file}")`, "not supported", range);
    const value = evaluateTemplate(
      parts,
      range,
      { world: this, file, variables, closed: true },
      evaluate,
    );
    // A template file always gives text, also where it is one `${…}` alone.
    const converted =
      value.kind === "json" || value.kind === "choice" ? undefined : toText(value, this.budget);
    return converted ? { kind: "string", text: converted, range } : value;
  }

  /** Tells the account and region of this module from those of others; empty: the same. */
  private get account(): string {
    return this.ownProviders ? ` (${this.prefix.slice(0, -1)})` : "";
  }

  /** Terraform's `path.module`: from the directory of the root module. */
  private get path(): string {
    return relativePath(this.configuration.directory, this.module.directory);
  }

  private isInside(directory: string): boolean {
    return this.module.directory === directory || this.place?.caller.isInside(directory) === true;
  }

  private ownerOf({ address }: Instance): ModuleWorld {
    return this.configuration.instance(address)?.world ?? this;
  }

  private ownAttribute(instance: Instance, name: string, at: Range): Value {
    const { declaration, address } = instance;
    if (declaration.type === "module") return this.moduleOutput(instance, name, at);
    if (isPolicyDocument(declaration) && (name === "json" || name === "minified_json")) {
      const document = this.document(instance);
      if (!document) return unknownValue(`${address}.${name}`, "not supported", at);
      return {
        kind: "json",
        content: document.content,
        document: address,
        range: declaration.range,
      };
    }
    if (declaration.type === "template_file" && name === "rendered") {
      return this.templateFile(instance) ?? unknownValue(`${address}.${name}`, "not supported", at);
    }
    if (this.isSameForAll(declaration)) {
      return unknownValue(`${declaration.address}.${name}`, "known after deployment", at);
    }
    return instanceAttribute(
      instance,
      name,
      at,
      (argument) => this.argument(instance, argument),
      this.budget,
      this.account,
    );
  }

  /** The account, region and partition of a module are those of its caller. */
  private isSameForAll({ address, type, body }: Declaration): boolean {
    return (
      /^aws_(caller_identity|region|partition)$/.test(type) &&
      address.startsWith("data.") &&
      body.attributes.size === 0 &&
      !this.ownProviders
    );
  }

  /** What the old `template_file` data source makes of a file; its text in the block is not read. */
  private templateFile(instance: Instance): Value | undefined {
    const template = this.argument(instance, "template");
    const variables = this.argument(instance, "vars");
    const [part] = template?.kind === "string" ? template.text.parts : [];
    if (part?.kind !== "literal" || variables?.kind === "unknown") return undefined;
    const found = this.configuration.files.text(part.at.file);
    if (found !== part.text || part.at.start !== 0) return undefined;
    const entries = variables ? (spreadEntries(variables) ?? []) : [];
    const names = new Map(entries.map(({ key, value }) => [displayText(key), value]));
    return this.renderTemplate(part.at.file, found, names);
  }

  private local(name: string, reference: string, at: Range): Value {
    const definition = this.module.locals.get(name);
    if (!definition) return unknownValue(this.prefix + reference, "not supported", at);
    const { expression, file } = definition;
    const where = { file, start: expression.span.start, end: expression.span.end };
    return (
      this.once(reference, where, () => evaluate(expression, this.scope(file))) ??
      errorValue(this.prefix + reference, at)
    );
  }

  private variable(name: string, reference: string, at: Range): Value {
    const declaration = this.module.variables.get(`var.${name}`);
    const missing = this.prefix + reference;
    if (!declaration) return unknownValue(missing, "not supported", at);
    const { attributes } = declaration.body;
    const given = this.isGiven(name);
    const standard = attributes.get("default");
    if (!given && !standard) return unknownValue(missing, "input without a value", at);
    const type = attributes.get("type");
    return (
      this.once(reference, declaration.header, () => {
        const fallback = (): Value =>
          standard
            ? evaluate(standard.expression, this.scope(standard.file))
            : unknownValue(missing, "input without a value", at);
        const value = given ? this.given(name, declaration, fallback) : fallback();
        return type ? convert(value, type.expression, this.scope(type.file)) : value;
      }) ?? errorValue(missing, at)
    );
  }

  private isGiven(name: string): boolean {
    if (this.place) return this.place.instance.declaration.body.attributes.has(name);
    return this.configuration.variant?.inputs.has(name) || this.module.inputs.has(name);
  }

  /** What the caller, or a values file, gives to a variable. */
  private given(name: string, declaration: Declaration, fallback: () => Value): Value {
    if (!this.place) {
      const inputs = this.configuration.variant?.inputs;
      const definition = inputs?.get(name) ?? this.module.inputs.get(name);
      return definition ? evaluate(definition.expression, this.scope(definition.file)) : fallback();
    }
    const { caller, instance } = this.place;
    const value = caller.argument(instance, name) ?? fallback();
    const nullable = declaration.body.attributes.get("nullable")?.expression;
    if (nullable?.kind !== "boolean" || nullable.value) return value;
    return mapArms(value, (arm) => (arm.kind === "null" ? fallback() : arm));
  }

  /** A module call as a whole: its outputs are its attributes. */
  private moduleCall(reference: string, at: Range): Value {
    const call = this.module.calls.get(reference);
    if (!call) return unknownValue(this.prefix + reference, "not supported", at);
    const target = this.target(call);
    if (target.kind === "local") return this.whole(call, at);
    const outside = target.kind === "outside" || target.kind === "missing";
    const reason = outside ? "outside the repository" : "not supported";
    return unknownValue(this.prefix + reference, reason, at);
  }

  private moduleOutput(instance: Instance, name: string, at: Range): Value {
    const target = this.target(instance.declaration);
    const child =
      target.kind === "local" ? this.configuration.call(instance, target.module, this) : undefined;
    const reference = `${instance.address}.${name}`;
    return child?.output(name, reference, at) ?? unknownValue(reference, "not supported", at);
  }

  private output(name: string, reference: string, at: Range): Value | undefined {
    const declaration = this.module.outputs.get(`output.${name}`);
    const value = declaration?.body.attributes.get("value");
    if (!declaration || !value) {
      return this.module.complete && !declaration ? errorValue(reference, at) : undefined;
    }
    return this.once(declaration.address, declaration.header, () =>
      evaluate(value.expression, this.scope(value.file)),
    );
  }

  /** A resource or module call as a whole: one instance, a list of them, or a map. */
  private whole(declaration: Declaration, at: Range): Value {
    const { attributes } = declaration.body;
    const values = this.instances(declaration).map((instance) => ({
      instance,
      value: instance.when.reduceRight<Value>(
        (inner, { condition, holds }) => onlyIf(condition, holds, inner, instance.many),
        { kind: "instance", address: instance.address, range: at },
      ),
    }));
    if (attributes.has("count"))
      return listValue(
        values.map(({ value }) => value),
        at,
        "list",
      );
    if (attributes.has("for_each")) {
      const entries = values.flatMap(({ instance, value }): Entry[] => {
        const key = instance.key && toText(instance.key, this.budget);
        return key ? [{ key, value }] : [];
      });
      return { kind: "object", entries, range: at };
    }
    const reference = this.prefix + declaration.address;
    return values[0]?.value ?? unknownValue(reference, "not supported", at);
  }

  /** Computes a value once. `undefined`: it is needed to compute itself, which is reported. */
  private once<T>(key: string, at: Range, compute: () => T): T | undefined {
    if (this.known.has(key)) return this.known.get(key) as T;
    if (this.pending.has(key)) {
      const shown = key.startsWith(this.prefix) ? key : this.prefix + key;
      this.configuration.reportCycle(shown, at);
      return undefined;
    }
    this.pending.add(key);
    const value = compute();
    this.pending.delete(key);
    this.known.set(key, value);
    return value;
  }
}

export function isPolicyDocument({ address, type }: Declaration): boolean {
  return type === "aws_iam_policy_document" && address.startsWith("data.");
}
