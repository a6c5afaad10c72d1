import type { UnknownPart } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";

/**
 * Pseudo parameters that stand for a value (AWS CloudFormation User Guide, "Pseudo parameters
 * reference"); `AWS::NoValue` stands for none.
 */
const pseudoParameters = new Set([
  "AWS::AccountId",
  "AWS::NotificationARNs",
  "AWS::Partition",
  "AWS::Region",
  "AWS::StackId",
  "AWS::StackName",
  "AWS::URLSuffix",
]);

/** The value of a pseudo parameter, wherever it is asked for: equal ones are equal. */
export function pseudoParameter(name: string, at: Range): UnknownPart | undefined {
  if (!pseudoParameters.has(name)) return undefined;
  return { kind: "unknown", reference: name, reason: "known after deployment", at };
}
