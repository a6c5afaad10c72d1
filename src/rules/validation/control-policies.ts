import { isKnownService, supportsResourceControlPolicies } from "../../catalog/catalog.ts";
import { isStar } from "../../policy/pattern.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { displayText, knownText, type TextValue } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { canonicalStatement } from "../canonical.ts";
import type { Rule } from "../rule.ts";
import { quoted, quotedValue } from "../wording.ts";
import { certainMember } from "./members.ts";
import { principalElements } from "./principals.ts";

/**
 * A wildcard before the end of an action. AWS Organizations takes it since 2025-09-19; Access
 * Analyzer's reference still has the code, so that both of them do not agree.
 */
export const scpSyntaxErrorActionWildcard: Rule = {
  issueCode: "SCP_SYNTAX_ERROR_ACTION_WILDCARD",
  findingType: "ERROR",
  summary: "an action of a service control policy has a wildcard before its end",
  accessAnalyzer: true,
  kinds: ["scp"],
  // AWS Organizations takes such patterns since 2025-09-19; Access Analyzer's reference lags behind.
  confidence: "hint",

  *statement({ action, notAction }) {
    for (const value of [...(action?.values ?? []), ...(notAction?.values ?? [])]) {
      if (!hasWildcardBeforeEnd(value)) continue;
      yield {
        at: value.range,
        subject: displayText(value).toLowerCase(),
        details: `${quotedValue(value)} has a wildcard before its end, which Access Analyzer's reference forbids in service control policies. Name the actions, or let the wildcard be the last character.`,
      };
    }
  },
};

/** An unknown part may turn out to be empty: what stands behind it counts. */
function hasWildcardBeforeEnd({ parts }: TextValue): boolean {
  const text = parts.map((part) => (part.kind === "literal" ? part.text : "")).join("");
  let end = text.length;
  while (end > 0 && /[*?]/.test(text.charAt(end - 1))) end--;
  return /[*?]/.test(text.slice(0, end));
}

/** A resource control policy applies to everyone. */
export const rcpSyntaxErrorPrincipal: Rule = {
  issueCode: "RCP_SYNTAX_ERROR_PRINCIPAL",
  findingType: "ERROR",
  summary: "the principal of a resource control policy is not *",
  accessAnalyzer: true,
  kinds: ["rcp"],

  *statement(statement) {
    for (const [name, element] of principalElements(statement)) {
      if (name === "Principal" && mayBeEveryone(statement)) continue;
      yield {
        at: element.range,
        subject: canonicalStatement(statement),
        details:
          'A resource control policy applies to every principal. Write `"Principal": "*"`, and tell principals apart with the condition key `aws:PrincipalArn`.',
      };
    }
  },
};

/** Only a policy that AWS itself manages allows anything: everything. */
export const rcpSyntaxErrorAllow: Rule = {
  issueCode: "RCP_SYNTAX_ERROR_ALLOW",
  findingType: "ERROR",
  summary: "a resource control policy allows less than everything",
  accessAnalyzer: true,
  kinds: ["rcp"],

  *statement(statement) {
    if (statement.effect !== "Allow") return;
    const at = narrowed(statement);
    if (!at) return;
    yield {
      at,
      subject: canonicalStatement(statement),
      details:
        'A resource control policy grants nothing: an `Allow` must have the principal `*`, the resource `*` and no condition. Write what is to be refused with `"Effect": "Deny"`.',
    };
  },
};

/** The first element that makes the statement narrower than everything. */
function narrowed(statement: Statement): Range | undefined {
  const { resource, notResource, principal, notPrincipal, conditions } = statement;
  if (notPrincipal) return notPrincipal.range;
  if (principal && !mayBeEveryone(statement)) return principal.range;
  if (notResource) return notResource.range;
  if (resource && !resource.values.every(mayBeStar)) return resource.range;
  return conditions[0]?.operator.range;
}

function mayBeEveryone({ principal }: Statement): boolean {
  const principals = principal?.principals ?? [];
  return principals.length === 0 || principals.some(({ value }) => mayBeStar(value));
}

function mayBeStar(value: TextValue): boolean {
  return isStar(value) || knownText(value) === undefined;
}

export const rcpSyntaxErrorNotAction: Rule = {
  issueCode: "RCP_SYNTAX_ERROR_NOTACTION",
  findingType: "ERROR",
  summary: "a resource control policy has NotAction",
  accessAnalyzer: true,
  kinds: ["rcp"],

  *statement(statement) {
    const found = certainMember(statement.node, "NotAction");
    if (!found) return;
    yield {
      at: found.value.range,
      subject: canonicalStatement(statement),
      details: "A resource control policy cannot have `NotAction`. Name the actions with `Action`.",
    };
  },
};

/** Resource control policies apply to some services only; the others are not affected by them. */
export const rcpSyntaxErrorAction: Rule = {
  issueCode: "RCP_SYNTAX_ERROR_ACTION",
  findingType: "ERROR",
  summary: "resource control policies do not apply to the service",
  accessAnalyzer: true,
  kinds: ["rcp"],

  *statement({ action }) {
    for (const value of action?.values ?? []) {
      const text = displayText(value);
      const prefix = text.slice(0, Math.max(0, text.indexOf(":")));
      if (!isKnownService(prefix) || supportsResourceControlPolicies(prefix)) continue;
      yield {
        at: value.range,
        subject: text.toLowerCase(),
        details: `${quotedValue(value)} is an action of ${quoted(prefix)}, to which resource control policies do not apply.`,
      };
    }
  },
};
