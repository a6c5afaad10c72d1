/** Statements of trust and resource policies, in few words. */

export const own = "111122223333";
export const other = "444455556666";
export const trust = { kind: "trust" } as const;

type Values = string | readonly string[];
type Conditions = Readonly<Record<string, Readonly<Record<string, Values>>>>;

/** `Allow` in a trust policy. */
export function allow(principal: unknown, action: Values, conditions?: Conditions): object {
  return {
    Effect: "Allow",
    Principal: principal,
    Action: action,
    ...(conditions && { Condition: conditions }),
  };
}

/** `Allow` to assume the role by a principal of IAM. */
export function toAws(principal: Values, conditions?: Conditions): object {
  return allow({ AWS: principal }, "sts:AssumeRole", conditions);
}

/** `Allow` for the tokens of an OIDC provider. */
export function toTokens(issuer: string, conditions?: Conditions): object {
  return allow(
    { Federated: `arn:aws:iam::${own}:oidc-provider/${issuer}` },
    "sts:AssumeRoleWithWebIdentity",
    conditions,
  );
}

export const github = "token.actions.githubusercontent.com";

/** GitHub's tokens with the usual audience and further claims, each with its operator. */
export function toGithub(...claims: readonly (readonly [string, string, Values])[]): object {
  const conditions: Record<string, Record<string, Values>> = {
    StringEquals: { [`${github}:aud`]: "sts.amazonaws.com" },
  };
  for (const [operator, claim, values] of claims) {
    conditions[operator] = { ...conditions[operator], [`${github}:${claim}`]: values };
  }
  return toTokens(github, conditions);
}

/** A Deny beside the Allows. */
export function deny(principal: unknown, action: Values, conditions?: Conditions): object {
  return { ...allow(principal, action, conditions), Effect: "Deny" };
}

/** Says which account the file belongs to, and allows nothing else. */
export const ofOwnAccount = allow({ Service: "events.amazonaws.com" }, "sts:AssumeRole", {
  StringEquals: { "aws:SourceAccount": own },
});
