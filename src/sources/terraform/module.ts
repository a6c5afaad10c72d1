import type { Range } from "../../text/range.ts";
import type { SourceFiles, SyntaxProblem } from "../source.ts";
import type { Attribute, Block, Body, Expression } from "./hcl/ast.ts";
import { parseHcl } from "./hcl/parse-hcl.ts";
import { parseJsonBody } from "./json-body.ts";
import { isTerragruntPath, readUnit, type Unit } from "./terragrunt.ts";

/** What the files of one directory declare. */
export interface Module {
  /** From the root of the repository; empty for the root itself. */
  readonly directory: string;
  /** Resources and data sources by their address; of a repeated one the first. */
  readonly declarations: ReadonlyMap<string, Declaration>;
  readonly locals: ReadonlyMap<string, Definition>;
  readonly variables: ReadonlyMap<string, Declaration>;
  /** Values from `terraform.tfvars` and `*.auto.tfvars`. */
  readonly inputs: ReadonlyMap<string, Definition>;
  readonly calls: ReadonlyMap<string, Declaration>;
  readonly outputs: ReadonlyMap<string, Declaration>;
  /** Configurations of providers: `provider.aws`, `provider.aws.eu`. */
  readonly providers: ReadonlyMap<string, Declaration>;
  /** False while the text of a file is not there. */
  readonly isLoaded: boolean;
  /** False when a file could not be read to its end: something may be declared that is not known. */
  readonly complete: boolean;
  /** It keeps state of its own, as a module that others call does not. */
  readonly hasBackend: boolean;
  /** Where a unit of Terragrunt has to do with files that are not followed. */
  readonly notFollowed: Unit["notFollowed"];
  /** Characters in all its files. */
  readonly length: number;
  readonly syntaxProblems: readonly SyntaxProblem[];
}

/** A block with the file it stands in. */
export interface Declaration {
  /** `aws_iam_role.deploy`, `data.aws_iam_policy_document.deploy`, `var.name`, `module.app`. */
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly file: string;
  readonly body: MergedBody;
  /** From the type to the last label. */
  readonly header: Range;
  readonly range: Range;
}

/** An argument with the file it stands in: an override file can replace single arguments. */
export interface Definition {
  readonly expression: Expression;
  readonly file: string;
}

export interface MergedBody {
  readonly attributes: ReadonlyMap<string, LocatedAttribute>;
  readonly blocks: readonly LocatedBlock[];
}

export interface LocatedAttribute extends Definition {
  /** Range of the argument's name. */
  readonly key: Range;
}

export interface LocatedBlock {
  readonly block: Block;
  readonly file: string;
}

interface Tables {
  declarations: Map<string, Declaration>;
  locals: Map<string, Definition>;
  variables: Map<string, Declaration>;
  calls: Map<string, Declaration>;
  outputs: Map<string, Declaration>;
  providers: Map<string, Declaration>;
  hasBackend: boolean;
}

/**
 * Reads the files that Terraform reads in a directory. Files whose text is not there are left out:
 * the caller loads them and asks again.
 *
 * @param names the paths of all files that stand directly in the directory
 * @param hasLinks true when Terraform files stand there by symbolic links, which are not followed
 */
export function loadModule(
  files: SourceFiles,
  directory: string,
  names: readonly string[],
  hasLinks = false,
): Module {
  const tables: Tables = {
    declarations: new Map(),
    locals: new Map(),
    variables: new Map(),
    calls: new Map(),
    outputs: new Map(),
    providers: new Map(),
    hasBackend: false,
  };
  const syntaxProblems: SyntaxProblem[] = [];
  let length = 0;
  let isLoaded = true;
  const parse = (path: string): Body | undefined => {
    const text = files.text(path);
    if (text === undefined) {
      isLoaded = false;
      return undefined;
    }
    length += text.length;
    const { body, problems } = parseBody(path, text);
    syntaxProblems.push(...problems);
    return body;
  };

  const sources = names.filter(isConfigurationPath).sort();
  const overrides = sources.filter((path) => /(^|\/|_)override\.(tf|tofu)(\.json)?$/.test(path));
  for (const path of sources) {
    const isOther = overrides.includes(path) || isTerragruntPath(path);
    const body = isOther ? undefined : parse(path);
    if (body) declare(body, path, tables, false);
  }
  for (const path of overrides) {
    const body = parse(path);
    if (body) declare(body, path, tables, true);
  }
  const inputs = new Map<string, Definition>();
  const notFollowed: Unit["notFollowed"][number][] = [];
  for (const path of sources.filter(isTerragruntPath)) {
    const body = parse(path);
    const unit = body && readUnit(body, path, files, sources.length > 1);
    if (!unit) continue;
    isLoaded &&= unit.isLoaded;
    if (unit.call) tables.calls.set(unit.call.address, unit.call);
    // What stands beside the unit is another language, with locals of its own.
    if (sources.length === 1) for (const each of unit.locals) tables.locals.set(...each);
    for (const each of unit.inputs) inputs.set(...each);
    notFollowed.push(...unit.notFollowed);
  }
  for (const path of inputFiles(names)) {
    for (const [name, value] of definitionsOf(path, parse(path))) inputs.set(name, value);
  }
  const complete = isLoaded && syntaxProblems.length === 0 && !hasLinks;
  return { directory, ...tables, inputs, isLoaded, complete, notFollowed, length, syntaxProblems };
}

