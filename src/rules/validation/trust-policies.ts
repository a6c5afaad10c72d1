import type { Suggestion } from "../../findings/finding.ts";
import { member } from "../../policy/node.ts";
import { coversAction } from "../../policy/pattern.ts";
import type { Principal, Statement } from "../../policy/policy-document.ts";
import { displayText, knownText, type TextValue } from "../../policy/text-value.ts";
import { addingItem } from "../addition.ts";
import { canonicalStatement } from "../canonical.ts";
import { kindsOf } from "../kinds.ts";
import { memberRemoval } from "../removal.ts";
import { replacement } from "../replacement.ts";
import type { Rule } from "../rule.ts";
import { quoted, quotedValue } from "../wording.ts";
import { certainMember } from "./members.ts";

/** A role cannot be open to all but some. */
export const roleTrustPolicyNotPrincipal: Rule = {
  issueCode: "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL",
  findingType: "ERROR",
  summary: "a trust policy has NotPrincipal",
  accessAnalyzer: true,
  kinds: ["trust"],

  *statement(statement) {
    const found = certainMember(statement.node, "NotPrincipal");
    if (!found) return;
    yield {
      at: found.value.range,
      subject: canonicalStatement(statement),
      details:
        "The trust policy of a role cannot have `NotPrincipal`. Name who may assume the role with `Principal`.",
    };
  },
};

/** `{ "AWS": "*" }` is accepted, and opens the role just as well: see `ROLE_ASSUMABLE_BY_ANYONE`. */
export const roleTrustPolicyWildcard: Rule = {
  issueCode: "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
  findingType: "ERROR",
  summary: 'a trust policy has "Principal": "*"',
  accessAnalyzer: true,
  kinds: ["trust"],

  *statement(statement) {
    // In a list it is another finding: a principal is a text or an object.
    if (certainMember(statement.node, "Principal")?.value.kind === "array") return;
    for (const { type, value } of statement.principal?.principals ?? []) {
      if (type !== "*") continue;
      yield {
        at: value.range,
        subject: "*",
        details:
          "The trust policy of a role cannot have the principal `*`. Name who may assume the role.",
      };
    }
  },
};

/** A trust policy belongs to its role and is about nothing else. */
export const roleTrustPolicyResource: Rule = {
  issueCode: "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE",
  findingType: "ERROR",
  summary: "a trust policy has Resource",
  accessAnalyzer: true,
  kinds: ["trust"],

  *statement(statement) {
    for (const name of ["Resource", "NotResource"]) {
      const found = certainMember(statement.node, name);
      if (!found) continue;
      const suggestion =
        statement.node.kind === "object"
          ? memberRemoval(statement.node, (each) => each === found, `Remove \`${name}\``)
          : undefined;
      yield {
        ...(suggestion && { suggestion }),
        at: found.value.range,
        subject: canonicalStatement(statement),
        details: "The trust policy of a role is about that role alone. Remove the resources.",
      };
    }
  },
};

/** Neither a host, as that of Amazon Cognito, nor the ARN of a provider in IAM. */
export const invalidFederatedPrincipal: Rule = {
  issueCode: "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY",
  findingType: "ERROR",
  summary: "a federated principal is neither a domain nor the ARN of a provider",
  accessAnalyzer: true,
  kinds: ["trust"],

  *statement(statement) {
    for (const { type, value } of statement.principal?.principals ?? []) {
      const text = knownText(value);
      if (type !== "Federated" || text === undefined || /[*?]/.test(text)) continue;
      if (isHost(text) || providerOf(text)) continue;
      yield {
        at: value.range,
        subject: text,
        details: `${quoted(text)} is not an identity provider. Write its domain, such as \`cognito-identity.amazonaws.com\`, or the ARN of a \`saml-provider\` or \`oidc-provider\` of IAM.`,
      };
    }
  },
};

function isHost(text: string): boolean {
  return /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(text);
}

/** The kind of provider that an ARN names. */
function providerOf(text: string): "saml" | "web identity" | undefined {
  const [, kind] = /^arn:[^:]*:iam::[^:]*:(saml|oidc)-provider\/./.exec(text) ?? [];
  if (kind === undefined) return undefined;
  return kind === "saml" ? "saml" : "web identity";
}

/** The actions by which a role is assumed, in lower case, and who can use each. */
const assumers: Readonly<Record<string, Assumer>> = {
  "sts:assumerole": "aws",
  "sts:assumerolewithsaml": "saml",
  "sts:assumerolewithwebidentity": "web identity",
};

type Assumer = "aws" | "saml" | "web identity";

const expectedPrincipal: Readonly<Record<Assumer, string>> = {
  aws: "a principal of AWS or a service",
  saml: "a SAML provider",
  "web identity": "an OIDC provider",
};

/**
 * An action by which none of the statement's principals can assume a role. Where they are of
 * several kinds, each action needs one that fits. Patterns and denials are left alone.
 */
