import type { AddedValue } from "../../findings/addition.ts";
import type { Suggestion } from "../../findings/finding.ts";
import type { Owner } from "../../policy/inventory.ts";
import { matchesGlob } from "../../policy/pattern.ts";
import { displayText, knownText } from "../../policy/text-value.ts";
import type { Rule } from "../rule.ts";
import { quoted } from "../wording.ts";

/**
 * The boundary that `principals.required-boundary` demands of every role and user. Silent without
 * that setting, and where it is not known before deployment which boundary there is.
 */
export const missingRequiredBoundary: Rule = {
  issueCode: "MISSING_REQUIRED_BOUNDARY",
  findingType: "SECURITY_WARNING",
  summary: "a role or user lacks the permissions boundary that the configuration demands",
  controls: ["NIST 800-53 AC-6 (own judgement)", "ISO 27001 A.8.2 (own judgement)"],

  *owner(owner, { requiredBoundary }) {
    const { type, range, permissionsBoundary } = owner;
    if (requiredBoundary === undefined) return;
    if (type !== "AWS::IAM::Role" && type !== "AWS::IAM::User") return;
    const present = permissionsBoundary && knownText(permissionsBoundary);
    if (permissionsBoundary && (present === undefined || matchesGlob(requiredBoundary, present))) {
      return;
    }
    const suggestion = withBoundary(owner, requiredBoundary);
    const what = type === "AWS::IAM::Role" ? "role" : "user";
    yield {
      at: permissionsBoundary?.range ?? range,
      subject: `boundary ${present ?? "none"}`,
      details: permissionsBoundary
        ? `This ${what} has the permissions boundary ${quoted(displayText(permissionsBoundary))}, and the configuration demands ${quoted(requiredBoundary)}.`
        : `This ${what} has no permissions boundary, and the configuration demands ${quoted(requiredBoundary)}.`,
      ...(suggestion && { suggestion }),
    };
  },
};

/**
 * Adds the boundary. Of a pattern nobody knows which of the policies that it matches there are, unless
 * the account alone is left open. And another boundary than the one that is there may let through more.
 */
function withBoundary(
  { form, permissionsBoundary }: Owner,
  required: string,
): Suggestion | undefined {
  const value = boundaryOf(required);
  if (!value || !form || permissionsBoundary) return undefined;
  return {
    title: `Set the permissions boundary ${quoted(required)}`,
    edits: [],
    additions: [{ ...form.members, name: form.boundary, value }],
  };
}

function boundaryOf(required: string): AddedValue | undefined {
  if (!/[*?]/.test(required)) return required;
  const [, before, after] = /^(arn:[a-z-]+:iam::)\*(:policy\/[^*?]+)$/.exec(required) ?? [];
  if (before === undefined || after === undefined) return undefined;
  return { kind: "own account", within: [before, after] };
}
