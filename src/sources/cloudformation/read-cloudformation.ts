import type { NotJudged } from "../../policy/inventory.ts";
import type { Node } from "../../policy/node.ts";
import { displayText } from "../../policy/text-value.ts";
import type { SourceFiles, SourceResult, SyntaxProblem } from "../source.ts";
import { Evaluator } from "./evaluator.ts";
import { expandTemplate } from "./expand-template.ts";
import { macros } from "./macros.ts";
import { parseTemplateText } from "./parse-template-text.ts";
import { readStacks } from "./read-stacks.ts";
import { withGeneratedRoles } from "./sam/generated-roles.ts";
import { withGlobals } from "./sam/globals.ts";
import { isTemplate, readTemplate, type Template } from "./template.ts";

/** Repeated keys past this number are left out: they say nothing new about a file. */
const repeatedMax = 25;

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
 */
export function readCloudFormation(
  path: string,
  text: string,
  files?: SourceFiles,
): CloudFormationResult | undefined {
  if (!mayBeTemplate(text)) return undefined;
  const { node, problems, alias } = parseTemplateText(path, text);
  const root = isTemplate(node) ? node : undefined;
  if (!root) {
    if (problems.length > 0) return unread(path, text, problems);
    return embeddedTemplate(path, node);
  }

  const expanded = expandTemplate(text, root, files);
  const template = readTemplate(expanded.root);
  const evaluator = new Evaluator(withGeneratedRoles(withGlobals(template)));
  const stacks = readStacks(path, evaluator, files);
  const whole: NotJudged[] = [...macros(template), ...expanded.notJudged];
  if (alias) {
    const reason =
      "CloudFormation takes neither YAML aliases nor merge keys: they are read as YAML defines them";
    whole.push({ range: alias, reason, unread: false });
  }
  if (evaluator.exhausted) {
    const reason = "the values of this template grow too large: what is left of it is not judged";
    whole.push({ range: { file: path, start: 0, end: text.length }, reason, unread: true });
  }
  return {
    policies: stacks.policies,
    owners: stacks.owners,
    notJudged: [...whole, ...stacks.notJudged],
    syntaxProblems: [...problems, ...repeatedKeys(template, problems), ...stacks.syntaxProblems],
    reads: [...expanded.files, ...stacks.reads],
  };
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
    notJudged: [{ range: found.key.range, address: path, reason, unread: false }],
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
