import type { NotJudged } from "../../policy/inventory.ts";
import type { Node, ObjectNode } from "../../policy/node.ts";
import { displayText } from "../../policy/text-value.ts";
import type { SourceFiles, SourceResult, SyntaxProblem } from "../source.ts";
import { mergeResults } from "../source-result.ts";
import { differences } from "../variants.ts";
import { Evaluator } from "./evaluator.ts";
import { expandTemplate } from "./expand-template.ts";
import { macros } from "./macros.ts";
import { readParameterFiles } from "./parameter-files.ts";
import { parseTemplateText } from "./parse-template-text.ts";
import { readStacks } from "./read-stacks.ts";
import { withGeneratedRoles } from "./sam/generated-roles.ts";
import { withGlobals } from "./sam/globals.ts";
import { serverlessGrants } from "./serverless.ts";
import { isTemplate, readTemplate, type Template } from "./template.ts";

/** Repeated keys past this number are left out: they say nothing new about a file. */
const repeatedMax = 25;

/** Lists of parameter files with which one template is evaluated. */
const variantsMax = 8;

/** What a template holds, and the other files of the repository that take part in it. */
export interface CloudFormationResult extends SourceResult {
  readonly reads: readonly string[];
}

/**
 * Reads a CloudFormation template, in YAML or JSON, with its policies and their owners. `path` is
 * from the root of the repository. A template is recognised by its content; `undefined` means that
 * the file is none.
 *
 * What carries or grants access in a form that is not judged is listed with its place. `files` are
 * those that the template may name: included parts and the templates of nested stacks.
 * `parameterFiles` are lists of files with values of its parameters: the template is evaluated with
 * each of the lists. What the first one leads to has the plain addresses; what another one changes
 * has the last of its files in its address, `template.yml (prod.json)#Role`.
 */
export function readCloudFormation(
  path: string,
  text: string,
  files?: SourceFiles,
  parameterFiles: readonly (readonly string[])[] = [],
): CloudFormationResult | undefined {
  if (!mayBeTemplate(text)) return undefined;
  const { node, problems, alias } = parseTemplateText(path, text);
  const root = isTemplate(node) ? node : undefined;
  if (!root) {
    if (problems.length > 0) return unread(path, text, problems);
    return embeddedTemplate(path, node);
  }
  const reading = { path, text, root, problems, files };
  const [first = [], ...others] = parameterFiles;
  const results = [readVariant(reading, first, path)];
  const [plain] = results;
  for (const paths of others.slice(0, variantsMax - 1)) {
    const front = `${path} (${paths.at(-1) ?? "no parameter file"})`;
    const result = readVariant(reading, paths, front);
    if (!plain) continue;
    const other = differences(asVariant(result, front, path), plain);
    results.push({ ...other, reads: result.reads });
  }
  const whole: NotJudged[] = [];
  if (alias) {
    const reason =
      "CloudFormation takes neither YAML aliases nor merge keys: they are read as YAML defines them";
    whole.push({ range: alias, reason, unread: false });
  }
  if (parameterFiles.length > variantsMax) {
    const reason = `more than ${variantsMax} lists of parameter files: those past it are not judged`;
    whole.push({ range: { file: path, start: 0, end: 0 }, address: path, reason, unread: true });
  }
  const merged = mergeResults(results);
  return {
    ...merged,
    notJudged: [...whole, ...merged.notJudged],
    syntaxProblems: [...problems, ...withoutRepetition(merged.syntaxProblems)],
    reads: results.flatMap(({ reads }) => reads),
  };
}

interface Reading {
  readonly path: string;
  readonly text: string;
  readonly root: ObjectNode;
  readonly problems: readonly SyntaxProblem[];
  readonly files: SourceFiles | undefined;
}

