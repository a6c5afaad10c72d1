import type { Suggestion } from "../../findings/finding.ts";
import { type Member, member, type Node } from "../../policy/node.ts";
import { displayText, knownText } from "../../policy/text-value.ts";
import { nearest } from "../edit-distance.ts";
import { replacement } from "../replacement.ts";
import { quoted } from "../wording.ts";

/** The elements of a statement (IAM User Guide, "Grammar of the IAM JSON policy language"). */
export const statementElements = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];

/** The elements of a policy. */
export const policyElements = ["Version", "Id", "Statement"];

/**
 * True when an object surely has none of the members: a name that is not known before deployment
 * could be one of them. False for anything but an object.
 */
export function lacks(node: Node, names: readonly string[]): boolean {
  return (
    node.kind === "object" &&
    node.members.every(({ key }) => {
      const name = knownText(key);
      return name !== undefined && !names.includes(name);
    })
  );
}

/** The member of that name when it surely stands there, and not only under a condition. */
export function certainMember(node: Node, name: string): Member | undefined {
  const found = node.kind === "object" ? member(node, name) : undefined;
  return found && isCertain(found.value) ? found : undefined;
}

/** False for what may be nothing: a value that is not known, or one arm of a choice. */
function isCertain(node: Node, depth = 0): boolean {
  if (node.kind === "unknown") return false;
  if (node.kind !== "choice") return true;
  const { then, otherwise } = node;
  if (!then || !otherwise || depth > choicesMax) return false;
  return isCertain(then, depth + 1) && isCertain(otherwise, depth + 1);
}

/** Choices that are followed into each other. */
const choicesMax = 16;

export interface Misspelling {
  readonly member: Member;
  /** A sentence with a space in front. */
  readonly hint: string;
  readonly suggestion?: Suggestion;
}

/** The member that was probably meant to have one of the names: other case, or a letter or two off. */
export function misspelling(node: Node, names: readonly string[]): Misspelling | undefined {
  if (node.kind !== "object") return undefined;
  const elements = new Set([...statementElements, ...policyElements]);
  for (const member of node.members) {
    const written = displayText(member.key);
    if (elements.has(written)) continue;
    const meant = nearest(written, names, 2);
    if (!meant) continue;
    const suggestion = replacement(member.key, 0, written.length, meant);
    return {
      member,
      hint: ` Did you mean \`${meant}\` by ${quoted(written)}? Names of elements are case-sensitive.`,
      ...(suggestion && { suggestion }),
    };
  }
  return undefined;
}
