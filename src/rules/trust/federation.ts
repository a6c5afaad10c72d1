import { type SharedIssuer, sharedIssuerOf } from "../../access/shared-issuers.ts";
import { hasSymbol } from "../../access/symbols.ts";
import { parseArn } from "../../policy/arn.ts";
import type { PolicyDocument, Principal } from "../../policy/policy-document.ts";
import { knownText, placeholderText } from "../../policy/text-value.ts";
import {
  type AskedAllow,
  type AskedPolicy,
  admits,
  askedPolicy,
  askedPrincipals,
} from "./trust-question.ts";

/** Trust policies that take the tokens of identity providers, and what tokens they take. */

export const github = "token.actions.githubusercontent.com";

/** An Allow for one provider of tokens. */
export interface TokenTrust {
  readonly allow: AskedAllow;
  readonly principal: Principal;
  /** As the request names it, with symbols for what is not known. */
  readonly provider: string;
  /** Without scheme, in lower case; with symbols where it is not known. */
  readonly issuer: string;
  readonly policy: AskedPolicy;
}

/**
 * The providers of OIDC tokens that a trust policy names. Where the issuer is not known before
 * deployment, as that of a cluster that is made with the role, it is what the conditions have in its
 * place: `${issuer}:sub`.
 */
export function tokenTrusts(document: PolicyDocument): readonly TokenTrust[] {
  const known = remembered.get(document);
  if (known) return known;
  const policy = askedPolicy(document);
  const trusts = askedPrincipals(policy).flatMap(({ allow, principal }) => {
    if (principal.type !== "Federated") return [];
    const provider = policy.symbols.write(principal.value);
    const issuer = issuerOf(principal) ?? issuerByKeys(principal, allow);
    if (issuer === undefined) return [];
    return [{ allow: withClaimsOf(issuer, allow), principal, provider, issuer, policy }];
  });
  remembered.set(document, trusts);
  return trusts;
}

const remembered = new WeakMap<PolicyDocument, readonly TokenTrust[]>();

/** The issuer that the ARN names, or the host that stands for a provider of AWS's own. */
function issuerOf({ value }: Principal): string | undefined {
  const text = knownText(value);
  if (text !== undefined && /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(text)) return text.toLowerCase();
  const arn = parseArn(value);
  const resource = arn && knownText(arn.resource);
  const prefix = "oidc-provider/";
  return resource?.startsWith(prefix) ? resource.slice(prefix.length).toLowerCase() : undefined;
}

/** Where the ARN is not known, the claims in the conditions tell: `host/path:claim`. */
function issuerByKeys({ value }: Principal, { statement }: AskedAllow): string | undefined {
  if (knownText(value) !== undefined || placeholderText(value).includes(":saml-provider/")) {
    return undefined;
  }
  const issuers = new Set(
    statement.conditions.flatMap(({ key }) => {
      const [, issuer] = /^([a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/[^:]*)?):[a-z_]+$/.exec(key) ?? [];
      const unknown = issuer ?? unknownIssuer(key);
      return unknown === undefined ? [] : [unknown];
    }),
  );
  const [only] = issuers;
  return issuers.size === 1 ? only : undefined;
}

/** What stands before the claim in a key whose front is not known. */
function unknownIssuer(key: string): string | undefined {
  const [issuer = "", claim] = key.split(":");
  return claim !== undefined && hasSymbol(issuer) ? issuer : undefined;
}

/** A key whose front is not known is taken to be of the provider that the statement is for. */
function withClaimsOf(issuer: string, { source, statement }: AskedAllow): AskedAllow {
  const conditions = statement.conditions.map((condition) => {
    const unknown = unknownIssuer(condition.key);
    if (unknown === undefined || unknown === issuer) return condition;
    return { ...condition, key: `${issuer}${condition.key.slice(unknown.length)}` };
  });
  return { source, statement: { ...statement, conditions } };
}

/** What tells the customers of an issuer apart, where they share it. GitHub has rules of its own. */
export function sharedIssuer(
  issuer: string,
): (SharedIssuer & { readonly tenantClaim: string }) | undefined {
  const found = issuer === github ? undefined : sharedIssuerOf(issuer);
  return found && { ...found, tenantClaim: found.tenantClaims[0] };
}

/** The claims of a token by name; what is not named here is up to whoever asks for the token. */
export type Claims = Readonly<Record<string, readonly (string | undefined)[]>>;

/** Whether a token with these claims gets the role. */
export function accepts({ allow, provider, issuer, policy }: TokenTrust, claims: Claims): boolean {
  const context = Object.fromEntries(
    Object.entries(claims).map(([claim, values]) => [
      claim.includes(":") ? claim : `${issuer}:${claim}`,
      values,
    ]),
  );
  return admits(
    allow,
    {
      action: "sts:AssumeRoleWithWebIdentity",
      principal: { type: "Federated", provider },
      context,
    },
    policy,
  );
}

/** The texts that the conditions compare a claim with, with symbols for what is not known. */
export function comparedWith(trust: TokenTrust, claim: string): readonly string[] {
  const key = `${trust.issuer}:${claim}`;
  return [trust.allow.statement, ...trust.policy.denies]
    .flatMap(({ conditions }) => conditions)
    .filter((condition) => condition.key === key && condition.operator.comparison !== "null")
    .flatMap(({ values }) => values);
}

/** Ways to end a claim that are tried; a policy has a handful. */
const endingsMax = 40;

/** How the compared texts end, from each colon on, with wildcards filled in. */
export function endings(texts: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const text of texts) {
    for (let at = text.indexOf(":"); at >= 0; at = text.indexOf(":", at + 1)) {
      if (found.size >= endingsMax) break;
      found.add(fill(text.slice(at + 1)));
    }
  }
  return [...found];
}

/** A text that the pattern matches. */
export function fill(pattern: string): string {
  return pattern.replace(/[*?]/g, "z");
}