export const mismatchedActionForPrincipal: Rule = {
  issueCode: "MISMATCHED_ACTION_FOR_PRINCIPAL",
  findingType: "ERROR",
  summary: "the way to assume the role does not fit the principal",
  accessAnalyzer: true,
  kinds: kindsOf("RESOURCE_POLICY"),

  *statement(statement) {
    if (statement.effect !== "Allow") return;
    const principals = statement.principal?.principals ?? [];
    if (principals.length === 0) return;
    const can = new Set(
      Object.values(assumers).filter((assumer) => principals.some((each) => mayBe(each, assumer))),
    );
    const values = statement.action?.values ?? [];
    for (const action of values) {
      const assumer = assumers[knownText(action)?.toLowerCase() ?? ""];
      if (!assumer || can.has(assumer)) continue;
      const suggestion = fittingAction(action, can, values);
      yield {
        ...(suggestion && { suggestion }),
        at: action.range,
        subject: knownText(action)?.toLowerCase() ?? "",
        details: `${quotedValue(action)} is for ${expectedPrincipal[assumer]}, and there is none among the principals. Write the action that fits them.`,
        related: principals.slice(0, relatedMax).map(({ value }) => ({
          range: value.range,
          message: "this principal cannot use it",
        })),
      };
    }
  },
};

/** Where the principals are of one kind, and the action for it is not there yet. */
function fittingAction(
  action: TextValue,
  can: ReadonlySet<Assumer>,
  others: readonly TextValue[],
): Suggestion | undefined {
  const [only] = can;
  if (only === undefined || can.size > 1) return undefined;
  const name = actionNames[only];
  if (others.some((each) => coversAction(each, name) !== "no")) return undefined;
  return replacement(action, 0, displayText(action).length, name);
}

const actionNames: Readonly<Record<Assumer, string>> = {
  aws: "sts:AssumeRole",
  saml: "sts:AssumeRoleWithSAML",
  "web identity": "sts:AssumeRoleWithWebIdentity",
};

/** Principals that a finding shows; one is as good as another. */
const relatedMax = 10;

function mayBe({ type, value }: Principal, assumer: Assumer): boolean {
  const text = knownText(value);
  if (type === "*" || text === "*") return true;
  if (type === "AWS" || type === "Service" || type === "CanonicalUser") return assumer === "aws";
  if (type !== "Federated" || text === undefined) return type !== "Federated" || assumer !== "aws";
  const provider = providerOf(text) ?? (isHost(text) ? "web identity" : undefined);
  return provider === undefined ? assumer !== "aws" : provider === assumer;
}

const rolesAnywhere = "rolesanywhere.amazonaws.com";
const rolesAnywhereActions = ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"];

/** IAM Roles Anywhere sets the source identity and the tags of every session. */
export const missingActionForRolesAnywhere: Rule = {
  issueCode: "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY",
  findingType: "ERROR",
  summary: "a trust policy for IAM Roles Anywhere lacks an action",
  accessAnalyzer: true,
  kinds: ["trust"],

  *document({ statements }) {
    const trusting = statements.filter(
      ({ effect, principal }) =>
        effect === "Allow" && principal?.principals.some(({ value }) => isRolesAnywhere(value)),
    );
    const [first] = trusting;
    if (!first?.action || trusting.some(({ notAction }) => notAction)) return;
    const missing = rolesAnywhereActions.filter((name) => !trusting.some(mayAllow(name)));
    if (missing.length === 0) return;
    const principal = first.principal?.principals.find(({ value }) => isRolesAnywhere(value));
    const suggestion = withActions(first, missing);
    yield {
      ...(suggestion && { suggestion }),
      at: first.action.range,
      subject: `${rolesAnywhere} ${missing.join(" ")}`.toLowerCase(),
      details: `IAM Roles Anywhere needs ${missing.map((name) => `\`${name}\``).join(" and ")} too. Add ${missing.length > 1 ? "them" : "it"} to the actions.`,
      related: principal ? [{ range: principal.value.range, message: "for this service" }] : [],
    };
  },
};

/** Only to a list: a single action would have to become one. */
function withActions({ node }: Statement, names: readonly string[]): Suggestion | undefined {
  if (node.kind !== "object") return undefined;
  const list = member(node, "Action")?.value;
  const additions = names.flatMap((name) => addingItem(list, name) ?? []);
  if (additions.length < names.length) return undefined;
  return {
    title: `Add ${names.map((name) => `\`${name}\``).join(" and ")}`,
    edits: [],
    additions,
  };
}

function isRolesAnywhere(value: TextValue): boolean {
  return knownText(value)?.toLowerCase() === rolesAnywhere;
}

function mayAllow(name: string): (statement: Statement) => boolean {
  return ({ action }) =>
    action?.values.some((value) => coversAction(value, name) !== "no") === true;
}
