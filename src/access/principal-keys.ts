import type { PrincipalCandidate } from "./principal-candidates.ts";
import type { ContextValue } from "./request.ts";

/**
 * The keys that follow from who asks, where the comparison takes them for free: it has to hold for
 * requests that nobody has thought of. Questions about one named principal can be exact.
 *
 * IAM User Guide, "AWS global condition context keys", "Properties of the principal".
 */

/** An AWS service with its own name, not one that passes on the call of a user. */
export function serviceCandidate(name: string): PrincipalCandidate {
  return {
    principal: { type: "Service", name },
    fixed: new Map<string, ContextValue | undefined>([
      ["aws:principalisawsservice", "true"],
      ["aws:principalservicename", name],
      ...absent,
    ]),
  };
}

/** Somebody with a token or an assertion of an identity provider, who is no principal of AWS yet. */
export function providerCandidate(provider: string): PrincipalCandidate {
  return {
    principal: { type: "Federated", provider },
    fixed: new Map<string, ContextValue | undefined>([
      ["aws:principalisawsservice", "false"],
      ...absent,
    ]),
  };
}

/** What only principals of an account have. */
const absent = [
  "aws:principalarn",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:username",
  "aws:multifactorauthpresent",
  "aws:multifactorauthage",
].map((key): [string, undefined] => [key, undefined]);

/** Somebody without any credentials. */
export const anonymousCandidate: PrincipalCandidate = {
  principal: { type: "Anonymous" },
  fixed: new Map<string, ContextValue | undefined>([
    ["aws:principalisawsservice", "false"],
    ["aws:principalaccount", "anonymous"],
    ...absent,
  ]),
};
