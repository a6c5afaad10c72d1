import { member, type Node, type ObjectNode } from "../../policy/node.ts";
import type { PolicyKind } from "../../policy/policy.ts";
import type { PolicyDocument } from "../../policy/policy-document.ts";
import { knownText } from "../../policy/text-value.ts";

/** Elements of a statement that tell it from other lists called `Statement`. */
const statementElements = [
  "Effect",
  "Action",
  "NotAction",
  "Principal",
  "NotPrincipal",
  "Resource",
  "NotResource",
  "Condition",
];

/** The versions of the policy language (IAM User Guide, "Version"). */
export const languageVersions = ["2012-10-17", "2008-10-17"];

/**
 * Whether a tree is meant as a policy document, by its content alone. Deliberately lenient: a
 * document that lacks its effects or principals is to be reported, not overlooked.
 */
export function isPolicyDocument(node: Node | undefined): node is ObjectNode {
  if (node?.kind !== "object") return false;
  const statement = member(node, "Statement")?.value;
  if (statement && isStatement(statement)) return true;
  if (statement?.kind === "array" && statement.items.some(isStatement)) return true;
  const version = member(node, "Version")?.value;
  if (version?.kind !== "string") return false;
  const isLanguage = languageVersions.includes(knownText(version.value) ?? "");
  return isLanguage && (statement !== undefined || isStatement(node) || hasMisspeltStatement(node));
}

/** One element alone says nothing: the lines of a bank's statement have an `Action`, too. */
function isStatement(node: Node): boolean {
  if (node.kind !== "object") return false;
  const found = statementElements.flatMap((name) => member(node, name) ?? []);
  return found.length > 1 || found.some(({ value }) => isOfPolicies(value));
}

/** An effect, an action, an ARN; what is not known may be one. */
function isOfPolicies(value: Node): boolean {
  if (value.kind !== "string") return value.kind !== "number" && value.kind !== "boolean";
  const text = knownText(value.value);
  return text === undefined || ["Allow", "Deny", "*"].includes(text) || text.includes(":");
}

/** `statement`, `Statements`: the version of the language and this together leave no doubt. */
function hasMisspeltStatement(node: ObjectNode): boolean {
  return node.members.some(({ key }) => {
    const name = knownText(key)?.toLowerCase();
    return name === "statement" || name === "statements";
  });
}

/**
 * Whether a text mentions what a policy document is made of, as names of members or inside a text
 * with escapes. Linear, and done before anything is parsed.
 */
export function mentionsPolicy(text: string): boolean {
  return (
    /\bStatement\\?["']?\s*:/.test(text) &&
    /\b(?:Effect|(?:Not)?(?:Action|Principal|Resource))\\?["']?\s*:/.test(text)
  );
}

/** Actions that only ever stand in the trust policy of a role. */
const trustActions = [
  "sts:assumerole",
  "sts:assumerolewithsaml",
  "sts:assumerolewithwebidentity",
  "sts:assumeroot",
  "sts:tagsession",
  "sts:setsourceidentity",
  "sts:setcontext",
];

/** How a document is used, as far as its content tells. */
export function kindByContent(document: PolicyDocument): PolicyKind {
  const { statements } = document;
  if (!statements.some((statement) => statement.principal ?? statement.notPrincipal)) {
    return "identity";
  }
  const actions = statements.flatMap((statement) =>
    statement.notAction ? [undefined] : (statement.action?.values ?? []).map(knownText),
  );
  const isTrust = (action: string | undefined) =>
    action !== undefined && trustActions.includes(action.toLowerCase());
  return actions.length > 0 && actions.every(isTrust) ? "trust" : "resource";
}

/** Folders by what is usually kept in them; `_` counts as `-`, and capitals as small letters. */
const folders = new Map<string, PolicyKind>([
  ["scp", "scp"],
  ["scps", "scp"],
  ["service-control-policy", "scp"],
  ["service-control-policies", "scp"],
  ["rcp", "rcp"],
  ["rcps", "rcp"],
  ["resource-control-policy", "rcp"],
  ["resource-control-policies", "rcp"],
  ["boundaries", "boundary"],
  ["permission-boundaries", "boundary"],
  ["permissions-boundaries", "boundary"],
  ["vpc-endpoint-policies", "vpc-endpoint"],
  ["vpce-policies", "vpc-endpoint"],
]);

/**
 * How a document is used, by the folders that its file stands in: what limits others looks like what
 * grants. Only where its content fits: control policies and boundaries for identities have no
 * principals, and the others have one in every statement.
 */
export function kindByFolder(path: string, { statements }: PolicyDocument): PolicyKind | undefined {
  const names = path.toLowerCase().replaceAll("_", "-").split("/").slice(0, -1);
  const kind = names.flatMap((name) => folders.get(name) ?? []).at(-1);
  if (kind === undefined) return undefined;
  const needsPrincipal = kind === "rcp" || kind === "vpc-endpoint";
  const fits = statements.every(
    ({ principal, notPrincipal }) => ((principal ?? notPrincipal) !== undefined) === needsPrincipal,
  );
  return fits ? kind : undefined;
}
