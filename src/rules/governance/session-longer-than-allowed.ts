import type { Rule } from "../rule.ts";
import { duration, shorterSession } from "../session-duration.ts";

/**
 * A role whose sessions may last longer than `principals.max-session-duration` says. Silent without
 * that setting, and where the duration is not known before deployment.
 */
export const sessionLongerThanAllowed: Rule = {
  issueCode: "SESSION_LONGER_THAN_ALLOWED",
  findingType: "WARNING",
  summary: "sessions of a role may last longer than the configuration allows",
  controls: ["NIST 800-53 AC-12 (own judgement)", "ISO 27001 A.8.5 (own judgement)"],

  *owner(owner, { maxSessionDurationSeconds: allowed }) {
    const { maxSessionDurationSeconds: seconds, maxSessionDuration } = owner;
    if (allowed === undefined || seconds === undefined || seconds <= allowed) return;
    const suggestion = shorterSession(owner, allowed);
    yield {
      at: maxSessionDuration?.range ?? owner.range,
      subject: `session of ${seconds} seconds`,
      details: `Sessions of this ${nouns[owner.type] ?? "role"} may last ${duration(seconds)}; the configuration allows ${duration(allowed)}. What is stolen from a session works for as long.`,
      ...(suggestion && { suggestion }),
    };
  },
};

const nouns: Readonly<Record<string, string>> = { "AWS::SSO::PermissionSet": "permission set" };
