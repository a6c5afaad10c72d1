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
  switch (principal.type) {
    case "AWS":
      return type === "AWS" ? nameOfIam(value, principal) : "no";
    case "Service":
      return type === "Service" && value.toLowerCase() === principal.name.toLowerCase()
        ? "itself"
        : "no";
    case "Federated":
      return type === "Federated" && value === principal.provider ? "itself" : "no";
    case "CanonicalUser":
      return type === "CanonicalUser" && value === principal.id ? "itself" : "no";
    case "Anonymous":
      return "no";
  }
}

function nameOfIam(value: string, principal: IamPrincipal): Named {
  if (value === principal.sessionArn) return "itself";
  if (value === principal.arn) return principal.sessionArn === undefined ? "itself" : "role";
  if (isRoot(value) && accountOf(value) === accountOf(principal.arn)) return "account";
  return "no";
}

/** `arn:aws:iam::111122223333:root`: the account, and so every principal in it. */
export function isRoot(arn: string): boolean {
  return /^arn:[^:]*:iam::[^:]*:root$/.test(arn);
}
