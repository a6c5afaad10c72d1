import type { Guard, Inventory } from "../../policy/inventory.ts";
import type { Policy } from "../../policy/policy.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { placeholderText } from "../../policy/text-value.ts";
import { canonicalStatement } from "../canonical.ts";
import type { Rule } from "../rule.ts";
import { onlyIf, quotedValue } from "../wording.ts";
import { denialToOutsiders, everyone, keepsOutsidersOut } from "./outsiders.ts";

/**
 * A resource policy that allows something to everyone: to anonymous requests and to every AWS
 * account.
 *
 * Not public, as S3 and Access Analyzer see it, when a condition demands a fixed value of a key that
 * only insiders have (`aws:PrincipalOrgID`, `aws:SourceVpce`, a narrow `aws:SourceIp` …), or when a
 * Deny of the same policy takes it away from outsiders. Conditions on what the caller chooses
 * (`aws:UserAgent`, `aws:Referer`, `s3:prefix`) and negated ones keep nobody out. Endpoint policies
 * are left alone: `*` in them means whoever is in the network. A bucket whose `RestrictPublicBuckets`
 * is on is open only once that goes, and less severe until then.
 *
 * The NIST controls are those that AWS Security Hub lists for S3.2, which tests the same of buckets.
 */
export const publicResourcePolicy: Rule = {
  issueCode: "PUBLIC_RESOURCE_POLICY",
  findingType: "SECURITY_WARNING",
  summary: "a resource policy allows access to everyone",
  kinds: ["resource"],
  controls: [
    "CIS AWS 7.0.0 2.21",
    "NIST 800-53 AC-3",
    "NIST 800-53 AC-4",
    "NIST 800-53 AC-6",
    "NIST 800-53 AC-21",
    "NIST 800-53 SC-7",
    "ISO 27001 A.5.15 (own judgement)",
    "ISO 27001 A.8.3 (own judgement)",
    "ISO 27001 A.8.12 (own judgement)",
  ],

  *document({ statements }, policy, { inventory }) {
    const isDeniedToOutsiders = denialToOutsiders(statements);
    for (const statement of statements) {
      const principal = everyone(statement.principal);
      if (statement.effect !== "Allow" || !principal) continue;
      if (keepsOutsidersOut(statement) || isDeniedToOutsiders(statement)) continue;
      const guard = closingGuard(policy, inventory);
      yield {
        at: principal.value.range,
        subject: canonicalStatement(statement),
        details: `${quotedValue(principal.value)} ${whatFor(statement)}${statement.conditions.length > 0 ? "; its conditions keep nobody out" : ""}. ${guard ? "For now `RestrictPublicBuckets` of the bucket stands in the way. " : ""}${adviceFor(statement)}${onlyIf(statement, principal.value)}`,
        related: [
          ...statement.conditions.map(({ range, key }) => ({
            range,
            message: `${quotedValue(key)} does not keep outsiders out`,
          })),
          ...(guard
            ? [{ range: guard.range, message: "this keeps them out, as long as it is on" }]
            : []),
        ],
        ...(guard && { findingType: "WARNING" as const }),
      };
    }
  },
};

/** The switch of the bucket with which S3 leaves a public policy to its own account and to services. */
function closingGuard({ owner }: Policy, { guards = [] }: Inventory): Guard | undefined {
  if (owner === undefined) return undefined;
  return guards.find(
    (guard) =>
      guard.type === "AWS::S3::BucketPublicAccessBlock" &&
      guard.owner === owner &&
      guard.settings.RestrictPublicBuckets === true &&
      (guard.when?.length ?? 0) === 0,
  );
}

function whatFor(statement: Statement): string {
  if (isAbout(statement, "lambda:invoke"))
    return "lets everyone on the internet call this function";
  if (isAbout(statement, "execute-api:")) return "lets everyone on the internet call this API";
  return "allows this to everyone, in any AWS account or none";
}

function adviceFor(statement: Statement): string {
  if (isAbout(statement, "lambda:invoke")) {
    return "Let callers sign in (`AWS_IAM`), or name who calls: the service with `aws:SourceArn` and `aws:SourceAccount`. For an endpoint that is meant to be public, make an exception.";
  }
  if (isAbout(statement, "execute-api:")) {
    return "Demand `aws:SourceVpce`, a narrow `aws:SourceIp` or `aws:PrincipalOrgID`. For an API that is meant to be public, or has an authorizer for every method, make an exception.";
  }
  return "Name the principals, or demand `aws:PrincipalOrgID` or another key that only you can satisfy.";
}

function isAbout({ action }: Statement, prefix: string): boolean {
  const values = action?.values ?? [];
  return (
    values.length > 0 &&
    values.every((value) => placeholderText(value).toLowerCase().startsWith(prefix))
  );
}
