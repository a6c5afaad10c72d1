import type { Rule } from "../rule.ts";
import { conditionSubject, knownConditions } from "../validation/known-conditions.ts";
import { quoted } from "../wording.ts";
import { claimsByIssuer, commonClaims, issuersWithCommonClaims } from "./oidc-issuers.data.ts";

/**
 * A condition on a claim that STS does not pass on: the key is in no request. So a positive
 * comparison lets nobody in, and a negated one, `IfExists` and `ForAllValues` keep nobody out.
 */
export const oidcClaimNotAvailable: Rule = {
  issueCode: "OIDC_CLAIM_NOT_AVAILABLE",
  findingType: "WARNING",
  summary: "a condition is about a claim that STS does not pass on",
  kinds: ["trust"],
  conditionsOnly: true,
  controls: [
    "NIST 800-53 CM-6 (own judgement)",
    "NIST 800-53 IA-8 (own judgement)",
    "ISO 27001 A.5.16 (own judgement)",
    "ISO 27001 A.8.9 (own judgement)",
  ],

  *statement(statement) {
    for (const condition of knownConditions(statement)) {
      const { key, keyText, entry, operator } = condition;
      const colon = key.lastIndexOf(":");
      const [issuer, claim] = [key.slice(0, colon), key.slice(colon + 1)];
      const further = Object.hasOwn(claimsByIssuer, issuer) ? claimsByIssuer[issuer] : undefined;
      if (!further && !issuersWithCommonClaims.includes(issuer)) continue;
      if (commonClaims.includes(claim) || further?.includes(claim)) continue;
      const isVacuous = operator.negated || operator.ifExists || operator.set === "all";
      const holds = operator.comparison === "null" ? undefined : isVacuous;
      yield {
        at: entry.key.range,
        subject: conditionSubject(condition),
        details: `STS does not pass on the claim ${quoted(claim)} of ${quoted(issuer)}, so that ${quoted(keyText)} is in no request${effects[String(holds)]}. Demand a claim that it passes on, such as ${quoted(`${issuer}:sub`)}, and have the provider put the value into the subject where it can.`,
      };
    }
  },
};

const effects: Readonly<Record<string, string>> = {
  true: ": the condition restricts nothing",
  false: ": the condition is never met",
  undefined: "",
};
