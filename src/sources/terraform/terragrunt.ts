import type { Range } from "../../text/range.ts";
import type { SourceFiles } from "../source.ts";
import { directoryOf, withParents } from "./directories.ts";
import { relativePath } from "./file-paths.ts";
import type { Attribute, Block, Body, Expression, TemplatePart } from "./hcl/ast.ts";
import { parseHcl } from "./hcl/parse-hcl.ts";
import type { Declaration, Definition, LocatedAttribute } from "./module.ts";

/** What a `terragrunt.hcl` means to Terraform. */
export interface Unit {
  /** The call of the module that `terraform.source` names, with the inputs as its arguments. */
  readonly call?: Declaration;
  readonly locals: ReadonlyMap<string, Definition>;
  /** What is given to the variables of the configuration that it stands beside. */
  readonly inputs: ReadonlyMap<string, Definition>;
  /** Where something comes from, or goes to, that is not followed. */
  readonly notFollowed: readonly { readonly range: Range; readonly reason: string }[];
}

/** Files that a unit includes; Terragrunt users write one or two. */
const includesMax = 8;
/** Names that stand for others: `inputs = merge(local.shared, { … })`. */
const namesMax = 16;

export function isTerragruntPath(path: string): boolean {
  return /(^|\/)terragrunt\.hcl$/.test(path);
}

/**
 * Reads a unit of Terragrunt as one call of a module. Its functions, dependencies and what it reads
 * from other files are not known. `inputs` of a file that it includes by the name of the file count
 * where the unit does not set them, as in a shallow merge.
 *
 * @param isBeside true where Terraform files stand in the same directory
 */
export function readUnit(
  body: Body,
  path: string,
  files: SourceFiles,
  isBeside: boolean,
): Unit & { readonly isLoaded: boolean } {
  const own = readFile(body, path);
  const includes = blocksOf(body, "include");
  const [terraform] = blocksOf(body, "terraform");
  const source = terraform?.body.attributes.find(({ name }) => name === "source");
  if (!source && includes.length === 0) {
    const shared = isBeside ? [] : [...own.notFollowed, ...sharedBy(body, path)];
    return { ...own, inputs: own.inputs, notFollowed: shared, isLoaded: true };
  }

  const locals = new Map(own.locals);
  const inputs = new Map<string, LocatedAttribute>();
  const notFollowed = [...own.notFollowed];
  let isLoaded = true;
  for (const block of includes.slice(0, includesMax)) {
    const range = at(path, block.headerSpan);
    const included = includedPath(block, path, files);
    const text = included === undefined ? undefined : files.text(included);
    if (included === undefined || text === undefined) {
      isLoaded &&= included === undefined;
      notFollowed.push({ range, reason: includeReason });
      continue;
    }
    const found = readFile(parseHcl(text).body, included);
    if ([...found.locals.keys()].some((name) => own.locals.has(name)) && found.inputs.size > 0) {
      notFollowed.push({ range, reason: includeReason });
      continue;
    }
    for (const [name, definition] of found.locals) locals.set(name, definition);
    for (const [name, attribute] of found.inputs) inputs.set(name, attribute);
    notFollowed.push(...found.notFollowed);
  }
  for (const [name, attribute] of own.inputs) inputs.set(name, attribute);
  if (isBeside && !source) return { locals, inputs, notFollowed, isLoaded };

  const attributes = new Map(inputs);
  attributes.delete("source");
  if (source) {
    const expression = withoutFunctions(source.value, path, files);
    attributes.set("source", { expression, file: path, key: at(path, source.nameSpan) });
  }
  const block = (source ? terraform : undefined) ?? includes[0];
  if (!block) return { locals, inputs: new Map(), notFollowed, isLoaded };
  const call: Declaration = {
    address: "inputs",
    type: "module",
    name: "inputs",
    file: path,
    body: { attributes, blocks: [] },
    header: at(path, block.headerSpan),
    range: at(path, block.span),
  };
  return { call, locals, inputs: new Map(), notFollowed, isLoaded };
}

const includeReason =
  "What the included file gives to the inputs of this unit of Terragrunt is not worked out: only what the unit sets itself is judged.";

interface ReadFile {
  readonly locals: ReadonlyMap<string, Definition>;
  readonly inputs: ReadonlyMap<string, LocatedAttribute>;
  readonly notFollowed: Unit["notFollowed"];
}

function readFile(body: Body, path: string): ReadFile {
  const locals = new Map<string, Definition>();
  for (const { name, value } of blocksOf(body, "locals").flatMap(
    (block) => block.body.attributes,
  )) {
    if (!locals.has(name)) locals.set(name, { expression: value, file: path });
  }
  const inputs = new Map<string, LocatedAttribute>();
  const notFollowed: { range: Range; reason: string }[] = [];
  const written = body.attributes.find(({ name }) => name === "inputs");
  const pending = written ? [written.value] : [];
  for (let left = namesMax; pending.length > 0 && left > 0; left--) {
    const next = pending.shift();
    if (next?.kind === "parentheses") pending.unshift(next.inner);
    else if (next?.kind === "call" && next.name === "merge" && !next.expand)
      pending.unshift(...next.args);
    else if (next?.kind === "object") {
      for (const item of attributesOf(next, path)) inputs.set(...item);
    } else {
      const local = next && localName(next);
      const definition = local === undefined ? undefined : locals.get(local);
      if (definition) pending.unshift(definition.expression);
      else if (next) notFollowed.push({ range: at(path, next.span), reason: inputsReason });
    }
  }
  const [rest] = pending;
  if (rest) notFollowed.push({ range: at(path, rest.span), reason: inputsReason });
  return { locals, inputs, notFollowed };
}

