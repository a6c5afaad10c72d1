/**
 * One concrete request, as IAM sees it: who does what to what, with which context.
 * Terms of the IAM User Guide, "Policy evaluation logic", "Processing the request context".
 */
export interface Request {
  /** `service:Name`; case does not count. */
  readonly action: string;
  /** An ARN, or `*` for an action that takes no resource. */
  readonly resource: string;
  /** Who asks; absent when only policies of one principal are asked, which hold no `Principal`. */
  readonly principal?: RequestPrincipal;
  /** By key in lower case. A list for a multivalued key. A key that is not there is absent. */
  readonly context: Context;
}

export type ContextValue = string | readonly string[];
export type Context = ReadonlyMap<string, ContextValue>;

export type RequestPrincipal =
  | IamPrincipal
  | { readonly type: "Service"; readonly name: string }
  /** ARN of a SAML or OIDC provider, or the name of a well-known one. */
  | { readonly type: "Federated"; readonly provider: string }
  | { readonly type: "CanonicalUser"; readonly id: string }
  | { readonly type: "Anonymous" };

/** A user or role, and for a role the session that asks. */
export interface IamPrincipal {
  readonly type: "AWS";
  /** ARN of the user or, for a session, of its role: the value of `aws:PrincipalArn`. */
  readonly arn: string;
  /** `arn:aws:sts::111122223333:assumed-role/name/session`, or a federated user's ARN. */
  readonly sessionArn?: string;
}

/** Who asks, for people: an ARN, a name, or `anonymous`. */
export function principalText(principal: RequestPrincipal): string {
  switch (principal.type) {
    case "AWS":
      return principal.sessionArn ?? principal.arn;
    case "Service":
      return principal.name;
    case "Federated":
      return principal.provider;
    case "CanonicalUser":
      return principal.id;
    case "Anonymous":
      return "anonymous";
  }
}

/** The fifth component of an ARN; empty when there is none. */
export function accountOf(arn: string): string {
  return arn.split(":")[4] ?? "";
}