/** Whether Terraform reads a file of a directory as a part of the configuration, or Terragrunt does. */
export function isConfigurationPath(path: string): boolean {
  return /\.(tf|tofu)(\.json)?$/.test(path) || isTerragruntPath(path);
}

/** The values that a `.tfvars` file gives to variables. */
export function definitionsOf(path: string, body: Body | undefined): [string, Definition][] {
  return (body?.attributes ?? []).map(({ name, value }) => [
    name,
    { expression: value, file: path },
  ]);
}

/** Reads a file of either syntax. */
export function parseBody(path: string, text: string): { body: Body; problems: SyntaxProblem[] } {
  if (path.endsWith(".json")) return parseJsonBody(path, text);
  const { body, problems } = parseHcl(text);
  return {
    body,
    problems: problems.map(({ span, message }) => ({
      language: "hcl",
      at: at(path, span),
      details: message,
    })),
  };
}

/** In the order in which Terraform reads them: later ones win. */
function inputFiles(names: readonly string[]): string[] {
  const base = (path: string) => path.slice(path.lastIndexOf("/") + 1);
  return [
    ...names.filter((path) => base(path) === "terraform.tfvars"),
    ...names.filter((path) => base(path) === "terraform.tfvars.json"),
    ...names.filter((path) => /\.auto\.tfvars(\.json)?$/.test(path)).sort(),
  ];
}

function declare(body: Body, file: string, tables: Tables, override: boolean): void {
  for (const block of body.blocks) {
    if (block.type === "locals") {
      for (const { name, value } of block.body.attributes) {
        if (override || !tables.locals.has(name))
          tables.locals.set(name, { expression: value, file });
      }
      continue;
    }
    if (block.type === "terraform") {
      tables.hasBackend ||= block.body.blocks.some(({ type }) => /^(backend|cloud)$/.test(type));
      continue;
    }
    const declaration = declarationOf(block, file);
    const table = declaration && tableOf(block.type, tables);
    if (!declaration || !table) continue;
    const existing = table.get(declaration.address);
    if (!existing) table.set(declaration.address, declaration);
    else if (override) table.set(declaration.address, merged(existing, declaration));
  }
}

function tableOf(type: string, tables: Tables): Map<string, Declaration> | undefined {
  switch (type) {
    case "resource":
    case "data":
    case "ephemeral":
      return tables.declarations;
    case "variable":
      return tables.variables;
    case "module":
      return tables.calls;
    case "output":
      return tables.outputs;
    case "provider":
      return tables.providers;
    default:
      return undefined;
  }
}

function declarationOf(block: Block, file: string): Declaration | undefined {
  const [first, second] = block.labels.map(({ text }) => text);
  if (first === undefined) return undefined;
  const shared = {
    file,
    body: bodyOf(block.body, file),
    header: at(file, block.headerSpan),
    range: at(file, block.span),
  };
  switch (block.type) {
    case "resource":
      if (second === undefined) return undefined;
      return { address: `${first}.${second}`, type: first, name: second, ...shared };
    case "data":
    case "ephemeral":
      if (second === undefined) return undefined;
      return { address: `${block.type}.${first}.${second}`, type: first, name: second, ...shared };
    case "variable":
      return { address: `var.${first}`, type: "variable", name: first, ...shared };
    case "output":
      return { address: `output.${first}`, type: "output", name: first, ...shared };
    case "module":
      return { address: `module.${first}`, type: "module", name: first, ...shared };
    case "provider": {
      const alias = literalOf(shared.body.attributes.get("alias")?.expression);
      const address = `provider.${first}${alias === undefined ? "" : `.${alias}`}`;
      return { address, type: "provider", name: first, ...shared };
    }
    default:
      return undefined;
  }
}

/** A text without anything to evaluate in it. */
function literalOf(expression: Expression | undefined): string | undefined {
  const parts = expression?.kind === "template" ? expression.parts : undefined;
  const [part] = parts ?? [];
  return parts?.length === 1 && part?.kind === "text" ? part.text : undefined;
}

export function bodyOf(body: Body, file: string): MergedBody {
  return {
    attributes: new Map(
      body.attributes.map((attribute) => [attribute.name, located(attribute, file)]),
    ),
    blocks: body.blocks.map((block) => ({ block, file })),
  };
}

function located({ value, nameSpan }: Attribute, file: string): LocatedAttribute {
  return { expression: value, file, key: at(file, nameSpan) };
}

/** Override files replace single arguments, and all nested blocks of a type. */
function merged(declaration: Declaration, override: Declaration): Declaration {
  const replaced = new Set(override.body.blocks.map(({ block }) => block.type));
  return {
    ...declaration,
    body: {
      attributes: new Map([...declaration.body.attributes, ...override.body.attributes]),
      blocks: [
        ...declaration.body.blocks.filter(({ block }) => !replaced.has(block.type)),
        ...override.body.blocks,
      ],
    },
  };
}

function at(file: string, span: { start: number; end: number }): Range {
  return { file, start: span.start, end: span.end };
}
