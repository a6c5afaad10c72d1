import { isRegion, regions } from "../../catalog/partitions.ts";
import { type ConditionOperator, operatorFamily } from "../../policy/condition-operator.ts";
import { isPrivateRange, parseIpRange } from "../../policy/ip-range.ts";
import { hasWildcard } from "../../policy/pattern.ts";
import { policyVariables } from "../../policy/policy-variables.ts";
import { knownText, type TextValue } from "../../policy/text-value.ts";
import { nearest } from "../edit-distance.ts";
import { replacement } from "../replacement.ts";
import type { Problem, Rule } from "../rule.ts";
import { quoted, quotedValue } from "../wording.ts";
import { hintsMax } from "./action-texts.ts";
import { type ConditionKeyUse, conditionKeyUses } from "./condition-members.ts";

/**
 * Rules that look at the single values of certain keys. As Access Analyzer does, they judge literal
 * values only: one with a policy variable, an unknown part or, where the operator knows wildcards, a
 * wildcard is left alone.
 */
export const conditionValueRules: readonly Rule[] = [
  ofLiterals({
    issueCode: "INVALID_REGION",
    summary: "a condition compares with a Region that there is not",
    keys: ["aws:requestedregion"],
    family: "string",
    judge(text, value, { values }) {
      if (isRegion(text.toLowerCase())) return undefined;
      const meant = values.length > hintsMax ? undefined : nearest(text, regions, 2);
      const suggestion = meant && replacement(value, 0, text.length, meant);
      return {
        details: `There is no Region ${quoted(text)}.${meant ? ` Did you mean \`${meant}\`?` : ""}`,
        ...(suggestion && { suggestion }),
      };
    },
  }),
  ofLiterals({
    issueCode: "INVALID_VPC_FORMAT",
    summary: "a value of aws:SourceVpc is not the id of a VPC",
    keys: ["aws:sourcevpc"],
    family: "string",
    judge: (text) =>
      /^vpc-([0-9A-Za-z]{8}|[0-9A-Za-z]{17})$/.test(text)
        ? undefined
        : {
            details: `${quoted(text)} is not the id of a VPC. Write \`vpc-\` and 8 or 17 letters or digits.`,
          },
  }),
  ofLiterals({
    issueCode: "INVALID_VPCE_FORMAT",
    summary: "a value of aws:SourceVpce is not the id of a VPC endpoint",
    keys: ["aws:sourcevpce"],
    family: "string",
    judge: (text) =>
      /^vpce-([0-9A-Za-z]{8}|[0-9A-Za-z]{17})$/.test(text)
        ? undefined
        : {
            details: `${quoted(text)} is not the id of a VPC endpoint. Write \`vpce-\` and 8 or 17 letters or digits.`,
          },
  }),
  ofLiterals({
    issueCode: "INVALID_SERVICE_PRINCIPAL_FORMAT",
    summary: "a condition compares with what is no service principal",
    keys: ["aws:calledvia", "aws:calledviafirst", "aws:calledvialast", "kms:viaservice"],
    family: "string",
    judge: (text, _value, use) => judgeServicePrincipal(text, use),
  }),
  ofLiterals({
    issueCode: "INVALID_KMS_KEY_VALUE",
    summary: "a value for a KMS key is not the ARN of one",
    keys: ["s3:x-amz-server-side-encryption-aws-kms-key-id"],
    family: "any",
    judge: (text) =>
      /^arn:[^:]*:kms:[^:]+:\d{12}:key\/[\w-]+$/.test(text)
        ? undefined
        : {
            details: `${quoted(text)} is not the ARN of a KMS key, and so never matches. Write \`arn:aws:kms:region:account:key/key-id\`.`,
          },
  }),
  ofLiterals({
    issueCode: "TYPE_MISMATCH_IP_RANGE",
    summary: "a value is neither an IP address nor a CIDR range",
    family: "ip address",
    judge: (text) =>
      parseIpRange(text)
        ? undefined
        : {
            details: `${quoted(text)} is neither an IP address nor a CIDR range. Write \`203.0.113.0/24\` or \`2001:db8::/32\`.`,
          },
  }),
];

interface LiteralRule {
  readonly issueCode: string;
  readonly summary: string;
  /** In lower case; absent: every key. */
  readonly keys?: readonly string[];
  /** The operators whose values are judged; "any" leaves out those that look at no value. */
  readonly family: "string" | "ip address" | "any";
  judge(
    text: string,
    value: TextValue,
    use: ConditionKeyUse,
  ): Pick<Problem, "details" | "suggestion"> | undefined;
}

