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

function isStatement(node: Node): boolean {
  return node.kind === "object" && statementElements.some((name) => member(node, name));
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
