import { createHash } from "node:crypto";

/**
 * The button of a check run that accepts what failed it. GitHub sends its identifier back when it is
 * pressed, which names the findings that the run shows: no others are accepted.
 */
export function acceptButton(fingerprints: readonly string[]) {
  return {
    label: "Accept",
    description: "For this pull request, in your name",
    identifier: prefix + digestOf(fingerprints),
  };
}

const prefix = "accept:";
/** Hexadecimal digits; with the prefix the identifier has 19 characters of the 20 that GitHub allows. */
const digestLength = 12;

/** Stands for findings, in whatever order they come. */
export function digestOf(fingerprints: readonly string[]): string {
  const text = [...fingerprints].sort().join("\n");
  return createHash("sha256").update(text).digest("hex").slice(0, digestLength);
}

/** The digest of the findings that a pressed button is about, or `undefined` for another button. */
export function acceptedDigest(identifier: string): string | undefined {
  const digest = identifier.startsWith(prefix) ? identifier.slice(prefix.length) : "";
  return /^[0-9a-f]{12}$/.test(digest) ? digest : undefined;
}
