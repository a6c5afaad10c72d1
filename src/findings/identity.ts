import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Finding } from "./finding.ts";

/** Hexadecimal digits of a fingerprint: 64 bits, short enough to read in a comment's marker. */
const fingerprintLength = 16;

/** Joins the parts of a key; cannot occur in an issue code, and is never shown. */
const separator = "\u0000";

/** What makes two findings the same in one place: what is granted, and by which policy. */
export function identity(finding: Finding): string {
  return [finding.issueCode, finding.address ?? finding.at.file, finding.subject].join(separator);
}

/** The same wherever it stands: survives that a policy is renamed, moved or written in another syntax. */
export function identityAnywhere(finding: Finding): string {
  return [finding.issueCode, finding.subject].join(separator);
}

/**
 * Names a finding in markers and reports. `ordinal` (from 0) tells apart findings of one identity,
 * in the order of the text.
 */
export function fingerprint(finding: Finding, ordinal: number): string {
  const text = [identity(finding), String(ordinal)].join(separator);
  return bytesToHex(sha256(utf8ToBytes(text))).slice(0, fingerprintLength);
}
