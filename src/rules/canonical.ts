import type { ConditionEntry, Element, Principal, Statement } from "../policy/policy-document.ts";
import { displayText, type TextValue } from "../policy/text-value.ts";

/**
 * Canonical texts for the subjects of findings: what is granted, free of Sid, order, spelling of
 * actions, file and place, so that a finding keeps its identity when a policy is moved or rewritten.
 */

/** The whole statement: `allow s3:getobject on arn:aws:s3:::b/* to AWS:* if StringEquals aws:x=[y]`. */
export function canonicalStatement(statement: Statement): string {
  const parts = [statement.effect?.toLowerCase() ?? "?"];
  if (statement.action) parts.push(canonicalActions(statement.action));
  if (statement.notAction) parts.push("all but", canonicalActions(statement.notAction));
  if (statement.resource) parts.push("on", canonicalTexts(statement.resource.values));
  if (statement.notResource) parts.push("on all but", canonicalTexts(statement.notResource.values));
  if (statement.principal) parts.push("to", canonicalPrincipals(statement.principal.principals));
  if (statement.notPrincipal) {
    parts.push("to all but", canonicalPrincipals(statement.notPrincipal.principals));
  }
  parts.push(...canonicalConditions(statement.conditions));
  return parts.join(" ");
}

/** `allow iam:passrole on *`, with the conditions of the statement. For decisions on single values. */
export function canonicalGrant(statement: Statement, action: string, resource: string): string {
  const parts = [statement.effect?.toLowerCase() ?? "?", action.toLowerCase(), "on", resource];
  return [...parts, ...canonicalConditions(statement.conditions)].join(" ");
}

function canonicalActions(element: Element): string {
  return sorted(element.values.map((value) => displayText(value).toLowerCase()));
}

function canonicalTexts(values: readonly TextValue[]): string {
  return sorted(values.map(displayText));
}

/** `*` and `{ "AWS": "*" }` are the same to IAM. */
function canonicalPrincipals(principals: readonly Principal[]): string {
  return sorted(
    principals.map(({ type, value }) => {
      const text = displayText(value);
      return type === "*" || (type === "AWS" && text === "*") ? "*" : `${type}:${text}`;
    }),
  );
}

/** Nothing when there are none, so that the parts can be joined with spaces. */
function canonicalConditions(conditions: readonly ConditionEntry[]): string[] {
  if (conditions.length === 0) return [];
  const entries = conditions.map(({ operator, key, values }) =>
    [
      displayText(operator).toLowerCase(),
      `${displayText(key).toLowerCase()}=[${canonicalTexts(values)}]`,
    ].join(" "),
  );
  return ["if", [...new Set(entries)].sort().join(" and ")];
}

function sorted(texts: readonly string[]): string {
  return [...new Set(texts)].sort().join(",");
}
