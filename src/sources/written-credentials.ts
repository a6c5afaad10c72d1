import type { Range } from "../text/range.ts";

/** Credentials of AWS that stand in a text. */
export interface WrittenCredential {
  readonly language: "credentials";
  /** Where they stand: the characters of the credential alone. */
  readonly at: Range;
  /** Tells what it is, and never what it says. */
  readonly details: string;
}

/** Findings of one file; a file with more holds a list that somebody has made on purpose. */
const credentialsMax = 20;
/** Fewer different characters than this are a placeholder: `AKIAXXXXXXXXXXXXXXXX`. */
const distinctMin = 6;

/**
 * Access key ids, known by their form (IAM User Guide, "IAM identifiers", unique ID prefixes), and
 * secret access keys, known by their length and the name in front of them. The keys of AWS's
 * documentation, which have EXAMPLE in them, are none.
 */
export function writtenCredentials(path: string, text: string): readonly WrittenCredential[] {
  const found: WrittenCredential[] = [];
  const add = (start: number, value: string, details: string): void => {
    const distinct = new Set(value.slice("AKIA".length)).size;
    if (value.includes("EXAMPLE") || distinct < distinctMin || found.length >= credentialsMax)
      return;
    const at = { file: path, start, end: start + value.length };
    found.push({ language: "credentials", at, details });
  };
  for (const { 0: id, index } of text.matchAll(accessKeyId)) {
    add(
      index,
      id,
      `the access key id \`${id.slice(0, 4)}…${id.slice(-4)}\` is written into the source; whoever can read the repository has it, and its history keeps it. Deactivate the key, and use a role`,
    );
  }
  for (const { 0: whole, 1: secret = "", index } of text.matchAll(secretAccessKey)) {
    add(
      index + whole.length - secret.length,
      secret,
      "a secret access key is written into the source; whoever can read the repository has it, and its history keeps it. Deactivate the key, and use a role",
    );
  }
  return found.sort((first, second) => first.at.start - second.at.start);
}

const accessKeyId = /(?<![A-Za-z0-9/+_])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9/+_=])/g;
const secretAccessKey =
  /(?:secret_?access_?key|secret_key)["']?[ \t]{0,20}[:=][ \t]{0,20}["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi;
