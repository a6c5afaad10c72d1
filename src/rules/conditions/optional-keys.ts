import { matchesGlob } from "../../policy/pattern.ts";

/**
 * What it says of a request that a condition key is absent. Sources: IAM User Guide, "AWS global
 * condition context keys" (copy of 2026). Which absence is worth an alarm is our own judgement.
 */

/** Keys that IAM puts into every request of a principal: no request lacks them. In lower case. */
const alwaysPresent: ReadonlySet<string> = new Set([
  "aws:currenttime",
  "aws:epochtime",
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalisawsservice",
  "aws:principaltype",
  "aws:requestedregion",
  "aws:resourceaccount",
  "aws:securetransport",
  "aws:useragent",
  "aws:userid",
  "aws:viaawsservice",
]);

/**
 * Keys that tell who asks, from where, through whom: a request that lacks one is from somebody else.
 * In lower case, as patterns.
 */
const keysOfCallers: readonly string[] = [
  "aws:calledvia",
  "aws:calledviafirst",
  "aws:calledvialast",
  "aws:ec2instancesourceprivateipv4",
  "aws:ec2instancesourcevpc",
  "aws:federatedprovider",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:principaltag/*",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceidentity",
  "aws:sourceip",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:sourcevpc",
  "aws:sourcevpcarn",
  "aws:sourcevpce",
  "aws:username",
  "aws:vpceaccount",
  "aws:vpceorgid",
  "aws:vpceorgpaths",
  "aws:vpcsourceip",
  "kms:viaservice",
  "saml:*",
  "sts:externalid",
];

/** `who`: of somebody else. `what`: of another kind of request, which is often meant. */
type Absence = "impossible" | "who" | "what";

export function absenceOf(key: string): Absence {
  const lower = key.toLowerCase();
  if (alwaysPresent.has(lower)) return "impossible";
  if (keysOfCallers.some((pattern) => matchesGlob(pattern, lower))) return "who";
  // Claims of a token, by the host of its issuer.
  return /^[^:]*[./][^:]*:/.test(lower) ? "who" : "what";
}

/** The claims that rules on trust policies judge by what a stranger can bring. */
export function isJudgedByTrustRules(key: string): boolean {
  return /:(sub|aud)$/.test(key.toLowerCase());
}