const inputsReason =
  "Inputs of Terragrunt whose names are not known here: what they give to the module is not judged.";

function attributesOf(
  { items }: Extract<Expression, { kind: "object" }>,
  file: string,
): [string, LocatedAttribute][] {
  return items.flatMap(({ key, value }): [string, LocatedAttribute][] => {
    const name = literalOf(key);
    return name === undefined ? [] : [[name, { expression: value, file, key: at(file, key.span) }]];
  });
}

/** A file without a module: what it holds is for the units that include it, or read it. */
function sharedBy(body: Body, path: string): { range: Range; reason: string }[] {
  const inputs: Attribute | undefined = body.attributes.find(({ name }) => name === "inputs");
  const [locals] = blocksOf(body, "locals");
  const span = inputs?.nameSpan ?? locals?.headerSpan;
  return span ? [{ range: at(path, span), reason: sharedReason }] : [];
}

export const sharedReason =
  "What this file gives to units of Terragrunt that include or read it is not followed to them: what follows for access is not judged.";

/** The file that an `include` names: `find_in_parent_folders()`, or with the name of a file. */
function includedPath(block: Block, path: string, files: SourceFiles): string | undefined {
  const value = block.body.attributes.find(({ name }) => name === "path")?.value;
  return value?.kind === "call" ? foundInParents(value, path, files) : undefined;
}

function foundInParents(
  call: Extract<Expression, { kind: "call" }>,
  path: string,
  files: SourceFiles,
): string | undefined {
  if (call.name !== "find_in_parent_folders") return undefined;
  const [first] = call.args;
  const name = first ? literalOf(first) : "terragrunt.hcl";
  if (name === undefined) return undefined;
  return withParents(directoryOf(path))
    .slice(1)
    .map((directory) => (directory === "" ? name : `${directory}/${name}`))
    .find((candidate) => files.paths.has(candidate));
}

/** A source with the functions at its front that name a directory of the repository worked out. */
function withoutFunctions(source: Expression, path: string, files: SourceFiles): Expression {
  if (source.kind !== "template") return source;
  const [first, ...rest] = source.parts;
  if (first?.kind !== "interpolation") return source;
  const directory = namedDirectory(first.expression, path, files);
  if (directory === undefined) return source;
  const text = relativePath(directoryOf(path), directory);
  const front: TemplatePart = { kind: "text", text, anchors: [], span: first.span };
  return { ...source, parts: [front, ...rest] };
}

function namedDirectory(
  expression: Expression,
  path: string,
  files: SourceFiles,
): string | undefined {
  if (expression.kind !== "call") return undefined;
  const [argument] = expression.args;
  switch (expression.name) {
    case "get_repo_root":
    case "get_path_to_repo_root":
      return "";
    case "get_terragrunt_dir":
    case "get_original_terragrunt_dir":
      return directoryOf(path);
    case "dirname": {
      const found = argument?.kind === "call" ? foundInParents(argument, path, files) : undefined;
      return found === undefined ? undefined : directoryOf(found);
    }
    default:
      return undefined;
  }
}

function localName(expression: Expression): string | undefined {
  if (expression.kind !== "attribute" || expression.object.kind !== "variable") return undefined;
  return expression.object.name === "local" ? expression.name : undefined;
}

function blocksOf(body: Body, type: string): readonly Block[] {
  return body.blocks.filter((block) => block.type === type);
}

function literalOf(expression: Expression): string | undefined {
  const parts = expression.kind === "template" ? expression.parts : [];
  const [part] = parts;
  return parts.length === 1 && part?.kind === "text" ? part.text : undefined;
}

function at(file: string, span: { start: number; end: number }): Range {
  return { file, start: span.start, end: span.end };
}

/**
 * Whether a file other than `terragrunt.hcl` is one that units of Terragrunt in the same repository
 * include or read: it has blocks of Terragrunt's that hold values, and no other tool's name.
 */
export function isSharedByUnits(path: string, text: string, files: SourceFiles): boolean {
  if (!/\.hcl$/i.test(path) || isTerragruntPath(path) || otherTools.test(path)) return false;
  if (!/^(?:inputs\s*=|(?:locals|terraform|include|unit|stack)\b)/m.test(text)) return false;
  return /(^|\/)terragrunt\.stack\.hcl$/.test(path) || [...files.paths].some(isTerragruntPath);
}

const otherTools =
  /\.(?:pkr|nomad|tftest|tfmock|tfdeploy|tfcomponent|tfstack|tfquery|lock)\.hcl$|(^|\/)\.[^/]*\.hcl$/i;

/** The paths of modules that a unit calls, from its directory; a hint where to look. */
export function unitSources(path: string, text: string, files: SourceFiles): readonly string[] {
  const { call } = readUnit(parseHcl(text).body, path, files, false);
  const source = call?.body.attributes.get("source")?.expression;
  const literal = source && joined(source);
  return literal !== undefined && /^\.\.?(\/|$)/.test(literal) ? [literal] : [];
}

function joined(expression: Expression): string | undefined {
  if (expression.kind !== "template") return undefined;
  const texts = expression.parts.map((part) => (part.kind === "text" ? part.text : undefined));
  return texts.every((text) => text !== undefined) ? texts.join("") : undefined;
}
