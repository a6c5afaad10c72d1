import { canonicalStatement } from "../canonical.ts";
import type { Rule } from "../rule.ts";
import { onlyIf } from "../wording.ts";
import { admits, askedPolicy, askedPrincipals } from "./trust-question.ts";
import { withoutIfExists } from "./without-if-exists.ts";

/**
 * `SAML:aud` holds the recipient of the assertion. Without it, one that was made for another service
 * provider is accepted, which whoever runs that one can replay.
 */
export const samlAudienceNotChecked: Rule = {
  issueCode: "SAML_AUDIENCE_NOT_CHECKED",
  findingType: "WARNING",
  summary: "a trust policy does not look at the recipient of SAML assertions",
  kinds: ["trust"],
  controls: [
    "NIST 800-53 IA-8 (own judgement)",
    "ISO 27001 A.5.16 (own judgement)",
    "ISO 27001 A.8.5 (own judgement)",
  ],

  *document(document) {
    const asked = askedPolicy(document);
    for (const { allow, principal } of askedPrincipals(asked)) {
      if (principal.type !== "Federated") continue;
      const provider = asked.symbols.write(principal.value);
      const isOpen = admits(
        allow,
        {
          action: "sts:AssumeRoleWithSAML",
          principal: { type: "Federated", provider },
          context: { "saml:aud": [undefined, "https://other.example/saml"] },
        },
        asked,
      );
      if (!isOpen) continue;
      const suggestion = withoutIfExists(allow.source, "saml:aud");
      yield {
        ...(suggestion && { suggestion }),
        at: principal.value.range,
        subject: canonicalStatement(allow.source),
        details: `An assertion that was made for another service than AWS is accepted, too. Demand \`"StringEquals": { "SAML:aud": "https://signin.aws.amazon.com/saml" }\`, with the regional addresses that you use.${onlyIf(allow.source, principal.value)}`,
      };
    }
  },
};