function ofLiterals({ issueCode, summary, keys, family, judge }: LiteralRule): Rule {
  return {
    issueCode,
    findingType: "ERROR",
    summary,
    accessAnalyzer: true,
    conditionsOnly: true,

    *statement(statement) {
      for (const use of conditionKeyUses(statement)) {
        const key = use.name?.toLowerCase();
        if (key === undefined || (keys && !keys.includes(key))) continue;
        const { parsed } = use.block;
        const found = parsed && operatorFamily(parsed);
        if (!parsed || (family === "any" ? !found || found === "null" : found !== family)) continue;
        for (const value of textsOf(use)) {
          const text = literal(value, parsed);
          const problem = text === undefined ? undefined : judge(text, value, use);
          if (problem) yield { at: value.range, subject: `${key} ${text}`, ...problem };
        }
      }
    },
  };
}

/** The single values that are texts. */
export function textsOf({ values }: ConditionKeyUse): TextValue[] {
  return values.flatMap((node) => (node.kind === "string" ? [node.value] : []));
}

function literal(value: TextValue, { comparison }: ConditionOperator): string | undefined {
  if (policyVariables(value).length > 0) return undefined;
  if (hasWildcard(value) && /like$|^arn/.test(comparison)) return undefined;
  return knownText(value);
}

/**
 * One label before the domain for the keys of forward access sessions; for `kms:ViaService` the
 * Region stands behind it.
 */
function judgeServicePrincipal(
  text: string,
  { key, name }: ConditionKeyUse,
): Pick<Problem, "details"> | undefined {
  const [domain] = /\.(amazonaws\.com(\.cn)?|amazon\.com)$/.exec(text) ?? [];
  const labels = domain === undefined ? [] : text.slice(0, -domain.length).split(".");
  const isViaService = name?.toLowerCase() === "kms:viaservice";
  const isWell = isViaService ? labels.length >= 2 : labels.length === 1;
  if (isWell && labels.every((label) => /^[a-z0-9*-]+$/.test(label))) return undefined;
  return {
    details: isViaService
      ? `${quoted(text)} is not what the key \`kms:ViaService\` holds. Write the service with its Region, such as \`s3.us-east-1.amazonaws.com\`.`
      : `${quoted(text)} is not what the key ${quotedValue(key)} holds. Write \`service.amazonaws.com\`, such as \`athena.amazonaws.com\`.`,
  };
}

/** A policy variable under an operator that compares no texts. */
export const invalidVariableForOperator: Rule = {
  issueCode: "INVALID_VARIABLE_FOR_OPERATOR",
  findingType: "ERROR",
  summary: "a policy variable stands under an operator that knows none",
  accessAnalyzer: true,
  conditionsOnly: true,

  *statement(statement) {
    for (const use of conditionKeyUses(statement)) {
      const { parsed } = use.block;
      const family = parsed && operatorFamily(parsed);
      if (!family || family === "string" || family === "arn") continue;
      for (const value of textsOf(use)) {
        if (!policyVariables(value).some(({ closed }) => closed)) continue;
        yield {
          at: value.range,
          subject: `${use.name} ${family}`.toLowerCase(),
          details: `${quotedValue(value)} has a policy variable, which ${quotedValue(use.block.operator)} does not know. Write the value itself, or compare with an operator for texts or ARNs.`,
        };
      }
    }
  },
};

export const privateIpAddress = ofPrivateAddresses({
  issueCode: "PRIVATE_IP_ADDRESS",
  summary: "aws:SourceIp is compared with private addresses only",
  negated: false,
  consequence: "the condition never holds",
});

export const privateNotIpAddress = ofPrivateAddresses({
  issueCode: "PRIVATE_NOT_IP_ADDRESS",
  summary: "aws:SourceIp is compared negatively with private addresses only",
  negated: true,
  consequence: "the condition always holds",
});

/**
 * `aws:SourceIp` is a public address: requests from within a VPC do not have the key. A mixture of
 * private and public ranges is another finding.
 */
function ofPrivateAddresses(options: {
  issueCode: string;
  summary: string;
  negated: boolean;
  consequence: string;
}): Rule {
  const { issueCode, summary, negated, consequence } = options;
  return {
    issueCode,
    findingType: "ERROR",
    summary,
    accessAnalyzer: true,
    conditionsOnly: true,

    *statement(statement) {
      for (const use of conditionKeyUses(statement)) {
        const { parsed } = use.block;
        if (use.name?.toLowerCase() !== "aws:sourceip") continue;
        if (parsed?.comparison !== "ipaddress" || parsed.negated !== negated) continue;
        if (use.values.length === 0 || !use.values.every(isPrivate)) continue;
        yield {
          at: use.node.range,
          subject: use.values
            .map((each) => (each.kind === "string" ? knownText(each.value) : ""))
            .sort()
            .join(" "),
          details: `\`aws:SourceIp\` is never a private address, so that ${consequence}. Use \`aws:VpcSourceIp\` together with \`aws:SourceVpc\` for requests from a VPC.`,
        };
      }
    },
  };
}

function isPrivate(node: ConditionKeyUse["values"][number]): boolean {
  const text = node.kind === "string" ? knownText(node.value) : undefined;
  const range = text === undefined ? undefined : parseIpRange(text);
  return range !== undefined && isPrivateRange(range);
}
