import type { Rule } from "../rule.ts";
import { duration, shorterSession } from "../session-duration.ts";
import { isPrivileged } from "../trust/role-power.ts";
import { quoted } from "../wording.ts";

/**
 * Permission sets of Identity Center. What they allow, rules on policies judge; these are about how
 * long they are held and what bounds them.
 */

const permissionSet = "AWS::SSO::PermissionSet";

/** Own judgement: half a working day for who can change IAM. Identity Center allows twelve hours. */
const privilegedSecondsMax = 4 * 3600;

const longPermissionSetSession: Rule = {
  issueCode: "LONG_PERMISSION_SET_SESSION",
  findingType: "SUGGESTION",
  summary: "sessions of a privileged permission set last long",
  controls: [
    "NIST 800-53 AC-2(5) (own judgement)",
    "NIST 800-53 AC-12 (own judgement)",
    "ISO 27001 A.8.2 (own judgement)",
    "ISO 27001 A.8.5 (own judgement)",
  ],

  *principal(principal, { maxSessionDurationSeconds: configured }) {
    const { owner } = principal;
    const seconds = owner?.maxSessionDurationSeconds;
    // A bound of the team's own is another rule's.
    if (owner?.type !== permissionSet || seconds === undefined || configured !== undefined) return;
    if (seconds <= privilegedSecondsMax || !isPrivileged(principal)) return;
    const suggestion = shorterSession(owner, privilegedSecondsMax);
    yield {
      address: principal.address,
      at: owner.maxSessionDuration?.range ?? owner.range,
      subject: `sessions of ${seconds} seconds`,
      details: `Who has this permission set can change IAM, and a session lasts ${duration(seconds)}: whoever gets hold of the credentials has them as long. Four hours or less are enough for such work; the default is one.`,
      ...(suggestion && { suggestion }),
    };
  },
};

const permissionSetWithoutBoundary: Rule = {
  issueCode: "PERMISSION_SET_WITHOUT_BOUNDARY",
  findingType: "SUGGESTION",
  confidence: "hint",
  summary: "a permission set with an inline policy has no permissions boundary",
  controls: [
    "NIST 800-53 AC-6 (own judgement)",
    "NIST 800-53 CM-5 (own judgement)",
    "ISO 27001 A.8.2 (own judgement)",
  ],

  *principal({ owner, identity, address }) {
    if (owner?.type !== permissionSet || owner.permissionsBoundary) return;
    const inline = identity.find(({ kind }) => kind === "permission-set");
    if (!inline) return;
    yield {
      address,
      at: owner.range,
      subject: "no boundary",
      details: `Nothing but the inline policy ${quoted(inline.address)} says what this permission set may do. With a permissions boundary a mistake in it stays within bounds.`,
    };
  },
};

export const permissionSetRules: readonly Rule[] = [
  longPermissionSetSession,
  permissionSetWithoutBoundary,
];
