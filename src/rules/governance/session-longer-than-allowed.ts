import type { Rule } from "../rule.ts";

/**
 * A role whose sessions may last longer than `principals.max-session-duration` says. Silent without
 * that setting, and where the duration is not known before deployment.
 */
export const sessionLongerThanAllowed: Rule = {
  issueCode: "SESSION_LONGER_THAN_ALLOWED",
  findingType: "WARNING",
  summary: "sessions of a role may last longer than the configuration allows",
  controls: ["NIST 800-53 AC-12 (own judgement)", "ISO 27001 A.8.5 (own judgement)"],

  *owner({ range, maxSessionDurationSeconds }, { maxSessionDurationSeconds: allowed }) {
    if (allowed === undefined || maxSessionDurationSeconds === undefined) return;
    if (maxSessionDurationSeconds <= allowed) return;
    yield {
      at: range,
      subject: `session of ${maxSessionDurationSeconds} seconds`,
      details: `Sessions of this role may last ${hours(maxSessionDurationSeconds)}; the configuration allows ${hours(allowed)}. What is stolen from a session works for as long.`,
    };
  },
};

function hours(seconds: number): string {
  const count = Math.round((seconds / 3600) * 100) / 100;
  return count === 1 ? "1 hour" : `${count} hours`;
}
