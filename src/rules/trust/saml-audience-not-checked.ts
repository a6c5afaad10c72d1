import type { Suggestion } from "../../findings/finding.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { displayText } from "../../policy/text-value.ts";
import { addedCondition } from "../addition.ts";
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
      const suggestion = withoutIfExists(allow.source, "saml:aud") ?? signInDemanded(allow.source);
      yield {
        ...(suggestion && { suggestion }),
        at: principal.value.range,
        subject: canonicalStatement(allow.source),
        details: `An assertion that was made for another service than AWS is accepted, too. Demand \`"StringEquals": { "SAML:aud": "https://signin.aws.amazon.com/saml" }\`, with the regional addresses that you use.${onlyIf(allow.source, principal.value)}`,
      };
    }
  },
};

/**
 * The recipient that AWS is for identity providers, by partition, where the statement is for SAML
 * alone. Source: IAM User Guide, "Available keys for SAML-based AWS STS federation".
 */
function signInDemanded(statement: Statement): Suggestion | undefined {
  const { principal, action } = statement;
  const providers = (principal?.principals ?? []).map(({ type, value }) =>
    type === "Federated" ? providerArn.exec(displayText(value))?.[1] : undefined,
  );
  const actions = (action?.values ?? []).map((value) => displayText(value).toLowerCase());
  const [partition = "", ...others] = new Set(providers);
  const host = Object.hasOwn(signInHosts, partition) ? signInHosts[partition] : undefined;
  if (host === undefined || others.length > 0) return undefined;
  if (!actions.every((name) => samlActions.has(name))) return undefined;
  const value = `https://${host}/saml`;
  return addedCondition(
    statement,
    { operator: "StringEquals", key: "SAML:aud", value },
    "Demand that assertions are made for AWS, with `SAML:aud`",
  );
}

const providerArn =
  /^arn:(aws|aws-cn|aws-us-gov|\$\{(?:aws_partition|AWS::Partition)\}):iam::(?:[^:$]*|\$\{[^}]*\}):saml-provider\//;

const signInHosts: Readonly<Record<string, string>> = {
  aws: "signin.aws.amazon.com",
  // What Terraform and CloudFormation leave open is nearly always this one.
  "${aws_partition}": "signin.aws.amazon.com",
  "${AWS::Partition}": "signin.aws.amazon.com",
  "aws-cn": "signin.amazonaws.cn",
  "aws-us-gov": "signin.amazonaws-us-gov.com",
};

const samlActions: ReadonlySet<string> = new Set(["sts:assumerolewithsaml", "sts:tagsession"]);
