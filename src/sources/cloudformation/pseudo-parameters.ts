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

/** Those that differ from stack to stack, nested ones included. */
const stackParameters = new Set(["AWS::StackId", "AWS::StackName"]);

/** Those that the stacks of a stack set do not share with the stack that makes them. */
const accountParameters = new Set(["AWS::AccountId", "AWS::Region"]);

/**
 * The value of a pseudo parameter, wherever it is asked for: equal ones are equal. `scope` tells
 * the stacks apart, `accountScope` the accounts and regions.
 */
export function pseudoParameter(
  name: string,
  at: Range,
  scope: string,
  accountScope: string,
): UnknownPart | undefined {
  if (!pseudoParameters.has(name)) return undefined;
  const front = stackParameters.has(name) ? scope : accountParameters.has(name) ? accountScope : "";
  const reference = front + name;
  return { kind: "unknown", reference, reason: "known after deployment", at };
}
