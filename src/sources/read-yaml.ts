import type { NotJudged } from "../policy/inventory.ts";
import { member, type Node } from "../policy/node.ts";
import type { Policy } from "../policy/policy.ts";
import { displayText } from "../policy/text-value.ts";
import { mayBeServerless, serverlessGrants } from "./cloudformation/serverless.ts";
import { documentsMax, parseYamlStream } from "./cloudformation/yaml.ts";
import { isPolicyDocument, mentionsPolicy } from "./json/policy-content.ts";
import { type FoundDocument, findDocuments, readPolicy, readWrapped } from "./json/read-json.ts";
import type { DeclaredUse, SourceResult, SyntaxProblem } from "./source.ts";
import { nothing } from "./source-result.ts";

/** Documents of other tools in one file that are listed. */
const listedMax = 20;

/** Policies of one file that are judged. */
const policiesMax = 100;

/**
 * Reads a YAML file that is no template: a policy document written in YAML, and the manifests from
 * which controllers in Kubernetes make policies, are judged. A document in a file of any other tool
 * is listed with its place, since what the tool makes of it is not known. `undefined`: there is
 * nothing of the kind in it.
 *
 * `declared` is what the configuration says of the file: it is read as a policy document then.
 */
export function readYaml(
  path: string,
  text: string,
  declared?: DeclaredUse,
): SourceResult | undefined {
  if (!isYamlPath(path)) return undefined;
  const isMentioned = mentionsPolicy(text);
  if (!declared && !isMentioned && !mayBeServerless(text)) return undefined;

  const parsed = parseYamlStream(path, text);
  const policies: Policy[] = [];
  const notJudged: NotJudged[] = [];
  const syntaxProblems: SyntaxProblem[] = [];
  for (const [index, { node, problems }] of parsed.entries()) {
    const front = parsed.length > 1 ? `#${index + 1}` : "";
    const judged = toJudge(node, declared);
    const isReadable = judged.length > 0 && (declared !== undefined || !judged.some(hasFunctions));
    if (isReadable) {
      for (const found of judged) {
        const pointer = `${front}${found.pointer}`;
        policies.push(...readPolicy(path, { ...found, pointer }, declared));
        syntaxProblems.push(...found.problems);
      }
      syntaxProblems.push(...problems);
      continue;
    }
    notJudged.push(...serverlessGrants(path, node));
    for (const range of documentsInside(node)) {
      const reason = "a policy document in a file of another tool: it is not judged";
      notJudged.push({ range, address: path, reason, unread: false });
    }
  }
  const isBroken = parsed.some(({ problems }) => problems.length > 0);
  const isFound = policies.length + notJudged.length > 0;
  const whole = { file: path, start: 0, end: text.length };
  if (!isFound && (declared || (isMentioned && isBroken))) {
    // Templates of Helm and others are no YAML before they are filled in.
    const isFilledIn = !declared && text.includes("{{");
    const reason = isBroken
      ? "this speaks of policies, and its YAML is broken: no policy document could be read"
      : "the configuration says that this is a policy document, but it is none";
    notJudged.push({ range: whole, address: path, reason, unread: !isFilledIn });
    if (!isFilledIn) syntaxProblems.push(...parsed.flatMap(({ problems }) => problems));
  }
  if (policies.length > policiesMax || (isFound && parsed.length >= documentsMax)) {
    policies.length = Math.min(policies.length, policiesMax);
    const reason = `this is ${documentsMax} YAML documents or more, or more than ${policiesMax} policies: those past that are not judged`;
    notJudged.push({ range: whole, address: path, reason, unread: true });
  }
  const isNothing = policies.length + notJudged.length + syntaxProblems.length === 0;
  return isNothing ? undefined : { ...nothing, policies, notJudged, syntaxProblems };
}

function isYamlPath(path: string): boolean {
  return /\.ya?ml$/i.test(path);
}

function toJudge(root: Node | undefined, declared: DeclaredUse | undefined): FoundDocument[] {
  const documents = findDocuments(root);
  if (documents.length > 0) return documents;
  if (declared) return root?.kind === "object" ? [{ node: root, pointer: "", problems: [] }] : [];
  return isManifestOfPolicies(root) ? documentsBelow(root) : [];
}

/** The groups of AWS Controllers for Kubernetes, and of the AWS provider of Crossplane. */
const controllers = /(?:\.services\.k8s\.aws|\baws(?:\.m)?\.(?:upbound|crossplane)\.io)\//;

function isManifestOfPolicies(root: Node | undefined): root is Node {
  if (root?.kind !== "object") return false;
  const version = member(root, "apiVersion")?.value;
  return version?.kind === "string" && controllers.test(displayText(version.value));
}

/** By their place below the manifest: `#/spec/forProvider/policy`. */
function documentsBelow(root: Node): FoundDocument[] {
  const name = nameOf(root);
  return inside(root).flatMap(({ node, path }) => {
    const found = readWrapped(node);
    return found ? [{ ...found, pointer: `#${[name, ...path].join("/")}` }] : [];
  });
}

function nameOf(root: Node): string {
  const metadata = root.kind === "object" ? member(root, "metadata")?.value : undefined;
  const name = metadata?.kind === "object" ? member(metadata, "name")?.value : undefined;
  return name?.kind === "string" ? displayText(name.value) : "";
}

function documentsInside(root: Node | undefined): Node["range"][] {
  if (!root) return [];
  return inside(root)
    .slice(0, listedMax)
    .map(({ node }) => node.range);
}

/** The outermost values that look like policy documents, as objects or as texts with JSON. */
function inside(root: Node): { readonly node: Node; readonly path: readonly string[] }[] {
  const found: { node: Node; path: readonly string[] }[] = [];
  const pending: { node: Node; path: readonly string[] }[] = [{ node: root, path: [] }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, path } = next;
    const isPolicy: boolean = isPolicyDocument(node) || isPolicyText(node);
    if (isPolicy) found.push(next);
    else if (node.kind === "array") {
      for (const [index, item] of [...node.items.entries()].reverse()) {
        pending.push({ node: item, path: [...path, String(index)] });
      }
    } else if (node.kind === "object") {
      for (const { key, value } of node.members.toReversed()) {
        pending.push({ node: value, path: [...path, displayText(key)] });
      }
    }
  }
  return found;
}

function isPolicyText(node: Node): boolean {
  if (node.kind !== "string") return false;
  const text = displayText(node.value);
  return text.trimStart().startsWith("{") && mentionsPolicy(text);
}

/** A part of a template or of another tool's file: what its functions give is not known here. */
function hasFunctions({ node }: FoundDocument): boolean {
  const pending = node ? [node] : [];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.kind === "array") pending.push(...next.items);
    if (
      next.kind === "string" &&
      /\$\{(?:self|opt|file|env|sls|param)[:(]/.test(displayText(next.value))
    )
      return true;
    if (next.kind !== "object") continue;
    for (const { key, value } of next.members) {
      if (/^(?:Ref$|Fn::)/.test(displayText(key))) return true;
      pending.push(value);
    }
  }
  return false;
}
