import type { Suggestion } from "../../findings/finding.ts";
import { type Member, member, type Node } from "../../policy/node.ts";
import { hasWildcard } from "../../policy/pattern.ts";
import type { PolicyKind } from "../../policy/policy.ts";
import type { PrincipalElement, Statement } from "../../policy/policy-document.ts";
import { displayText, knownText, type TextValue } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { canonicalStatement } from "../canonical.ts";
import { nearest } from "../edit-distance.ts";
import { kindsOf } from "../kinds.ts";
import { memberRemoval } from "../removal.ts";
import { replacement } from "../replacement.ts";
import type { Rule } from "../rule.ts";
import { quoted, quotedValue } from "../wording.ts";
import { singles } from "./condition-members.ts";
import { certainMember } from "./members.ts";
import { isStarWithoutUnknowns } from "./star-without-unknowns.ts";

const principalTypes = ["AWS", "CanonicalUser", "Federated", "Service"];

export const unsupportedPrincipal = withoutPrincipals({
  issueCode: "UNSUPPORTED_PRINCIPAL",
  summary: "a statement of an identity policy names principals",
  kinds: ["identity", "boundary", "permission-set", "session"],
  what: "An identity policy applies to the identity that it is attached to",
});

export const scpSyntaxErrorPrincipal = withoutPrincipals({
  issueCode: "SCP_SYNTAX_ERROR_PRINCIPAL",
  summary: "a statement of a service control policy names principals",
  kinds: ["scp"],
  what: "A service control policy applies to every principal of the accounts",
});

/** Policy types that know neither `Principal` nor `NotPrincipal`. */
function withoutPrincipals(options: {
  issueCode: string;
  summary: string;
  kinds: readonly PolicyKind[];
  what: string;
}): Rule {
  const { issueCode, summary, kinds, what } = options;
  return {
    issueCode,
    findingType: "ERROR",
    summary,
    accessAnalyzer: true,
    kinds,
    principalsOnly: true,

    *statement(statement) {
      for (const name of ["Principal", "NotPrincipal"]) {
        const found = certainMember(statement.node, name);
        if (!found) continue;
        // In an identity policy the statement may be meant for a resource.
        const isMeantAnyway = kinds.includes("scp") && isEveryone(statement);
        const suggestion = isMeantAnyway ? withoutMember(statement, found) : undefined;
        yield {
          ...(suggestion && { suggestion }),
          at: found.value.range,
          subject: canonicalStatement(statement),
          details: `${what}, and cannot have \`${name}\`. Remove the element; the condition key \`aws:PrincipalArn\` can tell principals apart.`,
        };
      }
    },
  };
}

/** Nobody is told apart then. */
function isEveryone({ principal }: Statement): boolean {
  const [only, ...others] = principal?.principals ?? [];
  return only !== undefined && others.length === 0 && knownText(only.value) === "*";
}

function withoutMember({ node }: Statement, found: Member): Suggestion | undefined {
  if (node.kind !== "object") return undefined;
  return memberRemoval(node, (each) => each === found, "Remove the principal, who is everyone");
}

/** A bare text other than `*`, or a list: which kind of principal is meant is not said. */
export const invalidPrincipalFormat: Rule = {
  issueCode: "INVALID_PRINCIPAL_FORMAT",
  findingType: "ERROR",
  summary: "a Principal is neither * nor an object",
  accessAnalyzer: true,
  kinds: kindsOf("RESOURCE_POLICY"),
  principalsOnly: true,

  *statement(statement) {
    for (const { value } of principalMembers(statement)) {
      for (const node of value.kind === "choice" ? singles(value) : [value]) {
        if (node.kind === "object" || node.kind === "unknown") continue;
        if (node.kind === "string" && mayBeStar(node.value)) continue;
        const suggestion = node.kind === "string" ? withKind(node.value, node.range) : undefined;
        yield {
          ...(suggestion && { suggestion }),
          at: node.range,
          subject: node.kind === "string" ? displayText(node.value) : node.kind,
          details:
            'This says not which kind of principal is meant. Write `{ "AWS": "…" }` for accounts, roles and users, `{ "Service": "…" }` for services, or `"*"` for everyone.',
        };
      }
    }
  },
};

/** An object around the text, in a form that JSON, YAML and HCL read alike. */
function withKind(value: TextValue, range: Range): Suggestion | undefined {
  const text = knownText(value) ?? "";
  const [, kind] = kindsByForm.find(([form]) => form.test(text)) ?? [];
  if (kind === undefined) return undefined;
  const newText = `{ "${kind}": "${text}" }`;
  return { title: `Write \`${newText}\``, edits: [{ range, newText }] };
}

