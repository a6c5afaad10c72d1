import type { NotJudged } from "../../policy/inventory.ts";
import { displayText } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import type { SourceFiles, SyntaxProblem } from "../source.ts";
import { Budget } from "./budget.ts";
import { onlyIf, spreadEntries } from "./choice.ts";
import { evaluate } from "./evaluate.ts";
import { findFile } from "./file-paths.ts";
import { parseTemplate } from "./hcl/parse-hcl.ts";
import { instanceAttribute } from "./instance-attributes.ts";
import { type Instance, instancesOf } from "./instances.ts";
import { toText } from "./json-text.ts";
import type { MergedDocument } from "./merged-documents.ts";
import type { Declaration, Module } from "./module.ts";
import { renderPolicyDocument } from "./policy-document.ts";
import type { FoundFile, Scope, World } from "./scope.ts";
import { evaluateTemplate } from "./template.ts";
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

/** One module, evaluated on demand: every local, variable and document at most once. */
export class ModuleWorld implements World {
  readonly budget: Budget;
  readonly spliced = new Map<string, Value>();
  readonly notJudged: NotJudged[] = [];
  private readonly module: Module;
  private readonly files: SourceFiles;
  private readonly known = new Map<string, unknown>();
  private readonly pending = new Set<string>();
  private readonly problems = new Map<string, SyntaxProblem>();
  private readonly instancesByAddress = new Map<string, Instance>();

  constructor(module: Module, files: SourceFiles) {
    this.module = module;
    this.budget = Budget.forDirectory(module.length);
    this.files = files;
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
        return this.moduleOutput(reference, at);
      case "path":
        if (name === "module" || name === "root") return stringValue(".", at);
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
        if (declaration) return this.resource(declaration, at);
        // Its block may be the one that could not be parsed.
        return unknownValue(reference, "not supported", at);
      }
    }
  }

  attribute({ address }: InstanceValue, name: string, at: Range): Value {
    const instance = this.instancesByAddress.get(address);
    if (!instance) return unknownValue(`${address}.${name}`, "known after deployment", at);
    const { declaration } = instance;
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
    return instanceAttribute(
      instance,
      name,
      at,
      (argument) => this.argument(instance, argument),
      this.budget,
    );
  }

  /** An argument of the instance, evaluated; `undefined` when it is not set. */
  argument(instance: Instance, name: string): Value | undefined {
    const found = instance.declaration.body.attributes.get(name);
    if (!found) return undefined;
    return (
      this.once(`${instance.address}.${name}`, found.key, () =>
        evaluate(found.expression, { ...instance.scope, file: found.file }),
      ) ?? errorValue(`${instance.address}.${name}`, found.key)
    );
  }

  /** The rendered document of an `aws_iam_policy_document`; `undefined` when it contains itself. */
  document(instance: Instance): MergedDocument | undefined {
    return this.once(`${instance.address}.json`, instance.declaration.header, () =>
      renderPolicyDocument(instance),
    );
  }

  instances(declaration: Declaration): readonly Instance[] {
    const { address, file, header } = declaration;
    const found = this.once(`instances of ${address}`, header, () =>
      instancesOf(declaration, this.scope(file)),
    );
    for (const instance of found ?? []) this.instancesByAddress.set(instance.address, instance);
    return found ?? [];
  }

  instance(address: string): Instance | undefined {
    return this.instancesByAddress.get(address);
  }

  find(path: string): FoundFile {
    return findFile(this.files, this.module.directory, path);
  }

  reportSyntax(problems: readonly SyntaxProblem[]): void {
    for (const problem of problems) {
      const { file, start, end } = problem.at;
      this.problems.set(`${file}:${start}:${end} ${problem.details}`, problem);
    }
  }

  get syntaxProblems(): readonly SyntaxProblem[] {
    return [...this.problems.values()];
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

  /** What the old `template_file` data source makes of a file; its text in the block is not read. */
  private templateFile(instance: Instance): Value | undefined {
    const template = this.argument(instance, "template");
    const variables = this.argument(instance, "vars");
    const [part] = template?.kind === "string" ? template.text.parts : [];
    if (part?.kind !== "literal" || variables?.kind === "unknown") return undefined;
    const found = this.files.text(part.at.file);
    if (found !== part.text || part.at.start !== 0) return undefined;
    const entries = variables ? (spreadEntries(variables) ?? []) : [];
    const names = new Map(entries.map(({ key, value }) => [displayText(key), value]));
    return this.renderTemplate(part.at.file, found, names);
  }

  private local(name: string, reference: string, at: Range): Value {
    const definition = this.module.locals.get(name);
    if (!definition) return unknownValue(reference, "not supported", at);
    const { expression, file } = definition;
    const where = { file, start: expression.span.start, end: expression.span.end };
    return (
      this.once(reference, where, () => evaluate(expression, this.scope(file))) ??
      errorValue(reference, at)
    );
  }

  private variable(name: string, reference: string, at: Range): Value {
    const declaration = this.module.variables.get(`var.${name}`);
    if (!declaration) return unknownValue(reference, "not supported", at);
    const definition = this.module.inputs.get(name) ?? declaration.body.attributes.get("default");
    if (!definition) return unknownValue(reference, "input without a value", at);
    const type = declaration.body.attributes.get("type");
    return (
      this.once(reference, declaration.header, () => {
        const value = evaluate(definition.expression, this.scope(definition.file));
        return type ? convert(value, type.expression, this.scope(type.file)) : value;
      }) ?? errorValue(reference, at)
    );
  }

  private moduleOutput(reference: string, at: Range): Value {
    const call = this.module.calls.get(reference);
    const source = call?.body.attributes.get("source");
    const path = source && knownString(evaluate(source.expression, this.scope(source.file)));
    const local = path?.startsWith("./") || path?.startsWith("../");
    return unknownValue(reference, local ? "not supported" : "outside the repository", at);
  }

  /** A resource as a whole: one instance, a list of them, or a map. */
  private resource(declaration: Declaration, at: Range): Value {
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
    return values[0]?.value ?? unknownValue(declaration.address, "not supported", at);
  }

  /** Computes a value once. `undefined`: it is needed to compute itself, which is reported. */
  private once<T>(key: string, at: Range, compute: () => T): T | undefined {
    if (this.known.has(key)) return this.known.get(key) as T;
    if (this.pending.has(key)) {
      const reason = `\`${key}\` is needed to compute itself: Terraform refuses that, and what depends on it is not judged.`;
      if (!this.notJudged.some((entry) => entry.reason === reason)) {
        this.notJudged.push({ range: at, reason, unread: false });
      }
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