/** The template with the values of these parameter files. */
function readVariant(
  { path, text, root, problems, files }: Reading,
  parameterFiles: readonly string[],
  front: string,
): CloudFormationResult {
  const given = readParameterFiles(path, parameterFiles, files);
  const evaluate = (template: Template) => new Evaluator(template, undefined, given.values);
  const expanded = expandTemplate(text, root, files, evaluate);
  const template = readTemplate(expanded.root);
  const evaluator = evaluate(withGeneratedRoles(withGlobals(template)));
  const stacks = readStacks(path, front, evaluator, files);
  const whole: NotJudged[] = [...given.notJudged, ...macros(template), ...expanded.notJudged];
  if (evaluator.exhausted) {
    const reason = "the values of this template grow too large: what is left of it is not judged";
    whole.push({ range: { file: path, start: 0, end: text.length }, reason, unread: true });
  }
  return {
    policies: stacks.policies,
    owners: stacks.owners,
    ...(stacks.elsewhere && { elsewhere: stacks.elsewhere }),
    ...(stacks.guards && { guards: stacks.guards }),
    notJudged: [...whole, ...stacks.notJudged],
    syntaxProblems: [
      ...repeatedKeys(template, problems),
      ...given.syntaxProblems,
      ...stacks.syntaxProblems,
    ],
    reads: [...given.reads, ...expanded.files, ...stacks.reads],
  };
}

/** With the plain addresses: those of `result` start with `front`, the plain ones with `path`. */
function asVariant(result: SourceResult, front: string, path: string): SourceResult {
  const marked = <T extends { readonly address: string }>(entry: T): T & { variantOf: string } => ({
    ...entry,
    variantOf: `${path}${entry.address.slice(front.length)}`,
  });
  return {
    ...result,
    policies: result.policies.map(marked),
    owners: result.owners.map(marked),
    ...(result.elsewhere && { elsewhere: result.elsewhere.map(marked) }),
  };
}

/** What several variants have alike is one mistake. */
function withoutRepetition(problems: readonly SyntaxProblem[]): SyntaxProblem[] {
  const byPlace = new Map<string, SyntaxProblem>();
  for (const problem of problems) {
    const { file, start, end } = problem.at;
    byPlace.set(`${file}:${start}:${end} ${problem.details}`, problem);
  }
  return [...byPlace.values()];
}

/** A linear look at the text, since most YAML and JSON in a repository is something else. */
function mayBeTemplate(text: string): boolean {
  return (
    text.includes("AWSTemplateFormatVersion") ||
    /\bType["']?\s*:\s*["']?(?:AWS|Alexa|Custom)::/.test(text)
  );
}

/** A file that is meant as a template and of which nothing could be read. */
function unread(
  path: string,
  text: string,
  problems: readonly SyntaxProblem[],
): CloudFormationResult {
  const range = { file: path, start: 0, end: text.length };
  const reason = "this template is broken: none of its resources could be read";
  return {
    policies: [],
    owners: [],
    notJudged: [{ range, reason, unread: true }],
    syntaxProblems: problems,
    reads: [],
  };
}

/** A template inside another document, as the Serverless Framework has it in `resources`. */
function embeddedTemplate(path: string, node: Node | undefined): CloudFormationResult | undefined {
  if (node?.kind !== "object") return undefined;
  const found = node.members.find(({ value }) => isTemplate(value));
  if (!found) return undefined;
  const reason = `the template below \`${displayText(found.key)}\` belongs to another tool: it is not judged`;
  return {
    policies: [],
    owners: [],
    notJudged: [
      ...serverlessGrants(path, node),
      { range: found.key.range, address: path, reason, unread: false },
    ],
    syntaxProblems: [],
    reads: [],
  };
}

/** Repeated keys of JSON; those of YAML are mistakes of its syntax, and reported already. */
function repeatedKeys(template: Template, problems: readonly SyntaxProblem[]): SyntaxProblem[] {
  const reported = new Set(problems.map(({ at }) => at.start));
  return template.repeated
    .filter(({ range }) => !reported.has(range.start))
    .slice(0, repeatedMax - Math.min(problems.length, repeatedMax))
    .map((key) => ({
      language: "json",
      at: key.range,
      details: `the name \`${displayText(key).slice(0, 60)}\` stands twice here: only the last one counts`,
    }));
}
