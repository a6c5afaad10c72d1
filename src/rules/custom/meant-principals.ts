import type { AccessPrincipal } from "../../access/principals.ts";
import type { Owner } from "../../policy/inventory.ts";
import { coversPattern, matchesGlob, overlaps } from "../../policy/pattern.ts";
import { knownText, literalText, type TextValue } from "../../policy/text-value.ts";
import { nowhere } from "../../policy/written-document.ts";
import type { MeantPrincipals, PrincipalWord } from "./custom-rule.ts";

const words: Readonly<Record<string, PrincipalWord>> = {
  "AWS::IAM::Role": "role",
  "AWS::IAM::User": "user",
  "AWS::IAM::Group": "group",
  "AWS::SSO::PermissionSet": "permission-set",
};

/** What a principal is, in the words of the configuration; `undefined`: no principal. */
export function wordOf({ type }: Pick<Owner, "type">): PrincipalWord | undefined {
  return Object.hasOwn(words, type) ? words[type] : undefined;
}

/** Whether a custom rule is about the principal. */
export function isMeant(
  { address, type, owner, isPolicyAlone }: AccessPrincipal,
  meant: MeantPrincipals,
): boolean {
  const word = isPolicyAlone ? "policy" : wordOf({ type });
  return word !== undefined && isMeantAs(word, address, owner?.name, meant);
}

/** Whether a custom rule is about an owner of policies; about buckets and keys none is. */
export function isMeantOwner(owner: Owner, meant: MeantPrincipals): boolean {
  const word = wordOf(owner);
  return word !== undefined && isMeantAs(word, owner.address, owner.name, meant);
}

/** Whether a custom rule is about a trust policy whose role is not in the repository. */
export function isMeantTrust(address: string, meant: MeantPrincipals): boolean {
  return (
    isMeantAs("role", address, undefined, meant) || isMeantAs("policy", address, undefined, meant)
  );
}

/**
 * A name with unknown parts is meant by a pattern that it may match, and excepted only by one that it
 * matches whatever stands there. One of which nothing is known has only its address.
 */
function isMeantAs(
  word: PrincipalWord,
  address: string,
  name: TextValue | undefined,
  { types, names, except }: MeantPrincipals,
): boolean {
  if (types.length > 0 && !types.includes(word)) return false;
  if (names.length > 0 && !names.some((pattern) => mayMatch(pattern, address, name))) return false;
  return !except.some((pattern) => matches(pattern, address, name));
}

function mayMatch(pattern: string, address: string, name: TextValue | undefined): boolean {
  if (matchesGlob(pattern, address)) return true;
  const isPartlyKnown = name?.parts.some(({ kind }) => kind === "literal") ?? false;
  return name !== undefined && isPartlyKnown && overlaps(literalText(pattern, nowhere), name);
}

function matches(pattern: string, address: string, name: TextValue | undefined): boolean {
  if (matchesGlob(pattern, address)) return true;
  const known = name && knownText(name);
  if (known !== undefined) return matchesGlob(pattern, known);
  return name !== undefined && coversPattern(literalText(pattern, nowhere), name) === "yes";
}
