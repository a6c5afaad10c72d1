import { member, type Node } from "../../policy/node.ts";
import type { Policy } from "../../policy/policy.ts";
import { readPolicyDocument } from "../../policy/read-policy-document.ts";
import type { DeclaredUse, SourceResult, SyntaxProblem } from "../source.ts";
import { parseFile, parseJson } from "./parse-json.ts";
import {
  isPolicyDocument,
  kindByContent,
  kindByFolder,
  languageVersions,
  mentionsPolicy,
} from "./policy-content.ts";

/**
 * Reads a file that holds a policy document as it is sent to AWS, bare or in the answer or request
 * of an AWS API. Such a file is recognised by its content; `undefined` means that it is none.
 *
 * `declared` is what the configuration says of the file: it is read as a policy document then,
 * whatever is in it.
 */
export function readJsonPolicy(
  path: string,
  text: string,
  declared?: DeclaredUse,
): SourceResult | undefined {
  if (!declared && !mayHoldPolicy(path, text)) return undefined;

  const { node, problems } = parseFile(path, text);
  let documents = findDocuments(node);
  const isBroken = problems.length > 0;
  if (documents.length === 0 && (declared || (isBroken && mentionsPolicy(text)))) {
    if (node?.kind !== "object") return unread(path, text, problems);
    documents = [{ node, pointer: "", problems: [] }];
  }
  if (documents.length === 0) return undefined;

  return {
    policies: documents.flatMap((found) => readPolicy(path, found, declared)),
    owners: [],
    notJudged: [],
    syntaxProblems: [...problems, ...documents.flatMap((found) => found.problems)],
  };
}

export interface FoundDocument {
  /** Absent when the text that should hold it could not be read at all. */
  readonly node?: Node;
  /** Where in the file it stands, as a JSON pointer; empty for the whole file. */
  readonly pointer: string;
  readonly problems: readonly SyntaxProblem[];
}

/** A linear look at the text, since most JSON in a repository is something else. */
function mayHoldPolicy(path: string, text: string): boolean {
  if (!text.includes("Statement") && !languageVersions.some((version) => text.includes(version))) {
    return false;
  }
  // White space includes the byte order mark here. A comment is a mistake in JSON, but a common one.
  const start = text.search(/\S/);
  // Two braces begin a template of Helm and others, and no JSON.
  const isObject = text[start] === "{" && text[start + 1] !== "{";
  return isObject || text[start] === "/" || path.toLowerCase().endsWith(".json");
}

/** Where AWS's APIs and command line put a policy document, as an object or as text with JSON. */
const wrappers: readonly (readonly string[])[] = [
  ["PolicyDocument"],
  ["Policy"],
  ["PolicyVersion", "Document"],
  ["AssumeRolePolicyDocument"],
  ["Role", "AssumeRolePolicyDocument"],
  ["ResourcePolicy"],
  ["InlinePolicy"],
  ["Attributes", "Policy"],
  ["policy"],
  ["policyText"],
];

/** The documents of a file that holds nothing else. */
export function findDocuments(root: Node | undefined): FoundDocument[] {
  if (isPolicyDocument(root)) return [{ node: root, pointer: "", problems: [] }];
  return wrappers.flatMap((names) => {
    const inner = names.reduce<Node | undefined>(
      (node, name) => (node?.kind === "object" ? member(node, name)?.value : undefined),
      root,
    );
    const found = inner && readWrapped(inner);
    return found ? [{ ...found, pointer: `#/${names.join("/")}` }] : [];
  });
}

/** The document that a value is, or that its text holds as JSON. */
export function readWrapped(node: Node): Omit<FoundDocument, "pointer"> | undefined {
  if (node.kind !== "string") return isPolicyDocument(node) ? { node, problems: [] } : undefined;
  const text = node.value.parts.map((part) => (part.kind === "literal" ? part.text : "")).join("");
  if (!text.trimStart().startsWith("{") || !text.includes("Statement")) return undefined;
  const parsed = parseJson(node.value);
  const isMeant =
    isPolicyDocument(parsed.node) || (parsed.problems.length > 0 && mentionsPolicy(text));
  return isMeant ? parsed : undefined;
}

export function readPolicy(
  path: string,
  { node, pointer }: FoundDocument,
  declared: DeclaredUse | undefined,
): Policy[] {
  if (!node) return [];
  const document = readPolicyDocument(node);
  const isTrust = /\/assumeRolePolicy(?:Document)?$/i.test(pointer);
  const kind =
    declared?.kind ??
    (isTrust ? "trust" : (kindByFolder(path, document) ?? kindByContent(document)));
  const resourceType = declared?.resourceType ?? (kind === "trust" ? "AWS::IAM::Role" : undefined);
  return [
    {
      address: `${path}${pointer}`,
      kind,
      ...(resourceType !== undefined && { resourceType }),
      range: node.range,
      document,
    },
  ];
}

/** A file that matters and of which nothing could be read. */
function unread(path: string, text: string, problems: readonly SyntaxProblem[]): SourceResult {
  const reason =
    problems.length > 0
      ? "the JSON is broken: no policy document could be read"
      : "the configuration says that this is a policy document, but it is no JSON object";
  const range = { file: path, start: 0, end: text.length };
  return {
    policies: [],
    owners: [],
    notJudged: [{ range, address: path, reason, unread: true }],
    syntaxProblems: problems,
  };
}
