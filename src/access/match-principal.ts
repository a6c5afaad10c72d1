import { matchesCodes, readPattern } from "./pattern-text.ts";
import { accountOf, type IamPrincipal, type RequestPrincipal } from "./request.ts";
import type { PrincipalValue, PrincipalValues } from "./statement.ts";

/**
 * How directly a policy names a principal; the rules for permissions boundaries and for several
 * accounts depend on it. IAM User Guide, "Policy evaluation for requests within a single account".
 */
export type Named =
  /** The user, the role session, or everyone. */
  | "itself"
  /** The role behind the session. */
  | "role"
  /** Its account: the account's own policies have to allow it as well. */
  | "account"
  | "no";

/** How the `Principal` element names the principal, the most direct first. */
export function namedBy(element: PrincipalValues, principal: RequestPrincipal): Named {
  if (element.negated) return isExcepted(element.principals, principal) ? "no" : "itself";
  const found = element.principals.map((value) => nameOf(value, principal));
  return (["itself", "role", "account"] as const).find((named) => found.includes(named)) ?? "no";
}

/**
 * Whether a `Deny` with this element concerns the principal. With `NotPrincipal` it concerns everyone
 * who is not listed; of a listed user the account, and of a session account and role have to be
 * listed too ("AWS JSON policy elements: NotPrincipal").
 */
export function deniedBy(element: PrincipalValues, principal: RequestPrincipal): boolean {
  if (!element.negated) return namedBy(element, principal) !== "no";
  if (principal.type !== "AWS") return !isExcepted(element.principals, principal);
  const found = new Set(element.principals.map((value) => nameOf(value, principal)));
  if (element.principals.some(({ type }) => type === "*")) return false;
  const needed: Named[] = principal.sessionArn
    ? ["itself", "role", "account"]
    : ["itself", "account"];
  return !needed.every((named) => found.has(named));
}

function isExcepted(principals: readonly PrincipalValue[], principal: RequestPrincipal): boolean {
  return principals.some((value) => nameOf(value, principal) !== "no");
}

function nameOf({ type, value }: PrincipalValue, principal: RequestPrincipal): Named {
  if (type === "*") return "itself";
  if (type !== principal.type) return "no";
  const is = (name: string | undefined): boolean =>
    name !== undefined && (value === name || matchesAnyOf(value, name));
  switch (principal.type) {
    case "AWS":
      return nameOfIam(value, principal, is);
    case "Service":
      return is(principal.name) || value.toLowerCase() === principal.name.toLowerCase()
        ? "itself"
        : "no";
    case "Federated":
      return is(principal.provider) ? "itself" : "no";
    case "CanonicalUser":
      return is(principal.id) ? "itself" : "no";
    case "Anonymous":
      return "no";
  }
}

function nameOfIam(
  value: string,
  { arn, sessionArn }: IamPrincipal,
  is: (name: string | undefined) => boolean,
): Named {
  if (is(sessionArn)) return "itself";
  if (is(arn)) return sessionArn === undefined ? "itself" : "role";
  const account = accountOf(arn);
  if (isRoot(value) && accountOf(value) === account) return "account";
  const [, partition = "aws"] = arn.split(":");
  return matchesAnyOf(value, `arn:${partition}:iam::${account}:root`) ? "account" : "no";
}

/**
 * A principal that is known in part, read as any that its known parts leave possible. Policies have no
 * wildcards in principals: only a comparison makes such a value.
 */
export function anyPrincipalLike(pattern: string): string {
  return `${anyMark}${pattern}`;
}

const anyMark = "\u0001";

function matchesAnyOf(value: string, name: string): boolean {
  const pattern = openPattern(value);
  return (
    pattern !== undefined && matchesCodes(readPattern(pattern, { wildcards: true }) ?? [], name)
  );
}

/** The pattern of a principal that is known in part; `undefined` of others. */
export function openPattern(value: string): string | undefined {
  return value.startsWith(anyMark) ? value.slice(anyMark.length) : undefined;
}

/** `arn:aws:iam::111122223333:root`: the account, and so every principal in it. */
export function isRoot(arn: string): boolean {
  return /^arn:[^:]*:iam::[^:]*:root$/.test(arn);
}
