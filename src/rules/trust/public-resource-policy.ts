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
 * are left alone: `*` in them means whoever is in the network.
 *
 * The NIST controls are those that AWS Security Hub lists for S3.2, which tests the same of buckets.
 */
export const publicResourcePolicy: Rule = {
  issueCode: "PUBLIC_RESOURCE_POLICY",
  findingType: "SECURITY_WARNING",
  summary: "a resource policy allows access to everyone",
  controls: [
    "CIS AWS 7.0.0 2.21",
    "NIST 800-53 AC-3",
    "NIST 800-53 AC-21",
    "NIST 800-53 SC-7",
    "ISO 27001 A.5.15 (own judgement)",
    "ISO 27001 A.8.3 (own judgement)",
  ],

  *document({ statements }, policy) {
    if (policy.kind !== "resource") return;
    const isDeniedToOutsiders = denialToOutsiders(statements);
    for (const statement of statements) {
      const principal = everyone(statement.principal);
      if (statement.effect !== "Allow" || !principal) continue;
      if (keepsOutsidersOut(statement) || isDeniedToOutsiders(statement)) continue;
      yield {
        at: principal.value.range,
        subject: canonicalStatement(statement),
        details: `${quotedValue(principal.value)} allows this to everyone, in any AWS account or none${statement.conditions.length > 0 ? "; its conditions keep nobody out" : ""}. Name the principals, or demand \`aws:PrincipalOrgID\` or another key that only you can satisfy.${onlyIf(statement, principal.value)}`,
        related: statement.conditions.map(({ range, key }) => ({
          range,
          message: `${quotedValue(key)} does not keep outsiders out`,
        })),
      };
    }
  },
};