const kindsByForm: readonly (readonly [form: RegExp, kind: string])[] = [
  [/^\d{12}$/, "AWS"],
  [/^arn:[a-z-]+:iam::\d{12}:(?:root|(?:user|role)\/[\w+=,.@/-]+)$/, "AWS"],
  [/^arn:[a-z-]+:sts::\d{12}:assumed-role\/[\w+=,.@/-]+$/, "AWS"],
  [/^arn:[a-z-]+:iam::\d{12}:(?:saml|oidc)-provider\/[\w.:@/-]+$/, "Federated"],
  [/^[a-z0-9-]+(?:\.[a-z0-9-]+){0,3}\.amazonaws\.com(?:\.cn)?$/, "Service"],
];

function mayBeStar(value: TextValue): boolean {
  const text = knownText(value);
  return text === undefined || text === "*";
}

/** Case does not count. */
export const invalidPrincipalKey: Rule = {
  issueCode: "INVALID_PRINCIPAL_KEY",
  findingType: "ERROR",
  summary: "there is no such kind of principal",
  accessAnalyzer: true,
  kinds: kindsOf("RESOURCE_POLICY"),
  principalsOnly: true,

  *statement(statement) {
    for (const { value } of principalMembers(statement)) {
      for (const node of singles(value)) {
        if (node.kind !== "object") continue;
        for (const { key } of node.members) {
          const text = knownText(key);
          if (text === undefined || isPrincipalType(text)) continue;
          const meant = nearest(text, principalTypes, 2);
          const suggestion = meant && replacement(key, 0, text.length, meant);
          yield {
            at: key.range,
            subject: text,
            details: `${quoted(text)} is not a kind of principal. Write \`AWS\`, \`Service\`, \`Federated\` or \`CanonicalUser\`.`,
            ...(suggestion && { suggestion }),
          };
        }
      }
    }
  },
};

function isPrincipalType(text: string): boolean {
  return principalTypes.some((type) => type.toLowerCase() === text.toLowerCase());
}

/** A principal is named in full. Everyone is `"*"`, alone or under `AWS`. */
export const unsupportedWildcardInPrincipal: Rule = {
  issueCode: "UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
  findingType: "ERROR",
  summary: "a principal has a wildcard in it",
  accessAnalyzer: true,
  kinds: kindsOf("RESOURCE_POLICY"),
  principalsOnly: true,

  *statement(statement) {
    for (const [, element] of principalElements(statement)) {
      for (const { type, value } of element.principals) {
        if (!isPrincipalType(type) || !hasWildcard(value)) continue;
        if (type.toUpperCase() === "AWS" && isStarWithoutUnknowns(value)) continue;
        yield {
          at: value.range,
          subject: `${type}:${displayText(value)}`,
          details: `${quotedValue(value)} has a wildcard, which no principal may have. Name the principals in full, or name their account and compare \`aws:PrincipalArn\` in a condition.`,
        };
      }
    }
  },
};

/** Resource types of Access Analyzer whose policies no federated identity can use directly. */
const withoutFederation = new Set([
  "AWS::S3::Bucket",
  "AWS::S3::AccessPoint",
  "AWS::S3::MultiRegionAccessPoint",
  "AWS::S3ObjectLambda::AccessPoint",
  "AWS::DynamoDB::Table",
]);

/** An identity provider gives access through a role only. */
export const federatedPrincipalNotSupported: Rule = {
  issueCode: "FEDERATED_PRINCIPAL_NOT_SUPPORTED",
  findingType: "ERROR",
  summary: "a resource policy names a federated principal",
  accessAnalyzer: true,
  kinds: ["resource"],
  principalsOnly: true,

  *statement(statement, policy) {
    if (!withoutFederation.has(policy.resourceType ?? "")) return;
    for (const { value } of principalMembers(statement)) {
      for (const node of singles(value)) {
        if (node.kind !== "object") continue;
        const federated = member(node, "Federated");
        if (!federated) continue;
        yield {
          at: federated.value.range,
          subject: canonicalStatement(statement),
          details:
            "Only the trust policy of a role can name an identity provider. Name the role that it gives, under `AWS`.",
        };
      }
    }
  },
};

/** Those of the two elements that the statement has. */
export function principalElements(
  statement: Statement,
): readonly (readonly [name: string, element: PrincipalElement])[] {
  const { principal, notPrincipal } = statement;
  return [
    ...(principal ? ([["Principal", principal]] as const) : []),
    ...(notPrincipal ? ([["NotPrincipal", notPrincipal]] as const) : []),
  ];
}

function principalMembers({ node }: { readonly node: Node }): readonly Member[] {
  if (node.kind !== "object") return [];
  return [member(node, "Principal"), member(node, "NotPrincipal")].filter(
    (each) => each !== undefined,
  );
}
