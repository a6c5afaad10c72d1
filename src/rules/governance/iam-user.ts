import type { Owner } from "../../policy/inventory.ts";
import { displayText } from "../../policy/text-value.ts";
import type { Rule } from "../rule.ts";
import { quoted } from "../wording.ts";

/**
 * A password for the console: it works from anywhere until somebody changes it, and it is nobody's
 * when its owner has left. Identity Center has people sign in with the account that they have.
 */
export const iamUserPassword: Rule = {
  issueCode: "IAM_USER_PASSWORD",
  findingType: "WARNING",
  summary: "an IAM user gets a password for the console",
  controls: [
    "NIST 800-53 AC-2 (own judgement)",
    "NIST 800-53 IA-2 (own judgement)",
    "ISO 27001 A.5.16 (own judgement)",
  ],

  *owner(owner) {
    if (owner.type !== "AWS::IAM::User" || !owner.hasLoginProfile) return;
    yield {
      at: owner.range,
      subject: "password",
      details: `The user${named(owner)} gets a password for the console. Let people sign in through IAM Identity Center or a SAML provider: then they lose access when they leave, and MFA is asked for in one place.`,
    };
  },
};

/** A user as such, where neither a key nor a password says what it is for. */
export const iamUser: Rule = {
  issueCode: "IAM_USER",
  findingType: "SUGGESTION",
  confidence: "likely",
  summary: "an IAM user stands where a role would do",
  controls: [
    "NIST 800-53 AC-2 (own judgement)",
    "NIST 800-53 IA-5 (own judgement)",
    "ISO 27001 A.5.16 (own judgement)",
  ],

  *owner(owner) {
    const { type, accessKeys, hasLoginProfile } = owner;
    if (type !== "AWS::IAM::User" || accessKeys.length > 0 || hasLoginProfile) return;
    yield {
      at: owner.range,
      subject: "user",
      details: `The user${named(owner)} needs credentials that do not expire by themselves. Give people access through IAM Identity Center, and programs a role: on AWS by their service, elsewhere by OpenID Connect or IAM Roles Anywhere.`,
    };
  },
};

function named({ name }: Owner): string {
  return name ? ` ${quoted(displayText(name))}` : "";
}
