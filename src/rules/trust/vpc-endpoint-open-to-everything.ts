import { canonicalStatement } from "../canonical.ts";
import type { Rule } from "../rule.ts";
import { onlyIf } from "../wording.ts";
import { fill } from "./federation.ts";
import { type AskedAllow, admits, askedPolicy } from "./trust-question.ts";

/**
 * An endpoint that lets strangers' credentials at strangers' resources: the way by which data leaves
 * a network that has no other. Asked is for a principal and a resource that are both foreign, so that
 * a condition on either of them is enough.
 */
export const vpcEndpointOpenToEverything: Rule = {
  issueCode: "VPC_ENDPOINT_OPEN_TO_EVERYTHING",
  findingType: "WARNING",
  summary: "an endpoint policy lets foreign principals at foreign resources",
  kinds: ["vpc-endpoint"],
  controls: [
    "NIST 800-53 AC-4 (own judgement)",
    "NIST 800-53 SC-7 (own judgement)",
    "ISO 27001 A.8.12 (own judgement)",
    "ISO 27001 A.8.20 (own judgement)",
    "ISO 27001 A.8.22 (own judgement)",
  ],

  *document(document) {
    const asked = askedPolicy(document);
    for (const allow of asked.allows) {
      const isOpen = foreignResources(allow).some((resource) =>
        admits(
          allow,
          {
            action: exampleAction(allow),
            principal: { type: "AWS", arn: "arn:aws:iam::999999999999:role/zz-other" },
            resource,
            context: foreignKeys,
          },
          asked,
        ),
      );
      if (!isOpen) continue;
      const { source } = allow;
      const at = source.resource?.values[0] ?? source.notResource?.values[0];
      yield {
        at: at?.range ?? source.range,
        subject: canonicalStatement(source),
        details: `Foreign credentials can be used through this endpoint on foreign resources, and so carry data out of the network. Demand \`aws:PrincipalOrgID\` and \`aws:ResourceOrgID\` of your own, or name the resources.${onlyIf(source)}`,
      };
    }
  },
};

const foreignKeys = {
  "aws:principalaccount": ["999999999999"],
  "aws:principalarn": ["arn:aws:iam::999999999999:role/zz-other"],
  "aws:principalorgid": [undefined, "o-zzforeign0"],
  "aws:principalorgpaths": [undefined],
  "aws:resourceaccount": ["888888888888"],
  "aws:resourceorgid": [undefined, "o-zzforeign0"],
  "aws:resourceorgpaths": [undefined],
  "s3:resourceaccount": ["888888888888"],
  "aws:userid": ["AROAZZZZZZZZZZZZZZZZZ:zz"],
};

/** Resources of others that the statement may be about: those whose pattern names no owner. */
function foreignResources({ statement: { resources } }: AskedAllow): readonly string[] {
  if (!resources || resources.negated) return ["arn:aws:s3:::zz-foreign-zz/zz"];
  return resources.patterns.flatMap((pattern) => {
    if (/^\*+$/.test(pattern)) return ["arn:aws:s3:::zz-foreign-zz/zz"];
    const [arn, partition, service, region, account, ...rest] = pattern.split(":");
    const resource = rest.join(":");
    if (arn !== "arn" || (account !== "" && !/^\*+$/.test(account ?? ""))) return [];
    // `bucket/*`, `table/*` of any account, and `*` of services whose ARNs have no account.
    if (account === "" && !/^\*/.test(resource)) return [];
    if (account !== "" && !/\*$/.test(resource)) return [];
    return [
      [arn, partition, service, region, account === "" ? "" : "888888888888", resource]
        .map((text) => fill(text ?? ""))
        .join(":"),
    ];
  });
}

/** Some action that the statement allows. */
function exampleAction({ statement: { actions } }: AskedAllow): string {
  const [first = "*"] = actions.patterns;
  if (actions.negated || /^\*+$/.test(first)) return "s3:getobject";
  return fill(first);
}
