import { overlaps } from "../../policy/pattern.ts";
import { withoutVariables } from "../../policy/policy-variables.ts";
import { literalText, placeholder, placeholderText } from "../../policy/text-value.ts";
import type { Rule } from "../rule.ts";
import { quotedValue } from "../wording.ts";
import { resourceTexts } from "./resource-texts.ts";

/**
 * The ARNs that the policies of Access Analyzer's resource types can name, from the service
 * authorization reference, 2026-09. The access points were checked with Access Analyzer itself.
 */
const arnsOfType: Readonly<Record<string, readonly string[]>> = {
  "AWS::S3::Bucket": ["arn:*:s3:::*"],
  "AWS::S3::AccessPoint": ["arn:*:s3:*:*:accesspoint/*"],
  "AWS::S3::MultiRegionAccessPoint": ["arn:*:s3::*:accesspoint/*"],
  "AWS::S3ObjectLambda::AccessPoint": ["arn:*:s3-object-lambda:*:*:accesspoint/*"],
  "AWS::DynamoDB::Table": ["arn:*:dynamodb:*:*:table/*"],
};

/** A resource that has nothing to do with what the policy is attached to. */
export const unsupportedResourceArnInPolicy: Rule = {
  issueCode: "UNSUPPORTED_RESOURCE_ARN_IN_POLICY",
  findingType: "ERROR",
  summary: "a policy of that kind cannot name the resource",
  accessAnalyzer: true,
  kinds: ["resource"],

  *statement(statement, { resourceType = "" }) {
    if (!Object.hasOwn(arnsOfType, resourceType)) return;
    const known = arnsOfType[resourceType] ?? [];
    for (const value of resourceTexts(statement)) {
      const fields = fieldsOf(withoutVariables(placeholderText(value), placeholder));
      if (fields?.[0] !== "arn") continue;
      if (known.some((format) => mayBe(fields, fieldsOf(format) ?? []))) continue;
      yield {
        at: value.range,
        subject: placeholderText(value),
        details: `${quotedValue(value)} is not what such a policy is about. Write ${known.map((each) => `\`${each}\``).join(" or ")}.`,
      };
    }
  },
};

/** The six fields of an ARN, the last one with its colons; `undefined` when it has fewer. */
function fieldsOf(arn: string): readonly string[] | undefined {
  const fields = arn.split(":");
  if (fields.length < 6) return undefined;
  return [...fields.slice(0, 5), fields.slice(5).join(":")];
}

/** Field by field: a wildcard does not reach over a colon here. */
function mayBe(fields: readonly string[], format: readonly string[]): boolean {
  return fields.every((field, index) =>
    overlaps(
      literalText(field.replaceAll(placeholder, "*"), nowhere),
      literalText(format[index] ?? "", nowhere),
    ),
  );
}

const nowhere = { file: "", start: 0, end: 0 };
