import type { NotJudged } from "../../policy/inventory.ts";
import type { Range } from "../../text/range.ts";
import type { SourceFiles, SyntaxProblem } from "../source.ts";
import type { Attribute, Block, Body, Expression } from "./hcl/ast.ts";
import { parseHcl } from "./hcl/parse-hcl.ts";

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
  /** Characters in all its files. */
  readonly length: number;
  readonly syntaxProblems: readonly SyntaxProblem[];
  readonly notJudged: readonly NotJudged[];
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
interface Definition {
  readonly expression: Expression;
  readonly file: string;
}

export interface MergedBody {
  readonly attributes: ReadonlyMap<string, LocatedAttribute>;
  readonly blocks: readonly LocatedBlock[];
}

interface LocatedAttribute extends Definition {
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
}

/**
 * Reads the files that Terraform reads in a directory. Files whose text is not there are left out:
 * the caller loads them and asks again.
 *
 * @param names the paths of all files that stand directly in the directory
 */
export function loadModule(
  files: SourceFiles,
  directory: string,
  names: readonly string[],
): Module {
  const tables: Tables = {
    declarations: new Map(),
    locals: new Map(),
    variables: new Map(),
    calls: new Map(),
  };
  const syntaxProblems: SyntaxProblem[] = [];
  const notJudged: NotJudged[] = [];
  let length = 0;
  const parse = (path: string): Body | undefined => {
    const text = files.text(path);
    if (text === undefined) return undefined;
    length += text.length;
    const { body, problems } = parseHcl(text);
    for (const { span, message } of problems) {
      syntaxProblems.push({ language: "hcl", at: at(path, span), details: message });
    }
    return body;
  };

  const sources = names.filter((path) => /\.(tf|tofu)$/.test(path)).sort();
  const overrides = sources.filter((path) => /(^|\/|_)override\.(tf|tofu)$/.test(path));
  for (const path of sources) {
    const body = overrides.includes(path) ? undefined : parse(path);
    if (body) declare(body, path, tables, false);
  }
  for (const path of overrides) {
    const body = parse(path);
    if (body) declare(body, path, tables, true);
  }
  const inputs = new Map<string, Definition>();
  for (const path of inputFiles(names)) {
    for (const { name, value } of parse(path)?.attributes ?? []) {
      inputs.set(name, { expression: value, file: path });
    }
  }
  for (const path of names) {
    if (!/\.(tf|tofu|tfvars)\.json$/.test(path)) continue;
    if (path.endsWith(".tfvars.json") && !/(^|\/)terraform\.|\.auto\./.test(path)) continue;
    const reason =
      "Terraform's JSON syntax is not read yet: what this file declares is not judged.";
    notJudged.push({ range: { file: path, start: 0, end: 0 }, reason, unread: false });
  }
  return {
    directory,
    declarations: tables.declarations,
    locals: tables.locals,
    variables: tables.variables,
    inputs,
    calls: tables.calls,
    length,
    syntaxProblems,
    notJudged,
  };
}

/** In the order in which Terraform reads them: later ones win. */
function inputFiles(names: readonly string[]): string[] {
  const base = (path: string) => path.slice(path.lastIndexOf("/") + 1);
  return [
    ...names.filter((path) => base(path) === "terraform.tfvars"),
    ...names.filter((path) => path.endsWith(".auto.tfvars")).sort(),
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
    case "module":
      return { address: `module.${first}`, type: "module", name: first, ...shared };
    default:
      return undefined;
  }
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
