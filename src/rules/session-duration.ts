import type { Suggestion } from "../findings/finding.ts";
import type { Owner } from "../policy/inventory.ts";
import { knownText } from "../policy/text-value.ts";
import { replacement } from "./replacement.ts";

/**
 * The least that AWS takes for a role and for a permission set.
 *
 * Source: IAM API, `CreateRole`; IAM Identity Center API, `CreatePermissionSet`.
 */
const secondsMin = 3600;

/**
 * A suggestion that puts a shorter duration in the place of the written one, in the form that stands
 * there: `3600` or `PT1H`. `undefined` where it stands elsewhere, or AWS takes none that is so short.
 */
export function shorterSession(
  { maxSessionDuration: written }: Owner,
  seconds: number,
): Suggestion | undefined {
  const text = written && knownText(written);
  if (!written || text === undefined || seconds < secondsMin) return undefined;
  const isCount = /^\d+$/.test(text);
  if (!isCount && !text.startsWith("PT")) return undefined;
  const shorter = isCount ? String(seconds) : isoDuration(seconds);
  const suggestion = replacement(written, 0, text.length, shorter);
  const title = `Let sessions last ${duration(seconds)}, with \`${shorter}\``;
  return suggestion && { ...suggestion, title };
}

/** `1 hour`, `12 hours`, `90 minutes`. */
export function duration(seconds: number): string {
  if (seconds % 3600 === 0) return seconds === 3600 ? "1 hour" : `${seconds / 3600} hours`;
  return `${Math.round(seconds / 60)} minutes`;
}

/** Of whole minutes. */
function isoDuration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = minutes % 60;
  return `PT${Math.floor(minutes / 60)}H${rest === 0 ? "" : `${rest}M`}`;
}
