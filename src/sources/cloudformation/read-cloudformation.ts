import type { NotJudged } from "../../policy/inventory.ts";
import type { Node } from "../../policy/node.ts";
import { displayText } from "../../policy/text-value.ts";
import { parseFile } from "../json/parse-json.ts";
import type { SourceResult, SyntaxProblem } from "../source.ts";
import { Evaluator } from "./evaluator.ts";
import { macros } from "./macros.ts";
import { ResourceReader } from "./read-resources.ts";
import { isTemplate, readTemplate, type Template } from "./template.ts";
import { type ParsedYaml, parseYaml } from "./yaml.ts";

/** Repeated keys past this number are left out: they say nothing new about a file. */
const repeatedMax = 25;

/**
 * Reads a CloudFormation template, in YAML or JSON, with its policies and their owners. `path` is
 * from the root of the repository. A template is recognised by its content; `undefined` means that
 * the file is none.
 *
 * What carries or grants access in a form that is not judged is listed with its place.
 */
export function readCloudFormation(path: string, text: string): SourceResult | undefined {
  if (!mayBeTemplate(text)) return undefined;
  const { node, problems, alias } = parse(path, text);
  const template = isTemplate(node) ? readTemplate(node) : undefined;
  if (!template) {
    if (problems.length > 0) return unread(path, text, problems);
    return embeddedTemplate(path, node);
  }

  const evaluator = new Evaluator(template);
  const reader = new ResourceReader(path, evaluator);
  for (const resource of template.resources.values()) reader.read(resource);
  const whole: NotJudged[] = macros(template);
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
    policies: reader.policies,
    owners: reader.owners,
    notJudged: [...whole, ...reader.notJudged],
    syntaxProblems: [...problems, ...repeatedKeys(template, problems), ...reader.syntaxProblems],
  };
}

/** A linear look at the text, since most YAML and JSON in a repository is something else. */
function mayBeTemplate(text: string): boolean {
  return (
    text.includes("AWSTemplateFormatVersion") ||
    /\bType["']?\s*:\s*["']?(?:AWS|Alexa|Custom)::/.test(text)
  );
}

function parse(path: string, text: string): ParsedYaml {
  const isYamlName = /\.ya?ml$/i.test(path);
  const isJson = /\.json$/i.test(path) || text[text.search(/\S/)] === "{";
  if (!isJson) return parseYaml(path, text);
  const parsed = parseFile(path, text);
  // YAML has braces too.
  return parsed.problems.length > 0 && isYamlName ? parseYaml(path, text) : parsed;
}

/** A file that is meant as a template and of which nothing could be read. */
function unread(path: string, text: string, problems: readonly SyntaxProblem[]): SourceResult {
  const range = { file: path, start: 0, end: text.length };
  const reason = "this template is broken: none of its resources could be read";
  return {
    policies: [],
    owners: [],
    notJudged: [{ range, reason, unread: true }],
    syntaxProblems: problems,
  };
}

/** A template inside another document, as the Serverless Framework has it in `resources`. */
function embeddedTemplate(path: string, node: Node | undefined): SourceResult | undefined {
  if (node?.kind !== "object") return undefined;
  const found = node.members.find(({ value }) => isTemplate(value));
  if (!found) return undefined;
  const reason = `the template below \`${displayText(found.key)}\` belongs to another tool: it is not judged`;
  return {
    policies: [],
    owners: [],
    notJudged: [{ range: found.key.range, address: path, reason, unread: false }],
    syntaxProblems: [],
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
