import type { NotJudged } from "../../policy/inventory.ts";
import type { Member, Node } from "../../policy/node.ts";
import {
  displayText,
  knownText,
  placeholderText,
  sliceText,
  type TextPart,
  type TextValue,
} from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { fileLengthMax, type SourceFiles, type SyntaxProblem } from "../source.ts";
import { parseTemplateText } from "./parse-template-text.ts";
import { membersOf, scalarText } from "./template.ts";

/** What the parameter files of a template give. */
export interface GivenByFiles {
  /** Texts, or unknown values, by the name of the parameter. */
  readonly values: ReadonlyMap<string, Node>;
  readonly notJudged: readonly NotJudged[];
  readonly syntaxProblems: readonly SyntaxProblem[];
  readonly reads: readonly string[];
}

/**
 * Reads parameter files, later ones over earlier ones: the list that the AWS CLI takes
 * (`[{ "ParameterKey": …, "ParameterValue": … }]`, or `["Name=value"]`), a template configuration
 * of CodePipeline (`{ "Parameters": … }`), or names with values; in JSON or YAML. A list of values
 * stands for its items with commas between them. `template` is the path of the template that they
 * are for: a file that is not there is reported at its place.
 */
export function readParameterFiles(
  template: string,
  paths: readonly string[],
  files: SourceFiles | undefined,
): GivenByFiles {
  const values = new Map<string, Node>();
  const notJudged: NotJudged[] = [];
  const syntaxProblems: SyntaxProblem[] = [];
  const reads: string[] = [];
  for (const path of paths) {
    const report = (file: string, why: string, end = 0) => {
      const reason = `the parameter file \`${path}\` ${why}: the template is judged without it`;
      notJudged.push({
        range: { file, start: 0, end },
        address: template,
        reason,
        unread: true,
      });
    };
    if (!files?.paths.has(path)) {
      report(template, "that the configuration names is not there");
      continue;
    }
    reads.push(path);
    const text = files.text(path);
    if (text === undefined || text.length > fileLengthMax) {
      report(path, text === undefined ? "could not be read" : "is too large");
      continue;
    }
    const { node, problems } = parseTemplateText(path, text);
    for (const problem of problems) syntaxProblems.push(problem);
    const given = problems.length > 0 ? undefined : parametersIn(node);
    if (!given) {
      const why = problems.length > 0 ? "is broken" : "gives no parameters in a form that is known";
      report(path, why, text.length);
      continue;
    }
    for (const [name, value] of given) values.set(name, value);
  }
  return { values, notJudged, syntaxProblems, reads };
}

/** `undefined`: no form that is known. */
function parametersIn(node: Node | undefined): Map<string, Node> | undefined {
  if (node?.kind === "array") return parametersOfList(node.items);
  if (node?.kind !== "object") return undefined;
  const inner = membersOf(node).get("Parameters")?.value;
  if (inner?.kind === "array") return parametersOfList(inner.items);
  const members = inner?.kind === "object" ? inner.members : node.members;
  const given = new Map<string, Node>();
  for (const { key, value } of members) {
    if (value.kind === "null") continue;
    const text = valueText(value);
    if (!text) return undefined;
    given.set(displayText(key), { kind: "string", value: text, range: value.range });
  }
  return given;
}

function parametersOfList(items: readonly Node[]): Map<string, Node> | undefined {
  const given = new Map<string, Node>();
  for (const item of items) {
    const entry = item.kind === "object" ? entryOf(membersOf(item)) : assignment(item);
    if (!entry) return undefined;
    given.set(...entry);
  }
  return given;
}

/** `{ "ParameterKey": "Name", "ParameterValue": "value" }` */
function entryOf(members: ReadonlyMap<string, Member>): [string, Node] | undefined {
  const key = scalarText(members.get("ParameterKey")?.value);
  const name = key && knownText(key);
  if (!key || name === undefined) return undefined;
  const written = members.get("ParameterValue")?.value;
  // `UsePreviousValue`: the value that the deployed stack has.
  if (!written) return [name, deployedValue(name, key.range)];
  const value = valueText(written);
  return value && [name, { kind: "string", value, range: written.range }];
}

/** `"Name=value"` */
function assignment(item: Node): [string, Node] | undefined {
  const text = scalarText(item);
  if (!text) return undefined;
  const shown = placeholderText(text);
  const at = shown.indexOf("=");
  if (at < 0) return undefined;
  const value = sliceText(text, at + 1, shown.length);
  return [shown.slice(0, at), { kind: "string", value, range: value.range }];
}

function deployedValue(name: string, range: Range): Node {
  const unknown = {
    kind: "unknown",
    reference: `!Ref ${name}`,
    reason: "outside the repository",
    at: range,
  } as const;
  return { kind: "unknown", unknown, range };
}

/** A scalar, or the items of a list with commas between them. */
function valueText(node: Node): TextValue | undefined {
  if (node.kind !== "array") return scalarText(node);
  const parts: TextPart[] = [];
  for (const [index, item] of node.items.entries()) {
    const text = scalarText(item);
    if (!text) return undefined;
    if (index > 0) parts.push({ kind: "literal", text: ",", at: item.range });
    for (const part of text.parts) parts.push(part);
  }
  return { parts, range: node.range };
}
