import type { Policy } from "../../policy/policy.ts";
import { policyType } from "../../policy/policy.ts";
import { questionKey, type ValidatePolicyQuestion } from "../policy-validator.ts";
import { type PolicyText, policyTexts } from "./policy-text.ts";

/** A policy that AWS can be asked about, with its texts. */
export interface AskablePolicy {
  readonly policy: Policy;
  readonly texts: readonly {
    readonly text: PolicyText;
    readonly question: ValidatePolicyQuestion;
  }[];
  /** Equal for policies that are sent as the same texts, and used in the same way. */
  readonly key: string;
}

/** A policy that AWS is not asked about, and why, in words for people. */
export interface UnaskablePolicy {
  readonly policy: Policy;
  readonly reason: string;
}

/** The policies of one side; `changed` are those that the other side does not have in the same way. */
export interface ChangedSide extends ListedSide {
  readonly changed: readonly AskablePolicy[];
}

export interface ListedSide {
  readonly addresses: ReadonlySet<string>;
  readonly askable: readonly AskablePolicy[];
  readonly unaskable: readonly UnaskablePolicy[];
}

/**
 * AWS takes no longer document; white space does not count there, and ours have none outside of
 * texts. (Its validators were seen to take 30,561 characters and to refuse 52,460.)
 */
const textLengthMax = 32_768;

/**
 * What is sent for a policy. `undefined` when nothing of it is known: the review says so elsewhere.
 *
 * @param isBroken whether the file has syntax errors where the policy is written: AWS would be sent
 * something that nobody wrote.
 */
export function askable(
  policy: Policy,
  isBroken: boolean,
): AskablePolicy | UnaskablePolicy | undefined {
  // AWS itself writes these documents: what it would say of their form is nobody's mistake.
  if (policy.isDerived) return undefined;
  if (isBroken)
    return { policy, reason: "the text of the policy has syntax errors, so it was not sent" };
  const found = policyTexts(policy);
  if (found === "too big" || found.some(({ text }) => text.length > textLengthMax)) {
    const limit = textLengthMax.toLocaleString("en");
    return {
      policy,
      reason: `the policy is longer than the ${limit} characters that AWS takes, so it was not sent`,
    };
  }
  if (found.length === 0) return undefined;
  const texts = found.map((text) => ({ text, question: question(policy, text.text) }));
  return { policy, texts, key: texts.map((each) => questionKey(each.question)).join("\n") };
}

export function isAskable(
  policy: AskablePolicy | UnaskablePolicy | undefined,
): policy is AskablePolicy {
  return policy !== undefined && "texts" in policy;
}

function question(policy: Policy, text: string): ValidatePolicyQuestion {
  const type = policyType(policy.kind);
  const resourceType = validatedResourceType(policy);
  return {
    check: "validate-policy",
    text,
    policyType: type,
    ...(resourceType !== undefined && { resourceType }),
  };
}

/** Resource types that ValidatePolicy has checks of its own for (API reference of ValidatePolicy). */
const validatedResourceTypes: ReadonlySet<string> = new Set([
  "AWS::S3::Bucket",
  "AWS::S3::AccessPoint",
  "AWS::S3::MultiRegionAccessPoint",
  "AWS::S3ObjectLambda::AccessPoint",
  "AWS::DynamoDB::Table",
]);

function validatedResourceType({ kind, resourceType }: Policy): string | undefined {
  if (kind === "trust") return "AWS::IAM::AssumeRolePolicyDocument";
  if (kind !== "resource" || resourceType === undefined) return undefined;
  return validatedResourceTypes.has(resourceType) ? resourceType : undefined;
}
